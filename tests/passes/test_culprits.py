"""What is at fault in many places is one finding, at the first of them (CONF-8)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.passes.culprits import told_once
from dflow_graph.pipeline import validate


def finding(line: int, *culprits: str) -> Diagnostic:
    named = tuple((culprit,) for culprit in culprits)
    return Diagnostic("DG303", Severity.ERROR, "", f"/{line}", line=line, culprits=named)


def told(*found: Diagnostic) -> list[tuple[int, list[int]]]:
    """The lines that are told, each with those of its further places."""
    return [(d.line, [place.line for place in d.related]) for d in told_once(list(found))]


def test_findings_without_a_culprit_stay() -> None:
    assert told(finding(1), finding(2), finding(3, "a")) == [(1, []), (2, []), (3, [])]


def test_first_in_the_text_is_told_where_it_was_found() -> None:
    found = finding(3, "a"), finding(2, "b"), finding(1, "a")
    assert told(*found) == [(2, []), (1, [3])]


def test_findings_without_a_culprit_stay_beside_those_with_one() -> None:
    found = finding(1), finding(2, "a"), finding(3, "a"), finding(4)
    assert told(*found) == [(1, []), (2, [3]), (4, [])]


def test_what_explains_more_is_the_culprit() -> None:
    found = finding(1, "a", "x"), finding(2, "a", "y"), finding(3, "b", "y"), finding(4, "c", "y")
    assert told(*found) == [(1, []), (2, [3, 4])]


def test_of_two_that_explain_as_much_it_is_the_first() -> None:
    assert told(finding(1, "a", "x"), finding(2, "a", "y"), finding(3, "b", "x")) == [
        (1, [2]),
        (3, []),
    ]


def test_so_many_further_places_are_told() -> None:
    ((line, others),) = told(*(finding(number, "a") for number in range(30)))
    assert (line, others) == (0, [*range(1, 21)])


def test_none_is_said_to_come_after_the_last_that_is_shown() -> None:
    (one,) = told_once([finding(number, "a") for number in range(21)])
    assert {place.message for place in one.related} == {"the same is at fault here"}


@pytest.mark.parametrize(("sort", "first"), [("slices", 2), ("type", 1)])
def test_what_slices_explain_is_told_in_their_call(sort: str, first: int) -> None:
    culprit = (sort, "templates", "main", "steps", 0, 0)
    places = ("/templates/main/steps/0/00", "/templates/main/steps/0/0/key")
    found = [
        Diagnostic("DG402", Severity.ERROR, "", place, line=number, culprits=(culprit,))
        for number, place in enumerate(places, 1)
    ]
    (one,) = told_once(found)
    assert one.line == first


def graph(number: int, wrong: Any, **given: Any) -> dict[str, Any]:
    """A graph that calls an OP that takes a number so many times."""
    calls = [{"name": f"s{n}", "template": "op", "parameters": {"n": wrong}} for n in range(number)]
    inputs = {"n": {"kind": "Parameter", "type": "int", **given}}
    op = {"kind": "PythonOPTemplate", "image": "a", "op": {"name": "f", "module": "m"}}
    op["op"]["inputs"] = inputs  # type: ignore[index]
    main = {"kind": "Steps", "steps": [calls]}
    templates = {"main": main, "op": op}
    return {"dflow_graph": "1.0", "name": "a", "entrypoint": "main", "templates": templates}


def codes(document: dict[str, Any]) -> list[str]:
    return [d.code for d in validate(document).diagnostics]


@pytest.mark.parametrize(("number", "findings"), [(2, 1), (1_000, 1), (1_001, 1_001)])
def test_values_that_do_not_fit_are_of_one_type_unless_they_are_very_many(
    number: int, findings: int
) -> None:
    assert codes(graph(number, "many")) == ["DG402"] * findings


def test_default_that_fits_says_that_the_type_is_right() -> None:
    assert codes(graph(3, "many", default=1)) == ["DG402"] * 3


def test_default_that_does_not_fit_is_one_of_the_places() -> None:
    (one,) = validate(graph(2, "many", default="few")).diagnostics
    assert one.code == "DG402"
    assert len(one.related) == 1 + 2  # its type, and two places


def test_list_with_an_item_that_fits_says_that_the_type_is_right() -> None:
    document = graph(1, [1, "a", "b"])
    document["templates"]["op"]["op"]["inputs"]["n"]["type"] = "list[int]"
    assert codes(document) == ["DG402"] * 2
    document["templates"]["op"]["op"]["inputs"]["n"]["type"] = "list[bool]"
    assert codes(document) == ["DG402"]


def calls_of_one(parameters: list[dict[str, int]]) -> dict[str, Any]:
    """A graph with a step for each, all of one template, which needs `n`."""
    steps = [
        {"name": f"s{i}", "template": "work", "parameters": given}
        for i, given in enumerate(parameters)
    ]
    work = {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "inputs": {"parameters": {"n": {"type": "int"}}},
        "script": "echo {{inputs.parameters.n}}",
    }
    templates = {"main": {"kind": "Steps", "steps": [steps]}, "work": work}
    return {"dflow_graph": "1.0", "name": "demo", "entrypoint": "main", "templates": templates}


def test_what_only_some_calls_lack_is_the_fault_of_each() -> None:
    made = calls_of_one([{"n": 1}, {}, {"n": 3}, {}])
    assert [(d.code, d.pointer) for d in validate(made).diagnostics] == [
        ("DG311", "/templates/main/steps/0/1"),
        ("DG311", "/templates/main/steps/0/3"),
    ]


def test_what_no_call_gives_is_told_once_with_the_number_of_those_not_shown() -> None:
    (found,) = validate(calls_of_one([{}] * 40)).diagnostics
    assert (found.code, found.pointer) == ("DG311", "/templates/main/steps/0/0")
    same = "the same is at fault here"
    assert [(place.pointer, place.message) for place in found.related] == [
        *((f"/templates/main/steps/0/{i}", same) for i in range(1, 20)),
        ("/templates/main/steps/0/20", f"{same}, and at 19 places after it"),
    ]


BARE = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true"}


def arguments_at_fault(source: dict[str, Any], **arguments: str) -> list[str]:
    """Those of the arguments of a step that are found; `m` and `n` are two calls before it."""
    takes = {"parameters": {name: {} for name in arguments}}
    uses = "".join(f"{{{{inputs.parameters.{name}}}}}" for name in arguments)
    use = {**BARE, "script": f"echo {uses}", "inputs": takes}
    before = [{"name": name, "template": name} for name in "mn"]
    steps = [before, [{"name": "use", "template": "use", "parameters": arguments}]]
    templates = {"main": {"kind": "Steps", "steps": steps}, "m": source, "n": source, "use": use}
    document = {"dflow_graph": "1.0", "name": "a", "entrypoint": "main", "templates": templates}
    return [d.pointer[-1] for d in validate(document).diagnostics]


def test_ports_of_a_side_without_any_are_one_mistake() -> None:
    found = arguments_at_fault(
        BARE, a="{{steps.m.outputs.parameters.x}}", b="{{steps.m.outputs.artifacts.y}}"
    )
    assert found == ["a"]


def test_ports_of_a_side_with_those_of_one_sort_are_no_single_mistake() -> None:
    source = {**BARE, "outputs": {"artifacts": {"z": {"path": "/tmp/z"}}}}
    found = arguments_at_fault(
        source, a="{{steps.m.outputs.parameters.x}}", b="{{steps.m.outputs.artifacts.y}}"
    )
    assert found == ["a", "b"]


def test_ports_of_a_sort_without_any_are_one_mistake() -> None:
    source = {**BARE, "outputs": {"artifacts": {"z": {"path": "/tmp/z"}}}}
    found = arguments_at_fault(
        source, a="{{steps.m.outputs.parameters.x}}", b="{{steps.m.outputs.parameters.y}}"
    )
    assert found == ["a"]


def test_ports_of_two_templates_are_two_mistakes() -> None:
    found = arguments_at_fault(
        BARE, a="{{steps.m.outputs.parameters.x}}", b="{{steps.n.outputs.parameters.x}}"
    )
    assert found == ["a", "b"]


def test_ports_of_two_sides_are_two_mistakes() -> None:
    given = {"parameters": {"p": "{{steps.a.outputs.parameters.x}}"}}
    calls = [{"name": "a", "template": "m"}, {"name": "b", "template": "m", **given}]
    templates = {"main": {"kind": "Steps", "steps": [[call] for call in calls]}, "m": BARE}
    document = {"dflow_graph": "1.0", "name": "a", "entrypoint": "main", "templates": templates}
    assert codes(document) == ["DG312", "DG304"]
