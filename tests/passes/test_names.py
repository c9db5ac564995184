"""Names of the workflow, of templates, steps and tasks, and of ports (DG201 to DG208, DG213)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.names import check_names

REST = {"kind": "SuspendOPTemplate", "duration": "5s"}


def graph(**more: Any) -> dict[str, Any]:
    """One step that rests, and whatever else is said."""
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {"main": steps([{"name": "run", "template": "rest"}]), "rest": REST},
        **more,
    }


def steps(*groups: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"kind": "Steps", "steps": list(groups), **more}


def dag(*tasks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "DAG", "tasks": list(tasks), **more}


def call(name: str, template: str = "rest", **more: Any) -> dict[str, Any]:
    return {"name": name, "template": template, **more}


def shell(**more: Any) -> dict[str, Any]:
    return {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true", **more}


def found(document: dict[str, Any]) -> list[Diagnostic]:
    """The findings of this family of rules, sorted by code and place."""
    index = build_index(Workflow.from_dict(document))
    return sorted(check_names(index), key=lambda d: (d.code, d.pointer))


def the_one(document: dict[str, Any], code: str) -> Diagnostic:
    """The one finding of the family, which has this code."""
    diagnostics = found(document)
    assert [d.code for d in diagnostics] == [code]
    return diagnostics[0]


@pytest.mark.parametrize("name", ["a", "a" * 57, "1", "a-b.c-d", "0.0"])
def test_workflow_may_have_a_dns_name(name: str) -> None:
    assert found(graph(name=name)) == []


@pytest.mark.parametrize(
    "name", ["", "A", "a_b", "-a", "a-", "a..b", ".a", "a.", "a-.b", "a b", "é", "a\n", "a" * 58]
)
def test_workflow_may_have_no_other_name(name: str) -> None:
    diagnostic = the_one(graph(name=name), "DG201")
    assert (diagnostic.pointer, diagnostic.clause) == ("/name", "NAM-1")


def test_run_has_six_more_characters_than_the_name_it_is_made_from() -> None:
    assert found(graph(id="a" * 63)) == []
    diagnostic = the_one(graph(id="a" * 64), "DG201")
    assert (diagnostic.pointer, diagnostic.clause) == ("/id", "NAM-2")
    assert "has 64 characters; at most 63 are allowed" in diagnostic.message


def test_hint_proposes_a_name_that_is_right() -> None:
    assert the_one(graph(name="My Flow_2"), "DG201").hint == "Write `my-flow-2`."
    assert the_one(graph(name="RelaxMany"), "DG201").hint == "Write `relax-many`."
    assert the_one(graph(name="***"), "DG201").hint.startswith("Use lower-case letters")


def with_template(name: str) -> dict[str, Any]:
    return graph(templates={"main": steps([call("run", name)]), name: REST})


@pytest.mark.parametrize("name", ["r", "2nd", "a-b", "a--", "a" * 128])
def test_template_may_have_a_name_in_lower_case(name: str) -> None:
    assert found(with_template(name)) == []


@pytest.mark.parametrize("name", ["", "R", "-r", "a.b", "a_b", "a\nb", "ß", "a{{item}}", "a" * 129])
def test_template_may_have_no_other_name(name: str) -> None:
    diagnostic = the_one(with_template(name), "DG202")
    assert diagnostic.pointer == "/templates/" + name
    assert diagnostic.at_key


def with_step(name: str) -> dict[str, Any]:
    return graph(templates={"main": steps([call(name)]), "rest": REST})


@pytest.mark.parametrize("name", ["R", "2nd", "a-B-c", "a" * 128])
def test_step_may_have_a_name_of_letters_digits_and_hyphens(name: str) -> None:
    assert found(with_step(name)) == []


@pytest.mark.parametrize("name", ["", "-r", "a.b", "a_b", "a b", "a\nb", "ß", "a" * 129])
def test_step_may_have_no_other_name(name: str) -> None:
    assert the_one(with_step(name), "DG203").pointer == "/templates/main/steps/0/0/name"


def test_tag_in_the_name_of_a_step_is_named_as_such() -> None:
    diagnostic = the_one(with_step("a-{{item}}"), "DG203")
    assert diagnostic.message == (
        "the name of the step `a-{{item}}` holds a tag, which means nothing in a name"
    )


def test_one_malformed_name_among_many_is_found() -> None:
    names = [f"s{n}" for n in range(50)]
    names[30] = "s.30"
    document = graph(templates={"main": steps([call(n) for n in names]), "rest": REST})
    assert the_one(document, "DG203").pointer == "/templates/main/steps/0/30/name"


def test_every_step_of_a_name_but_the_first_is_a_duplicate() -> None:
    document = graph(
        templates={
            "main": steps([call("a"), call("a")], [call("b")], [call("a")]),
            "rest": REST,
        }
    )
    diagnostics = found(document)
    assert [(d.code, d.pointer) for d in diagnostics] == [
        ("DG204", "/templates/main/steps/0/1/name"),
        ("DG204", "/templates/main/steps/2/0/name"),
    ]
    assert {p.pointer for d in diagnostics for p in d.related} == {"/templates/main/steps/0/0/name"}
    assert diagnostics[0].message == "a second step of `main` has the name `a`"


def test_steps_of_two_templates_may_have_one_name() -> None:
    document = graph(
        templates={"main": steps([call("a", "inner")]), "inner": steps([call("a")]), "rest": REST}
    )
    assert found(document) == []


def test_copied_step_is_one_mistake_and_not_two() -> None:
    document = graph(
        templates={"main": steps([call("a", key="k")], [call("a", key="k")]), "rest": REST}
    )
    assert the_one(document, "DG204").pointer == "/templates/main/steps/1/0/name"


ECHO = shell(
    inputs={"parameters": {"x": {"type": "any", "value": 1}}},
    script="echo {{inputs.parameters.x}} > /tmp/y",
    outputs={"parameters": {"y": {"type": "str", "value_from_path": "/tmp/y"}}},
)


@pytest.mark.parametrize(
    "second",
    [
        {"dependencies": ["1a"]},
        {"parameters": {"x": "{{tasks.1a.outputs.parameters.y}}"}},
        {"parameters": {"x": "{{=tasks['1a'].outputs.parameters.y}}"}},
    ],
)
def test_digit_in_front_of_a_task_is_a_fault_beside_a_dependency(second: dict[str, Any]) -> None:
    document = graph(
        templates={"main": dag(call("1a", "echo"), call("b", "echo", **second)), "echo": ECHO}
    )
    assert the_one(document, "DG205").pointer == "/templates/main/tasks/0/name"


def test_digit_in_front_of_a_task_is_right_without_dependencies_and_in_steps() -> None:
    free = dag(call("1a", "echo"), call("2b", "echo"))
    inner = steps([call("1a")], [call("b", when="{{steps.1a.status}} == Succeeded")])
    document = graph(
        templates={
            "main": steps([call("x", "free")], [call("y", "inner")]),
            "free": free,
            "inner": inner,
            "echo": ECHO,
            "rest": REST,
        }
    )
    assert found(document) == []


def with_output(name: str, **more: Any) -> dict[str, Any]:
    output = {"type": "str", "value_from_path": "/tmp/y", **more}
    template = shell(outputs={"parameters": {name: output}})
    return graph(templates={"main": steps([call("run", "echo")]), "echo": template})


@pytest.mark.parametrize("name", ["a", "A_b-1", "-", "_", "0", "dflow", "d", "x" * 200])
def test_port_may_have_a_name_of_argo(name: str) -> None:
    assert found(with_output(name)) == []


@pytest.mark.parametrize("name", ["", "a.b", "a b", "é", "a\n", "d é"])
def test_port_may_have_no_other_name(name: str) -> None:
    diagnostic = the_one(with_output(name), "DG206")
    assert diagnostic.pointer == "/templates/echo/outputs/parameters/" + name
    assert diagnostic.at_key


@pytest.mark.parametrize("name", ["dflow_output", "dflow_output_0", "dflow_output_12"])
def test_result_of_a_function_is_an_output_and_no_input(name: str) -> None:
    assert found(with_output(name)) == []
    inputs = {"parameters": {name: {"type": "any", "value": 1}}}
    document = graph(templates={"main": steps([call("run", "echo")]), "echo": shell(inputs=inputs)})
    assert the_one(document, "DG207").pointer == f"/templates/echo/inputs/parameters/{name}"


@pytest.mark.parametrize("name", ["dflow_x", "dflow_", "dflow_output_", "dflow_output_x"])
def test_other_names_with_the_prefix_are_reserved(name: str) -> None:
    assert the_one(with_output(name), "DG207").at_key


def test_global_name_may_hold_tags_of_any_content() -> None:
    assert found(with_output("y", global_name="y-{{workflow.name}}")) == []
    assert the_one(with_output("y", global_name="y.{{workflow.name}}"), "DG206").pointer.endswith(
        "/y/global_name"
    )


def test_malformed_tag_of_a_global_name_is_not_said_twice() -> None:
    assert found(with_output("y", global_name="y.{{workflow.name")) == []


def two_writers(first: dict[str, Any], second: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Two templates with one global name, called by steps with these conditions."""
    output = {"type": "str", "value_from_path": "/tmp/y", "global_name": "y"}
    template = shell(outputs={"parameters": {"y": output}})
    main = steps([call("one", "a", **first), call("two", "b", **second)])
    return graph(templates={"main": main, "a": template, "b": template}, **more)


