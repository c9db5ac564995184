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


def _pairs(graph: Graph) -> Iterator[tuple[Path, int, list[Path]]]:
    """Neighbouring groups of which the second refers to the first: place, number, the texts."""
    for name, template in graph["templates"].items():
        groups = template.get("steps", [])
        for number in range(len(groups) - 1):
            names = [step["name"] for step in groups[number]]
            users = _references(graph, name, number + 1, names)
            if users:
                yield ("templates", name, "steps"), number, users


def exchanged_groups(graph: Graph) -> Iterator[Plant]:
    """A group of steps stands before the one that it refers to."""
    for place, number, users in _pairs(graph):
        groups = inside(graph, place)
        new = [*groups[:number], groups[number + 1], groups[number], *groups[number + 2 :]]
        at = tuple((*place, number, *path[4:]) for path in users)
        yield Plant({place: new}, ("DG305",), at)


def joined_groups(graph: Graph) -> Iterator[Plant]:
    """A group of steps runs at the same time as the one that it refers to."""
    for place, number, users in _pairs(graph):
        groups = inside(graph, place)
        joined = [*groups[number], *groups[number + 1]]
        new = [*groups[:number], joined, *groups[number + 2 :]]
        shift = len(groups[number])
        at = tuple((*place, number, p[4] + shift, *p[5:]) for p in users)
        yield Plant({place: new}, ("DG305",), at)


def _far(type_: str) -> str:
    """A type that no value of this one is of."""
    return "dict[str, bool]" if type_.startswith(("list", "set", "tuple")) else "list[list[bool]]"


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


def _lone(graph: Graph, place: Path, below: str) -> str:
    """The name that a text is a reference to by itself, if what that begins with fits a pattern."""
    value = inside(graph, place[:-1]).get(place[-1])
    whole = re.fullmatch(rf"\{{\{{\s*({below}[\w.-]*)\s*\}}\}}", str(value))
    return "" if whole is None else whole[1]


def changed_type_of_input(graph: Graph) -> Iterator[Plant]:
    """What an input gets in all places is of another type than it."""
    given = graph.get("parameters", {})
    for name, template in graph["templates"].items():
        for port, (path, entry, artifact) in ports(template, "inputs").items():
            if artifact or entry.get("type", "any") in ("any", "bytes"):
                continue
            place, found, others = ("templates", name, *path), list[Path](), list[Path]()
            for call_path, call in [*calls(graph), *hooks(graph)]:
                if call["template"] == name and port in call.get("parameters", {}):
                    at = (*call_path, "parameters", port)
                    found += _literals(graph, at)
                    if known := _lone(graph, at, r"workflow\.parameters\."):
                        found += _literals(graph, ("parameters", known.split(".")[-1]))
                    # Of a type that may be known; then it is the first place.
                    others += [at] if _lone(graph, at, r"(?:steps|tasks|inputs|item)\b") else []
            found += [
                p for field in ("default", "value") for p in _literals(graph, (*place, field))
            ]
            if name in (graph["entrypoint"], graph.get("on_exit")) and port in given:
                found.append(("parameters", port))
            if found:
                edits = {(*place, "type"): _far(entry["type"])}
                yield Plant(edits, ("DG402", "DG404"), (*found, *others))


_PLAIN = r"[\w.-]+(?:\[[^\]]+\][\w.-]*)*|'[^']*'"


def _is_typed(expression: str) -> bool:
    """Whether the type of what an expression comes to is known: a branch of it is plain."""
    return re.search(rf"(?:^|[?:])\s*(?:{_PLAIN})\s*(?:$|:)", expression) is not None


def changed_type_of_output(graph: Graph) -> Iterator[Plant]:
    """An output is of another type than what it comes from, or than all that it is given to."""
    for name, template in graph["templates"].items():
        for port, (path, entry, artifact) in ports(template, "outputs").items():
            if artifact or entry.get("type", "any") in ("any", "bytes"):
                continue
            place, found = ("templates", name, *path), list[Path]()
            for field in ("value", "default"):
                found += _literals(graph, (*place, field))
            if template["kind"] in ("Steps", "DAG"):
                if "value_from_parameter" in entry:
                    found.append((*place, "value_from_parameter"))
                elif _is_typed(entry.get("value_from_expression", "1 + 1")):
                    found.append((*place, "value_from_expression"))
            found += _takers(graph, name, port)
            if found:
                wrong = _far(entry["type"])
                yield Plant({(*place, "type"): wrong}, ("DG404", "DG402"), tuple(found))


def _takers(graph: Graph, name: str, port: str) -> Iterator[Path]:
    """The arguments and outputs that are an output of a template by itself, and say their type.

    An output that does not say it is followed to what takes that.
    """
    for maker, call in calls(graph):
        if call["template"] != name:
            continue
        lone = re.compile(
            rf"\{{\{{(steps|tasks)\.{re.escape(call['name'])}\.outputs\.parameters\.{re.escape(port)}\}}\}}"
        )
        for path, user in [*calls(graph), *hooks(graph)]:
            typed = ports(graph["templates"][user["template"]], "inputs")
            for argument, value in user.get("parameters", {}).items():
                is_typed = typed.get(argument, ((), {}, False))[1].get("type", "any") != "any"
                is_given = isinstance(value, str) and lone.fullmatch(value) is not None
                if is_typed and is_given and path[1] == maker[1]:
                    yield (*path, "parameters", argument)
        for other, (path, entry, _) in ports(graph["templates"][maker[1]], "outputs").items():
            if lone.fullmatch(entry.get("value_from_parameter", "")):
                if "type" in entry:
                    yield ("templates", maker[1], *path, "value_from_parameter")
                else:
                    yield from _takers(graph, maker[1], other)
