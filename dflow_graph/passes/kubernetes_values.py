"""What a field of a Kubernetes object may hold, as JSON (OBJ-14, TPL-9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, quoted, shown
from dflow_graph.regex import regex

__all__ = ["is_fitting", "misfit", "negative_or_no_amount"]

_WORDS = {
    "": "a text",
    "int": "a whole number",
    "long": "a whole number",
    "bool": "true or false",
    "port": "a whole number or a text",
    "amount": "a number or a text such as `500m`",
    "[": "a list",
    "{": "an object of names and values",
}
_BITS = {"int": 32, "port": 32, "long": 64}
_WHOLE = ("int", "long")
_INTEGER = regex(r"-?[0-9]{1,15}\Z")
_OCTAL = regex(r"0[0-7]{1,6}\Z")
_TRUTHS = regex(r"(?:(true|yes|on)|false|no|off)\Z", re.IGNORECASE)


def is_fitting(value: Any, shape: str) -> bool:
    """Whether Argo can read a value as what a field of this shape holds; it leaves out a null."""
    if value is None:
        return True
    if shape == "":
        return isinstance(value, str)
    if shape == "bool":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if shape in _BITS:
        if isinstance(value, str):
            return shape == "port"
        return _is_whole(value) and _has_room(value, shape)
    if shape == "amount":
        return isinstance(value, str | int | float)
    return isinstance(value, list if shape[0] == "[" else dict)


def _is_whole(value: Any) -> bool:
    """Whether a value is a whole number, in whatever spelling (NUM-4)."""
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _has_room(value: float, shape: str) -> bool:
    """Whether a whole number is one of as many bits as Kubernetes has for it."""
    bound: int = 2 ** (_BITS[shape] - 1)
    return -bound <= value < bound


def misfit(value: Any, shape: str, path: Path) -> Diagnostic:
    """The finding about a value that is not of the shape of its field."""
    if shape in _BITS and _is_whole(value) and not isinstance(value, bool):
        return _too_large(value, _BITS[shape], path)
    wanted = _WORDS.get(shape[:1] if shape[:1] in ("[", "{") else shape, f"an object ({shape})")
    message = f"{_named(path)} must be {wanted} in Kubernetes, not {_sort(value)}: Argo refuses it"
    if isinstance(value, str) and "{{" in value:
        message += ", since it reads it before it replaces tags"
    return finding("DG746", message, path, hint=_hint(value, shape) or f"Write {wanted}.")


def _too_large(value: float, bits: int, path: Path) -> Diagnostic:
    message = f"{_named(path)} has {bits} bits in Kubernetes, too few for {shown(value)}: Argo "
    hint = f"Write a number from {-(2 ** (bits - 1))} to {2 ** (bits - 1) - 1}."
    return finding("DG746", message + "refuses it", path, hint=hint)


def _named(path: Path) -> str:
    """The place as a message names it: the field, or what is in its list."""
    last = path[-1]
    return f"item {last + 1} of {quoted(str(path[-2]))}" if isinstance(last, int) else quoted(last)


def _sort(value: Any) -> str:
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    return shown(value) if isinstance(value, bool) else f"the number {shown(value)}"


def _hint(value: Any, shape: str) -> str:
    """The mend, written out where it is plain what was meant."""
    if isinstance(value, str):
        return _hint_for_text(value, shape)
    if shape in ("", "port") and not isinstance(value, list | dict):
        return f'Write it in quotes: `"{shown(value)}"`.'
    if shape[:1] == "[" and isinstance(value, dict):
        return "Write a list of objects, as in `[{…}, {…}]`."
    return ""


def _hint_for_text(text: str, shape: str) -> str:
    if shape == "[]":
        return 'Put each text into a list, as in `["one", "two"]`.'
    if shape in _WHOLE and _OCTAL.match(text):
        return f"Write {int(text, 8)}, which is {text} in octal digits, without quotes."
    if shape in _WHOLE and _INTEGER.match(text):
        return f"Write {int(text)}, without quotes."
    truth = _TRUTHS.match(text) if shape == "bool" else None
    if truth:
        return f"Write {'true' if truth[1] else 'false'}, without quotes."
    return ""


def negative_or_no_amount(value: Any, path: Path) -> Iterator[Diagnostic]:
    """The finding about a quantity that is none, or less than nothing."""
    if not isinstance(value, str):
        if value is not None and value < 0:
            yield _no_amount(shown(value), path, "Write an amount that is greater than zero.")
        return
    from dflow_graph.passes.pod_resources import quantity_hint
    from dflow_graph.passes.quantities import quantity

    amount = quantity(value)
    if amount is None or amount < 0:
        yield _no_amount(quoted(value), path, quantity_hint(value))


def _no_amount(what: str, path: Path, hint: str) -> Diagnostic:
    return finding("DG716", f"{what} is no amount that Kubernetes takes", path, hint=hint)
