"""Calls of templates: what is said of unknown ones, and of arguments missing, unknown or mixed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.calls import check_calls
from dflow_graph.pipeline import read
from dflow_graph.yaml_writer import yaml_text
from tests.passes.graphs import call, graph, with_tasks
from tests.strategies import workflows

law = settings(deadline=None, suppress_health_check=list(HealthCheck))


def found(document: dict[str, Any]) -> list[Diagnostic]:
    return list(check_calls(build_index(Workflow.from_dict(document))))


def the_one(document: dict[str, Any]) -> Diagnostic:
    diagnostics = found(document)
    assert len(diagnostics) == 1, [(d.code, d.pointer, d.message) for d in diagnostics]
    return diagnostics[0]


def strict(**more: Any) -> dict[str, Any]:
    """A template that must be given the parameters `count` and `label` and the artifact `data`."""
    return {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "script": "echo",
        "inputs": {
            "parameters": {"count": {}, "label": {}, "unit": {"value": "m"}},
            "artifacts": {
                "data": {"path": "/tmp/a"},
                "extra": {"path": "/tmp/b", "optional": True},
            },
        },
        **more,
    }


DATA = {"kind": "raw", "data": "x"}
RIGHT = {"parameters": {"count": 3, "label": "a"}, "artifacts": {"data": DATA}}


def of_strict(**given: Any) -> dict[str, Any]:
    step = {"name": "run", "template": "strict", **RIGHT, **given}
    return graph([step], templates={"strict": strict()})


# Templates


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("mak", "there is no template `mak`; did you mean `make`?", "Write `make`."),
        ("MAKE", "there is no template `MAKE`; did you mean `make`?", "Write `make`."),
        (
            "train",
            "there is no template `train`",
            "Use one of `main`, `make`, `use`, or add this template.",
        ),
        (
            "zzz",
            "there is no template `zzz`",
            "Use one of `main`, `make`, `use`, or add this template.",
        ),
    ],
)
def test_unknown_template_is_told_with_those_that_are_there(
    name: str, message: str, hint: str
) -> None:
    diagnostic = the_one(graph([call("a", name)]))
    assert (diagnostic.code, diagnostic.clause) == ("DG302", "STEP-1")
    assert (diagnostic.message, diagnostic.hint) == (message, hint)
    assert diagnostic.pointer == "/templates/main/steps/0/0/template"


def test_unknown_template_of_a_graph_without_any() -> None:
    diagnostic = the_one({"dflow_graph": "1.0", "name": "a", "entrypoint": "b", "templates": {}})
    assert diagnostic.hint == "Remove it: there is no template at all."


def test_many_templates_are_not_listed() -> None:
    templates = {f"t{i}": strict() for i in range(9)}
    assert the_one(graph([call("a", "zzz")], templates=templates)).hint == (
        "Name an existing template, or add this one."
    )


@pytest.mark.parametrize(("field", "clause"), [("entrypoint", "WF-1"), ("on_exit", "WF-2")])
def test_unknown_root_cites_its_own_clause(field: str, clause: str) -> None:
    diagnostic = the_one({**graph([call("a", "make")]), field: "zzz"})
    assert (diagnostic.pointer, diagnostic.clause) == (f"/{field}", clause)


def test_arguments_for_an_unknown_template_are_not_looked_at() -> None:
    assert [d.code for d in found(graph([call("a", "zzz", x=1, artifacts={"y": DATA})]))] == [
        "DG302"
    ]


def test_unknown_template_of_a_hook_is_told_at_the_hook() -> None:
    document = with_tasks(call("a", "make", failure_hook={"template": "zzz"}))
    assert the_one(document).pointer == "/templates/main/tasks/0/failure_hook/template"


# Arguments


def test_step_that_gives_what_is_needed_has_no_fault() -> None:
    assert found(of_strict()) == []


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        (
            {"parameters": {"label": "a"}},
            "`run` gives no parameter `count`, which the template `strict` needs",
            "Add `count` to `parameters`, or give the input a default.",
        ),
        (
            {"artifacts": {"extra": DATA}},
            "`run` gives no artifact `data`, which the template `strict` needs",
            "Add `data` to `artifacts`, or give the input a default.",
        ),
    ],
)
def test_missing_argument_is_told_at_the_step(
    given: dict[str, Any], message: str, hint: str
) -> None:
    diagnostic = the_one(of_strict(**given))
    assert (diagnostic.code, diagnostic.clause) == ("DG311", "STEP-4")
    assert (diagnostic.message, diagnostic.hint) == (message, hint)
    assert diagnostic.pointer == "/templates/main/steps/0/0"


def test_every_missing_argument_is_told() -> None:
    messages = [d.message for d in found(of_strict(parameters={}, artifacts={}))]
    assert [message.split("`")[3] for message in messages] == ["count", "label", "data"]


def test_missing_argument_of_a_hook_cites_the_clause_of_hooks() -> None:
    hook = {"template": "strict", **RIGHT, "parameters": {"count": 1}}
    document = graph([call("a", "make", success_hook=hook)], templates={"strict": strict()})
    diagnostic = the_one(document)
    assert diagnostic.clause == "HOOK-2"
    assert diagnostic.message.startswith("this hook gives no parameter `label`")
    assert diagnostic.pointer == "/templates/main/steps/0/0/success_hook"


@pytest.mark.parametrize(
    ("given", "name", "message", "hint"),
    [
        (
            {"parameters": {"counts": 3, "label": "a"}},
            "parameters/counts",
            "`counts` is no parameter of the template `strict`; did you mean `count`?",
            "Rename it to `count`.",
        ),
        (
            {"parameters": {"count": 3, "text": "a"}},
            "parameters/text",
            "`text` is no parameter of the template `strict`; did you mean `label`?",
            "Rename it to `label`.",
        ),
        (
            {"artifacts": {"input": DATA}},
            "artifacts/input",
            "`input` is no artifact of the template `strict`; did you mean `data`?",
            "Rename it to `data`.",
        ),
        (
            {"parameters": {"count": 3, "label": "a", "units": "m"}},
            "parameters/units",
            "`units` is no parameter of the template `strict`; did you mean `unit`?",
            "Rename it to `unit`.",
        ),
        (
            {"parameters": {"count": 3, "label": "a", "zzz": 1}},
            "parameters/zzz",
            "`zzz` is no parameter of the template `strict`",
            "Remove it, or add it to the template.",
        ),
    ],
)
def test_unknown_argument_is_told_at_its_name_and_what_it_is_for_is_not_missing(
    given: dict[str, Any], name: str, message: str, hint: str
) -> None:
    diagnostic = the_one(of_strict(**given))
    assert (diagnostic.code, diagnostic.clause) == ("DG312", "STEP-5")
    assert (diagnostic.message, diagnostic.hint) == (message, hint)
    assert diagnostic.pointer == f"/templates/main/steps/0/0/{name}"
    assert diagnostic.at_key


def test_unknown_argument_stands_for_no_input_where_several_are_missing() -> None:
    assert [d.code for d in found(of_strict(parameters={"zzz": 1}))] == ["DG312", "DG311", "DG311"]


@pytest.mark.parametrize(
    ("given", "field", "message", "hint"),
    [
        (
            {"parameters": {"count": 3, "label": "a", "data": "x"}, "artifacts": {}},
            "parameters/data",
            "`data` of `strict` is an artifact, and is given as a parameter",
            "Move it to `artifacts`.",
        ),
        (
            {"parameters": {"count": 3}, "artifacts": {"data": DATA, "label": DATA}},
            "artifacts/label",
            "`label` of `strict` is a parameter, and is given as an artifact",
            "Move it to `parameters`.",
        ),
    ],
)
def test_argument_of_the_wrong_sort_is_not_reported_as_missing_too(
    given: dict[str, Any], field: str, message: str, hint: str
) -> None:
    diagnostic = the_one(of_strict(**given))
    assert (diagnostic.code, diagnostic.clause) == ("DG313", "STEP-5")
    assert (diagnostic.message, diagnostic.hint) == (message, hint)
    assert diagnostic.pointer == f"/templates/main/steps/0/0/{field}"


@pytest.mark.parametrize("notation", ["json", "yaml"])
def test_name_of_an_unknown_argument_is_pointed_at(notation: Any) -> None:
    document = of_strict(parameters={"count": 3, "label": "a", "zzz": 1})
    text = json.dumps(document, indent=1) if notation == "json" else yaml_text(document)
    report = read(text.encode(), notation=notation).report
    (diagnostic,) = [d for d in report.diagnostics if d.code == "DG312"]
    line = text.splitlines()[diagnostic.line - 1]
    assert line[diagnostic.column - 1 : diagnostic.end_column - 1].strip('"') == "zzz"


def test_input_of_a_python_op_with_a_default_in_its_signature_need_not_be_given() -> None:
    op = {
        "kind": "PythonOPTemplate",
        "image": "a",
        "op": {
            "name": "Op",
            "module": "m",
            "inputs": {
                "n": {"kind": "Parameter", "type": "int", "default": None},
                "b": {"kind": "BigParameter", "type": "any"},
                "f": {"kind": "Artifact", "type": "path", "optional": True},
            },
        },
    }
    diagnostic = the_one(graph([call("a", "op")], templates={"op": op}))
    assert diagnostic.message.startswith("`a` gives no parameter `b`")


def test_null_is_an_argument() -> None:
    assert found(of_strict(parameters={"count": None, "label": None})) == []
    assert found(of_strict(artifacts={"data": None})) == []


# Roots


def rooted(**fields: Any) -> dict[str, Any]:
    document = {**graph([call("a", "make")]), "entrypoint": "strict", **fields}
    document["templates"]["strict"] = strict()
    return document


def test_input_of_the_entrypoint_takes_a_workflow_parameter_of_its_name() -> None:
    diagnostics = found(rooted(parameters={"count": 1}))
    assert [(d.pointer.rpartition("/")[2], d.clause) for d in diagnostics] == [
        ("label", "WF-3"),
        ("data", "WF-4"),
    ]
    assert [d.message for d in diagnostics] == [
        "`label`, an input of the entrypoint `strict`, gets no value",
        "`data`, an input of the entrypoint `strict`, has no source",
    ]
    assert [d.hint for d in diagnostics] == [
        "Give it a value, or add `label` to the workflow's `parameters`.",
        "Give it a `source`, or make it `optional`.",
    ]


def test_template_that_is_entrypoint_and_exit_handler_is_looked_at_once() -> None:
    assert len(found(rooted(parameters={"count": 1, "label": 2}, on_exit="strict"))) == 1


# Resources


@pytest.mark.parametrize("kind", ["Steps", "SuspendOPTemplate"])
def test_resource_for_what_has_no_script_is_told(kind: str) -> None:
    template = {"kind": kind, **({"steps": []} if kind == "Steps" else {})}
    step = call("a", "other", use_resource={"action": "create", "manifest": "a: b"})
    diagnostic = the_one(graph([step], templates={"other": template}))
    assert (diagnostic.code, diagnostic.clause) == ("DG332", "STEP-9")
    assert diagnostic.message == (
        f"`a` calls a template of kind {kind}, which has no script that a resource could run"
    )
    assert diagnostic.pointer == "/templates/main/steps/0/0/use_resource"


# Templates that take the same share what a call must give; these do not.

PARAMETER, ARTIFACT = {"type": "int"}, {"path": "/tmp/in"}
SORTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "x": ({"x": PARAMETER}, {}),
    "y": ({"y": PARAMETER}, {}),
    "any-x": ({"x": {**PARAMETER, "value": 1}}, {}),
    "file-x": ({}, {"x": ARTIFACT}),
    "file-y": ({}, {"y": ARTIFACT}),
    "any-file-x": ({}, {"x": {**ARTIFACT, "optional": True}}),
}


def test_templates_of_other_inputs_want_other_arguments() -> None:
    templates = {
        name: strict(inputs={"parameters": parameters, "artifacts": artifacts})
        for name, (parameters, artifacts) in SORTS.items()
    }
    calls = [
        call(
            name,
            name,
            parameters=dict.fromkeys(parameters, 1),
            artifacts={port: {"kind": "s3", "key": "k"} for port in artifacts},
        )
        for name, (parameters, artifacts) in SORTS.items()
    ]
    bare = [call(f"bare-{name}", name) for name in SORTS]
    for order in (calls, calls[::-1]):
        ordered = {c["template"]: templates[c["template"]] for c in order}
        assert found(graph(order, templates=ordered)) == []
        missing = {d.pointer.split("/")[5] for d in found(graph(bare, templates=ordered))}
        assert {int(number) for number in missing} == {1, 2, 4, 5}


# Laws


@law
@given(workflows())
def test_no_workflow_makes_the_pass_raise(document: dict[str, Any]) -> None:
    for diagnostic in found(document):
        assert diagnostic.pointer.startswith("/")
        assert diagnostic.message
        assert diagnostic.hint


@pytest.mark.parametrize("template", ["zzz", "wide"])
def test_many_faults_take_linear_time(template: str) -> None:
    wide = strict(inputs={"parameters": {f"input-{i}": {"value": i} for i in range(5_000)}})
    parameters = {f"inputs-{i}": i for i in range(5_000)}
    groups = [[call(f"s{i}", "zzz")] for i in range(20_000)]
    if template == "wide":
        groups = [[call("s", "wide", parameters=parameters)]]
    index = build_index(Workflow.from_dict(graph(*groups, templates={"wide": wide})))
    begun = time.perf_counter()
    assert len(list(check_calls(index))) == (20_000 if template == "zzz" else 5_000)
    assert time.perf_counter() - begun < 20
