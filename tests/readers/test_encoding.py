"""ENC-1 to ENC-3, DOC-1 and LIM-1: what both notations ask of a text."""

from __future__ import annotations

import pytest

from dflow_graph.readers.encoding import content_start
from dflow_graph.readers.json_reader import read_json
from dflow_graph.readers.yaml_reader import read_yaml
from dflow_graph.source.document import Limits
from tests.readers.faults import fault_of, summary_of

pytestmark = pytest.mark.parametrize("reader", [read_json, read_yaml])

TEXT = '{"name": "é😀"}'


def test_utf8_is_read(reader):
    assert reader(TEXT.encode()).root == reader(TEXT).root == {"name": "é😀"}


@pytest.mark.parametrize(
    ("data", "line", "column", "name"),
    [
        (TEXT.encode("utf-16"), 1, 1, "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), 1, 1, "UTF-16"),
        (TEXT.encode("utf-32"), 1, 1, "UTF-32"),
        (b"\x00\x00\xfe\xff" + TEXT.encode("utf-32-be"), 1, 1, "UTF-32"),
        ("{}".encode("utf-16-le"), 1, 2, "UTF-16"),
        ("{}".encode("utf-16-be"), 1, 1, "UTF-16"),
        ("{}".encode("utf-32-le"), 1, 2, "UTF-32"),
        ("{}".encode("utf-32-be"), 1, 1, "UTF-32"),
        ('{"a": "é"}'.encode("latin-1"), 1, 8, "Windows-1252"),
        ('{"a":\n "😀", "b": "'.encode() + b'\xe9t"}', 2, 13, "Windows-1252"),
        ('{"a": "你好"}'.encode("gbk"), 1, 8, "GBK"),
        (b'{"a": "\xff', 1, 8, "binary"),
        ('{"a": "你'.encode()[:-1], 1, 8, "in the middle of a UTF-8 character"),
        (b'{"a": "\xed\xa0\x80"}', 1, 8, "half of a surrogate pair"),
        (b'{"a": "\x00"}', 1, 8, "not a text"),
        (b'{"a": "\x00\xff"}', 1, 8, "not a text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, 1, "binary"),
    ],
)
def test_dg001_names_the_likely_encoding_and_the_first_bad_byte(reader, data, line, column, name):
    fault = fault_of(reader, data)
    assert summary_of(reader, data) == ("DG001", "", line, column)
    assert name in fault.message


def test_dg001_rejects_nul_in_a_string_argument(reader):
    assert summary_of(reader, '{\n"a\0"}') == ("DG001", "", 2, 3)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf{}", "\ufeff{}"])
def test_dg002_rejects_a_byte_order_mark(reader, data):
    assert summary_of(reader, data) == ("DG002", "", 1, 1)
    assert fault_of(reader, data).hint == "Save the file as UTF-8 without a byte order mark."


@pytest.mark.parametrize("data", [b"", b" \t\r\n", "\n\n", b"# only\n# comments", b"  #\r\r# b\n "])
def test_dg003_rejects_an_empty_document(reader, data):
    assert summary_of(reader, data) == ("DG003", "", 1, 1)


def test_dg009_rejects_half_of_a_pair_in_a_string_argument(reader):
    assert summary_of(reader, '{\n"a": "x\ud800"}') == ("DG009", "", 2, 8)


def test_dg011_rejects_a_text_above_the_limit_of_bytes(reader):
    data = '["é"]'.encode()
    limits = Limits(max_bytes=6)
    assert reader(data, limits).root == ["é"]
    assert reader(data.decode(), limits).root == ["é"]
    assert summary_of(reader, data + b" ", limits) == ("DG011", "", 1, 1)
    assert summary_of(reader, '["éé"]', limits) == ("DG011", "", 1, 1)
    assert summary_of(reader, '["éééé"]', limits) == ("DG011", "", 1, 1)


def test_content_starts_after_blanks_and_comments(reader):
    assert content_start(" # a\r\n\t# b\n  {", 0) == 13
    assert content_start("# a", 0) == 3
    assert reader("[1]").root == [1]
