"""Credentials that other findings would show: they are told themselves, and no message has them.

A text that is to be a name of something is searched for a credential by its definition alone. Where
there is no such thing, or a text cannot be what it is, a finding quotes it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.passes.credential_shapes import all_outlines, hint_of_credential, may_be_known
from dflow_graph.passes.credentials import credential_finding
from dflow_graph.passes.remaining_texts import credentials_of_data
from dflow_graph.source.pointer import join

__all__ = ["without_credentials"]

_HIDDEN = "(not shown)"
_CODES = frozenset(("DG801", "DG802", "DG803"))
_SHORTEST_PART = 5


def without_credentials(
    found: list[Diagnostic], data: Callable[[], Any]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The findings without credentials in their words, and those of credentials that they quoted.

    `data` gives the plain data of the document; it is asked for only where a message may have one.
    """
    if not may_be_known(all_outlines(words for d in found for words in _words(d))):
        return found, []
    places: dict[str, Diagnostic] = {}
    secrets: set[str] = set()
    root = data()
    for path, match, is_name in credentials_of_data(root):
        text = path[-1] if is_name else _at(root, path)
        secrets.add(str(text)[match.start : match.end])
        places.setdefault(join(path), credential_finding(match, path, at_key=is_name))
    for told in [d.pointer for d in found if d.code in _CODES]:
        places.pop(told, None)
    # SEC-1
    more = [places[p] for p in dict.fromkeys(d.pointer for d in found) if p in places]
    # SEC-5
    known = _Secrets(secrets)
    return [_hidden(d, known) for d in found], more


def _words(diagnostic: Diagnostic) -> Iterator[str]:
    yield diagnostic.message
    yield diagnostic.hint
    for place in diagnostic.related:
        yield place.message


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


def _hidden(diagnostic: Diagnostic, secrets: _Secrets) -> Diagnostic:
    if not any(map(hint_of_credential, _words(diagnostic))):
        return diagnostic
    return diagnostic._replace(
        message=secrets.without(diagnostic.message),
        hint=secrets.without(diagnostic.hint),
        related=tuple(p._replace(message=secrets.without(p.message)) for p in diagnostic.related),
    )


class _Secrets:
    """The credentials of a document: as many as it likes, so that none is looked for by itself."""

    def __init__(self, secrets: set[str]) -> None:
        self._secrets = secrets
        self._in_order = sorted(secrets)
        self._beginnings = {secret[:_SHORTEST_PART] for secret in secrets}
        self._lengths = sorted(set(map(len, secrets)), reverse=True)

    def without(self, words: str) -> str:
        """Words without credentials, and without the beginning of one where a message was cut."""
        kept, at = [], 0
        for start in range(len(words)):
            if start >= at and words[start : start + _SHORTEST_PART] in self._beginnings:
                end = self._end(words, start)
                if end:
                    kept += [words[at:start], _HIDDEN]
                    at = end
        return "".join((*kept, words[at:]))

    def _end(self, words: str, start: int) -> int:
        """Where the credential ends that begins there, whole or cut; 0 where none does."""
        for length in self._lengths:
            if words[start : start + length] in self._secrets:
                return start + length
        cut, sign, _ = words[start:].partition("…")
        first = bisect_left(self._in_order, cut)
        if sign and first < len(self._in_order) and self._in_order[first].startswith(cut):
            return start + len(cut)
        return 0
