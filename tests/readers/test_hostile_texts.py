"""A megabyte of anything gives a document or a fault, in linear time and without recursion."""

from __future__ import annotations

import pytest

from dflow_graph.readers.json_reader import read_json
from dflow_graph.readers.yaml_reader import read_yaml
from dflow_graph.source.fault import Fault
from tests.readers.faults import check, fault_of, summary_of

SIZE = 1_000_000
PAIR = "\\ud83d\\ude00"


def numbered(template: str) -> str:
    return "".join(template.replace("#", str(i)) for i in range(SIZE // (len(template) + 5)))


HOSTILE = {
    "open brackets": "[" * SIZE,
    "closed brackets": "[" * (SIZE // 2) + "]" * (SIZE // 2),
    "open objects": '{"a":' * (SIZE // 5),
    "one string": '"' + "a" * SIZE + '"',
    "open string": '"' + "a" * SIZE,
    "escapes": '["' + "\\n" * (SIZE // 2) + '"]',
    "escaped quotes in an open string": '["' + '\\"' * (SIZE // 2),
    "backslashes": '["' + "\\" * SIZE + '"]',
    "pairs and a half": '["' + PAIR * (SIZE // 12) + '\\ud800"]',
    "halves": '["' + "\\ud800" * (SIZE // 6) + '"]',
    "commas": "[" + "," * SIZE,
    "numbers and a word": "[" + "1," * (SIZE // 2) + "x]",
    "digits": "[" + "1" * SIZE + "]",
    "digits and a letter": "[" + "1" * SIZE + "x]",
    "fraction": "[0." + "0" * SIZE + "1]",
    "exponent": "[1e" + "1" * SIZE + "]",
    "equal keys": "{" + '"a":1,' * (SIZE // 6) + '"a":1}',
    "different keys": "{" + numbered('"k#":1,') + '"k0":1}',
    "blanks": " " * SIZE + "{}",
    "blanks behind": "{}" + " " * SIZE + "x",
    "line ends": "\r" * SIZE + "{}",
    "a comment": "#" + "x" * SIZE + "\n{}",
    "comments": "#x\n" * (SIZE // 3) + "{}",
    "dashes": "- " * (SIZE // 2),
    "questions": "? " * (SIZE // 2),
    "colons": ":" * SIZE,
    "tag directives": numbered("%TAG !x#! y\n") + "---\na",
    "tag directives behind": "a\n...\n" + numbered("%TAG !x#! y\n") + "---\na",
    "documents": "---\n" * (SIZE // 4),
    "ends": "a\n" + "...\n" * (SIZE // 4),
    "literal block": "|\n" + " a\n" * (SIZE // 3),
    "folded lines": '"' + "\n" * SIZE + '"',
    "sixties": "a: 1" + ":1" * (SIZE // 2) + "x",
    "underscores": "a: " + "1_" * (SIZE // 2) + "x",
    "line separators": '"' + "\u2028" * (SIZE // 3) + '"',
    "mapping": numbered("k#: 1\n"),
}


@pytest.mark.parametrize("reader", [read_json, read_yaml])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_of_anything_ends(reader, name):
    try:
        document = reader(HOSTILE[name])
    except Fault as fault:
        check(fault)
    else:
        assert document.root is not None


def test_dg010_comes_at_once_for_a_million_brackets():
    for reader in (read_json, read_yaml):
        assert summary_of(reader, "[" * SIZE) == ("DG010", "/0" * 64, 1, 65)


def test_dg007_comes_at_once_for_a_million_digits():
    for reader in (read_json, read_yaml):
        assert summary_of(reader, "[" + "9" * SIZE + "]") == ("DG007", "/0", 1, 2)


def test_messages_quote_a_long_key_in_part():
    text = '{"' + "k" * SIZE + '": 1, "' + "k" * SIZE + '": 1}'
    assert len(fault_of(read_json, text).message) < 200
