"""Tags in `when` that stand without quotes, and whose value may not (clause WHEN-2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.expr.condition import alike_condition, condition_problems
from dflow_graph.index import Index, Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.condition_tokens import TaggedToken, tagged_tokens
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.port_types import source_of
from dflow_graph.record import Record
from dflow_graph.refs import Tag
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join
from dflow_graph.types.nodes import ANY, SCALARS, LiteralType, Type, UnionType

__all__ = ["BareTags"]

_TAG = regex(r"\{\{\s*([^\s{}=][^\s{}]*)\s*\}\}")
_NUMBER = regex(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+", re.ASCII)
_WORD = regex(r"[^\W\d_]\w*")
_OF_STEPS = (("id",), ("startedAt",), ("finishedAt",), ("hostNodeName",))
_OF_RUN = frozenset(
    {
        "workflow.name",
        "workflow.namespace",
        "workflow.uid",
        "workflow.creationTimestamp",
        "workflow.creationTimestamp.RFC3339",
        "workflow.mainEntrypoint",
        "workflow.serviceAccountName",
        "workflow.failures",
        "steps.name",
        "tasks.name",
        "node.name",
        "pod.name",
    }
)
_GIVEN = (("parameters",), ("labels",))
_NUMERIC = (ANY, SCALARS["int"], SCALARS["float"], SCALARS["bool"])
_NOTHING = (SCALARS["none"],)


class _Bare(Record):
    """A tag that should be quoted: its place, what stands against it, and where that is."""

    start: int
    end: int
    why: str
    cause: Path


class BareTags:
    """The conditions of one template's steps; the same texts come again and again."""

    def __init__(self, index: Index, node: Node) -> None:
        self._index = index
        self._node = node
        self._known: dict[str, list[_Bare]] = {}
        self._reasons: dict[str, tuple[str, Path]] = {}

    def bare(self, text: str) -> list[_Bare]:
        """The tags of a condition that should stand in quotes."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._bare(text) if "{{" in text else []
        return found

    def check(self, text: str, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
        """Every tag of a condition that should stand in quotes."""
        for start, end, why, cause in self.bare(text):
            # WHEN-2
            yield finding(
                "DG335",
                f"{quoted(text[start:end])} stands without quotes, but {why}",
                path,
                hint=f"Put it in quotes, {quoted(chr(39) + text[start:end] + chr(39))}, "
                "and what it is compared with as well.",
                within=(start, end),
                related=(Place(message="the reason stands here", pointer=join(cause)),)
                if cause
                else (),
            )

    def _bare(self, text: str) -> list[_Bare]:
        stand_in = alike_condition(text)
        if stand_in is text and not self._may_be_bare(text):
            return []
        found = self._found(text, stand_in) and self._found(text, text)
        return [] if found and condition_problems(text) else found

    def _may_be_bare(self, text: str) -> bool:
        """Whether the long way may find something, for a text that nothing stands for."""
        has_quotes = "'" in text or '"' in text
        return has_quotes or any(self._reason(name)[0] for name in _TAG.findall(text))

    def _found(self, text: str, stand_in: str) -> list[_Bare]:
        """The tags of a condition that may have faults; `stand_in` may be its outline."""
        found = []
        for tag, other in _outside_of_quotes(stand_in):
            name = text[tag.offset : tag.offset + len(tag.body)]
            why, cause = ("", ()) if tag.is_expression else self._reason(name)
            if not why and other:
                why = f"no word, such as it needs to be then, equals {quoted(other)}"
            if why:
                found.append(_Bare(tag.start, tag.end, why, cause))
        return found

    def _reason(self, name: str) -> tuple[str, Path]:
        known = self._reasons.get(name)
        if known is None:
            known = self._reasons[name] = self._why(name)
        return known

    def _why(self, name: str) -> tuple[str, Path]:
        """Why a value may be more than a number, a truth or a word, and where it stands if it does.

        Both are empty where that is not known.
        """
        parts = tuple(name.split("."))
        head = parts[0]
        if name in _OF_RUN or (head in ("steps", "tasks") and parts[2:] in _OF_STEPS):
            return "its value is seldom a plain word", ()
        if head == "workflow" and parts[1:2] in _GIVEN:
            given = getattr(self._index.workflow, parts[1]) or {}
            member = ".".join(parts[2:])
            return _why_value(given.get(member, UNSET), (parts[1], member))
        source = source_of(self._node, parts)
        if source is None or source[0].is_big:
            return "", ()
        port, call = source
        if call is not None and call.is_looped:
            return "a loop gives the list of what all pieces gave", ()
        return _why_port(port)


def _why_port(port: Port) -> tuple[str, Path]:
    if port.type is None:
        return _why_value(getattr(port.entry, "value", UNSET), (*port.path, "value"))
    if not _wide(port.type):
        return "", ()
    return f"its type {quoted(port.type)} has other values than words", (*port.path, "type")


def _why_value(value: Any, path: Path) -> tuple[str, Path]:
    """Why a value that stands in the graph would not do."""
    if value.__class__ is str:
        if "{{" in value or _NUMBER.fullmatch(value) or _WORD.fullmatch(value):
            return "", ()
        return f"its value is {quoted(value)}", path
    return ("its value is no word", path) if value.__class__ in (list, dict) else ("", ())


def _parsed(spelled: str) -> Type | None:
    from dflow_graph.types.grammar import TypeSyntaxError, parse_type

    try:
        return parse_type(spelled)
    except TypeSyntaxError:
        return None


@lru_cache(maxsize=1024)
def _wide(spelled: str) -> bool:
    """Whether a type has values that are no plain words, and none that are numbers or truths."""
    type_ = SCALARS[spelled] if spelled in SCALARS else _parsed(spelled)
    if type_ is None:
        return False
    wide = False
    for part in type_.parts if isinstance(type_, UnionType) else (type_,):
        if isinstance(part, LiteralType):
            if not all(isinstance(constant, str) for constant in part.constants):
                return False
            wide = wide or not all(_WORD.fullmatch(str(c)) for c in part.constants)
        elif part in _NUMERIC:
            return False
        else:
            wide = wide or part not in _NOTHING
    return wide


@lru_cache(maxsize=4096)
def _outside_of_quotes(text: str) -> tuple[tuple[Tag, str], ...]:
    """The tags that stand neither in quotes nor in brackets, each with the text it must equal.

    That text is empty unless `==` or `!=` holds the tag against one in quotes that is no word.
    """
    tokens = tagged_tokens(text)
    found = []
    for number, one in enumerate(tokens):
        if one.is_quoted or one.is_bracketed:
            continue
        other = _compared(tokens, number) if one.is_whole else ""
        found += [(tag, other) for tag in one.tags]
    return tuple(found)


def _compared(tokens: list[TaggedToken], number: int) -> str:
    """The text in quotes that is held against a token by `==` or `!=`, if it is no word."""
    for operator, other in ((number - 1, number - 2), (number + 1, number + 2)):
        if min(operator, other) < 0 or max(operator, other) >= len(tokens):
            continue
        text = tokens[other]
        value = text.token.value
        if (
            tokens[operator].token.value in ("==", "!=")
            and text.is_quoted
            and not text.tags
            and (not _WORD.fullmatch(value) or value in _NO_WORDS)
        ):
            return value or "''"
    return ""


_NO_WORDS = ("true", "false", "in", "IN")
