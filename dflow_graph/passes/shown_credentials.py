"""Credentials that other findings would show: they are told themselves, and no message has them.

A text that is to be a name of something is searched for a credential by its definition alone. Where
there is no such thing, or a text cannot be what it is, a finding quotes it.
"""

from __future__ import annotations

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
    secrets: dict[str, None] = {}
    for path, match, is_name in credentials_of_data(data()):
        text = path[-1] if is_name else _at(data(), path)
        secrets[str(text)[match.start : match.end]] = None
        places.setdefault(join(path), credential_finding(match, path, at_key=is_name))
    told = {d.pointer for d in found if d.code in _CODES}
    # SEC-1
    more = [places[p] for p in dict.fromkeys(d.pointer for d in found) if p in places.keys() - told]
    # SEC-5
    return [_hidden(d, list(secrets)) for d in found], more


def _words(diagnostic: Diagnostic) -> Iterator[str]:
    yield diagnostic.message
    yield diagnostic.hint
    for place in diagnostic.related:
        yield place.message


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


def _hidden(diagnostic: Diagnostic, secrets: list[str]) -> Diagnostic:
    if diagnostic.code in _CODES or not any(map(hint_of_credential, _words(diagnostic))):
        return diagnostic
    return diagnostic._replace(
        message=_without(diagnostic.message, secrets),
        hint=_without(diagnostic.hint, secrets),
        related=tuple(p._replace(message=_without(p.message, secrets)) for p in diagnostic.related),
    )


def _without(words: str, secrets: list[str]) -> str:
    """Words without credentials, and without the beginning of one where a message was cut."""
    for secret in secrets:
        words = words.replace(secret, _HIDDEN)
        cut = words.find(secret[:_SHORTEST_PART])
        if cut >= 0 and (end := words.find("…", cut)) >= 0 and secret.startswith(words[cut:end]):
            words = words[:cut] + _HIDDEN + words[end:]
    return words
