"""Each fault of a JSON text: its code, pointer and place; each with its valid twin."""

from __future__ import annotations

import json

import pytest

from dflow_graph.readers.faults import quote
from dflow_graph.readers.json_reader import read_json
from dflow_graph.readers.json_scanner import scan
from dflow_graph.source.document import Limits
from tests.readers.faults import fault_of, summary_of


@pytest.mark.parametrize(
    ("valid", "invalid", "pointer", "line", "column", "said"),
    [
        ("[1]", "[", "/0", 1, 2, "the text ends where a value"),
        ('{"a": 1}', '{"a": ', "/a", 1, 7, "the text ends where a value"),
        ('{"a": 1}', '{"a"', "", 1, 5, "the text ends where a `:`"),
        ('{"a": [{}]}', '{"a": [{', "/a/0", 1, 9, "the text ends where a key"),
        ("[1]", "[1", "", 1, 3, "the text ends where `,` or `]`"),
        ("[1]", "[1, ]", "", 1, 3, "there is a `,` before `]`"),
        ('{"a": [1]}', '{"a": [1\n , ]}', "/a", 2, 2, "there is a `,` before `]`"),
        ('{"a": 1}', '{"a": 1,}', "", 1, 8, "there is a `,` before `}`"),
        ("[1, 2]", "[1, , 2]", "/1", 1, 5, "a value is missing before `,`"),
        ("[1]", "[,1]", "/0", 1, 2, "a value is missing before `,`"),
        ("[]", "[}", "/0", 1, 2, "a value is missing before `}`"),
        ("[]", "]", "", 1, 1, "a value is missing before `]`"),
        ('{"a": 1}', '{"a": }', "/a", 1, 7, "a value is missing before `}`"),
        ("{}", "{,}", "", 1, 2, "a key in double quotes is expected before `,`"),
        ("[1, 2]", "[1 2]", "", 1, 4, "there is no `,` before `2`"),
        ('{"a": 1, "b": 2}', '{"a": 1\n"b": 2}', "", 2, 1, 'there is no `,` before `"`'),
        ('{"a": 1}', '{"a" 1}', "", 1, 6, "there is no `:` after the key `a`"),
        ('{"a": 1}', '{"a" = 1}', "", 1, 6, "there is no `:` after the key `a`"),
        ("[1, 2]", "[1: 2]", "", 1, 3, "a `:` stands where"),
        ("[1]", "[1}", "", 1, 3, "the bracket `}` closes what a `[` opened"),
        ('{"a": 1}', '{"a": 1]', "", 1, 8, "the bracket `]` closes what a `{` opened"),
        ('{"a": 1}', "{'a': 1}", "", 1, 2, "single quote"),
        ('["a"]', "['a']", "/0", 1, 2, "single quote"),
        ('{"a": 1}', "{a: 1}", "", 1, 2, "the key `a` is not in double quotes"),
        ("[true]", "[True]", "/0", 1, 2, "the word `True` is not JSON"),
        ("[null]", "[None]", "/0", 1, 2, "the word `None` is not JSON"),
        ("[null]", "[nulls]", "/0", 1, 2, "the text `nulls` is not a value"),
        ("[1]", "[01]", "/0", 1, 2, "`01` is not a number"),
        ("[-1]", "[-01]", "/0", 1, 2, "`-01` is not a number"),
        ("[1]", "[+1]", "/0", 1, 2, "`+1` is not a number"),
        ("[0.5]", "[.5]", "/0", 1, 2, "`.5` is not a number"),
        ("[1.0]", "[1.]", "/0", 1, 2, "`1.` is not a number"),
        ("[1e3]", "[1e]", "/0", 1, 2, "`1e` is not a number"),
        ("[-1]", "[-]", "/0", 1, 2, "`-` is not a number"),
        ("[16]", "[0x10]", "/0", 1, 2, "`0x10` is not a number"),
        ("{}", "// a\n{}", "", 1, 1, "a comment starts with `//`"),
        ("{}", "{} # a", "", 1, 4, "a comment starts with `#`"),
        ("[1]", "[1 /* a */]", "", 1, 4, "a comment starts with `/*`"),
        ('{"a": 1}', '{ // a\n"a": 1}', "", 1, 3, "a comment starts with `//`"),
        ('{"a": 1}', '{"a" /**/: 1}', "", 1, 6, "a comment starts with `/*`"),
        ("[1]", "[1]\n2", "", 2, 1, "the text goes on with `2`"),
        ("[1]", "[1]]", "", 1, 4, "the text goes on with `]`"),
        ("[1]", "[\u00a01]", "/0", 1, 2, "the character U+00A0"),
        ("[1]", "[1\f]", "", 1, 3, "the character U+000C"),
        ("[1]", "[\u200b1]", "/0", 1, 2, "the character U+200B"),
        ('["a"]', '["a', "/0", 1, 2, 'the string `"a` is never closed'),
        ('{"a": 1}', '{"a', "", 1, 2, 'the string `"a` is never closed'),
        ('["a\\nb"]', '["a\nb"]', "/0", 1, 4, "the line ends inside a string"),
        ('["a\\tb"]', '["a\tb"]', "/0", 1, 4, "a tab stands inside a string"),
        ('["a\\u0001b"]', '["a\x01b"]', "/0", 1, 4, "the control character U+0001"),
        ('["\\\\x"]', '["\\x"]', "/0", 1, 3, "the escape `\\x` is not one of JSON"),
        ('["\\u00e9"]', '["\\u00eg"]', "/0", 1, 3, "the escape `\\u00e` has fewer than four"),
        ('{"\\u00e9": 1}', '{"é😀\\q": 1}', "", 1, 5, "the escape `\\q` is not one of JSON"),
        ('["a\\\\"]', '["a\\', "/0", 1, 4, "the escape `\\` is not one of JSON"),
    ],
)
def test_dg004_says_what_is_not_json(valid, invalid, pointer, line, column, said):
    assert read_json(valid).root == json.loads(valid)
    assert summary_of(read_json, invalid) == ("DG004", pointer, line, column)
    assert said in fault_of(read_json, invalid).message


