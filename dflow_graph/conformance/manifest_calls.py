"""What a step or task of a manifest says: condition, loop, arguments, what follows a failure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dflow_graph.conformance.manifest_words import (
    entries,
    expression,
    members,
    named,
    reference,
    text_value,
)

__all__ = ["call_view", "headers", "hooks_view", "is_sliced", "location"]

Object = dict[str, Any]
_STATUS = re.compile(r"\b(Succeeded|Failed|Running|Error)\b")
_MENTION = re.compile(r"\b(?:steps|tasks)(?:\.|\[['\"])([-\w]+)")
_LOCATIONS = {
    "s3": ("key",), "oss": ("key",), "gcs": ("key",), "azure": ("blob",), "http": ("url",),
    "raw": ("data",), "git": ("repo", "revision"),
}  # fmt: skip


def call_view(
    ours: Object, theirs: Object, target: Object, stacked: frozenset[str], *, in_dag: bool
) -> Object:
    """The view of one call; `target` is the template of the graph that it calls.

    `stacked` are the steps or tasks beside it whose outputs slices may stack: how these travel is
    the emitter's own matter.
    """
    view: Object = {}
    if "when" in ours or "when" in theirs:
        view["when"] = text_value(theirs.get("when"))
    view.update(_loop(ours, theirs, target))
    arguments = members(theirs.get("arguments"))
    cut = _cut(ours, target) | _of_stacked(ours, stacked)
    parameters = _parameters(ours, arguments, cut | _big(target))
    artifacts = _artifacts(ours, arguments, cut)
    view.update({k: v for k, v in (("parameters", parameters), ("artifacts", artifacts)) if v})
    counts = "continue_on_num_success" in ours or "continue_on_success_ratio" in ours
    if not in_dag and not counts:
        go_on = members(theirs.get("continueOn"))
        words = [word for word in ("failed", "error") if go_on.get(word) is True]
        if words:
            view["continueOn"] = words
    return view


def hooks_view(
    ours: Object, theirs: Object, pair: Callable[[str, Any], Any], templates: Object
) -> list[Object]:
    """The hooks of a call that stand for those of the graph, whatever their names."""
    names = ("success_hook", "running_hook", "failure_hook", "exit_hook")
    wanted = [ours[name] for name in names if name in ours]
    found = []
    for hook in members(theirs.get("hooks")).values():
        given = members(hook)
        match = next((h for h in wanted if _may_be(h, given)), None)
        if match is None:
            continue
        wanted.remove(match)
        arguments = members(given.get("arguments"))
        view: Object = {"template": pair(match["template"], given.get("template"))}
        if "expression" in match:
            view["expression"] = expression(given.get("expression"))
        else:
            status = _STATUS.search(str(given.get("expression", "")))
            view["on"] = status[1] if status else None
        parameters = _parameters(match, arguments, _big(templates[match["template"]]))
        found.append({**view, "parameters": parameters} if parameters else view)
    return sorted(found, key=str)


def _may_be(ours: Object, theirs: Object) -> bool:
    """Whether a hook of the manifest gives the arguments of one of the graph, for its reason."""
    if "expression" in ours and expression(ours["expression"]) != expression(
        theirs.get("expression")
    ):
        return False
    given = named(members(theirs.get("arguments")).get("parameters"))
    return set(ours.get("parameters", {})) <= set(given)


def _of_stacked(ours: Object, stacked: frozenset[str]) -> set[str]:
    """The arguments that speak of one of the `stacked` steps."""
    arguments = {**ours.get("parameters", {}), **ours.get("artifacts", {})}
    return {
        name
        for name, value in arguments.items()
        if any(match[1] in stacked for match in _MENTION.finditer(str(value)))
    }


def is_sliced(ours: Object, target: Object) -> bool:
    """Whether a call cuts or stacks anything."""
    maps = (
        "input_parameter_slices",
        "input_artifact_slices",
        "output_parameter_slices",
        "output_artifact_slices",
    )
    return bool(_slices(ours, target)) or any(target.get(name) for name in maps)


def _slices(ours: Object, target: Object) -> Object:
    return members(ours.get("slices", target.get("slices")))


def _cut(ours: Object, target: Object) -> set[str]:
    """The inputs that slices cut: how an emitter hands them on is its own matter."""
    slices = _slices(ours, target)
    maps = (target.get("input_parameter_slices", {}), target.get("input_artifact_slices", {}))
    lists = (slices.get("input_parameter", ()), slices.get("input_artifact", ()))
    return {name for names in (*lists, *maps) for name in names}


def _big(target: Object) -> set[str]:
    """Big parameters, which travel as artifacts."""
    signature = members(members(target.get("op")).get("inputs"))
    inputs = members(members(target.get("inputs")).get("parameters"))
    return {name for name, entry in signature.items() if entry.get("kind") == "BigParameter"} | {
        name for name, entry in inputs.items() if entry.get("save_as_artifact")
    }


def _loop(ours: Object, theirs: Object, target: Object) -> Object:
    words = ("withItems", "withParam", "withSequence")
    given = [word for word in words if theirs.get(word) is not None]
    if not given or is_sliced(ours, target):
        return {"loops": True} if given else {}
    value = theirs[given[0]]
    if given[0] != "withSequence":
        return {"over": text_value(value)}
    return {"sequence": {key: text_value(str(item)) for key, item in members(value).items()}}


def _parameters(ours: Object, arguments: Object, apart: set[str]) -> Object:
    given = named(arguments.get("parameters"))
    return {
        name: text_value(given[name].get("value"))
        for name in ours.get("parameters", {})
        if name not in apart and name in given
    }


def _artifacts(ours: Object, arguments: Object, apart: set[str]) -> Object:
    given = named(arguments.get("artifacts"))
    return {
        name: location(given[name])
        for name, source in ours.get("artifacts", {}).items()
        if name not in apart and name in given and _is_plain(source)
    }


def _is_plain(source: Any) -> bool:
    """A reference, or a location that is taken as a whole: what any emitter can write as it is."""
    if isinstance(source, dict):
        return source["kind"] in _LOCATIONS and not {"slice", "sub_path"} & set(source)
    return isinstance(source, str)


def location(entry: Object) -> Object:
    """Where an artifact comes from or goes to, as far as it is told here."""
    if "from" in entry:
        return {"from": reference(entry["from"])}
    for kind, keys in _LOCATIONS.items():
        if kind in entry:
            place = members(entry[kind])
            return {kind: {key: text_value(place[key]) for key in keys if key in place}}
    return {}


def headers(value: Any) -> list[str]:
    """Names of the headers of a request, in no special order."""
    return sorted(str(item.get("name")) for item in entries(value))
