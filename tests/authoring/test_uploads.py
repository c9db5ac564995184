import pytest

import dflow_graph
from dflow_graph import S3Artifact, path_list_of_artifact, upload_artifact
from dflow_graph.authoring.uploads import MissingPathError
from dflow_graph.python.errors import CallError, UnsupportedError


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    inner = tmp_path / "inner"
    inner.mkdir()
    for name in "ab":
        (inner / name).write_text(name)
    (tmp_path / "outside").write_text("o")
    monkeypatch.chdir(inner)
    return inner


def local(path):
    return {"kind": "local", "path": path}


def test_sto_5_a_path_is_recorded_and_nothing_is_uploaded():
    assert upload_artifact("a").to_dict() == local("a")


def test_sto_11_a_path_below_the_working_folder_is_relative(folder):
    assert upload_artifact(folder / "a").to_dict() == local("a")
    outside = folder.parent / "outside"
    assert upload_artifact(outside).to_dict() == local(str(outside))
    assert upload_artifact("../outside").to_dict() == local("../outside")


def test_a_list_of_paths_is_a_list_of_artifacts():
    assert [item.to_dict() for item in upload_artifact(["a", "b"])] == [local("a"), local("b")]


def test_a_set_of_paths_is_in_the_order_of_its_paths(folder):
    names = [f"f{number}" for number in range(10, 30)]
    for name in names:
        (folder / name).touch()
    assert [item.to_dict()["path"] for item in upload_artifact(set(names))] == names


def test_nested_paths_have_dotted_names():
    nested = {"x": ["a", None, "b"], "y": {"z": "a"}}
    found = {name: item.to_dict() for name, item in upload_artifact(nested).items()}
    assert found == {"x.0": local("a"), "x.2": local("b"), "y.z": local("a")}


def test_a_missing_path_is_an_error_at_once():
    with pytest.raises(MissingPathError, match="`c`"):
        upload_artifact(["a", "c"])
    with pytest.raises(RuntimeError):
        upload_artifact("c")


@pytest.mark.parametrize("path", [3, [3], {"x": 3}, None])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(CallError, match="path"):
        upload_artifact(path)


def test_known_items_are_listed():
    assert path_list_of_artifact(S3Artifact("k", path_list=["a", "b"])) == ["a", "b"]


@pytest.mark.parametrize(
    "call",
    [
        "upload_s3", "download_s3", "download_artifact", "copy_artifact", "copy_s3",
        "path_list_of_artifact", "path_object_of_artifact",
    ],
)  # fmt: skip
def test_what_needs_a_store_says_what_to_do(call):
    arguments = ("a", "b") if call.startswith("copy") else ("a",)
    with pytest.raises(UnsupportedError, match="S3Artifact"):
        getattr(dflow_graph, call)(*arguments)


@pytest.mark.parametrize(
    "call", ["query_workflows", "query_archived_workflows", "ArgoStep", "ArgoWorkflow"]
)
def test_what_needs_a_server_says_what_to_do(call):
    with pytest.raises(UnsupportedError, match="argo"):
        getattr(dflow_graph, call)()
