"""Local files reach the store once, in the form that their readers want, and no others do."""

from __future__ import annotations

import io
import json
import os
import random
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

import boto3
import pytest

from dflow_graph import emit
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.delivery.s3 import S3Store, StoreError, s3_target
from dflow_graph.delivery.uploads import upload_local_files
from dflow_graph.emission import valid_model
from tests.submit.graphs import POINTER, local_graph


class Shelf:
    """A store in memory."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.objects: dict[str, bytes] = {}
        self.puts = 0

    def has(self, key: str) -> bool:
        return key in self.objects

    def put(self, key: str, content: IO[bytes]) -> None:
        self.puts += 1
        self.objects[key] = content.read()


def upload(graph: dict[str, Any], folder: Path, shelf: Any, **options: Any) -> str:
    return upload_local_files(valid_model(graph), folder, shelf, **options)[POINTER]


def members(data: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        return {m.name: archive.extractfile(m).read() for m in archive}  # type: ignore[union-attr]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "graph"
    (home / "data" / "empty").mkdir(parents=True)
    (home / "data" / "a.txt").write_text("a")
    (home / "data" / "run.sh").write_text("#!/bin/sh\n")
    (home / "data" / "run.sh").chmod(0o755)
    (tmp_path / "secret.txt").write_text("not yours")
    return home


def test_a_file_for_a_script_is_stored_as_it_is(folder: Path) -> None:
    shelf = Shelf("inputs")
    key = upload(local_graph("data/a.txt"), folder, shelf)
    assert shelf.objects == {key: b"a"}
    assert key.startswith("inputs/sha256-")


def test_a_folder_for_a_script_is_one_archive_of_one_folder(folder: Path) -> None:
    shelf = Shelf()
    key = upload(local_graph("data"), folder, shelf)
    assert key.endswith(".tgz")
    assert members(shelf.objects[key]) == {
        "artifact/a.txt": b"a",
        "artifact/empty/.empty_dir": b"",
        "artifact/run.sh": b"#!/bin/sh\n",
    }


def test_a_file_for_a_python_op_keeps_its_name_by_a_catalogue(folder: Path) -> None:
    shelf = Shelf()
    key = upload(local_graph("data/a.txt", "PythonOPTemplate"), folder, shelf)
    found = members(shelf.objects[key])
    assert found.pop("artifact/data/a.txt") == b"a"
    (catalogue,) = found.values()
    assert json.loads(catalogue) == {"path_list": [{"dflow_list_item": "data/a.txt", "order": 0}]}


def test_a_folder_with_a_catalogue_is_an_artifact_already(folder: Path) -> None:
    (folder / "data" / ".dflow").mkdir()
    (folder / "data" / ".dflow" / "0").write_text('{"path_list": []}')
    shelf = Shelf()
    key = upload(local_graph("data", "PythonOPTemplate"), folder, shelf)
    assert sorted(members(shelf.objects[key])) == [
        "artifact/.dflow/0",
        "artifact/a.txt",
        "artifact/empty/.empty_dir",
        "artifact/run.sh",
    ]


def test_a_folder_of_which_only_a_part_is_taken_is_not_packed(folder: Path) -> None:
    shelf = Shelf()
    graph = local_graph("data", sub_path="a.txt")
    key = upload(graph, folder, shelf)
    assert shelf.objects[f"{key}/a.txt"] == b"a"
    manifest = emit(graph, uploads={POINTER: key})
    (step,) = manifest["spec"]["templates"][0]["steps"][0]
    assert step["arguments"]["artifacts"] == [{"name": "data", "s3": {"key": f"{key}/a.txt"}}]


def test_a_reader_that_unpacks_nothing_gets_nothing_packed(folder: Path) -> None:
    graph = local_graph("data")
    graph["templates"]["read"]["inputs"]["artifacts"]["data"]["archive"] = None
    shelf = Shelf()
    key = upload(graph, folder, shelf)
    assert f"{key}/a.txt" in shelf.objects


def test_what_is_stored_already_is_not_sent_again(folder: Path) -> None:
    shelf = Shelf()
    first = upload(local_graph("data"), folder, shelf)
    puts = shelf.puts
    os.utime(folder / "data" / "a.txt", (1, 1))
    assert upload(local_graph("data"), folder, shelf) == first
    assert shelf.puts == puts


def test_other_content_is_another_key(folder: Path) -> None:
    shelf = Shelf()
    first = upload(local_graph("data"), folder, shelf)
    (folder / "data" / "a.txt").write_text("b")
    assert upload(local_graph("data"), folder, shelf) != first


def test_equal_content_has_equal_bytes_at_any_time(folder: Path) -> None:
    shelves = Shelf(), Shelf()
    upload(local_graph("data"), folder, shelves[0])
    os.utime(folder / "data" / "a.txt", (1, 1))
    upload(local_graph("data"), folder, shelves[1])
    assert shelves[0].objects == shelves[1].objects


def refusal(graph: dict[str, Any], folder: Path) -> str:
    shelf = Shelf()
    with pytest.raises(CannotEmitError) as caught:
        upload(graph, folder, shelf)
    assert shelf.objects == {}
    (found,) = caught.value.diagnostics
    assert (found.code, found.pointer) == ("DG909", POINTER)
    return found.message


def test_sto5_a_path_out_of_the_folder_is_not_read(folder: Path) -> None:
    assert "lies outside" in refusal(local_graph("../secret.txt"), folder)


def test_sto5_an_absolute_path_is_not_read(folder: Path) -> None:
    assert "lies outside" in refusal(local_graph("/etc/hostname"), folder)


def test_sto5_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    (folder / "data" / "link").symlink_to(folder.parent / "secret.txt")
    assert "lies outside" in refusal(local_graph("data"), folder)
    assert "lies outside" in refusal(local_graph("data/link"), folder)


def test_a_link_in_a_circle_is_no_file(folder: Path) -> None:
    (folder / "data" / "link").symlink_to("link")
    assert "cannot be read" in refusal(local_graph("data"), folder)


def test_a_pipe_is_no_file(folder: Path) -> None:
    os.mkfifo(folder / "data" / "pipe")
    assert "neither a file nor a folder" in refusal(local_graph("data"), folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    assert "data/b.txt" in refusal(local_graph("data/b.txt"), folder)


def test_a_path_outside_is_read_where_the_caller_allows_it(folder: Path) -> None:
    shelf = Shelf()
    key = upload(local_graph("../secret.txt"), folder, shelf, allow_outside=True)
    assert shelf.objects[key] == b"not yours"


def test_a_catalogue_never_names_a_path_out_of_the_artifact(folder: Path) -> None:
    shelf = Shelf()
    graph = local_graph("../secret.txt", "PythonOPTemplate")
    key = upload(graph, folder, shelf, allow_outside=True)
    assert "artifact/secret.txt" in members(shelf.objects[key])


def test_a_file_that_goes_through_a_super_op_is_stored_for_who_reads_it(folder: Path) -> None:
    graph = local_graph("data/a.txt", "PythonOPTemplate")
    inner = {
        "name": "inner",
        "template": "read",
        "artifacts": {"data": "{{inputs.artifacts.outer}}"},
    }
    graph["templates"]["super"] = {
        "kind": "Steps",
        "inputs": {"artifacts": {"outer": {}}},
        "steps": [[inner]],
    }
    step = graph["templates"]["main"]["steps"][0][0]
    step["template"] = "super"
    step["artifacts"] = {"outer": step["artifacts"]["data"]}
    shelf = Shelf()
    uploaded = upload_local_files(valid_model(graph), folder, shelf)
    (key,) = uploaded.values()
    assert list(uploaded) == [POINTER.replace("data", "outer")]
    assert "artifact/data/a.txt" in members(shelf.objects[key])


def test_an_s3_server_gets_each_content_once(folder: Path, bucket: Any) -> None:
    store = S3Store(s3_target("s3://artifacts/from/here"))
    key = upload(local_graph("data"), folder, store)
    before = {o.key: o.last_modified for o in bucket.objects.all()}
    assert list(before) == [key]
    assert key.startswith("from/here/sha256-")
    assert "artifact/a.txt" in members(bucket.Object(key).get()["Body"].read())
    assert upload(local_graph("data"), folder, store) == key
    assert {o.key: o.last_modified for o in bucket.objects.all()} == before


def test_a_bucket_that_does_not_exist_is_a_plain_error(folder: Path, bucket: Any) -> None:
    store = S3Store(s3_target("s3://elsewhere"))
    with pytest.raises(StoreError, match="s3://elsewhere/sha256-"):
        upload(local_graph("data"), folder, store)


def test_a_server_that_is_not_there_is_a_plain_error(
    folder: Path, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(StoreError, match="Could not connect"):
        upload(local_graph("data"), folder, S3Store(s3_target("s3://artifacts")))


class Refusing(BaseHTTPRequestHandler):
    """A store that knows nobody, or one that lets its visitors write and nothing else."""

    code: str
    stored: dict[str, int]

    def _refuse(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.command == "PUT" and self.code == "":
            self.stored[self.path] = self.stored.get(self.path, 0) + 1
            self.send_response(200)
            self.end_headers()
            return
        text = f"<Error><Code>{self.code}</Code><Message>no</Message></Error>".encode()
        self.send_response(403)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_HEAD = do_GET = do_PUT = do_POST = _refuse  # noqa: N815 - http.server's names

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch, bucket: Any) -> Iterator[type[Refusing]]:
    """The server of the environment; its handler says with which code it refuses."""
    handler = type("Bound", (Refusing,), {"code": "AccessDenied", "stored": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,)).start()
        with monkeypatch.context() as environment:
            environment.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{server.server_port}")
            yield handler
        server.shutdown()


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"])
@pytest.mark.parametrize("path", ["data", "data/a.txt"])
def test_who_may_not_store_is_told_so(
    code: str, path: str, folder: Path, refusing: type[Refusing]
) -> None:
    refusing.code = code
    with pytest.raises(StoreError) as caught:
        upload(local_graph(path), folder, S3Store(s3_target("s3://artifacts/x")))
    text = str(caught.value)
    assert text.startswith("s3://artifacts/x/sha256-")
    assert f"({code})" in text
    assert "do the credentials of the environment allow to store there?" in text


def test_who_may_store_but_not_look_stores(folder: Path, refusing: type[Refusing]) -> None:
    refusing.code = ""
    key = upload(local_graph("data"), folder, S3Store(s3_target("s3://artifacts/x")))
    assert refusing.stored == {f"/artifacts/{key}": 1}


def test_no_credentials_are_a_plain_error(
    folder: Path, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    # Credentials that an earlier client found are kept by its session.
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with pytest.raises(StoreError, match="Unable to locate credentials"):
        upload(local_graph("data"), folder, S3Store(s3_target("s3://artifacts")))


def test_a_large_file_is_stored_in_parts_and_whole(folder: Path, bucket: Any) -> None:
    data = random.Random(1).randbytes(20 << 20)
    (folder / "data" / "big.bin").write_bytes(data)
    store = S3Store(s3_target("s3://artifacts"))
    key = upload(local_graph("data/big.bin"), folder, store)
    found = bucket.Object(key)
    # The mark of an object of several parts.
    assert "-" in found.e_tag
    assert found.get()["Body"].read() == data
    before = found.last_modified
    upload(local_graph("data/big.bin"), folder, store)
    assert bucket.Object(key).last_modified == before


def test_an_upload_that_broke_off_is_taken_up(folder: Path) -> None:
    class Breaking(Shelf):
        def put(self, key: str, content: IO[bytes]) -> None:
            if self.puts == 1:
                raise StoreError("the network is gone")
            super().put(key, content)

    graph = local_graph("data", sub_path="a.txt")
    broken, whole = Breaking(), Shelf()
    with pytest.raises(StoreError):
        upload(graph, folder, broken)
    whole.objects.update(broken.objects)
    key = upload(graph, folder, whole)
    assert whole.puts == 2
    assert sorted(whole.objects) == [
        f"{key}/a.txt",
        f"{key}/empty/.empty_dir",
        f"{key}/run.sh",
    ]


def test_a_folder_that_may_not_be_read_is_named(folder: Path) -> None:
    if os.geteuid() == 0:
        # Nobody keeps root from reading: a name that is too long stands for it.
        assert "cannot be read" in refusal(local_graph("x" * 300), folder)
        return
    (folder / "data" / "a.txt").chmod(0)
    assert "cannot be read" in refusal(local_graph("data/a.txt"), folder)


def test_compiled_files_of_a_package_are_left_where_they_are(folder: Path) -> None:
    graph = local_graph("data/a.txt", "PythonOPTemplate")
    pointer = "/templates/read/python_packages/0"
    graph["templates"]["read"]["python_packages"] = [{"kind": "local", "path": "lab"}]
    (folder / "lab" / "inner").mkdir(parents=True)
    (folder / "lab" / "__init__.py").write_text("")
    (folder / "lab" / "inner" / "__init__.py").write_text("")
    shelf = Shelf()
    first = upload_local_files(valid_model(graph), folder, shelf)[pointer]
    for place in ("lab", "lab/inner"):
        (folder / place / "__pycache__").mkdir()
        (folder / place / "__pycache__" / "__init__.cpython-311.pyc").write_bytes(b"\0")
    assert upload_local_files(valid_model(graph), folder, shelf)[pointer] == first
    assert not any("__pycache__" in name for name in members(shelf.objects[first]))


@pytest.mark.parametrize(
    "text", ["", "artifacts", "http://artifacts", "s3://", "s3://A/b", "s3://abc/../d", "s3://a"]
)
def test_a_target_that_names_no_bucket_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no s3://BUCKET/PREFIX"):
        s3_target(text)
