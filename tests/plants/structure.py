"""Faults of shape, at every object and field that the model knows, and of JSON's syntax."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from dflow_graph.model import Workflow
from tests.plants.plant import GONE, Graph, Path, Plant, inside, plant, renamed, texts

_CANDIDATES: tuple[Any, ...] = ("text", 5, 1.5, True, None, [], {}, [5], {"name": 5})
_MARK = "planted-mark"


def objects(graph: Graph) -> Iterator[tuple[Path, msgspec.Struct]]:
    """Every object that has fields, with its path."""
    yield from _objects(Workflow.from_dict(graph), ())


def _objects(value: Any, path: Path) -> Iterator[tuple[Path, msgspec.Struct]]:
    if isinstance(value, msgspec.Struct):
        yield path, value
        for field in msgspec.structs.fields(value):
            inner = getattr(value, field.name)
            if field.name != "extensions":
                yield from _objects(inner, (*path, field.encode_name))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _objects(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _objects(inner, (*path, number))


def fields(graph: Graph) -> Iterator[tuple[Path, msgspec.structs.FieldInfo]]:
    """Every field that is given, with its path."""
    for path, found in objects(graph):
        for field in msgspec.structs.fields(found):
            if field.encode_name in inside(graph, path):
                yield (*path, field.encode_name), field


def unknown_field(graph: Graph) -> Iterator[Plant]:
    for path, _ in objects(graph):
        yield plant((*path, "colour"), "blue", "DG106")


def misspelt_field(graph: Graph) -> Iterator[Plant]:
    for path, found in objects(graph):
        known = {f.encode_name for f in msgspec.structs.fields(found)}
        for name in inside(graph, path):
            new = name + "s"
            if name in known - {"dflow_graph"} and new not in known:
                place = (*path, name)
                edits = renamed(graph, place, new) if path else _at_root(graph, place, new)
                yield Plant(edits, ("DG106",), ((*path, new),))


def _at_root(graph: Graph, path: Path, new: str) -> dict[Path, Any]:
    return {path: GONE, (new,): graph[path[0]]}


def missing_field(graph: Graph) -> Iterator[Plant]:
    for path, found in objects(graph):
        for field in msgspec.structs.fields(found):
            if field.required and field.encode_name != "dflow_graph":
                place = (*path, field.encode_name)
                yield plant(place, GONE, "DG105", "DG103", "DG104", at=path)
        if found.__struct_config__.tag is not None:
            yield plant((*path, "kind"), GONE, "DG105", "DG107", at=path)


def missing_version(graph: Graph) -> Iterator[Plant]:
    yield plant(("dflow_graph",), GONE, "DG101", at=())
    yield plant(("dflow_graph",), "1.1", "DG102")
    yield plant(("dflow_graph",), "2.0", "DG102")
    yield plant(("dflow_graph",), "one", "DG102")
    yield plant(("dflow_graph",), 1.0, "DG107", "DG102")


def wrong_json_type(graph: Graph) -> Iterator[Plant]:
    for path, field in fields(graph):
        for value in _CANDIDATES:
            if _root_type_is_wrong(value, field):
                yield plant(path, value, "DG107")


def _root_type_is_wrong(value: Any, field: msgspec.structs.FieldInfo) -> bool:
    try:
        msgspec.convert(value, field.type)
    except msgspec.ValidationError as error:
        return (
            str(error).startswith("Expected `") and "got `" in str(error) and "$" not in str(error)
        )
    return False


def wrong_type_of_member(graph: Graph) -> Iterator[Plant]:
    """A member of a map or list of texts that is no text."""
    for path, field in fields(graph):
        value = inside(graph, path)
        if isinstance(value, (dict, list)):
            for name in value if isinstance(value, dict) else range(len(value)):
                for wrong in (None, 5, [5], "text", {"a": 1}):
                    try:
                        msgspec.convert(
                            {**value, name: wrong}
                            if isinstance(value, dict)
                            else [*value[:name], wrong, *value[name + 1 :]],
                            field.type,
                        )
                    except msgspec.ValidationError as error:
                        if "Expected `" in str(error) and "got `" in str(error):
                            yield plant((*path, name), wrong, "DG107", "DG108")


def unknown_kind(graph: Graph) -> Iterator[Plant]:
    for path, found in objects(graph):
        if found.__struct_config__.tag is not None:
            yield plant((*path, "kind"), "Colour", "DG108")
            yield plant((*path, "kind"), str(found.__struct_config__.tag) + "x", "DG108")


def kind_of_other_fields(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        own = {"Steps": "DAG", "DAG": "Steps", "HTTPOPTemplate": "ShellOPTemplate"}
        other = own.get(template["kind"], "Steps")
        if template["kind"] != "SuspendOPTemplate":
            yield plant(("templates", name, "kind"), other, "DG108")


def steps_without_groups(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        if template["kind"] == "Steps":
            place = ("templates", name, "steps")
            flat = [step for group in template["steps"] for step in group]
            yield plant(place, flat, "DG107", at=(*place, 0))


def value_not_in_list(graph: Graph) -> Iterator[Plant]:
    for path, field in fields(graph):
        try:
            msgspec.convert("no-such-value", field.type)
        except msgspec.ValidationError as error:
            if str(error).startswith("Invalid enum value"):
                yield plant(path, "no-such-value", "DG109")


def number_out_of_range(graph: Graph) -> Iterator[Plant]:
    for path, field in fields(graph):
        for number in (-1, 0, 1.5, 2**53):
            try:
                msgspec.convert(number, field.type)
            except msgspec.ValidationError as error:
                if (
                    "Expected `" in str(error)
                    and "`" + str(number) not in str(error)
                    and (">=" in str(error) or "<=" in str(error))
                ):
                    yield plant(path, number, "DG110", "DG007")


def lone_surrogate(graph: Graph) -> Iterator[Plant]:
    for path, text in texts(graph):
        edits = {path: text + _MARK}
        yield Plant(edits, ("DG009",), (path,), ((_MARK, "\\ud83d"),))


def control_character(graph: Graph) -> Iterator[Plant]:
    for path, text in texts(graph):
        yield Plant({path: text + _MARK}, ("DG004",), (path,), ((_MARK, "\x01"),))


def duplicate_key(graph: Graph) -> Iterator[Plant]:
    for path, value in _mappings(graph, ()):
        name = next(iter(value), None)
        if name is not None:
            new = {(*path, _MARK): value[name]}
            yield Plant(new, ("DG006",), ((*path, name),), ((json.dumps(_MARK), json.dumps(name)),))


def _mappings(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
    if isinstance(value, (dict, list)):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _mappings(inner, (*path, name))


def no_number_of_json(graph: Graph) -> Iterator[Plant]:
    for path, _value in _numbers(graph, ()):
        for raw, code in (
            ("NaN", "DG008"),
            ("-Infinity", "DG008"),
            ("1e999", "DG007"),
            ("01", "DG004"),
            ("+1", "DG004"),
            ("1.", "DG004"),
            ("True", "DG004"),
        ):
            yield Plant({path: _MARK}, (code,), (path,), ((json.dumps(_MARK), raw),))


def _numbers(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path, value
    elif isinstance(value, (dict, list)):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _numbers(inner, (*path, name))
