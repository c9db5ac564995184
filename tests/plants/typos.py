"""Slips of the finger in tags, names of fields, kinds, templates and arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from tests.plants.plant import (
    GONE,
    Graph,
    Path,
    Plant,
    calls,
    hooks,
    inside,
    members,
    plant,
    ports,
    renamed,
)
from tests.plants.references import tags_of
from tests.plants.structure import objects


def _changed(
    graph: Graph, pattern: str, new: str | Callable[[re.Match[str]], str]
) -> Iterator[Plant]:
    """The first match in each tag, or expression without braces, is replaced."""
    for path, text, start, end in tags_of(graph):
        if "$value" not in path:
            tag = re.sub(pattern, new, text[start:end], count=1)
            changed = [name for name in _names(tag) if name not in _names(text[start:end])]
            if tag != text[start:end] and not any(_is_sound(graph, path, n) for n in changed):
                yield plant(path, text[:start] + tag + text[end:])


def _names(tag: str) -> list[list[str]]:
    """The names in a tag, each as its parts."""
    return [
        re.sub(r"\['(.+?)'\]", r".\1", name).split(".") for name in re.findall(r"[\w.'\[\]-]+", tag)
    ]


def _is_sound(graph: Graph, path: Path, parts: list[str]) -> bool:
    """Whether a changed name may mean something: another output, or what only the run knows."""
    return (
        len(parts) > 1
        and all(parts)
        and (_is_output(graph, path, parts) or _is_open(graph, path, parts))
    )


def _is_output(graph: Graph, path: Path, parts: list[str]) -> bool:
    """Whether a name is that of an output."""
    for other, call in calls(graph):
        if other[:2] == path[:2] and parts[1:2] == [call["name"]]:
            known = ports(graph["templates"][call["template"]], "outputs")
            return any(
                parts == [other[2], call["name"], "outputs", sort, name]
                for name, (_, _, artifact) in known.items()
                for sort in (["artifacts"] if artifact else ["parameters"])
            )
    return False


def _is_open(graph: Graph, path: Path, parts: list[str]) -> bool:
    """Whether it shows only in the run if a name is known: of an item, or in the workflow."""
    if parts[0] == "item":
        items = next((c.get("with_param") for p, c in calls(graph) if p == path[: len(p)]), [])
        return not isinstance(items, list)
    tagged = [name for _, name in members(graph, ("global_name",)) if "{{" in name]
    return parts[:2] == ["workflow", "outputs"] and tagged != []


def misspelt_part_of_tag(graph: Graph) -> Iterator[Plant]:
    for right, wrong in (
        ("parameters", "paramters"), ("parameters", "parameter"), ("artifacts", "artifact"),
        ("outputs", "output"), ("inputs", "input"), (r"outputs\.", ""),
        (r"\.artifacts\b(?=[.\[])", ""), (r"\bitem\b", "items"), (r"\bitem\b", "iten"),
        (r"(\w)\s*\}\}", "}}"),
    ):  # fmt: skip
        yield from _changed(graph, right, wrong)


def misspelt_syntax_of_tag(graph: Graph) -> Iterator[Plant]:
    yield from _changed(graph, r"\b(inputs|steps|tasks|workflow|item)\b", lambda m: m[0].title())
    yield from _changed(graph, r"([a-z])(\s*\}\})", r"\1.\2")
    yield from _changed(graph, r"(inputs|steps|tasks|workflow)\.", r"\1..")
    # A reference alone is sound as a simple tag, too.
    yield from _changed(graph, r"^\{\{=(?!\s*[\w.-]+\s*\}\})", "{{")
    yield from _changed(graph, r"^((?:[^'\]]|'[^']*')*)\]", r"\1")
    yield from _changed(graph, "'", "")


def misspelt_name_of_field(graph: Graph) -> Iterator[Plant]:
    for path, found in objects(graph):
        known = {f.encode_name for f in msgspec.structs.fields(found)}
        for name in inside(graph, path):
            if name not in known - {"dflow_graph"}:
                continue
            camel = re.sub(r"_(\w)", lambda m: m[1].upper(), name)
            wrongs = (name[:-1], name[0] + name[2:], name[1::-1] + name[2:], name.replace("_", "-"))
            for new in sorted({*wrongs, camel, name.upper(), name.replace("_", "")} - known):
                edits = renamed(graph, (*path, name), new)
                edits = edits if path else {(name,): GONE, (new,): graph[name]}
                yield Plant(edits, ("DG106",), ((*path, new),))


def misspelt_kind(graph: Graph) -> Iterator[Plant]:
    for path, found in objects(graph):
        tag = found.__struct_config__.tag
        if isinstance(tag, str):
            short = tag.replace("OPTemplate", "Template"), tag.replace("OPTemplate", "OP")
            for new in sorted({tag.lower(), *short, tag[:-1], ""} - {tag}):
                yield plant((*path, "kind"), new, "DG108")


def misspelt_template(graph: Graph) -> Iterator[Plant]:
    places = [(*p, "template") for p, _ in [*calls(graph), *hooks(graph)]]
    for place in [*places, *((field,) for field in ("entrypoint", "on_exit") if field in graph)]:
        name = inside(graph, place)
        for new in {name[:-1], name.upper(), name + " ", ""} - {*graph["templates"]}:
            yield plant(place, new, "DG302")


def misspelt_name_of_argument(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        for sort in ("parameters", "artifacts"):
            given = call.get(sort, {})
            for name in given:
                for new in sorted({name[:-1], name.upper(), "quite-another"} - {*given}):
                    edits = renamed(graph, (*path, sort, name), new)
                    yield Plant(edits, ("DG312",), ((*path, sort, new),))


def misspelt_dependency(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        for number, text in enumerate(call.get("dependencies", ())):
            for new in (text[:-1], text.upper()):
                yield plant((*path, "dependencies", number), new, "DG603", "DG604")


def misspelt_condition(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        when = call.get("when", "")
        for right, wrong in (
            ("==", "="), ("==", "==="), ("&&", "and"), ("'", "`"), ("==", ""), ("<", "=<"),
        ):  # fmt: skip
            # An expression has `and`, and quotes of this sort.
            is_sound = wrong in ("and", "`") and when.startswith("{{=")
            if right in when and not is_sound:
                yield plant((*path, "when"), when.replace(right, wrong))


def repeated_step(graph: Graph) -> Iterator[Plant]:
    for path, call in calls(graph):
        group = inside(graph, path[:-1])
        new = (*path[:-1], len(group))
        yield Plant({new: call}, ("DG204",), ((*new, "name"), (*path, "name")))