def test_columns_count_code_points_and_lines_end_at_lf_crlf_or_cr():
    assert summary_of(read_json, '["😀é", x]') == ("DG004", "/1", 1, 8)
    for end in ("\n", "\r\n", "\r"):
        assert summary_of(read_json, f"[{end}{end} x]") == ("DG004", "/0", 3, 2)


def test_fault_span_covers_the_token():
    place = fault_of(read_json, '{\n  "a": nope}').place
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 8, 2, 12)


def test_fault_prints_place_code_and_message():
    assert str(fault_of(read_json, "[1,]")) == (
        "1:3: DG004 there is a `,` before `]` and no value between them"
    )


def test_dg006_points_at_the_second_key():
    valid = '{"x": [0, {"a": 1,\n "b": 2}]}'
    invalid = '{"x": [0, {"a": 1,\n "a": 2}]}'
    assert read_json(valid).root == {"x": [0, {"a": 1, "b": 2}]}
    fault = fault_of(read_json, invalid)
    assert summary_of(read_json, invalid) == ("DG006", "/x/1/a", 2, 2)
    assert fault.at_key
    assert fault.first is not None
    assert (fault.first.line, fault.first.column, fault.first.end_column) == (1, 12, 15)


def test_dg006_compares_keys_by_what_they_say():
    assert summary_of(read_json, '{"a/b": 1, "a\\u002fb": 2}') == ("DG006", "/a~1b", 1, 12)
    assert read_json('{"a": {"a": 1}, "A": 2}').root == {"a": {"a": 1}, "A": 2}


@pytest.mark.parametrize(
    ("valid", "invalid"),
    [
        ("9007199254740991", "9007199254740992"),
        ("-9007199254740991", "-9007199254740992"),
        ("9007199254740992.0", "1" + "0" * 10_000),
        ("1.7976931348623157e308", "1e400"),
        ("-1e308", "-1e309"),
        ("1e-400", "1" * 400 + ".5"),
    ],
)
def test_dg007_rejects_numbers_out_of_range(valid, invalid):
    assert read_json(f"[{valid}]").root == [json.loads(valid)]
    assert summary_of(read_json, f'{{"a": {invalid}}}') == ("DG007", "/a", 1, 7)


