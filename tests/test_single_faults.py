"""One mistake, one diagnostic: a fault planted in an example gives one error, at its place.

A planter looks through an example for a place where its fault can be made, makes it, and says which
code and pointer are right. Warnings may follow (a template that nothing calls any more).
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dflow_graph import load, validate
from dflow_graph.diagnostics import Severity
from dflow_graph.source.pointer import join
from tests.mutations import at

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(
    p
    for p in (ROOT / "examples").iterdir()
    if p.suffix in (".json", ".yaml") and "three" not in p.name
)
Planted = tuple[str, str]
Planter = Callable[[dict[str, Any]], "Planted | None"]
OUTPUT = re.compile(r"\{\{(steps|tasks)\.([\w-]+)\.outputs\.(parameters|artifacts)\.([\w-]+)\}\}")


def calls(graph: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Every step and task with its path."""
    for name, template in graph["templates"].items():
        for i, group in enumerate(template.get("steps", [])):
            for j, step in enumerate(group):
                yield ("templates", name, "steps", i, j), step
        for i, task in enumerate(template.get("tasks", [])):
            yield ("templates", name, "tasks", i), task


def texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if key not in ("source", "script", "extensions"):
                yield from texts(item, (*path, key))


def replace_at(graph: dict[str, Any], path: tuple[Any, ...], value: Any) -> str:
    at(graph, path[:-1])[path[-1]] = value
    return join(path)


def whole_graph(graph: dict[str, Any]) -> str:
    return json.dumps(graph)


