"""Claims in manifests: which are made for a run, who mounts them, and what cannot be said."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.model import Workflow

Json = dict[str, Any]
DATA = {"kind": "pvc", "name": "data", "subpath": "in"}
SHELL: Json = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "script": "true",
    "inputs": {"artifacts": {"f": {"path": "/tmp/f", "optional": True}}},
}


def emitted(*steps: Json, volumes: Any = (), outputs: Any = None, **templates: Json) -> Json:
    main: Json = {"kind": "Steps", "steps": [[step] for step in steps]}
    main.update({"outputs": outputs} if outputs else {})
    graph = {"dflow_graph": "1.0", "name": "g", "entrypoint": "main", "volumes": list(volumes)}
    graph["templates"] = {"main": main, "show": SHELL, **templates}
    spec: Json = emit_argo(Workflow.from_dict(graph))["spec"]
    return spec


def refusals(*steps: Json, **fields: Any) -> list[tuple[str, str]]:
    with pytest.raises(CannotEmitError) as refusal:
        emitted(*steps, **fields)
    return [(d.pointer, d.message) for d in refusal.value.diagnostics]


def read(source: Any, template: str = "show", name: str = "a", port: str = "f") -> Json:
    return {"name": name, "template": template, "artifacts": {port: source}}


def mounts(spec: Json) -> list[Json]:
    (show,) = (t for t in spec["templates"] if "script" in t)
    found: list[Json] = show["script"]["volumeMounts"]
    return found


def test_a_claim_is_made_for_the_run_as_its_first_full_description_says() -> None:
    again = {**DATA, "subpath": "other", "size": "9Gi", "access_modes": ["ReadWriteMany"]}
    spec = emitted(read(DATA), read(again, name="b"))
    assert spec["volumeClaimTemplates"] == [
        {
            "metadata": {"name": "data"},
            "spec": {
                "accessModes": ["ReadWriteMany"],
                "resources": {"requests": {"storage": "9Gi"}},
            },
        }
    ]
    # One template serves both: where each reads is its argument.
    place = "{{inputs.parameters.dflow_at_f}}"
    assert mounts(spec) == [
        {"name": "data", "mountPath": "/tmp/f", "subPath": place, "readOnly": True}
    ]
    given = [
        step["arguments"]["parameters"][0]["value"] for (step,) in spec["templates"][0]["steps"]
    ]
    assert given == ["in", "other"]


def test_what_a_step_gives_takes_the_place_of_a_claim_of_the_template() -> None:
    own = {"artifacts": {"f": {"path": "/tmp/f", "source": DATA}}}
    stored = {"kind": "s3", "key": "k"}
    spec = emitted(read(stored), show={**SHELL, "inputs": own})
    assert "volumeClaimTemplates" not in spec
    (show,) = (t for t in spec["templates"] if "script" in t)
    assert "volumeMounts" not in show["script"]
    assert show["inputs"]["artifacts"] == [{"name": "f", "path": "/tmp/f"}]


VOLUME = {"name": "v", "persistentVolumeClaim": {"claimName": "data"}}


@pytest.mark.parametrize("at_workflow", [True, False])
def test_a_claim_that_a_volume_has_is_not_made(at_workflow: bool) -> None:
    # STO-14
    shell = SHELL if at_workflow else {**SHELL, "volumes": [VOLUME]}
    pvcs = [{"name": "data", "subpath": ""}] if at_workflow else []
    volumes = [VOLUME] if at_workflow else []
    spec = emitted(read(DATA), volumes=volumes, show={**shell, "pvcs": pvcs})
    assert "volumeClaimTemplates" not in spec
    assert [mount["name"] for mount in mounts(spec)] == ["v"]


def test_a_claim_is_one_volume_of_a_pod_however_often_it_is_named() -> None:
    # STO-8
    save = [DATA, {**DATA, "subpath": "out/{{workflow.name}}"}]
    outputs = {"artifacts": {"o": {"path": "/tmp/o", "save": save}}}
    spec = emitted(read(DATA), show={**SHELL, "outputs": outputs})
    assert [m["mountPath"] for m in mounts(spec)] == ["/tmp/f", "/dflow/claims/data"]
    assert {m["name"] for m in mounts(spec)} == {"data"}
    (show,) = (t for t in spec["templates"] if "script" in t)
    shell, flag, _, *words = show["script"]["command"]
    copies = [
        "/tmp/o",
        "/dflow/claims/data/in",
        "/tmp/o",
        "/dflow/claims/data/out/{{workflow.name}}",
    ]
    assert [shell, flag, *words] == ["sh", "-c", "dflow", *copies, "sh"]


def test_the_path_of_a_mounted_input_is_written_out_in_a_container() -> None:
    contained = {
        "kind": "ContainerOPTemplate",
        "image": "i",
        "command": ["run"],
        "args": ["{{inputs.artifacts.f.path}}/x", "{{=inputs.artifacts['f'].path + '/y'}}", "f"],
        "inputs": SHELL["inputs"],
    }
    (_, show) = emitted(read(DATA), show=contained)["templates"]
    assert show["container"]["args"] == ["/tmp/f/x", "{{=\"/tmp/f\" + '/y'}}", "f"]
    assert "artifacts" not in show["inputs"]


REQUEST = {"kind": "HTTPOPTemplate", "url": "https://example.org"}
RESOURCE = {
    "kind": "ResourceOPTemplate",
    "resource": {"action": "create", "manifest_from": "f"},
    "inputs": {"artifacts": {"f": {"path": "/tmp/f"}}},
}
NO_CONTAINER = "`show` has no container of its own that could take `f` from a claim or a plug-in"
GIVE = {"f": {"path": "/tmp/f", "save": [DATA]}}


def test_what_has_no_container_is_told() -> None:
    assert refusals(read(DATA), show=RESOURCE) == [("/templates/show", NO_CONTAINER)]
    carrier = {"action": "create", "manifest": "kind: Pod"}
    step = {**read(DATA), "use_resource": carrier}
    assert refusals(step) == [("/templates/show", NO_CONTAINER)]


def test_an_output_that_no_pod_could_copy_is_told() -> None:
    container = {"kind": "ContainerOPTemplate", "image": "i", "outputs": {"artifacts": GIVE}}
    told = "`show` names no `command` after which outputs could be copied to a claim"
    assert refusals({"name": "a", "template": "show"}, show=container) == [
        ("/templates/show", told)
    ]
    shell = {**SHELL, "outputs": {"artifacts": {"f": {"path": "/tmp/f"}}}}
    kept = {"artifacts": {"f": {"_from": "{{steps.a.outputs.artifacts.f}}", "save": [DATA]}}}
    told = "`Steps` has no pod that could copy an output to a claim"
    step = {"name": "a", "template": "show"}
    assert refusals(step, outputs=kept, show=shell) == [
        ("/templates/main/outputs/artifacts/f/save/0", told)
    ]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("_from", "{{inputs.artifacts.d}}"),
        ("from_expression", "true ? inputs.artifacts.d : steps.a.outputs.artifacts.f"),
    ],
)
def test_an_input_from_a_claim_leaves_by_no_output(field: str, text: str) -> None:
    shell = {**SHELL, "outputs": {"artifacts": {"f": {"path": "/tmp/f"}}}}
    group = {
        "kind": "Steps",
        "inputs": {"artifacts": {"d": {}}},
        "outputs": {"artifacts": {"o": {field: text}}},
        "steps": [[{"name": "a", "template": "show"}]],
    }
    told = "the input `d` lies in a claim or is a plug-in's, and leaves by no output"
    assert refusals(read(DATA, "group", port="d"), group=group, show=shell) == [
        (f"/templates/group/outputs/artifacts/o/{field}", told)
    ]


def test_a_volume_of_the_name_that_is_another_is_told() -> None:
    told = "the volume `data` is not the claim `data`, which would get the same name"
    other = [{"name": "data", "emptyDir": {}}]
    assert refusals(read(DATA), volumes=other) == [("/templates/show", told)]


def test_a_big_parameter_and_a_package_of_a_plug_in_are_told() -> None:
    big = {"parameters": {"p": {"save_as_artifact": True, "path": "/tmp/p", "source": DATA}}}
    told = "a big parameter cannot come from a claim or a plug-in"
    assert refusals({"name": "a", "template": "show"}, show={**SHELL, "inputs": big}) == [
        ("/templates/show/inputs/parameters/p/source", told)
    ]
    op = {
        "kind": "PythonOPTemplate",
        "image": "i",
        "op": {"name": "A", "module": "m"},
        "python_packages": [{"kind": "custom", "urn": "x://y"}, DATA],
    }
    assert refusals({"name": "a", "template": "show"}, show=op) == [
        ("/templates/show/python_packages/0", "a plug-in cannot fetch a Python package")
    ]


def test_an_item_that_a_script_takes_of_its_own_input_is_told() -> None:
    taken = {"path": "/tmp/f", "slice": "0", "source": {"kind": "s3", "key": "k"}}
    show = {**SHELL, "inputs": {"artifacts": {"f": taken}}}
    told = "`show` takes an item of its `f`, which only a Python OP can do"
    assert refusals({"name": "a", "template": "show"}, show=show) == [
        ("/templates/show/inputs/artifacts/f/slice", told)
    ]


@pytest.mark.parametrize(
    ("source", "loop", "reason"),
    [
        ({"kind": "s3", "key": "k", "slice": "{{item}}"}, {"with_param": [1]}, "each piece of the"),
        ({"kind": "custom", "urn": "x://y", "slice": "0"}, {}, "it lies in a claim"),
    ],
)
def test_a_part_that_no_step_before_can_take_is_told(source: Any, loop: Json, reason: str) -> None:
    found = dict(refusals({**read(source), **loop}))
    assert reason in found["/templates/main/steps/0/0/artifacts/f"]
    hook = {"template": "show", "artifacts": {"f": {"kind": "s3", "key": "k", "slice": "0"}}}
    ((_, message),) = refusals({**read({"kind": "s3", "key": "k"}), "success_hook": hook})
    assert "a hook has no step before it" in message


def test_a_resource_needs_no_package_and_a_group_of_slices_fetches_no_item() -> None:
    op = {
        "kind": "PythonOPTemplate",
        "image": "i",
        "op": {
            "name": "A",
            "module": "m",
            "inputs": {"f": {"kind": "Artifact", "type": "path", "optional": True}},
        },
        "python_packages": [DATA],
    }
    carrier = {"action": "create", "manifest": "kind: Pod"}
    spec = emitted({"name": "a", "template": "show", "use_resource": carrier}, show=op)
    assert "volumeClaimTemplates" not in spec
    slices = {"input_artifact": ["f"], "sub_path": True, "group_size": 2}
    step = {**read([{"kind": "custom", "urn": "x://y"}]), "slices": slices}
    told = "the plug-in fetches `x://y` as a whole, not `.dflow` of it"
    assert refusals(step, show=op) == [("/templates/main/steps/0/0/artifacts/f/0", told)]


def test_a_package_of_a_python_op_lies_in_a_claim() -> None:
    op = {
        "kind": "PythonOPTemplate",
        "image": "i",
        "op": {"name": "A", "module": "m"},
        "python_packages": [{**DATA, "subpath": "lib/tools"}],
    }
    path = "/tmp/inputs/artifacts/dflow_python_packages/0/tools"
    assert mounts(emitted({"name": "a", "template": "show"}, show=op)) == [
        {"name": "data", "mountPath": path, "subPath": "lib/tools", "readOnly": True}
    ]
