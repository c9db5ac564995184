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
from dflow_graph.index import Call, build_index
from dflow_graph.passes import alike_calls
from dflow_graph.passes.alike_calls import Verdicts, mark_alike, one_of_each
from tests.alike import findings, models, number_of_alike
from tests.passes.alike_graphs import (
    LOOP,
    MADE,
    MAKE,
    OF_INPUT,
    OF_STEP,
    OF_TASK,
    USE,
    WORK,
    alike,
    dag,
    graph,
    make,
    use,
)


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


def of_the_end(text: str) -> dict[str, Any]:
    """A graph of which the exit handler and another template have a text in alike calls."""
    steps = {"kind": "Steps", "steps": [[use(n, text=text) for n in (1, 2, 3)]]}
    made = graph(MADE, [{"name": "same", "template": "same"}], same=steps)
    made["templates"] = {"last": copy.deepcopy(steps), **made["templates"]}
    made["templates"]["same"]["steps"] = [[use(4, text=text)]]
    return {**made, "on_exit": "last"}


def taker(**types: str) -> dict[str, Any]:
    """A template with required parameters of some types."""
    uses = " ".join(f"{{{{inputs.parameters.{name}}}}}" for name in types)
    inputs = {"parameters": {name: {"type": type_} for name, type_ in types.items()}}
    return {**USE, "script": f"echo {uses}", "inputs": inputs, "outputs": {}}


def around(type_: str, *numbers: int) -> dict[str, Any]:
    """Steps that hand on what they get."""
    inputs = {"parameters": {"given": {"type": type_}}}
    given = {"n": OF_INPUT, "text": "a plain call is not marked"}
    calls = [{"name": f"use-{n}", "template": "take", "parameters": given} for n in numbers]
    return {"kind": "Steps", "inputs": inputs, "steps": [calls]}


