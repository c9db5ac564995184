"""Steps, tasks and hooks: what they call, with what, when and how often."""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.argo.texts import holds_tag, text_form
from dflow_graph.interop.argo.depends import split_conjunction
from dflow_graph.interop.argo.fields import (
    Field,
    Into,
    Refused,
    Same,
    Table,
    flag,
    read_object,
    text,
    text_list,
    whole_or_text,
    wrong,
)
from dflow_graph.interop.argo.ports import argument_artifacts, argument_parameters
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import NOTHING, Place
from dflow_graph.passes.finding import quoted

__all__ = ["groups", "hook_arguments", "tasks", "template_name"]

_HOOKS = ("success", "running", "failure", "exit")
_FREE = _HOOKS[:3]
_ELSEWHERE = "the template is not in this manifest"
_LONGEST_LIST = 1 << 20


def template_name(reading: Reading, value: Any, place: Place) -> Any:
    """The name of a template, as the graph has it."""
    written = text(reading, value, place)
    return written if written is NOTHING else reading.names.get(written, written)


_ARGUMENTS: Table = {
    "parameters": Field("parameters", argument_parameters),
    "artifacts": Field("artifacts", argument_artifacts),
}


def hook_arguments(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    """The arguments of a call, as members of the call."""
    read = read_object(reading, value, place, _ARGUMENTS, "the arguments")
    return {name: given for name, given in read.items() if given}


_GOING_ON: Table = {
    "failed": Field("continue_on_failed", flag),
    "error": Field("continue_on_error", flag),
}


def _continue_on(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    return read_object(reading, value, place, _GOING_ON, "`continueOn`")


_SEQUENCE: Table = {name: Field(name, whole_or_text) for name in ("count", "start", "end")} | {
    "format": Field("format", text)
}


def _sequence(reading: Reading, value: Any, place: Place) -> Any:
    return read_object(reading, value, place, _SEQUENCE, "a sequence")


def _items(reading: Reading, value: Any, place: Place) -> Any:
    if isinstance(value, list):
        # Tags in items are texts, whatever they refer to.
        return text_form(value, None, lambda _: "str") if holds_tag(value) else value
    return wrong(reading, place, "a list of items must stand here", value)


def _list_text(reading: Reading, value: Any, place: Place) -> Any:
    """A list, where the text is one that is written out; else the text, which refers to one."""
    written = text(reading, value, place)
    if written is NOTHING or "{{" in written or len(written) > _LONGEST_LIST:
        return written
    try:
        items = json.loads(written)
    except (ValueError, RecursionError):
        return written
    return items if isinstance(items, list) else written


def _inline(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    """A template within a step: it gets the name of the step, in the template around it."""
    owner = str(place.result[1])
    number = sum(name.startswith(f"{owner}-inline") for name, _, _ in reading.inline)
    taken = {*reading.names.values(), *(name for name, _, _ in reading.inline)}
    name = f"{owner}-inline-{number + 1}"
    while name in taken:
        name += "-x"
    reading.inline.append((name, value, Place(place.source, ("templates", name))))
    return {"template": name}


_HOOK: Table = {
    "template": Field("template", template_name),
    "expression": Field("expression", text),
    "arguments": Into(hook_arguments),
    "templateRef": Refused(_ELSEWHERE, "DG302"),
}


def _hooks(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    """Hooks by the state that their names say; any other one takes a place that is free.

    A name of a hook has no meaning for Argo but that of `exit`.
    """
    if not isinstance(value, dict):
        wrong(reading, place, "an object of hooks must stand here", value)
        return {}
    result: dict[str, Any] = {}
    free = [name for name in _FREE if value.get(name) is None]
    for name, hook in value.items():
        at = Place((*place.source, name), place.result)
        if hook is None:
            continue
        if name not in _HOOKS and not free:
            why = f"the hook {quoted(name)} is not called: three others take its places"
            reading.keep(at.at(name), hook, why)
            continue
        field = f"{name if name in _HOOKS else free.pop(0)}_hook"
        read = _hook(reading, hook, at.inside(field))
        if "expression" not in read and name != "exit":
            message = f"the hook {quoted(name)} has no `expression`, without which Argo fails"
            reading.conversion.repair(at.inside(field), message)
        result[field] = read
    return result


def _hook(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    reading.host(place)
    return read_object(reading, value, place, _HOOK, "a hook")


def _on_exit(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    """The older way to say what is called at the end of a step."""
    name = template_name(reading, value, place)
    return {"exit_hook": {"template": name}}


_CALL: dict[str, Any] = {
    "name": Field("name", text),
    "template": Field("template", template_name),
    "templateRef": Refused(_ELSEWHERE, "DG302"),
    "inline": Into(_inline),
    "arguments": Into(hook_arguments),
    "when": Field("when", text),
    "withItems": Field("with_param", _items),
    "withParam": Field("with_param", _list_text),
    "withSequence": Field("with_sequence", _sequence),
    "continueOn": Into(_continue_on),
    "hooks": Into(_hooks),
    "onExit": Into(_on_exit),
}


def _call(reading: Reading, value: Any, place: Place, table: Table, what: str) -> dict[str, Any]:
    reading.host(place)
    read = read_object(reading, value, place, table, what)
    if isinstance(value, dict) and value.get("name") is None:
        reading.fault("DG105", place, f"{what} lacks `name`", "Give it a `name`.")
    return read


def groups(reading: Reading, value: Any, place: Place) -> Any:
    """The groups of a `Steps` template."""
    if not isinstance(value, list):
        return wrong(reading, place, "a list of groups must stand here", value)
    result = []
    for index, group in enumerate(value):
        at = place.at(index)
        if isinstance(group, list):
            result.append(
                [_call(reading, s, at.at(i), _CALL, "a step") for i, s in enumerate(group)]
            )
        else:
            wrong(reading, at, "a list of steps must stand here", group)
    return result


def _depends(reading: Reading, value: Any, place: Place) -> Any:
    written = text(reading, value, place)
    return written if written is NOTHING else split_conjunction(written)


_TASK: Table = {
    **_CALL,
    "dependencies": Field("dependencies", text_list),
    "depends": Field("dependencies", _depends),
}


def _tasks(reading: Reading, value: Any, place: Place) -> Any:
    if not isinstance(value, list):
        return wrong(reading, place, "a list of tasks must stand here", value)
    return [_call(reading, task, place.at(i), _TASK, "a task") for i, task in enumerate(value)]


_DAG: Table = {
    "tasks": Field("tasks", _tasks),
    "failFast": Same(True, "the other tasks end when one has failed"),
    "target": Refused("all tasks of a graph run, not those alone that a target needs"),
}


def tasks(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    """The members of a `DAG`."""
    return read_object(reading, value, place, _DAG, "a DAG")
