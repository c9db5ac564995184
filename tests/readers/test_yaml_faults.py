"""Each fault of a YAML text: its code, pointer and place; each with its valid twin."""

from __future__ import annotations

import math

import pytest
import yaml

from dflow_graph.readers import yaml_reader
from dflow_graph.readers.yaml_reader import read_yaml
from dflow_graph.source.document import Limits
from tests.readers.faults import fault_of, summary_of

pytestmark = pytest.mark.usefixtures("parser")

SYNTAX = [
    ("a:\n  b: 1", "a:\n\tb: 1", 2, 1, "a tab stands where a line is indented"),
    ('a: "b: c"', "a: b: c", 1, 5, "a `:` stands where no key can be"),
    ('a: "@b"', "a: @b", 1, 4, "a text without quotes cannot start with `@`"),
    ('a: "`b`"', "a: `b`", 1, 4, 'cannot start with "`"'),
    ("a: '%b'", "a: %b", 1, 4, "a text without quotes cannot start with `%`"),
    ('x: "a"', 'x: "a', 1, 4, "is never closed"),
    ("[a]", "[a", 1, 3, "a list in square brackets is not"),
    ("{a: 1}", "{a: 1", 1, 6, "a mapping in braces is not"),
    ("a:\n  b: 1\n  c: 2", "a:\n  b: 1\n c: 2", 3, 2, "indented like no line above it"),
    ("- a\n- b", "- a\nb: 1", 2, 1, "line"),
    ("a: 1\nb: 2", "a: 1\nb\nc: 2", 3, 1, "has no `:` after its key"),
    ("a:\n- 1", "a: - 1", 1, 4, "a `-` stands where no list can start"),
    ("a: b", "a: ? b", 1, 4, "a `?` stands where no key can be"),
    ("[1, 2]", "[1, , 2]", 1, 5, "a value is missing here"),
    ("a: 1", ": 1", 1, 1, "there is no key before the `:`"),
    ('a: "\\\\q"', 'a: "\\q"', 1, None, "the escape is not one of YAML"),
    ('a: "\\x41"', 'a: "\\x4"', 1, None, "too few hexadecimal digits"),
    ("a: |\n  b", "a: | b", 1, 6, "text follows `|` or `>`"),
    ("a: |1\n  b", "a: |0\n  b", 1, 5, "is out of range"),
    ('a: "-\n  --- b"', 'a: "-\n--- b"', 1, 4, "a line of dashes or dots"),
    ("[1]", "[1] x", 1, 5, "the text goes on with `x` after the value"),
    ("[1]", "[1]]", 1, 4, "the text goes on with `]` after the value"),
    ("a: b", "a: \x01b", 1, 4, "the control character U+0001"),
    ('a: "\x7f"', "a: \x7f", 1, 4, "the character U+007F stands outside of quotes"),
    ("a: '\ufeff'", "a: b\ufeff", 1, 5, "the character U+FEFF stands outside of quotes"),
    ('"\x80": 1', "\x80: 1", 1, 1, "the character U+0080 stands outside of quotes"),
    ("%YAML 1.2\n---\na: 1", "%YAML 1.1\n---\na: 1", 1, 1, "declares YAML `1.1`"),
    ("%YAML 1.2 # b\n---\na", "%YAML 1.2\n# b\n%YAML 1.2\n---\na", 3, 1, "version of YAML twice"),
    ("# %A\n---\na", "# a\n%A b\n---\na", 2, 1, "the directive `%A b` is unknown"),
    ("%YAML 1.2\n---\na: 1", "%YAML 1.2\na: 1", 2, 1, "no `---` between the directives"),
]


@pytest.mark.parametrize(("valid", "invalid", "line", "column", "said"), SYNTAX)
def test_dg005_says_what_is_not_yaml(parser, valid, invalid, line, column, said):
    assert read_yaml(valid).root is not None
    fault = fault_of(read_yaml, invalid)
    code, _, found_line, found_column = summary_of(read_yaml, invalid)
    assert (code, found_line) == ("DG005", line)
    if column and (parser == "compiled" or "never closed" not in said):
        assert found_column == column
    assert said in fault.message


