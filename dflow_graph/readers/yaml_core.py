"""What a plain scalar means to Kubernetes' reader of YAML: YAML 1.1, with Go's numbers.

`yes` and `on` are true there, `~` is null, `0x1f` and `0o17` are numbers, a date is a text. Must
not import yaml, nor anything above `dflow_graph.source`.
"""

from __future__ import annotations

import math
import re
from typing import Final

from dflow_graph.readers.faults import Flaw, quote

__all__ = ["resolve_core"]

_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(
        ("true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True
    ),
    **dict.fromkeys(
        ("false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"), False
    ),
}
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_INTEGER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LARGEST = 2**63
_LONGEST = 400
_LONGEST_FLOAT = 1024
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "null": (type(None),),
}


def resolve_core(
    literal: str, tag: str, start: int, end: int
) -> str | int | float | bool | Flaw | None:
    """The value of a scalar between two offsets, or the flaw of one that has none.

    `tag` is one of the core schema without its prefix, or empty for a plain scalar without a tag.
    """
    value = _resolved(literal)
    if not tag:
        if isinstance(value, float) and not math.isfinite(value):
            message = f"{quote(literal)} is not a number of JSON"
            return Flaw("DG008", start, end, message, "Write a finite number, or a text.")
        return value
    if tag not in _TYPES:
        message = f"the tag {quote(tag)} is none of YAML's core schema"
        return Flaw(
            "DG013", start, end, message, "Remove the tag, and write the value as JSON has it."
        )
    if isinstance(value, _TYPES[tag]) and not (tag in ("int", "float") and isinstance(value, bool)):
        return float(value) if tag == "float" and isinstance(value, int) else value
    message = f"{quote(literal)} is no value of its tag {quote(tag)}"
    return Flaw("DG013", start, end, message, "Remove the tag, or mend the value.")


def _resolved(literal: str) -> str | int | float | bool | None:
    if literal in _WORDS:
        return _WORDS[literal]
    if len(literal) > _LONGEST:
        return literal
    if _NOT_FINITE.fullmatch(literal):
        return math.nan if literal[-1] in "nN" else math.inf
    digits = literal.replace("_", "") if literal[:1] not in ("_", "") else literal
    if _INTEGER.fullmatch(digits):
        whole = _whole(digits)
        # Go keeps larger ones as floats.
        if -_LARGEST <= whole < 2 * _LARGEST:
            return whole
        return float(whole) if whole.bit_length() < _LONGEST_FLOAT else math.inf
    return float(digits) if _FLOAT.fullmatch(digits) else literal


def _whole(digits: str) -> int:
    sign = -1 if digits[0] == "-" else 1
    bare = digits.lstrip("+-")
    if len(bare) > 1 and bare[0] == "0" and bare[1] in "01234567":
        return sign * int(bare, 8)
    return sign * int(bare, 0)
