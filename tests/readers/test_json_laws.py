"""Laws of the JSON reader."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

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


@law
@given(st.one_of(st.binary(max_size=40), st.text(max_size=40)))
def test_any_input_is_read_or_refused_with_a_fault(data):
    try:
        read_json(data)
    except Fault as fault:
        check(fault)
