"""The run-time functions do what dflow's do on the same folders, but for what is listed."""

import shutil
import warnings
from types import SimpleNamespace

import pytest

import dflow_graph.python.opio as our_opio
import dflow_graph.python.utils as our_utils
from tests.python.differences import INPUTS, OUTPUTS
from tests.python.output_cases import output_cases, parameter_cases, send, store_output
from tests.python.runtime_cases import TYPES, input_cases, read_input

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dflow.python.opio as their_opio
    import dflow.python.utils as their_utils


def _implementation(*modules):
    return SimpleNamespace(
        **{name: item for module in modules for name, item in vars(module).items()}
    )


OURS = _implementation(our_opio, our_utils)
THEIRS = _implementation(their_opio, their_utils)


def _compare(run, cases, differences, folder):
    """The cases that no listed difference explains, and how often each of them does."""
    unexplained, used = [], dict.fromkeys(differences, 0)
    for number, given in enumerate(cases):
        theirs = run(THEIRS, given, folder / f"{number}/theirs")
        ours = run(OURS, given, folder / f"{number}/ours")
        shutil.rmtree(folder / str(number), ignore_errors=True)
        if theirs == ours and type(theirs) is type(ours):
            continue
        reasons = [item for item in differences if item.holds(given, theirs, ours)]
        if reasons:
            used[reasons[0]] += 1
        else:
            unexplained.append((given, theirs, ours))
    return unexplained, used


def test_input_artifacts_are_given_to_ops_as_dflow_gives_them(tmp_path):
    unexplained, used = _compare(read_input, input_cases(), INPUTS, tmp_path)
    assert unexplained == []
    assert all(used.values()), used


def test_output_artifacts_are_stored_as_dflow_stores_them(tmp_path):
    unexplained, used = _compare(store_output, output_cases(), OUTPUTS, tmp_path)
    assert unexplained == []
    assert all(used.values()), used


def test_parameters_arrive_as_they_do_with_dflow(tmp_path):
    unexplained, _ = _compare(send, parameter_cases(), (), tmp_path)
    assert unexplained == []


def test_the_table_has_every_type_of_artifacts_that_is_no_data_set():
    assert {given.type for given in input_cases()} == set(TYPES)
    shapes = {given.type for given in output_cases()}
    assert shapes == {name for name in TYPES if "hdf5" not in name}


DATA = {
    "numbers": [1, 2.5, 3],
    "nested": {"a": {"b": "text"}, "c": [True, "é"]},
    "nulls": [None, "x", None],
    "bytes and texts": {"raw": b"\x00\xff", "text": "line\nline"},
}


def _plain_data(found):
    if isinstance(found, list):
        return [_plain_data(item) for item in found]
    if isinstance(found, dict):
        return {key: _plain_data(item) for key, item in found.items()}
    return found if found is None else str(found.get_data())


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize(("writer", "reader"), [(OURS, THEIRS), (THEIRS, OURS), (OURS, OURS)])
@pytest.mark.parametrize("slices", [None, 0])
def test_data_sets_that_one_writes_are_read_by_the_other(tmp_path, name, writer, reader, slices):
    value = DATA[name]
    if name == "bytes and texts" and THEIRS in (writer, reader):
        value = {"text": "line\nline"}
    writer.handle_output_artifact(
        "data", value, writer.Artifact(writer.HDF5Datasets), slices, str(tmp_path)
    )
    (tmp_path / "inputs/artifacts").mkdir(parents=True)
    (tmp_path / "outputs/artifacts/data").rename(tmp_path / "inputs/artifacts/data")
    found = reader.handle_input_artifact(
        "data", reader.Artifact(reader.HDF5Datasets), None, str(tmp_path)
    )

    def as_text(item):
        if isinstance(item, (list, dict)):
            members = item.items() if isinstance(item, dict) else enumerate(item)
            made = {key: as_text(part) for key, part in members}
            return made if isinstance(item, dict) else list(made.values())
        return None if item is None else str(item)

    assert _plain_data(found) == as_text(value)
