"""YAML of other programs: several documents, aliases, merge keys; scalars as in Kubernetes."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.readers import yaml_stream
from dflow_graph.readers.faults import Flaw
from dflow_graph.readers.yaml_core import resolve_core
from dflow_graph.readers.yaml_stream import read_yaml_stream
from dflow_graph.source.document import Limits
from dflow_graph.source.fault import Fault


def root(text: str) -> Any:
    return read_yaml_stream(text).root


def code(text: str, **limits: int) -> str:
    with pytest.raises(Fault) as found:
        read_yaml_stream(text, Limits(**limits))
    return found.value.code


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        *[(word, True) for word in ("y", "Y", "yes", "Yes", "YES", "on", "ON", "true", "TRUE")],
        *[(word, False) for word in ("n", "N", "no", "No", "NO", "off", "Off", "False")],
        *[(word, None) for word in ("", "~", "null", "Null", "NULL")],
        *[(word, word) for word in ("yEs", "nuLL", "1:30", "2024-05-01", "1.2.3", "_1", "0x")],
        *[
            ("+1", 1),
            ("-7", -7),
            ("0", 0),
            ("1_000", 1000),
            ("0x1F", 31),
            ("0o17", 15),
            ("017", 15),
        ],
        *[("-0b101", -5), ("18446744073709551615", 2**64 - 1), ("18446744073709551616", 2.0**64)],
        *[
            ("1.5", 1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("08", 8.0),
            ("1e3", 1000.0),
            ("-1.5E-2", -0.015),
        ],
        ("1" * 401, "1" * 401),
    ],
)
def test_plain_scalar_means_what_kubernetes_takes_it_for(plain: str, value: Any) -> None:
    found = resolve_core(plain, "", 0, 0)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    "plain", [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1" * 399, "0x" + "f" * 390]
)
def test_what_is_no_number_of_json_is_a_flaw(plain: str) -> None:
    found = resolve_core(plain, "", 0, 0)
    assert isinstance(found, Flaw)
    assert found.code == "DG008"


@pytest.mark.parametrize(
    ("tag", "plain", "value"),
    [
        ("int", "3", 3),
        ("float", "3", 3.0),
        ("float", "0.5", 0.5),
        ("bool", "yes", True),
        ("null", "~", None),
    ],
)
def test_scalar_with_a_tag_is_of_its_type(tag: str, plain: str, value: Any) -> None:
    found = resolve_core(plain, tag, 0, 0)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("tag", "plain"), [("int", "x"), ("int", "yes"), ("bool", "3"), ("set", "x")]
)
def test_scalar_that_is_not_of_its_tag_is_a_flaw(tag: str, plain: str) -> None:
    found = resolve_core(plain, tag, 0, 0)
    assert isinstance(found, Flaw)
    assert found.code == "DG013"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_float_is_read_as_it_is_written(value: float) -> None:
    found = resolve_core(repr(value), "", 0, 0)
    assert math.isclose(float(found), value)  # type: ignore[arg-type]


def test_one_document_is_its_value_and_several_are_a_list() -> None:
    assert root("---\na: 1\n---\n---\n# nothing\n") == {"a": 1}
    assert root("a: 1\n---\n[b]\n--- c\n") == [{"a": 1}, ["b"], "c"]


def test_quotes_and_tags_make_texts() -> None:
    text = "a: 'yes'\nb: !!str 3\nc: &x !!str on\nd: *x\ne: |\n  no\nf: ! 4\ng: !!int '5'\n"
    found = {"a": "yes", "b": "3", "c": "on", "d": "on", "e": "no\n", "f": "4", "g": 5}
    assert root(text) == found


def test_keys_are_texts() -> None:
    assert root("1: a\non: b\n~: c\n1.5: d\n") == {"1": "a", "true": "b", "null": "c", "1.5": "d"}


def test_merge_keys_give_what_a_mapping_does_not_say() -> None:
    text = "a: &a {x: 1, z: 1}\nb: &b {z: 2, w: 2}\nc:\n  <<: [*a, *b]\n  x: 3\nd: {<<: *b}\n"
    assert root(text)["c"] == {"x": 3, "z": 1, "w": 2}
    assert root(text)["d"] == {"z": 2, "w": 2}
    assert root("'<<': 1") == {"<<": 1}


def test_values_are_found_where_they_are_written_also_through_aliases() -> None:
    document = read_yaml_stream("a: &a\n  k: 1\nb: *a\nc:\n  <<: *a\n---\nd: 2\n")
    places = document.locate(["/0/a/k", "/0/b/k", "/0/c/k", "/1/d", "/2"])
    lines = {pointer: document.place(found.value).line for pointer, found in places.items()}
    assert lines == {"/0/a/k": 2, "/0/b/k": 2, "/0/c/k": 2, "/1/d": 7}


def test_characters_that_parsers_misread_are_kept() -> None:
    assert root('a: "x\\u2028\\ud83d\\ude00"\nb: "\u0085"\n') == {"a": "x\u2028😀", "b": "\u0085"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &a {b: *a}", "DG012"), ("a: *b", "DG005"), ("a: {<<: [1]}", "DG005"),
        ("a: {<<: x}", "DG005"), ("[a]: 1", "DG017"), ("a: 1\na: 2", "DG006"),
        ("a: !x 1", "DG013"), ("a: !x [1]", "DG013"), ("a: !!set {b}", "DG013"),
        ("a: !!python/name:os.system", "DG013"), ('a: "\\udc00"', "DG009"), ("a: [", "DG005"),
        ("a: b: c", "DG005"), ("--- ~", "DG003"), ("\x02", "DG005"), ("a: .nan", "DG008"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_a_fault(text: str, expected: str) -> None:
    assert code(text) == expected


def test_limits_hold_before_anything_is_built() -> None:
    assert code("[[[1]]]", max_depth=2) == "DG010"
    assert code("[1, 2, 3]", max_nodes=3) == "DG011"
    assert code("[" * 200_000) == "DG010"


def test_aliases_count_as_often_as_they_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_stream, "ALIASED_NODES", 5)
    assert root("a: &a [1, 2]\nb: *a")["b"] == [1, 2]
    assert code("a: &a [1, 2]\nb: *a\nc: *a") == "DG011"
    assert code("a: &a [[1]]\nb: [*a]", max_depth=3) == "DG010"


def test_a_text_without_any_of_it_is_read_as_by_others() -> None:
    text = "a: [1, 2.5, x]\nb: {c: true, d: null}\n"
    assert root(text) == yaml.safe_load(text)
