"""Calls that are alike: what is found stays the same, whichever of them is at fault."""

from __future__ import annotations

import copy
import json
from collections import Counter
from itertools import islice
from typing import Any

import pytest

from benchmarks.graphs import SHAPES, graph_text
from dflow_graph.codec import model_of
from dflow_graph.index import build_index
from dflow_graph.passes import alike_calls
from dflow_graph.passes.alike_calls import mark_alike
from tests.alike import findings, models, number_of_alike

MAKE: dict[str, Any] = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "script": "echo 3 > /tmp/n",
    "outputs": {
        "parameters": {
            "n": {"type": "int", "value_from_path": "/tmp/n"},
            "n1": {"type": "int", "value_from_path": "/tmp/n"},
            "list": {"type": "list[int]", "value_from_path": "/tmp/n"},
        },
        "artifacts": {"file": {"path": "/tmp/n"}},
    },
}
USE: dict[str, Any] = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "script": "cat /tmp/file; echo {{inputs.parameters.n}} {{inputs.parameters.x}} "
    "{{inputs.parameters.mode}} {{inputs.parameters.text}} {{inputs.parameters.list}} "
    "{{inputs.parameters.few}}",
    "inputs": {
        "parameters": {
            "n": {"type": "int", "value": 0},
            "x": {"type": "float", "value": 0.5},
            "mode": {"type": "literal['run1', 'run2']", "value": "run1"},
            "text": {"type": "str", "value": "a"},
            "list": {"type": "list[int]", "value": [1]},
            "few": {"type": "literal[1, 2]", "value": 1},
        },
        "artifacts": {"file": {"path": "/tmp/file", "optional": True}},
    },
    "outputs": {"parameters": {"n": {"type": "int", "value_from_path": "/tmp/n"}}},
}


WORK: dict[str, Any] = {
    "kind": "PythonOPTemplate",
    "image": "python:3.11",
    "op": {
        "name": "Work",
        "module": "my_ops.work",
        "inputs": {
            "n": {"kind": "Parameter", "type": "int", "default": 0},
            "text": {"kind": "Parameter", "type": "str", "default": ""},
            "file": {"kind": "Artifact", "type": "str", "optional": True},
        },
        "outputs": {"made": {"kind": "Artifact", "type": "str"}},
    },
}


def graph(*groups: list[dict[str, Any]], **templates: Any) -> dict[str, Any]:
    main = {"kind": "Steps", "steps": [list(group) for group in groups]}
    known = {"main": main, "make": MAKE, "use": USE, **templates}
    called = {c["template"] for t in known.values() for g in t.get("steps", ()) for c in g}
    called |= {task["template"] for t in known.values() for task in t.get("tasks", ())}
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {n: copy.deepcopy(t) for n, t in known.items() if n in called or n == "main"},
    }


def make(number: int, **rest: Any) -> dict[str, Any]:
    return {"name": f"make-{number}", "template": "make", **rest}


def use(number: int, template: str = "use", /, **rest: Any) -> dict[str, Any]:
    rest.setdefault("text", "a plain call is not marked")
    inputs = USE["inputs"]["parameters"]
    fields = {name: rest.pop(name) for name in list(rest) if name not in (*inputs, "file")}
    if "file" in rest:
        fields["artifacts"] = {"file": rest.pop("file")}
    return {"name": f"use-{number}", "template": template, "parameters": rest, **fields}


MADE = [make(number) for number in range(1, 5)]
FILE = "{{{{steps.make-{}.outputs.artifacts.file}}}}".format
OF_TASK = "{{{{tasks.make-{}.outputs.parameters.{}}}}}".format
OF_STEP = "{{{{steps.make-{}.outputs.parameters.{}}}}}".format


def alike(document: dict[str, Any]) -> list[list[str]]:
    """The names of calls that are alike, in order."""
    index = build_index(model_of(document))
    mark_alike(index)
    sorts: dict[int, list[str]] = {}
    for node in index.nodes.values():
        for call in node.calls:
            if call.likeness is not None:
                sorts.setdefault(id(call.likeness), []).append(call.name)
    return list(sorts.values())


def dag(made: list[dict[str, Any]], *tasks: dict[str, Any]) -> dict[str, Any]:
    main = {"kind": "DAG", "tasks": [*made, *tasks]}
    return {**graph(), "templates": {"main": main, "make": MAKE, "use": USE}}


def of_two_templates(sort: str, first: Any, second: Any, **fields: Any) -> dict[str, Any]:
    """A graph of two templates with alike calls, whose inputs get other things."""

    def around(*numbers: int) -> dict[str, Any]:
        calls = [use(number, **fields) for number in numbers]
        return {"kind": "Steps", "inputs": {sort: {"given": {}}}, "steps": [calls]}

    calls = [
        {"name": f"call-{n}", "template": f"around-{n}", sort: {"given": given}}
        for n, given in ((1, first), (2, second))
    ]
    stacked = {"input_parameter": ["n"], "output_artifact": ["made"]}
    loops = [{**use(n, n=[7, 8, 9][: 4 - n], slices=stacked), "name": f"loop-{n}"} for n in (1, 2)]
    made = graph([*MADE, *loops], calls, **{"around-1": around(1, 2, 3), "around-2": around(4)})
    made["templates"]["use"] = WORK
    return made


