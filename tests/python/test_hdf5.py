"""Artifacts that are data sets in HDF5 files (clause ART-16)."""

import sys
from pathlib import Path
from typing import Union

import h5py
import numpy as np
import pytest

from dflow_graph.python.errors import MissingExtraError, PortError, SliceError, UnsafePathError
from dflow_graph.python.opio import Artifact, HDF5Datasets
from dflow_graph.python.utils import handle_input_artifact, handle_output_artifact

DATA = Artifact(HDF5Datasets)


@pytest.fixture
def work(tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def arrive(root):
    (root / "inputs").mkdir()
    (root / "outputs/artifacts").rename(root / "inputs/artifacts")


def test_values_and_nested_values_come_back(work):
    value = {"a": np.arange(3), "b": {"text": "é", "raw": b"\x00\xff", "none": None}, "c": [1, 2.5]}
    handle_output_artifact("data", value, DATA, data_root=str(work))
    arrive(work)
    found = handle_input_artifact("data", DATA, data_root=str(work))
    assert found["a"].get_data().tolist() == [0, 1, 2]
    assert found["b"]["text"].get_data() == "é"
    assert found["b"]["raw"].get_data() == b"\x00\xff"
    assert found["b"]["none"] is None
    assert [item.recover() for item in found["c"]] == [1, 2.5]


@pytest.mark.parametrize("content", [b"text\r\n", b"\x00\xff", b"", b"a\x00b"])
def test_files_are_recovered_byte_by_byte(work, monkeypatch, content):
    Path("deep").mkdir()
    Path("deep/file").write_bytes(content)
    handle_output_artifact("data", [Path("deep/file")], DATA, data_root=str(work))
    arrive(work)
    (work / "next").mkdir()
    monkeypatch.chdir(work / "next")
    (found,) = handle_input_artifact("data", DATA, data_root=str(work))
    assert found.recover() == Path("./deep/file")
    assert Path("deep/file").read_bytes() == content


def test_folders_are_recovered(work, monkeypatch):
    Path("folder/inner").mkdir(parents=True)
    Path("folder/inner/file").write_text("x")
    Path("folder/link").symlink_to(Path("folder/inner/file").absolute())
    handle_output_artifact("data", [Path("folder").absolute()], DATA, data_root=str(work))
    arrive(work)
    (work / "next").mkdir()
    monkeypatch.chdir(work / "next")
    (found,) = handle_input_artifact("data", DATA, data_root=str(work))
    recovered = found.recover()
    assert (recovered / "inner/file").read_text() == "x"
    assert (recovered / "link").read_text() == "x"
    assert not (recovered / "link").is_symlink()


def test_slices_are_stacked_as_one_list(work):
    handle_output_artifact("data", ["c", "d"], DATA, [2, 3], str(work))
    handle_output_artifact("data", ["a", "b"], DATA, [0, 1], str(work))
    arrive(work)
    found = handle_input_artifact("data", DATA, data_root=str(work))
    assert [item.get_data() for item in found] == ["a", "b", "c", "d"]
    assert handle_input_artifact("data", DATA, 2, str(work)).get_data() == "c"


def test_data_sets_can_be_given_on(work):
    handle_output_artifact("data", ["a"], DATA, data_root=str(work))
    arrive(work)
    found = handle_input_artifact("data", DATA, data_root=str(work))
    handle_output_artifact("data", found, DATA, data_root=str(work))
    (work / "inputs").rename(work / "old")
    arrive(work)
    (again,) = handle_input_artifact("data", DATA, data_root=str(work))
    assert again.get_data() == "a"


def test_a_union_is_told_by_the_names_of_the_files(work):
    sign = Artifact(Union[list[Path], HDF5Datasets])
    handle_output_artifact("data", ["a"], DATA, data_root=str(work))
    arrive(work)
    (found,) = handle_input_artifact("data", sign, data_root=str(work))
    assert found.get_data() == "a"


def test_an_output_that_is_none_is_missing(work):
    handle_output_artifact("data", None, DATA, 0, str(work))
    arrive(work)
    assert handle_input_artifact("data", DATA, data_root=str(work)) == []


@pytest.mark.parametrize(
    ("value", "slices", "error", "message"),
    [
        (5, None, PortError, "expected a dict or list of data, found int: 5"),
        ({"a/b": 1}, None, PortError, "without a dot or a slash"),
        ({"a.b": 1}, None, PortError, "without a dot or a slash"),
        ([1], [0, 1], SliceError, "is no list of 2 results"),
    ],
)
def test_an_output_that_is_no_data_is_refused(work, value, slices, error, message):
    with pytest.raises(error) as caught:
        handle_output_artifact("data", value, DATA, slices, str(work))
    assert message in str(caught.value)


@pytest.fixture
def hostile(work):
    folder = work / "inputs/artifacts"
    folder.mkdir(parents=True)
    with h5py.File(work / "secret.h5", "w") as file:
        file["secret"] = 1
    with h5py.File(folder / "data", "w") as file:
        yield file, work


def _read(work):
    return handle_input_artifact("data", DATA, data_root=str(work))


def test_a_link_to_another_file_is_refused(hostile):
    file, work = hostile
    file["x"] = h5py.ExternalLink(str(work / "secret.h5"), "secret")
    file.close()
    with pytest.raises(UnsafePathError, match="no data set of the file itself"):
        _read(work)


def test_data_that_lie_in_another_file_are_refused(hostile):
    file, work = hostile
    (work / "raw").write_bytes(b"12345678")
    file.create_dataset("x", (8,), "i1", external=[(str(work / "raw"), 0, 8)])
    file.close()
    with pytest.raises(UnsafePathError, match="no data set of the file itself"):
        _read(work)


def test_a_group_is_no_data_set(hostile):
    file, work = hostile
    file.create_group("x")
    file.close()
    with pytest.raises(UnsafePathError):
        _read(work)


@pytest.mark.parametrize("path", ["../out", "a/../../out"])
def test_a_file_is_not_recovered_out_of_the_working_folder(hostile, path):
    file, work = hostile
    made = file.create_dataset("0", data="x")
    made.attrs.update({"type": "file", "dtype": "utf-8", "path": path})
    file.close()
    with pytest.raises(UnsafePathError):
        _read(work)[0].recover()
    assert not (work / "out").exists()


def test_a_file_that_is_no_hdf5_file_is_named(work):
    (work / "inputs/artifacts").mkdir(parents=True)
    (work / "inputs/artifacts/data").write_text("x")
    with pytest.raises(PortError, match="expected an HDF5 file"):
        _read(work)


def test_without_h5py_one_plain_error_says_what_to_install(work, monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(MissingExtraError) as caught:
        handle_output_artifact("data", [1], DATA, data_root=str(work))
    assert str(caught.value) == (
        "HDF5 datasets need the package `h5py`: pip install 'dflow-graph[hdf5]'"
    )
    assert isinstance(caught.value, ImportError)
