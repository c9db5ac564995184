"""Members of the items of a loop, by the list, the expression or the type that it runs over."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.model import Workflow

from .graphs import call, graph, maker

XS = "{{steps.a.outputs.parameters.n}}"


def found(x: Any, type_: str | None = None, **fields: Any) -> list[Diagnostic]:
    """What is found of members in a step that is looped, behind one that gives a list `n`."""
    make = maker()
    typed = {} if type_ is None else {"type": type_}
    make["outputs"]["parameters"]["n"] = {"value_from_path": "/tmp/n", **typed}
    steps = [[call("a", "make")], [call("b", x=x, **{"with_param": XS, **fields})]]
    parameters = {
        "objects": [{"n": 1}],
        "text": '[{"n": 1}]',
        "tag": '[{"{{workflow.name}}": 1}]',
        "no": 1,
    }
    document = graph(*steps, templates={"make": make}, parameters=parameters)
    return [d for d in analyse(Workflow.from_dict(document)) if d.code == "DG325"]


@pytest.mark.parametrize(
    ("type_", "faults"),
    [
        ("list[int]", 1),
        ("list[str]", 1),
        ("list[list[any]]", 1),
        ("tuple[int, none]", 1),
        ("set[bytes]", 1),
        ("list[dict[str, int]]", 0),
        ("list[dict[literal['n', 'm'], int]]", 0),
        ("list[dict[literal['m'], int]]", 1),
        ("list[int | dict[str, int]]", 0),
        ("list[any]", 0),
        ("list[object[pkg.Frame]]", 0),
        ("str", 0),
        (None, 0),
    ],
)
def test_dg325_follows_the_type_of_the_list(type_: str | None, faults: int) -> None:
    for x in ("{{item.n}}", "{{=item.n}}", "{{= item['n'] }}", ["{{item.n}}"]):
        assert len(found(x, type_)) == faults


def test_dg325_is_told_once_where_items_have_no_members_at_all() -> None:
    assert len(found("{{item.n}} {{item.m}}", "list[int]", when="{{item.k}} > 1")) == 1
    assert len(found("{{item.n}} {{item.m}}", "list[dict[literal['k'], int]]")) == 2


def test_dg325_says_nothing_of_the_item_itself_nor_beside_other_mistakes() -> None:
    assert found("{{item}} items[0] {{workflow.name}}", "list[int]") == []
    assert found("{{item.n}}", "list[int]", with_param="{{steps.b.outputs.parameters.y}}") == []


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ("[1, 2]", 1),
        ('[{"n": 1}]', 0),
        ('[{"m": 1}]', 1),
        ("{{workflow.parameters.objects}}", 0),
        ("{{workflow.parameters.text}}", 0),
        ("{{workflow.parameters.tag}}", 0),
        ("{{workflow.parameters.no}}", 0),
        ("{{=toJson(sprig.untilStep(0, len('abc'), 1))}}", 1),
        ("{{=toJSON(sprig.until(3))}}", 1),
        ("{{=toJson(1..3)}}", 1),
        ("{{=sprig.untilStep(0, 4, 1) | toJson()}}", 1),
        ("{{=toJson(map(1..3, { {'n': #} }))}}", 0),
        ("{{=toJson(map(1..3, { {'m': #} }))}}", 1),
        ("{{=toJson(map(1..3, { {(string(#)): #} }))}}", 0),
        ("{{=toJson(map(1..3, #))}}", 0),
        ("{{=toJson(sprig.fromJson('[1]'))}}", 0),
        ("{{=toJson(1 + 2)}}", 0),
        ("{{=workflow.parameters.text}}", 0),
        ("{{=toJson(}}", 0),
        (" {{=toJson(1..3)}}", 0),
        (" {{=toJson(1..3)}} ", 0),
        ("{{toJSON(sprig.until(3))}}", 0),
        ("nothing", 0),
        (["{{workflow.name}}"], 0),
        ([{"{{workflow.name}}": 1}], 0),
        ([{"{{workflow.name}}": 1}, {"m": 1}], 1),
        (["{{workflow.name}}", 1], 1),
        ([{"n": 1}, "{{workflow.name}}", {"m": 1}], 1),
        ("{{=toJson(1..3)}}{{=toJson(1..3)}}", 0),
        ("{{}}", 0),
    ],
)
def test_dg325_follows_what_the_loop_runs_over(given: Any, faults: int) -> None:
    assert len(found("{{item.n}}", with_param=given)) == faults


@pytest.mark.parametrize("given", ["{{=toJson(1..3)}}", "{{=toJson(sprig.until(3))}}"])
def test_dg325_says_that_items_are_numbers(given: str) -> None:
    (one,) = found("{{item.n}}", with_param=given)
    assert one.message == "the items of this loop are numbers, and have no member `n`"


def test_dg325_knows_no_items_of_a_parameter_that_is_not_there() -> None:
    document = graph([call("b", x="{{item.n}}", with_param="{{workflow.parameters.no}}")])
    codes = [d.code for d in analyse(Workflow.from_dict(document))]
    assert "DG316" in codes
    assert "DG325" not in codes


def test_dg325_says_which_members_a_workflow_parameter_has() -> None:
    (one,) = found("{{item.nn}}", with_param="{{workflow.parameters.objects}}")
    assert one.hint == "Use one of `n`."


def sliced(x: str, slices: dict[str, Any], **fields: Any) -> list[str]:
    """The pointers of members that are not known in a step with slices over an artifact."""
    op = {
        "kind": "PythonOPTemplate",
        "image": "python:3.11",
        "op": {
            "name": "Op",
            "module": "lab.ops",
            "inputs": {
                "f": {"kind": "Artifact", "type": "path"},
                "x": {"kind": "Parameter", "type": "any"},
            },
        },
    }
    files = {"artifacts": {"f": {"kind": "s3", "key": "files"}}}
    step = call("b", "op", x=x, slices=slices, **files, **fields)
    document = graph([step], templates={"op": op})
    return [d.pointer for d in analyse(Workflow.from_dict(document)) if d.code == "DG325"]


def test_dg325_knows_the_members_of_items_of_artifacts() -> None:
    place = ["/templates/main/steps/0/0/parameters/x"]
    files = {"input_artifact": ["f"]}
    alone = {**files, "sub_path": True}
    assert sliced("{{item.order}} {{item.f}}", alone) == []
    assert sliced("{{item.x}}", alone) == place
    assert sliced("{{item.f}}", {"input_parameter": ["x"], "sub_path": True}) == place
    # In groups the item is the number of the group, whatever is dealt to it.
    assert sliced("{{item.order}}", {**alone, "group_size": 2}) == place
    pairs = {"with_param": [{"n": 0}, {"n": 1}]}
    grouped = {**files, "group_size": 2, "slices": "{{item.n}}"}
    assert sliced("{{item.n}}", grouped, **pairs) == place
    assert sliced("{{item}}", grouped, **pairs) == []
    assert sliced("{{item}}", {**grouped, "slices": "{{item.m}}"}, **pairs) == [
        "/templates/main/steps/0/0/slices/slices"
    ]
