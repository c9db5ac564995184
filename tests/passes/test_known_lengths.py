"""Lengths that are known by way of references (SLC-28)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index, build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.known_lengths import Lengths
from dflow_graph.passes.slices import check_slices
from dflow_graph.pipeline import read

RUN: dict[str, Any] = {
    "kind": "PythonOPTemplate",
    "op": {
        "name": "Run",
        "inputs": {
            "n": {"kind": "Parameter", "type": "int"},
            "m": {"kind": "Parameter", "type": "int"},
            "f": {"kind": "Artifact", "type": "path"},
        },
        "outputs": {
            "e": {"kind": "Parameter", "type": "int"},
            "big": {"kind": "BigParameter", "type": "int"},
            "log": {"kind": "Artifact", "type": "path"},
            "logs": {"kind": "Artifact", "type": "list[path]"},
            "sets": {"kind": "Artifact", "type": "path | hdf5_datasets"},
            "odd": {"kind": "Artifact", "type": "no type"},
        },
    },
}
STACKED = {
    "input_parameter": ["n"],
    "output_parameter": ["e"],
    "output_artifact": ["log", "logs", "sets", "odd"],
}
TAG = "{{=toJson(sprig.untilStep(0, 5, 1))}}"
E, LOG = "{{steps.a.outputs.parameters.e}}", "{{steps.a.outputs.artifacts.log}}"


def index_of(*steps: dict[str, Any], **more: Any) -> Index:
    main = {"kind": "Steps", "steps": [[step] for step in steps], **more.pop("main", {})}
    templates = {"main": main, "run": RUN, **more.pop("templates", {})}
    root = {"dflow_graph": "1.0", "name": "demo", "entrypoint": "main"}
    return build_index(Workflow.from_dict({**root, **more, "templates": templates}))


def a(**fields: Any) -> dict[str, Any]:
    """A step over three slices."""
    return {
        "name": "a",
        "template": "run",
        "slices": STACKED,
        "parameters": {"n": [1, 2, 3]},
        **fields,
    }


def length(index: Index, value: Any, sort: str = "parameters") -> int | None:
    """The length of a value in the last step of `main`."""
    return in_call(index, index.nodes["main"].calls[-1], value, sort)


def in_call(index: Index, call: Call, value: Any, sort: str = "parameters") -> int | None:
    found = Lengths(index).of_argument(call, sort, value, ())
    return None if found is None else found.number


def origin(index: Index, value: Any, sort: str = "parameters") -> tuple[str | int, ...] | None:
    """Where the length of a value in the last step of `main` is said."""
    call = index.nodes["main"].calls[-1]
    found = Lengths(index).of_argument(call, sort, value, ("here",))
    return None if found is None else found.origin


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({}, 3),
        ({"slices": {**STACKED, "slices": "int({{item}})"}}, 3),
        ({"slices": {**STACKED, "slices": "x{{item}}"}}, None),
        ({"slices": {"input_parameter": ["n"]}}, 3),
        ({"slices": {"input_parameter": ["n"], "group_size": 2}, "with_param": [0, 1, 2]}, None),
        ({"slices": {**STACKED, "group_size": 2}, "with_param": [0, 1, 2, 3]}, 4),
        ({"slices": {**STACKED, "sub_path": True}, "with_param": [0, 1, 2, 3]}, 3),
        (
            {
                "slices": {**STACKED, "sub_path": True, "group_size": 2},
                "with_param": [0, 1, 2, 3],
            },
            4,
        ),
        ({"when": "true"}, None),
        ({"continue_on_failed": True}, None),
        ({"continue_on_failed": False}, 3),
        ({"continue_on_error": True}, None),
        ({"continue_on_num_success": 0}, None),
        ({"continue_on_success_ratio": 0.5}, None),
        ({"with_param": "[1, 2]"}, 2),
        ({"with_param": "{{=toJson(sprig.untilStep(0, 5, 1))}}"}, 5),
        ({"with_param": "{{workflow.parameters.ns}}"}, 2),
        ({"with_param": "{{workflow.parameters.text}}"}, None),
        ({"with_param": "{{workflow.parameters.tag}}"}, None),
        ({"with_param": "{{workflow.name}}"}, None),
        ({"with_sequence": {"start": 2, "end": 5}}, 4),
        ({"with_sequence": {"count": "{{workflow.parameters.n}}"}}, None),
        ({"with_param": "{{workflow.parameters.ns}}", "with_sequence": {"count": 2}}, None),
        ({"with_param": [], "parameters": {"n": []}}, None),
        ({"parameters": {}}, None),
        ({"parameters": {"n": "{{workflow.parameters.ns}}"}}, 2),
    ],
)
def test_outputs_of_a_loop_are_as_many_as_its_pieces(
    fields: dict[str, Any], wanted: int | None
) -> None:
    index = index_of(a(**fields), parameters={"ns": [1, 2], "text": "[1]", "tag": TAG})
    assert length(index, E) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"), [("log", 3), ("logs", None), ("sets", None), ("odd", None), ("no", None)]
)
def test_stacked_artifacts_are_counted_where_each_is_one_path(
    name: str, wanted: int | None
) -> None:
    value = f"{{{{steps.a.outputs.artifacts.{name}}}}}"
    assert length(index_of(a()), value, "artifacts") == wanted


def test_artifacts_of_steps_are_nested_and_not_counted() -> None:
    group = {
        "kind": "Steps",
        "steps": [],
        "inputs": {"parameters": {"n": {}}},
        "outputs": {"artifacts": {"log": {"type": "path"}}, "parameters": {"e": {}}},
    }
    index = index_of(a(template="group"), templates={"group": group})
    assert length(index, LOG, "artifacts") is None
    assert length(index, E) == 3


def test_artifact_that_is_not_stacked_has_no_length() -> None:
    index = index_of(a(slices={"input_parameter": ["n"]}))
    assert length(index, LOG, "artifacts") is None


@pytest.mark.parametrize(("pattern", "wanted"), [("{{item}}", 3), ("0.{{item}}", None)])
def test_maps_of_patterns_stack_as_slices_do(pattern: str, wanted: int | None) -> None:
    run = {**RUN, "output_parameter_slices": {"e": pattern}}
    index = index_of(a(slices={"input_parameter": ["n"]}), templates={"run": run})
    assert length(index, E) == wanted


@pytest.mark.parametrize(
    "value",
    [
        "{{steps.a.outputs.parameters.big}}",
        "{{steps.no.outputs.parameters.e}}",
        "{{steps.unknown.outputs.parameters.e}}",
        "{{steps.a.outputs.artifacts.log}}",
        "{{steps.a.outputs.result}}",
        "{{inputs.parameters.no}}",
        "{{inputs.parameters.big}}",
        "{{inputs.parameters}}",
        "{{inputs.parameters.xs.0}}",
        "{{workflow.parameters}}",
        "{{workflow.parameters.id.0}}",
        "{{workflow.parameters.no}}",
        "{{steps.a.id}}",
        "{{steps.a.outputs.parameters.e.0}}",
        "{{steps.a.inputs.parameters.e}}",
        "{{other.a.outputs.parameters.e}}",
        "x{{steps.a.outputs.parameters.e}}",
        5,
    ],
)
def test_nothing_is_known_of_other_values(value: Any) -> None:
    unknown = {"name": "unknown", "template": "no"}
    inputs = {"parameters": {"big": {"value": [1], "save_as_artifact": True}, "xs": {}}}
    root = {"parameters": {"id": [1, 2], "xs": [1, 2]}}
    assert length(index_of(unknown, a(), main={"inputs": inputs}, **root), value) is None


def test_tasks_are_followed_as_steps_are() -> None:
    main = {"kind": "DAG", "tasks": [a()]}
    root = {"dflow_graph": "1.0", "name": "demo", "entrypoint": "main"}
    index = build_index(Workflow.from_dict({**root, "templates": {"main": main, "run": RUN}}))
    assert length(index, E.replace("steps", "tasks")) == 3


def test_loop_over_the_items_of_an_artifact_has_as_many_pieces() -> None:
    sources = [{"kind": "s3", "key": "a"}, {"kind": "s3", "key": "b"}]
    slices = {**STACKED, "input_parameter": [], "input_artifact": ["f"], "sub_path": True}
    step = a(slices=slices, artifacts={"f": sources}, parameters={})
    assert length(index_of(step), E) == 2
    assert length(index_of({**step, "slices": {**slices, "sub_path": False}}), E) is None


def test_leaf_templates_have_no_inputs_to_follow() -> None:
    index = index_of(a())
    call = index.nodes["main"].calls[0]
    call.owner = index.nodes["run"]
    assert Lengths(index).of_argument(call, "parameters", "{{inputs.parameters.n}}", ()) is None


def nested(*given: dict[str, Any], **more: Any) -> Index:
    """Calls of a template with the inputs `xs` and `f`, of which the first has a value."""
    inner = {
        "kind": "Steps",
        "inputs": {"parameters": {"xs": {"value": [1, 2]}}, "artifacts": {"f": {"source": RAWS}}},
        "outputs": {
            "parameters": {
                "same": {"value_from_parameter": "{{inputs.parameters.xs}}"},
                "given": {"value_from_parameter": "{{inputs.parameters.xs}}", "default": []},
            },
            "artifacts": {"f": {"_from": "{{inputs.artifacts.f}}"}},
        },
        "steps": [[{"name": "use", "template": "run"}]],
    }
    steps = [{"name": f"s{n}", "template": "inner", **fields} for n, fields in enumerate(given)]
    return index_of(*steps, templates={"inner": inner}, **more)


RAWS = [{"kind": "raw", "data": "a"}, {"kind": "raw", "data": "b"}]


@pytest.mark.parametrize(
    ("calls", "wanted"),
    [
        ([], None),
        ([{}], 2),
        ([{"parameters": {"xs": [1, 2, 3]}}], 3),
        ([{"parameters": {"xs": [1, 2, 3]}}, {"parameters": {"xs": [4, 5, 6]}}], 3),
        ([{"parameters": {"xs": [1, 2, 3]}}, {}], None),
        ([{"parameters": {"xs": "{{workflow.name}}"}}, {}], None),
        ([{"parameters": {"xs": [[1], [2]]}, "slices": {"input_parameter": ["xs"]}}], None),
        ([{"parameters": {"xs": [[1], [2]]}, "slices": {"input_parameter": ["xs"]}}, {}], None),
        ([{"success_hook": {"template": "inner", "parameters": {"xs": [1]}}}], None),
        ([{"success_hook": {"template": "inner", "parameters": {"xs": [1, 3]}}}], 2),
    ],
)
def test_input_has_the_length_that_every_call_gives_it(
    calls: list[dict[str, Any]], wanted: int | None
) -> None:
    index = nested(*calls)
    use = index.nodes["inner"].calls[0]
    assert in_call(index, use, "{{inputs.parameters.xs}}") == wanted


@pytest.mark.parametrize(("given", "wanted"), [({}, 2), ({"xs": [1]}, 1), ({"xs": "a"}, None)])
def test_input_of_the_entrypoint_has_the_length_of_the_workflow_parameter(
    given: dict[str, Any], wanted: int | None
) -> None:
    for start in ({"entrypoint": "inner"}, {"on_exit": "inner"}):
        index = nested(parameters=given, **start)
        use = index.nodes["inner"].calls[0]
        assert in_call(index, use, "{{inputs.parameters.xs}}") == wanted
    assert in_call(index, use, "{{inputs.artifacts.f}}", "artifacts") == 2


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({}, 2),
        ({"slices": {"input_artifact": ["f"]}}, None),
        ({"artifacts": {"f": [{"kind": "s3", "key": "a"}, {"kind": "s3", "key": "b"}]}}, None),
        ({"artifacts": {"f": ["{{inputs.artifacts.g}}", RAWS[0]]}}, None),
        ({"artifacts": {"f": RAWS[:1]}}, 1),
    ],
)
def test_artifact_of_steps_is_as_long_as_what_is_given(
    fields: dict[str, Any], wanted: int | None
) -> None:
    index = nested(fields)
    use = index.nodes["inner"].calls[0]
    assert in_call(index, use, "{{inputs.artifacts.f}}", "artifacts") == wanted


def test_output_of_steps_has_the_length_of_what_it_refers_to() -> None:
    index = nested({"parameters": {"xs": [1, 2, 3]}})
    assert length(index, "{{steps.s0.outputs.parameters.same}}") == 3
    assert length(index, "{{steps.s0.outputs.parameters.given}}") is None
    assert length(index, "{{steps.s0.outputs.artifacts.f}}", "artifacts") == 2


def test_output_of_a_leaf_has_the_length_of_its_value() -> None:
    sh = {"kind": "ShellOPTemplate", "outputs": {"parameters": {"e": {"value": [1, 2]}}}}
    index = index_of({"name": "a", "template": "sh"}, templates={"sh": sh})
    assert length(index, E) == 2


def test_length_that_rests_on_itself_is_not_known() -> None:
    again = {"name": "again", "template": "loop", "parameters": {"xs": "{{inputs.parameters.xs}}"}}
    loop = {"kind": "Steps", "inputs": {"parameters": {"xs": {}}}, "steps": [[again]]}
    start = {"name": "a", "template": "loop", "parameters": {"xs": [1, 2]}}
    index = index_of(start, templates={"loop": loop})
    inner = index.nodes["loop"].calls[0]
    assert in_call(index, inner, "{{inputs.parameters.xs}}") is None


def test_chain_of_any_length_is_followed() -> None:
    steps = [a()]
    for number in range(20_000):
        before = "a" if number == 0 else f"s{number - 1}"
        value = f"{{{{steps.{before}.outputs.parameters.e}}}}"
        steps.append(a(name=f"s{number}", parameters={"n": value}))
    last = a(name="last", slices={"input_parameter": ["n", "m"]})
    last["parameters"] = {"n": "{{steps.s19999.outputs.parameters.e}}", "m": [1, 2]}
    index = index_of(*steps, last)
    [diagnostic] = check_slices(index)
    assert (diagnostic.code, diagnostic.pointer) == (
        "DG503",
        "/templates/main/steps/20001/0/parameters/m",
    )
    assert diagnostic.message == (
        "`m` has 2 elements, but `n` has 3 elements; sliced lists advance together"
    )


def test_number_of_pieces_of_a_loop_is_that_of_its_lists_if_they_agree() -> None:
    slices = {"input_parameter": ["n", "m"], "input_artifact": ["f"]}
    for given, wanted in (([4, 5], 2), ([4], None), ("{{workflow.name}}", 2)):
        step = a(slices=slices, artifacts={"f": RAWS})
        step["parameters"] = {"n": [1, 2], "m": given}
        index = index_of(step)
        found = Lengths(index).of_loop(index.nodes["main"].calls[0])
        assert (None if found is None else found.number) == wanted


def test_parameter_of_a_workflow_without_any_has_no_length() -> None:
    assert length(index_of(a()), "{{workflow.parameters.ns}}") is None


FIRST = ("templates", "main", "steps", 0, 0)


def test_length_is_said_where_the_list_or_the_loop_is_written() -> None:
    assert origin(index_of(a()), [1]) == ("here",)
    assert origin(index_of(a()), E) == (*FIRST, "parameters", "n")
    assert origin(index_of(a(with_param=[0, 1, 2])), E) == (*FIRST, "with_param")
    counted = a(with_sequence={"count": 3})
    assert origin(index_of(counted), E) == (*FIRST, "with_sequence")
    given = a(parameters={"n": "{{workflow.parameters.xs}}"})
    assert origin(index_of(given, parameters={"xs": [1]}), E) == ("parameters", "xs")
    main = {"inputs": {"parameters": {"xs": {"value": [1, 2]}}}}
    own = a(parameters={"n": "{{inputs.parameters.xs}}"})
    at_input = ("templates", "main", "inputs", "parameters", "xs", "value")
    assert origin(index_of(own, main=main), E) == at_input
    assert origin(index_of(own, main=main, parameters={"xs": [1]}), E) == ("parameters", "xs")
    inner = nested({"parameters": {"xs": [1, 2, 3]}})
    assert origin(inner, "{{steps.s0.outputs.parameters.same}}") == (*FIRST, "parameters", "xs")
    place = origin(inner, "{{steps.s0.outputs.artifacts.f}}", "artifacts")
    assert place == ("templates", "inner", "inputs", "artifacts", "f", "source")


def diagnostics(*steps: dict[str, Any], **more: Any) -> list[Diagnostic]:
    text = json.dumps(index_of(*steps, **more).workflow.to_dict())
    found = read(text.encode()).report.diagnostics
    return [d for d in found if d.code in ("DG503", "DG520")]


BOTH = {"input_parameter": ["n", "m"], "output_parameter": ["e"]}
XS = "{{workflow.parameters.xs}}"


def test_dg503_is_told_once_of_a_list_that_is_wrong_in_several_steps() -> None:
    steps = [
        a(name=name, slices=BOTH, parameters={"n": [1, 2, 3], "m": XS}) for name in ("a", "b", "c")
    ]
    [diagnostic] = diagnostics(*steps, parameters={"xs": [1, 2]})
    assert diagnostic.pointer == "/templates/main/steps/0/0/parameters/m"
    assert [place.pointer for place in diagnostic.related] == [
        "/templates/main/steps/0/0/parameters/n",
        "/parameters/xs",
        "/templates/main/steps/1/0/parameters/m",
        "/templates/main/steps/2/0/parameters/m",
    ]
    assert diagnostics(*steps, parameters={"xs": [1, 2, 3]}) == []


def test_dg503_is_told_once_of_a_list_that_is_unlike_all_others() -> None:
    slices = {"input_parameter": ["n", "m"], "input_artifact": ["f"]}
    step = a(slices=slices, artifacts={"f": RAWS})
    step["parameters"] = {"n": [1, 2, 3], "m": [1, 2]}
    [diagnostic] = diagnostics(step)
    assert diagnostic.pointer == "/templates/main/steps/0/0/parameters/m"
    assert diagnostic.related[-1].pointer == "/templates/main/steps/0/0/artifacts/f"


def test_dg520_is_told_with_the_list_that_makes_too_few_pieces() -> None:
    one = a(slices=BOTH, parameters={"n": [1, 2, 3], "m": XS})
    two = a(name="b", parameters={"n": XS}, continue_on_num_success=3)
    [diagnostic] = diagnostics(one, two, parameters={"xs": [1, 2]})
    assert (diagnostic.code, diagnostic.related[-1].pointer) == (
        "DG503",
        "/templates/main/steps/1/0/continue_on_num_success",
    )


def test_dg503_of_loops_of_their_own_is_told_of_each() -> None:
    steps = [a(name=name, with_param=[0, 1]) for name in ("a", "b")]
    assert len(diagnostics(*steps)) == 2
    past = [a(name=n, parameters={"n": XS}, with_param=[4, 9]) for n in ("a", "b")]
    [diagnostic] = diagnostics(*past, parameters={"xs": [1, 2]})
    assert diagnostic.pointer == "/templates/main/steps/0/0/with_param/1"
