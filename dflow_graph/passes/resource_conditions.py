"""The conditions on a Kubernetes resource that an action waits for (EXPR-12).

They are what Kubernetes takes for a label selector, in the grammar of `labels.Parse` of
k8s.io/apimachinery. Only a graph with such a condition imports this module.
"""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET, Resource
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.regex import regex

__all__ = ["check_resource_conditions", "condition_fault"]

_TOKENS = regex(r"==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+")
_NAME = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_VALUE = regex(rf"(?:{_NAME})?\Z")
_PART = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_KEY = regex(rf"(?:(?=[^/]{{1,253}}/){_PART}(?:\.{_PART})*/)?{_NAME}\Z")
_INTEGER = regex(r"0*([0-9]{1,19})\Z")
_MOST = 2**63 - 1
_TAG = regex(r"\{\{.*?\}\}")
_SIGNS = "=!(),<>"  # what signs begin with, and words do not
_COMPARED = frozenset(("==", "!=", "=", "<", ">"))
_LISTED = frozenset(("in", "notin"))
_HINT = "Write it as in `status.phase == Succeeded, status.ready > 0`."
_FOR = {"&&": ",", "and": ",", "&": ","}


class _FaultError(ValueError):
    """What is wrong with a condition."""


def check_resource_conditions(resource: Resource, path: Path) -> Iterator[Diagnostic]:
    """Faults of the conditions of a resource, of which a tag stands for a number or a word."""
    for field in ("success_condition", "failure_condition"):
        text = getattr(resource, field)
        fault = None if text is UNSET else condition_fault(text)
        if fault is None:
            continue
        # EXPR-12
        sign = fault.removeprefix("unexpected `").removesuffix("`")
        hint = f"Write {quoted(_FOR[sign])} between conditions." if sign in _FOR else _HINT
        what = f"`{field}` is no list of conditions: {fault}"
        yield finding("DG341", what, (*path, field), hint=hint)


def condition_fault(text: str) -> str | None:
    """What is wrong with a list of conditions; None if nothing is."""
    try:
        _read(_TOKENS.findall(_TAG.sub("1", text)))
    except _FaultError as fault:
        return str(fault)
    return None


def _read(found: list[str]) -> None:
    if not found:
        return
    at = _condition(found, 0)
    while at < len(found):
        if found[at] != ",":
            raise _FaultError(f"unexpected {quoted(found[at])}")
        at = _condition(found, at + 1)


def _condition(found: list[str], at: int) -> int:
    """Reads one condition; returns where the next comma may be."""
    is_absent = found[at : at + 1] == ["!"]
    at += is_absent
    key = _word(found, at)
    if not key:
        raise _FaultError("a name is missing" if at == len(found) else f"unexpected `{found[at]}`")
    if not _KEY.match(key):
        raise _FaultError(f"{quoted(key)} is no path to a field")
    operator = found[at + 1] if at + 1 < len(found) else None
    if operator in _COMPARED and not is_absent:
        return _compared(found, at + 2, is_number=operator in ("<", ">"))
    if operator in _LISTED and not is_absent:
        return _listed(found, at + 2)
    return at + 1


def _compared(found: list[str], at: int, *, is_number: bool) -> int:
    value = _word(found, at)
    number = _INTEGER.match(value) if is_number else None
    if is_number and (number is None or int(number[1]) > _MOST):
        at_sign = quoted(found[at]) if at < len(found) else "the end"
        raise _FaultError(f"`<` and `>` take a whole number, not {at_sign}")
    _check_value(value)
    return at + bool(value)


def _listed(found: list[str], at: int) -> int:
    if found[at : at + 1] != ["("] or ")" not in found[at:]:
        raise _FaultError("`in` and `notin` take values in parentheses")
    end = found.index(")", at)
    before = ","
    for value in found[at + 1 : end]:
        if value != ",":
            _check_value(value)
            if before != ",":
                raise _FaultError(f"a comma is missing before {quoted(value)}")
        before = value
    return end + 1


def _check_value(value: str) -> None:
    if not _VALUE.match(value):
        raise _FaultError(f"{quoted(value)} is no value: letters, digits, `-`, `_` and `.`")


def _word(found: list[str], at: int) -> str:
    """The word at a place, or an empty text."""
    return found[at] if at < len(found) and found[at][0] not in _SIGNS else ""