def test_dg005_says_so_for_complaints_that_it_does_not_know(monkeypatch):
    class Grumbling(yaml.SafeLoader):
        def get_event(self):
            raise ValueError

    monkeypatch.setattr(yaml_reader, "_Parser", Grumbling)
    assert summary_of(read_yaml, "a: 1") == ("DG005", "", 1, 1)


def test_dg005_rejects_an_escape_that_names_no_character():
    assert read_yaml('a: "\\U0001F600"').root == {"a": "😀"}
    assert summary_of(read_yaml, 'a: "\\U00110000"')[0] == "DG005"


def test_dg006_points_at_the_second_key():
    assert read_yaml("- a: 1\n  'b': 2").root == [{"a": 1, "b": 2}]
    fault = fault_of(read_yaml, "- a: 1\n  'a': 2")
    assert summary_of(read_yaml, "- a: 1\n  'a': 2") == ("DG006", "/0/a", 2, 3)
    assert fault.at_key
    assert fault.first is not None
    assert (fault.first.line, fault.first.column, fault.first.end_column) == (1, 3, 4)


@pytest.mark.parametrize("half", ["\\ud800", "\\uDFFF", "\\ud83dx\\ude00"])
def test_dg009_points_at_the_lone_half(half):
    assert read_yaml('a: "\\ud83d\\ude00"').root == {"a": "😀"}
    assert summary_of(read_yaml, f'a: "é{half}"') == ("DG009", "/a", 1, 6)
    assert summary_of(read_yaml, f'"é{half}": 1')[0::2] == ("DG009", 1)


def test_a_half_by_its_long_escape_is_refused():
    assert summary_of(read_yaml, 'a: "\\U0000d800"')[0] in ("DG005", "DG009")


@pytest.mark.parametrize("depth", [1, 3, 64])
def test_dg010_counts_the_root_as_one(depth):
    limits = Limits(max_depth=depth)
    assert read_yaml("[" * depth + "]" * depth, limits).root is not None
    flow = "[" * (depth + 1) + "]" * (depth + 1)
    assert summary_of(read_yaml, flow, limits) == ("DG010", "/0" * depth, 1, depth + 1)
    block = "- " * (depth + 1) + "a"
    assert summary_of(read_yaml, block, limits) == ("DG010", "/0" * depth, 1, 2 * depth + 1)


def test_dg010_comes_also_where_the_parser_goes_no_deeper():
    text = 'é: "[["\nb: ' + "[" * 1500
    assert summary_of(read_yaml, text) == ("DG010", "/b" + "/0" * 63, 2, 67)
    assert fault_of(read_yaml, text, Limits(max_depth=1400)).code == "DG010"


@pytest.mark.parametrize("opener", ["[", "{", '{"a":', "[{", "- ", "? ", "- - [", "a: ["])
def test_dg010_comes_before_anything_deep_is_built(opener):
    assert fault_of(read_yaml, opener * 200_000).code in ("DG005", "DG010", "DG017")


def test_dg011_counts_every_value_but_no_key():
    limits = Limits(max_nodes=4)
    assert read_yaml("a: [1, 2]", limits).root == {"a": [1, 2]}
    assert summary_of(read_yaml, "a: [1, 2, 3]", limits) == ("DG011", "/a/2", 1, 11)
    assert summary_of(read_yaml, "a: [1, 2, []]", limits) == ("DG011", "/a/2", 1, 11)


