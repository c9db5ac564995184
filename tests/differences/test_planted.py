"""A planted difference is found, alone, at its place in both graphs."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from dflow_graph.differences import diff
from dflow_graph.source.pointer import split
from tests.differences.graphs import SCRIPT, base, model, planted, step


def at(data: Any, pointer: str) -> Any:
    for token in split(pointer):
        data = data[int(token) if isinstance(data, list) else token]
    return data


def put(pointer: str, value: Any):
    """A change: puts a value at a pointer."""

    def change(data):
        *path, last = split(pointer)
        holder = at(data, "".join(f"/{token}" for token in path))
        holder[int(last) if isinstance(holder, list) else last] = value

    return change


def drop(pointer: str):
    """A change: takes out what stands at a pointer."""

    def change(data):
        *path, last = split(pointer)
        holder = at(data, "".join(f"/{token}" for token in path))
        del holder[int(last) if isinstance(holder, list) else last]

    return change


ECHO, MAIN, DAG = "/templates/echo", "/templates/main/steps", "/templates/dag/tasks"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("/parallelism", 6), ("changed", "field", "", "", "parallelism", 5, 6)),
        (drop("/parallelism"), ("removed", "field", "", "", "parallelism", 5, None)),
        (put("/labels", {"a": "b"}), ("added", "field", "", "", "labels", None, {"a": "b"})),
        (put("/name", "other"), ("changed", "field", "", "", "name", "demo", "other")),
        (put("/entrypoint", "dag"), ("changed", "field", "", "", "entrypoint", "main", "dag")),
        (
            put(f"{ECHO}/image", "alpine:4"),
            ("changed", "field", "echo", "", "image", "alpine:3", "alpine:4"),
        ),
        (put(f"{ECHO}/timeout", "2m"), ("changed", "field", "echo", "", "timeout", 90, "2m")),
        (
            put(f"{ECHO}/inputs/parameters/x/type", "str"),
            ("changed", "field", "echo", "", "inputs.parameters.x.type", "str | int", "str"),
        ),
        (
            put(f"{ECHO}/kind", "ScriptOPTemplate"),
            ("changed", "field", "echo", "", "kind", "ShellOPTemplate", "ScriptOPTemplate"),
        ),
        (
            put(f"{ECHO}/volumes/1/emptyDir", {"medium": "Memory"}),
            ("added", "field", "echo", "", "volumes.1.emptyDir.medium", None, "Memory"),
        ),
        (
            drop(f"{ECHO}/volumes/0"),
            ("removed", "field", "echo", "", "volumes.0", {"name": "v", "emptyDir": {}}, None),
        ),
        (
            put(f"{MAIN}/0/0/parameters/x", 1),
            ("changed", "field", "main", "make", "parameters.x", "1", 1),
        ),
        (
            put(f"{MAIN}/0/0/parameters/x", True),
            ("changed", "field", "main", "make", "parameters.x", "1", True),
        ),
        (
            put(f"{MAIN}/1/0/when", "{{steps.other.outputs.parameters.o}} == 3"),
            (
                "changed", "field", "main", "use", "when",
                "{{steps.other.outputs.parameters.o}} == 2",
                "{{steps.other.outputs.parameters.o}} == 3",
            ),
        ),
        (
            put(f"{MAIN}/0/0/with_param", [1]),
            ("added", "field", "main", "make", "with_param", None, [1]),
        ),
        (
            put(f"{MAIN}/0/1/template", "dag"),
            ("changed", "field", "main", "other", "template", "echo", "dag"),
        ),
        (
            put(f"{DAG}/1/dependencies", ["third.Succeeded"]),
            (
                "changed", "field", "dag", "second", "dependencies",
                ["first", "third.Succeeded"], ["third.Succeeded"],
            ),
        ),
        (
            put(f"{MAIN}/0/0/success_hook", {"template": "echo"}),
            ("added", "field", "main", "make", "success_hook", None, {"template": "echo"}),
        ),
        (drop(f"{DAG}/1"), ("removed", "task", "dag", "second", "", "second", None)),
        (drop(f"{MAIN}/0/1"), ("removed", "step", "main", "other", "", "other", None)),
        (drop("/templates/dag"), ("removed", "template", "dag", "", "", "dag", None)),
        (
            put("/templates/new", {"kind": "SuspendOPTemplate"}),
            ("added", "template", "new", "", "", None, "new"),
        ),
    ],
)  # fmt: skip
def test_one_change_is_one_difference(change, expected):
    (found,) = planted(change)
    old, new = (None if side is None else side.value for side in (found.old, found.new))
    assert (*found[:5], old, new) == expected
    changed = base()
    change(changed)
    for side, data in ((found.old, base()), (found.new, changed)):
        if side is not None and found.what == "field":
            assert at(data, side.pointer) == side.value
        elif side is not None:
            assert side.pointer


def summary(changes) -> list[tuple[str, ...]]:
    return [
        (
            *c[:5],
            *(str(side.value) for side in (c.old, c.new) if side and c.what != "field"),
        )
        for c in changes
    ]


def test_a_renamed_step_is_followed_through_every_reference_to_it():
    text = json.dumps(base())
    for old, new in (("make", "produce"), ("use", "con-sume")):
        text = text.replace(f'"{old}"', f'"{new}"').replace(f"steps.{old}.", f"steps.{new}.")
        text = text.replace(f"steps['{old}']", f"steps['{new}']")
    changes = diff(model(base()), model(json.loads(text)))
    assert summary(changes) == [
        ("renamed", "step", "main", "produce", "", "make", "produce"),
        ("renamed", "step", "main", "con-sume", "", "use", "con-sume"),
    ]


def test_a_renamed_task_is_followed_into_dependencies():
    text = json.dumps(base()).replace("third", "last")
    assert summary(diff(model(base()), model(json.loads(text)))) == [
        ("renamed", "task", "dag", "last", "", "third", "last")
    ]


def test_a_reference_that_does_not_follow_is_a_difference():
    data = base()
    data["templates"]["main"]["steps"][0][0]["name"] = "produce"
    assert summary(diff(model(base()), model(data))) == [
        ("renamed", "step", "main", "produce", "", "make", "produce"),
        ("changed", "field", "main", "use", "parameters.x"),
    ]


def test_a_renamed_template_is_followed_to_those_who_call_it():
    def change(data):
        data["templates"]["say"] = data["templates"].pop("echo")
        text = json.dumps(data).replace('"template": "echo"', '"template": "say"')
        data.update(json.loads(text))

    assert summary(planted(change)) == [("renamed", "template", "say", "", "", "echo", "say")]


def test_a_template_is_renamed_although_a_line_of_it_changed():
    def change(data):
        data["templates"]["say"] = data["templates"].pop("echo")
        data["templates"]["say"]["script"] = SCRIPT.replace("ready", "done")
        text = json.dumps(data).replace('"template": "echo"', '"template": "say"')
        data.update(json.loads(text))

    assert summary(planted(change)) == [
        ("renamed", "template", "say", "", "", "echo", "say"),
        ("changed", "field", "say", "", "script"),
    ]


def test_what_has_little_in_common_is_not_renamed():
    def change(data):
        data["templates"]["main"]["steps"][0][1] = {
            "name": "else", "template": "echo", "parameters": {"x": "no such thing before"},
        }  # fmt: skip
        data["templates"]["main"]["steps"][1][0].pop("when")

    assert ("removed", "step", "main", "other", "", "other") in summary(planted(change))
    assert ("added", "step", "main", "else", "", "else") in summary(planted(change))


def test_the_entrypoint_may_be_renamed():
    def change(data):
        data["templates"]["begin"] = data["templates"].pop("main")
        data["entrypoint"] = "begin"

    assert summary(planted(change)) == [("renamed", "template", "begin", "", "", "main", "begin")]


def test_a_step_that_runs_in_another_group_was_moved():
    def change(data):
        steps = data["templates"]["main"]["steps"]
        steps[1].append(steps[0].pop(1))

    assert summary(planted(change)) == [("moved", "step", "main", "other", "", "1", "2")]


def test_groups_that_were_split_or_joined_are_moves():
    def split_group(data):
        steps = data["templates"]["main"]["steps"]
        steps[0:1] = [[steps[0][0]], [steps[0][1]]]

    assert summary(planted(split_group)) == [("moved", "step", "main", "other", "", "1", "2")]

    def join_groups(data):
        steps = data["templates"]["main"]["steps"]
        steps[0:2] = [steps[0] + steps[1]]

    assert summary(planted(join_groups)) == [("moved", "step", "main", "use", "", "2", "1")]


def test_a_group_between_others_moves_none_of_them():
    def change(data):
        data["templates"]["main"]["steps"].insert(1, [step("wait", x="0")])

    assert summary(planted(change)) == [("added", "step", "main", "wait", "", "wait")]


def test_groups_that_change_places_are_moves():
    def change(data):
        data["templates"]["main"]["steps"].reverse()

    moves = summary(planted(change))
    assert {m[3] for m in moves} == {"use", "graph"}
    assert {m[0] for m in moves} == {"moved"}


def test_steps_that_became_tasks_differ_in_what_that_means_alone():
    def change(data):
        main = data["templates"]["main"]
        text = json.dumps(main.pop("steps")).replace("steps.", "tasks.")
        text = text.replace("steps['use']", "tasks['use']")
        groups = json.loads(text)
        data["templates"]["main"] = {"kind": "DAG", "tasks": [s for g in groups for s in g]}

    assert summary(planted(change)) == [("changed", "field", "main", "", "kind")]


def test_differences_turn_around():
    data = base()
    data["templates"]["main"]["steps"][0][0]["name"] = "produce"
    data["templates"]["new"] = {"kind": "SuspendOPTemplate"}
    del data["parallelism"]
    there = diff(model(base()), model(data))
    back = diff(model(data), model(base()))
    turned = {"added": "removed", "removed": "added"}
    assert sorted(
        (turned.get(c.kind, c.kind), c.old, c.new) for c in there if c.what != "field"
    ) == sorted((c.kind, c.new, c.old) for c in back if c.what != "field")
    assert len(there) == len(back)


def test_graphs_with_faults_in_their_meaning_are_compared():
    data = base()
    data["templates"]["main"]["steps"][0][1]["name"] = "make"
    data["templates"]["echo"]["inputs"]["parameters"]["x"]["type"] = "no type ["
    data["templates"]["dag"]["tasks"][1]["dependencies"] = ["(("]
    other = copy.deepcopy(data)
    assert diff(model(data), model(other)) == []
    other["templates"]["main"]["steps"][0][1]["parameters"]["x"] = "3"
    assert summary(diff(model(data), model(other))) == [
        ("changed", "field", "main", "make (2)", "parameters.x")
    ]
