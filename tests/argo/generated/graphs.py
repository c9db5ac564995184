"""Whole graphs: sound by the way in which they are made, and as varied as the format allows."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tests.argo.generated.calls import executor
from tests.argo.generated.dice import Dice
from tests.argo.generated.groups import group
from tests.argo.generated.leaves import leaf
from tests.argo.generated.loops import slices_of
from tests.argo.generated.made import Made
from tests.argo.generated.ops import python_op

__all__ = ["sound_graphs"]

Json = dict[str, Any]


@st.composite
def sound_graphs(draw: st.DrawFn) -> Json:
    """Plain data of graphs that are free of errors, and can be emitted for Argo."""
    dice = Dice(draw)
    length = dice.number(1, 3)
    common_volume = dice.chance(3)
    made: list[Made] = []
    for _ in range(dice.number(1, 4)):
        make = dice.pick(leaf, python_op)
        template = make(dice, length, common_volume=common_volume)
        made.append(_with_slices(template, dice))
    workflow: Json = {}
    for _ in range(dice.number(0, 2)):
        made.append(group(dice, length, made, workflow))
    first = group(dice, length, made, workflow, is_first=True)
    graph: Json = {"dflow_graph": "1.0", "name": dice.pick("made", "a.b-c")}
    graph["entrypoint"] = first.name
    if workflow:
        graph["parameters"] = workflow
    graph.update(_settings(dice, common_volume=common_volume))
    ends = [t for t in made if t.is_free]
    if ends and dice.chance(4):
        graph["on_exit"] = dice.of(ends).name
    graph["templates"] = _reached(graph, {t.name: t.data for t in (*made, first)})
    _take_whole(graph["templates"])
    return graph


def _with_slices(template: Made, dice: Dice) -> Made:
    """The template with slices for all who call it, sometimes."""
    if template.kind != "PythonOPTemplate" or template.slices or not dice.chance(6):
        return template
    slices = slices_of(template, dice)
    return template._replace(data={**template.data, "slices": slices}) if slices else template


def _settings(dice: Dice, *, common_volume: bool) -> Json:
    fields: Json = {}
    for field, value in (
        ("id", "made-xyz12"),
        ("namespace", "argo"),
        ("annotations", {"example.org/by": "me"}),
        ("labels", {"team": "md"}),
        ("parallelism", 10),
        ("pod_gc_strategy", dice.pick("OnPodSuccess", "OnWorkflowCompletion")),
        ("artifact_repository", {"key": "fast", **dice.pick({}, {"config_map": "stores"})}),
        ("uid", "0f1e"),
        ("image_pull_secrets", ["registry"]),
        ("service_account_name", "runner"),
    ):
        if dice.chance(6):
            fields[field] = value
    if dice.chance(10):
        fields["context"] = executor(dice, scripts=False)
    if common_volume:
        fields["volumes"] = [{"name": "shared", "emptyDir": {}}]
    return fields


def _take_whole(templates: dict[str, Json]) -> None:
    """Lets no input ask for a part of what Argo takes as a whole."""
    given: dict[tuple[str, str], list[Any]] = {}
    for name, data in templates.items():
        for port, field in data.get("inputs", {}).get("artifacts", {}).items():
            given.setdefault((name, port), []).append(field.get("source"))
        for step in _steps(data):
            for call in (step, *(v for k, v in step.items() if k.endswith("_hook"))):
                for port, source in call.get("artifacts", {}).items():
                    given.setdefault((call["template"], port), []).append(source)
    for (name, port), sources in given.items():
        text = json.dumps(sources)
        if any(f'"kind": "{kind}"' in text for kind in ("http", "git", "raw")):
            ports = templates[name].get("inputs", {}).get("artifacts", {})
            ports.get(port, {}).pop("sub_path", None)


def _steps(data: Json) -> list[Json]:
    return [*data.get("tasks", ()), *(s for g in data.get("steps", ()) for s in g)]


def _reached(graph: Json, templates: dict[str, Json]) -> dict[str, Json]:
    """The templates that the workflow calls, directly or through others."""
    waiting = [graph["entrypoint"], *([graph["on_exit"]] if "on_exit" in graph else [])]
    reached: dict[str, None] = {}
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached[name] = None
        data = templates[name]
        for step in _steps(data):
            hooks = [v for k, v in step.items() if k.endswith("_hook")]
            waiting += [step["template"], *(hook["template"] for hook in hooks)]
    return {name: data for name, data in templates.items() if name in reached}