WHEN = {"when": "{{workflow.status}} == Running"}


def test_two_outputs_of_one_global_name_are_a_fault_where_both_can_run() -> None:
    for first, second in (({}, {}), (WHEN, {}), ({}, WHEN)):
        diagnostic = the_one(two_writers(first, second), "DG208")
        assert diagnostic.pointer == "/templates/b/outputs/parameters/y/global_name"
        assert diagnostic.related[0].pointer == "/templates/a/outputs/parameters/y/global_name"


def test_two_outputs_of_one_global_name_may_be_alternatives() -> None:
    assert found(two_writers(WHEN, WHEN)) == []


def test_template_that_never_runs_writes_nothing() -> None:
    document = two_writers({}, {})
    document["templates"]["main"]["steps"][0].pop()
    assert found(document) == []


def test_parameter_and_artifact_may_have_one_global_name() -> None:
    outputs = {
        "parameters": {"y": {"type": "str", "value_from_path": "/tmp/y", "global_name": "y"}},
        "artifacts": {"y": {"path": "/tmp/z", "global_name": "y"}},
    }
    document = graph(
        templates={"main": steps([call("run", "echo")]), "echo": shell(outputs=outputs)}
    )
    assert found(document) == []


def test_global_name_in_the_map_of_a_python_op_takes_the_place_of_the_signature() -> None:
    entry = {"kind": "Parameter", "type": "int", "global_name": "y"}
    op = {"name": "f", "module": "lab", "outputs": {"a": entry, "b": {**entry}}}
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op}
    templates = {"main": steps([call("run", "f")]), "f": template}
    assert the_one(graph(templates=templates), "DG208").pointer == (
        "/templates/f/op/outputs/b/global_name"
    )
    templates["f"] = {**template, "output_parameter_global_name": {"b": "z"}}
    assert found(graph(templates=templates)) == []
    templates["f"] = {**template, "output_parameter_global_name": {"a": "z", "b": "z"}}
    assert the_one(graph(templates=templates), "DG208").pointer == (
        "/templates/f/output_parameter_global_name/b"
    )


@pytest.mark.parametrize("ending", ["init-artifact", "check-num-success", "check-success-ratio"])
def test_name_of_a_helper_step_of_dflow_is_a_warning(ending: str) -> None:
    diagnostic = the_one(with_step(f"run-{ending}"), "DG213")
    assert diagnostic.severity is Severity.WARNING
    assert found(with_step(ending)) == []
    assert found(with_step(f"run-{ending}-2")) == []
    document = graph(
        templates={"main": steps([call("other"), call(f"run-{ending}")]), "rest": REST}
    )
    assert the_one(document, "DG213").pointer == "/templates/main/steps/0/1/name"


def test_workflow_parameter_has_the_name_of_a_port() -> None:
    assert found(graph(parameters={"a_B-1": 1})) == []
    assert the_one(graph(parameters={"a.b": 1}), "DG206").pointer == "/parameters/a.b"
