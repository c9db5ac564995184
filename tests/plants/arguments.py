"""Faults of calls: arguments, their values and types, conditions, hooks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.plants.plant import (
    GONE,
    Graph,
    Path,
    Plant,
    calls,
    hooks,
    inside,
    plant,
    ports,
    renamed,
    texts,
)


def _required(template: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, (_, entry, artifact) in ports(template, "inputs").items():
        if not ({"default", "value", "source"} & set(entry) or entry.get("optional")):
            yield ("artifacts" if artifact else "parameters"), name


def missing_argument(graph: Graph) -> Iterator[Plant]:
    for path, call in [*calls(graph), *hooks(graph)]:
        for sort, name in _required(graph["templates"][call["template"]]):
            if name in call.get(sort, {}):
                yield plant((*path, sort, name), GONE, "DG311", at=path)


def no_arguments(graph: Graph) -> Iterator[Plant]:
    """All arguments of a sort are gone, where that is one."""
    for path, call in [*calls(graph), *hooks(graph)]:
        for sort in ("parameters", "artifacts"):
            needed = [n for s, n in _required(graph["templates"][call["template"]]) if s == sort]
            if len(call.get(sort, {})) == 1 and needed == list(call[sort]):
                yield plant((*path, sort), GONE, "DG311", at=path)


def unknown_argument(graph: Graph) -> Iterator[Plant]:
    for path, call in [*calls(graph), *hooks(graph)]:
        for sort, value in (("parameters", 1), ("artifacts", {"kind": "raw", "data": "a"})):
            if sort in call:
                yield plant((*path, sort, "zzz-unheard-of"), value, "DG312")
            else:
                place = (*path, sort)
                edits = {place: {"zzz-unheard-of": value}}
                yield Plant(edits, ("DG312",), ((*place, "zzz-unheard-of"),))


def misspelt_argument(graph: Graph) -> Iterator[Plant]:
    for path, call in [*calls(graph), *hooks(graph)]:
        for sort in ("parameters", "artifacts"):
            for name in call.get(sort, {}):
                place = (*path, sort, name)
                new = name + "s"
                if new not in call[sort] and new not in ports(
                    graph["templates"][call["template"]], "inputs"
                ):
                    yield Plant(renamed(graph, place, new), ("DG312",), ((*place[:-1], new),))


def argument_of_other_sort(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        for sort, other in (("parameters", "artifacts"), ("artifacts", "parameters")):
            for name, value in call.get(sort, {}).items():
                if (
                    isinstance(value, str)
                    and value.startswith("{{")
                    and name not in call.get(other, {})
                ):
                    moved = {**call.get(other, {}), name: value}
                    edits = {(*path, sort, name): GONE, (*path, other): moved}
                    yield Plant(edits, ("DG313", "DG312"), ((*path, other, name),))


def null_for_artifact(graph: Graph) -> Iterator[Plant]:
    for path, call in [*calls(graph), *hooks(graph)]:
        for sort, name in _required(graph["templates"][call["template"]]):
            if sort == "artifacts" and name in call.get(sort, {}):
                yield plant((*path, sort, name), None, "DG734")


_WRONG: dict[str, tuple[Any, ...]] = {
    "int": ("many", 1.5, [1], {"a": 1}, None, True),
    "float": ("many", [1.0], {"a": 1}, None, True),
    "bool": ("perhaps", 5, [True], {"a": 1}),
    "str": ([1], {"a": 1}, None, 5),
    "list[str]": ("text", {"a": 1}, None),
    "list[int]": ("text", {"a": 1}, 5),
    "list[float]": ("text", {"a": 1}, 5),
    "dict[str, int]": ({"a": "b"}, [1], "text", 5),
    "dict[str, float]": ({"a": "b"}, [1], "text", 5),
    "list[list[int]]": (1, [["a"]]),
}
_WRONG_ITEM: dict[str, Any] = {
    "list[str]": 1, "list[int]": "a", "list[float]": "a", "list[list[int]]": 1,
}  # fmt: skip


def _wrongs(path: Path, given: Any, type_: str, *codes: str) -> Iterator[Plant]:
    """Values of other types, and the list that is given with another last item."""
    for wrong in _WRONG.get(type_, ()):
        places = (path, *((*path, name) for name in wrong)) if isinstance(wrong, dict) else (path,)
        yield Plant({path: wrong}, codes, places)
    if isinstance(given, list) and given and type_ in _WRONG_ITEM:
        last = (*path, len(given) - 1)
        yield Plant({last: _WRONG_ITEM[type_]}, codes, (last,))


def _types(graph: Graph) -> Iterator[tuple[Path, dict[str, Any], str]]:
    for name, template in graph["templates"].items():
        for side in ("inputs", "outputs"):
            for path, entry, artifact in ports(template, side).values():
                if not artifact:
                    yield ("templates", name, *path), entry, side


def _sliced(call: dict[str, Any], template: dict[str, Any]) -> str:
    return json.dumps([call.get("slices"), *[v for k, v in template.items() if "slice" in k]])


def literal_of_wrong_type(graph: Graph) -> Iterator[Plant]:
    for path, call in [*calls(graph), *hooks(graph)]:
        template = graph["templates"][call["template"]]
        for name, (_, entry, artifact) in ports(template, "inputs").items():
            given = call.get("parameters", {}).get(name)
            if artifact or given is None or f'"{name}"' in _sliced(call, template):
                continue
            if isinstance(given, str) and "{{" in given:
                continue
            yield from _wrongs((*path, "parameters", name), given, entry.get("type", ""), "DG402")


def item_of_wrong_type(graph: Graph) -> Iterator[Plant]:
    """An item of a list that is cut, or the list itself, is of a wrong type."""
    for path, call in calls(graph):
        template = graph["templates"][call["template"]]
        for name, (_, entry, artifact) in ports(template, "inputs").items():
            given = call.get("parameters", {}).get(name)
            if (
                artifact
                or not isinstance(given, list)
                or f'"{name}"' not in _sliced(call, template)
                or call.get("slices", {}).get("slices", "{{item}}") != "{{item}}"
            ):
                continue
            for wrong in _WRONG.get(entry.get("type", ""), ()):
                if wrong is not None:
                    place = (*path, "parameters", name)
                    edits = {place: [*given[:-1], wrong]}
                    yield Plant(edits, ("DG402",), (place, (*place, len(given) - 1)))


def default_of_wrong_type(graph: Graph) -> Iterator[Plant]:
    for path, entry, _side in _types(graph):
        for field in ("default", "value"):
            # A tag that is gone may have been the one use of an input.
            if field in entry and "{{" not in str(entry[field]):
                yield from _wrongs((*path, field), entry[field], entry.get("type", ""), "DG402")


def malformed_type(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        for side in ("inputs", "outputs"):
            for path, entry, _ in ports(template, side).values():
                if "type" in entry:
                    for wrong in (
                        "List[int]",
                        "list[",
                        "",
                        "strng",
                        "list[int, int]",
                        "int |",
                        "path[",
                    ):
                        yield plant(("templates", name, *path, "type"), wrong, "DG401")


def type_of_other_sort(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        for side in ("inputs", "outputs"):
            for path, entry, artifact in ports(template, side).values():
                if artifact and "type" in entry:
                    yield plant(("templates", name, *path, "type"), "int", "DG401")


def connection_of_wrong_type(graph: Graph) -> Iterator[Plant]:
    """An output gets another type; one call hands it on, and is told so."""
    uses: dict[tuple[str, str], list[Path]] = {}
    for path, call in calls(graph):
        for given, value in call.get("parameters", {}).items():
            for other_path, other in calls(graph):
                if other_path[1] == path[1] and isinstance(value, str) and value.startswith("{{"):
                    for port in ports(graph["templates"][other["template"]], "outputs"):
                        if f".{other['name']}.outputs.parameters.{port}}}}}" in value:
                            uses.setdefault((other["template"], port), []).append(
                                (*path, "parameters", given)
                            )
    whole = json.dumps(graph)
    for (name, port), places in uses.items():
        path, entry, _ = ports(graph["templates"][name], "outputs")[port]
        if len(places) == 1 and whole.count(f"outputs.parameters.{port}") == 1 and "type" in entry:
            taker = inside(graph, places[0][:-2])
            target = ports(graph["templates"][taker["template"]], "inputs").get(places[0][-1])
            if target is None or target[1].get("type", "any") == "any" or "value" in entry:
                continue
            wrong = "dict[str, int]" if not target[1]["type"].startswith("dict") else "list[int]"
            # Of what it comes from, in a group or by its default, the user is told first.
            own = ("value_from_parameter", "value_from_expression", "default")
            at = [("templates", name, *path, field) for field in own if field in entry]
            edits = {("templates", name, *path, "type"): wrong}
            yield Plant(edits, ("DG404", "DG402"), (places[0], *at))


def input_of_wrong_type(graph: Graph) -> Iterator[Plant]:
    """An input gets another type; the call that gives it a reference is told so."""
    uses: dict[tuple[str, str], list[Path]] = {}
    for path, call in [*calls(graph), *hooks(graph)]:
        for given, value in call.get("parameters", {}).items():
            places = uses.setdefault((call["template"], given), [])
            is_lone = isinstance(value, str) and value.startswith("{{") and value[2] != "="
            is_typed = is_lone and ".parameters." in value and value.count("{{") == 1
            places.append((*path, "parameters", given) if is_typed and value[-2:] == "}}" else ())
    for (name, given), places in uses.items():
        path, entry, _ = ports(graph["templates"][name], "inputs").get(given, ((), {}, True))
        known = entry.get("type", "any")
        is_open = {"default", "value", "source"} & set(entry) or known in ("any", "bytes")
        if len(places) == 1 and places[0] and not is_open and name != graph["entrypoint"]:
            wrong = "list[list[bool]]" if not known.startswith("list") else "dict[str, bool]"
            edits = {("templates", name, *path, "type"): wrong}
            at = _givers(graph, places[0])
            if at:
                yield Plant(edits, ("DG404", "DG402"), (*at, *_takers(graph, name, given)))


def _givers(graph: Graph, place: Path) -> list[Path]:
    """An argument that is a reference, and where its value stands; none if its type is not known.

    An input of Steps or DAG without a type has that of what it is passed on to (TYP-10).
    """
    parts = inside(graph, place).strip("{} \t\n").split(".")
    template = graph["templates"][place[1]]
    if parts[0] == "workflow":
        return [place, ("parameters", parts[-1])]
    if parts[0] == "inputs":
        if "type" in template["inputs"]["parameters"][parts[2]]:
            return [place]
        uses = [p for p, c in [*calls(graph), *hooks(graph)] if c["template"] == place[1]]
        above = [(*p, "parameters", parts[2]) for p in uses]
        return [place, *(p for a in above for p in [a, *_givers_of_text(graph, a)])]
    maker = next(c for p, c in calls(graph) if p[1] == place[1] and c["name"] == parts[1])
    entry = ports(graph["templates"][maker["template"]], "outputs")[parts[-1]][1]
    return [] if entry.get("type") == "any" else [place]


def _givers_of_text(graph: Graph, place: Path) -> list[Path]:
    value = inside(graph, place)
    return _givers(graph, place) if isinstance(value, str) and value.startswith("{{") else []


def _takers(graph: Graph, name: str, given: str) -> Iterator[Path]:
    """Where a template passes its input on: it does not fit there, either."""
    owner = ("templates", name)
    for path, text in texts(inside(graph, owner), owner):
        if text == f"{{{{inputs.parameters.{given}}}}}":
            yield path


def duplicate_step(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        template = graph["templates"][path[1]]
        if f"{path[2]}.{call['name']}" in json.dumps(template) or f"'{call['name']}'" in json.dumps(
            template
        ):
            continue
        if any(
            call["name"] in d for t in template.get("tasks", ()) for d in t.get("dependencies", ())
        ):
            continue
        for other_path, other in calls(graph):
            if other_path[1] == path[1] and other is not call:
                yield Plant(
                    {(*path, "name"): other["name"]},
                    ("DG204",),
                    tuple((*p, "name") for p in (path, other_path)),
                )


def broken_condition(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        wrongs = [
            "a ==",
            "(1 == 1",
            "1 = 1",
            "&& true",
            "'a' == 'b",
            "1 +* 2",
            "and",
            "1 == 1 and 2 == 2",
            "not true",
            "x == y z",
        ]
        if "when" in call:
            wrongs += [call["when"] + " &&", call["when"] + ")", "(" + call["when"]]
        for wrong in wrongs:
            yield plant((*path, "when"), wrong, "DG320", "DG337")


def never_true_condition(graph: Graph) -> Iterator[Plant]:
    for path, _call in calls(graph):
        for wrong in ("1 + 1", "'text'", "yes", "1 < 'a'", "a in ('a')", "!5", "1, 2", ""):
            yield plant((*path, "when"), wrong, "DG320", "DG337")


def leading_digit(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        template = graph["templates"][path[1]]
        if (
            path[2] == "tasks"
            and f"tasks.{call['name']}" not in json.dumps(template)
            and not any(
                call["name"] in d for t in template["tasks"] for d in t.get("dependencies", ())
            )
            and f"'{call['name']}'" not in json.dumps(template)
        ):
            yield plant((*path, "name"), "1st", "DG205")


def null_step(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        for number, _ in enumerate(template.get("steps", ())):
            path = ("templates", name, "steps", number)
            yield Plant(
                {(*path[:-1], len(template["steps"])): []},
                ("DG610",),
                ((*path[:-1], len(template["steps"])),),
            )
            yield plant(path, None, "DG107")
            break
        if template["kind"] == "DAG" and not template.get("outputs"):
            yield plant(("templates", name, "tasks"), [], "DG610")


def call_of_itself(graph: Graph) -> Iterator[Plant]:
    """A template that calls itself, without a condition."""
    for path, call in calls(graph):
        template = graph["templates"][path[1]]
        if (
            (
                not list(_required(template))
                and not call.get("parameters")
                and not call.get("artifacts")
            )
            and f".{call['name']}." not in json.dumps(template)
            and not {"slices", "when", "with_param", "with_sequence"} & {*call}
            and all(re.fullmatch(r"[\w-]+", d) for d in call.get("dependencies", ()))
        ):
            yield plant((*path, "template"), path[1], "DG608")