CUT = {"input_parameter": ["n"]}

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
    "a step of the same group": (
        "DG305",
        graph(MADE[:3], [*[use(n, n=OF_STEP(n, "n")) for n in (1, 2, 3, 4)], MADE[3]]),
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
    "a task that is waited for by way of another": (
        "DG314",
        dag(
            MADE,
            {**make(10), "name": "relay", "dependencies": ["make-1", "make-2", "make-3"]},
            *[use(n, text=f"n: {OF_TASK(n, 'n')}", dependencies=["relay"]) for n in (1, 2, 3, 4)],
        ),
    ),
    "a task for a step": (
        "DG306",
        graph(
            [{"name": name, "template": name} for name in ("waiting", "groups")],
            waiting={
                "kind": "DAG",
                "tasks": [*MADE[:3], *[use(n, n=OF_TASK(n, "n")) for n in (1, 2, 3)]],
            },
            groups={"kind": "Steps", "steps": [MADE[3:], [use(4, n=OF_TASK(4, "n"))]]},
        ),
    ),
    "an input of another type": (
        "DG404",
        graph(
            [
                {
                    "name": f"call-{type_}",
                    "template": f"around-{type_}",
                    "parameters": {"given": given},
                }
                for type_, given in (("int", 1), ("text", "a"))
            ],
            **{"around-int": around("int", 1, 2, 3), "around-text": around("str", 4)},
            take=taker(n="int", text="str"),
        ),
    ),
    "an argument that another template needs": (
        "DG311",
        graph(
            [use(n, f"use-{1 + n // 4}", n=n) for n in (1, 2, 3, 4)],
            **{
                "use-1": USE,
                "use-2": {
                    **USE,
                    "inputs": {
                        **USE["inputs"],
                        "parameters": {**USE["inputs"]["parameters"], "x": {"type": "float"}},
                    },
                },
            },
        ),
    ),
    "a number of few of one of two templates with the same types": (
        "DG402",
        graph(
            [
                {"name": f"use-{n}", "template": f"use-{k}", "parameters": {"few": a, "n": b}}
                for n, k, a, b in (
                    (1, 1, 1, 3),
                    (2, 1, 1, 4),
                    (3, 2, 5, 1),
                    (4, 2, 5, 2),
                    (5, 2, 5, 3),
                )
            ],
            [use(6, "use-3")],
            **{
                "use-1": taker(few="literal[1, 2]", n="int"),
                "use-2": taker(n="literal[1, 2]", few="int"),
                "use-3": USE,
            },
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
    "a text in which another name stands where one does in its JSON": (
        "DG303",
        graph(
            MADE,
            [
                use(n, text="\t" * 23 + "make-1 and then" + OF_STEP(n + (n > 3), "n"))
                for n in (1, 2, 3, 4)
            ],
        ),
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


def test_calls_that_have_more_than_arguments_are_alike() -> None:
    assert alike(graph([make(n, **LOOP) for n in (1, 2, 3)])) == [["make-2", "make-3"]]


def test_tasks_are_alike_whose_references_they_wait_for() -> None:
    lone = [use(n, n=OF_TASK(n, "n")) for n in (1, 2, 3)]
    made = [f"make-{n}" for n in (2, 3, 4)]
    assert alike(dag(MADE, *lone)) == [made, ["use-2", "use-3"]]
    texts = [use(n, text=f"n: {OF_TASK(n, 'n')}") for n in (1, 2, 3)]
    assert alike(dag(MADE, *texts)) == [made]
    waiting = [{**task, "dependencies": [f"make-{n}"]} for n, task in enumerate(texts, 1)]
    assert alike(dag(MADE, *waiting)) == [made, ["use-2", "use-3"]]


def test_calls_of_two_templates_have_a_shape_in_common() -> None:
    calls = [use(n, f"use-{n}", n=n) for n in (1, 2)] + [use(n, "use-2", n=n) for n in (3, 4)]
    assert alike(graph(calls, **{"use-1": WORK, "use-2": WORK})) == [["use-2", "use-3", "use-4"]]


def test_step_without_a_template_is_told_from_one_that_may_be_skipped() -> None:
    when = f"{OF_STEP(1, 'n')} > 3"
    gone = [{**make(n), "template": "gone"} for n in (4, 5)]
    document = graph(
        MADE[:1],
        [make(2), make(3, when=when), {**gone[0], "when": when}, gone[1]],
        [
            use(n, text=f"{OF_STEP(source, 'n')} {OF_STEP(other, 'n')}")
            for n, source, other in ((1, 2, 4), (2, 2, 4), (3, 2, 4), (4, 3, 5))
        ],
    )
    model = model_of(document)
    found = findings(model, marked=False)
    assert sorted(diagnostic.code for diagnostic in found) == ["DG302", "DG302", "DG336"]
    assert findings(model, marked=True) == found


def test_calls_of_a_sort_are_asked_until_one_is_right() -> None:
    index = build_index(model_of(graph([make(n, **LOOP) for n in (1, 2, 3, 4)])))
    mark_alike(index)
    calls = index.nodes["main"].calls
    asked: list[str] = []

    def check(call: Call) -> list[str]:
        asked.append(call.name)
        return [call.name] if call.name == "make-2" else []

    verdicts = Verdicts()
    assert list(verdicts.faults(calls, check)) == ["make-2"]
    assert asked == ["make-1", "make-2", "make-3"]
    verdicts = Verdicts()
    assert list(verdicts.doubtful(calls)) == calls
    likeness = calls[1].likeness
    assert likeness is not None
    verdicts.note(likeness)
    assert list(verdicts.doubtful(calls)) == calls[:1]
    assert list(one_of_each([*calls, *calls], set())) == [*calls[:2], calls[0]]


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


@pytest.mark.parametrize(
    "slices",
    [{"slices": {"input_parameter": ["n"]}}, {"input_parameter_slices": {"n": "{{item}}"}}],
)
def test_what_a_template_cuts_by_itself_is_told_from_what_another_takes_whole(
    slices: dict[str, Any],
) -> None:
    loop = {"n": OF_INPUT, "with_param": "[0, 1, 2]"}
    document = of_two_templates("parameters", [7, 8, 9], [7, 8], **loop)
    whole = copy.deepcopy(WORK)
    whole["op"]["inputs"]["n"]["type"] = "any"
    cut = {**copy.deepcopy(whole), **slices}
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
    document = graph([*unknown, *with_none])
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
