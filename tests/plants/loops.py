"""Faults of loops and slices."""

from __future__ import annotations

from collections.abc import Iterator

from tests.plants.plant import GONE, Graph, Plant, calls, plant
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


def bad_slices(graph: Graph) -> Iterator[Plant]:  # noqa: C901 - a list of fields
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
        if slices and not ({"sub_path", "group_size"} & set(slices)):
            for field in ("with_param", "with_sequence"):
                if field in call and (uses := items_of(call, path)):
                    yield Plant({(*path, field): GONE}, ("DG310",), (uses[0],))
        if "pool_size" in slices:
            yield plant((*path, "slices", "pool_size"), 0, "DG506")


def unequal_lengths(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        slices = call.get("slices", {})
        given = call.get("parameters", {})
        lists = [n for n in slices.get("input_parameter", ()) if isinstance(given.get(n), list)]
        for name in lists:
            place = (*path, "parameters", name)
            places = (
                place,
                (*path, "with_param"),
                (*path, "with_sequence"),
                *((*path, "parameters", n) for n in lists),
                *((*path, "artifacts", n) for n in slices.get("input_artifact", ())),
            )
            yield Plant({place: given[name][:-1]}, ("DG503",), places)
            yield Plant({place: [*given[name], given[name][0]]}, ("DG503",), places)
