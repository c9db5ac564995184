"""Artifacts, where they lie and where they are kept: messages, hints, places and edges."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.folder_paths import absolute_fault, parent_part, relative_fault
from dflow_graph.passes.http_requests import public
from dflow_graph.passes.quantities import quantity
from dflow_graph.passes.storage import check_storage


def graph(*steps: dict[str, Any], main: dict[str, Any] | None = None, **rest: Any) -> Any:
    """A graph whose Steps `main` calls the templates given by name; `workflow` adds to the root."""
    root = rest.pop("workflow", {})
    groups = [[{"name": s.get("name", s["template"]), **s}] for s in steps]
    entry = {"kind": "Steps", "steps": groups, **(main or {})}
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        **root,
        "templates": {"main": entry, **rest},
    }


def shell(**fields: Any) -> dict[str, Any]:
    return {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true", **fields}


def found(document: Any) -> list[Diagnostic]:
    return list(check_storage(build_index(Workflow.from_dict(document))))


def the_one(document: Any) -> Diagnostic:
    diagnostics = found(document)
    assert len(diagnostics) == 1, [(d.code, d.pointer, d.message) for d in diagnostics]
    return diagnostics[0]


def codes(document: Any) -> list[str]:
    return sorted(d.code for d in found(document))


def with_input(path: str, **more: Any) -> Any:
    """A graph whose template `read` has an input artifact at a path."""
    template = shell(inputs={"artifacts": {"data": {"path": path}}}, **more)
    source = {"kind": "s3", "key": "a"}
    return graph({"template": "read", "artifacts": {"data": source}}, read=template)


def with_source(source: Any) -> Any:
    """A graph with a step that gives the source to an artifact."""
    template = shell(inputs={"artifacts": {"data": {"path": "/tmp/in"}}})
    return graph({"template": "read", "artifacts": {"data": source}}, read=template)


def with_pod(**fields: Any) -> Any:
    return graph({"template": "run"}, run=shell(**fields))


SOURCE = "/templates/main/steps/0/0/artifacts/data"


# Paths in a container


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/tmp/in/data", None),
        ("/tmp/..data/a..b", None),
        ("{{inputs.parameters.folder}}/data", None),
        ("in/data", ("is not absolute", None)),
        ("", ("is not absolute", None)),
        ("/tmp/..", ("contains the part `..`", (5, 7))),
        ("/../tmp", ("contains the part `..`", (1, 3))),
    ],
)
def test_absolute_path_is_told_from_others(path: str, fault: Any) -> None:
    assert absolute_fault(path) == fault


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("a/b", None),
        ("a/...", None),
        ("/a", ("is absolute", None)),
        ("../a", ("contains the part `..`", (0, 2))),
        ("a/..\n", None),
    ],
)
def test_relative_path_is_told_from_others(path: str, fault: Any) -> None:
    assert relative_fault(path) == fault


def test_parent_part_is_found_in_long_paths_at_once() -> None:
    assert parent_part("a/" * 100_000 + "..") == (200_000, 200_002)


def test_dg701_points_at_the_part_that_leads_upwards() -> None:
    diagnostic = the_one(with_input("/tmp/in/../data"))
    assert diagnostic.code == "DG701"
    assert diagnostic.message == (
        "the path `/tmp/in/../data` of input artifact `data` contains the part `..`"
    )
    assert diagnostic.within == (8, 10)
    assert diagnostic.pointer == "/templates/read/inputs/artifacts/data/path"


@pytest.mark.parametrize("path", ["/", "//", "/tmp", "/tmp/", "/tmp/."])
def test_dg701_keeps_inputs_off_the_folders_of_the_container(path: str) -> None:
    diagnostic = the_one(with_input(path))
    assert "which the container needs itself" in diagnostic.message


def test_dg701_lets_an_output_lie_at_tmp() -> None:
    assert codes(with_pod(outputs={"artifacts": {"all": {"path": "/tmp"}}})) == []


def test_dg701_is_said_of_the_file_of_a_big_input_parameter() -> None:
    parameter = {"save_as_artifact": True, "path": "table.json", "value": 1}
    diagnostic = the_one(with_pod(inputs={"parameters": {"table": parameter}}))
    assert diagnostic.message.endswith("of input parameter `table` is not absolute")


@pytest.mark.parametrize(
    ("field", "value", "clause"),
    [
        ("tmp_root", "tmp", "TPL-15"),
        ("mounts", [{"name": "v", "mountPath": "data"}], "TPL-20"),
    ],
)
def test_dg701_names_the_clause_of_its_field(field: str, value: Any, clause: str) -> None:
    op = {"name": "f", "module": "m"}
    template = {"kind": "PythonOPTemplate", "op": op, "image": "python:3.11", field: value}
    volumes = {"volumes": [{"name": "v", "emptyDir": {}}]}
    assert the_one(graph({"template": "run"}, run=template, workflow=volumes)).clause == clause


def test_dg702_says_where_the_artifact_could_lie() -> None:
    diagnostic = the_one(with_pod(outputs={"artifacts": {"log": {}}}))
    assert diagnostic.code == "DG702"
    assert diagnostic.message == "output artifact `log` of `run` has no `path`"
    assert diagnostic.hint == "Add its place in the container, such as `/tmp/outputs/log`."
    assert diagnostic.clause == "ART-19"


def test_parameter_without_a_file_has_no_path_to_be_at_fault() -> None:
    assert codes(with_pod(inputs={"parameters": {"n": {"value": 1}}})) == []


def test_dg702_counts_an_empty_path_as_none() -> None:
    assert codes(with_input("")) == ["DG702"]


def test_dg702_needs_no_path_for_a_python_op() -> None:
    op = {"name": "f", "module": "m", "outputs": {"log": {"kind": "Artifact", "type": "path"}}}
    template = {"kind": "PythonOPTemplate", "op": op, "image": "python:3.11"}
    assert codes(graph({"template": "run"}, run=template)) == []


def test_dg703_says_of_what_kind_the_template_is() -> None:
    main = {"inputs": {"artifacts": {"data": {"path": "/tmp/data", "optional": True}}}}
    diagnostic = the_one(graph({"template": "run"}, main=main, run=shell()))
    assert diagnostic.message == (
        "input artifact `data` has a `path`, but `main` is of kind `Steps` and has no container"
    )
    assert diagnostic.at_key


def test_dg704_names_the_first_of_the_two() -> None:
    outputs = {"a": {"path": "/tmp/out"}, "b": {"path": "/tmp/./out/"}}
    diagnostic = the_one(with_pod(outputs={"artifacts": outputs}))
    assert diagnostic.code == "DG704"
    assert diagnostic.message == (
        "output artifact `b` lies at `/tmp/./out/`, and so does output artifact `a`"
    )
    (place,) = diagnostic.related
    assert place.pointer == "/templates/run/outputs/artifacts/a/path"
    assert place.message == "output artifact `a` is here"


def test_dg704_lets_an_output_take_the_place_of_an_input() -> None:
    document = with_input("/tmp/in", outputs={"artifacts": {"data": {"path": "/tmp/in"}}})
    assert codes(document) == []


def test_dg704_compares_the_mounts_of_a_sidecar_with_each_other_alone() -> None:
    mount = {"name": "v", "mountPath": "/data"}
    document = with_pod(
        volumes=[{"name": "v", "emptyDir": {}}],
        mounts=[mount],
        sidecars=[{"name": "s", "volumeMounts": [mount]}],
    )
    assert codes(document) == []


def test_mounts_that_are_no_objects_are_passed_over() -> None:
    containers = [{"name": "s", "volumeMounts": [3, {"mountPath": 4}]}, {"volumeMounts": "x"}]
    diagnostics = found(with_pod(sidecars=containers, init_containers=[{"name": "i"}]))
    assert [(d.code, d.pointer) for d in diagnostics] == [
        ("DG719", "/templates/run/sidecars/0/volumeMounts/1")
    ]


def test_dg704_passes_over_a_mount_without_a_path() -> None:
    mounts = [{"name": "v", "mountPath": ""}, {"name": "v", "mountPath": ""}]
    document = with_pod(volumes=[{"name": "v", "emptyDir": {}}], mounts=mounts)
    assert codes(document) == ["DG701", "DG701"]


def test_dg705_finds_the_nearest_of_several_folders() -> None:
    paths = {"c": "/tmp/in/a/b", "a": "/tmp/in", "d": "/tmp/in-2", "b": "/tmp/in/a"}
    inputs = {n: {"path": p, "source": {"kind": "s3", "key": n}} for n, p in paths.items()}
    diagnostics = found(with_pod(inputs={"artifacts": inputs}))
    assert sorted((d.message, d.related[0].pointer) for d in diagnostics) == [
        (
            "input artifact `b` at `/tmp/in/a` lies inside of input artifact `a`",
            "/templates/run/inputs/artifacts/a/path",
        ),
        (
            "input artifact `c` at `/tmp/in/a/b` lies inside of input artifact `b`",
            "/templates/run/inputs/artifacts/b/path",
        ),
    ]


def test_dg705_leaves_equal_paths_to_dg704() -> None:
    inputs = {n: {"path": "/tmp/in", "source": {"kind": "s3", "key": n}} for n in "ab"}
    assert codes(with_pod(inputs={"artifacts": inputs})) == ["DG704"]


# Pods


def test_dg711_is_not_said_of_a_template_that_executors_carry_out() -> None:
    step = {"template": "run", "executor": {"kind": "ContainerExecutor"}}
    assert codes(graph(step, run=shell(image=""))) == []
    assert codes(graph(step, {"template": "run", "name": "b"}, run=shell(image=""))) == ["DG711"]


def test_dg711_is_not_said_where_the_workflow_has_a_context() -> None:
    context = {"context": {"kind": "ContainerExecutor"}}
    assert codes(graph({"template": "run"}, run=shell(image=""), workflow=context)) == []


@pytest.mark.parametrize("field", ["entrypoint", "on_exit"])
def test_dg711_is_said_of_a_template_that_is_called_by_no_step(field: str) -> None:
    document = graph({"template": "other"}, other=shell(), run=shell(image=""))
    assert codes(document) == []
    assert codes({**document, field: "run"}) == ["DG711"]


def test_dg712_wants_no_command_where_a_resource_is_acted_on() -> None:
    resource = {"action": "get", "manifest": "kind: Pod"}
    template = {"kind": "ScriptOPTemplate", "resource": resource}
    assert codes(graph({"template": "run"}, run=template)) == []
    del template["resource"]
    assert codes(graph({"template": "run"}, run=template)) == ["DG711", "DG712", "DG713"]


def test_dg714_names_the_resource() -> None:
    diagnostic = the_one(with_pod(resource={"action": "get", "manifest": "kind: Pod"}))
    assert diagnostic.code == "DG714"
    assert diagnostic.pointer == "/templates/run/script"
    assert diagnostic.related[0].pointer == "/templates/run/resource"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", 1),
        ("500m", 0.5),
        (".5", 0.5),
        ("2.", 2),
        ("4Gi", 4 * 2**30),
        ("1e3", 1000),
        ("1E3", 1000),
        ("2E", 2e18),
        ("-1k", -1000),
        ("1u", 1e-6),
    ],
)
def test_quantity_of_kubernetes_is_read(text: str, amount: float) -> None:
    value = quantity(text)
    assert value is not None
    assert float(value) == amount


@pytest.mark.parametrize(
    "text", ["", "1GB", "1 Gi", "4g", "1ki", "one", "1e", "1e9999999", "--1", "1\n", "1" * 65]
)
def test_text_that_is_no_quantity_is_refused(text: str) -> None:
    assert quantity(text) is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("4GB", "Write `4Gi`."),
        ("4 g", "Write `4Gi`."),
        ("-1", "Write an amount that is greater than zero."),
        ("many", "Write a number with or without a unit of Kubernetes, such as `500m`, `2` or "),
    ],
)
def test_dg716_guesses_what_was_meant(text: str, hint: str) -> None:
    diagnostic = the_one(with_pod(limits={"memory": text}))
    assert diagnostic.code == "DG716"
    assert diagnostic.hint.startswith(hint)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("memry", "Write `memory`."),
        ("GPU", "Name the device with its vendor, such as `nvidia.com/gpu`."),
        ("tape", "Use `cpu`, `memory`, `ephemeral-storage` or a name such as `nvidia.com/gpu`."),
    ],
)
def test_dg717_says_what_the_name_may_have_been_meant_for(name: str, hint: str) -> None:
    diagnostic = the_one(with_pod(requests={name: "nonsense"}))
    assert (diagnostic.code, diagnostic.hint, diagnostic.at_key) == ("DG717", hint, True)


def test_dg717_knows_the_resources_of_kubernetes() -> None:
    names = ["cpu", "memory", "ephemeral-storage", "hugepages-2Mi", "nvidia.com/gpu"]
    assert codes(with_pod(limits=dict.fromkeys(names, "1"))) == []


@pytest.mark.parametrize(
    ("request_", "limit", "expected"),
    [("1024Mi", "1Gi", []), ("1025Mi", "1Gi", ["DG718"]), ("x", "1", ["DG716"])],
)
def test_dg718_compares_amounts_and_not_texts(request_: str, limit: str, expected: Any) -> None:
    assert codes(with_pod(requests={"memory": request_}, limits={"memory": limit})) == expected


def test_dg718_names_both_amounts_and_the_limit() -> None:
    document = with_pod(requests={"cpu": "2"}, limits={"cpu": "500m", "memory": "1Gi"})
    diagnostic = the_one(document)
    assert diagnostic.message == "`run` asks for 2 of `cpu`, more than its limit of 500m"
    assert diagnostic.related[0].pointer == "/templates/run/limits/cpu"
    assert codes(with_pod(requests={"cpu": "2"}, limits={"memory": "1"})) == []


def test_dg719_names_the_volumes_that_are_near() -> None:
    document = with_pod(
        volumes=[{"name": "scratch"}, {"name": "data"}, {"emptyDir": {}}],
        mounts=[{"name": "scrach", "mountPath": "/s"}],
    )
    diagnostic = the_one(document)
    assert diagnostic.message == "there is no volume `scrach` to mount; known are `scratch`"
    assert diagnostic.pointer == "/templates/run/mounts/0/name"


def test_dg719_names_no_volume_where_there_is_none() -> None:
    diagnostic = the_one(with_pod(mounts=[{"name": "data", "mountPath": "/s"}]))
    assert diagnostic.message == "there is no volume `data` to mount"


def test_dg719_takes_a_claim_of_another_template_for_a_volume() -> None:
    other = shell(pvcs=[{"name": "pool", "subpath": "a"}])
    run = shell(mounts=[{"name": "pool", "mountPath": "/s"}])
    assert codes(graph({"template": "run"}, {"template": "other"}, run=run, other=other)) == []


def test_dg719_says_that_a_mount_names_nothing() -> None:
    diagnostic = the_one(with_pod(mounts=[{"mountPath": "/s"}]))
    assert diagnostic.message == "a volume mount does not name its volume"


def test_names_of_mounts_and_volumes_that_are_no_texts_are_passed_over() -> None:
    document = with_pod(volumes=[{"name": 1}, {"name": 1}], mounts=[{"name": 1, "mountPath": "/"}])
    assert codes(document) == []


def test_dg720_is_said_of_the_volumes_of_the_workflow_too() -> None:
    volumes = {"volumes": [{"name": "a"}, {"name": "b"}, {"name": "a"}]}
    diagnostic = the_one(graph({"template": "run"}, run=shell(), workflow=volumes))
    assert (diagnostic.code, diagnostic.pointer) == ("DG720", "/volumes/2/name")
    assert diagnostic.related[0].pointer == "/volumes/0/name"


def test_dg720_lets_a_template_hide_a_volume_of_the_workflow() -> None:
    volumes = {"volumes": [{"name": "a"}]}
    run = shell(volumes=[{"name": "a"}])
    assert codes(graph({"template": "run"}, run=run, workflow=volumes)) == []


# Manifests


def acting(**resource: Any) -> Any:
    inputs = {"artifacts": {"text": {"path": "/tmp/text", "source": S3}}}
    template = {"kind": "ResourceOPTemplate", "inputs": inputs, "resource": resource}
    return graph({"template": "act"}, act=template)


@pytest.mark.parametrize(
    "resource",
    [
        {"action": "create", "manifest": "a: &x 1\nb: *x\n---\nc: !t 2\n"},
        {"action": "create", "manifest": "name: {{pod.name}}\n"},
        {"action": "patch", "manifest": '[{"op": "remove", "path": "/a"}]'},
        {"action": "apply", "manifest_from": "text"},
        {"action": "get"},
        {"action": "delete"},
    ],
)
def test_resource_with_what_it_needs_is_accepted(resource: Any) -> None:
    assert codes(acting(**resource)) == []


@pytest.mark.parametrize("action", ["create", "apply", "patch", "replace"])
def test_dg737_names_the_action(action: str) -> None:
    diagnostic = the_one(acting(action=action))
    assert (diagnostic.code, diagnostic.pointer) == ("DG737", "/templates/act/resource")
    assert diagnostic.message == f"the resource to {action} has no `manifest`"


def test_dg738_points_at_the_second() -> None:
    diagnostic = the_one(acting(action="get", manifest="a: [", manifest_from="other"))
    assert (diagnostic.code, diagnostic.at_key) == ("DG738", True)
    assert diagnostic.related[0].pointer == "/templates/act/resource/manifest"


@pytest.mark.parametrize(
    ("manifest", "within"),
    [
        ("a: [1\n", (6, 7)),
        ("a: 1\n b: 2\n", (7, 8)),
        ("{{pod.name}}: [1\n", None),
        ("a: \x00", (3, 4)),
    ],
)
def test_dg739_points_into_a_text_without_tags(manifest: str, within: Any) -> None:
    diagnostic = the_one(acting(action="create", manifest=manifest))
    assert diagnostic.code == "DG739"
    assert diagnostic.message.startswith("the manifest is not YAML: ")
    assert diagnostic.within in (within, (within[0] - 1, within[0]) if within else None)


def test_dg739_is_said_of_each_place_with_the_same_manifest() -> None:
    resource = {"action": "create", "manifest": "a: ["}
    run = {"template": "run", "use_resource": resource}
    document = graph(run, {**run, "name": "again"}, run=shell())
    assert codes(document) == ["DG739", "DG739"]
    resource["manifest"] = "a: []"
    assert codes(document) == []


def test_dg740_names_the_artifacts_of_the_template() -> None:
    diagnostic = the_one(acting(action="apply", manifest_from="txt"))
    assert diagnostic.code == "DG740"
    assert diagnostic.message == (
        "there is no input artifact `txt` to hold the manifest; known are `text`"
    )
    step = {"template": "run", "use_resource": {"action": "apply", "manifest_from": "x"}}
    diagnostic = the_one(graph(step, run=shell()))
    assert diagnostic.message == "there is no input artifact `x` to hold the manifest"


def test_resource_of_a_step_that_calls_nothing_is_passed_over() -> None:
    step = {"template": "nowhere", "name": "a", "use_resource": {"action": "create"}}
    assert codes(graph(step)) == []


# Claims


def claim(**fields: Any) -> dict[str, Any]:
    return {"name": "pool", "subpath": "a", **fields}


def test_dg721_compares_what_both_claims_say() -> None:
    whole = claim(size="5Gi", storage_class="fast", access_modes=["ReadWriteMany"])
    assert codes(with_pod(pvcs=[whole, claim(), claim(size="5Gi"), whole])) == []
    diagnostic = the_one(with_pod(pvcs=[whole, claim(), claim(storage_class="slow")]))
    assert diagnostic.pointer == "/templates/run/pvcs/2/storage_class"
    assert diagnostic.related[0].pointer == "/templates/run/pvcs/0/storage_class"


def test_dg721_takes_access_modes_in_any_order() -> None:
    modes = ["ReadWriteOnce", "ReadOnlyMany"]
    claims = [claim(access_modes=modes), claim(access_modes=modes[::-1])]
    assert codes(with_pod(pvcs=claims)) == []


def test_dg721_compares_a_source_with_a_claim_that_is_declared() -> None:
    document = with_source({"kind": "pvc", **claim(size="1Gi")})
    document["templates"]["read"]["pvcs"] = [claim(size="2Gi")]
    assert the_one(document).code == "DG721"


def test_dg722_names_the_mode_that_was_meant() -> None:
    diagnostic = the_one(with_pod(pvcs=[claim(access_modes=["ReadWriteOnce", "readwritemany"])]))
    assert diagnostic.message == "`readwritemany` is not an access mode"
    assert diagnostic.hint == "Write `ReadWriteMany`."
    assert diagnostic.pointer == "/templates/run/pvcs/0/access_modes/1"


def test_dg722_names_all_modes_where_none_is_near() -> None:
    diagnostic = the_one(with_pod(pvcs=[claim(access_modes=["x"])]))
    assert diagnostic.hint.count("` or `") == 3


def test_dg707_is_said_of_the_folder_of_a_claim() -> None:
    diagnostic = the_one(with_pod(pvcs=[claim(subpath="/data")]))
    assert diagnostic.message == "the folder `/data` of claim `pool` is absolute"
    assert diagnostic.clause == "STO-7"


def test_dg716_is_said_of_the_size_of_a_claim() -> None:
    assert the_one(with_pod(pvcs=[claim(size="5 GB")])).clause == "STO-10"


# Saves


def saved(**places: Any) -> Any:
    outputs = {n: {"path": f"/tmp/{n}", "save": save} for n, save in places.items()}
    return with_pod(outputs={"artifacts": outputs})


S3 = {"kind": "s3", "key": "a"}
OSS = {"kind": "oss", "key": "a"}


def test_dg723_is_said_of_each_store_after_the_first() -> None:
    diagnostics = found(saved(a=[{"kind": "pvc", **claim()}, S3, OSS, {"kind": "gcs", "key": "a"}]))
    assert [(d.code, d.pointer[-6:]) for d in diagnostics] == [
        ("DG723", "save/2"),
        ("DG723", "save/3"),
    ]
    assert diagnostics[0].related[0].pointer.endswith("/a/save/1")


@pytest.mark.parametrize(
    ("place", "other"),
    [
        (S3, OSS),
        (S3, {**S3, "bucket": "b"}),
        ({"kind": "azure", "blob": "a"}, {"kind": "azure", "blob": "a", "container": "c"}),
        ({"kind": "pvc", **claim()}, {"kind": "pvc", **claim(subpath="b")}),
    ],
)
def test_dg724_tells_places_apart(place: Any, other: Any) -> None:
    assert codes(saved(a=[place], b=[other])) == []
    assert codes(saved(a=[place], b=[{**place, "extensions": {"x": 1}}])) == ["DG724"]


def test_dg724_lets_one_artifact_name_a_place_twice() -> None:
    assert codes(saved(a=[{"kind": "pvc", **claim()}, {"kind": "pvc", **claim()}])) == []


def test_saves_of_a_python_op_are_those_of_the_template_where_it_has_them() -> None:
    outputs = {n: {"kind": "Artifact", "type": "path", "save": [S3]} for n in "ab"}
    template = {
        "kind": "PythonOPTemplate",
        "image": "python:3.11",
        "op": {"name": "f", "module": "m", "outputs": outputs},
        "output_artifact_save": {"b": [OSS]},
    }
    assert codes(graph({"template": "run"}, run=template)) == []
    template["output_artifact_save"] = {"b": [S3]}
    diagnostic = the_one(graph({"template": "run"}, run=template))
    assert diagnostic.pointer == "/templates/run/output_artifact_save/b/0"
    assert diagnostic.message == "output artifacts `a` and `b` are saved to the same location"


# Outputs


def test_dg725_lets_an_optional_output_come_from_nowhere() -> None:
    main = {"outputs": {"artifacts": {"f": {"optional": True}}}}
    assert codes(graph({"template": "run"}, main=main, run=shell())) == []
    main = {"outputs": {"artifacts": {"f": {}}}}
    diagnostic = the_one(graph({"template": "run"}, main=main, run=shell()))
    assert diagnostic.message == "output artifact `f` of `main` comes from no step"


@pytest.mark.parametrize(
    "source",
    [
        {"_from": "{{steps.a.outputs.artifacts.f}}"},
        {"from_expression": "inputs.artifacts.f"},
        {"from_expression": "1 +"},
        {"_from": "no reference"},
    ],
)
def test_dg726_leaves_names_out_of_scope_to_the_references(source: Any) -> None:
    assert codes(with_pod(outputs={"artifacts": {"f": source}})) == []


def test_dg726_says_of_what_kind_the_template_is() -> None:
    source = {"_from": "{{workflow.outputs.artifacts.steps}}", "global_name": "steps"}
    diagnostic = the_one(with_pod(outputs={"artifacts": {"f": source}}))
    assert diagnostic.message == (
        "output artifact `f` has `_from`, but `run` is of kind `ShellOPTemplate` and has no steps"
    )


RESOURCE = {"resource": {"action": "get", "manifest": "kind: Pod"}}
TEMPLATES: dict[str, dict[str, Any]] = {
    "pod": shell(),
    "container": {"kind": "ContainerOPTemplate", "image": "a", "command": ["b"]},
    "group": {"kind": "Steps", "steps": []},
    "dag": {"kind": "DAG", "tasks": []},
    "resource": {"kind": "ResourceOPTemplate", **RESOURCE},
    "script resource": {"kind": "ShellOPTemplate", **RESOURCE},
    "suspend": {"kind": "SuspendOPTemplate"},
    "http": {"kind": "HTTPOPTemplate", "url": "https://example.org"},
}
SOURCES: dict[str, Any] = {
    "value_from_path": "/tmp/n",
    "value_from_parameter": "{{steps.a.outputs.parameters.n}}",
    "value_from_expression": "1",
    "value_from_json_path": "{.a}",
    "value_from_jq_filter": ".a",
    "value_supplied": True,
    "value": None,
}
ALLOWED = {
    "pod": {"value_from_path", "value"},
    "container": {"value_from_path", "value"},
    "group": {"value_from_parameter", "value_from_expression"},
    "dag": {"value_from_parameter", "value_from_expression"},
    "resource": {"value_from_json_path", "value_from_jq_filter", "value"},
    "script resource": {"value_from_json_path", "value_from_jq_filter", "value"},
    "suspend": {"value_supplied", "value"},
    "http": {"value_from_expression", "value"},
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_dg730_lets_a_template_have_the_sources_of_its_kind(template: str, source: str) -> None:
    """PAR-3"""
    outputs = {"parameters": {"n": {source: SOURCES[source]}}}
    document = graph({"template": "t"}, t={**TEMPLATES[template], "outputs": outputs})
    diagnostics = found(document)
    if source in ALLOWED[template]:
        assert diagnostics == []
    else:
        (diagnostic,) = diagnostics
        assert diagnostic.code == "DG730"
        assert diagnostic.pointer == f"/templates/t/outputs/parameters/n/{source}"
        assert all(f"`{name}`" in diagnostic.hint for name in ALLOWED[template])


def test_dg728_counts_neither_a_default_nor_false_as_a_source() -> None:
    parameter = {"default": 1, "value_supplied": False}
    diagnostic = the_one(with_pod(outputs={"parameters": {"n": parameter}}))
    assert diagnostic.code == "DG728"
    assert diagnostic.hint == "Add `value_from_path` or `value`."


def test_dg729_points_at_the_second_source() -> None:
    parameter = {"value": 1, "value_from_path": "/tmp/n"}
    diagnostic = the_one(with_pod(outputs={"parameters": {"n": parameter}}))
    assert diagnostic.code == "DG729"
    assert diagnostic.pointer.endswith("/n/value")
    assert diagnostic.related[0].pointer.endswith("/n/value_from_path")


def test_dg729_is_one_finding_for_three_sources() -> None:
    parameter = {"value": 1, "value_from_path": "/tmp/n", "value_from_expression": "'a'"}
    diagnostic = the_one(with_pod(outputs={"parameters": {"n": parameter}}))
    assert (diagnostic.code, len(diagnostic.related)) == ("DG729", 1)


# Sources and locations


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


def s3(**fields: Any) -> dict[str, Any]:
    return {"kind": "s3", "key": "a", "bucket": "b", **fields}


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


# Steps


def test_dg734_names_the_input() -> None:
    diagnostic = the_one(with_source(None))
    assert diagnostic.message == (
        "input artifact `data` of `read` is not optional, but `null` leaves it out"
    )
    assert diagnostic.related[0].pointer == "/templates/read/inputs/artifacts/data"


def test_dg734_is_silent_where_the_name_is_unknown() -> None:
    document = with_source(None)
    document["templates"]["main"]["steps"][0][0]["artifacts"] = {"other": None}
    assert codes(document) == []
    document["templates"]["main"]["steps"][0][0]["template"] = "nowhere"
    assert codes(document) == []


def sub_path_slices(
    output: dict[str, Any], producer: dict[str, Any] | None = None, **make: Any
) -> Any:
    """A step that slices an output of the step before by path."""
    op = {"name": "f", "module": "m"}
    entry = {"kind": "Artifact", "type": "list[path]"}
    python = {"kind": "PythonOPTemplate", "image": "python:3.11"}
    read = {**python, "op": {**op, "inputs": {"part": {**entry, "type": "path"}}}}
    made = {**python, "op": {**op, "outputs": {"parts": {**entry, **output}}}, **make}
    return graph(
        {"template": "make", **(producer or {})},
        {
            "template": "read",
            "artifacts": {"part": "{{steps.make.outputs.artifacts.parts}}"},
            "slices": {"input_artifact": ["part", "absent"], "sub_path": True},
        },
        make=made,
        read=read,
    )


@pytest.mark.parametrize(
    ("output", "make", "how"),
    [
        ({}, {}, "tar"),
        ({"archive": "zip"}, {}, "zip"),
        ({"archive": None}, {"output_artifact_archive": {"parts": "zip"}}, "zip"),
    ],
)
def test_dg733_says_how_the_output_is_packed(output: Any, make: Any, how: str) -> None:
    diagnostic = the_one(sub_path_slices(output, **make))
    assert diagnostic.code == "DG733"
    assert diagnostic.message == (
        "`part` is sliced with `sub_path`, "
        f"but output `parts` of `make` is stored as one {how} file"
    )
    assert diagnostic.related[0].pointer == "/templates/make/op/outputs/parts"


@pytest.mark.parametrize(
    ("output", "producer", "make"),
    [
        ({"archive": None}, {}, {}),
        ({}, {}, {"output_artifact_archive": {"parts": None}}),
        ({}, {"with_param": [1], "slices": {"output_artifact": ["parts"]}}, {}),
        ({}, {}, {"output_artifact_slices": {"parts": "{{item}}"}}),
    ],
)
def test_dg733_takes_outputs_that_are_not_packed(output: Any, producer: Any, make: Any) -> None:
    assert codes(sub_path_slices(output, producer, **make)) == []


@pytest.mark.parametrize(
    "source",
    [
        "{{inputs.artifacts.x}}",
        "{{steps.nowhere.outputs.artifacts.parts}}",
        "{{steps.make.outputs.artifacts.nothing}}",
        "{{steps.make.outputs.parameters.parts}}",
        "{{steps.make.outputs.artifacts}}",
        "{{steps.make.outputs.artifacts.parts.path}}",
        "plain text",
        {"kind": "s3", "key": "a"},
        ["{{steps.make.outputs.artifacts.parts}}"],
    ],
)
def test_dg733_is_silent_where_nothing_is_known_of_the_source(source: Any) -> None:
    document = sub_path_slices({})
    document["templates"]["main"]["steps"][1][0]["artifacts"]["part"] = source
    assert codes(document) == []


@pytest.mark.parametrize(("archive", "found"), [({}, ["DG733"]), ({"archive": None}, [])])
def test_dg733_rejects_a_sub_path_of_a_packed_output(
    archive: dict[str, Any], found: list[str]
) -> None:
    document = sub_path_slices(archive)
    source = {"kind": "ref", "_from": "{{steps.make.outputs.artifacts.parts}}", "sub_path": "a"}
    step = document["templates"]["main"]["steps"][1][0]
    step["artifacts"]["part"] = source
    del step["slices"]
    assert codes(document) == found


def test_dg733_asks_for_a_sub_path_and_nothing_else() -> None:
    document = sub_path_slices({})
    reference = "{{steps.make.outputs.artifacts.parts}}"
    step = document["templates"]["main"]["steps"][1][0]
    step["artifacts"]["part"] = {"kind": "ref", "_from": reference, "slice": "0"}
    step["slices"]["sub_path"] = False
    assert codes(document) == []
    step["artifacts"]["part"]["sub_path"] = "a"
    assert codes(document) == ["DG733"]
    # Neither does a source that is left out hide it.
    step["artifacts"] = {"absent": None, **step["artifacts"]}
    assert codes(document) == ["DG733"]


def test_dg733_is_silent_where_slices_stack_what_is_no_artifact() -> None:
    producer = {"with_param": [1], "slices": {"output_artifact": ["part"]}}
    assert codes(sub_path_slices({}, producer)) == []


def test_dg733_looks_through_a_source_with_a_sub_path() -> None:
    document = sub_path_slices({})
    source = {"kind": "ref", "_from": "{{steps.make.outputs.artifacts.parts}}", "sub_path": "a"}
    document["templates"]["main"]["steps"][1][0]["artifacts"]["part"] = source
    assert codes(document) == ["DG733"]


def test_dg733_does_not_look_into_steps() -> None:
    document = sub_path_slices({})
    outputs = {"artifacts": {"parts": {"_from": "{{steps.a.outputs.artifacts.b}}"}}}
    document["templates"]["make"] = {"kind": "Steps", "steps": [], "outputs": outputs}
    assert codes(document) == []
    document["templates"]["main"]["steps"][0][0]["template"] = "nowhere"
    assert codes(document) == []


# Requests


@pytest.mark.parametrize("method", ["get", "POST", "Patch"])
def test_dg710_takes_methods_in_any_case(method: str) -> None:
    template = {"kind": "HTTPOPTemplate", "url": "https://a", "method": method}
    assert codes(graph({"template": "call"}, call=template)) == []


@pytest.mark.parametrize(("method", "hint"), [("PUST", "`P"), ("x", "Write `GET` or `POST`.")])
def test_dg710_names_methods_that_are_near(method: str, hint: str) -> None:
    template = {"kind": "HTTPOPTemplate", "url": "https://a", "method": method}
    diagnostic = the_one(graph({"template": "call"}, call=template))
    assert diagnostic.code == "DG710"
    assert hint in diagnostic.hint


@pytest.mark.parametrize("body", ["e30", "e30=\n", "e3?=", "ä==="])
def test_dg715_refuses_what_is_no_base64(body: str) -> None:
    template = {"kind": "HTTPOPTemplate", "url": "https://a", "body_base64": body}
    diagnostic = the_one(graph({"template": "call"}, call=template))
    assert diagnostic.message == "`body_base64` of `call` is not base64 with padding"


def test_dg715_says_one_thing_of_two_bodies() -> None:
    template = {"kind": "HTTPOPTemplate", "url": "https://a", "body": "", "body_base64": "?"}
    diagnostic = the_one(graph({"template": "call"}, call=template))
    assert diagnostic.related[0].pointer == "/templates/call/body"


def test_dg722_wants_at_least_one_mode() -> None:
    diagnostic = the_one(with_pod(pvcs=[claim(access_modes=[])]))
    assert diagnostic.message == "claim `pool` has an empty list of access modes"


def test_dg702_is_said_of_an_input_too() -> None:
    diagnostic = the_one(with_pod(inputs={"artifacts": {"data": {"optional": True}}}))
    assert diagnostic.message == "input artifact `data` of `run` has no `path`"
    assert diagnostic.clause == "TPL-6"


def test_dg707_is_said_of_an_item_of_a_list_of_paths() -> None:
    diagnostic = the_one(with_source(s3(path_list=["a", "../b"])))
    assert diagnostic.pointer == f"{SOURCE}/path_list/1"


def test_dg727_points_at_the_expression() -> None:
    sources = {
        "_from": "{{steps.a.outputs.artifacts.f}}",
        "from_expression": "steps.a.outputs.artifacts.f",
    }
    main = {"outputs": {"artifacts": {"f": sources}}}
    diagnostic = the_one(graph({"template": "run"}, main=main, run=shell()))
    assert (diagnostic.code, diagnostic.at_key) == ("DG727", True)
    assert diagnostic.pointer.endswith("/f/from_expression")
    assert diagnostic.related[0].pointer.endswith("/f/_from")
