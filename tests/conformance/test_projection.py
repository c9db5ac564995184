"""A manifest seen through its graph: right lowerings look alike, and wrong ones do not."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from dflow_graph.conformance.answers import answer
from dflow_graph.conformance.cases import Case, load_cases
from dflow_graph.conformance.judging import differences, judged
from dflow_graph.conformance.manifest_dependencies import waits
from dflow_graph.conformance.manifest_words import expression, reference, seconds, text_value
from dflow_graph.conformance.projection import projection
from dflow_graph.conformance.protocol import case_message

Manifest = dict[str, Any]


@cache
def projected() -> dict[str, Case]:
    return {c.id: c for c in load_cases() if "manifest" in c.expect}


def manifest_of(name: str) -> Manifest:
    given = case_message(projected()[name], 1)["input"]
    found: Manifest = json.loads(json.dumps(answer("emit", given)["manifest"]))
    return found


def template(manifest: Manifest, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(t for t in manifest["spec"]["templates"] if t["name"] == name)
    return found


def outcome(name: str, manifest: Manifest) -> str:
    findings = projected()[name].expect["diagnostics"]
    result = {"valid": True, "diagnostics": findings, "manifest": manifest}
    return judged(projected()[name], result, "places").status


def test_most_cases_of_the_emitter_have_a_projection() -> None:
    assert len(projected()) > 50


@pytest.mark.parametrize("name", projected())
def test_manifest_for_any_version_of_argo_has_the_same_projection(name: str) -> None:
    given = {**case_message(projected()[name], 1)["input"], "argo_version": "4.1"}
    assert outcome(name, answer("emit", given)["manifest"]) == "passed"


def renamed(manifest: Manifest) -> None:
    """Every template under another name."""
    spec = manifest["spec"]
    new = {t["name"]: f"x{i}" for i, t in enumerate(spec["templates"])}
    text = json.dumps(spec)
    for old, name in new.items():
        for key in ("name", "template", "entrypoint", "onExit"):
            text = text.replace(f'"{key}": "{old}"', f'"{key}": "<{name}>"')
    steps = {s["name"] for t in spec["templates"] for group in t.get("steps", []) for s in group}
    assert not steps & set(new), "steps and templates have different names here"
    manifest["spec"] = json.loads(text)


def copied(manifest: Manifest) -> None:
    """A template of its own for every call."""
    spec = manifest["spec"]
    main = template(manifest, spec["entrypoint"])
    for group in main["steps"]:
        for step in group:
            own = copy.deepcopy(template(manifest, step["template"]))
            own["name"] = step["template"] = f"copy-{step['name']}"
            spec["templates"].append(own)


def helped(manifest: Manifest) -> None:
    """A helper before every group, and ports of the emitter's own."""
    main = template(manifest, manifest["spec"]["entrypoint"])
    helper = {"name": "help", "template": "helper"}
    main["steps"] = [g for group in main["steps"] for g in ([helper], group)]
    for t in manifest["spec"]["templates"]:
        t.setdefault("inputs", {}).setdefault("parameters", []).append({"name": "dflow_x"})
    manifest["spec"]["templates"].append({"name": "helper", "suspend": {}})


def as_items(manifest: Manifest) -> None:
    """A loop over a list by `withItems`, references by expressions."""
    text = json.dumps(manifest)
    text = text.replace(
        "{{steps.a.outputs.parameters.o}}", "{{= steps['a'].outputs.parameters.o }}"
    )
    manifest.clear()
    manifest.update(json.loads(text))
    for t in manifest["spec"]["templates"]:
        for step in (s for group in t.get("steps", []) for s in group):
            if step.get("withParam", "").startswith("["):
                step["withItems"] = json.loads(step.pop("withParam"))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("valid-emitted-groups-of-steps", renamed),
        ("valid-emitted-template-called-twice", copied),
        ("valid-emitted-values-between-steps", copied),
        ("valid-emitted-groups-of-steps", helped),
        ("valid-emitted-values-between-steps", as_items),
        ("valid-emitted-loop-over-list", as_items),
    ],
)
def test_other_right_lowering_has_the_same_projection(
    name: str, change: Callable[[Manifest], None]
) -> None:
    manifest = manifest_of(name)
    before = copy.deepcopy(manifest)
    change(manifest)
    assert manifest != before
    assert outcome(name, manifest) == "passed"


