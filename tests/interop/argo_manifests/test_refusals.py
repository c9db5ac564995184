"""What no graph can say is refused by its name, at its line, and what is wrong says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dflow_graph.cli.convert import command
from dflow_graph.interop.argo.reading import from_argo

POD = {"image": "alpine:3.20", "command": ["true"]}


def run(text: str, *arguments: str) -> Result:
    return CliRunner().invoke(command, ["-", *arguments], input=text.encode())


def manifest(*templates: Any, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"generateName": "a-"},
        "spec": {"entrypoint": "main", "templates": list(templates), **spec},
    }


def leaf(**fields: Any) -> dict[str, Any]:
    return {"name": "main", "container": dict(POD), **fields}


def refused(data: Any) -> list[tuple[str, str]]:
    """The codes and places for which there is no graph."""
    graph, report = from_argo(data)
    assert graph is None
    return [(found.code, found.pointer) for found in report.diagnostics]


STEP = {"name": "a", "templateRef": {"name": "lib", "template": "t"}}
REF = "templateRef"
AT = "/spec/templates/0"


@pytest.mark.parametrize(
    ("template", "code", "place", "named"),
    [
        ({"name": "main", "containerSet": {}}, "DG108", "/containerSet", "containerSet"),
        ({"name": "main", "data": {"source": {}}}, "DG108", "/data", "data"),
        ({"name": "main", "plugin": {"hello": {}}}, "DG108", "/plugin", "plugin"),
        ({"name": "main", "steps": [[STEP]]}, "DG302", "/steps/0/0/templateRef", "templateRef"),
        ({"name": "main", "dag": {"tasks": [STEP]}}, "DG302", "/dag/tasks/0/templateRef", REF),
        ({"name": "main", "dag": {"tasks": [], "target": "a"}}, "DG106", "/dag/target", "target"),
        (leaf(daemon=True), "DG106", "/daemon", "daemon"),
        (
            leaf(inputs={"artifacts": [{"name": "f", "path": "/f", "hdfs": {"path": "/x"}}]}),
            "DG108",
            "/inputs/artifacts/0/hdfs",
            "hdfs",
        ),
        (
            leaf(inputs={"parameters": [{"name": "p", "valueFrom": {"configMapKeyRef": {}}}]}),
            "DG106",
            "/inputs/parameters/0/valueFrom/configMapKeyRef",
            "configMapKeyRef",
        ),
    ],
)  # fmt: skip
def test_construct_without_a_place_is_refused_by_its_name(
    template: Any, code: str, place: str, named: str
) -> None:
    data = manifest(template)
    assert refused(data) == [(code, AT + place)]
    _, report = from_argo(data)
    assert f"`{named}`" in report.diagnostics[0].message


def test_every_construct_is_named_not_the_first_alone() -> None:
    data = manifest(
        {"name": "main", "steps": [[STEP, {"name": "b", "template": "c"}]]},
        {"name": "c", "containerSet": {"containers": []}},
        leaf(name="d", daemon=True),
        workflowTemplateRef={"name": "lib"},
    )
    assert {code for code, _ in refused(data)} == {"DG106", "DG108", "DG302"}
    assert len(refused(data)) == 4


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (manifest(), [("DG105", "/spec")]),
        (manifest(leaf(), leaf()), [("DG006", "/spec/templates/1/name")]),
        (manifest({"name": "main"}), [("DG108", AT)]),
        (manifest({"name": "main", "container": POD, "script": {}}), [("DG108", AT)]),
        (manifest({"container": POD}), [("DG105", AT)]),
        (manifest(leaf(timeout=30)), [("DG107", AT + "/timeout")]),
        (manifest(leaf(timeout="10ms")), [("DG220", AT + "/timeout")]),
        (manifest(leaf(timeout="soon")), [("DG220", AT + "/timeout")]),
        (manifest(leaf(container={"command": "ls"})), [("DG107", AT + "/container/command")]),
        (manifest(leaf(), entrypoint=None), None),
        (manifest(leaf(), {**leaf(), "name": "b"}, entrypoint=None), [("DG105", "/spec")]),
        (
            manifest(leaf(container={"env": [{"name": "A"}, {"name": "A"}]})),
            [("DG006", AT + "/container/env/1/name")],
        ),
        (
            manifest(leaf(), arguments={"parameters": [{"name": "a", "value": [1]}]}),
            [("DG107", "/spec/arguments/parameters/0/value")],
        ),
        (
            manifest(leaf(), arguments={"parameters": [{"name": "a"}]}),
            [("DG105", "/spec/arguments/parameters/0")],
        ),
        (
            manifest(leaf(name="other"), templateDefaults={"timeout": 3}),
            [("DG107", "/spec/templateDefaults/timeout")],
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_place(data: Any, expected: Any) -> None:
    if expected is None:
        assert from_argo(data)[0] is not None
        return
    assert refused(data) == expected


def test_refusal_has_line_and_column() -> None:
    text = Path(__file__).parent.joinpath("manifests/container.yaml").read_text()
    result = run(text.replace("workingDir: /srv/greetings", "command2: x") + "    daemon: true\n")
    assert result.exit_code == 1
    assert "17:13: error[DG106] `daemon` has no place in a graph" in result.stderr.replace("-:", "")
    assert result.stdout == ""


def test_several_workflows_are_not_guessed_from() -> None:
    one = json.dumps(manifest(leaf()))
    result = run(f"{one}\n---\n{one}\n", "--from", "argo")
    assert result.exit_code == 1
    assert "3:1: error[DG015] the text has 2 workflows (`a-`, `a-`)" in result.stderr


def test_yaml_that_is_no_strict_one_is_found_out_by_itself() -> None:
    text = (Path(__file__).parent / "manifests" / "yaml-1-1.yaml").read_text()
    result = run(text)
    assert result.exit_code == 0, result.stderr
    graph = json.loads(result.stdout)
    assert graph["parameters"] == {
        "answer": "true",
        "hexadecimal": "31",
        "octal": "8",
        "day": "2024-05-01",
        "time": "1:30",
        "folded": "two lines in one",
    }
    assert graph["templates"]["main"]["envs"] == {"IMAGE": "alpine:3.20", "TWO": "2"}


def test_a_graph_of_ours_that_is_no_strict_yaml_is_still_refused() -> None:
    result = run("dflow_graph: &v '1.0'\nname: *v\n")
    assert result.exit_code == 1
    assert "DG012" in result.stderr


def test_credentials_in_clear_do_not_come_through() -> None:
    word = "hunter2-hunter2"
    env = [{"name": "DB_PASSWORD", "value": word}]
    container = {**POD, "env": env, "args": [f"--with={word}"]}
    graph, report = from_argo(manifest(leaf(container=container)))
    assert word not in json.dumps(graph)
    assert [entry.code for entry in report.of_kind("secret")] == ["DG802", "DG801"]
    assert all(word not in entry.message for entry in report.entries)
