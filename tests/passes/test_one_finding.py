"""One mistake, one finding: what follows from a mistake is not reported beside it.

Each mistake is planted into a sound graph; every finding counts, warnings as well.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from dflow_graph import validate

Graph = dict[str, Any]


def sound() -> Graph:
    """Steps with a loop that is stacked, keys, an inner DAG with inputs, scripts and a volume."""
    number = {"kind": "Parameter", "type": "int"}
    shell = {"kind": "ShellOPTemplate", "image": "alpine:3.20"}
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {
            "main": {
                "kind": "Steps",
                "steps": [
                    [
                        {
                            "name": "relax",
                            "template": "relax",
                            "parameters": {"n": [1, 2]},
                            "slices": {
                                "slices": "{{item}}",
                                "input_parameter": ["n"],
                                "output_artifact": ["log"],
                            },
                            "key": "relax-{{item}}",
                        }
                    ],
                    [
                        {
                            "name": "inner",
                            "template": "inner",
                            "parameters": {"text": "a"},
                            "artifacts": {"logs": "{{steps.relax.outputs.artifacts.log}}"},
                        }
                    ],
                ],
            },
            "relax": {
                "kind": "PythonOPTemplate",
                "image": "python:3.11",
                "op": {
                    "name": "Relax",
                    "module": "lab",
                    "inputs": {"n": number},
                    "outputs": {"log": {"kind": "Artifact", "type": "path"}},
                },
            },
            "inner": {
                "kind": "DAG",
                "inputs": {"parameters": {"text": {"type": "str"}}, "artifacts": {"logs": {}}},
                "tasks": [
                    {
                        "name": "show",
                        "template": "show",
                        "parameters": {"text": "{{inputs.parameters.text}}"},
                        "artifacts": {"logs": "{{inputs.artifacts.logs}}"},
                        "key": "show",
                    },
                    {"name": "end", "template": "end", "dependencies": ["show"]},
                ],
            },
            "show": {
                **shell,
                "script": "echo {{inputs.parameters.text}}",
                "inputs": {
                    "parameters": {"text": {"type": "str"}},
                    "artifacts": {"logs": {"path": "/tmp/logs"}},
                },
                "volumes": [{"name": "scratch", "emptyDir": {}}],
                "mounts": [{"name": "scratch", "mountPath": "/scratch"}],
                "sidecars": [{"name": "web", "image": "nginx:1"}],
            },
            "end": {**shell, "script": "true"},
        },
    }


MISTAKES: list[tuple[str, str, Callable[[Graph], object]]] = []


def mistake(
    code: str, pointer: str
) -> Callable[[Callable[[Graph], object]], Callable[[Graph], object]]:
    def add(plant: Callable[[Graph], object]) -> Callable[[Graph], object]:
        MISTAKES.append((code, pointer, plant))
        return plant

    return add


def step(graph: Graph, group: int) -> Graph:
    found: Graph = graph["templates"]["main"]["steps"][group][0]
    return found


RELAX, INNER = "/templates/main/steps/0/0", "/templates/main/steps/1/0"


@mistake("DG610", "/templates/inner/tasks")
def dag_without_tasks(graph: Graph) -> None:
    graph["templates"]["inner"]["tasks"] = []


@mistake("DG610", "/templates/inner/steps")
def steps_without_groups(graph: Graph) -> None:
    inner = graph["templates"]["inner"]
    del inner["tasks"]
    inner.update(kind="Steps", steps=[])


@mistake("DG610", "/templates/inner/steps/0")
def group_without_steps(graph: Graph) -> None:
    inner = graph["templates"]["inner"]
    del inner["tasks"]
    inner.update(kind="Steps", steps=[[]])


@mistake("DG742", "/templates/show/script")
def blank_script(graph: Graph) -> None:
    graph["templates"]["show"]["script"] = " "


@mistake("DG713", "/templates/show")
def no_script(graph: Graph) -> None:
    del graph["templates"]["show"]["script"]


@mistake("DG737", "/templates/show/resource")
def resource_without_manifest(graph: Graph) -> None:
    show = graph["templates"]["show"]
    for field in ("script", "volumes", "mounts", "sidecars"):
        del show[field]
    show["resource"] = {"action": "create"}


@mistake("DG311", "/templates/inner/tasks/0/exit_hook")
def forgotten_parameter_of_a_hook(graph: Graph) -> None:
    inner = graph["templates"]["inner"]
    show, end = inner["tasks"]
    del end["dependencies"]
    inner["tasks"] = [
        {**end, "exit_hook": {"template": show["template"], "artifacts": show["artifacts"]}}
    ]


@mistake("DG311", "/templates/inner/tasks/0")
def forgotten_parameter(graph: Graph) -> None:
    del graph["templates"]["inner"]["tasks"][0]["parameters"]


@mistake("DG311", "/templates/inner/tasks/0")
def forgotten_artifact(graph: Graph) -> None:
    del graph["templates"]["inner"]["tasks"][0]["artifacts"]


@mistake("DG734", "/templates/inner/tasks/0/artifacts/logs")
def artifact_that_is_null(graph: Graph) -> None:
    graph["templates"]["inner"]["tasks"][0]["artifacts"]["logs"] = None


@mistake("DG302", "/templates/inner/tasks/0/template")
def misspelt_template(graph: Graph) -> None:
    graph["templates"]["inner"]["tasks"][0]["template"] = "shwo"
    del graph["templates"]["inner"]["tasks"][0]["artifacts"]


@mistake("DG303", "/templates/main/steps/0/0/artifacts/logs")
def removed_step(graph: Graph) -> None:
    del graph["templates"]["main"]["steps"][0]


@mistake("DG203", f"{RELAX}/name")
def step_without_a_name(graph: Graph) -> None:
    step(graph, 0)["name"] = ""


@mistake("DG203", "/templates/inner/tasks/0/name")
def task_without_a_name(graph: Graph) -> None:
    graph["templates"]["inner"]["tasks"][0]["name"] = ""


@mistake("DG501", f"{RELAX}/slices/output_artifact/0")
def misspelt_stacked_output(graph: Graph) -> None:
    step(graph, 0)["slices"]["output_artifact"] = ["lgo"]


@mistake("DG501", "/templates/relax/output_artifact_slices/lgo")
def misspelt_output_that_the_template_stacks(graph: Graph) -> None:
    relax = graph["templates"]["relax"]
    relax["slices"] = {"slices": step(graph, 0).pop("slices")["slices"], "input_parameter": ["n"]}
    relax["output_artifact_slices"] = {"lgo": "{{item}}"}
    step(graph, 0)["with_param"] = [0, 1]


@mistake("DG501", f"{RELAX}/slices/input_parameter/0")
def misspelt_input_that_is_sliced(graph: Graph) -> None:
    step(graph, 0)["slices"]["input_parameter"] = ["m"]


@mistake("DG312", f"{RELAX}/parameters/n")
def renamed_input_that_is_sliced(graph: Graph) -> None:
    inputs = graph["templates"]["relax"]["op"]["inputs"]
    inputs["count"] = {**inputs.pop("n"), "default": 1}


@mistake("DG217", f"{RELAX}/key")
def key_in_capitals(graph: Graph) -> None:
    step(graph, 0)["key"] = "RELAX"


@mistake("DG308", f"{RELAX}/key")
def misspelt_item(graph: Graph) -> None:
    step(graph, 0)["key"] = "relax-{{itme}}"


@mistake("DG217", "/templates/inner/tasks/0/key")
def key_in_capitals_that_repeats(graph: Graph) -> None:
    graph["templates"]["inner"]["tasks"][0]["key"] = "Show"
    step(graph, 1)["with_param"] = [1, 2]


@mistake("DG204", "/templates/main/steps/2/0/name")
def copied_step(graph: Graph) -> None:
    graph["templates"]["main"]["steps"].append([copy.deepcopy(step(graph, 1))])


@mistake("DG608", "/templates/inner/tasks/2/template")
def endless_recursion(graph: Graph) -> None:
    inputs = {"text": "{{inputs.parameters.text}}"}
    graph["templates"]["inner"]["tasks"].append(
        {
            "name": "again",
            "template": "inner",
            "parameters": inputs,
            "artifacts": {"logs": "{{inputs.artifacts.logs}}"},
        }
    )


@mistake("DG611", "/on_exit")
def exit_handler_that_is_the_entrypoint(graph: Graph) -> None:
    graph["on_exit"] = "main"


@mistake("DG307", "/templates/show/mounts/0/name")
def mount_by_an_unknown_input(graph: Graph) -> None:
    graph["templates"]["show"]["mounts"][0]["name"] = "scratch-{{inputs.parameters.txt}}"


@mistake("DG307", "/templates/show/volumes/0/name")
def volume_by_an_unknown_input(graph: Graph) -> None:
    graph["templates"]["show"]["volumes"][0]["name"] = "scratch-{{inputs.parameters.txt}}"


@mistake("DG307", "/templates/show/sidecars/0/name")
def container_by_an_unknown_input(graph: Graph) -> None:
    graph["templates"]["show"]["sidecars"][0]["name"] = "web-{{inputs.parameters.txt}}"


@mistake("DG308", f"{INNER}/parameters/text")
def unknown_name_with_hyphens(graph: Graph) -> None:
    step(graph, 1)["parameters"]["text"] = "{{=some-other-name}}"


@mistake("DG415", "/templates/relax/op/outputs/n/default")
def opaque_default(graph: Graph) -> None:
    value = {"$value": {"kind": "opaque", "codec": "jsonpickle", "class": "float", "data": 1}}
    output = {"kind": "Parameter", "type": "int", "default": value}
    graph["templates"]["relax"]["op"]["outputs"]["n"] = output


TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3


@mistake("DG320", f"{RELAX}/when")
def broken_condition_of_a_step_that_is_referred_to(graph: Graph) -> None:
    relax = step(graph, 0)
    relax.update(parameters={"n": 1}, when="a ==", key="relax")
    del relax["slices"]


@mistake("DG305", "/templates/main/steps/0/0/when")
def condition_on_a_later_step(graph: Graph) -> None:
    relax = step(graph, 0)
    relax.update(parameters={"n": 1}, key="relax", when="{{steps.inner.status}} == Succeeded")
    del relax["slices"]


@mistake("DG204", "/templates/inner/tasks/2/name")
def two_tasks_of_one_name(graph: Graph) -> None:
    outputs = {"parameters": {"n": {"type": "int", "value_from_path": "/tmp/n"}}}
    graph["templates"]["show"]["outputs"] = outputs
    tasks = graph["templates"]["inner"]["tasks"]
    given = {"text": "{{tasks.end.outputs.parameters.n}}"}
    tasks.append({**tasks[0], "name": "end", "key": "end"})
    tasks.append({**tasks[0], "name": "last", "key": "last", "parameters": given})


@mistake("DG801", f"{INNER}/parameters/text")
def credential_in_an_argument(graph: Graph) -> None:
    graph["templates"]["inner"]["inputs"]["parameters"]["text"]["type"] = "int"
    graph["templates"]["show"]["inputs"]["parameters"]["text"]["type"] = "int"
    step(graph, 1)["parameters"]["text"] = TOKEN


@mistake("DG801", "/templates/show/sidecars/0/name")
def credential_as_a_name(graph: Graph) -> None:
    graph["templates"]["show"]["sidecars"][0]["name"] = TOKEN


@mistake("DG313", f"{INNER}/artifacts/text")
def parameter_given_as_artifact(graph: Graph) -> None:
    inner = step(graph, 1)
    del inner["parameters"]
    inner["artifacts"]["text"] = "{{workflow.name}}"


@mistake("DG310", f"{INNER}/parameters/text")
def items_without_a_loop(graph: Graph) -> None:
    step(graph, 1).update(parameters={"text": "{{item}}"}, key="inner-{{item}}", parallelism=2)


@mistake("DG310", "/templates/inner/tasks/0/parameters/text")
def items_of_a_task_without_a_loop(graph: Graph) -> None:
    graph["templates"]["inner"]["inputs"]["parameters"].clear()
    del step(graph, 1)["parameters"]
    task = graph["templates"]["inner"]["tasks"][0]
    task.update(parameters={"text": "{{item}}"}, key="show-{{item}}")


@mistake("DG608", "/templates/inner/tasks/1/template")
def call_in_a_circle(graph: Graph) -> None:
    inner = graph["templates"]["inner"]
    inner["tasks"][1].update(
        template="inner",
        parameters={"text": "b"},
        artifacts={"logs": "{{inputs.artifacts.logs}}"},
    )


@mistake("DG301", "/templates/end/resource/manifest")
def manifest_with_a_malformed_tag(graph: Graph) -> None:
    end = graph["templates"]["end"]
    del end["script"]
    end["resource"] = {"action": "create", "manifest": 'a: "{{pod.name"\nb: "{{pod.name}}"'}


@mistake("DG737", "/templates/end/resource/manifest")
def blank_manifest(graph: Graph) -> None:
    end = graph["templates"]["end"]
    del end["script"]
    end["inputs"] = {"parameters": {"n": {"type": "int", "value": 1}}}
    end["resource"] = {"action": "create", "manifest": " "}


@mistake("DG211", "/templates/show/pvcs/0/name")
def malformed_name_of_a_claim_that_is_mounted(graph: Graph) -> None:
    show = graph["templates"]["show"]
    show["pvcs"] = [{"name": "Scratch", "subpath": "a"}]
    show["mounts"].append({"name": "scratch-2", "mountPath": "/two"})


@mistake("DG308", "/templates/inner/outputs/artifacts/log/from_expression")
def unknown_name_for_an_artifact(graph: Graph) -> None:
    log = {"from_expression": "colour == 1"}
    graph["templates"]["inner"]["outputs"] = {"artifacts": {"log": log}}


def test_graph_is_sound() -> None:
    assert validate(sound()).diagnostics == ()


@pytest.mark.parametrize(
    ("code", "pointer", "plant"), MISTAKES, ids=[plant.__name__ for _, _, plant in MISTAKES]
)
def test_mistake_is_the_only_finding(
    code: str, pointer: str, plant: Callable[[Graph], object]
) -> None:
    graph = sound()
    plant(graph)
    found = validate(graph).diagnostics
    assert [(d.code, d.pointer) for d in found] == [(code, pointer)], [d.message for d in found]


def test_container_may_have_a_tag_in_its_name() -> None:
    graph = sound()
    graph["templates"]["show"]["sidecars"][0]["name"] = "web-{{inputs.parameters.text}}"
    assert validate(graph).diagnostics == ()
    graph["templates"]["show"]["sidecars"][0]["name"] = "Web-{{inputs.parameters.text}}"
    assert [d.code for d in validate(graph).diagnostics] == ["DG212"]


def test_unused_input_of_a_container_is_found() -> None:
    graph = sound()
    inputs = {"parameters": {"n": {"type": "int", "value": 1}}}
    end = {"kind": "ContainerOPTemplate", "image": "alpine:3", "command": ["true"]}
    graph["templates"]["end"] = {**end, "inputs": inputs}
    found = validate(graph).diagnostics
    assert [(d.code, d.pointer) for d in found] == [("DG326", "/templates/end/inputs/parameters/n")]


@pytest.mark.parametrize("given", [{"manifest": "kind: ConfigMap"}, {"manifest_from": "text"}])
def test_unused_input_of_a_resource_is_found(given: Graph) -> None:
    graph = sound()
    inputs = {
        "parameters": {"n": {"type": "int", "value": 1}},
        "artifacts": {"text": {"path": "/tmp/text", "optional": True}},
    }
    resource = {"action": "create", **given}
    graph["templates"]["end"] = {"kind": "ShellOPTemplate", "resource": resource, "inputs": inputs}
    found = validate(graph).diagnostics
    assert [(d.code, d.pointer) for d in found] == [("DG326", "/templates/end/inputs/parameters/n")]


def test_name_of_a_container_in_a_broken_tag_is_a_fault_of_the_tag_alone() -> None:
    graph = sound()
    graph["templates"]["show"]["sidecars"][0]["name"] = "web-{{"
    assert [d.code for d in validate(graph).diagnostics] == ["DG301"]


def test_items_without_a_loop_are_told_with_all_their_places() -> None:
    graph = sound()
    step(graph, 1).update(parameters={"text": "{{item}}"}, key="inner-{{item}}", parallelism=2)
    (found,) = validate(graph).diagnostics
    assert [(p.message, p.pointer) for p in found.related] == [
        ("it is used here too", f"{INNER}/key")
    ]
    # Steps of their own are mistakes of their own, and so is a slip elsewhere.
    graph["templates"]["inner"]["tasks"][1]["when"] = "{{item}} == 1"
    graph["templates"]["end"]["script"] = "echo {{item}}"
    assert [(d.code, d.pointer) for d in validate(graph).diagnostics] == [
        ("DG310", f"{INNER}/parameters/text"),
        ("DG310", "/templates/inner/tasks/1/when"),
        ("DG310", "/templates/end/script"),
    ]


def test_what_is_ignored_has_no_consequences() -> None:
    graph = sound()
    entry = {"code": "DG801", "pointer": f"{INNER}/parameters/text", "reason": "a canary"}
    credential_in_an_argument(graph)
    graph["extensions"] = {"dflow-graph": {"ignore": [entry]}}
    assert [d.code for d in validate(graph).diagnostics] == ["DG402"]
