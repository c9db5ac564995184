"""Dependencies of a task (DEP-2), in the part of Argo's `depends` that the format allows."""

from __future__ import annotations

import re
from functools import lru_cache

from dflow_graph.expr.nodes import ExprSyntaxError
from dflow_graph.expr.operators import WORDS
from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = ["RESERVED", "RESULTS", "Dependency", "Mention", "parse_dependency"]

RESULTS = (
    "Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned", "AnySucceeded",
    "AllFailed",
)  # fmt: skip
# Names of tasks that mean something else in the language that Argo computes `depends` by.
RESERVED = frozenset(("true", "false", "nil", *WORDS))

_MAX_DEPTH = 100
_CACHED = 2_000
_TOKEN = regex(
    r"[ \t\n\v\f\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
    r"|(?P<task>[a-zA-Z][-a-zA-Z0-9]*)(?P<dot>\.(?P<result>[a-zA-Z0-9_.-]*))?"
    r"|(?P<symbol>&&|\|\||[!()])|(?P<bad>[0-9][-a-zA-Z0-9.]*|[\s\S])",
)


class Mention(Record):
    """A task in a dependency; an empty result asks for a good end. `text[start:end]` spells it."""

    task: str
    result: str
    start: int
    end: int


class Dependency(Record):
    """The tasks that a dependency names, from left to right."""

    mentions: tuple[Mention, ...]


def parse_dependency(text: str) -> Dependency:
    """Read a dependency (DEP-2). Raises `ExprSyntaxError`."""
    result = _parse(text) if len(text) <= _CACHED else _parse.__wrapped__(text)
    if isinstance(result, Dependency):
        return result
    raise ExprSyntaxError(*result)


@lru_cache(4_096)
def _parse(text: str) -> Dependency | tuple[str, int, int]:
    try:
        return Dependency(_mentions(text))
    except ExprSyntaxError as fault:
        return fault.message, fault.start, fault.end


def _mentions(text: str) -> tuple[Mention, ...]:
    found: list[Mention] = []
    opened: list[int] = []
    wanted = True  # a task, `!` or `(`; else an operator or `)`
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        if group is None:
            continue
        start, end = match.span()
        if group == "symbol":
            wanted = _symbol(match[0], start, wanted, opened)
        elif group == "bad" or not wanted:
            message = f"unexpected `{match[0]}`"
            if match[0][0].isdigit():
                message = f"`{match[0]}` is no name of a task of a DAG, which begins with a letter"
            raise ExprSyntaxError(message, start, end)
        else:
            found.append(_mention(match))
            wanted = False
    if wanted:
        raise ExprSyntaxError("the dependency ends too early", len(text), len(text))
    if opened:
        raise ExprSyntaxError("`(` without its `)`", opened[-1], opened[-1] + 1)
    return tuple(found)


def _symbol(symbol: str, start: int, wanted: bool, opened: list[int]) -> bool:
    """Take an operator or bracket; whether a task must follow."""
    if wanted != (symbol in {"!", "("}) or (symbol == ")" and not opened):
        raise ExprSyntaxError(f"unexpected `{symbol}`", start, start + len(symbol))
    if symbol == "(":
        opened.append(start)
        if len(opened) > _MAX_DEPTH:
            raise ExprSyntaxError(
                f"a dependency nests at most {_MAX_DEPTH} levels deep", start, start + 1
            )
    elif symbol == ")":
        opened.pop()
    return symbol != ")"


def _mention(match: re.Match[str]) -> Mention:
    task, result = match["task"], match["result"] or ""
    if task in RESERVED:
        message = f"Argo reads `{task}` as a word of its language, not as a task"
        raise ExprSyntaxError(message, match.start("task"), match.end("task"))
    if match["dot"] and result not in RESULTS:
        message = f"unknown result `{result}` of the task `{task}`"
        raise ExprSyntaxError(message, match.start("result"), match.end())
    return Mention(task, result, match.start(), match.end())
