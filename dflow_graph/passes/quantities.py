"""Quantities of Kubernetes, such as `500m` and `4Gi`. Imports the standard library alone."""

from __future__ import annotations

from decimal import Decimal

from dflow_graph.regex import regex

__all__ = ["Quantity", "quantity"]

Quantity = Decimal

# k8s.io/apimachinery/pkg/api/resource: the grammar of Quantity.
_FORM = regex(
    r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))"
    r"(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,3}))?\Z"
)
_LONGEST = 64
_SCALES = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY: dict[str, int] = {f"{letter}i": 2 ** (10 * (i + 1)) for i, letter in enumerate("KMGTPE")}


def quantity(text: str) -> Quantity | None:
    """The number that a quantity stands for; None if the text is none."""
    match = _FORM.match(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    number, suffix, exponent = match.groups()
    value = Decimal(number)
    if exponent:
        return value.scaleb(int(exponent))
    if suffix in _BINARY:
        return value * _BINARY[suffix]
    return value.scaleb(_SCALES[suffix]) if suffix else value