def _main(manifest: Manifest) -> dict[str, Any]:
    return template(manifest, manifest["spec"]["entrypoint"])


def _leaf(manifest: Manifest) -> dict[str, Any]:
    return template(manifest, "leaf")


WRONG: dict[str, tuple[str, Callable[[Manifest], Any]]] = {
    "a step less": ("groups-of-steps", lambda m: _main(m)["steps"][0].pop()),
    "a group less": ("groups-of-steps", lambda m: _main(m)["steps"].pop()),
    "groups turned": ("groups-of-steps", lambda m: _main(m)["steps"].reverse()),
    "another template": ("super-op", lambda m: _main(m)["steps"][0][0].update(template="s")),
    "no such template": ("groups-of-steps", lambda m: _main(m)["steps"][1][0].update(template="?")),
    "no entrypoint": ("groups-of-steps", lambda m: m["spec"].pop("entrypoint")),
    "no exit handler": ("exit-handler", lambda m: m["spec"].pop("onExit")),
    "no condition": ("condition", lambda m: _main(m)["steps"][1][0].pop("when")),
    "a condition more": ("groups-of-steps", lambda m: _main(m)["steps"][0][0].update(when="0")),
    "no loop": ("loop-over-list", lambda m: _main(m)["steps"][0][0].pop("withParam")),
    "other items": ("loop-over-list", lambda m: _main(m)["steps"][0][0].update(withParam="[1]")),
    "no argument": ("super-op", lambda m: _main(m)["steps"][0][0].pop("arguments")),
    "no artifact": ("artifacts-between-steps", lambda m: _main(m)["steps"][1][0].pop("arguments")),
    "no dependency": ("dependencies", lambda m: _main(m)["dag"]["tasks"][2].pop("depends")),
    "any of the tasks": (
        "dependencies", lambda m: _main(m)["dag"]["tasks"][2].update(depends="a || b"),
    ),
    "after failure only": (
        "dependencies", lambda m: _main(m)["dag"]["tasks"][2].update(depends="a.Failed && b"),
    ),
    "not going on": ("continue-on-failure", lambda m: _main(m)["steps"][0][0].pop("continueOn")),
    "no hooks": ("hooks", lambda m: _main(m)["steps"][0][0].pop("hooks")),
    "other image": ("shell", lambda m: _leaf(m)["script"].update(image="busybox")),
    "no command": ("shell", lambda m: _leaf(m)["script"].pop("command")),
    "other script": ("shell", lambda m: _leaf(m)["script"].update(source="true")),
    "a secret in clear text": (
        "environment",
        lambda m: next(e for e in _leaf(m)["script"]["env"] if "valueFrom" in e).update(
            value="hunter2", valueFrom=None
        ),
    ),
    "no timeout": ("timeouts", lambda m: template(m, "d").pop("timeout")),
    "no limits": ("resources-of-pod", lambda m: _leaf(m)["script"]["resources"].pop("limits")),
    "no retries": ("retries", lambda m: _leaf(m).pop("retryStrategy")),
    "no output": ("default-of-output", lambda m: template(m, "o").pop("outputs")),
    "packed otherwise": (
        "archives", lambda m: [a.pop("archive", 0) for a in _leaf(m)["outputs"]["artifacts"]],
    ),
    "no parameters": ("workflow-parameters", lambda m: m["spec"].pop("arguments")),
    "no labels": ("workflow-settings", lambda m: m["metadata"].pop("labels")),
    "other request": ("http-request", lambda m: _leaf(m)["http"].update(method="GET")),
    "one copy differs": (
        "template-called-twice",
        lambda m: (copied(m), template(m, "copy-b")["script"].update(image="busybox")),
    ),
    "the other copy differs": (
        "template-called-twice",
        lambda m: (copied(m), template(m, "copy-a")["script"].update(image="busybox")),
    ),
    "nothing": ("groups-of-steps", lambda m: m.clear()),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_wrong_lowering_has_another_projection(what: str) -> None:
    name, change = WRONG[what]
    manifest = manifest_of(f"valid-emitted-{name}")
    assert outcome(f"valid-emitted-{name}", manifest) == "passed"
    change(manifest)
    assert outcome(f"valid-emitted-{name}", manifest) == "failed"


def _mangled(value: Any, rng: random.Random) -> Any:
    """A value with some parts of it replaced by anything."""
    if rng.random() < 0.03:
        return rng.choice([None, 1, "x", "{{", [], {}, [[]], {"name": []}, [None], True])
    if isinstance(value, dict):
        return {key: _mangled(item, rng) for key, item in value.items()}
    return [_mangled(item, rng) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", projected())
def test_nothing_in_a_manifest_makes_the_projection_fail(name: str) -> None:
    rng = random.Random(name)
    manifest = manifest_of(name)
    graph = projected()[name].input["document"]
    for _ in range(20):
        # That a manifest is an object, the protocol sees to.
        mangled = {key: _mangled(value, rng) for key, value in manifest.items()}
        json.dumps(projection(graph, mangled))


@pytest.mark.parametrize(
    ("depends", "results"),
    [
        ("a", "Succeeded Skipped Daemoned"),
        ("a.Succeeded || a.Skipped || a.Daemoned", "Succeeded Skipped Daemoned"),
        ("!(!a)", "Succeeded Skipped Daemoned"),
        ("a.Failed||a.Errored", "Failed Errored"),
        ("!a.Succeeded", "Failed Errored Skipped Omitted Daemoned"),
        ("(a.Succeeded && helper) || (a.Failed && !helper.Failed)", "Succeeded Failed"),
        ("a.AllFailed", "Failed"),
        ("a.Succeeded && a.Failed", ""),
    ],
)
def test_every_spelling_of_a_dependency_gives_the_same_results(depends: str, results: str) -> None:
    assert waits({"depends": depends}, {}, ["a"]) == {"a": results.split()}


def test_dependencies_without_depends_are_read_as_well() -> None:
    assert waits({"dependencies": ["a"]}, {}, ["a"]) == waits({"depends": "a"}, {}, ["a"])
    assert waits({"depends": "a"}, {"a": {"continueOn": {"failed": True}}}, ["a"]) == {
        "a": ["Succeeded", "Failed", "Skipped", "Daemoned"]
    }
    assert waits({"depends": "a && b && c && d && e"}, {}, "abc") == dict.fromkeys("abc")
    assert waits({}, {}, ["a"]) == {}


def test_words_of_argo_are_brought_into_one_spelling() -> None:
    assert text_value("{{ a.b }}") == "{{a.b}}" == text_value("{{=a['b']}}")
    assert text_value("[1, 2]") == [1, 2]
    assert text_value("NaN") == "NaN"
    assert text_value("{{= x + 1 }}") == "{{=x+1}}"
    for spelt in ("{{=toJson(string( a['b'] ))}}", "'{{a.b}}'", '"{{=a.b}}"', "{{= toJson(a.b) }}"):
        assert expression(f"x ? {spelt} : 'y'") == "x?a.b:'y'"
    assert reference("a.b") == reference("{{a.b}}") == "{{a.b}}"
    assert expression("""a["b-c"].d == 'x'""") == "a.b-c.d=='x'"
    assert [seconds(d) for d in ("90", "1h30m", "90s", 5, "2d", "x", None)] == [
        *(90, 5400, 90, 5, "2d", "x", None)
    ]


def test_differences_name_their_places() -> None:
    found = differences({"a": [1, {"b/c": True}], "d": 1}, {"a": [1.0, {"b/c": 1}], "e": None})
    assert list(found) == [
        "/a/1/b~1c: expected true, got 1",
        "/d is missing: expected 1",
        "/e is not expected: got null",
    ]
