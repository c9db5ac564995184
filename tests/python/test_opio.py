"""Signatures say themselves in the format's words, and come back (clauses OP-1, PAR-6)."""

import json
from pathlib import Path
from typing import List, Optional, Union

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph import model
from dflow_graph.python.errors import GraphError, SignatureError, UnknownNameError
from dflow_graph.python.opio import (
    OPIO,
    Artifact,
    BigParameter,
    HDF5Datasets,
    NestedDict,
    OPIOSign,
    Parameter,
    entry_from_dict,
    nested_dict,
)
from dflow_graph.python.storage import PVC, S3Artifact
from tests.python.types_of_values import TYPES, VALUES

ENTRIES = [
    Artifact(Path),
    Artifact(list[str], archive=None, optional=True),
    Artifact(dict[str, Path], archive="zip", global_name="all", sub_path=False),
    Artifact(NestedDict[Path]),
    Artifact(nested_dict(str)),
    Artifact(Union[set[Path], HDF5Datasets]),
    Artifact(Path, save=[PVC("claim", "sub"), S3Artifact(key="k")]),
    Artifact(Path, save=S3Artifact(key="k")),
    Parameter(int),
    Parameter(Optional[str], default=None),
    Parameter(tuple[int, ...], global_name="g", default=(1, 2)),
    Parameter(Path, default=Path("a")),
    Parameter(str, default="{{workflow.name}}", note="mine"),
    BigParameter(dict[str, list[float]], default={}),
    Parameter(list[int], default=[]),
    BigParameter(int, save_both=True),
    Artifact(Path, optional=0, sub_path=1),
]


@pytest.mark.parametrize("entry", ENTRIES, ids=repr)
def test_an_entry_is_the_object_of_the_model(entry):
    data = entry.to_dict()
    assert getattr(model, data["kind"]).from_dict(data).to_dict() == data
    assert list(data) == [name for name in _fields(data["kind"]) if name in data]


def test_a_default_that_is_empty_is_a_default():
    assert Parameter(list[int], default=[]).to_dict()["default"] == []
    assert Artifact(Path, save=[]).to_dict() == {"kind": "Artifact", "type": "path"}


def _fields(kind):
    return ["kind", *(name for name in getattr(model, kind).__struct_fields__)]


@pytest.mark.parametrize("entry", ENTRIES, ids=repr)
def test_an_entry_comes_back_as_it_was(entry):
    data = entry.to_dict()
    before = json.dumps(data)
    assert entry_from_dict(data).to_dict() == data
    assert json.dumps(data) == before


WRITTEN = [
    {"kind": "Artifact", "type": "hdf5_datasets|path", "archive": "tar", "optional": False},
    {"kind": "Artifact", "type": "path", "save": [], "sub_path": True, "extensions": {}},
    {"kind": "Parameter", "type": "list[ int ]", "default": [1.0]},
    {
        "kind": "Parameter",
        "type": "str",
        "default": {"$value": {"kind": "literal", "value": "{{x}}"}},
    },
    {"kind": "Parameter", "type": "str", "extensions": {"tool": {"dflow": [1]}}},
    {
        "kind": "BigParameter",
        "type": "object[a.B]",
        "default": {"$value": {"kind": "opaque", "codec": "c", "class": "a.B", "data": 1}},
    },
]


@pytest.mark.parametrize("data", WRITTEN, ids=str)
def test_an_entry_that_was_read_is_written_as_it_was(data):
    assert json.dumps(entry_from_dict(data).to_dict()) == json.dumps(data)


def test_an_entry_that_was_read_has_its_attributes():
    data = {"kind": "Artifact", "type": "path", "optional": True, "global_name": "g"}
    entry = entry_from_dict(data)
    assert (entry.type, entry.optional, entry.global_name, entry.sub_path) == (
        Path,
        True,
        "g",
        True,
    )


def test_an_entry_that_was_read_and_changed_is_written_anew():
    entry = entry_from_dict({"kind": "Parameter", "type": "list[ int ]", "default": [1]})
    entry.type = str
    entry.default.append(2)
    assert entry.to_dict() == {"kind": "Parameter", "type": "str", "default": [1, 2]}


