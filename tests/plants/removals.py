"""What others refer to is gone, or has another name: one finding, at one of those others."""

from __future__ import annotations

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
    ignored,
    inside,
    members,
    ports,
    renamed,
    texts,
)

_OTHER = "quite-another"
_SOURCES: dict[str, dict[str, Any]] = {
    "parameters": {"value_from_expression": "workflow.name"},
    "artifacts": {"optional": True},
}


def _places(graph: Graph, pattern: str, below: Path) -> list[Path]:
    """The texts below a path that match a pattern, but for a name by itself."""
    return [p for p, text in texts(inside(graph, below), below) if re.search(pattern, text)]


def _named(name: str) -> str:
    quoted = re.escape(name)
    return rf"\b(?:steps|tasks)(?:\.{quoted}\b(?!-)|\[['\"]{quoted}['\"]\])"


def _users_of_step(graph: Graph, path: Path, name: str) -> list[Path]:
    owner = path[:2]
    found = [p for p in _places(graph, _named(name), owner) if p[: len(path)] != path]
    for other, call in calls(graph):
        if other[:2] == owner and other != path:
            for number, text in enumerate(call.get("dependencies", ())):
                if name in re.findall(r"[\w-]+", text):
                    found.append((*other, "dependencies", number))
    return found


def renamed_step(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        if users := _users_of_step(graph, path, call["name"]):
            for new in (call["name"] + "x", _OTHER):
                yield Plant({(*path, "name"): new}, ("DG303", "DG604"), tuple(users))


def removed_step(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        users = _users_of_step(graph, path, call["name"])
        if users and not _is_alone(graph, call):
            holder = [c for c in inside(graph, path[:-1]) if c is not call]
            whole = inside(graph, path[:-2])
            if not holder and path[2] == "steps":
                rest = [g for g in whole if call not in g]
                if not rest:
                    continue
                moved = tuple(_moved(p, path, 3) for p in users)
                yield Plant({path[:-2]: rest}, ("DG303", "DG604"), moved)
            elif holder:
                moved = tuple(_moved(p, path, len(path) - 1) for p in users)
                yield Plant({path[:-1]: holder}, ("DG303", "DG604"), moved)


def _moved(place: Path, gone: Path, at: int) -> Path:
    """Where a place is when the element at the index `at` of the path `gone` is no more."""
    if place[:at] != gone[:at] or not isinstance(place[at], int) or place[at] < gone[at]:
        return place
    return (*place[:at], place[at] - 1, *place[at + 1 :])


def _is_alone(graph: Graph, call: dict[str, Any]) -> bool:
    """Whether a template is called by one step alone, and would be unused without it."""
    used = [c["template"] for _, c in [*calls(graph), *hooks(graph)]]
    return used.count(call["template"]) == 1 and call["template"] != graph["entrypoint"]


def renamed_template(graph: Graph) -> Iterator[Plant]:
    for name in graph["templates"]:
        users = [p for p, c in [*calls(graph), *hooks(graph)] if c["template"] == name]
        places = [(*p, "template") for p in users]
        places += [(f,) for f in ("entrypoint", "on_exit") if graph.get(f) == name]
        for new in (name + "x", _OTHER) if places else ():
            moved = tuple(_renamed(p, ("templates", name), new) for p in places)
            edits = renamed(graph, ("templates", name), new) | ignored(graph, name, new)
            yield Plant(edits, ("DG302",), moved)


def removed_template(graph: Graph) -> Iterator[Plant]:
    for name in graph["templates"]:
        users = [
            p for p, c in [*calls(graph), *hooks(graph)] if c["template"] == name and p[1] != name
        ]
        places = [(*p, "template") for p in users]
        places += [(f,) for f in ("entrypoint", "on_exit") if graph.get(f) == name]
        if places:
            yield Plant({("templates", name): GONE}, ("DG302",), tuple(places))


def _users_of_output(graph: Graph, name: str, port: str, sort: str) -> list[Path]:
    """The texts that refer to an output of a template, and the fields that name it."""
    found = []
    at = rf"\.outputs\.{sort}(?:\.{re.escape(port)}\b(?!-)|\[['\"]{re.escape(port)}['\"]\])"
    for path, call in calls(graph):
        if call["template"] == name:
            found += _places(graph, _named(call["name"]) + at, path[:2])
            found += _in_slices(call, path, f"output_{sort[:-1]}", port)
    template = graph["templates"][name]
    for field in (
        f"output_{sort[:-1]}_{end}"
        for end in ("slices", "global_name", "default", "save", "archive")
    ):
        if port in (template.get(field) or {}):
            found.append(("templates", name, field, port))
    return [*found, *_in_slices(template, ("templates", name), f"output_{sort[:-1]}", port)]


def _in_slices(holder: dict[str, Any], path: Path, field: str, port: str) -> list[Path]:
    """Where the slices of a call or of a template name a port."""
    named = enumerate(holder.get("slices", {}).get(field, ()))
    return [(*path, "slices", field, number) for number, name in named if name == port]


def _renamed(place: Path, old: Path, new: str) -> Path:
    """Where a place is when the member at a path has another name."""
    is_below = place[: len(old)] == old
    return (*old[:-1], new, *place[len(old) :]) if is_below else place


def _ports(graph: Graph, side: str) -> Iterator[tuple[str, Path, str]]:
    """Every port of a side: the template's name, the port's path, its sort."""
    for name, template in graph["templates"].items():
        for path, _, artifact in ports(template, side).values():
            yield name, ("templates", name, *path), "artifacts" if artifact else "parameters"


def renamed_output(graph: Graph) -> Iterator[Plant]:
    for name, place, sort in _ports(graph, "outputs"):
        users = _users_of_output(graph, name, place[-1], sort)
        for new in (place[-1] + "x", _OTHER) if users else ():
            at = tuple(_renamed(p, place, new) for p in users)
            yield Plant(renamed(graph, place, new), ("DG304", "DG501", "DG334"), at)


def removed_output(graph: Graph) -> Iterator[Plant]:
    for name, place, sort in _ports(graph, "outputs"):
        users = _users_of_output(graph, name, place[-1], sort)
        if users := [p for p in users if p[: len(place)] != place]:
            yield Plant({place: GONE}, ("DG304", "DG501", "DG334"), tuple(users))


def _users_of_input(graph: Graph, name: str, port: str, sort: str) -> list[Path]:
    found: list[Path] = []
    for path, call in [*calls(graph), *hooks(graph)]:
        if call["template"] == name:
            if port in call.get(sort, {}):
                found.append((*path, sort, port))
            found += _in_slices(call, path, f"input_{sort[:-1]}", port)
    template, field = graph["templates"][name], f"input_{sort[:-1]}"
    found += _in_slices(template, ("templates", name), field, port)
    if port in (template.get(f"{field}_slices") or {}):
        found.append(("templates", name, f"{field}_slices", port))
    at = rf"\binputs\.{sort}(?:\.{re.escape(port)}\b(?!-)|\[['\"]{re.escape(port)}['\"]\])"
    return found + _places(graph, at, ("templates", name))


def renamed_input(graph: Graph) -> Iterator[Plant]:
    for name, place, sort in _ports(graph, "inputs"):
        users = _users_of_input(graph, name, place[-1], sort)
        for new in (place[-1] + "x", _OTHER) if users else ():
            edits = renamed(graph, place, new)
            codes = ("DG312", "DG307", "DG501", "DG740")
            if name in (graph["entrypoint"], graph.get("on_exit")):
                # The workflow's parameter of the old name then goes to no input.
                users, codes = [*users, (*place[:-1], new)], (*codes, "DG311")
            yield Plant(edits, codes, tuple(users))


def removed_input(graph: Graph) -> Iterator[Plant]:
    for name, place, sort in _ports(graph, "inputs"):
        if users := _users_of_input(graph, name, place[-1], sort):
            yield Plant({place: GONE}, ("DG312", "DG307", "DG501", "DG740"), tuple(users))


def _like(entry: dict[str, Any], sort: str) -> dict[str, Any]:
    """An input of a sort that has to be given if the other one has to."""
    if {"default", "value", "source"}.isdisjoint(entry) and not entry.get("optional"):
        return {}
    return {"optional": True} if sort == "artifacts" else {"value": ""}


def port_of_other_sort(graph: Graph) -> Iterator[Plant]:
    """A port of Steps, DAG or a script stands among those of the other sort."""
    for side in ("inputs", "outputs"):
        for name, place, sort in _ports(graph, side):
            find = _users_of_input if side == "inputs" else _users_of_output
            is_small = "op" in place or name == graph["entrypoint"]
            users = find(graph, name, place[-1], sort)
            users = [p for p in users if p[: len(place)] != place]
            if is_small or not users or graph["templates"][name]["kind"] not in ("Steps", "DAG"):
                continue
            other = "artifacts" if sort == "parameters" else "parameters"
            taken = graph["templates"][name][side].get(other, {})
            entry = _SOURCES[other] if side == "outputs" else _like(inside(graph, place), other)
            edits = {place: GONE, (*place[:-2], other): {**taken, place[-1]: entry}}
            yield Plant(edits, (), tuple(users))


def renamed_workflow_parameter(graph: Graph) -> Iterator[Plant]:
    for name in graph.get("parameters", {}):
        at = (
            rf"\bworkflow\.parameters(?:\.{re.escape(name)}\b(?!-)|\[['\"]{re.escape(name)}['\"]\])"
        )
        places = tuple(_places(graph, at, ()))
        if places:
            yield Plant(renamed(graph, ("parameters", name), name + "x"), ("DG316",), places)
            yield Plant({("parameters", name): GONE}, ("DG316",), places)


def renamed_volume(graph: Graph) -> Iterator[Plant]:
    for path, volumes in members(graph, ("volumes",)):
        for number, volume in enumerate(volumes):
            places = tuple(
                (*p, k, "name")
                for p, mounts in members(graph["templates"], ("mounts",), ("templates",))
                for k, mount in enumerate(mounts)
                if mount["name"] == volume["name"] and (len(path) == 1 or p[:2] == path[:2])
            )
            if places:
                yield Plant({(*path, number, "name"): volume["name"] + "x"}, ("DG719",), places)


def removed_ports(graph: Graph) -> Iterator[Plant]:
    """All ports of a side of a template, or all of one sort, are gone."""
    for name, template in graph["templates"].items():
        owner = ("templates", name, *(("op",) if "op" in template else ()))
        for side in ("inputs", "outputs"):
            found = inside(graph, owner).get(side, {})
            find = _users_of_input if side == "inputs" else _users_of_output
            users: dict[str, list[Path]] = {"parameters": [], "artifacts": []}
            for port, (_, _, artifact) in ports(template, side).items():
                sort = "artifacts" if artifact else "parameters"
                users[sort] += find(graph, name, port, sort)
            place = (*owner, side)
            for gone, sorts in (
                [(place, [*users])]
                if "op" in template
                else [
                    (place, [*users]),
                    *(((*place, sort), [sort]) for sort in users if sort in found),
                ]
            ):
                at = [p for sort in sorts for p in users[sort] if p[: len(gone)] != gone]
                if at and found:
                    yield Plant(
                        {gone: GONE}, ("DG304", "DG307", "DG312", "DG334", "DG501"), tuple(at)
                    )


def removed_arguments(graph: Graph) -> Iterator[Plant]:
    """All arguments of a sort are gone, of which at least one is needed."""
    for path, call in [*calls(graph), *hooks(graph)]:
        for sort in ("parameters", "artifacts"):
            needed = [
                name
                for name, (_, entry, artifact) in ports(
                    graph["templates"][call["template"]], "inputs"
                ).items()
                if artifact is (sort == "artifacts")
                and not ({"default", "value", "source"} & {*entry} or entry.get("optional"))
            ]
            if needed and sort in call:
                yield Plant({(*path, sort): GONE}, ("DG311",), (path,))


_SCALARS = ("bool", "float", "int", "str")


def _cut(graph: Graph, path: Path, call: dict[str, Any]) -> dict[str, list[Path]]:
    """The inputs that are known to get a list of scalars and to take one, with where it stands."""
    found = {}
    for name in call.get("slices", {}).get("input_parameter", ()):
        value, port = call.get("parameters", {}).get(name), ports(_target(graph, call), "inputs")
        places = [(*path, "parameters", name)]
        of_workflow = re.fullmatch(r"\{\{workflow\.parameters\.([\w-]+)\}\}", str(value))
        maker = re.fullmatch(r"\{\{(?:steps|tasks)\.([\w-]+)\.outputs\.[\w.-]+\}\}", str(value))
        if of_workflow:
            places.append(("parameters", of_workflow[1]))
        elif maker is not None:
            others = [c for p, c in calls(graph) if p[1] == path[1] and c["name"] == maker[1]]
            if "slices" in others[0].get("slices", ()):  # of what a pattern picks
                continue
        if port[name][1].get("type") in _SCALARS:
            found[name] = places
    return found


def _target(graph: Graph, call: dict[str, Any]) -> dict[str, Any]:
    target: dict[str, Any] = graph["templates"][call["template"]]
    return target


def removed_slices(graph: Graph) -> Iterator[Plant]:
    """A step that calls an OP in a loop over lists cuts them no more, and stacks nothing."""
    for path, call in calls(graph):
        if "op" in _target(graph, call) and (cut := _cut(graph, path, call)):
            given = [(*path, "parameters", name) for name in call["parameters"]]
            given += [place for places in cut.values() for place in places]
            users = _users_of_step(graph, path, call["name"])
            codes = ("DG402", "DG404", "DG323", "DG733")
            yield Plant({(*path, "slices"): GONE}, codes, (*given, *users))


def removed_name_in_slices(graph: Graph) -> Iterator[Plant]:
    """A parameter is no longer cut, or an output of a loop no longer put together."""
    for path, call in calls(graph):
        slices, cut = call.get("slices", {}), _cut(graph, path, call)
        for field in ("input_parameter", "output_artifact"):
            for number, name in enumerate(slices.get(field, ())):
                rest = [n for k, n in enumerate(slices[field]) if k != number]
                users = [
                    p
                    for p in _users_of_step(graph, path, call["name"])
                    if re.search(rf"\.{re.escape(name)}\b", str(inside(graph, p)))
                ]
                at = users if field == "output_artifact" else cut.get(name, [])
                if at and "op" in _target(graph, call):
                    edits: dict[Path, Any] = {(*path, "slices", field): rest or GONE}
                    codes = ("DG402", "DG404", "DG323", "DG733", "DG502")
                    yield Plant(edits, codes, (*at, (*path, "slices")))


def removed_dependency(graph: Graph) -> Iterator[Plant]:
    """A task waits no more for one that a text of it names."""
    for path, call in calls(graph):
        given = call.get("dependencies", [])
        for number, text in enumerate(given):
            loose = [
                p
                for p, value in texts(call, path)
                if re.search(_named(text), value)
                and (not value.startswith("{{tasks") or p[len(path)] == "when")
            ]
            lone = [
                p
                for p, value in texts(call, path)
                if p not in loose and re.search(_named(text), value)
            ]
            if loose and not lone and re.fullmatch(r"[\w-]+", text):
                rest = [t for k, t in enumerate(given) if k != number]
                yield Plant({(*path, "dependencies"): rest}, ("DG314",), tuple(loose))
