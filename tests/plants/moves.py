"""Steps and types in the wrong place: groups exchanged, groups joined, types of ports changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.plants.plant import Graph, Path, Plant, calls, hooks, inside, ports, texts


def _named(name: str) -> str:
    quoted = re.escape(name)
    return rf"\b(?:steps|tasks)(?:\.{quoted}\b(?!-)|\[['\"]{quoted}['\"]\])"


def _references(graph: Graph, owner: str, number: int, names: list[str]) -> list[Path]:
    """The texts of a group that name steps."""
    group = graph["templates"][owner]["steps"][number]
    below = ("templates", owner, "steps", number)
    return [
        path
        for path, text in texts(group, below)
        if any(re.search(_named(name), text) for name in names)
    ]


def exchanged_groups(graph: Graph) -> Iterator[Plant]:
    """A group of steps stands before the one that it refers to."""
    for name, template in graph["templates"].items():
        groups = template.get("steps", [])
        for number in range(len(groups) - 1):
            names = [step["name"] for step in groups[number]]
            users = _references(graph, name, number + 1, names)
            if users:
                place = ("templates", name, "steps")
                new = [*groups[:number], groups[number + 1], groups[number], *groups[number + 2 :]]
                at = tuple((*place, number, *path[4:]) for path in users)
                yield Plant({place: new}, ("DG305",), at)


def joined_groups(graph: Graph) -> Iterator[Plant]:
    """A group of steps runs at the same time as the one that it refers to."""
    for name, template in graph["templates"].items():
        groups = template.get("steps", [])
        for number in range(len(groups) - 1):
            names = [step["name"] for step in groups[number]]
            users = _references(graph, name, number + 1, names)
            if users:
                place = ("templates", name, "steps")
                joined = [*groups[number], *groups[number + 1]]
                new = [*groups[:number], joined, *groups[number + 2 :]]
                shift = len(groups[number])
                at = tuple((*place, number, p[4] + shift, *p[5:]) for p in users)
                yield Plant({place: new}, ("DG305",), at)


def _far(type_: str) -> str:
    return "list[list[bool]]" if not type_.startswith("list") else "dict[str, bool]"


def _literals(graph: Graph, place: Path) -> list[Path]:
    """A literal that is no text with tags, and what stands in it."""
    holder = inside(graph, place[:-1])
    value = holder.get(place[-1])
    if value is None or (isinstance(value, str) and "{{" in value):
        return []
    return list(_below(value, place))


def _below(value: Any, place: Path) -> Iterator[Path]:
    yield place
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _below(inner, (*place, key))


def _lone(graph: Graph, place: Path, below: str) -> bool:
    """Whether a text is a reference by itself, of a name that begins so."""
    value = inside(graph, place[:-1]).get(place[-1])
    return (
        isinstance(value, str)
        and re.fullmatch(rf"\{{\{{\s*{below}[\w.-]+\s*\}}\}}", value) is not None
    )


def changed_type_of_input(graph: Graph) -> Iterator[Plant]:
    """What an input gets in all places is of another type than it."""
    given = graph.get("parameters", {})
    for name, template in graph["templates"].items():
        for port, (path, entry, artifact) in ports(template, "inputs").items():
            if artifact or entry.get("type", "any") in ("any", "bytes"):
                continue
            place, found = ("templates", name, *path), list[Path]()
            for call_path, call in [*calls(graph), *hooks(graph)]:
                if call["template"] == name and port in call.get("parameters", {}):
                    at = (*call_path, "parameters", port)
                    found += _literals(graph, at)
                    if _lone(graph, at, r"workflow\.parameters\."):
                        found.append(("parameters", inside(graph, at).strip("{} ").split(".")[-1]))
            found += [
                p for field in ("default", "value") for p in _literals(graph, (*place, field))
            ]
            if name in (graph["entrypoint"], graph.get("on_exit")) and port in given:
                found.append(("parameters", port))
            if found:
                yield Plant({(*place, "type"): _far(entry["type"])}, ("DG402",), tuple(found))


def changed_type_of_output(graph: Graph) -> Iterator[Plant]:
    """An output is of another type than what it comes from, or than all that it is given to."""
    own = ("value_from_parameter", "value_from_expression", "value", "default")
    for name, template in graph["templates"].items():
        for port, (path, entry, artifact) in ports(template, "outputs").items():
            if artifact or entry.get("type", "any") in ("any", "bytes"):
                continue
            place, found = ("templates", name, *path), list[Path]()
            for field in own if template["kind"] in ("Steps", "DAG") else own[2:]:
                found += [(*place, field)] if field in entry else []
            for _, call in calls(graph):
                if call["template"] == name:
                    found += _takers(graph, call, port)
            if found:
                wrong = _far(entry["type"])
                yield Plant({(*place, "type"): wrong}, ("DG404", "DG402"), tuple(found))


def _takers(graph: Graph, call: dict[str, Any], port: str) -> Iterator[Path]:
    """The arguments and outputs that are an output of a call by itself, and say their type."""
    lone = re.compile(
        rf"\{{\{{(steps|tasks)\.{re.escape(call['name'])}\.outputs\.parameters\.{re.escape(port)}\}}\}}"
    )
    for path, user in [*calls(graph), *hooks(graph)]:
        typed = ports(graph["templates"][user["template"]], "inputs")
        for name, value in user.get("parameters", {}).items():
            is_typed = typed.get(name, ((), {}, False))[1].get("type", "any") != "any"
            if is_typed and isinstance(value, str) and lone.fullmatch(value):
                yield (*path, "parameters", name)
    for name, template in graph["templates"].items():
        for path, entry, _ in ports(template, "outputs").values():
            if "type" in entry and lone.fullmatch(entry.get("value_from_parameter", "")):
                yield ("templates", name, *path, "value_from_parameter")
