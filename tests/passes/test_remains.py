"""What is wrong with the meaning of a graph is told beside its faults of structure (CONF-11)."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest

from dflow_graph import validate
from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.passes.remains import Remains
from tests.plants.corpus import examples
from tests.plants.judge import Outcome, judge
from tests.plants.plant import GONE, Path, Plant, edited
from tests.plants.run import known_findings, planters

Graph = dict[str, Any]
Change = Callable[[Graph], Any]

_STRUCTURE = ("unknown_field", "misspelt_field", "missing_field", "unknown_kind")
_MEANING = (
    "unknown_template", "reference_to_unknown_output", "reference_to_unknown_input",
    "unknown_argument", "missing_argument", "literal_of_wrong_type", "broken_condition",
    "item_outside_of_loop", "malformed_type", "bad_path", "unclosed_tag", "reference_to_later_step",
)  # fmt: skip


def graph() -> Graph:
    """Steps around a DAG, with a loop, a condition, an exit handler and a global output."""
    shell = {"kind": "ShellOPTemplate", "image": "alpine:3.20"}
    text = {"parameters": {"text": {"type": "str"}}}
    said = {"parameters": {"said": {"type": "str", "value_from_path": "/tmp/said"}}}
    heard = copy.deepcopy(said)
    heard["parameters"]["said"]["global_name"] = "heard"
    echo = {**shell, "inputs": text, "script": "echo '{{inputs.parameters.text}}' >/tmp/said"}
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "on_exit": "bye",
        "templates": {
            "main": {
                "kind": "Steps",
                "inputs": {"parameters": {"word": {"value": "a"}}},
                "steps": [
                    [
                        {
                            "name": "first",
                            "template": "say",
                            "parameters": {"text": "{{inputs.parameters.word}}"},
                        }
                    ],
                    [
                        {
                            "name": "all",
                            "template": "say",
                            "parameters": {"text": "{{item}}"},
                            "with_param": ["a", "b"],
                            "when": "'{{steps.first.outputs.parameters.said}}' == 'a'",
                        }
                    ],
                    [{"name": "inner", "template": "inner"}],
                ],
            },
            "inner": {
                "kind": "DAG",
                "tasks": [
                    {"name": "one", "template": "say", "parameters": {"text": "a"}},
                    {
                        "name": "two",
                        "template": "tell",
                        "parameters": {"text": "{{tasks.one.outputs.parameters.said}}"},
                    },
                    {
                        "name": "three",
                        "template": "tell",
                        "parameters": {"text": "c"},
                        "dependencies": ["two"],
                        "when": "'{{tasks.one.outputs.parameters.said}}' == 'a'",
                    },
                ],
            },
            "say": {**echo, "outputs": said},
            "tell": {**echo, "outputs": heard},
            "bye": {
                "kind": "Steps",
                "steps": [[{"name": "last", "template": "last"}]],
            },
            "last": {
                **shell,
                "script": "echo {{workflow.status}} {{workflow.outputs.parameters.heard}}",
            },
        },
    }


def found(*changes: Change) -> list[str]:
    """Codes and places of all that is found in the changed graph, in order."""
    changed = graph()
    for change in changes:
        change(changed)
    return sorted(f"{d.code} {d.pointer}" for d in validate(changed).diagnostics)


def task(number: int) -> Callable[[Graph], Any]:
    return lambda g: g["templates"]["inner"]["tasks"][number]


def step(group: int) -> Callable[[Graph], Any]:
    return lambda g: g["templates"]["main"]["steps"][group][0]


def with_member(of: Callable[[Graph], Any], name: str, value: Any = 5) -> Change:
    return lambda g: of(g).update({name: value})


def template(name: str) -> Callable[[Graph], Any]:
    return lambda g: g["templates"][name]


def of_unknown_step(group: int) -> Change:
    reference = "{{steps.nowhere.outputs.parameters.said}}"
    return lambda g: g["templates"]["main"]["steps"][group][0].update(when=f"'{reference}' == ''")


def test_the_graph_is_sound() -> None:
    assert found() == []


def test_conf_11_a_broken_template_hides_nothing_of_the_others() -> None:
    assert found(with_member(template("say"), "colour"), of_unknown_step(2)) == [
        "DG106 /templates/say/colour",
        "DG303 /templates/main/steps/2/0/when",
    ]


def test_conf_11_a_broken_step_hides_nothing_of_the_others_of_its_template() -> None:
    assert found(with_member(step(0), "colour"), of_unknown_step(2)) == [
        "DG106 /templates/main/steps/0/0/colour",
        "DG303 /templates/main/steps/2/0/when",
    ]


def test_conf_11_a_broken_task_hides_nothing_of_the_others_of_its_template() -> None:
    wrong = with_member(task(2), "when", "{{tasks.nowhere.outputs.parameters.x}} == 1")
    assert found(with_member(task(0), "colour"), wrong) == [
        "DG106 /templates/inner/tasks/0/colour",
        "DG303 /templates/inner/tasks/2/when",
    ]


def test_conf_11_of_a_broken_step_or_template_nothing_else_is_said() -> None:
    assert found(with_member(step(2), "colour"), of_unknown_step(2)) == [
        "DG106 /templates/main/steps/2/0/colour"
    ]
    assert found(with_member(template("main"), "colour"), of_unknown_step(2)) == [
        "DG106 /templates/main/colour"
    ]


def test_conf_11_beside_a_fault_at_the_root_no_meaning_is_judged() -> None:
    assert found(lambda g: g.update(colour=5), of_unknown_step(2)) == ["DG106 /colour"]


def test_conf_11_beside_broken_templates_alone_the_rest_is_judged() -> None:
    def all_broken(g: Graph) -> None:
        for made in g["templates"].values():
            made["colour"] = 5

    lines = found(all_broken)
    assert len(lines) == len(graph()["templates"])
    assert {line.split()[0] for line in lines} == {"DG106"}
    label = "DG210 /labels/a b"
    assert found(all_broken, lambda g: g.update(labels={"a b": "c"})) == [*lines, label]


def test_conf_11_what_is_no_template_at_all_hides_nothing_of_the_others() -> None:
    assert found(lambda g: g["templates"].update(say="hello"), of_unknown_step(2)) == [
        "DG107 /templates/say",
        "DG303 /templates/main/steps/2/0/when",
    ]


def test_conf_11_a_step_without_a_template_hides_nothing_of_the_others() -> None:
    assert found(lambda g: step(0)(g).pop("template"), of_unknown_step(2)) == [
        "DG105 /templates/main/steps/0/0",
        "DG303 /templates/main/steps/2/0/when",
    ]


def test_conf_11_a_step_without_a_name_breaks_its_template() -> None:
    assert found(lambda g: step(0)(g).pop("name"), of_unknown_step(2)) == [
        "DG105 /templates/main/steps/0/0"
    ]


def test_conf_11_several_faults_of_one_template() -> None:
    broken = (with_member(step(0), "colour"), with_member(step(1), "colour"))
    places = ["DG106 /templates/main/steps/0/0/colour", "DG106 /templates/main/steps/1/0/colour"]
    wrong = "DG303 /templates/main/steps/2/0/when"
    assert found(*broken, of_unknown_step(2)) == [*places, wrong]
    of_template = with_member(template("main"), "colour")
    everything = found(*broken, of_template, of_unknown_step(2))
    assert everything == ["DG106 /templates/main/colour", *places]


def test_conf_11_what_only_the_broken_part_may_use_or_give_is_not_reported() -> None:
    for change, place in {
        # The one that uses an input, and that gives what the condition of another asks for.
        with_member(step(0), "colour"): "DG106 /templates/main/steps/0/0/colour",
        # The way from a task to one that waits for it.
        with_member(task(1), "colour"): "DG106 /templates/inner/tasks/1/colour",
        # The only call of templates, and what makes a global output.
        with_member(template("main"), "colour"): "DG106 /templates/main/colour",
        with_member(template("tell"), "colour"): "DG106 /templates/tell/colour",
        # What the exit handler calls may know how the workflow ended.
        with_member(template("bye"), "colour"): "DG106 /templates/bye/colour",
    }.items():
        assert found(change) == [place]


def certain(code: str, pointer: str) -> bool:
    """Whether a finding stays, where the template `main` lacks a call."""
    found = [Diagnostic(code, Severity.ERROR, "", pointer)]
    remains = Remains({}, unknown=frozenset(), gaps=frozenset(["/templates/main"]))
    return remains.certain(found) == found


@pytest.mark.parametrize("code", ["DG111", "DG309", "DG317", "DG503", "DG606", "DG607"])
def test_conf_11_what_depends_on_all_templates_is_open(code: str) -> None:
    assert not certain(code, "/templates/say/script")


@pytest.mark.parametrize(
    "code", ["DG204", "DG314", "DG323", "DG324", "DG326", "DG336", "DG522", "DG605"]
)
def test_conf_11_what_depends_on_all_calls_is_open_where_one_is_not_known(code: str) -> None:
    assert not certain(code, "/templates/main/steps/1/0/parameters/x")
    assert certain(code, "/templates/mainly/steps/1/0/parameters/x")
    assert certain("DG303", "/templates/main/steps/1/0/parameters/x")


def test_conf_11_an_idle_entry_is_not_reported() -> None:
    entry = {"code": "DG303", "pointer": "/templates/say", "reason": "none"}

    def ignored(g: Graph) -> None:
        g["extensions"] = {"dflow-graph": {"ignore": [entry]}}

    assert found(ignored) == ["DG111 /extensions/dflow-graph/ignore/0"]
    assert found(ignored, with_member(template("say"), "colour")) == ["DG106 /templates/say/colour"]


def test_conf_11_no_template_takes_the_place_of_the_broken_one() -> None:
    def add(g: Graph) -> None:
        g["templates"]["-"] = {**copy.deepcopy(g["templates"]["last"]), "script": "date"}
        g["templates"]["main"]["steps"][2].append({"name": "time", "template": "-"})

    sound = found(add)
    broken = "DG106 /templates/main/steps/0/0/colour"
    assert found(add, with_member(step(0), "colour")) == [broken, *sound]


def test_conf_11_a_hundred_faults_leave_the_rest_to_be_judged_and_one_more_does_not() -> None:
    def many(count: int) -> Change:
        def change(g: Graph) -> None:
            group = [{"name": f"s{i}", "template": "last", "colour": 5} for i in range(count)]
            g["templates"]["bye"]["steps"].append(group)

        return change

    wrong = "DG303 /templates/main/steps/2/0/when"
    assert wrong in found(many(100), of_unknown_step(2))
    beyond = found(many(101), of_unknown_step(2))
    assert wrong not in beyond
    assert len(beyond) == 101


def test_conf_11_a_value_that_is_too_deep_is_told_in_place_of_the_meaning() -> None:
    deep: Any = "x"
    for _ in range(40):
        deep = [deep]
    entry = with_member(step(2), "parameters", {"x": deep})
    deepest, broken = sorted(
        found(entry, with_member(template("say"), "colour"), of_unknown_step(1)), reverse=True
    )
    assert broken.startswith("DG018 /templates/main/steps/2/0/parameters/x/0/")
    assert deepest == "DG106 /templates/say/colour"


def exact_plants(graph: Graph, names: tuple[str, ...], draw: random.Random) -> list[Plant]:
    """Some plants of each sort that are one finding by themselves."""
    known, chosen = known_findings(graph), []
    for name in names:
        plants = [p for p in planters()[name](graph) if not p.replace]
        for plant in draw.sample(plants, min(2, len(plants))):
            judged = judge(graph, plant, known)
            if judged.outcome is Outcome.EXACT and len(judged.found) == 1:
                chosen.append(plant)
    return chosen


def _overlap(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


@pytest.mark.parametrize("file", [name for name in examples() if "three" not in name])
def test_conf_11_two_planted_faults_are_no_more_than_two_findings(file: str) -> None:
    sound, draw = examples()[file], random.Random(11)
    known = known_findings(sound)
    broken = exact_plants(sound, _STRUCTURE, draw)
    wrong = exact_plants(sound, _MEANING, draw)
    for one in broken:
        for other in wrong:
            if any(_overlap(a, b) for a in one.edits for b in other.edits):
                continue
            changed = copy.deepcopy(sound)
            for edits in (other.edits, one.edits):
                # The mark of what is removed is one object.
                own = {p: v if v is GONE else copy.deepcopy(v) for p, v in edits.items()}
                edited(changed, own)
            lines = {f"{d.code} {d.pointer}" for d in validate(changed).diagnostics} - known
            structure = {line for line in lines if line < "DG111"}
            assert len(structure) == 1, (one, lines)
            assert len(lines) <= 2, (one, other, lines)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("$schema", 5),
        ("namespace", None),
        ("uid", []),
        ("parallelism", 0),
        ("pod_gc_strategy", "Always"),
        ("image_pull_secrets", "login"),
        ("service_account_name", {}),
    ],
)
def test_field_of_the_workflow_on_which_nothing_depends_hides_nothing(
    field: str, value: object
) -> None:
    made = graph()
    made[field] = value
    (own,) = validate(made).diagnostics
    assert own.pointer == f"/{field}"
    made["templates"]["unused"] = {"kind": "ShellOPTemplate", "image": "a:1", "script": "true"}
    found = validate(made).diagnostics
    assert {d.pointer for d in found} == {f"/{field}", "/templates/unused"}
    made["templates"]["unused"]["colour"] = "blue"
    found = validate(made).diagnostics
    assert {d.pointer for d in found} == {f"/{field}", "/templates/unused/colour"}


@pytest.mark.parametrize("field", ["context", "parameters", "entrypoint", "colour"])
def test_field_on_which_something_may_depend_is_told_alone(field: str) -> None:
    made = graph()
    made[field] = 5
    made["templates"]["unused"] = {"kind": "ShellOPTemplate", "image": "a:1", "script": "true"}
    assert [d.pointer for d in validate(made).diagnostics] == [f"/{field}"]
