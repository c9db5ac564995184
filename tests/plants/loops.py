"""Faults of loops and slices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.plants.plant import GONE, Graph, Path, Plant, calls, inside, plant, texts
from tests.plants.references import items_of


def two_loops(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        if "with_sequence" in call:
            yield Plant(
                {(*path, "with_param"): [1, 2]},
                ("DG512",),
                ((*path, "with_sequence"), (*path, "with_param")),
            )
        elif "with_param" in call:
            yield Plant(
                {(*path, "with_sequence"): {"count": 2}},
                ("DG512",),
                ((*path, "with_sequence"), (*path, "with_param")),
            )


def loop_over_no_list(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        if "with_param" in call:
            for wrong in ("no list", "{}", "5", "[1, 2", ""):
                if "inputs." not in str(call["with_param"]):  # which may be the one use of an input
                    yield plant((*path, "with_param"), wrong, "DG513")
            yield plant((*path, "with_param"), {"a": 1}, "DG107")


def bad_sequence(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        if "with_sequence" in call:
            place = (*path, "with_sequence")
            given = call["with_sequence"]
            for bounds in ({}, {"start": 1}, {"count": 3, "end": 4}):
                yield plant(place, bounds, "DG514")
            for field in given:
                if field in ("count", "start", "end"):
                    for wrong in ("many", "1.5", "", "--1"):
                        yield plant((*place, field), wrong, "DG515")
                if field == "count":
                    yield plant((*place, field), -1, "DG516")
                    yield plant((*place, field), "-1", "DG516")
            for wrong in ("%s", "%d-%d", "x", "%", "%y"):
                yield plant((*place, "format"), wrong, "DG517")


def bad_slices(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        slices = call.get("slices", {})
        for field in ("input_parameter", "input_artifact", "output_parameter", "output_artifact"):
            given = slices.get(field)
            if given:
                place = (*path, "slices", field)
                yield Plant({place: [*given, "nothing-such"]}, ("DG501",), ((*place, len(given)),))
                if given[0] + "s" not in given:
                    yield plant((*place, 0), given[0] + "s", "DG501")
                yield Plant({place: [*given, given[0]]}, ("DG508",), ((*place, len(given)),))
        if slices.get("slices"):
            for wrong in ("{{item", "{{item}}..", "", "int({{item}}", "{{item.}}"):
                yield plant((*path, "slices", "slices"), wrong, "DG504", "DG301", "DG310", "DG325")
        if "pool_size" in slices:
            yield plant((*path, "slices", "pool_size"), 0, "DG506")


def loop_of_slices_is_removed(graph: Graph) -> Iterator[Plant]:
    """What only the loop made is missed: items, if no list is cut, and the outputs as a whole."""
    for path, call in calls(graph):
        for field in ("with_param", "with_sequence"):
            if field in call and "slices" in call:
                cuts = any("input" in part for part in call["slices"])
                whole = f"s.{call['name']}.outputs.parameters}}}}"
                owner = ("templates", path[1])
                needed = [p for p, text in texts(inside(graph, owner), owner) if whole in text]
                uses = needed if cuts else items_of(call, path)
                if uses:
                    codes = ("DG324",) if cuts else ("DG310",)
                    yield Plant({(*path, field): GONE}, codes, (uses[0],))


def _pieces(call: dict[str, Any]) -> int | None:
    """How many pieces a loop has that counts from 0, as it is written here."""
    loop = call.get("with_param")
    if found := re.fullmatch(r"\{\{=toJson\(sprig\.untilStep\(0, (\d+), 1\)\)\}\}", str(loop)):
        return int(found[1])
    if isinstance(loop, list) and [*map(str, loop)] == [*map(str, range(len(loop)))]:
        return len(loop)
    count = call.get("with_sequence", {}).get("count")
    return count if isinstance(count, int) else None


def _known_lengths(graph: Graph, path: Path, call: dict[str, Any]) -> dict[Path, int]:
    """The lists that a call cuts, and its loop, of which the length is to be seen."""
    slices, found = call["slices"], {}
    by_items = slices.get("sub_path") is True and "group_size" not in slices
    for sort in ("parameter", "artifact"):
        for name in slices.get(f"input_{sort}", ()):
            value = call.get(f"{sort}s", {}).get(name)
            place = (*path, f"{sort}s", name)
            if isinstance(value, list) and (sort == "parameter" or by_items):
                found[place] = len(value)
            elif isinstance(value, dict) and "path_list" in value:
                found[place] = len(value["path_list"])
            elif match := re.fullmatch(
                r"\{\{steps\.([\w-]+)\.outputs\.\w+\.[\w-]+\}\}", str(value)
            ):
                maker = next(
                    c for p, c in calls(graph) if p[1] == path[1] and c["name"] == match[1]
                )
                plain = {"name", "template", "parameters", "artifacts", "slices"}
                given = [*maker.get("parameters", {}).values()]
                is_plain = {*maker} <= plain and "slices" not in maker.get("slices", ("slices",))
                if is_plain and len(given) == 1 and isinstance(given[0], list):
                    found[place] = len(given[0])
    if not by_items and (number := _pieces(call)) is not None:
        field = "with_param" if "with_param" in call else "with_sequence"
        found[(*path, field)] = number
    return found


def unequal_lengths(graph: Graph) -> Iterator[Plant]:
    """A list that is cut gets longer and shorter than another one, or than the loop."""
    for path, call in calls(graph):
        sliced = call.get("slices", {}).get("input_parameter", ())
        of_items = ("{{item}}", "int('{{item}}')")
        if call.get("slices", {}).get("slices", "{{item}}") not in of_items:
            continue
        for name in sliced:
            place, value = (*path, "parameters", name), call.get("parameters", {}).get(name)
            known = _known_lengths(graph, path, call)
            if (
                isinstance(value, list)
                and len(known) > 1
                and known[place] in (n for p, n in known.items() if p != place)
            ):
                yield Plant({place: value[:-1]}, ("DG503",), (*known,))
                yield Plant({place: [*value, value[0]]}, ("DG503",), (*known,))