def unknown_field(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        call["colour"] = "blue"
        return "DG106", join((*path, "colour"))
    return None


def missing_field(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        del call["template"]
        return "DG105", join(path)
    return None


def wrong_type(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        call["key"] = 5
        return "DG107", join((*path, "key"))
    return None


def unknown_kind(graph: dict[str, Any]) -> Planted | None:
    name = graph["entrypoint"]
    graph["templates"][name]["kind"] = "Stepps"
    return "DG108", join(("templates", name, "kind"))


def misspelt_required_field(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        call["templat"] = call.pop("template")
        return "DG106", join((*path, "templat"))
    return None


def number_out_of_range(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        call["parallelism"] = 0
        return "DG110", join((*path, "parallelism"))
    return None


def newer_version(graph: dict[str, Any]) -> Planted | None:
    graph["dflow_graph"] = "1.1"
    return "DG102", "/dflow_graph"


def unclosed_tag(graph: dict[str, Any]) -> Planted | None:
    for path, text in texts(graph["templates"], ("templates",)):
        if path[-1] == "when":
            return "DG301", replace_at(graph, path, text + " && {{inputs")
    return None


def unknown_template(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        if not OUTPUT.search(whole_graph(graph["templates"][path[1]])):
            call["template"] = "nowhere-to-be-found"
            return "DG302", join((*path, "template"))
    return None


def unknown_entrypoint(graph: dict[str, Any]) -> Planted | None:
    graph["entrypoint"] += "-gone"
    return "DG302", "/entrypoint"


def _in_call(graph: dict[str, Any], path: tuple[Any, ...]) -> bool:
    return len(path) > 4 and path[2] in ("steps", "tasks")


def unknown_step(graph: dict[str, Any]) -> Planted | None:
    for path, text in texts(graph["templates"], ("templates",)):
        if OUTPUT.fullmatch(text) and _in_call(graph, path):
            changed = OUTPUT.sub(r"{{\1.nobody.outputs.\3.\4}}", text)
            return "DG303", replace_at(graph, path, changed)
    return None


def unknown_output(graph: dict[str, Any]) -> Planted | None:
    for path, text in texts(graph["templates"], ("templates",)):
        if OUTPUT.fullmatch(text) and _in_call(graph, path):
            changed = OUTPUT.sub(r"{{\1.\2.outputs.\3.nothing-such}}", text)
            return "DG304", replace_at(graph, path, changed)
    return None


def own_output(graph: dict[str, Any]) -> Planted | None:
    for path, text in texts(graph["templates"], ("templates",)):
        match = OUTPUT.fullmatch(text)
        if match and match[1] == "steps" and _in_call(graph, path):
            step = at(graph, path[:5])
            other = graph["templates"][step["template"]]
            outputs = other.get("op", other).get("outputs", {})
            ports = [k for k, v in outputs.items() if isinstance(v, dict) and "kind" in v]
            names = [
                p for p in ports if (outputs[p]["kind"] == "Artifact") == (match[3] == "artifacts")
            ]
            if names:
                changed = f"{{{{steps.{step['name']}.outputs.{match[3]}.{names[0]}}}}}"
                return "DG305", replace_at(graph, path, changed)
    return None


def unknown_input(graph: dict[str, Any]) -> Planted | None:
    for path, text in texts(graph["templates"], ("templates",)):
        if re.fullmatch(r"\{\{inputs\.parameters\.[\w-]+\}\}", text) and _in_call(graph, path):
            return "DG307", replace_at(graph, path, "{{inputs.parameters.nothing-such}}")
    return None


def item_outside_loop(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        looped = {"with_param", "with_sequence", "slices", "key"} & set(call)
        template = graph["templates"][call["template"]]
        if not looped and "slices" not in template:
            call["when"] = "{{item}} == 1"
            return "DG310", join((*path, "when"))
    return None


def missing_argument(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        template = graph["templates"][call["template"]]
        for name, entry in template.get("op", {}).get("inputs", {}).items():
            given = call.get("parameters", {})
            sliced = name in whole_graph(call.get("slices", {}))
            plain = name in given and not str(given[name]).startswith("{{")
            if entry["kind"] == "Parameter" and "default" not in entry and plain and not sliced:
                del given[name]
                return "DG311", join(path)
    return None


def unknown_argument(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        call.setdefault("parameters", {})["zzz-unheard-of"] = 1
        return "DG312", join((*path, "parameters", "zzz-unheard-of"))
    return None


def broken_condition(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        if "when" in call:
            call["when"] += " &&"
            return "DG320", join((*path, "when"))
    return None


def broken_expression(graph: dict[str, Any]) -> Planted | None:
    for path, text in texts(graph["templates"], ("templates",)):
        if text.startswith("{{=") and text.endswith("}}"):
            return "DG318", replace_at(graph, path, text[:-2] + " +}}")
    return None


def unknown_function(graph: dict[str, Any]) -> Planted | None:
    for path, text in texts(graph["templates"], ("templates",)):
        if text.startswith("{{=toJson("):
            return "DG319", replace_at(graph, path, text.replace("toJson", "toJsn", 1))
    return None


def _signatures(graph: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    for name, template in graph["templates"].items():
        for side in ("inputs", "outputs"):
            for port, entry in template.get("op", {}).get(side, {}).items():
                yield ("templates", name, "op", side, port), entry


def malformed_type(graph: dict[str, Any]) -> Planted | None:
    for path, entry in _signatures(graph):
        if entry["kind"] != "Artifact":
            entry["type"] = "List[int]"
            return "DG401", join((*path, "type"))
    return None


def default_of_wrong_type(graph: dict[str, Any]) -> Planted | None:
    for path, entry in _signatures(graph):
        if (
            entry["kind"] == "Parameter"
            and entry["type"] in ("int", "float", "bool")
            and path[3] == "inputs"
        ):
            entry["default"] = ["no", "number"]
            return "DG402", join((*path, "default"))
    return None


def argument_of_wrong_type(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        template = graph["templates"][call["template"]]
        for name, value in call.get("parameters", {}).items():
            entry = template.get("op", {}).get("inputs", {}).get(name, {})
            if entry.get("type") in ("int", "float") and isinstance(value, (int, float)):
                call["parameters"][name] = {"not": "a number"}
                return "DG402", join((*path, "parameters", name))
    return None


def unknown_sliced_port(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        slices = call.get("slices", {})
        if slices.get("input_parameter"):
            number = len(slices["input_parameter"])
            slices["input_parameter"].append("nothing-such")
            return "DG501", join((*path, "slices", "input_parameter", number))
    return None


def two_loops(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        if "with_sequence" in call:
            call["with_param"] = [1, 2, 3]
            return "DG512", join((*path, "with_sequence"))
    return None


def circular_tasks(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        if path[2] == "tasks":
            call["dependencies"] = [call["name"], *call.get("dependencies", [])]
            return "DG602", join((*path, "dependencies", 0))
    return None


def unknown_dependency(graph: dict[str, Any]) -> Planted | None:
    for path, call in calls(graph):
        if path[2] == "tasks":
            call["dependencies"] = ["nobody-at-all", *call.get("dependencies", [])]
            return "DG604", join((*path, "dependencies", 0))
    return None


def path_that_escapes(graph: dict[str, Any]) -> Planted | None:
    for name, template in graph["templates"].items():
        for port, entry in template.get("outputs", {}).get("artifacts", {}).items():
            if "path" in entry and f"artifacts.{port}.path" not in whole_graph(template):
                entry["path"] = "/tmp/../etc/passwd"
                return "DG701", join(("templates", name, "outputs", "artifacts", port, "path"))
    return None


def missing_image(graph: dict[str, Any]) -> Planted | None:
    for name, template in graph["templates"].items():
        if (
            "image" in template
            and "context" not in graph
            and '"executor"' not in whole_graph(graph)
        ):
            del template["image"]
            return "DG711", join(("templates", name))
    return None


def wrong_digest(graph: dict[str, Any]) -> Planted | None:
    for name, template in graph["templates"].items():
        if "source_digest" in template.get("op", {}):
            template["op"]["source"] += "\n"
            return "DG808", join(("templates", name, "op", "source_digest"))
    return None


def credential(graph: dict[str, Any]) -> Planted | None:
    graph.setdefault("labels", {})
    name = graph["entrypoint"]
    graph["templates"][name].setdefault("annotations", {})["ticket"] = "ghp_" + "a1B2c3D4e5F6" * 3
    return "DG801", join(("templates", name, "annotations", "ticket"))


PLANTERS: list[Planter] = [
    unknown_field, missing_field, wrong_type, unknown_kind, misspelt_required_field,
    number_out_of_range, newer_version, unclosed_tag, unknown_template, unknown_entrypoint,
    unknown_step, unknown_output, own_output, unknown_input, item_outside_loop, missing_argument,
    unknown_argument, broken_condition, broken_expression, unknown_function, malformed_type,
    default_of_wrong_type, argument_of_wrong_type, unknown_sliced_port, two_loops, circular_tasks,
    unknown_dependency, path_that_escapes, missing_image, wrong_digest, credential,
]  # fmt: skip


@cache
def example(path: Path) -> str:
    return json.dumps(load(path).to_dict())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
def test_example_has_no_finding(path: Path) -> None:
    assert validate(path).diagnostics == ()


@pytest.mark.parametrize("planter", PLANTERS, ids=lambda p: p.__name__)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
def test_one_planted_fault_gives_one_error_at_its_place(path: Path, planter: Planter) -> None:
    graph = json.loads(example(path))
    planted = planter(graph)
    if planted is None:
        assert graph == json.loads(example(path))
        return
    errors = [d for d in validate(graph).diagnostics if d.severity is Severity.ERROR]
    assert [(d.code, d.pointer) for d in errors] == [planted], [d.message for d in errors]


@pytest.mark.parametrize("planter", PLANTERS, ids=lambda p: p.__name__)
def test_every_fault_can_be_planted_somewhere(planter: Planter) -> None:
    assert any(planter(copy.deepcopy(json.loads(example(path)))) for path in EXAMPLES)
