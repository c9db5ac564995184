"""What a plain scalar of YAML means: the same as in JSON, or nothing at all.

A plain scalar that readers of YAML 1.1 and 1.2 take for different things is refused (YAML-4). Must
not import yaml, nor anything above `dflow_graph.source`.
"""

from __future__ import annotations

import re
from typing import Final

from dflow_graph.readers.faults import Flaw, quote
from dflow_graph.readers.numbers import NUMBER, number, number_flaw

__all__ = ["is_plain_text", "resolve"]

_JSON_WORDS: Final = {"null": None, "true": True, "false": False}
# Words of YAML 1.1, in any case, and what is probably meant.
_WORDS = {
    "null": "null",
    "~": "null",
    "true": "true",
    "y": "true",
    "yes": "true",
    "on": "true",
    "false": "false",
    "n": "false",
    "no": "false",
    "off": "false",
}
_LONGEST_WORD = max(map(len, _WORDS))
_SUSPECT_STARTS = frozenset("0123456789+-.~=<nNtTfFyYoOI")
_NOT_FINITE = re.compile(r"-?(?:NaN|Infinity)")
# What some reader takes for a number; no alternative can match the same text in two ways.
_NUMERIC = re.compile(
    r"""[-+]? (?:
        0[xob][0-9a-f_]+                                        # hexadecimal, octal, binary
      | [0-9][0-9_]* (?:\.[0-9_]*)? (?:e[-+]?[0-9]+)?           # 01  1_000  1.
      | \.[0-9][0-9_]* (?:e[-+]?[0-9]+)?                        # .5
      | [0-9][0-9_]* (?: :[0-5]?[0-9] )+ (?:\.[0-9_]*)?         # 1:30, to base 60
      | \.inf
    ) | \.nan""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_TIME = re.compile(
    r"""[0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?:
        (?:t|[ \t]+) [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2} (?:\.[0-9]*)?
        (?: [ \t]* (?: z | [-+][0-9]{1,2} (?: :?[0-9]{2} )? ) )?
    )?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def resolve(literal: str, start: int, end: int) -> str | int | float | bool | Flaw | None:
    """The value of a plain scalar, or the flaw of the one that stands between the offsets.

    Flaws are DG007 (NUM-2, NUM-3), DG008 (NUM-1) and DG014 (YAML-4).
    """
    if literal and literal[0] not in _SUSPECT_STARTS:
        return literal
    if literal in _JSON_WORDS:
        return _JSON_WORDS[literal]
    match = NUMBER.fullmatch(literal)
    if match:
        is_float = bool(match[1])
        value = number(literal, is_float=is_float)
        return number_flaw(literal, start, is_float=is_float) if value is None else value
    # NUM-1
    if _NOT_FINITE.fullmatch(literal):
        message = f"{quote(literal)} is not a number of JSON"
        return Flaw("DG008", start, end, message, "Write `null` or a string, as the field allows.")
    # YAML-4
    return _ambiguity(literal, start, end) or literal


def is_plain_text(text: str) -> bool:
    """Whether every reader of YAML takes a text without quotes for a string (YAML-4)."""
    return isinstance(resolve(text, 0, 0), str)


def _ambiguity(literal: str, start: int, end: int) -> Flaw | None:
    if not literal:
        message = "there is no value here; some readers of YAML take that for null"
        return Flaw("DG014", start, end, message, 'Write `null`, or `""` for an empty string.')
    meant = _WORDS.get(literal.lower()) if len(literal) <= _LONGEST_WORD else None
    if meant:
        kind, hint = (
            f"{meant}, others for a string",
            f"Write `{meant}`, or put it in double quotes.",
        )
    elif literal in ("=", "<<"):
        kind, hint = "an operator, others for a string", "Put it in double quotes."
    elif _NUMERIC.fullmatch(literal):
        kind = "a number, others for a string or another number"
        hint = "Put it in double quotes, or write the number as JSON does."
    elif _TIME.fullmatch(literal):
        kind, hint = "a date, others for a string", "Put it in double quotes."
    else:
        return None
    message = f"some readers of YAML take {quote(literal)} for {kind}"
    return Flaw("DG014", start, end, message, hint)
