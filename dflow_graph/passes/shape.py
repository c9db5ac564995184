"""Holds a value against one schema of the bundle and says every fault in the format's own terms.

It knows the keywords that the generated schemas use, and no others; a test holds its verdict
against jsonschema's and against the typed decoder's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.near_names import closest_names, is_one_slip, names_by_distance
from dflow_graph.passes.finding import finding, near_misses, quoted, shown
from dflow_graph.regex import regex
from dflow_graph.schema.store import bundle

__all__ = ["Path", "check_names", "check_shape"]

Path = tuple[str | int, ...]
Schema = dict[str, Any]

_LONGEST_NUMBER = 20
_WORDS = regex(r"[A-Z0-9]+(?![a-z])|[A-Z][a-z]+")
_ALL_BITS = 0o777  # of permissions
_OCTAL = regex(r"0[0-7]{1,6}\Z")
_SECONDS = regex(r"[0-9]{1,15} ?s\Z")
_MOST_NAMED = 5  # near misses in a hint
_MOST_EXPLAINED = 200  # unknown members of one object for which near misses are looked up
_CLASSES = {"string": str, "boolean": bool, "array": list, "object": dict}
_PEOPLE_SAY = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}


def check_shape(value: Any, name: str, path: Path) -> Iterator[Diagnostic]:
    """Every fault of a value that should be what the bundle calls `name`."""
    yield from _check(value, bundle()["$defs"][name], path, _last_name(path))


def check_names(value: dict[str, Any], name: str, path: Path) -> Iterator[Diagnostic]:
    """The unknown and missing fields alone."""
    yield from _check_names(value, bundle()["$defs"][name], path)


def _last_name(path: Path) -> str:
    """How a message calls the value at a path."""
    for token in reversed(path):
        if isinstance(token, str):
            return quoted(token) if token is path[-1] else f"each item of {quoted(token)}"
    return "the document"


def _check(value: Any, schema: Schema, path: Path, label: str) -> Iterator[Diagnostic]:
    reference = schema.get("$ref")
    if reference is not None:
        target: Schema = bundle()["$defs"][reference.rpartition("/")[2]]
        yield from _check(value, target, path, label)
        return
    wrong = _wrong_type(value, schema)
    if wrong is not None:
        yield finding(
            "DG107",
            f"{label} must be {wrong}, not {_found(value)}",
            path,
            hint=_type_hint(value, schema),
            clause="OBJ-11" if value is None else "",
        )
        return
    if "enum" in schema and value not in schema["enum"]:
        yield _not_allowed(value, schema["enum"], path, label)
        return
    if isinstance(value, dict):
        yield from _check_object(value, schema, path)
    elif isinstance(value, list):
        yield from _check_items(value, schema, path)
    elif _is_number(value):
        yield from _check_range(value, schema, path, label)


def _is_any_text(value: Any, schema: Schema) -> bool:
    """Whether it is a text where any will do, as half of all members are; an enum has no type."""
    return value.__class__ is str and schema.get("type") == "string"


def _wrong_type(value: Any, schema: Schema) -> str | None:
    """What the value should have been, in words, or None if its type is right."""
    types = schema.get("type")
    if types is None:
        return None
    if isinstance(types, str):
        if _is_type(value, types):
            return None
        types = [types]
    elif any(_is_type(value, t) for t in types):
        return None
    words = [_PEOPLE_SAY[t] for t in types if t != "null"]
    if "null" in types:
        words.append("null")
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _is_type(value: Any, name: str) -> bool:
    if name == "integer":
        # NUM-4
        return _is_number(value) and (isinstance(value, int) or value.is_integer())
    if name == "number":
        return _is_number(value)
    if name == "null":
        return value is None
    return isinstance(value, _CLASSES[name])


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _found(value: Any) -> str:
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    return shown(value)


def _type_hint(value: Any, schema: Schema) -> str:
    if value is None:
        return "Leave the field out, or give it a value."
    if _is_type_name(schema, "string") and isinstance(value, (int, float)):
        if _is_type_name(schema, "integer"):
            return "Write a whole number, or a text."
        return f'Write it in quotes: "{shown(value)}".'
    if _is_type_name(schema, "array") and isinstance(value, dict):
        return "Put it between `[` and `]`: a list may have one item."
    if _is_type_name(schema, "array"):
        return f"Write it as a list: [{shown(value).replace('`', chr(34))}]."
    if isinstance(value, str) and (hint := _hint_for_text(value, schema)):
        return hint
    is_object = schema.get("type") == "object"
    return "Write an object: names with their values, between `{` and `}`." if is_object else ""


def _hint_for_text(value: str, schema: Schema) -> str:
    """How to write what a text says, where it is to be no text; empty if that is not known."""
    if _is_type_name(schema, "boolean") and value.lower() in ("true", "false"):
        return f"Write it without quotes: {value.lower()}."
    if any(_is_type_name(schema, t) for t in ("integer", "number")) and _reads_as_number(value):
        if schema.get("maximum") == _ALL_BITS and _OCTAL.match(value):
            return f"Write {int(value, 8)}, which is {value} in octal digits."
        return f"Write it without quotes: {value.strip()}."
    if _is_type_name(schema, "integer") and _SECONDS.match(value):
        return f"Write it in seconds, without quotes: {int(value.rstrip(' s'))}."
    return ""


def _is_type_name(schema: Schema, name: str) -> bool:
    types = schema.get("type")
    return name == types or (isinstance(types, list) and name in types)


def _reads_as_number(text: str) -> bool:
    try:
        return len(text) < _LONGEST_NUMBER and float(text) is not None
    except ValueError:
        return False


def _not_allowed(value: Any, allowed: list[Any], path: Path, label: str) -> Diagnostic:
    # OBJ-9
    listed = ", ".join(shown(item) for item in allowed)
    close = (
        near_misses(value, [a for a in allowed if isinstance(a, str)], 1)
        if isinstance(value, str)
        else []
    )
    return finding(
        "DG109",
        f"{label} cannot be {shown(value)}; it is one of {listed}",
        path,
        hint=f"Write {quoted(close[0])}." if close else f"Use one of {listed}.",
    )


def _check_range(value: float, schema: Schema, path: Path, label: str) -> Iterator[Diagnostic]:
    # OBJ-10
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and value < low:
        yield finding(
            "DG110",
            f"{label} must be at least {low}, not {shown(value)}",
            path,
            hint=f"Give a number of at least {low}.",
        )
    elif high is not None and value > high:
        yield finding(
            "DG110",
            f"{label} must be at most {high}, not {shown(value)}",
            path,
            hint=f"Give a number of at most {high}.",
        )


def _check_items(value: list[Any], schema: Schema, path: Path) -> Iterator[Diagnostic]:
    items = schema.get("items")
    if items:
        label = f"each item of {_last_name(path)}" if path else "each item"
        # CONF-8: what stands in a list of lists without lists around it lacks them everywhere.
        is_flat = len(value) > 1 and items.get("type") == "array" and _all_objects(value)
        for index, item in enumerate(value):
            if not _is_any_text(item, items):
                found = _check(item, items, (*path, index), label)
                yield from (d._replace(culprits=(path,)) for d in found) if is_flat else found


def _all_objects(values: list[Any]) -> bool:
    return all(value.__class__ is dict for value in values)


def _check_object(value: dict[str, Any], schema: Schema, path: Path) -> Iterator[Diagnostic]:
    if "allOf" in schema:
        yield from _check_tagged(value, schema, path)
        return
    properties = schema.get("properties")
    if properties is None:
        content = schema.get("additionalProperties")
        if content:
            for key, item in value.items():
                if not _is_any_text(item, content):
                    yield from _check(item, content, (*path, key), quoted(key))
        return
    yield from _check_names(value, schema, path)
    for key, item in value.items():
        # The `kind` of a member of a union is known to be right by then.
        if key in properties and not _is_any_text(item, properties[key]):
            yield from _check(item, properties[key], (*path, key), quoted(key))


def _check_names(value: dict[str, Any], schema: Schema, path: Path) -> Iterator[Diagnostic]:
    """Unknown and missing fields; one finding where a missing one is merely misspelt."""
    properties = schema["properties"]
    absent = tuple(key for key in properties if key not in value)
    missing = [key for key in schema["required"] if key not in value]
    unknown = [key for key in value if key not in properties]
    for number, key in enumerate(unknown):
        # CONF-8: what is missing may be among them, however many they are.
        close: list[str] = []
        if missing or number < _MOST_EXPLAINED:
            close, meant = _fields_meant(key, absent)
            missing = [other for other in missing if other not in meant]
        yield _unknown_field(key, schema["title"], close, path)
    for key in missing:
        yield _missing_field(key, schema, path)


@lru_cache(maxsize=4096)
def _fields_meant(key: str, absent: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The absent fields that a member may be meant for, and the closest; slips come in numbers."""
    # CONF-8: a name of two letters, such as `op`, is no near miss of any other.
    found = names_by_distance(key, absent) or [(1, o) for o in absent if is_one_slip(key, o)]
    names = [other for _, other in found]
    return names[:_MOST_NAMED], [other for how_far, other in found if how_far == found[0][0]]


