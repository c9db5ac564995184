"""Tagged values, `{"$value": {"kind": …}}`: their shape, and what is wrong with one.

Looks at plain data. Must not import anything but the standard library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from dflow_graph.regex import regex
from dflow_graph.types.problems import Path, ValueProblem, equality_key, is_tag, shown
from dflow_graph.types.tokens import close_names, quoted

__all__ = ["BASE64", "DECIMAL", "FIELDS", "FLOAT_NAMES", "tag_fits", "tagged_problems"]

# VAL-3
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "literal": ("value",),
    "opaque": ("codec", "class", "data"),
    "bytes": ("base64",),
    "int": ("decimal",),
    "float": ("name",),
    "tuple": ("items",),
    "set": ("items",),
    "dict": ("items",),
}
"""Kind to the fields that its contents must have; `extensions` it may have."""

DECIMAL: Final = r"^(?:0|-?[1-9][0-9]*)(?!\n)$"
FLOAT_NAMES: Final = ("nan", "inf", "-inf")
# The bits that padding leaves over are zero: one text for the same bytes.
BASE64: Final = (
    r"^(?:[A-Za-z0-9+/]{4})*"
    r"(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?(?!\n)$"
)
_DECIMAL, _BASE64 = regex(DECIMAL), regex(BASE64)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_decimal(value: Any) -> bool:
    return isinstance(value, str) and _DECIMAL.match(value) is not None


def _is_base64(value: Any) -> bool:
    return isinstance(value, str) and _BASE64.match(value) is not None


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2  # noqa: PLR2004 - a key and a value


# Kind and field to what must stand there, as a check and in words.
_CONTENTS: Final[Mapping[tuple[str, str], tuple[Callable[[Any], bool], str]]] = {
    ("opaque", "codec"): (_is_text, "a text"),
    ("opaque", "class"): (_is_text, "a text"),
    ("bytes", "base64"): (_is_base64, "base64 with padding and without white space"),
    ("int", "decimal"): (_is_decimal, "decimal digits, with `-` before them if negative"),
    ("float", "name"): (lambda value: value in FLOAT_NAMES, "`nan`, `inf` or `-inf`"),
    ("tuple", "items"): (_is_list, "a list"),
    ("set", "items"): (_is_list, "a list"),
    ("dict", "items"): (_is_list, "a list of pairs"),
}


def tag_fits(content: Any, kind: str) -> bool:
    """Whether the contents of a tag are of some kind and as its table says (VAL-3).

    Does not look at the items of a `tuple`, `set` or `dict`, except that the last has pairs.
    """
    if not isinstance(content, dict) or content.get("kind") != kind:
        return False
    fields = FIELDS[kind]
    if not all(name in content and _field_fits(content, kind, name) for name in fields):
        return False
    if kind == "dict" and not all(map(_is_pair, content["items"])):
        return False
    if len(content) == len(fields) + 1:
        return True
    return len(content) == len(fields) + 2 and isinstance(content.get("extensions"), dict)


def _field_fits(content: dict[str, Any], kind: str, name: str) -> bool:
    check = _CONTENTS.get((kind, name))
    return check is None or check[0](content[name])


def tagged_problems(value: Any, path: Path = ()) -> Iterator[ValueProblem]:
    """What is wrong with the tagged values anywhere inside a value, in the order of the document.

    The inside of a literal and of an opaque value is not looked at: nothing there has a meaning.
    """
    rest: list[tuple[Any, Path]] = [(value, path)]
    while rest:
        inner, at = rest.pop()
        if inner.__class__ is list:
            rest += [(item, (*at, i)) for i, item in _backwards(inner) if _is_nested(item)]
        elif inner.__class__ is dict:
            # VAL-2
            if is_tag(inner):
                content, at = inner["$value"], (*at, "$value")
                yield from _content_problems(content, at)
                rest += _values_inside(content, at)
            else:
                yield from _stray_problems(inner, at)
                members = reversed(inner.items())
                rest += [(item, (*at, name)) for name, item in members if _is_nested(item)]


def _is_nested(value: Any) -> bool:
    return value.__class__ is dict or value.__class__ is list


def _backwards(items: list[Any]) -> Iterator[tuple[int, Any]]:
    return zip(range(len(items) - 1, -1, -1), reversed(items), strict=True)


def _values_inside(content: Any, path: Path) -> list[tuple[Any, Path]]:
    """The values that a tag holds, last first."""
    if not isinstance(content, dict) or content.get("kind") not in ("tuple", "set", "dict"):
        return []
    items = content.get("items")
    return [(items, (*path, "items"))] if isinstance(items, list) else []


def _stray_problems(members: dict[str, Any], path: Path) -> Iterator[ValueProblem]:
    """An object with `$value` and other members is no tagged value, but looks like one."""
    content = members.get("$value")
    if not isinstance(content, dict):
        return
    kind = content.get("kind")
    if isinstance(kind, str) and kind in FIELDS:
        others = ", ".join(quoted(name) for name in list(members)[:4] if name != "$value")
        yield ValueProblem(
            path=path,
            expected="`$value` alone, as a tagged value has it",
            found=f"{others} beside it",
            clause="VAL-2",
            hint="Write the other members elsewhere, or the whole object inside of a `literal`.",
            doubtful=True,
        )


def _content_problems(content: Any, path: Path) -> Iterator[ValueProblem]:
    # VAL-2
    if not isinstance(content, dict):
        yield _problem(path, "an object with a `kind`", shown(content), hint=_LITERAL_HINT)
        return
    if "kind" not in content:
        yield _problem(path, "an object with a `kind`", "one without", hint=_LITERAL_HINT)
        return
    kind = content["kind"]
    if not isinstance(kind, str) or kind not in FIELDS:
        near = close_names(kind, tuple(FIELDS)) if isinstance(kind, str) else ()
        hint = f"Did you mean `{near[0]}`?" if near else _LITERAL_HINT
        kinds = ", ".join(f"`{name}`" for name in FIELDS)
        yield _problem((*path, "kind"), f"one of {kinds}", shown(kind), hint=hint)
        return
    yield from _field_problems(content, kind, path)
    if kind == "dict":
        yield from _pair_problems(content.get("items"), (*path, "items"))
    elif kind == "set":
        yield from _set_problems(content.get("items"), (*path, "items"))


_LITERAL_HINT = (
    'If no tagged value is meant, write `{"$value": {"kind": "literal", "value": …}}` around it.'
)


def _problem(path: Path, expected: str, found: str, *, hint: str = "") -> ValueProblem:
    return ValueProblem(path=path, expected=expected, found=found, clause="VAL-2", hint=hint)


def _field_problems(content: dict[str, Any], kind: str, path: Path) -> Iterator[ValueProblem]:
    # VAL-3
    fields = FIELDS[kind]
    for name in fields:
        if name not in content:
            found = f"a tagged value of the kind `{kind}` without it"
            yield ValueProblem(path=path, expected=f"`{name}`", found=found, clause="VAL-3")
    for name, inner in content.items():
        at = (*path, name)
        if name not in (*fields, "kind", "extensions"):
            expected = " and ".join(f"`{field}`" for field in fields)
            yield ValueProblem(
                path=at,
                expected=f"{expected} beside `kind`",
                found=f"the member {quoted(name)}",
                clause="VAL-3",
                at_key=True,
            )
            continue
        check, words = _CONTENTS.get((kind, name), (None, ""))
        if name == "extensions":
            check, words = (lambda value: isinstance(value, dict)), "an object"
        if check is not None and not check(inner):
            yield ValueProblem(path=at, expected=words, found=shown(inner), clause="VAL-3")


def _pair_problems(items: Any, path: Path) -> Iterator[ValueProblem]:
    if not isinstance(items, list):
        return
    for index, item in enumerate(items):
        if not _is_pair(item):
            found = f"a list of {len(item)}" if isinstance(item, list) else shown(item)
            at = (*path, index)
            yield ValueProblem(path=at, expected="a key and a value", found=found, clause="VAL-3")
    keys = [((*path, i, 0), item[0]) for i, item in enumerate(items) if _is_pair(item)]
    yield from duplicate_problems(keys, "each key once", clause="VAL-3", tags=True)


def _set_problems(items: Any, path: Path) -> Iterator[ValueProblem]:
    if isinstance(items, list):
        places = [((*path, index), item) for index, item in enumerate(items)]
        yield from duplicate_problems(places, "each item once", clause="VAL-3", tags=True)


def duplicate_problems(
    places: list[tuple[Path, Any]], expected: str, *, clause: str, tags: bool
) -> Iterator[ValueProblem]:
    """Values that are equal to one before them."""
    seen: dict[Any, Path] = {}
    for path, value in places:
        first = seen.setdefault(equality_key(value, tags=tags), path)
        if first is not path:
            found = f"{shown(value)} again"
            yield ValueProblem(
                path=path, expected=expected, found=found, clause=clause, first=first
            )
