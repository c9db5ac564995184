"""Credentials in texts, values, settings and headers (DG801 to DG804).

A message never repeats what was found (SEC-5): at most the prefix that all keys of its kind have.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index.symbols import Path
from dflow_graph.model import Executor
from dflow_graph.passes.credential_names import (
    Strength,
    is_literal_header,
    may_be_credential,
    strength_of,
)
from dflow_graph.passes.credential_shapes import (
    SHORTEST,
    all_outlines,
    known_credentials,
    may_be_known,
)
from dflow_graph.passes.credential_words import may_assign
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.inert_lines import InertLines
from dflow_graph.source.pointer import join

if TYPE_CHECKING:
    from dflow_graph.passes.credential_shapes import Match

__all__ = ["Search", "credential_finding"]

_SETTING, _SUSPECT = "DG802", "DG803"
_SEARCHED = (str, dict, list)
_AT_ONCE = 1_000


class Search:
    """Looks for credentials, and remembers texts and names that were looked at before."""

    __slots__ = ("_inert", "clean", "names")

    def __init__(self) -> None:
        self._inert = InertLines()
        self.clean: set[str] = set()
        self.names: dict[str, Strength] = {}

    def strength(self, name: str) -> Strength:
        """What a name says of its value."""
        strength = self.names.get(name)
        if strength is None:
            strength = self.names[name] = strength_of(name)
        return strength

    def together(self, texts: Iterable[str]) -> bool:
        """Looks at short texts many at once, and notes those as clean that surely are.

        Whether all are, and with them all that differ from one of them in digits alone.
        """
        waiting, all_clean = iter(texts), True
        while some := list(islice(waiting, _AT_ONCE)):
            outlines = all_outlines(some)
            if not may_be_known(outlines) and not may_assign(outlines):
                self.clean.update(some)
            else:
                all_clean = False
        return all_clean

    def text(self, text: Any, path: Path) -> Iterator[Diagnostic]:
        """Credentials in a text: of known forms, and what it assigns; only a text has any."""
        if text.__class__ is not str or len(text) < SHORTEST or text in self.clean:
            return
        if self._inert.has_all_of(text):
            self.clean.add(text)
            return
        known = _apart(known_credentials(text))
        assigned: list[Match] = []
        if may_assign(text):
            from dflow_graph.passes.credential_assignments import assigned_credentials

            assigned = _besides(known, _apart(assigned_credentials(text)))
        if not known and not assigned:
            self.clean.add(text)
        for match in known:
            yield credential_finding(match, path)
        for match in assigned:
            yield _named(match.what, path, _SUSPECT, within=(match.start, match.end))

    def named(
        self, name: str, value: Any, path: Path, code: str = _SUSPECT
    ) -> Iterator[Diagnostic]:
        """A credential in the value of a name; a list or an object is searched through."""
        kind = value.__class__
        if kind is dict or kind is list:
            yield from self.tree(value, path, code)
        elif kind is str:
            known = list(self.text(value, path))
            yield from known
            if not known and may_be_credential(self.strength(name), value):
                yield _named(name, path, code)
        # A password of digits alone is one where nothing else can be meant.
        elif kind is int and code == _SETTING and self.strength(name) is Strength.STRONG:
            yield _named(name, path, code)

    def tree(self, value: Any, path: Path, code: str = _SUSPECT) -> Iterator[Diagnostic]:
        """Credentials anywhere in a JSON value; without recursion, for a value may be deep."""
        left: list[tuple[Any, Path]] = [(value, path)]
        while left:
            part, where = left.pop()
            if part.__class__ is dict:
                yield from self._members(part, where, code, left)
            elif part.__class__ is list:
                left.extend(
                    (item, (*where, number))
                    for number, item in enumerate(part)
                    if item.__class__ in _SEARCHED
                )
            else:
                yield from self.text(part, where)

    def _members(
        self, members: dict[str, Any], where: Path, code: str, left: list[tuple[Any, Path]]
    ) -> Iterator[Diagnostic]:
        variable = members.get("name")
        for name, item in members.items():
            if item.__class__ is dict or item.__class__ is list:
                left.append((item, (*where, name)))
            # An environment variable of a container: its name stands beside its value.
            elif name == "value" and variable.__class__ is str:
                yield from self.named(str(variable), item, (*where, name), _SETTING)
            else:
                yield from self.named(name, item, (*where, name), code)

    def environment(self, variables: Any, path: Path) -> Iterator[Diagnostic]:
        """Credentials in environment variables with a literal value."""
        for name, value in (variables or {}).items():
            if value.__class__ is str:
                yield from self.named(name, value, (*path, name), _SETTING)

    def headers(self, headers: Any, path: Path) -> Iterator[Diagnostic]:
        """Credentials in headers of a request with a literal value."""
        for name, value in (headers or {}).items():
            if value.__class__ is not str:
                continue
            known = list(self.text(value, (*path, name)))
            yield from known
            if not known and is_literal_header(name, value):
                yield _named(name, (*path, name), _SETTING)

    def executor(self, executor: Executor, path: Path) -> Iterator[Diagnostic]:
        """Credentials among the settings of an executor, and settings that are given twice."""
        config = executor.config or {}
        found = list(self.tree(config, (*path, "config"), _SETTING))
        yield from found
        if executor.secrets:
            reported = {d.pointer for d in found}
            for name in executor.secrets:
                if name in config and join((*path, "config", name)) not in reported:
                    yield _given_twice(name, path)
        yield from self.tree(executor.extensions, (*path, "extensions"))


def credential_finding(match: Match, path: Path, *, at_key: bool = False) -> Diagnostic:
    """A credential of a known form in the text at a place, or in its name (SEC-1)."""
    begins = f", which begins with {quoted(match.shown)}" if match.shown else ""
    # SEC-1
    return finding(
        "DG801",
        f"this text holds {match.what}{begins}",
        path,
        hint="Keep it in a Kubernetes secret, and revoke what has been written down.",
        at_key=at_key,
        within=None if at_key else (match.start, match.end),
    )


def _named(name: str, path: Path, code: str, within: tuple[int, int] | None = None) -> Diagnostic:
    # SEC-1, SEC-2
    if code == _SETTING:
        return finding(
            "DG802",
            f"the setting {quoted(name)} holds a credential",
            path,
            hint="Keep it in a Kubernetes secret, and name that secret and its key here.",
            clause="SEC-2" if "config" in path else "",
        )
    # SEC-8
    return finding(
        "DG803",
        f"the value of {quoted(name)} may be a credential",
        path,
        hint="Keep it in a Kubernetes secret, and refer to that.",
        within=within,
    )


def _given_twice(name: str, path: Path) -> Diagnostic:
    secret = join((*path, "secrets", name))
    # SEC-2
    return finding(
        "DG804",
        f"the setting {quoted(name)} stands both in `config` and in `secrets`",
        (*path, "config", name),
        hint="Remove it from `config`.",
        at_key=True,
        related=(Place(message="the secret is named here", pointer=secret),),
    )


def _apart(matches: Iterable[Match]) -> list[Match]:
    """Matches in order of place; of two that overlap, the one that begins first."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: m.start):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


def _besides(known: list[Match], others: list[Match]) -> list[Match]:
    """Those of the others that overlap none of the known; both are in order and apart."""
    starts = [match.start for match in known]
    result = []
    for match in others:
        before = bisect_right(starts, match.end - 1)
        if not before or known[before - 1].end <= match.start:
            result.append(match)
    return result