def test_dg007_shows_how_to_write_the_integer():
    hint = fault_of(read_json, "9007199254740993").hint
    assert '{"$value": {"kind": "int", "decimal": "9007199254740993"}}' in hint
    assert '"..."' in fault_of(read_json, "9" * 100).hint


@pytest.mark.parametrize(("text", "value"), [("1e3", 1000.0), ("1.0", 1.0), ("-0", 0)])
def test_numbers_keep_the_type_of_their_literal(text, value):
    root = read_json(text).root
    assert root == value
    assert type(root) is type(value)


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "+Infinity"])
def test_dg008_rejects_what_json_loads_takes(literal):
    assert read_json(f'["{literal}"]').root == [literal]
    assert summary_of(read_json, f"[0, {literal}]") == ("DG008", "/1", 1, 5)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('"\\ud800"', 8),
        ('"\\uDC00"', 8),
        ('"\\ud83d\\ud83d\\ude00"', 8),
        ('"\\ud83d\\ude00\\ude00"', 20),
        ('"\\ud83dx\\ude00"', 8),
        ('"\\ud83d\\n\\ude00"', 8),
        ('"\\\\\\ud83d"', 10),
        ('"\\\\ud83d\\ude00"', 15),
        ('"é\\ud800\\q"', 9),
    ],
)
def test_dg009_points_at_the_lone_half(text, column):
    assert summary_of(read_json, f'{{"a": {text}}}') == ("DG009", "/a", 1, column)
    # JSON pointers cannot name a key that is no text: the object around it is named.
    assert summary_of(read_json, f'{{"a": 1, {text}: 1}}') == ("DG009", "", 1, column + 3)


@pytest.mark.parametrize("text", ['"\\ud83d\\ude00"', '"\\\\ud83d"', '"\\uD83D\\uDE00\\\\ud83d"'])
def test_pairs_and_escaped_backslashes_are_no_lone_halves(text):
    assert read_json(text).root == scan(text, Limits()) == json.loads(text)


@pytest.mark.parametrize("depth", [1, 3, 64, 300])
def test_dg010_counts_the_root_as_one(depth):
    limits = Limits(max_depth=depth)
    valid = "[" * depth + "]" * depth
    invalid = "[" * (depth + 1) + "]" * (depth + 1)
    assert read_json(valid, limits).root == json.loads(valid)
    assert summary_of(read_json, invalid, limits) == ("DG010", "/0" * depth, 1, depth + 1)
    objects = '{"a":' * depth + "{}" + "}" * depth
    assert summary_of(read_json, objects, limits) == ("DG010", "/a" * depth, 1, 5 * depth + 1)


def test_brackets_in_strings_are_not_deep():
    text = json.dumps({"[[[[": ['"[[[[', "\\[[[{{{", '\\"[[[', ""]})
    assert read_json(text, Limits(max_depth=2)).root == json.loads(text)


def test_dg011_counts_every_value_but_no_key():
    limits = Limits(max_nodes=4)
    assert read_json('{"a": [1, 2]}', limits).root == {"a": [1, 2]}
    assert read_json('{"a": "[,[,[,"}', limits).root == {"a": "[,[,[,"}
    assert summary_of(read_json, '{"a": [1, 2, 3]}', limits) == ("DG011", "/a/2", 1, 14)


def test_a_recursion_limit_close_by_changes_nothing(monkeypatch):
    def exhausted(_text):
        raise RecursionError

    monkeypatch.setattr("dflow_graph.readers.json_reader._DECODER.decode", exhausted)
    assert read_json('{"a": [1]}').root == {"a": [1]}


def test_quotations_are_short_and_visible():
    assert quote("a" * 60) == f"`{'a' * 60}`"
    assert quote("a" * 61) == f"`{'a' * 59}…`"
    assert quote("a\n\u2028`") == '"a<U+000A><U+2028>`"'
