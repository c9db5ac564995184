"""Laws of the JSON reader."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import Mock, patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dflow_graph.readers import json_locator
from dflow_graph.readers.json_reader import read_json
from dflow_graph.readers.json_scanner import scan
from dflow_graph.source.document import Limits
from dflow_graph.source.fault import Fault
from tests.readers.faults import check
from tests.readers.strategies import JSON, law, mutated, pointers_of

LIMITS = Limits()


class NotStrictError(ValueError):
    """A text that `json.loads` takes and this format does not."""


def strict_loads(text: str) -> Any:
    """The value by `json.loads`, held to RFC 7493 by its hooks."""

    def members(pairs):
        if len(dict(pairs)) != len(pairs):
            raise NotStrictError
        return dict(pairs)

    def constant(_literal):
        raise NotStrictError

    def integer(literal):
        if len(literal) > 17 or abs(int(literal)) > 2**53 - 1:
            raise NotStrictError
        return int(literal)

    def real(literal):
        if abs(float(literal)) == float("inf"):
            raise NotStrictError
        return float(literal)

    value = json.loads(
        text,
        object_pairs_hook=members,
        parse_constant=constant,
        parse_int=integer,
        parse_float=real,
    )
    json.dumps(value, ensure_ascii=False).encode()  # no lone halves
    return value


@law
@given(JSON, st.sampled_from([None, 0, 2]), st.booleans())
def test_reading_gives_back_what_was_written(value, indent, ascii_only):
    """DOC-1: a document is one JSON value."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert read_json(text).root == value
    assert read_json(text.encode()).root == value
    assert scan(text, LIMITS) == value


@law
@given(mutated(JSON.map(json.dumps)))
@example('"\\ud800"')
@example('{"a":1,"\\u0061":2}')
@example("[1E400]")
@example("[\u0661]")
def test_a_text_is_read_if_and_only_if_json_loads_reads_it_strictly(text):
    try:
        expected = strict_loads(text)
    except (ValueError, UnicodeEncodeError):
        with pytest.raises(Fault):
            read_json(text)
        with pytest.raises(Fault):
            scan(text, LIMITS)
    else:
        assert read_json(text).root == expected
        assert scan(text, LIMITS) == expected


@law
@given(JSON, st.sampled_from([None, 1]))
def test_every_value_is_located_where_its_text_stands(value, indent):
    document = read_json(json.dumps(value, indent=indent))
    expected = dict(pointers_of(value))
    found = document.locate(expected)
    assert set(found) == set(expected)
    for pointer, located in found.items():
        text = document.text[located.value.start : located.value.end]
        assert json.loads(text) == expected[pointer]
        if located.key is not None:
            key = json.loads(document.text[located.key.start : located.key.end])
            assert pointer.endswith("/" + key.replace("~", "~0").replace("/", "~1"))


_FEW_NAMES = st.dictionaries(st.sampled_from(["a", "ab", "b", 'a"', "0"]), JSON, max_size=3)
_ALIKE = st.dictionaries(st.sampled_from(["a", "b", "é", "~"]), _FEW_NAMES | JSON, max_size=4)


@law
@given(st.lists(_ALIKE, min_size=2, max_size=6), st.sampled_from([None, 1]), st.booleans())
@example([{"a": {"a": 1}, "b": [[[{}], "]"], "\\"]}] * 3, None, False)
@example([{"a": {str(n): [n] * n for n in range(120)}}, {"a": {"0": 0}}] * 2, 1, False)
def test_a_way_that_is_often_met_leads_to_the_same_places(value, indent, ascii_only):
    document = read_json(json.dumps(value, indent=indent, ensure_ascii=ascii_only))
    expected = document.locate(pointer for pointer, _ in pointers_of(value))
    with patch.object(json_locator, "_OFTEN", 0):
        for depth in (2, 3, 4):
            # One value of each element, of all that lie as deep.
            alone = {p.split("/")[1]: p for p in expected if p.count("/") == depth}
            found = document.locate([*alone.values(), "/9", "/0/none", "/1/none/none"])
            assert found == {pointer: expected[pointer] for pointer in alone.values()}


def test_elements_with_a_matcher_are_not_walked():
    """The law above would hold if none had one."""
    text = json.dumps([{"x": [1, {"y": "}"}], "a": {"b": n, "c": None}} for n in range(4)])
    document = read_json(text)
    skip = Mock(side_effect=json_locator._SKIP)
    with patch.object(json_locator, "_OFTEN", 0), patch.object(json_locator, "_SKIP", skip):
        found = document.locate(f"/{n}/a/b" for n in range(4))
    assert [text[at.start : at.end] for at in found.values()] == ["0", "1", "2", "3"]
    assert {call.args[1] for call in skip.call_args_list} <= set(range(text.index("}, {") + 1))


@law
@given(st.one_of(st.binary(max_size=40), st.text(max_size=40)))
def test_any_input_is_read_or_refused_with_a_fault(data):
    try:
        read_json(data)
    except Fault as fault:
        check(fault)
