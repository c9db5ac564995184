"""Types of parameters, and values of each."""

from __future__ import annotations

from typing import Any

from tests.argo.generated.dice import Dice

__all__ = [
    "ELEMENTS",
    "can_default",
    "element_of",
    "list_of",
    "text_with_tags",
    "type_of",
    "value_of",
]

ELEMENTS = ("int", "str", "float", "bool", "any", "int | none", "literal['a', 'b']", "bytes")
"""Types of which there are lists."""

_OPAQUE = "object[pkg.Thing]"
_OTHERS = ("dict[str, int]", "tuple[int, str]", "set[str]", _OPAQUE, "dict[int, str]")
_TEXTS = (
    "text",
    "",
    "two words",
    'it\'s "quoted"',
    "line\nbreak\ttab",
    "Ångström 🧪",
    "12",
    "true",
    "a: b # c",
    "{}",
    "}} }",
    "\\n%s$HOME`x`",
    "0x1f",
)


def type_of(dice: Dice) -> str:
    """A type of a parameter."""
    kind = dice.number(0, 3)
    if kind <= 1:
        return dice.of(ELEMENTS)
    return f"list[{dice.of(ELEMENTS)}]" if kind == 2 else dice.of(_OTHERS)


def element_of(type_: str) -> str | None:
    """The type of the elements of a list type, None for any other."""
    return type_[len("list[") : -1] if type_.startswith("list[") else None


def text_with_tags(dice: Dice) -> Any:
    """A literal text in which Argo would find a tag; a Python OP alone can be given one."""
    return _tag(
        "literal", value=dice.pick("a {{ b", "{{=1 + 1}}", "{{item}}", "x{{workflow.name}}")
    )


def can_default(type_: str) -> bool:
    """Whether an output of the type may have a default: no opaque value may be one (DG415)."""
    return _OPAQUE not in type_


def list_of(type_: str) -> str:
    """The type of lists of a type."""
    return f"list[{type_}]"


def value_of(type_: str, dice: Dice, length: int) -> Any:
    """A value of a type; every list of a graph has one length, so that all can be sliced."""
    element = element_of(type_)
    if element is not None:
        return [value_of(element, dice, length) for _ in range(length)]
    return _MAKERS[type_](dice)


def _tag(kind: str, **fields: Any) -> Any:
    return {"$value": {"kind": kind, **fields}}


def _int(dice: Dice) -> Any:
    return dice.pick(1, 0, -7, 2**53 - 1, _tag("int", decimal="123456789012345678901234567890"))


def _float(dice: Dice) -> Any:
    return dice.pick(0.5, 1, -1e-9, 1e300, _tag("float", name="inf"))


def _str(dice: Dice) -> Any:
    return _tag("literal", value="{{.State.Running}}") if dice.chance(8) else dice.of(_TEXTS)


def _any(dice: Dice) -> Any:
    return dice.pick(
        None,
        {"a": [1, None, {"b": "c"}]},
        [],
        "plain",
        _tag("literal", value={"t": "{{item}}", "$value": 1}),
        _tag("tuple", items=[1, "x"]),
        _tag("set", items=["p", "q"]),
    )


_MAKERS: dict[str, Any] = {
    "int": _int,
    "float": _float,
    "str": _str,
    "bool": lambda dice: dice.chance(),
    "any": _any,
    "int | none": lambda dice: dice.pick(None, 3),
    "literal['a', 'b']": lambda dice: dice.pick("a", "b"),
    "bytes": lambda dice: _tag("bytes", base64=dice.pick("", "AAEC", "aGk=")),
    "dict[str, int]": lambda dice: dice.pick({}, {"a": 1, "b.c": 2}),
    "tuple[int, str]": lambda dice: dice.pick([1, "x"], _tag("tuple", items=[1, "y"])),
    "set[str]": lambda dice: dice.pick(["x"], _tag("set", items=["x", "y"])),
    "dict[int, str]": lambda dice: _tag("dict", items=[[1, "x"]] if dice.chance() else []),
    _OPAQUE: lambda dice: _tag(
        "opaque", codec="jsonpickle", **{"class": "pkg.Thing", "data": dice.pick({}, {"py": 1})}
    ),
}
