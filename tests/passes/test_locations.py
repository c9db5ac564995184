"""Locations of artifacts (DG706 to DG709, DG731, DG732, DG735, DG736): messages and edges."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.passes.http_requests import public
from tests.passes.storage_graphs import (
    S3,
    SOURCE,
    codes,
    found,
    graph,
    s3,
    shell,
    the_one,
    with_source,
)


@pytest.mark.parametrize(
    ("key", "within"),
    [("", None), ("/a", (0, 1)), ("a/../b", (2, 4)), ("..", (0, 2))],
)
@pytest.mark.parametrize("kind", ["s3", "oss", "gcs", "azure"])
def test_dg706_is_said_of_every_store(kind: str, key: str, within: Any) -> None:
    field = "blob" if kind == "azure" else "key"
    diagnostic = the_one(with_source({"kind": kind, field: key}))
    assert (diagnostic.code, diagnostic.within) == ("DG706", within)
    assert diagnostic.pointer == f"{SOURCE}/{field}"


@pytest.mark.parametrize(
    ("source", "pointer"),
    [
        ([S3, {"kind": "s3", "key": "/a"}], "/1/key"),
        (["{{steps.x.outputs.artifacts.f}}", {"kind": "s3", "key": "/a"}], "/1/key"),
        (
            {"kind": "map", "items": {"x": "{{a}}", "y": {"kind": "s3", "key": "/a"}}},
            "/items/y/key",
        ),
    ],
)
def test_location_is_found_wherever_it_stands(source: Any, pointer: str) -> None:
    assert the_one(with_source(source)).pointer == SOURCE + pointer


def test_locations_of_a_template_are_looked_at() -> None:
    bad = {"kind": "s3", "key": "/a"}
    artifact = {"path": "/tmp/b", "source": bad, "sub_path": "../x", "slice": "a..b"}
    output = {"path": "/tmp/c", "save": [bad]}
    template = shell(
        inputs={
            "parameters": {"p": {"save_as_artifact": True, "path": "/tmp/p", "source": bad}},
            "artifacts": {"a": artifact},
        },
        outputs={"artifacts": {"o": output}},
    )
    diagnostics = found(graph({"template": "run"}, run=template))
    assert sorted((d.code, d.pointer.removeprefix("/templates/run")) for d in diagnostics) == [
        ("DG706", "/inputs/artifacts/a/source/key"),
        ("DG706", "/inputs/parameters/p/source/key"),
        ("DG706", "/outputs/artifacts/o/save/0/key"),
        ("DG707", "/inputs/artifacts/a/sub_path"),
        ("DG735", "/inputs/artifacts/a/slice"),
    ]


def test_locations_of_a_python_op_are_looked_at() -> None:
    bad = {"kind": "s3", "key": "/a"}
    outputs = {"o": {"kind": "Artifact", "type": "path", "save": [bad]}}
    template = {
        "kind": "PythonOPTemplate",
        "image": "python:3.11",
        "op": {"name": "f", "module": "m", "outputs": outputs},
        "output_artifact_save": {"o": [bad]},
        "input_artifact_prefix": {"i": "a.[0]"},
        "python_packages": [bad, "{{inputs.artifacts.code}}"],
    }
    diagnostics = found(graph({"template": "run"}, run=template))
    assert sorted((d.code, d.pointer.removeprefix("/templates/run")) for d in diagnostics) == [
        ("DG706", "/op/outputs/o/save/0/key"),
        ("DG706", "/output_artifact_save/o/0/key"),
        ("DG706", "/python_packages/0/key"),
        ("DG735", "/input_artifact_prefix/i"),
    ]


def test_locations_of_hooks_are_looked_at() -> None:
    read = shell(inputs={"artifacts": {"data": {"path": "/tmp/in"}}})
    hook = {"template": "read", "artifacts": {"data": {"kind": "s3", "key": "/a"}}}
    document = graph({"template": "run", "success_hook": hook}, run=shell(), read=read)
    assert the_one(document).pointer == "/templates/main/steps/0/0/success_hook/artifacts/data/key"


@pytest.mark.parametrize(
    "source",
    [
        {"kind": "s3", "key": "a", "sub_path": "/b"},
        {"kind": "ref", "_from": "{{inputs.artifacts.x}}", "sub_path": "b/.."},
        {"kind": "git", "repo": "https://example.org/a", "sub_path": ".."},
        {"kind": "local", "path": "a", "sub_path": "../b"},
    ],
)
def test_dg707_is_said_of_every_sub_path(source: Any) -> None:
    diagnostic = the_one(with_source(source))
    assert (diagnostic.code, diagnostic.pointer) == ("DG707", f"{SOURCE}/sub_path")


@pytest.mark.parametrize(
    "key", ["0", "a.b", "{{item}}", "{{item}}.x", "train.{{item.order}}", "a-b c"]
)
def test_dg735_takes_keys_joined_by_dots(key: str) -> None:
    assert codes(with_source({**S3, "slice": key})) == []


@pytest.mark.parametrize("key", ["", ".", "a.", "a..b", "[0]", "'a'", "a,b", "int(0)"])
def test_dg735_refuses_everything_else(key: str) -> None:
    assert codes(with_source({**S3, "slice": key})) == ["DG735"]


@pytest.mark.parametrize(
    "endpoint",
    ["s3.example.org", "minio:9000", "10.0.0.1", "[::1]:9000", "{{workflow.parameters.s}}"],
)
def test_dg708_takes_a_host_with_or_without_a_port(endpoint: str) -> None:
    assert codes(with_source(s3(endpoint=endpoint))) == []


@pytest.mark.parametrize("endpoint", ["", "https://a", "a/b", "a:port", "a b", "-a", "a:1:2"])
def test_dg708_refuses_anything_else(endpoint: str) -> None:
    assert codes(with_source(s3(endpoint=endpoint))) == ["DG708"]


@pytest.mark.parametrize("kind", ["s3", "azure"])
def test_dg708_shows_no_password(kind: str) -> None:
    source = s3(endpoint="ftp://me:hunter2@host")
    if kind == "azure":
        source = {"kind": "azure", "blob": "a", "container": "b", "endpoint": "me:hunter2@host"}
    diagnostic = the_one(with_source(source))
    assert "hunter2" not in diagnostic.message + diagnostic.hint
    assert "…@host" in diagnostic.message


@pytest.mark.parametrize(
    "url", ["https://a", "HTTP://a/b?c", "https://{{workflow.name}}.example.org", "{{a.b}}/c"]
)
def test_dg709_takes_http_and_https(url: str) -> None:
    assert codes(with_source({"kind": "http", "url": url})) == []


@pytest.mark.parametrize("url", ["", "a.org", "https:/a", "https://", "file:///etc", "//a"])
def test_dg709_refuses_anything_else(url: str) -> None:
    assert codes(with_source({"kind": "http", "url": url})) == ["DG709"]


def test_dg709_shows_no_password() -> None:
    diagnostic = the_one(with_source({"kind": "http", "url": "ftp://me:hunter2@host/a"}))
    assert diagnostic.message == "`ftp://…@host/a` is not an http or https URL"
    assert public("https://host/a@b") == "https://host/a@b"


@pytest.mark.parametrize(
    "repo",
    [
        "https://example.org/a.git",
        "ssh://git@example.org/a",
        "git@example.org:a/b.git",
        "host:a",
        "file:///srv/a",
        "{{inputs.parameters.repo}}",
    ],
)
def test_dg709_takes_repositories_as_git_does(repo: str) -> None:
    assert codes(with_source({"kind": "git", "repo": repo})) == []


@pytest.mark.parametrize(
    "repo", ["", "a/b", "example.org/a.git", "host:", "https://", "git@host: a"]
)
def test_dg709_refuses_what_names_no_repository(repo: str) -> None:
    diagnostic = the_one(with_source({"kind": "git", "repo": repo}))
    assert (diagnostic.code, diagnostic.clause) == ("DG709", "STO-13")


@pytest.mark.parametrize("path", ["a", "a/../b", "./a", "a//./..", "..a", "a/b/../../c"])
def test_dg732_takes_what_lies_beside_the_graph(path: str) -> None:
    assert codes(with_source({"kind": "local", "path": path})) == []


@pytest.mark.parametrize("path", ["/a", "~/a", "..", "a/../../b", "C:\\a", "C:/a", "\\\\host\\a"])
def test_dg732_is_said_of_what_lies_elsewhere(path: str) -> None:
    assert codes(with_source({"kind": "local", "path": path})) == ["DG732"]


KEY = {"name": "keys", "key": "k"}


@pytest.mark.parametrize(
    ("fields", "pointer", "message"),
    [
        (
            {"secret_key_secret": KEY},
            SOURCE,
            "the location has `secret_key_secret` without `access_key_secret`",
        ),
        (
            {"access_key_secret": KEY, "secret_key_secret": KEY, "use_sdk_creds": True},
            f"{SOURCE}/use_sdk_creds",
            "credentials come both from `access_key_secret` and from the pod (`use_sdk_creds`)",
        ),
    ],
)
def test_dg736_says_what_does_not_go_together(fields: Any, pointer: str, message: str) -> None:
    diagnostic = the_one(with_source(s3(**fields)))
    assert (diagnostic.code, diagnostic.pointer, diagnostic.message) == ("DG736", pointer, message)


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ({"kind": "s3", "key": "a", "endpoint": "h"}, "bucket"),
        ({"kind": "oss", "key": "a", "endpoint": "h"}, "bucket"),
        ({"kind": "azure", "blob": "a", "endpoint": "https://h"}, "container"),
    ],
)
def test_dg736_wants_to_know_where_at_the_endpoint(source: Any, missing: str) -> None:
    assert the_one(with_source(source)).message == (
        f"the location has an `endpoint` without a `{missing}`"
    )


def test_locations_without_a_check_of_their_own_are_accepted() -> None:
    assert codes(with_source({"kind": "raw", "data": "x"})) == []
    assert codes(with_source({"kind": "custom", "urn": "a:b", "slice": "0"})) == []


def test_dg731_is_said_of_names_below_others_once() -> None:
    items = dict.fromkeys(("b.x", "a", "a.b", "a.c", "ab", "a-b.c", "b.x.y", "."), S3)
    diagnostics = found(with_source({"kind": "map", "items": items}))
    assert sorted((d.code, d.pointer.removeprefix(SOURCE)) for d in diagnostics) == [
        ("DG731", "/items/."),
        ("DG731", "/items/a.b"),
        ("DG731", "/items/b.x.y"),
    ]


def test_dg707_is_said_of_an_item_of_a_list_of_paths() -> None:
    diagnostic = the_one(with_source(s3(path_list=["a", "../b"])))
    assert diagnostic.pointer == f"{SOURCE}/path_list/1"
