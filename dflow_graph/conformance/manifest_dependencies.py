"""What a task of a manifest waits for: for each task of the graph, the results that let it run."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dflow_graph.expr.depends import parse_dependency
from dflow_graph.expr.nodes import ExprSyntaxError

__all__ = ["waits"]

_RESULTS = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned")
_GOOD = frozenset(("Succeeded", "Skipped", "Daemoned"))
_OF_LOOPS = {"AnySucceeded": "Succeeded", "AllFailed": "Failed"}
_MOST = 4  # tasks whose results are combined


def waits(task: dict[str, Any], tasks: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """`{task of the graph: results with which this one may still run}`.

    Names of tasks that are not the graph's are free. With more than four tasks the results are not
    worked out, and stand as `null`.
    """
    text = task.get("depends")
    if not isinstance(text, str):
        given = task.get("dependencies")
        text = " && ".join(f"({name})" for name in given) if isinstance(given, list) else ""
    if not text:
        return {}
    try:
        mentions = parse_dependency(text).mentions
    except ExprSyntaxError:
        return {"": text}
    names = sorted({mention.task for mention in mentions})
    ours = [name for name in names if name in set(known)]
    if len(names) > _MOST:
        return dict.fromkeys(ours)
    tokens = _tokens(text, mentions)
    good = {name: _good_results(tasks.get(name)) for name in names}
    found: dict[str, set[str]] = {name: set() for name in ours}
    for results in itertools.product(_RESULTS, repeat=len(names)):
        given = dict(zip(names, results, strict=True))
        if _Condition(tokens, given, good).holds():
            for name in ours:
                found[name].add(given[name])
    return {name: [r for r in _RESULTS if r in found[name]] for name in ours}


def _good_results(task: Any) -> frozenset[str]:
    """What a bare name stands for, the task's own `continueOn` included (DEP-4)."""
    go_on = task.get("continueOn") if isinstance(task, dict) else None
    go_on = go_on if isinstance(go_on, dict) else {}
    more = [r for r, key in (("Failed", "failed"), ("Errored", "error")) if go_on.get(key) is True]
    return _GOOD.union(more)


def _tokens(text: str, mentions: Iterable[Any]) -> list[Any]:
    """Symbols and mentions of a dependency, from left to right."""
    found: list[Any] = []
    at = 0
    for mention in mentions:
        found += _symbols(text[at : mention.start])
        found.append(mention)
        at = mention.end
    return found + list(_symbols(text[at:]))


def _symbols(text: str) -> Iterator[str]:
    text = "".join(text.split())
    at = 0
    while at < len(text):
        size = 2 if text[at] in "&|" else 1
        yield text[at : at + size]
        at += size


class _Condition:
    """A dependency that is worked out for given results; `&&` binds before `||`."""

    def __init__(
        self, tokens: list[Any], given: Mapping[str, str], good: Mapping[str, frozenset[str]]
    ) -> None:
        self._tokens = tokens
        self._given = given
        self._good = good
        self._at = 0

    def holds(self) -> bool:
        return self._either()

    def _either(self) -> bool:
        found = self._both()
        while self._take("||"):
            found = self._both() or found
        return found

    def _both(self) -> bool:
        found = self._one()
        while self._take("&&"):
            found = self._one() and found
        return found

    def _one(self) -> bool:
        if self._take("!"):
            return not self._one()
        if self._take("("):
            found = self._either()
            self._take(")")
            return found
        mention = self._tokens[self._at]
        self._at += 1
        result = self._given[mention.task]
        if not mention.result:
            return result in self._good[mention.task]
        wanted: str = _OF_LOOPS.get(mention.result, mention.result)
        return result == wanted

    def _take(self, symbol: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == symbol:
            self._at += 1
            return True
        return False
