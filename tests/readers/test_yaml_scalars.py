"""YAML-4: plain scalars resolve as in JSON, or are refused."""

from __future__ import annotations

import pytest

from dflow_graph.readers.yaml_reader import read_yaml
from dflow_graph.readers.yaml_scalars import is_plain_text, resolve
from tests.readers.faults import fault_of, summary_of

# fmt: off
AMBIGUOUS = [
    "y", "Y", "n", "N", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off",
    "OFF", "True", "TRUE", "False", "FALSE", "Null", "NULL", "nULL", "~", "=", "<<", "0o17",
    "0O17", "017", "0x1F", "0X1f", "-0x1", "0b11", "0B1", "1_000", "1_", "0_1", "00", "01",
    "-01", "+1", "+0", "+1.5", ".5", "-.5", "1.", "1.e3", "1_0.5", "1_0e3", "+.5e1", "1:30",
    "-1:30", "12:30:45", "1:30.5", "190:20:30.15", ".inf", ".Inf", "-.INF", "+.inf", ".nan",
    ".NaN", ".NAN", "2024-01-02", "2024-1-2", "2001-12-14t21:59:43.10-05:00",
    "2001-12-15T2:59:43.1Z",
]
PLAIN_TEXTS = [
    "a", "main", "yesterday", "nope", "onto", "offer", "ye", "truest", "nullable", "nan", "inf",
    "-inf", ".x", "..", ".", "1.2.3", "1e", "1e3x", "8080:80", "1:60x", "1:99", "0xg", "0o",
    "12a", "1-2", "_1", "a1", "--", "--a", "+a", "+.", "2024-01", "2024-01-02x", "v1.0", "1/2",
    "x:y", "/a/b", "https://example.org:80/a#b", "é😀", "１", "٣", "<<<", "==", "~a", "a b",
]
# fmt: on


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-0", 0),
        ("-12", -12),
        ("9007199254740991", 2**53 - 1),
        ("1.0", 1.0),
        ("1e3", 1000.0),
        ("-1.5E-3", -0.0015),
    ],
)
def test_json_literals_have_their_value(text, value):
    root = read_yaml(f"a: {text}").root["a"]
    assert root == value
    assert type(root) is type(value)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_dg014_rejects_a_plain_scalar_that_readers_take_differently(text):
    assert read_yaml(f'a: "{text}"').root == read_yaml(f"a: '{text}'").root == {"a": text}
    assert summary_of(read_yaml, f"a: {text}") == ("DG014", "/a", 1, 4)
    assert not is_plain_text(text)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_dg014_rejects_such_a_key(text):
    assert read_yaml(f'"{text}": 1').root == {text: 1}
    code, pointer, line, column = summary_of(read_yaml, f"a:\n  {text}: 1")
    assert (code, pointer, line, column) == ("DG014", "/a/" + text.replace("~", "~0"), 2, 3)
    fault = fault_of(read_yaml, f"a:\n  {text}: 1")
    assert fault.at_key
    assert fault.hint == "Put the key in double quotes."


@pytest.mark.parametrize("text", ["2001-12-14 21:59:43.10 -5", "2001-12-14 21:59:43"])
def test_dg014_rejects_times_with_blanks(text):
    assert summary_of(read_yaml, f"- {text}") == ("DG014", "/0", 1, 3)


@pytest.mark.parametrize("text", PLAIN_TEXTS)
def test_other_plain_scalars_are_strings(text):
    assert read_yaml(f"- {text}").root == [text]
    assert is_plain_text(text)


@pytest.mark.parametrize(
    ("text", "pointer", "line", "column"),
    [
        ("a:\nb: 1", "/a", 1, 3),
        ("- 1\n-", "/1", 2, 2),
        ("{a}", "/a", 1, 3),
        ("[{a: , b: 1}]", "/0/a", 1, 6),
        ("? a", "/a", 1, 4),
    ],
)
def test_dg014_rejects_a_value_that_is_missing(text, pointer, line, column):
    assert summary_of(read_yaml, text) == ("DG014", pointer, line, column)
    assert "`null`" in fault_of(read_yaml, text).hint


def test_dg014_names_what_was_probably_meant():
    assert fault_of(read_yaml, "a: Yes").hint == "Write `true`, or put it in double quotes."
    assert fault_of(read_yaml, "a: off").hint == "Write `false`, or put it in double quotes."
    assert fault_of(read_yaml, "a: ~").hint == "Write `null`, or put it in double quotes."


@pytest.mark.parametrize(
    ("valid", "invalid"), [("9007199254740991", "9007199254740992"), ("1e308", "1e400")]
)
def test_dg007_rejects_numbers_out_of_range(valid, invalid):
    assert read_yaml(f"a: {valid}").root == {"a": float(valid)}
    assert summary_of(read_yaml, f"a: {invalid}") == ("DG007", "/a", 1, 4)


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity"])
def test_dg008_rejects_numbers_that_are_not_finite(literal):
    assert read_yaml(f'- "{literal}"').root == [literal]
    assert summary_of(read_yaml, f"- {literal}") == ("DG008", "/0", 1, 3)


@pytest.mark.parametrize("literal", ["1", "-1.5", "null", "true", "1e400", "NaN"])
def test_dg017_rejects_a_key_that_is_no_string(literal):
    assert read_yaml(f'"{literal}": 1').root == {literal: 1}
    assert summary_of(read_yaml, f"- {literal}: 1") == ("DG017", f"/0/{literal}", 1, 3)
    assert fault_of(read_yaml, f"- {literal}: 1").at_key


def test_dg017_rejects_keys_that_are_no_plain_or_quoted_scalars():
    assert read_yaml("? a\n: 1").root == {"a": 1}
    assert summary_of(read_yaml, "? [a]\n: 1") == ("DG017", "", 1, 3)
    assert summary_of(read_yaml, "x:\n  {a: 1}: 1") == ("DG017", "/x", 2, 3)
    assert summary_of(read_yaml, "- ? |\n    a\n  : 1") == ("DG017", "/0", 1, 5)


def test_quoted_and_block_scalars_are_always_strings():
    text = "a: \"1\"\nb: 'null'\nc: |\n  1\nd: >-\n  true\n"
    assert read_yaml(text).root == {"a": "1", "b": "null", "c": "1\n", "d": "true"}


def test_long_literals_take_linear_time():
    for text in (
        "1" * 1_000_000,
        "1_" * 500_000 + "x",
        "1" + ":1" * 500_000 + "x",
        "y" * 1_000_000,
    ):
        resolve(text, 0, 0)
        resolve(f"2024-01-02 {text}", 0, 0)
