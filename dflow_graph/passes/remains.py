"""What can be judged of a graph of which some templates are broken in their structure (CONF-11).

A broken template is left out, and in the place of a broken call stands one of a template of which
nothing is known. What then hangs on what is not known is not reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.passes.consequences import template_of
from dflow_graph.record import Record
from dflow_graph.source.pointer import join, split

__all__ = ["Remains", "remains_of"]

# Of a document with more faults of structure, these are what is to be mended first.
_MOST_FAULTS = 100
# Fields of the workflow on which nothing else depends.
_APART = frozenset((
    "$schema", "namespace", "uid", "parallelism", "pod_gc_strategy", "image_pull_secrets",
    "service_account_name",
))  # fmt: skip
_TEMPLATE = 2  # tokens of the pointer of a template
_CALLS = {"steps": 3, "tasks": 2}  # tokens from there to a call
# What depends on all templates: who calls which, and what names outputs have in the workflow.
_OF_THE_GRAPH = frozenset(("DG111", "DG309", "DG317", "DG503", "DG606", "DG607"))
# What depends on all calls of a template: their names, what takes an input, which call waits for
# which, and what their loops give.
_OF_ALL_CALLS = frozenset(("DG204", "DG314", "DG323", "DG324", "DG326", "DG336", "DG522", "DG605"))


class Remains(Record):
    """The sound part of a document's value, and what was taken from it."""

    root: dict[str, Any]
    unknown: frozenset[str]
    """Names of templates of which nothing is known."""
    gaps: frozenset[str]
    """Pointers of the templates that lack a call."""

    def certain(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The findings that stay however the rest is mended."""
        return [
            d
            for d in found
            if d.code not in _OF_THE_GRAPH
            and not (d.code in _OF_ALL_CALLS and template_of(d.pointer) in self.gaps)
        ]


def remains_of(root: Any, faults: list[Diagnostic]) -> Remains | None:
    """What the faults of structure leave of a graph; None if that is not to be judged by itself."""
    if len(faults) > _MOST_FAULTS:
        return None
    paths = [split(fault.pointer) for fault in faults]
    apart = {path[0] for path in paths if path and path[0] in _APART}
    paths = [path for path in paths if not path or path[0] not in apart]
    if any(len(path) < _TEMPLATE or path[0] != "templates" for path in paths):
        return None
    templates = dict(root["templates"])
    stand_in = "-"
    while stand_in in templates:
        stand_in += "-"
    unknown, gaps = ({stand_in} if paths else set()), set()
    for name, *path in [path[1:] for path in paths]:
        if name in unknown:
            continue
        template = _without_call(templates[name], path, stand_in)
        if template is None:
            unknown.add(name)
            del templates[name]
        else:
            templates[name] = template
            gaps.add(join(("templates", name)))
    rest = {name: value for name, value in root.items() if name not in apart}
    return Remains({**rest, "templates": templates}, frozenset(unknown), frozenset(gaps))


def _without_call(template: Any, path: list[str], stand_in: str) -> Any:
    """A template with another call in the place of the broken one; None if no call is at fault."""
    depth = _CALLS.get(path[0]) if path else None
    if depth is None or len(path) < depth:
        return None
    field, *numbers = path[:depth]
    at = [int(number) for number in numbers]
    call = template[field]
    for number in at:
        call = call[number]
    if not isinstance(call, dict) or not isinstance(call.get("name"), str):
        return None
    whole = {"name": call["name"], "template": stand_in}
    if field == "tasks":
        return {**template, field: _with(template[field], at[0], whole)}
    group = _with(template[field][at[0]], at[1], whole)
    return {**template, field: _with(template[field], at[0], group)}


def _with(values: list[Any], number: int, value: Any) -> list[Any]:
    return [*values[:number], value, *values[number + 1 :]]
