"""Values that stand in the graph: their tags, their size, and the types of the ports they are for.

What arrives at a port as text is judged as the port will read it (PAR-10).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Port
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.plain_calls import LONGEST
from dflow_graph.source.pointer import join
from dflow_graph.types.nodes import SCALARS, ListType, LiteralType, Type, UnionType
from dflow_graph.types.problems import ValueProblem, is_tag
from dflow_graph.types.tags import tagged_problems
from dflow_graph.types.values import fits, value_problems

__all__ = [
    "arrives",
    "check_size",
    "check_tags",
    "check_value",
    "opaque_classes",
    "place_of_type",
    "takes_text",
    "why_wrong",
]

_PLAIN = frozenset((str, int, float, bool, type(None)))
_STR = SCALARS["str"]
_NEEDLESS = {
    **dict.fromkeys(("bool", "int", "float", "str", "list"), "JSON"),
    **dict.fromkeys(("bytes", "set", "tuple"), "a tagged value"),
    "dict": "JSON, or a tagged value,",
    "NoneType": "JSON",
}


def check_value(
    value: Any, wanted: Type, port: Port, path: Path, *, is_sliced: bool = False
) -> Iterator[Diagnostic]:
    """Faults of a value that is given for a port (PAR-1, PAR-9, VAL-2, VAL-3)."""
    if not port.is_big:
        yield from check_size(value, path)
    doubts: list[Diagnostic] = []
    if value.__class__ not in _PLAIN:
        found = list(check_tags(value, path))
        if any(d.code == "DG403" for d in found):
            yield from found
            return
        doubts = found
    # TYP-10, PAR-10
    may_arrive = port.type is None and arrives(value, wanted)
    wrong = [] if may_arrive else list(value_problems(value, wanted))
    if not wrong:
        yield from doubts
        return
    phrase = quoted(str(wanted))
    for problem in wrong:
        # PAR-1, TYP-2, SLC-12
        yield finding(
            "DG402",
            f"{_subject(port, phrase, is_sliced=is_sliced)}: {why_wrong(problem, phrase)}",
            (*path, *problem.path),
            hint=_mend(problem, value, wanted, phrase, is_sliced=is_sliced),
            clause="SLC-12" if is_sliced else "",
            at_key=problem.at_key,
            related=place_of_type(port),
        )


def _mend(problem: ValueProblem, value: Any, wanted: Type, phrase: str, *, is_sliced: bool) -> str:
    if is_sliced and value.__class__ is not list:
        return "Give a list: each piece gets one element of it."
    if value is None:
        return f"Write {quoted(f'{wanted} | none')} as the type, or leave the value out."
    if value.__class__ is list and fits(value, ListType(wanted)):
        return (
            f"Give one element, as a loop does, or write {quoted(f'list[{wanted}]')} as the type."
        )
    return problem.hint or f"Give a value of type {phrase}, or mend the type."


def _subject(port: Port, phrase: str, *, is_sliced: bool) -> str:
    if is_sliced:
        return f"{quoted(port.name)} is sliced, and takes {phrase}"
    if port.type is None:
        return f"{quoted(port.name)} is passed on as {phrase}"
    return f"{quoted(port.name)} is of type {phrase}"


def why_wrong(problem: ValueProblem, phrase: str) -> str:
    """What was found where, and what was expected there; the whole was to be of type `phrase`."""
    if problem.expected == phrase:
        return f"found {problem.found}"
    where = f" at {quoted(join(problem.path))}" if problem.path else ""
    return f"expected {problem.expected}{where}, found {problem.found}"


def place_of_type(port: Port) -> tuple[Place, ...]:
    """Where the type of a port stands, if it has one."""
    if port.type is None:
        return ()
    return _type_at(port.path)


@lru_cache(maxsize=64)
def _type_at(path: Path) -> tuple[Place, ...]:
    """The same types are told of again and again."""
    return (Place(message="its type stands here", pointer=join((*path, "type"))),)


def _text_of(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def check_size(value: Any, path: Path) -> Iterator[Diagnostic]:
    """A value that is too long for a parameter (PAR-9)."""
    if value.__class__ is str:
        size = len(value)
    elif value.__class__ is list or value.__class__ is dict:
        # Quickly told of most; no other way to write a value takes twice as much.
        if 2 * len(msgspec.json.encode(value)) <= LONGEST:
            return
        size = len(_text_of(value))
    else:
        return
    # PAR-9
    if size > LONGEST:
        yield finding(
            "DG412",
            f"this value has {size} characters, and a parameter should have at most {LONGEST}",
            path,
            hint="Make it a big parameter, or an artifact.",
        )


def check_tags(value: Any, path: Path) -> Iterator[Diagnostic]:
    """Tagged values that are malformed, or that hardly anybody means (VAL-2, VAL-3)."""
    if value.__class__ in _PLAIN:
        return
    for problem in tagged_problems(value):
        # VAL-12 is a matter of doubt, VAL-2 and VAL-3 are not.
        yield finding(
            "DG413" if problem.doubtful else "DG403",
            f"expected {problem.expected}, found {problem.found}",
            (*path, *problem.path),
            hint=problem.hint or "Write it as the table of tagged values says.",
            clause="VAL-12" if problem.doubtful else problem.clause,
            at_key=problem.at_key,
        )
    for at, name in opaque_classes(value):
        word = name.removeprefix("builtins.")
        if word in _NEEDLESS:
            # VAL-11
            yield finding(
                "DG414",
                f"{_NEEDLESS[word]} can say what this opaque value of class {quoted(name)} says",
                (*path, *at),
                hint="Write the value itself.",
            )


def opaque_classes(value: Any) -> Iterator[tuple[Path, str]]:
    """Every opaque value that is well formed, and its class."""
    rest: list[tuple[Any, Path]] = [(value, ())]
    while rest:
        inner, at = rest.pop()
        if inner.__class__ is list:
            parts = [(item, (*at, i)) for i, item in enumerate(inner) if item.__class__ in _DEEP]
            rest += reversed(parts)
        elif is_tag(inner):
            content = inner["$value"]
            kind = content.get("kind") if content.__class__ is dict else None
            if kind == "opaque" and content.get("class").__class__ is str:
                yield at, content["class"]
            elif kind in ("tuple", "set", "dict"):
                rest.append((content.get("items"), (*at, "$value", "items")))
        elif inner.__class__ is dict:
            members = [(v, (*at, k)) for k, v in inner.items() if v.__class__ in _DEEP]
            rest += reversed(members)


_DEEP = frozenset((list, dict))


def arrives(value: Any, wanted: Type) -> bool:
    """Whether a value that travels as text can be of a type where it arrives (VAL-8, VAL-9)."""
    # OP-11: `null` is accepted by every port.
    if value is None or fits(value, wanted):
        return True
    if value.__class__ is not str:
        return fits(_text_of(value), wanted)
    from dflow_graph.passes.json_texts import value_of

    try:
        meant = value_of(value)
    except (ValueError, RecursionError):
        return False
    return fits(meant, wanted)


def takes_text(wanted: Type) -> bool:
    """Whether some text is of a type as it is."""
    return any(
        part == _STR
        or (isinstance(part, LiteralType) and any(isinstance(c, str) for c in part.constants))
        for part in (wanted.parts if isinstance(wanted, UnionType) else (wanted,))
    )
