"""Durations and counts that are written as text: `90s`, `1h30m`, a retry limit (DG220, DG221)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.spelling import untagged
from dflow_graph.regex import regex

__all__ = ["check_durations"]

_DURATION = regex(r"(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?")
_PIECE = regex(r"\s*([0-9]+)\s*([a-zA-Z]+)[\s,]*")
_WHOLE = regex(r"[0-9]+")
_NOT_ZERO = regex(r"[1-9]")
_UNITS = {
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("s", "ss", "sec", "secs", "second", "seconds"), "s"),
}
_WITHOUT = frozenset(("Steps", "DAG", "HTTPOPTemplate"))
_LONGEST = 100
_Path = tuple[str | int, ...]


def check_durations(index: Index) -> Iterator[Diagnostic]:
    """Every duration, limit and factor of the templates that is none (clauses TIM and RET-6)."""
    for node in index.nodes.values():
        template, kind = node.template, node.kind
        if template.memoize_max_age.__class__ is str:
            yield from _check_duration(template.memoize_max_age, (*node.path, "memoize_max_age"))
        if kind in _WITHOUT:
            continue
        field = "duration" if kind == "SuspendOPTemplate" else "timeout"
        value = getattr(template, field)
        if value.__class__ is str:
            yield from _check_duration(value, (*node.path, field))
        if kind not in ("SuspendOPTemplate", "PythonOPTemplate"):
            strategy = template.retry_strategy
            if strategy is not UNSET:
                yield from _check_strategy(strategy, (*node.path, "retry_strategy"))


def _check_strategy(strategy: Any, path: _Path) -> Iterator[Diagnostic]:
    yield from _check_whole(strategy.limit, (*path, "limit"), at_least=0)
    backoff = strategy.backoff
    if backoff is UNSET:
        return
    yield from _check_whole(backoff.factor, (*path, "backoff", "factor"), at_least=1)
    for field in ("duration", "max_duration", "cap"):
        value = getattr(backoff, field)
        if isinstance(value, str):
            yield from _check_duration(value, (*path, "backoff", field))


def _check_duration(text: str, path: _Path) -> Iterator[Diagnostic]:
    if "{{" in text:
        return
    # TIM-1
    if not text or not _DURATION.fullmatch(text):
        yield finding("DG220", _reason(text), path, hint=_mend(text))
    # TIM-3
    elif not _NOT_ZERO.search(text):
        yield finding(
            "DG220",
            f"the duration {quoted(text)} is zero",
            path,
            hint="Give a longer duration, or leave the field out.",
            clause="TIM-3",
        )


def _reason(text: str) -> str:
    if not text:
        return "the duration is empty"
    if _WHOLE.fullmatch(text):
        return f"the duration {quoted(text)} has no unit"
    return (
        f"{quoted(text)} is no duration: whole numbers, each with one of the units d, h, m, s, "
        "in this order"
    )


def _mend(text: str) -> str:
    """What was probably meant."""
    if len(text) <= _LONGEST:
        if _WHOLE.fullmatch(text):
            seconds = int(text) or 1
            return f'Write "{seconds}s", or the number {seconds} without quotes.'
        pieces = _PIECE.findall(text)
        # A unit that is none is read as `None`, and no duration has one.
        read = "".join(f"{number}{_UNITS.get(unit.lower())}" for number, unit in pieces)
        is_whole = not _PIECE.sub("", text).strip()
        if read and is_whole and _DURATION.fullmatch(read):
            return f'Write "{read}".'
    return "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."


def _check_whole(value: Any, path: _Path, *, at_least: int) -> Iterator[Diagnostic]:
    if not isinstance(value, str):
        return
    bare = untagged(value, "1")
    # RET-6
    if bare is None or (_WHOLE.fullmatch(bare) and (not at_least or _NOT_ZERO.search(bare))):
        return
    yield finding(
        "DG221",
        f"{quoted(str(path[-1]))} is {quoted(value)}, not a whole number of at least {at_least}",
        path,
        hint="Write a whole number without quotes, or a tag that gives one.",
    )
