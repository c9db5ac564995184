"""What the YAML reader makes of a text, and where it finds it again."""

from __future__ import annotations

import json

import pytest

from dflow_graph.readers.json_reader import read_json
from dflow_graph.readers.yaml_reader import read_yaml
from dflow_graph.readers.yaml_shield import Shield

TEXT = """\
# a graph
name: é😀 x   # why
steps:
- - {a: [1, "b/c"], 'k~': "d"}
  -
    e: |
      f
      g

# h
last: >-
    i
    j
"""


def said(text, *pointers):
    document = read_yaml(text)
    found = document.locate(pointers)
    return {
        pointer: (
            text[at.value.start : at.value.end],
            at.key and text[at.key.start : at.key.end],
            document.place(at.value).line,
            document.place(at.value).column,
        )
        for pointer, at in found.items()
    }


def test_blocks_and_flows_are_read(parser):
    assert read_yaml(TEXT).root == {
        "name": "é😀 x",
        "steps": [[{"a": [1, "b/c"], "k~": "d"}, {"e": "f\ng\n"}]],
        "last": "i j",
    }
    assert read_yaml(TEXT).notation == "yaml"
    assert parser


@pytest.mark.usefixtures("parser")
def test_values_and_keys_are_located():
    assert said(TEXT, "/name", "/steps/0/0/a/1", "/steps/0/0/k~0", "/steps/0/0", "/last") == {
        "/name": ("é😀 x", "name", 2, 7),
        "/steps/0/0/a/1": ('"b/c"', None, 4, 13),
        "/steps/0/0/k~0": ('"d"', "'k~'", 4, 27),
        "/steps/0/0": ('{a: [1, "b/c"], \'k~\': "d"}', None, 4, 5),
        "/last": (">-\n    i\n    j", "last", 11, 7),
    }


@pytest.mark.usefixtures("parser")
def test_blocks_end_with_their_last_value():
    block = "e: |\n      f\n      g"
    start = TEXT.index("- -")
    assert said(TEXT, "/steps/0/1", "/steps", "/steps/0") == {
        "/steps/0/1": (block, None, 6, 5),
        "/steps": (TEXT[start : TEXT.index(block) + len(block)], "steps", 4, 1),
        "/steps/0": (TEXT[start + 2 : TEXT.index(block) + len(block)], None, 4, 3),
    }


def test_pointers_to_nothing_are_left_out():
    assert said(TEXT, "/b", "/steps/1", "/steps/00", "/steps/-", "/name/0", "steps") == {}


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_columns_count_code_points_after_any_line_end(end):
    text = f'"😀": 1{end}b: "😀é", {end}'.replace(", ", "")
    assert said(text, "/b", "/😀") == {
        "/b": ('"😀é"', "b", 2, 4),
        "/😀": ("1", '"😀"', 1, 6),
    }


@pytest.mark.usefixtures("parser")
def test_characters_that_yaml_1_1_misreads_are_kept():
    value = {"a\u2028 b": "\x85 c \u2029\ufeff", "d": ["\x7f\x9f\ufffe\uffff", "\ufeff"]}
    text = json.dumps(value, ensure_ascii=False)
    assert read_yaml(text).root == read_json(text).root == value
    assert read_yaml("a: b\u2028c\x85d").root == {"a": "b\u2028c\x85d"}


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"\\ud83d\\ude00"', "😀"),
        ('"\\\\ud83d \\ud83d\\ude00 \\\\\\ud83d\\ude00"', "\\ud83d 😀 \\😀"),
        ("'\\ud83d'", "\\ud83d"),
        ("\\ud83d\\ude00", "\\ud83d\\ude00"),
        ("|\n  \\ud83d", "\\ud83d"),
        ('"\\ud83d\\\n  \\ude00"', "😀"),
        # what the shield puts in must not be mistaken for what the text says
        ('"\\ue000ud83d \\ud83d\\ude00"', "\ue000ud83d 😀"),
        ('"\\U0000e000ud83d \\ud83d\\ude00 \ue001ud83d"', "\ue000ud83d 😀 \ue001ud83d"),
        ('"\u2028 \\ue000 \\ud83d\\ude00"', "\u2028 \ue000 😀"),
    ],
)
def test_surrogate_pairs_are_joined_in_double_quotes_only(text, value):
    assert read_yaml(text).root == value


def test_shield_keeps_offsets_and_can_run_out_of_characters():
    text = 'a: "\u2028\\ud83d\\ude00"'
    assert len(Shield(text).text) == len(text)
    every = "".join(map(chr, (*range(0xE000, 0xF900), *range(0xF0000, 0xFFFFE))))
    every += "".join(map(chr, range(0x100000, 0x10FFFE)))
    assert Shield(text + every).text == text + every


@pytest.mark.parametrize(
    "text", ['{"a":\t1,\n\t"b": [\t]}', '{"a":1}', '["a","b"]', "[1,2]", "[\n]"]
)
def test_json_with_tabs_and_without_blanks_is_read(text):
    assert read_yaml(text).root == json.loads(text)


def test_lists_may_stand_below_their_key():
    assert read_yaml("a:\n- 1\nb:\n  - 2").root == {"a": [1], "b": [2]}


@pytest.mark.parametrize("key", ["on", "y", "no"])
def test_quoted_keys_of_yaml_1_1_words_are_strings(key):
    assert read_yaml(f'"{key}": 1').root == {key: 1}
