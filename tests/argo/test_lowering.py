"""What is found once for a whole graph, however many calls ask for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.mentions import outputs_mentioned
from dflow_graph.argo.python_templates import nearest_python
from dflow_graph.argo.variants import Names
from dflow_graph.index import build_index
from dflow_graph.model import OP
from dflow_graph.pipeline import read_file
from tests.differences.graphs import model

SHELL = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true"}
PYTHON = {"kind": "PythonScriptOPTemplate", "image": "python:3.11", "script": "1"}


def steps(*targets: str, **fields: Any) -> dict[str, Any]:
    calls = [[{"name": f"s{i}", "template": name}] for i, name in enumerate(targets)]
    return {"kind": "Steps", "steps": calls, **fields}


def graph(**templates: Any) -> Any:
    return model({"dflow_graph": "1.0", "name": "g", "entrypoint": "main", "templates": templates})


def test_the_nearest_template_with_python_is_that_of_the_first_of_the_shortest_ways() -> None:
    found = nearest_python(
        build_index(
            graph(
                main=steps("far", "near", "other"),
                far=steps("middle"),
                middle=steps("main", "p1"),
                near=steps("shell", "p2", "p1"),
                other=steps("p1"),
                none=steps("shell", "none"),
                shell=SHELL,
                p1={**PYTHON, "image": "one"},
                p2={**PYTHON, "image": "two"},
            )
        )
    )
    images = {name: template.image for name, template in found.items()}
    assert images == {
        "p1": "one", "p2": "two", "middle": "one", "near": "two", "other": "one",
        "far": "one", "main": "two",
    }  # fmt: skip


def test_outputs_are_mentioned_in_any_spelling_and_place() -> None:
    calls = steps("shell", "shell", "shell")
    calls["steps"][1][0]["when"] = "{{ steps.s0.outputs.parameters.a }} == 1"
    calls["steps"][2][0]["parameters"] = {
        "p": ["{{=steps['s0'].outputs.parameters['b-c'] + steps.s1.outputs.parameters.d}}"],
        "q": "steps.s0.outputs.parameters.no {{inputs.parameters.x}} {{steps.s0.status}}",
    }
    calls["steps"][2][0]["artifacts"] = {"f": "{{steps.s1.outputs.artifacts.e}}"}
    calls["steps"][2][0]["success_hook"] = {
        "template": "shell",
        "expression": "steps.s0.outputs.parameters.h == '1'",
    }
    calls["outputs"] = {
        "parameters": {"o": {"value_from_parameter": "{{steps.s2.outputs.parameters.g}}"}}
    }
    index = build_index(graph(main=calls, shell=SHELL))
    assert outputs_mentioned(index.nodes["main"]) == {
        "s0": {"a", "b-c", "h"},
        "s1": {"d", "e"},
        "s2": {"g"},
    }


def test_names_that_are_alike_up_to_the_longest_one_are_all_free() -> None:
    names = Names(set())
    given = [names.free("a" * 128 + str(number)) for number in range(2000)]
    assert len(set(given)) == 2000
    assert {len(name) for name in given} == {128}


@pytest.mark.parametrize("field", ["success_hook", "running_hook", "failure_hook", "exit_hook"])
def test_each_hook_is_the_one_of_its_step(field: str) -> None:
    calls = steps("shell", "shell")
    for (step,) in calls["steps"]:
        step[field] = {"template": "shell", "parameters": {"p": step["name"]}}
    shell = {**SHELL, "inputs": {"parameters": {"p": {"value": ""}}}}
    (main, _) = emit_argo(graph(main=calls, shell=shell))["spec"]["templates"]
    hooks = [step["hooks"][field.removesuffix("_hook")] for (step,) in main["steps"]]
    given = [hook["arguments"]["parameters"][0]["value"] for hook in hooks]
    assert given == ["s0", "s1"]


def test_a_manifest_has_no_extensions_of_its_graph() -> None:
    example = read_file(Path(__file__).parents[2] / "examples" / "extensions.yaml").model
    assert example is not None
    # EXT-1
    bare = example.without_extensions()
    assert "extensions" not in json.dumps(bare.to_dict())
    assert emit_argo(example) == emit_argo(bare)


def test_executors_that_differ_in_extensions_alone_share_a_template() -> None:
    main = steps("shell", "shell")
    for number, (call,) in enumerate(main["steps"]):
        engine = {"kind": "ContainerExecutor", "config": {"docker": "docker"}}
        call["executor"] = {**engine, "extensions": {"canvas": {"x": number}}}
    shell = {**SHELL, "command": ["sh"]}
    names = [t["name"] for t in emit_argo(graph(main=main, shell=shell))["spec"]["templates"]]
    assert names == ["main", "shell"]


def test_a_value_keeps_its_member_of_the_name_extensions() -> None:
    value = {"extensions": {"x": 1}}
    inputs = {"x": {"kind": "Parameter", "type": "any", "default": value, "extensions": {"t": 1}}}
    op = {"name": "O", "module": "m", "inputs": inputs, "outputs": {}}
    work = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op}
    emitted = emit_argo(graph(main=steps("work"), work=work))
    source = emitted["spec"]["templates"][1]["script"]["source"]
    found = OP.from_dict({**op, "inputs": inputs}).without_extensions().to_dict()["inputs"]["x"]
    assert found == {"kind": "Parameter", "type": "any", "default": value}
    assert source.count('"extensions"') == 1


def test_a_tagged_value_comes_without_its_extensions_and_a_literal_as_it_is() -> None:
    said = {"extensions": {"canvas": {"x": 1}}}
    opaque = {"$value": {"kind": "opaque", "codec": "state", "class": "m.C", "data": {}, **said}}
    inside = {"$value": {"kind": "bytes", "base64": "", **said}}
    literal = {"$value": {"kind": "literal", "value": inside, **said}}
    calls = steps("work")
    calls["steps"][0][0]["parameters"] = {"x": [{"of": opaque}, literal]}
    inputs = {"parameters": {"x": {"type": "any", "value": opaque}}}
    (main, work) = emit_argo(graph(main=calls, work={**SHELL, "inputs": inputs}))["spec"][
        "templates"
    ]
    (given,) = main["steps"][0][0]["arguments"]["parameters"]
    del opaque["$value"]["extensions"]
    del literal["$value"]["extensions"]
    # EXT-1, VAL-5
    assert json.loads(given["value"]) == [{"of": opaque}, literal]
    assert json.loads(work["inputs"]["parameters"][0]["value"]) == opaque


@pytest.mark.parametrize("given", ["null", "absent"])
def test_an_input_that_is_left_out_does_not_take_the_source_of_its_port(given: str) -> None:
    calls = steps("shell", "shell")
    calls["steps"][1][0]["artifacts"] = {"f": None} if given == "null" else {}
    source = {"kind": "raw", "data": "a"}
    inputs = {"artifacts": {"f": {"path": "/f", "optional": True, "source": source}}}
    written = emit_argo(graph(main=calls, shell={**SHELL, "inputs": inputs}))["spec"]["templates"]
    own = {"name": "f", "path": "/f", "optional": True}
    found = [template["inputs"]["artifacts"] for template in written[1:]]
    # ART-4
    plain = [{**own, "raw": {"data": "a"}}]
    assert found == ([plain, [own]] if given == "null" else [plain])


def test_a_part_for_a_bounded_loop_is_brought_and_its_stand_in_stays_outside() -> None:
    calls = steps("shell", "shell")
    maker = {**SHELL, "outputs": {"artifacts": {"f": {"path": "/o"}}}}
    inputs = {"artifacts": {"f": {"path": "/f", "optional": True}}}
    calls["steps"][0][0].update({"template": "maker", "when": "1 == 2"})
    calls["steps"][1][0].update({"with_param": [1], "parallelism": 1})
    calls["steps"][1][0]["artifacts"] = {"f": "{{steps.s0.outputs.artifacts.f}}"}
    made = emit_argo(graph(main=calls, maker=maker, shell={**SHELL, "inputs": inputs}))
    by_name = {template["name"]: template for template in made["spec"]["templates"]}
    (outer,) = by_name["main"]["steps"][1]
    (brought,) = outer["arguments"]["artifacts"]
    assert brought["name"] == "dflow_ref_0"
    assert brought["fromExpression"].startswith("steps['s0'].status == 'Skipped' ?")
    # Argo's validator wants a place beside the expression, and one alone inside.
    assert brought["raw"] == {"data": ""}
    (inner,) = by_name[outer["template"]]["steps"][0]
    assert inner["arguments"]["artifacts"] == [
        {"name": "f", "from": "{{inputs.artifacts.dflow_ref_0}}", "optional": True}
    ]


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_step_that_may_fail_goes_on_where_the_count_of_its_successes_fails(goes_on: bool) -> None:
    calls = steps("shell")
    count = {"with_param": [1, 2], "continue_on_num_success": 2, "continue_on_failed": goes_on}
    calls["steps"][0][0].update(count)
    main = emit_argo(graph(main=calls, shell=SHELL))["spec"]["templates"][0]
    ((loop,), (check,)) = main["steps"]
    assert loop["continueOn"] == {"failed": True}
    # LOOP-5
    assert check.get("continueOn") == ({"failed": True} if goes_on else None)


def test_an_item_that_steps_take_is_left_to_the_op_inside() -> None:
    calls = steps("inner")
    calls["steps"][0][0]["artifacts"] = {"f": {"kind": "s3", "key": "k", "slice": "a"}}
    op = {"name": "O", "module": "m", "inputs": {"f": {"kind": "Artifact", "type": "path"}}}
    work = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": {**op, "outputs": {}}}
    inner = steps("work", inputs={"artifacts": {"f": {"slice": "b"}}})
    inner["steps"][0][0]["artifacts"] = {"f": "{{inputs.artifacts.f}}"}
    made = emit_argo(graph(main=calls, inner=inner, work=work))["spec"]["templates"]
    assert [template["name"] for template in made] == ["main", "inner", "work"]
    (call,) = made[1]["steps"][0]
    (taken,) = call["arguments"]["parameters"]
    assert taken["value"] == "{{inputs.parameters.dflow_take_f}}.b"