@given(st.dictionaries(st.text("abc_", min_size=1), st.tuples(TYPES, VALUES), max_size=3))
def test_any_signature_comes_back_as_it_was(ports):
    data = {
        name: {"kind": "Parameter", "type": text, "default": value}
        for name, (text, value) in ports.items()
    }
    try:
        again = OPIOSign.from_dict(data).to_dict()
    except GraphError as error:
        again = str(error)
    # There may be a set or a key that Python cannot hold.
    assert again == data or "in Python" in again


def test_a_bare_type_is_a_parameter():
    assert OPIOSign({"x": list[int]}).to_dict() == {"x": {"kind": "Parameter", "type": "list[int]"}}


def test_each_call_makes_data_of_its_own():
    entry = Parameter(list, default=[1])
    entry.to_dict()["default"].append(2)
    assert entry.to_dict()["default"] == [1]


def test_types_of_artifacts_compare_however_they_were_spelled():
    assert Artifact(list[Path]).type == List[Path]
    assert Artifact(HDF5Datasets | Path).type == Union[Path, HDF5Datasets]
    assert NestedDict[Path] == nested_dict(Path)


def test_the_archive_of_dflow_is_the_default():
    assert Artifact(Path, archive="default").archive == "tar"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Artifact(int), "no type of artifacts"),
        (lambda: Artifact(Path, archive="tgz"), "archive is 'tar', 'zip' or None, not 'tgz'"),
        (lambda: Artifact(Path, optinal=True), "did you mean `optional`?"),
        (lambda: Parameter(5), "5 is no type of parameters"),
        (lambda: Parameter(int, defualt=1), "did you mean `default`?"),
        (lambda: OPIOSign({"x": 5}), "port `x`: 5 is no type of parameters"),
        (lambda: OPIOSign({1: int}), "port `1`: the name of a port is a text"),
        (lambda: OPIOSign(5), "a signature is a map from port names to types"),
        (lambda: OPIOSign({"x": Parameter(int, default=lambda: 1)}).to_dict(), "port `x`: "),
        (lambda: OPIOSign({"x": Artifact(Path, save=5)}).to_dict(), "not 5"),
        (lambda: nested_dict(int), "holds str or pathlib.Path"),
        (lambda: NestedDict[int], "holds str or pathlib.Path"),
    ],
)
def test_a_signature_that_cannot_be_is_refused_at_once(make, message):
    with pytest.raises(SignatureError) as caught:
        make()
    assert message in str(caught.value)
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (5, "it is an object of port names and entries"),
        ({"x": 5}, "port `x`: "),
        ({"x": {"kind": "Artefact"}}, "did you mean `Artifact`?"),
        ({"x": {"kind": "Artifact"}}, "`type` is a text and required"),
        ({"x": {"kind": "Artifact", "type": "Path"}}, "did you mean `path`?"),
        ({"x": {"kind": "Artifact", "type": "path", "archive": "rar"}}, "archive is"),
        ({"x": {"kind": "Parameter", "type": "lst[int]"}}, "did you mean `list`"),
        ({"x": {"kind": "Parameter", "type": "int", "defualt": 1}}, "did you mean `default`?"),
        ({"x": {"kind": "Parameter", "type": "int", "default": {"$value": 1}}}, "not a value"),
        ({"x": {"kind": "Artifact", "type": "path", "save": 5}}, "save: it is a list of places"),
        ({"x": {"kind": "Artifact", "type": "path", "optional": "no"}}, "true or false was"),
        ({"x": {"kind": "Parameter", "type": "int", "global_name": 5}}, "a text was expected"),
        ({"x": {"kind": "Artifact", "type": "path", "extensions": float("nan")}}, "port `x`"),
    ],
)
def test_data_that_are_no_signature_are_refused_with_the_port(data, message):
    with pytest.raises(GraphError) as caught:
        OPIOSign.from_dict(data)
    assert message in str(caught.value)


@pytest.mark.parametrize("make", [OPIO, OPIOSign])
def test_a_port_that_is_not_there_is_named_with_those_that_are_near(make):
    ports = make({"energy": int, "forces": float})
    with pytest.raises(UnknownNameError, match="did you mean `energy`") as caught:
        ports["enrgy"]
    assert isinstance(caught.value, KeyError)
    assert ports.get("enrgy") is None
    assert "energy" in ports


def test_opio_is_a_mutable_mapping():
    values = OPIO({"a": 1}, b=2)
    values["c"] = 3
    del values["a"]
    assert values == {"b": 2, "c": 3}
    assert (len(values), str(values)) == (2, "{'b': 2, 'c': 3}")