@pytest.mark.parametrize(
    ("valid", "invalid", "pointer", "line", "column", "name"),
    [
        ("a: 1\nb: 1", "a: &x 1\nb: *x", "/a", 1, 4, "the anchor `&x`"),
        ("a: {}", "a: &x {}", "/a", 1, 4, "the anchor `&x`"),
        ("a: 1", "a: &x !!int 1", "/a", 1, 4, "the anchor `&x`"),
        ("a: '*x'", "a: *x", "/a", 1, 4, "the alias `*x`"),
        ("[1, 2]", "[1, *x]", "/1", 1, 5, "the alias `*x`"),
        ("a: '*.py'", "a: *.py", "/a", 1, 4, "the alias `*.py`"),
        ("a: '&'", "a: &", "/a", 1, 4, "the anchor `&`"),
        ("x: 1", "*x : 1", "", 1, 1, "the alias `*x`"),
    ],
)
def test_dg012_rejects_anchors_and_aliases(valid, invalid, pointer, line, column, name):
    assert read_yaml(valid).root is not None
    assert summary_of(read_yaml, invalid) == ("DG012", pointer, line, column)
    assert name in fault_of(read_yaml, invalid).message


def test_dg012_stops_an_alias_bomb_at_its_first_anchor():
    lines = ["a0: &a0 [1, 1]"]
    lines += [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 100)]
    assert summary_of(read_yaml, "\n".join(lines)) == ("DG012", "/a0", 1, 5)


@pytest.mark.parametrize(
    ("valid", "invalid", "pointer", "line", "column"),
    [
        ("a: '1'", "a: !!str 1", "/a", 1, 4),
        ("a: []", "a: !x []", "/a", 1, 4),
        ("a: 1", "a: !x &y 1", "/a", 1, 4),
        ("a: '! b'", "a: ! b", "/a", 1, 4),
        ("a: '!e!b c'", "a: !e!b c", "/a", 1, 4),
        ("a: '!<'", "a: !<", "/a", 1, 4),
        ("a: 1", "- !!python/object/apply:os.system [ls]", "/0", 1, 3),
        ("--- a", "# b\n%TAG !e! tag:e\n---\na", "", 2, 1),
    ],
)
def test_dg013_rejects_tags(valid, invalid, pointer, line, column):
    assert read_yaml(valid).root is not None
    assert summary_of(read_yaml, invalid) == ("DG013", pointer, line, column)


@pytest.mark.parametrize(
    ("valid", "invalid", "line"),
    [
        ("---\na: 1\n", "---\na: 1\n---\nb: 1", 3),
        ("a: 1\n...\n", "a: 1\n...\nb: 1", 3),
        ("a: 1\n...\n...\n# c\n", "a: 1\n...\n# c\n%TAG !a! b\n---\n", 4),
        ("a\n", "a\n---\n", 2),
    ],
)
def test_dg015_rejects_a_second_document(valid, invalid, line):
    assert read_yaml(valid).root is not None
    assert summary_of(read_yaml, invalid) == ("DG015", "", line, 1)


@pytest.mark.parametrize("text", ["---\n", "--- # a\n...\n", "---\n---\na: 1", "%YAML 1.2\n---\n"])
def test_dg003_rejects_a_document_without_value(text):
    assert read_yaml('--- ""').root == ""
    assert summary_of(read_yaml, text) == ("DG003", "", 1, 1)


def test_dg003_rejects_a_stream_without_document(monkeypatch):
    class Silent(yaml.SafeLoader):
        def __init__(self, _text):
            super().__init__("")

    monkeypatch.setattr(yaml_reader, "_Parser", Silent)
    assert summary_of(read_yaml, "a") == ("DG003", "", 1, 1)


def test_texts_and_numbers_of_pyyaml_are_read_where_they_are_asked_for():
    assert read_yaml("y: n\nz: 1", by_pyyaml=True).root == {"y": "n", "z": 1}
    root = read_yaml("[.inf, -.inf, .nan, '.nan']", by_pyyaml=True).root
    assert root[:2] == [math.inf, -math.inf]
    assert root[2] != root[2]
    assert root[3] == ".nan"
    assert summary_of(read_yaml, "y: n")[0] == "DG014"
