"""A fault that is planted: what is changed, and what has to be found where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

Graph = dict[str, Any]
Path = tuple[Any, ...]

WHOLE = ""
"""In a replacement: the whole text."""
EXPRESSION = ("expression", "value_from_expression", "from_expression")
"""Fields that hold an expression without braces."""
GONE = object()
"""In an edit: the member is removed."""


class Plant(NamedTuple):
    """One fault in one graph.

    `edits` gives the new value of each path that is changed, in order. One of `codes` is expected,
    any if there are none, at one of `places`. In the text of the graph, `replace` then changes the
    first text of each pair to the second, or the `WHOLE` of it. The text is JSON, which is YAML
    too: `notation` says as what it is read.
    """

    edits: dict[Path, Any]
    codes: tuple[str, ...]
    places: tuple[Path, ...]
    replace: tuple[tuple[str, str], ...] = ()
    notation: Literal["auto", "yaml"] = "auto"


Planter = Callable[[Graph], Iterator[Plant]]


def plant(path: Path, value: Any, *codes: str, at: Path | None = None) -> Plant:
    """One value changed; the finding is expected at it unless `at` says where."""
    return Plant({path: value}, codes, (path if at is None else at,))


def inside(value: Any, path: Path) -> Any:
    """The part of plain data at a path."""
    for part in path:
        value = value[part]
    return value


def edited(graph: Graph, edits: dict[Path, Any]) -> None:
    """Makes the changes in the graph itself; a path with a new member adds it."""
    for path, value in edits.items():
        holder = inside(graph, path[:-1])
        if value is GONE:
            del holder[path[-1]]
        elif isinstance(holder, list) and path[-1] == len(holder):
            holder.append(value)
        else:
            holder[path[-1]] = value


def renamed(graph: Graph, path: Path, new: str) -> dict[Path, Any]:
    """The edit that gives a member another name and leaves it in its place."""
    holder = inside(graph, path[:-1])
    return {path[:-1]: {new if name == path[-1] else name: v for name, v in holder.items()}}


def ignored(graph: Graph, name: str, new: str) -> dict[Path, Any]:
    """The edits that let what the author ignores in a template follow it to another name."""
    entries = graph.get("extensions", {}).get("dflow-graph", {}).get("ignore", ())
    place, old = ("extensions", "dflow-graph", "ignore"), f"/templates/{name}"
    return {
        (*place, number, "pointer"): f"/templates/{new}" + entry["pointer"][len(old) :]
        for number, entry in enumerate(entries)
        if f"{entry['pointer']}/".startswith(f"{old}/")
    }


def calls(graph: Graph) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every step and task with its path."""
    for name, template in graph["templates"].items():
        for i, group in enumerate(template.get("steps", ())):
            for j, step in enumerate(group):
                yield ("templates", name, "steps", i, j), step
        for i, task in enumerate(template.get("tasks", ())):
            yield ("templates", name, "tasks", i), task


def hooks(graph: Graph) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every hook with its path."""
    for path, call in calls(graph):
        for field in ("success_hook", "running_hook", "failure_hook", "exit_hook"):
            if field in call:
                yield (*path, field), call[field]


def is_sliced(call: dict[str, Any], graph: Graph) -> bool:
    """Whether a call has slices, of its own or of its template; these make a loop (SLC-11)."""
    return "slices" in call or any("slice" in f for f in graph["templates"][call["template"]])


def ports(template: dict[str, Any], side: str) -> dict[str, tuple[Path, dict[str, Any], bool]]:
    """Ports of one side by name: path below the template, entry, whether it is an artifact."""
    if "op" in template:
        return {
            name: (("op", side, name), entry, entry["kind"] == "Artifact")
            for name, entry in template["op"].get(side, {}).items()
        }
    return {
        name: ((side, sort, name), entry, sort == "artifacts")
        for sort in ("parameters", "artifacts")
        for name, entry in template.get(side, {}).get(sort, {}).items()
    }


def texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of plain data with its path, but what is below `extensions`."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name != "extensions":
                yield from texts(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, (*path, number))


def members(value: Any, names: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every member of one of the names, outside of what the author names."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in names:
                yield (*path, name), inner
            if name not in ("extensions", "config"):
                yield from members(inner, names, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from members(inner, names, (*path, number))


def leaves(graph: Graph) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every template with an image, with its path."""
    for name, template in graph["templates"].items():
        if "image" in template:
            yield ("templates", name), template
