"""Artifacts and storage where one condition alone decides (DG701 to DG741)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from dflow_graph.passes.folder_paths import null_character
from dflow_graph.passes.quantities import quantity
from tests.passes.storage_graphs import (
    codes,
    found,
    graph,
    shell,
    the_one,
    with_pod,
    with_source,
)

POD = "/templates/run/"


def test_path_of_a_big_parameter_is_pointed_at() -> None:
    parameter = {"type": "any", "save_as_artifact": True, "path": "p"}
    diagnostic = the_one(with_pod(inputs={"parameters": {"p": parameter}}))
    assert (diagnostic.code, diagnostic.clause) == ("DG701", "TPL-7")
    assert diagnostic.pointer == POD + "inputs/parameters/p/path"


@pytest.mark.parametrize(
    ("kind", "output", "is_found"),
    [
        ("ShellOPTemplate", {"_from": "{{inputs.artifacts.a}}"}, True),
        ("ShellOPTemplate", {"_from": "{{pod.name}}"}, True),
        ("HTTPOPTemplate", {"_from": "{{inputs.artifacts.a}}"}, True),
        ("HTTPOPTemplate", {"_from": "{{pod.name}}"}, False),
        ("ShellOPTemplate", {"_from": "{{inputs.artifacts.b}}"}, False),
        ("ShellOPTemplate", {"_from": "{{inputs}}"}, False),
        ("ShellOPTemplate", {"_from": "inputs.artifacts.a"}, False),
        ("ShellOPTemplate", {"from_expression": "inputs"}, True),
        ("ShellOPTemplate", {"from_expression": "inputs.artifacts.a"}, True),
        ("ShellOPTemplate", {"from_expression": "inputs.artifacts.b"}, False),
        ("ShellOPTemplate", {"from_expression": "inputs.artifacts.a +"}, False),
    ],
)
def test_dg726_leaves_names_that_are_not_known_to_their_rules(
    kind: str, output: dict[str, Any], is_found: bool
) -> None:
    own = {"url": "http://a"} if kind == "HTTPOPTemplate" else {"image": "a:1", "script": "true"}
    ports = {
        "inputs": {"artifacts": {"a": {"path": "/tmp/a", "optional": True}}},
        "outputs": {"artifacts": {"b": output}},
    }
    document = graph({"template": "run"}, run={"kind": kind, **own, **ports})
    assert ("DG726" in codes(document)) is is_found


@pytest.mark.parametrize("field", ["init_containers", "sidecars"])
def test_mounts_of_all_containers_are_checked(field: str) -> None:
    mounts = [{"name": "v", "mountPath": "a"}]
    container = {"name": "c", "image": "a", "volumeMounts": mounts}
    volumes = [{"name": "v", "emptyDir": {}}]
    diagnostic = the_one(with_pod(**{field: [container]}, volumes=volumes))
    assert (diagnostic.code, diagnostic.clause) == ("DG701", "TPL-20")
    assert diagnostic.pointer == f"{POD}{field}/0/volumeMounts/0/mountPath"
    mounts[:] = [{"name": "v", "mountPath": "/a"}, {"name": "v", "mountPath": "/a/"}]
    assert the_one(with_pod(**{field: [container]}, volumes=volumes)).code == "DG704"


def test_empty_path_hides_no_path_that_occurs_twice() -> None:
    volumes = [{"name": "v", "emptyDir": {}}]
    mounts = [{"name": "v", "mountPath": path} for path in ("", "/a", "/a")]
    document = with_pod(volumes=volumes, mounts=mounts)
    assert codes(document) == ["DG701", "DG704"]


@pytest.mark.parametrize("path", ["./..", "a//../..", "a/./../.."])
def test_local_path_that_climbs_above_its_start_is_found(path: str) -> None:
    assert the_one(with_source({"kind": "local", "path": path})).code == "DG732"


@pytest.mark.parametrize("path", ["a/..", "a/b/../..", "a..b/..c"])
def test_local_path_that_comes_back_is_right(path: str) -> None:
    assert found(with_source({"kind": "local", "path": path})) == []


LOCATIONS = [
    ({"kind": "s3", "endpoint": "e", "bucket": "b", "key": "k"}, ("endpoint", "bucket", "key")),
    ({"kind": "oss", "endpoint": "e", "bucket": "b", "key": "k"}, ("endpoint", "bucket", "key")),
    ({"kind": "gcs", "bucket": "b", "key": "k"}, ("bucket", "key")),
    (
        {"kind": "azure", "endpoint": "https://e.example.org", "container": "c", "blob": "k"},
        ("endpoint", "container", "blob"),
    ),
    ({"kind": "pvc", "name": "c", "subpath": "k"}, ("name", "subpath")),
]


def saving(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    artifacts = {"a": {"path": "/a", "save": [one]}, "b": {"path": "/b", "save": [other]}}
    return codes(with_pod(outputs={"artifacts": artifacts}))


@pytest.mark.parametrize(("location", "fields"), LOCATIONS, ids=lambda x: str(x)[:20])
def test_locations_are_the_same_if_all_of_their_parts_are(
    location: dict[str, Any], fields: tuple[str, ...]
) -> None:
    assert saving(location, location) == ["DG724"]
    for field in fields:
        assert saving(location, {**location, field: location[field] + "x"}) == []


def claim(**more: Any) -> dict[str, Any]:
    return {"name": "c", "subpath": "a", **more}


@pytest.mark.parametrize(
    "mode", ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]
)
def test_claim_may_have_an_access_mode_of_kubernetes(mode: str) -> None:
    assert found(with_pod(pvcs=[claim(access_modes=[mode])])) == []


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("size", "1Gi", "2Gi"),
        ("storage_class", "fast", "slow"),
        ("access_modes", ["ReadWriteOnce"], ["ReadOnlyMany"]),
    ],
)
def test_claim_means_the_same_everywhere(field: str, one: Any, other: Any) -> None:
    claims = [claim(**{field: one}), claim(**{field: other})]
    diagnostic = the_one(with_pod(pvcs=claims))
    assert (diagnostic.code, diagnostic.pointer) == ("DG721", f"{POD}pvcs/1/{field}")
    assert found(with_pod(pvcs=[claims[0], {**claims[1], "name": "d"}])) == []


def test_size_of_a_claim_is_more_than_nothing() -> None:
    assert found(with_pod(pvcs=[claim(size="1")])) == []
    assert the_one(with_pod(pvcs=[claim(size="0")])).code == "DG716"


def test_unknown_volume_is_told_with_five_that_are_known() -> None:
    volumes = [{"name": f"v{n}", "emptyDir": {}} for n in range(7)]
    document = with_pod(volumes=volumes, mounts=[{"name": "pool", "mountPath": "/a"}])
    message = the_one(document).message
    assert message.endswith("known are `v0`, `v1`, `v2`, `v3`, `v4`")


@pytest.mark.parametrize("field", ["init_containers", "sidecars"])
def test_volumes_of_all_containers_are_known(field: str) -> None:
    container = {"name": "c", "image": "a", "volumeMounts": [{"name": "v", "mountPath": "/a"}]}
    diagnostic = the_one(with_pod(**{field: [container]}))
    assert (diagnostic.code, diagnostic.pointer) == (
        "DG719",
        f"{POD}{field}/0/volumeMounts/0/name",
    )


def test_mount_without_a_volume_is_told_to_name_one() -> None:
    diagnostic = the_one(with_pod(mounts=[{"mountPath": "/a"}]))
    assert diagnostic.pointer == POD + "mounts/0"
    assert diagnostic.hint.startswith("Add `name`")


def test_manifest_of_a_step_is_pointed_at() -> None:
    resource = {"action": "create", "manifest": "kind: ["}
    document = graph({"template": "run", "use_resource": resource}, run=shell())
    for diagnostic in found(document):
        assert diagnostic.pointer == "/templates/main/steps/0/0/use_resource/manifest"
    assert found(document)


def python_op(inputs: Any = None, outputs: Any = None, **more: Any) -> Any:
    op = {"name": "f", "module": "lab", "inputs": inputs or {}, "outputs": outputs or {}}
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op, **more}
    return graph({"template": "run"}, run=template)


BAD = {"kind": "s3", "key": "/a"}
PORT = {"kind": "Artifact", "type": "path"}


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (python_op(inputs={"a": {**PORT, "save": [BAD]}}), "op/inputs/a/save/0/key"),
        (python_op(outputs={"a": {**PORT, "save": [BAD]}}), "op/outputs/a/save/0/key"),
        (
            python_op(outputs={"a": PORT}, output_artifact_save={"a": [BAD]}),
            "output_artifact_save/a/0/key",
        ),
        (
            python_op(inputs={"a": PORT}, input_artifact_prefix={"a": "[0]"}),
            "input_artifact_prefix/a",
        ),
        (python_op(python_packages=[BAD]), "python_packages/0/key"),
    ],
)
def test_places_that_a_python_op_names_are_checked(document: Any, pointer: str) -> None:
    assert the_one(document).pointer == POD + pointer


SUFFIXES: dict[str, Any] = {
    "n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("0.001"), "": 1, "k": 10**3,
    "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18, "Ki": 2**10, "Mi": 2**20,
    "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60, "e3": 10**3, "E3": 10**3,
}  # fmt: skip


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_suffix_of_an_amount_is_a_factor(suffix: str) -> None:
    assert quantity("3" + suffix) == 3 * SUFFIXES[suffix]


def test_amount_has_at_most_64_characters() -> None:
    assert quantity("1" * 64) == int("1" * 64)
    assert quantity("1" * 65) is None


@pytest.mark.parametrize("suffix", ["K", "mi", "ki", "xi", "i"])
def test_amount_has_no_other_suffix(suffix: str) -> None:
    assert quantity("3" + suffix) is None


@pytest.mark.parametrize("kind", ["ScriptOPTemplate", "ContainerOPTemplate"])
def test_template_of_a_program_needs_its_command(kind: str) -> None:
    script = {"script": "true"} if kind == "ScriptOPTemplate" else {}
    template: dict[str, Any] = {"kind": kind, "image": "alpine:3", **script}
    expected = "DG712" if kind == "ScriptOPTemplate" else "DG741"
    assert codes(graph({"template": "run"}, run=template)) == [expected]
    template["command"] = ["sh"]
    assert codes(graph({"template": "run"}, run=template)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"executor": {"kind": "RemoteExecutor"}},
        {"use_resource": {"action": "get", "manifest": "kind: Pod"}},
    ],
)
def test_image_is_needed_only_where_the_template_runs_in_its_own_pod(more: dict[str, Any]) -> None:
    run = {"kind": "ShellOPTemplate", "script": "true"}
    assert "DG711" not in codes(graph({"template": "run", **more}, run=run))
    assert "DG711" in codes(graph({"template": "run", **more}, {"template": "run"}, run=run))


def test_amount_of_nothing_may_be_asked_for() -> None:
    assert found(with_pod(requests={"cpu": "0"})) == []
    assert the_one(with_pod(requests={"cpu": "-1"})).code == "DG716"


@pytest.mark.parametrize("name", ["gpu", "gpus", "cuda", "GPU"])
def test_device_without_a_vendor_is_told_to_have_one(name: str) -> None:
    assert the_one(with_pod(limits={name: "1"})).hint.startswith("Name the device with its vendor")


def asking(**fields: Any) -> Any:
    ask = {"kind": "HTTPOPTemplate", "url": "https://example.org", **fields}
    return graph({"template": "ask"}, ask=ask)


@pytest.mark.parametrize(
    "method",
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "get"],
)
def test_request_may_have_a_method_of_http(method: str) -> None:
    assert found(asking(method=method)) == []


@pytest.mark.parametrize(
    ("method", "hint"), [("DELET", "Write `DELETE`."), ("quux", "Write `GET` or `POST`.")]
)
def test_other_method_is_mended(method: str, hint: str) -> None:
    assert the_one(asking(method=method)).hint == hint


def applying(manifest: str | None = None, *artifacts: str, **fields: Any) -> Any:
    given = {} if manifest is None else {"manifest": manifest}
    resource = {"action": "create", **given, **fields}
    inputs = {"artifacts": {name: {"path": f"/{name}"} for name in artifacts}}
    run = {"kind": "ShellOPTemplate", "resource": resource, "inputs": inputs}
    return graph({"template": "run"}, run=run)


@pytest.mark.parametrize(
    ("text", "line"),
    [("kind: [", 1), ("\nkind: [", 2), ("kind: Pod\nspec: [", 2), ("a: 1\nb: 2\n\nc: ]", 4)],
)
def test_line_of_a_manifest_that_is_no_yaml_is_said(text: str, line: int) -> None:
    diagnostic = next(d for d in found(applying(text)) if d.code == "DG739")
    assert diagnostic.message.endswith(f"in its line {line}")


def test_unknown_artifact_of_a_manifest_is_told_with_those_that_are_near() -> None:
    def message(name: str, *known: str) -> str:
        diagnostics = found(applying(None, *known, manifest_from=name))
        return next(d.message for d in diagnostics if d.code == "DG740")

    assert message("fils", "file", "other").endswith("known are `file`")
    assert message("zz", *(f"a{n}" for n in range(7))).endswith(
        "known are `a0`, `a1`, `a2`, `a3`, `a4`"
    )
    assert message("zz").endswith("to hold the manifest")


@pytest.mark.parametrize(
    ("limit", "is_found"),
    [
        ("0", False),
        ("500m", False),
        ("-1", True),
        ("-500m", True),
        ("{{s}}Gi", True),
        ("{x}", True),
    ],
)
def test_size_of_a_scratch_folder_is_none_below_nothing(limit: str, is_found: bool) -> None:
    volumes = [{"name": "plain"}, {"name": "scratch", "emptyDir": {"sizeLimit": limit}}]
    diagnostics = found(graph(run=shell(volumes=volumes)))
    assert ("DG716" in {d.code for d in diagnostics}) is is_found


@pytest.mark.parametrize(("folder", "is_found"), [("{{s}}/work", False), ("{s}/work", True)])
def test_working_folder_may_begin_with_a_tag(folder: str, is_found: bool) -> None:
    diagnostics = found(with_pod(working_dir=folder))
    assert ("DG701" in {d.code for d in diagnostics}) is is_found


@pytest.mark.parametrize(
    ("folder", "right"), [("./work", "/work"), ("../xy", "/xy"), ("xy", "/xy")]
)
def test_absolute_working_folder_is_proposed(folder: str, right: str) -> None:
    (diagnostic,) = [d for d in found(with_pod(working_dir=folder)) if d.code == "DG701"]
    assert diagnostic.hint == f"Write `{right}`, if that is the folder."


def test_mount_of_a_sidecar_without_a_place_is_told() -> None:
    sidecar = {"name": "side", "image": "alpine:3", "volumeMounts": [{"name": "v"}]}
    (diagnostic,) = [d for d in found(with_pod(sidecars=[sidecar])) if d.code == "DG701"]
    assert diagnostic.pointer == POD + "sidecars/0/volumeMounts/0"


@pytest.mark.parametrize(
    ("path", "where"), [("\0a", (0, 1)), ("/a\0", (2, 3)), ("/a", None), ("", None)]
)
def test_tpl7_the_null_character_of_a_path_is_pointed_at(
    path: str, where: tuple[int, int] | None
) -> None:
    assert null_character(path) == where
