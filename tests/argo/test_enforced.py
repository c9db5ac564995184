"""What Argo's validator enforces: we find it in a graph, and Argo in the manifest of that graph.

Each graph is the sound one with one change, emitted although it is faulty. Where the emitter writes
nothing at all (`UNWRITTEN`) or something that Argo takes (`MENDED`), the reason stands beside it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.codec import encode_plain
from dflow_graph.diagnostics import Severity
from dflow_graph.expr.nodes import ExprSyntaxError
from dflow_graph.model import Workflow
from dflow_graph.pipeline import read
from tests.argo.oracle import Oracle

Graph = dict[str, Any]
Change = Callable[[Graph], None]


def base() -> Graph:
    """A sound graph: a step that makes something, one that uses it, and a DAG."""
    make = {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "script": "echo {{inputs.parameters.x}} > /o",
        "inputs": {"parameters": {"x": {"type": "str"}}},
        "outputs": {
            "parameters": {"o": {"value_from_path": "/o"}},
            "artifacts": {"f": {"path": "/f"}},
        },
    }
    use = {
        "kind": "ContainerOPTemplate",
        "image": "alpine:3",
        "command": ["cat", "/f"],
        "args": ["{{inputs.parameters.y}}", "{{inputs.artifacts.g.path}}"],
        "inputs": {
            "parameters": {"y": {"type": "str"}},
            "artifacts": {"f": {"path": "/f"}, "g": {"path": "/g"}},
        },
    }
    flow = "{{steps.make.outputs.artifacts.f}}"
    return {
        "dflow_graph": "1.0",
        "name": "enforced",
        "entrypoint": "main",
        "templates": {
            "main": {
                "kind": "Steps",
                "steps": [
                    [{"name": "make", "template": "make", "parameters": {"x": "1"}}],
                    [
                        {
                            "name": "use", "template": "use", "artifacts": {"f": flow, "g": flow},
                            "parameters": {"y": "{{steps.make.outputs.parameters.o}}"},
                        }
                    ],
                    [{"name": "graph", "template": "graph"}],
                ],
            },
            "graph": {
                "kind": "DAG",
                "tasks": [
                    {"name": "a", "template": "make", "parameters": {"x": "1"}},
                    {
                        "name": "b", "template": "make", "parameters": {"x": "2"},
                        "dependencies": ["a"],
                    },
                ],
            },
            "make": make,
            "use": use,
        },
    }  # fmt: skip


def at(graph: Graph, path: str) -> tuple[Any, Any]:
    """What holds the member at a path, and its name there."""
    *parts, last = path.split("/")
    holder: Any = graph
    for part in parts:
        holder = holder[int(part)] if isinstance(holder, list) else holder[part]
    return holder, int(last) if isinstance(holder, list) else last


def put(path: str, value: Any) -> Change:
    def change(graph: Graph) -> None:
        holder, name = at(graph, path)
        holder[name] = value

    return change


def drop(path: str) -> Change:
    def change(graph: Graph) -> None:
        holder, name = at(graph, path)
        del holder[name]

    return change


def renamed_template(name: str) -> Change:
    def change(graph: Graph) -> None:
        graph["templates"][name] = graph["templates"].pop("graph")
        put("templates/main/steps/2/0/template", name)(graph)

    return change


def in_args(text: str) -> Change:
    return put("templates/main/steps/1/0/parameters/y", text)


MAIN, DAG, MAKE, USE = (f"templates/{name}" for name in ("main/steps", "graph", "make", "use"))

ENFORCED: dict[str, tuple[str, Change]] = {
    "a name of more than 63 characters": ("DG201", put("id", "a" * 64)),
    "a template's name with an underscore": ("DG202", renamed_template("a_b")),
    "a template's name of more than 128 characters": ("DG202", renamed_template("a" * 129)),
    "a step's name with an underscore": ("DG203", put(f"{MAIN}/2/0/name", "a_b")),
    "a parameter's name with a blank": (
        "DG206", put(f"{MAKE}/outputs/parameters/a b", {"value_from_path": "/p"}),
    ),
    "an artifact's name with a blank": (
        "DG206", put(f"{MAKE}/outputs/artifacts/a b", {"path": "/p"}),
    ),
    "a global name with a blank": ("DG206", put(f"{MAKE}/outputs/parameters/o/global_name", "a b")),
    "a template without a name": ("DG202", renamed_template("")),
    "a task's name with an underscore": ("DG203", put(f"{DAG}/tasks/1/name", "b_c")),
    "two steps of one name": ("DG204", put(f"{MAIN}/2/0/name", "make")),
    "a task's name that begins with a digit": ("DG205", put(f"{DAG}/tasks/1/name", "1b")),
    "no image": ("DG711", drop(f"{MAKE}/image")),
    "a parameter that gets nothing": ("DG311", drop(f"{MAIN}/0/0/parameters")),
    "an artifact that gets nothing": ("DG311", drop(f"{MAIN}/1/0/artifacts/f")),
    "an artifact that is left out and must not be": (
        "DG734", put(f"{MAIN}/1/0/artifacts/f", None),
    ),
    "an input artifact without a path": ("DG702", drop(f"{USE}/inputs/artifacts/f/path")),
    "an output artifact without a path": ("DG702", drop(f"{MAKE}/outputs/artifacts/f/path")),
    "a path that escapes": ("DG701", put(f"{USE}/inputs/artifacts/f/path", "/a/../../f")),
    "two artifacts at one path of a container": (
        "DG704", put(f"{USE}/inputs/artifacts/g/path", "/f"),
    ),
    "an unknown step": ("DG303", in_args("{{steps.mkae.outputs.parameters.o}}")),
    "an unknown task": (
        "DG303", put(f"{DAG}/tasks/1/parameters/x", "{{tasks.z.outputs.parameters.o}}"),
    ),
    "a step of another template": (
        "DG306", put(f"{DAG}/tasks/1/parameters/x", "{{steps.make.outputs.parameters.o}}"),
    ),
    "an item outside of a loop": ("DG310", in_args("{{item.a}}")),
    "an unknown fact of the workflow": ("DG316", in_args("{{workflow.nmae}}")),
    "an unknown output": ("DG304", in_args("{{steps.make.outputs.parameters.p}}")),
    "an unknown input": ("DG307", put(f"{MAKE}/script", "{{inputs.parameters.z}}")),
    "an unknown parameter of the workflow": ("DG316", in_args("{{workflow.parameters.z}}")),
    "a tag that is not closed": ("DG301", in_args("{{steps.make")),
    "a tag that is not closed in a script": (
        "DG301", put(f"{MAKE}/script", "echo {{inputs.parameters.x"),
    ),
    "a later step": (
        "DG305", put(f"{MAIN}/0/0/parameters/x", "{{steps.use.exitCode}}"),
    ),
    "the result of what runs no pod": (
        "DG321",
        lambda g: (
            g["templates"].update(wait={"kind": "SuspendOPTemplate", "duration": 1}),
            g["templates"]["main"]["steps"][0].append({"name": "wait", "template": "wait"}),
            in_args("{{steps.wait.outputs.result}}")(g),
        ),
    ),
    "all outputs of what is not looped": ("DG324", in_args("{{steps.make.outputs.parameters}}")),
    "all outputs of a loop over a sequence": (
        "DG324",
        lambda g: (
            at(g, f"{DAG}/tasks/0")[0][0].update(with_sequence={"count": 2}),
            put(f"{DAG}/tasks/1/parameters/x", "{{tasks.a.outputs.parameters}}")(g),
        ),
    ),
    "the name of a pod outside of one": ("DG309", in_args("{{pod.name}}")),
    "a sequence with a count and an end": (
        "DG514",
        lambda g: at(g, f"{DAG}/tasks/1")[0][1].update(
            with_sequence={"count": 2, "end": 3}, parameters={"x": "{{item}}"}
        ),
    ),
    "a result that only loops have": (
        "DG605", put(f"{DAG}/tasks/1/dependencies/0", "a.AnySucceeded"),
    ),
    "a circle": ("DG601", put(f"{DAG}/tasks/0/dependencies", ["b"])),
    "a task that waits for itself": ("DG602", put(f"{DAG}/tasks/1/dependencies/0", "b")),
    "an output of a DAG without a source": (
        "DG728", put(f"{DAG}/outputs", {"parameters": {"n": {}}}),
    ),
    "an output of a script without a source": ("DG728", put(f"{MAKE}/outputs/parameters/p", {})),
    "an output of a DAG that is a file": (
        "DG730", put(f"{DAG}/outputs", {"parameters": {"n": {"value_from_path": "/p"}}}),
    ),
    "an output of a script that comes from a task": (
        "DG730",
        put(f"{MAKE}/outputs/parameters/p", {"value_from_parameter": "{{inputs.parameters.x}}"}),
    ),
    "a DAG without tasks": ("DG610", put(f"{DAG}/tasks", [])),
}  # fmt: skip
UNWRITTEN: dict[str, tuple[str, Change, str]] = {
    "an unknown entrypoint": (
        "DG302",
        put("entrypoint", "mian"),
        "there is nothing to begin with, so nothing is emitted",
    ),
    "an unknown template": (
        "DG302",
        put(f"{MAIN}/0/0/template", "mkae"),
        "there is nothing to call, so nothing is emitted",
    ),
    "an unknown dependency": (
        "DG604",
        put(f"{DAG}/tasks/1/dependencies/0", "c"),
        "there is nothing to wait for, so nothing is emitted",
    ),
    "an unknown result of a task": (
        "DG603",
        put(f"{DAG}/tasks/1/dependencies/0", "a.Succeded"),
        "what cannot be parsed is not written, so nothing is emitted",
    ),
}
MENDED: dict[str, tuple[str, Change, str]] = {
    "a timeout that is no duration": (
        "DG220",
        put(f"{MAKE}/timeout", "3 weeks"),
        "Argo refuses whole numbers alone, which the emitter writes as seconds",
    ),
    "a path of an input of a group": (
        "DG703",
        lambda g: (
            put(f"{DAG}/inputs", {"artifacts": {"h": {"path": "/h"}}})(g),
            put(f"{MAIN}/2/0/artifacts", {"h": "{{steps.make.outputs.artifacts.f}}"})(g),
        ),
        "the emitter writes paths of leaves alone",
    ),
    "a source and an expression of an artifact": (
        "DG727",
        put(
            "templates/main/outputs",
            {"artifacts": {"r": {
                "_from": "{{steps.make.outputs.artifacts.f}}",
                "from_expression": "steps.make.outputs.artifacts.f",
            }}},
        ),
        "Argo looks for both at arguments alone, where a graph cannot say both",
    ),
    "a sidecar with the name of Argo's own": (
        "DG212",
        put(f"{MAKE}/sidecars", [{"name": "wait", "image": "i", "command": ["true"]}]),
        "known to Argo from 4.1 on",
    ),
    "two kinds of loops": (
        "DG512",
        lambda g: at(g, f"{DAG}/tasks/1")[0][1].update(
            with_sequence={"count": 2}, with_param=[1], parameters={"x": "{{item}}"}
        ),
        "the emitter writes one of them",
    ),
    "a member that no item has": (
        "DG325",
        lambda g: at(g, f"{DAG}/tasks/1")[0][1].update(
            with_param=[{"a": 1}], parameters={"x": "{{item.b}}"}
        ),
        "lists are written as withParam, whose items Argo does not look into",
    ),
    "two sources of an output": (
        "DG729",
        lambda g: (
            g["templates"]["graph"].update(
                outputs={"parameters": {"n": {
                    "value_from_parameter": "{{tasks.a.outputs.parameters.o}}",
                    "value_from_expression": "tasks.a.outputs.parameters.o",
                }}}
            )
        ),
        "the emitter writes one of them",
    ),
}  # fmt: skip

LIMITS: dict[str, tuple[str, Change]] = {
    "more than 200 templates": (
        "DG901",
        lambda g: [
            (
                g["templates"].update({f"make-{n}": copy.deepcopy(g["templates"]["make"])}),
                g["templates"][f"make-{n}"].update(image=f"alpine:{n}"),
                g["templates"]["main"]["steps"].append(
                    [{"name": f"make-{n}", "template": f"make-{n}", "parameters": {"x": "1"}}]
                ),
            )
            for n in range(200)
        ],
    ),
    "more than 200 tasks": (
        "DG902",
        lambda g: g["templates"]["graph"]["tasks"].extend(
            {"name": f"t{n}", "template": "make", "parameters": {"x": "1"}} for n in range(199)
        ),
    ),
    "more than 500 input parameters": (
        "DG903",
        lambda g: g["templates"]["make"]["inputs"]["parameters"].update(
            {f"p{n}": {"value": "1"} for n in range(500)}
        ),
    ),
}


def changed(change: Change) -> tuple[Graph, Workflow]:
    graph = base()
    change(graph)
    assert graph != base()
    model = read(encode_plain(graph), notation="json", meaning=False).model
    assert model is not None
    return graph, model


def codes(graph: Graph) -> set[str]:
    report = read(encode_plain(graph), notation="json").report
    return {d.code for d in report.diagnostics if d.severity is Severity.ERROR}


@pytest.mark.argo_oracle
def test_the_graph_that_is_changed_is_sound(oracle: Oracle, oracle_4: Oracle) -> None:
    assert read(encode_plain(base()), notation="json").report.diagnostics == ()
    manifest = emit_argo(changed(put("id", "x"))[1])
    assert oracle(manifest).ok
    assert oracle_4(manifest).ok


@pytest.mark.argo_oracle
@pytest.mark.parametrize("what", ENFORCED)
def test_what_argo_enforces_is_found_by_both(what: str, oracle: Oracle, oracle_4: Oracle) -> None:
    code, change = ENFORCED[what]
    graph, model = changed(change)
    assert codes(graph) == {code}
    manifest = emit_argo(model)
    assert not oracle(manifest).ok
    assert not oracle_4(manifest).ok


@pytest.mark.parametrize("what", UNWRITTEN)
def test_nothing_is_written_for_what_leads_nowhere(what: str) -> None:
    code, change, _ = UNWRITTEN[what]
    graph, model = changed(change)
    assert codes(graph) == {code}
    with pytest.raises((AssertionError, KeyError, ExprSyntaxError)):
        emit_argo(model)


@pytest.mark.argo_oracle
@pytest.mark.parametrize("what", MENDED)
def test_what_is_written_in_another_way_is_found_by_us_alone(what: str, oracle: Oracle) -> None:
    code, change, _ = MENDED[what]
    graph, model = changed(change)
    assert codes(graph) == {code}
    assert oracle(emit_argo(model)).ok


@pytest.mark.argo_oracle
@pytest.mark.parametrize("what", LIMITS)
def test_limits_are_those_of_the_full_definition(
    what: str, oracle: Oracle, oracle_4: Oracle
) -> None:
    code, change = LIMITS[what]
    graph, model = changed(change)
    found = {d.code for d in read(encode_plain(graph), notation="json").report.diagnostics}
    assert code in found
    manifest = emit_argo(model)
    assert oracle(manifest).ok
    verdict = oracle_4(manifest)
    assert (verdict.ok, verdict.stage) == (False, "crd")
