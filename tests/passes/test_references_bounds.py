"""References where one condition alone decides (DG301 to DG333, DG407)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.graphs import call, graph, maker, with_tasks
from tests.passes.test_references import codes, found, the_one

EARLY = {"x": "n: {{tasks.make.outputs.parameters.n}}"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"x": "{{tasks.make"}, "DG301"),
        ({"x": "{{task.make.outputs.parameters.n}}"}, "DG308"),
        ({"artifacts": {"f": "{{tasks.make.outputs.artifacts.f}} "}}, "DG315"),
    ],
)
def test_name_that_is_not_understood_may_have_made_a_task_wait(
    more: dict[str, Any], code: str
) -> None:
    tasks = [call("make", "make"), call("early", **EARLY)]
    assert codes(with_tasks(*tasks)) == ["DG314"]
    assert codes(with_tasks(*tasks, call("unclear", **more))) == [code]


def test_task_that_refers_to_itself_is_told_so() -> None:
    again = call("again", "make")
    again["parameters"] = {"n": "{{tasks.again.outputs.parameters.n}}"}
    templates = {"make": {**maker(), "inputs": {"parameters": {"n": {"value": 1}}}}}
    assert "DG305" in codes(with_tasks(again, templates=templates))


@pytest.mark.parametrize("x", ["{{=toJson(tasks)}}", "v {{tasks.name}}"])
def test_no_single_task_is_waited_for_where_none_is_named(x: str) -> None:
    assert codes(with_tasks(call("make", "make"), call("use", x=x))) == []


def test_task_is_waited_for_where_all_of_it_is_named() -> None:
    document = with_tasks(call("make", "make"), call("use", x="{{=toJson(tasks.make)}}"))
    assert codes(document) == ["DG314"]


def test_pod_is_known_to_the_executor_of_a_step_and_not_to_its_sources() -> None:
    source = {"kind": "raw", "data": "{{pod.name}}"}
    assert codes(graph([call("use", artifacts={"f": source})])) == ["DG309"]


def test_text_that_is_right_in_one_place_is_looked_at_in_others() -> None:
    executor = {"kind": "RemoteExecutor", "config": {"a": "{{pod.name}}"}}
    source = {"kind": "raw", "data": "{{pod.name}}"}
    steps = [[call("a", executor=executor)], [call("b", artifacts={"f": source})]]
    diagnostic = the_one(graph(*steps))
    assert diagnostic.pointer == "/templates/main/steps/1/0/artifacts/f/data"


def test_fault_that_two_steps_share_is_told_of_both() -> None:
    steps = [[call(name, x="{{workflow.nme}}")] for name in "ab"]
    assert codes(graph(*steps)) == ["DG316", "DG316"]


@pytest.mark.parametrize("text", ["{{retrie}}", "{{input.nothing.x}}", "{{step.gone.id}}"])
def test_tag_of_a_script_that_would_not_be_right_either_is_left_alone(text: str) -> None:
    pod = {"kind": "ShellOPTemplate", "script": text, "retry_strategy": {"limit": 1}}
    assert codes(graph([call("a", "pod")], templates={"pod": pod})) == []


def with_inputs(x: str, *names: str, **fields: Any) -> dict[str, Any]:
    inputs = {"parameters": {name: {"type": "int", "value": 1} for name in names}}
    return graph([call("make", "make")], [call("use", x=x, **fields)], main={"inputs": inputs})


def unexplained(x: str, *names: str, **fields: Any) -> list[tuple[str, str]]:
    """The codes and marked texts of faults, inputs that nothing uses left aside."""
    diagnostics = [d for d in found(with_inputs(x, *names, **fields)) if d.within]
    return [(d.code, x[d.within[0] : d.within[1]]) for d in diagnostics if d.within]


def test_names_with_hyphens_are_found_beside_other_faults() -> None:
    assert unexplained("{{=inputs.parameters.x-y + zz.a}}", "x-y") == [
        ("DG327", "inputs.parameters.x-y"),
        ("DG308", "zz.a"),
    ]


@pytest.mark.parametrize(
    ("x", "names", "faults"),
    [
        ("{{=inputs.parameters.x+y}}", ["x", "x-y"], ["y"]),
        ("{{=inputs.parameters.x- y}}", ["x", "x-y"], ["y"]),
        ("{{=inputs.parameters.x +y-z}}", ["x", "x-z"], ["y-z"]),
        ("{{=y-z-inputs.parameters.x}}", ["x"], ["y-z"]),
        ("{{=y-z - a}}", [], ["y-z", "a"]),
    ],
)
def test_operator_between_names_is_no_hyphen(x: str, names: list[str], faults: list[str]) -> None:
    assert unexplained(x, *names) == [("DG308", fault) for fault in faults]


def test_difference_of_an_input_and_the_item_is_no_hyphen() -> None:
    x = "{{=inputs.parameters.a-item}}"
    assert unexplained(x, "a", "a-item", with_param=[1]) == [
        ("DG339", "inputs.parameters.a"),
        ("DG339", "item"),
    ]


def test_name_does_not_go_on_behind_a_difference() -> None:
    x = "{{=inputs.parameters.a-item-c}}"
    assert unexplained(x, "a", "a-c", with_param=[1]) == [("DG308", "c")]


def test_name_goes_on_behind_the_hyphen() -> None:
    x = "{{=steps.make-it.outputs.parameters.n}}"
    document = graph([call("make-it", "make")], [call("use", x=x)])
    diagnostic = the_one(document)
    assert diagnostic.code == "DG327"
    start, end = diagnostic.within or (0, 0)
    assert x[start:end] == "steps.make-it.outputs.parameters.n"


@pytest.mark.parametrize(
    ("expression", "found_codes"),
    [
        ("steps.make.outputs.artifacts.f", []),
        ("[1]", ["DG313"]),
        ("{'a': 1}", ["DG313"]),
        ("1 + 2", ["DG313"]),
        ("-1", ["DG313"]),
        ("'text'", ["DG313"]),
        ("nil", []),
        ("[steps.make.outputs.artifacts.f][0]", []),
        ("steps.make.outputs.parameters.n", ["DG313"]),
        ("steps.make.outputs.parameters.gone", ["DG304"]),
    ],
)
def test_result_of_an_artifacts_expression_is_an_artifact(
    expression: str, found_codes: list[str]
) -> None:
    outputs = {"artifacts": {"f": {"from_expression": expression}}}
    assert codes(graph([call("make", "make")], main={"outputs": outputs})) == found_codes


BIG = {"type": "any", "save_as_artifact": True, "value": 1}
TAG = "{{inputs.parameters.p}}"


def with_big(**fields: Any) -> dict[str, Any]:
    """Steps with a big input; fields of `inputs` and others of the template."""
    inputs = {"parameters": {"p": BIG, **fields.pop("inputs", {})}}
    return graph([call("make", "make")], main={"inputs": inputs, **fields})


def big_codes(document: dict[str, Any]) -> list[str]:
    return [code for code in codes(document) if code != "DG326"]


def test_big_parameter_may_be_all_of_a_default() -> None:
    assert big_codes(with_big(inputs={"q": {"value": TAG}})) == []
    assert big_codes(with_big(inputs={"q": {"value": f"a {TAG}"}})) == ["DG407"]
    outputs = {"parameters": {"o": {"value_from_parameter": TAG, "default": TAG}}}
    assert big_codes(with_big(outputs=outputs)) == []
    spaced = {"parameters": {"o": {"value_from_parameter": "{{ inputs.parameters.p }}"}}}
    assert big_codes(with_big(outputs=spaced)) == []


def test_big_parameter_may_be_no_other_text() -> None:
    assert big_codes(with_big(labels={"a": TAG})) == ["DG407"]
    named = {"parameters": {"o": {"value_from_parameter": TAG, "global_name": TAG}}}
    assert big_codes(with_big(outputs=named)) == ["DG407"]


def test_big_parameter_may_be_all_of_the_default_of_an_output() -> None:
    def with_default(value: Any) -> list[str]:
        ports = {"p": {"kind": "BigParameter", "type": "any", "default": 1}}
        outputs = {"o": {"kind": "Parameter", "type": "any"}}
        op = {"name": "f", "module": "lab", "inputs": ports, "outputs": outputs}
        run = {"kind": "PythonOPTemplate", "image": "a", "op": op}
        run["output_parameter_default"] = {"o": value}
        return big_codes(graph([call("run", "run")], templates={"run": run}))

    assert with_default(TAG) == []
    assert with_default([TAG]) == ["DG407"]


def test_big_parameter_is_no_key_and_no_part_of_a_volume() -> None:
    assert big_codes(with_big(steps=[[call("make", "make", key=TAG)]])) == ["DG407"]
    volumes = [{"name": "v", "csi": {"value": TAG}}]
    pod = {"kind": "ShellOPTemplate", "script": "true", "volumes": volumes}
    pod["inputs"] = {"parameters": {"p": {**BIG, "path": "/tmp/p"}}}
    assert big_codes(graph([call("a", "pod")], templates={"pod": pod})) == ["DG407"]


@pytest.mark.parametrize(
    ("x", "fields"),
    [
        ("{{=toJson(workflow.outputs.artifacts)}}", {}),
        ("{{item.n.outputs.artifacts.f}}", {"with_param": [{"n.outputs.artifacts.f": 1}]}),
    ],
)
def test_only_a_name_of_an_artifact_is_one(x: str, fields: Any) -> None:
    assert codes(graph([call("use", x=x, **fields)])) == []


def test_unknown_name_may_have_made_a_task_wait_whatever_else_is_wrong() -> None:
    tasks = [call("make", "make"), call("early", **EARLY)]
    unclear = call("unclear", x="{{task.make.outputs.parameters.n}} {{workflow.nme}}")
    assert codes(with_tasks(*tasks, unclear)) == ["DG308", "DG316"]


def test_exit_code_is_that_of_a_pod() -> None:
    def asking(template: str) -> list[str]:
        dag = {"kind": "DAG", "tasks": [call("a", "make")]}
        group = {"kind": "Steps", "steps": [[call("a", "make")]]}
        rest = {"kind": "SuspendOPTemplate", "duration": "1s"}
        ask = {"kind": "HTTPOPTemplate", "url": "https://example.org"}
        templates = {"dag": dag, "group": group, "rest": rest, "ask": ask}
        x = "{{steps.one.exitCode}}"
        return codes(graph([call("one", template)], [call("use", x=x)], templates=templates))

    assert asking("make") == []
    assert asking("gone") == []
    for name in ("dag", "group", "rest", "ask"):
        assert asking(name) == ["DG321"], name


def test_input_of_the_other_sort_is_no_lone_reference_that_is_right() -> None:
    inputs = {"artifacts": {"f": {"optional": True}}, "parameters": {"p": {"value": 1}}}
    main = {"inputs": inputs}
    document = graph([call("use", x="{{inputs.parameters.f}}")], main=main)
    assert "DG307" in codes(document)
    document = graph([call("use", artifacts={"f": "{{inputs.artifacts.p}}"})], main=main)
    assert "DG307" in codes(document)


def test_wrong_name_behind_a_hyphen_is_one_wrong_name() -> None:
    x = "{{=steps.make-it.outputs.parameters.gone}}"
    document = graph([call("make-it", "make")], [call("use", x=x)])
    assert codes(document) == ["DG304"]


def test_hyphens_of_no_known_name_make_one_finding() -> None:
    """EXPR-13: one unknown name if none of them is known nor any name that they make."""
    x = "{{=steps.made-by-hand.outputs.parameters.n}}"
    diagnostic = the_one(graph([call("use", x=x)]))
    assert (diagnostic.code, diagnostic.within) == ("DG303", (3, len(x) - 2))
    assert "`made-by-hand`" in diagnostic.message


def test_chain_of_many_hyphens_is_looked_at_in_parts() -> None:
    assert len(codes(graph([call("use", x="{{=" + "-".join("a" * 100) + "}}")]))) < 10


@pytest.mark.parametrize("text", ["{{=workflow.parameters}}", "{{=workflow.parameters.json}}"])
def test_expression_may_ask_for_all_parameters_of_a_workflow_without_any(text: str) -> None:
    assert codes(graph([call("use", x=text)])) == []
    assert codes(graph([call("use", x=text.replace("=", ""))])) == ["DG316"]
    assert codes(graph([call("use", x=text.replace("=", ""))], parameters={"a": 1})) == []
