"""Laws of the YAML reader."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.readers.json_reader import read_json
from dflow_graph.readers.yaml_reader import read_yaml
from dflow_graph.readers.yaml_scalars import is_plain_text, resolve
from dflow_graph.source.fault import Fault
from dflow_graph.yaml_writer import yaml_text
from tests.readers.faults import check
from tests.readers.strategies import JSON, law, mutated, pointers_of

YAML = JSON.map(lambda value: yaml.safe_dump(value, allow_unicode=True))


@law
@given(JSON, st.sampled_from([None, 0, 2]), st.booleans())
def test_json_texts_are_yaml_texts(value, indent, ascii_only):
    """YAML-1: the JSON-compatible subset is an equal notation."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert read_yaml(text).root == read_json(text).root == value


@law
@given(JSON)
def test_every_value_is_located_where_its_text_starts(value):
    document = read_yaml(json.dumps(value))
    expected = dict(pointers_of(value))
    found = document.locate(expected)
    assert set(found) == set(expected)
    for pointer, located in found.items():
        text = document.text[located.value.start : located.value.end]
        assert json.loads(text) == expected[pointer]


@law
@given(mutated(st.one_of(YAML, JSON.map(json.dumps))))
def test_any_text_is_read_or_refused_with_a_fault(text):
    try:
        document = read_yaml(text)
    except Fault as fault:
        check(fault)
    else:
        json.dumps(document.root, ensure_ascii=False).encode()
        found = document.locate(pointer for pointer, _ in pointers_of(document.root))
        assert all(at.value.start < at.value.end for at in found.values())


@law
@given(mutated(st.one_of(YAML, JSON.map(json.dumps))))
def test_any_text_is_read_or_refused_by_the_pure_parser(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dflow_graph.readers.yaml_reader._Parser", yaml.SafeLoader)
        try:
            read_yaml(text)
        except Fault as fault:
            check(fault)


@law
@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused_with_a_fault(data):
    try:
        read_yaml(data)
    except Fault as fault:
        check(fault)


@law
@given(JSON)
def test_what_is_written_is_read_back(value):
    assert read_yaml(yaml_text(value)).root == value


@law
@given(st.text("0123456789+-._:eExobTtZz ~=<nfaAN", max_size=12).map(str.strip))
def test_what_yaml_1_1_takes_for_something_else_is_no_plain_text(text):
    """YAML-4: scalars resolve as in JSON."""
    tag = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))
    if tag != "tag:yaml.org,2002:str":
        assert not is_plain_text(text)
    try:
        value = json.loads(text)
    except ValueError:
        return
    assert not is_plain_text(text)
    assert resolve(text, 0, 0) == value or not abs(value) <= 2**53 - 1