def _check_tagged(value: dict[str, Any], schema: Schema, path: Path) -> Iterator[Diagnostic]:
    # OBJ-8
    kinds = schema["properties"]["kind"]["enum"]
    if "kind" not in value:
        # CONF-8
        meant = closest_names("kind", (key for key in value if key not in schema["properties"]))
        if meant:
            yield _unknown_field(min(meant), schema["title"], ["kind"], path)
            return
        yield finding(
            "DG105",
            f"this {_human(schema['title'])} does not say its `kind`",
            path,
            hint=f"Add `kind`, one of {_listed(kinds)}.",
            clause="OBJ-8",
        )
    elif value["kind"] not in kinds:
        yield _unknown_kind(value["kind"], kinds, path)
    else:
        branches = dict(zip(kinds, (_branch(part) for part in schema["allOf"]), strict=True))
        branch = branches[value["kind"]]
        others = _kinds_of_fields(value, branches)
        if others:
            yield _wrong_kind(value["kind"], others, path)
            branch = branches[others[0]]
        yield from _check(value, branch, path, _last_name(path))


def _branch(part: Schema) -> Schema:
    """The schema of the objects of one kind."""
    schema: Schema = bundle()["$defs"][part["then"]["$ref"].rpartition("/")[2]]
    return schema


