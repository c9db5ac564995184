"""How a text shows its notation."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dflow_graph.readers import read
from dflow_graph.source.document import Limits
from tests.readers.faults import summary_of


@pytest.mark.parametrize(
    ("text", "notation", "root"),
    [
        (b'{"a": 1}', "json", {"a": 1}),
        (b" \r\n\t[1]", "json", [1]),
        (b"{a: 1}", "yaml", {"a": 1}),
        (b"[1, 2,]", "yaml", [1, 2]),
        (b"{'a': 1} # b", "yaml", {"a": 1}),
        (b"a: 1", "yaml", {"a": 1}),
        (b"# b\n{a: 1}", "yaml", {"a": 1}),
        (b"1", "yaml", 1),
    ],
)
def test_auto_tells_the_notation(text, notation, root):
    document = read(text)
    assert (document.notation, document.root) == (notation, root)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (b'{"a": 1', "DG004", 1, 8),
        (b"{a: y}", "DG004", 1, 2),
        (b'{"a": 1, "a": 2}', "DG006", 1, 10),
        (b'{"a": NaN}', "DG008", 1, 7),
        (b"a: y", "DG014", 1, 4),
        (b"", "DG003", 1, 1),
        (b"\xef\xbb\xbf{}", "DG002", 1, 1),
    ],
)
def test_auto_reports_the_fault_of_the_notation_that_the_text_shows(text, code, line, column):
    assert summary_of(read, text)[0::2] == (code, line)
    assert summary_of(read, text)[3] == column


def test_a_notation_that_is_given_is_kept():
    assert read(b"[1]", "yaml").notation == "yaml"
    assert read(b"[1]", "json").notation == "json"
    assert summary_of(read, b"[1,]", "json") == ("DG004", "", 1, 3)
    assert summary_of(read, b"[[]]", "auto", Limits(max_depth=1)) == ("DG010", "/0", 1, 2)


def test_json_is_read_without_importing_yaml():
    program = (
        "import sys; from dflow_graph.readers import read; "
        "read(b'[1]'); read(b'[1]', 'json'); sys.exit('yaml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
