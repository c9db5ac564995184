"""Conditions: tags that need quotes, and outputs of steps that may be skipped."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic, Place, Severity
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.conditions import check_conditions

from .graphs import call, graph, with_tasks

WHEN = "/templates/main/steps/1/0/when"
X = "{{steps.ask.outputs.parameters.x}}"


def found(document: dict[str, Any]) -> list[Diagnostic]:
    return list(check_conditions(build_index(Workflow.from_dict(document))))


def places(document: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((d.code, d.pointer) for d in found(document))


def asking(when: str, type_: str | None = None, **port: Any) -> dict[str, Any]:
    """A step whose condition may refer to the output `x`, of a type, of the step before."""
    typed = {} if type_ is None else {"type": type_}
    ask = {
        "kind": "ShellOPTemplate",
        "outputs": {
            "parameters": {"x": {"value_from_path": "/tmp/x", **typed, **port}},
            "artifacts": {"f": {"path": "/tmp/f"}},
        },
    }
    return graph([call("ask", "ask")], [call("use", when=when)], templates={"ask": ask})


# DG335


def test_dg335_says_why_and_marks_the_tag() -> None:
    [diagnostic] = found(asking(f"1 < 2 && {X} == fast", "str"))
    assert diagnostic.code == "DG335"
    assert diagnostic.severity is Severity.WARNING
    assert diagnostic.message == (
        f"`{X}` stands without quotes, but its type `str` has other values than words"
    )
    assert diagnostic.hint == (f"Put it in quotes, `'{X}'`, and what it is compared with as well.")
    assert diagnostic.pointer == WHEN
    assert diagnostic.within == (9, 9 + len(X))


@pytest.mark.parametrize(
    "type_",
    [
        "str",
        "bytes",
        "list[int]",
        "str | none",
        "object[a.B]",
        "dict[str, int]",
        "literal['v1.2']",
        "literal['a', 'b c'] | none",
        "literal['a b', 'c']",
        "str | literal['a']",
    ],
)
def test_dg335_finds_types_with_other_values_than_words(type_: str) -> None:
    assert places(asking(f"{X} == fast", type_)) == [("DG335", WHEN)]


@pytest.mark.parametrize(
    "type_",
    [
        None,
        "any",
        "int",
        "float",
        "bool",
        "none",
        "str | int",
        "literal['a', 'b_2']",
        "literal['a-b', 1]",
        "literal['a-b', true]",
        "no type",
    ],
)
def test_dg335_leaves_what_may_be_a_number_or_must_be_a_word(type_: str | None) -> None:
    codes = {diagnostic.code for diagnostic in found(asking(f"{X} == fast", type_))}
    assert codes <= {"DG340"}


@pytest.mark.parametrize(
    "when",
    [
        f"'{X}' == fast",
        f'"{X}" == fast',
        f"'a {X} b' == fast",
        f"[{X}] == fast",
        "{{=steps.ask.outputs.parameters.x}} == fast",
        "{{steps.ask.status}} == Failed",
    ],
)
def test_dg335_leaves_what_is_quoted_or_cannot_be_told(when: str) -> None:
    assert found(asking(when, "str")) == []


def test_dg335_says_of_a_known_type_rather_than_of_what_it_is_compared_with() -> None:
    [diagnostic] = found(asking(f"{X} == 'a-b'", "str"))
    assert diagnostic.message.endswith("its type `str` has other values than words")


@pytest.mark.parametrize(
    "other",
    [
        "'a-b'",
        "'v1.2'",
        "'5'",
        "'true'",
        "'false'",
        "'in'",
        "'IN'",
        "''",
        "'2020-01-01'",
        '"a b"',
    ],
)
def test_dg335_finds_what_can_only_equal_a_text_if_it_is_quoted(other: str) -> None:
    for when in (f"{X} == {other}", f"{other} != {X}", f"true && ({X} == {other})"):
        [diagnostic] = found(asking(when))
        assert diagnostic.code == "DG335"
        quoted = "''" if other == "''" else other[1:-1]
        assert diagnostic.message.endswith(
            f"no word, such as it needs to be then, equals `{quoted}`"
        )


@pytest.mark.parametrize(
    "when",
    [
        f"{X} == 'fast'",
        f"{X} < '5'",
        f"{X} + 1 == '5'",
        f"a{X} == 'a-b'",
        f"{X}a == 'a-b'",
        f"'a-b' == {X}a",
        f"{X} == '{{{{workflow.name}}}}-b'",
        f"{X} == fast && 'a-b' != 'a-c'",
        f"1{X} > 3 && 'a' == 'a'",
        f"{X} == 5 && 'a' == 'a'",
        f"'a' == 'a' && ({X})",
    ],
)
def test_dg335_leaves_other_comparisons(when: str) -> None:
    assert found(asking(when)) == []


@pytest.mark.parametrize(
    "when",
    [f"{X} = 'a-b'", f"{X} == 'a-b", f"{X} and '5'", f"({X} == 'a b'", f"{X} =="],
)
def test_dg335_leaves_conditions_that_cannot_be_read_to_when_1(when: str) -> None:
    assert found(asking(when, "str")) == []


@pytest.mark.parametrize("when", [f"a_{X} == 'fast'", f".{X} == .5"])
def test_dg335_finds_part_of_a_word_or_number(when: str) -> None:
    assert places(asking(when, "str")) == [("DG335", WHEN)]


NUMBER, ID = "{{workflow.parameters.digits}}", "{{steps.ask.id}}"


def test_dg335_knows_what_is_quoted_and_compared_where_a_tag_can_only_be_digits() -> None:
    when = f".{NUMBER} == .5 && {X} == 'a-b' && '2020-01-0{ID}' != ''"
    document = asking(when)
    document["parameters"] = {"digits": 5}
    [diagnostic] = found(document)
    start = when.index(X)
    assert diagnostic.within == (start, start + len(X))
    assert diagnostic.message.endswith("equals `a-b`")


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("workflow.name", True),
        ("workflow.namespace", True),
        ("workflow.uid", True),
        ("workflow.creationTimestamp", True),
        ("workflow.creationTimestamp.RFC3339", True),
        ("workflow.mainEntrypoint", True),
        ("workflow.serviceAccountName", True),
        ("workflow.failures", True),
        ("steps.name", True),
        ("tasks.name", True),
        ("node.name", True),
        ("pod.name", True),
        ("steps.ask.id", True),
        ("steps.ask.startedAt", True),
        ("steps.ask.finishedAt", True),
        ("steps.ask.hostNodeName", True),
        ("tasks.ask.id", True),
        ("inputs.parameters.id", False),
        ("workflow.duration", False),
        ("workflow.parameters.dotted", True),
        ("workflow.parameters.listed", True),
        ("workflow.parameters.mapped", True),
        ("workflow.parameters.word", False),
        ("workflow.parameters.point", False),
        ("workflow.parameters.digits", False),
        ("workflow.parameters.number", False),
        ("workflow.parameters.open", False),
        ("workflow.parameters.unknown", False),
        ("workflow.labels.app", True),
        ("workflow.labels.app.kubernetes.io/name", True),
        ("workflow.labels.tier", False),
        ("inputs.parameters.free", True),
        ("inputs.parameters.bare", False),
        ("inputs.parameters.unknown", False),
        ("steps.unknown.outputs.parameters.x", False),
    ],
)
def test_dg335_judges_names_by_what_the_graph_says_of_them(name: str, is_found: bool) -> None:
    document = asking(f"{{{{ {name} }}}} == fast")
    values = {"dotted": "v1.2", "listed": ["a"], "word": "a1", "digits": "5.0", "number": -3}
    values |= {"mapped": {"a": 1}, "point": ".5"}
    document["parameters"] = {**values, "open": "{{workflow.name}}"}
    document["labels"] = {"app": "my-app", "tier": "web", "app.kubernetes.io/name": "my-app"}
    ports = {"free": {"value": "a b"}, "bare": {"value": "ab"}}
    document["templates"]["main"]["inputs"] = {"parameters": ports}
    assert [d.code for d in found(document)] == ["DG335"] * is_found


def test_dg335_finds_the_list_of_a_loop() -> None:
    document = asking(f"{X} == fast", "int")
    document["templates"]["main"]["steps"][0][0]["with_param"] = [1, 2]
    [diagnostic] = found(document)
    assert "a loop gives the list of what all pieces gave" in diagnostic.message


def test_dg335_leaves_big_parameters_to_their_rule() -> None:
    assert found(asking(f"{X} == fast", "str", save_as_artifact=True)) == []


def test_dg335_finds_conditions_in_every_template() -> None:
    document = asking(f"{X} == fast", "str")
    document["templates"] = {"first": {"kind": "Steps", "steps": []}, **document["templates"]}
    assert places(document) == [("DG335", WHEN)]


def test_dg335_finds_the_same_text_in_every_step() -> None:
    document = asking(f"{X} == fast", "str")
    document["templates"]["main"]["steps"].append([call("again", when=f"{X} == fast")])
    assert [d.pointer for d in found(document)] == [WHEN, "/templates/main/steps/2/0/when"]


# DG336


def skipping(*after: dict[str, Any], **main: Any) -> dict[str, Any]:
    """Steps after `ask`, which a condition may skip."""
    document = asking("true")
    document["templates"]["main"] |= main
    ask = call("ask", "ask", when="{{workflow.parameters.n}} > 3")
    document["templates"]["main"]["steps"] = [[ask], *([step] for step in after)]
    return document


def test_dg336_says_what_is_missing_and_which_condition_does_it() -> None:
    [diagnostic] = found(skipping(call("use", x=f"x-{X}")))
    assert diagnostic.code == "DG336"
    assert diagnostic.severity is Severity.WARNING
    assert diagnostic.message == (
        "`steps.ask.outputs.parameters.x` has no value if `ask` is skipped"
    )
    assert diagnostic.hint == (
        "Give the output a `default`, let the input do without, or use `??` in an expression."
    )
    assert diagnostic.pointer == "/templates/main/steps/1/0/parameters/x"
    assert diagnostic.within == (2, 2 + len(X))
    assert diagnostic.related == (
        Place(message="this condition may skip it", pointer="/templates/main/steps/0/0/when"),
    )


F = "{{steps.ask.outputs.artifacts.f}}"
OTHER = "{{steps.other.outputs.parameters.y}}"
NEEDY: dict[str, Any] = {
    "kind": "ShellOPTemplate",
    "inputs": {"parameters": {"p": {}}, "artifacts": {"a": {"path": "/tmp/a"}}},
}


@pytest.mark.parametrize(
    ("fields", "places_of"),
    [
        ({"parameters": {"x": X}}, []),
        ({"parameters": {"p": X}}, ["parameters/p"]),
        ({"parameters": {"x": [X]}}, ["parameters/x/0"]),
        ({"parameters": {"x": {"k": X}}}, ["parameters/x/k"]),
        ({"parameters": {"unknown": X}}, ["parameters/unknown"]),
        ({"parameters": {"p": "{{=steps.ask.outputs.parameters.x ?? 1}}"}}, []),
        ({"parameters": {"p": "{{=steps.ask.outputs.parameters.x}}"}}, ["parameters/p"]),
        (
            {"parameters": {"p": "{{=if true { steps.ask.outputs.parameters.x } else { 1 } }}"}},
            [],
        ),
        ({"parameters": {"p": f"{OTHER} {X}"}}, ["parameters/p"]),
        ({"parameters": {"p": f"{{{{workflow.name}}}} {X}"}}, ["parameters/p"]),
        ({"parameters": {"p": f"{{{{ a b }}}} {X}"}}, ["parameters/p"]),
        ({"parameters": {"p": f"{{{{steps.name}}}} {X}"}}, ["parameters/p"]),
        ({"parameters": {"p": "{{steps.ask.inputs.parameters.x}} .outputs"}}, []),
        ({"parameters": {"p": "{{steps.ask.outputs}}"}}, []),
        ({"with_sequence": {"count": X}}, ["with_sequence/count"]),
        ({"parameters": {"p": "{{=steps.ask.outputs.parameters.x +}}"}}, []),
        ({"parameters": {"p": "{{=steps.ask.outputs.parameters}}"}}, []),
        ({"parameters": {"p": "{{steps.ask.outputs.result}}"}}, ["parameters/p"]),
        ({"parameters": {"p": "{{steps.ask.outputs.parameters.y}}"}}, []),
        ({"parameters": {"p": "{{steps.ask.status}} .outputs"}}, []),
        ({"parameters": {"p": "{{tasks.ask.outputs.parameters.x}}"}}, []),
        ({"parameters": {"p": "{{steps.ask.outputs.parameters.x"}}, []),
        ({"artifacts": {"f": F}}, []),
        ({"artifacts": {"a": F}}, ["artifacts/a"]),
        (
            {"artifacts": {"a": [F, {"kind": "raw", "data": X}]}},
            ["artifacts/a/0", "artifacts/a/1/data"],
        ),
        ({"artifacts": {"a": {"kind": "ref", "_from": F}}}, ["artifacts/a/_from"]),
        ({"with_param": X}, ["with_param"]),
        ({"key": f"k-{X}"}, ["key"]),
        ({"when": "true", "parameters": {"p": X}}, []),
        ({"when": f"{X} > 3", "parameters": {"p": X}}, ["when"]),
    ],
)
def test_dg336_finds_what_nothing_stands_in_for(
    fields: dict[str, Any], places_of: list[str]
) -> None:
    document = skipping({"name": "use", "template": "needy", **fields})
    needy = {**NEEDY, "inputs": {k: dict(v) for k, v in NEEDY["inputs"].items()}}
    needy["inputs"]["parameters"] |= {"x": {"value": 1}, "count": {"value": 1}}
    needy["inputs"]["artifacts"]["f"] = {"path": "/tmp/f", "optional": True}
    document["templates"]["needy"] = needy
    wanted = [f"/templates/main/steps/1/0/{place}" for place in places_of]
    assert [d.pointer for d in found(document) if d.code == "DG336"] == wanted


def test_dg336_leaves_unknown_templates() -> None:
    document = skipping(call("use", "unknown", x=X))
    assert found(document) == []  # whose input may do without
    document["templates"]["main"]["steps"][0][0]["template"] = "unknown"
    assert found(document) == []


def test_dg336_leaves_loops_and_earlier_steps() -> None:
    document = skipping(call("use", x=f"x-{X}"))
    document["templates"]["main"]["steps"][0][0]["with_param"] = [1]
    assert found(document) == []
    document = skipping(call("use"))
    document["templates"]["main"]["steps"].insert(0, [call("before", x=f"x-{X}")])
    assert found(document) == []


def test_dg336_leaves_what_a_step_says_of_itself() -> None:
    hook = {"template": "use", "parameters": {"x": f"x-{X}"}}
    document = skipping(call("use"))
    document["templates"]["main"]["steps"][0][0] |= {"success_hook": hook, "when": f"{X} > 3"}
    assert found(document) == []


def test_dg336_leaves_hooks_of_steps_with_a_condition() -> None:
    hook = {"template": "use", "parameters": {"x": f"x-{X}"}}
    assert found(skipping(call("use", success_hook=hook, when="true"))) == []
    assert len(found(skipping(call("use", success_hook=hook)))) == 1


def test_dg336_leaves_steps_of_the_same_group() -> None:
    document = skipping()
    document["templates"]["main"]["steps"][0].append(call("use", x=f"x-{X}"))
    assert found(document) == []


def test_dg336_leaves_braces_in_an_expression_to_their_rule() -> None:
    hook = {"template": "use", "expression": f"{X} == '1'"}
    assert found(skipping(call("use", running_hook=hook))) == []


def test_dg336_finds_expressions_of_hooks() -> None:
    hook = {"template": "use", "expression": "steps.ask.outputs.parameters.x == '1'"}
    [diagnostic] = found(skipping(call("use", running_hook=hook)))
    assert diagnostic.pointer == "/templates/main/steps/1/0/running_hook/expression"


@pytest.mark.parametrize("template", ["output_parameter_default", "signature"])
def test_dg336_knows_defaults_of_python_ops(template: str) -> None:
    entry: dict[str, Any] = {"kind": "Parameter", "type": "int"}
    op: dict[str, Any] = {"kind": "PythonOPTemplate", "op": {"name": "O", "outputs": {"x": entry}}}
    document = skipping(call("use", x=f"x-{X}"))
    document["templates"]["ask"] = op
    assert [d.code for d in found(document)] == ["DG336"]
    if template == "signature":
        entry["default"] = 1
    else:
        op[template] = {"x": 1}
    assert found(document) == []


@pytest.mark.parametrize(
    ("sort", "port", "pointer"),
    [
        ("parameters", {"value_from_parameter": X}, "value_from_parameter"),
        ("parameters", {"value_from_parameter": X, "default": 1}, ""),
        ("parameters", {"value": "{{workflow.name}}"}, ""),
        ("artifacts", {"_from": F}, "_from"),
        ("artifacts", {"_from": F, "optional": True}, ""),
        ("artifacts", {"from_expression": "steps.ask.outputs.artifacts.f"}, "from_expression"),
        (
            "artifacts",
            {"from_expression": "true ? steps.ask.outputs.artifacts.f : inputs.artifacts.a"},
            "",
        ),
    ],
)
def test_dg336_holds_for_outputs_of_the_template(
    sort: str, port: dict[str, Any], pointer: str
) -> None:
    document = skipping(memoize_key=f"k-{X}", outputs={sort: {"o": port}})
    wanted = [f"/templates/main/outputs/{sort}/o/{pointer}"] if pointer else []
    assert [d.pointer for d in found(document)] == wanted


T = "{{tasks.ask.outputs.parameters.x}}"


@pytest.mark.parametrize(
    ("tasks", "is_found"),
    [
        ([call("b", x=f"x-{T}", dependencies=["ask"])], True),
        ([call("b", x=f"x-{T}")], False),
        ([call("b", x=f"x-{T}", dependencies=["ask.Succeeded"])], False),
        ([call("b", x=f"x-{T}", dependencies=["ask", "ask.Succeeded || c"]), call("c")], False),
        ([call("b", x=f"x-{T}", dependencies=["ask", "c"]), call("c")], True),
        ([call("b", x=f"x-{T}", dependencies=["ask", "c"]), call("c", x=T)], False),
        (
            [
                call("b", x=f"x-{T}", dependencies=["ask", "d"]),
                call("c", x=T),
                call("d", dependencies=["c"]),
            ],
            False,
        ),
    ],
)
def test_dg336_asks_whether_a_task_runs_without_the_other(
    tasks: list[dict[str, Any]], is_found: bool
) -> None:
    templates = {"ask": asking("true")["templates"]["ask"]}
    ask = call("ask", "ask", when="{{workflow.parameters.n}} > 3")
    document = with_tasks(ask, *tasks, templates=templates)
    assert [d.code for d in found(document)] == ["DG336"] * is_found


def test_dg336_looks_at_each_reference_of_a_text_and_at_hooks_of_tasks() -> None:
    templates = {"ask": asking("true")["templates"]["ask"]}
    when = "{{workflow.parameters.n}} > 3"
    asks = [call(name, "ask", when=when) for name in ("ask", "late")]
    late = "{{tasks.late.outputs.parameters.x}}"
    x = f"{T} {late}"
    document = with_tasks(*asks, call("b", x=x, dependencies=["late"]), templates=templates)
    [diagnostic] = found(document)
    assert diagnostic.within == (len(T) + 1, len(x))
    hook = {"template": "use", "parameters": {"x": f"x-{T}"}}
    task = call("b", dependencies=["ask"], success_hook=hook)
    [diagnostic] = found(with_tasks(*asks, task, templates=templates))
    assert diagnostic.pointer == "/templates/main/tasks/2/success_hook/parameters/x"


def test_dg336_leaves_what_a_task_says_of_itself() -> None:
    templates = {"ask": asking("true")["templates"]["ask"]}
    ask = call("ask", "ask", when=f"{T} > 3", dependencies=["ask"])
    assert found(with_tasks(ask, templates=templates)) == []


def test_dg336_leaves_artifacts_that_come_from_no_step() -> None:
    needy = {**NEEDY, "inputs": {k: dict(v) for k, v in NEEDY["inputs"].items()}}
    needy["inputs"]["parameters"]["x"] = {"value": 1}
    needy["inputs"]["artifacts"] = {n: {"path": f"/tmp/{n}"} for n in ("a", "b")}
    given = "{{inputs.artifacts.g}}"
    document = skipping(
        {"name": "use", "template": "needy", "artifacts": {"a": given, "b": given}},
        inputs={"artifacts": {"g": {"optional": True}}},
    )
    document["templates"]["needy"] = needy
    assert [d for d in found(document) if d.code == "DG336"] == []