def _kinds_of_fields(value: dict[str, Any], branches: dict[str, Schema]) -> list[str]:
    """The kinds that an object has the fields of, where it is not the one that it says.

    A field too many may be a slip of its own: of its own kind the object lacks one as well, or has
    two too many, or one without which no object of the other kind is.
    """
    own = branches[value["kind"]]
    unknown = [name for name in value if name not in own["properties"]]
    if not unknown:
        return []
    lacks = any(name not in value for name in own["required"])
    return [
        kind
        for kind, other in branches.items()
        if value.keys() <= other["properties"].keys()
        and all(name in value for name in other["required"])
        and (lacks or len(unknown) > 1 or unknown[0] in other["required"])
    ]


def _wrong_kind(kind: str, others: list[str], path: Path) -> Diagnostic:
    # CONF-8
    return finding(
        "DG108",
        f"`kind` is {quoted(kind)}, but the fields are those of "
        f"{' or '.join(quoted(other) for other in others[:_MOST_NAMED])}",
        (*path, "kind"),
        hint=f"Write {quoted(others[0])}.",
    )


def _unknown_kind(value: Any, kinds: list[str], path: Path) -> Diagnostic:
    close = near_misses(value, kinds, 1) if isinstance(value, str) else []
    return finding(
        "DG108",
        f"{shown(value)} is no kind that can stand here; the kinds are {_listed(kinds)}",
        (*path, "kind"),
        hint=f"Write {quoted(close[0])}." if close else f"Use one of {_listed(kinds)}.",
    )


def _unknown_field(key: str, title: str, close: list[str], path: Path) -> Diagnostic:
    # OBJ-1
    message = f"{quoted(key)} is no field of {_human(title)}"
    if close:
        message += f"; did you mean {' or '.join(quoted(c) for c in close)}?"
        hint = f"Rename it to {quoted(close[0])}."
    else:
        hint = "Remove it, or move data of your own under `extensions`."
    return finding("DG106", message, (*path, key), hint=hint, at_key=True)


def _missing_field(key: str, schema: Schema, path: Path) -> Diagnostic:
    # OBJ-5
    meaning = schema["properties"][key].get("description", "").partition(" Argo:")[0]
    return finding(
        "DG105",
        f"this {_human(schema['title'])} needs the field {quoted(key)}",
        path,
        hint=f"Add {quoted(key)}: {_uncapitalised(meaning)}",
    )


def _uncapitalised(sentence: str) -> str:
    first, second = sentence[:1], sentence[1:2]
    return sentence if second.isupper() else first.lower() + sentence[1:]


def _human(title: str) -> str:
    """What people call an object: `Step` a step, `ArtifactSource` an artifact source."""
    if title.isupper() or title.endswith("OPTemplate"):
        return title
    words = _WORDS.findall(title)
    return " ".join(word if word.isupper() else word.lower() for word in words)


def _listed(names: list[str]) -> str:
    return ", ".join(quoted(name) for name in names)