LOOP = {"with_param": "[0, 1, 2]"}


def of_the_end(text: str) -> dict[str, Any]:
    """A graph of which the exit handler and another template have a text in alike calls."""
    steps = {"kind": "Steps", "steps": [[use(n, text=text) for n in (1, 2, 3)]]}
    made = graph(MADE, [{"name": "same", "template": "same"}], same=steps)
    made["templates"] = {"last": copy.deepcopy(steps), **made["templates"]}
    made["templates"]["same"]["steps"] = [[use(4, text=text)]]
    return {**made, "on_exit": "last"}


CUT = {"input_parameter": ["n"]}
OF_INPUT = "{{inputs.parameters.given}}"

FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "a name of a port": (
        "DG304",
        graph(MADE, [use(n, n=OF_STEP(n, "n1" if n < 4 else "n2")) for n in (1, 2, 3, 4)]),
    ),
    "a number with a point for whole ones": (
        "DG402",
        graph([use(n, n=2.0 if n < 4 else 2.5) for n in (1, 2, 3, 4)]),
    ),
    "a text of few": (
        "DG402",
        graph([use(n, mode="run1" if n < 4 else "run3") for n in (1, 2, 3, 4)]),
    ),
    "a step that there is not": (
        "DG303",
        graph(MADE, [use(n, n=OF_STEP(n + (n > 3), "n")) for n in (1, 2, 3, 4)]),
    ),
    "a step that comes later": (
        "DG305",
        graph(MADE[:3], [use(n, n=OF_STEP(n, "n")) for n in (1, 2, 3, 4)], MADE[3:]),
    ),
    "a loop for a step": (
        "DG404",
        graph(
            [*MADE[:3], make(4, **LOOP)],
            [use(n, n=OF_STEP(n, "n")) for n in (1, 2, 3, 4)],
        ),
    ),
    "a step that may be skipped": (
        "DG336",
        graph(
            MADE[:1],
            [make(2), make(3), make(4), make(5, when=f"{OF_STEP(1, 'n')} > 3")],
            [use(n, text=f"n: {OF_STEP(n, 'n')}") for n in (2, 3, 4, 5)],
        ),
    ),
    "a number that is never equal": (
        "DG340",
        graph(
            MADE,
            [
                use(n, when=f"{OF_STEP(n, 'n')} == {'2.0' if n < 4 else '2.5'}")
                for n in (1, 2, 3, 4)
            ],
        ),
    ),
    "more than there are pieces": (
        "DG520",
        graph([use(n, continue_on_num_success=2 if n < 4 else 7, **LOOP) for n in (1, 2, 3, 4)]),
    ),
    "another template": (
        "DG402",
        graph(
            [use(n, f"use-{1 + n // 4}", n=n) for n in (1, 2, 3, 4)],
            **{
                "use-1": USE,
                "use-2": {
                    **USE,
                    "inputs": {
                        **USE["inputs"],
                        "parameters": {
                            **USE["inputs"]["parameters"],
                            "n": {"type": "list[int]", "value": [1]},
                        },
                    },
                },
            },
        ),
    ),
    "a number of few of another template": (
        "DG402",
        graph(
            [use(n, f"use-{1 + n // 4}", n=5) for n in (1, 2, 3, 4, 5)],
            [use(6, "use-2", n=8)],
            **{
                "use-1": USE,
                "use-2": {
                    **USE,
                    "inputs": {
                        **USE["inputs"],
                        "parameters": {
                            **USE["inputs"]["parameters"],
                            "n": {"type": "literal[5, 6]", "value": 5},
                        },
                    },
                },
            },
        ),
    ),
    "a step of another template": (
        "DG404",
        graph(
            [make(n) if n < 4 else {**make(n), "template": "other"} for n in (1, 2, 3, 4)],
            [use(n, n=OF_STEP(n, "n")) for n in (1, 2, 3, 4)],
            other={
                **MAKE,
                "outputs": {
                    "parameters": {"n": {"type": "list[int]", "value_from_path": "/tmp/n"}}
                },
            },
        ),
    ),
    "a name that only the exit handler knows": ("DG309", of_the_end("{{workflow.failures}}")),
    "a list of another length": (
        "DG503",
        of_two_templates("parameters", [7, 8, 9], [7, 8], n=OF_INPUT, slices=CUT, **LOOP),
    ),
    "a loop of fewer pieces": (
        "DG520",
        of_two_templates(
            "parameters", [7, 8, 9], [7, 8], with_param=OF_INPUT, continue_on_num_success=3
        ),
    ),
    "a number of few": ("DG402", graph([use(n, few=1 if n < 4 else 3) for n in (1, 2, 3, 4)])),
    "a list of fewer artifacts": (
        "DG520",
        of_two_templates(
            "artifacts",
            "{{steps.loop-1.outputs.artifacts.made}}",
            "{{steps.loop-2.outputs.artifacts.made}}",
            file="{{inputs.artifacts.given}}",
            slices={"input_artifact": ["file"]},
            continue_on_num_success=3,
        ),
    ),
    "a task that is not waited for": (
        "DG314",
        dag(
            MADE,
            *[
                use(n, text=f"n: {OF_TASK(n, 'n')}", dependencies=[f"make-{min(n, 3)}"])
                for n in (1, 2, 3, 4)
            ],
        ),
    ),
    "a task itself": (
        "DG305",
        dag(
            MADE[:1],
            use(1, n=OF_TASK("1", "n").replace("use", "make")),
            *[use(n, n=OF_TASK(n - (n < 4), "n").replace("make", "use")) for n in (2, 3, 4)],
        ),
    ),
    "a task that may be skipped": (
        "DG336",
        dag(
            MADE[:1],
            *[
                make(n, when=f"{OF_TASK(1, 'n')} > 3", dependencies=["make-1"])
                for n in (2, 3, 4, 5)
            ],
            *[make(n + 10, dependencies=[f"make-{n if n < 5 else 1}"]) for n in (2, 3, 4, 5)],
            *[
                use(n, text=f"n: {OF_TASK(n, 'n')}", dependencies=[f"make-{n}", f"make-{n + 10}"])
                for n in (2, 3, 4, 5)
            ],
        ),
    ),
    "a text in which characters are escaped": (
        "DG303",
        graph(MADE, [use(n, text=f'"\t{OF_STEP(n + (n > 3), "n")}') for n in (1, 2, 3, 4)]),
    ),
    "a text with a letter of two bytes": (
        "DG303",
        graph(MADE, [use(n, text=f"ä {OF_STEP(n + (n > 3), 'n')}") for n in (1, 2, 3, 4)]),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_one_among_calls_that_differ_in_digits_is_found(fault: str) -> None:
    code, document = FAULTS[fault]
    model = model_of(document)
    found = findings(model, marked=False)
    assert [diagnostic.code for diagnostic in found] == [code], found
    assert findings(model, marked=True) == found


def test_calls_are_alike_from_the_second_that_is_met() -> None:
    document = graph(
        MADE, [use(n, n=OF_STEP(n, "n"), x=n / 2, text=f"run-{n}") for n in range(1, 5)]
    )
    assert alike(document) == [["make-2", "make-3", "make-4"], ["use-2", "use-3", "use-4"]]


def test_most_calls_of_large_graphs_are_alike() -> None:
    for shape in SHAPES:
        index = build_index(model_of(json.loads(graph_text(shape, 2_000))))
        mark_alike(index)
        calls = sum(len(node.calls) for node in index.nodes.values() if node.is_rich)
        assert number_of_alike(index) >= 0.8 * calls, shape


def test_findings_are_the_same_with_and_without_marks() -> None:
    codes: Counter[bool] = Counter()
    for model in islice(models(0), 400):
        found = findings(model, marked=False)
        assert findings(model, marked=True) == found
        codes[bool(found)] += 1
    assert min(codes.values()) > 50


def test_what_a_template_cuts_by_itself_is_told_from_what_another_takes_whole() -> None:
    loop = {"n": OF_INPUT, "with_param": "[0, 1, 2]"}
    document = of_two_templates("parameters", [7, 8, 9], [7, 8], **loop)
    whole = copy.deepcopy(WORK)
    whole["op"]["inputs"]["n"]["type"] = "any"
    cut = {**copy.deepcopy(whole), "slices": {"input_parameter": ["n"]}}
    templates = document["templates"]
    templates |= {"use-1": whole, "use-2": cut}
    del templates["use"], templates["main"]["steps"][0][-2:]
    first = [use(n, f"use-{1 + (n > 2)}", **loop) for n in (1, 2, 3)]
    templates["around-1"]["steps"] = [first]
    templates["around-2"]["steps"] = [[use(4, "use-2", **loop)]]
    model = model_of(document)
    found = findings(model, marked=False)
    assert [diagnostic.code for diagnostic in found] == ["DG503"]
    assert findings(model, marked=True) == found


def test_calls_with_and_without_a_source_are_alike_among_themselves() -> None:
    """A call of a template that is not there is like none."""
    with_none = [{**use(n), "artifacts": {"file": None}} for n in (1, 2, 3)]
    unknown = [{**use(n), "template": "gone"} for n in (4, 5, 6)]
    document = graph([*with_none, *unknown])
    assert alike(document) == [["use-2", "use-3"]]


def test_no_more_is_remembered_of_outlines_and_sorts_than_is_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = graph(
        [use(n, few=1 + n % 2) for n in range(1, 9)], [use(n, x=0.5) for n in (11, 12)]
    )
    both = [["use-2", "use-4", "use-6", "use-8"], ["use-3", "use-5", "use-7"], ["use-12"]]
    assert alike(document) == both
    monkeypatch.setattr(alike_calls, "_MOST_SORTS", 1)
    assert alike(document) == [both[0], both[2]]
    monkeypatch.setattr(alike_calls, "_MOST_OUTLINES", 1)
    assert alike(document) == [both[0]]
