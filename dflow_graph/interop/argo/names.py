"""Names that a graph may have: of the workflow, and of its templates (NAM-1, NAM-4)."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import Place
from dflow_graph.passes.finding import quoted
from dflow_graph.regex import regex

__all__ = ["template_names", "workflow_names"]

_LONGEST = 57
_OTHER = regex(r"[^-a-z0-9.]+")
_ENDS = "-."
_NAMELESS = "workflow"


def template_names(templates: Any) -> dict[str, str]:
    """Template to its name in the graph: in small letters, since it becomes part of a pod's."""
    given = [t.get("name") for t in templates or () if isinstance(t, dict)]
    written = [name for name in given if isinstance(name, str)]
    taken = {name for name in written if name == name.lower()}
    names = {}
    for name in dict.fromkeys(written):
        wanted, number = name.lower(), 1
        if wanted != name:
            while wanted in taken:
                number += 1
                wanted = f"{name.lower()}-{number}"
            taken.add(wanted)
        names[name] = wanted
    return names


def workflow_names(
    reading: Reading, metadata: dict[str, Any], place: Place, *, is_run: bool
) -> dict[str, Any]:
    """`name` of the graph, and `id` where a manifest is a workflow of that very name."""
    for field in ("name", "generateName"):
        given = metadata.get(field)
        if given is not None and not isinstance(given, str):
            reading.fault("DG107", place.at(field), "a text must stand here")
            return {}
    name, prefix = metadata.get("name"), metadata.get("generateName")
    if name:
        result = {"name": _fitting(name)}
        return {**result, "id": name} if is_run else result
    if not prefix:
        reading.conversion.repair(
            Place(place.source, ("name",)), f"a manifest without a name is called `{_NAMELESS}`"
        )
        return {"name": _NAMELESS}
    fitting = _fitting(prefix.removesuffix("-"))
    if f"{fitting}-" != prefix:
        message = f"names of runs begin with {quoted(fitting + '-')}, not with {quoted(prefix)}"
        reading.conversion.repair(Place((*place.source, "generateName"), ("name",)), message)
    return {"name": fitting}


def _fitting(name: str) -> str:
    """The name as a graph may have it: small letters, digits, hyphens and dots."""
    clean = _OTHER.sub("-", name.lower())[:_LONGEST].strip(_ENDS)
    return clean or _NAMELESS
