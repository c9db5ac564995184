"""Where the values of a JSON text stand."""

from __future__ import annotations

import json

from dflow_graph.readers import json_locator
from dflow_graph.readers.json_reader import document_of, read_json
from dflow_graph.source.document import Limits, Located, Span

TEXT = """{
  "a" : [10, {"b/c": "x"} , [] ],
  "~": {"": null}, "e\\u0301é": -1.5
}"""


def locate(*pointers):
    return document_of(TEXT, json.loads(TEXT)).locate(pointers)


def said(located: Located) -> tuple[str, str | None]:
    key = located.key and TEXT[located.key.start : located.key.end]
    return TEXT[located.value.start : located.value.end], key


def test_values_and_keys_are_located():
    found = locate("", "/a", "/a/0", "/a/1/b~1c", "/a/2", "/~0", "/~0/", "/e\u0301é")
    assert {pointer: said(located) for pointer, located in found.items()} == {
        "": (TEXT, None),
        "/a": ('[10, {"b/c": "x"} , [] ]', '"a"'),
        "/a/0": ("10", None),
        "/a/1/b~1c": ('"x"', '"b/c"'),
        "/a/2": ("[]", None),
        "/~0": ('{"": null}', '"~"'),
        "/~0/": ("null", '""'),
        "/e\u0301é": ("-1.5", '"e\\u0301é"'),
    }


def test_order_in_which_pointers_are_asked_for_does_not_matter():
    pointers = ("/a/1/b~1c", "/a/1", "/a", "")
    assert locate(*pointers) == locate(*reversed(pointers))
    assert len(locate(*pointers)) == len(pointers)


def test_pointers_to_nothing_are_left_out():
    assert locate("/b", "/a/3", "/a/01", "/a/-", "/a/0/x", "a", "/a/x") == {}
    assert locate() == {}
    assert locate("no pointer", "no~pointer") == {}


def test_place_of_a_value_counts_from_one():
    document = document_of(TEXT, json.loads(TEXT))
    place = document.place(document.locate(["/a/0"])["/a/0"].value)
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 10, 2, 12)
    assert (document.notation, document.text) == ("json", TEXT)


def test_long_numbers_are_skipped_unread():
    text = "[" + "9" * 10_000 + ", 1e999, 7]"
    assert document_of(text, None).locate(["/2"])["/2"].value == Span(10_010, 10_011)


def test_depth_does_not_matter(monkeypatch):
    depth = 100_000
    text = "[" * depth + '"]["' + "]" * depth
    text = f"[{text}, 5]"
    document = read_json(text, Limits(max_depth=depth + 1))
    assert document.locate(["/1"])["/1"].value == Span(len(text) - 2, len(text) - 1)
    deep = "/0" * 1000
    assert document.locate([deep])[deep].value == Span(1000, len(text) - 1000 - 3)

    def exhausted(_text, _index):
        raise RecursionError

    monkeypatch.setattr(json_locator, "_SKIP", exhausted)
    assert document_of('[["]", {"a": []}], 5]', None).locate(["/0"])["/0"].value == Span(1, 17)
