"""One spelling for texts that say the same: tags, expressions, dependencies, types, durations.

What is made here is compared and never shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from dflow_graph.expr.depends import parse_dependency
from dflow_graph.expr.lexer import ERROR, IDENTIFIER, STRING, SYMBOL, tokens
from dflow_graph.expr.nodes import ExprSyntaxError
from dflow_graph.index import Role
from dflow_graph.record import Record
from dflow_graph.refs import TagFault, scan
from dflow_graph.regex import regex
from dflow_graph.types.artifacts import parse_artifact_type
from dflow_graph.types.grammar import parse_type
from dflow_graph.types.nodes import UnionType
from dflow_graph.types.tokens import TypeSyntaxError

__all__ = ["Names", "one_dependency", "one_duration", "one_text", "one_type"]

_CALLS = ("steps", "tasks")
# REF-8: in a script, other names in braces are those of another program.
_OURS = frozenset(
    (*_CALLS, "inputs", "outputs", "workflow", "item", "pod", "node", "retries", "lastRetry")
)
_WORDS = regex(r"[()!]|&&|\|\||[^\s()&|!]+")
_APART = regex(r"('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\{\{.*?\}\})", re.DOTALL)
_OPERATOR = regex(r"[=!<>]=|&&|\|\||[=!]~|[<>()!]")
_DURATION = regex(r"(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?")
_SECONDS = (86_400, 3_600, 60, 1)


class Names(Record):
    """By which names the steps of a template are compared.

    `calls` has those that go by another name than their own; `other` is the name of all that are
    not `known`, if that is given. `head` takes the place of `steps` and `tasks`.
    """

    calls: Mapping[str, str] = {}
    known: frozenset[str] | None = None
    head: str = ""

    def of(self, name: str) -> str:
        """The name by which a step is compared."""
        if self.known is not None and name not in self.known:
            return "*"
        return self.calls.get(name, name)


def one_text(text: str, role: Role, names: Names) -> str:
    """A text with tags, or an expression."""
    if role is Role.EXPRESSION:
        return _one_expression(text, names)
    pieces, end = [], 0
    for tag in scan(text):
        if isinstance(tag, TagFault) or (not tag.is_expression and tag.parts[0] not in _OURS):
            continue
        body = (
            "=" + _one_expression(tag.body, names) if tag.is_expression else _name(tag.parts, names)
        )
        pieces += [text[end : tag.start], "{{", body, "}}"]
        end = tag.end
    told = "".join((*pieces, text[end:]))
    return _one_condition(told) if role is Role.CONDITION else told


def _one_condition(text: str) -> str:
    """A condition with one blank around each operator; quoted texts and tags stay as they are."""
    pieces = _APART.split(text)
    pieces[::2] = [" ".join(_OPERATOR.sub(r" \g<0> ", piece).split()) for piece in pieces[::2]]
    return " ".join(filter(None, pieces))


def _name(parts: tuple[str, ...], names: Names) -> str:
    if parts[0] in _CALLS and len(parts) > 1:
        parts = (names.head or parts[0], names.of(parts[1]), *parts[2:])
    return ".".join(parts)


def _one_expression(text: str, names: Names) -> str:
    """The tokens of an expression; `a.b` and `a['b']` are one, and so are both kinds of quotes."""
    found = tokens(text)
    if found[-1][0] == ERROR:
        return text
    words: list[str] = []
    for number, (kind, _, value, start, end) in enumerate(found[:-1]):
        before = found[number - 1] if number else None
        is_member = before is not None and before[0] == SYMBOL and before[1] == "."
        if kind == STRING:
            words.append(_in_quotes(value))
        elif kind == IDENTIFIER and is_member:
            words[-1:] = ["[", _in_quotes(value), "]"]
        else:
            words.append(text[start:end])
    for number in range(len(words) - 3):
        head, opening, name, closing = words[number : number + 4]
        if head in _CALLS and (opening, closing) == ("[", "]") and name.startswith('"'):
            words[number] = names.head or head
            words[number + 2] = _in_quotes(names.of(json.loads(name)))
    return " ".join(words)


def one_dependency(text: str, names: Names) -> str:
    """A dependency of a task (DEP-2)."""
    try:
        mentions = parse_dependency(text).mentions
    except ExprSyntaxError:
        return text
    pieces, end = [], 0
    for mention in mentions:
        pieces += [text[end : mention.start], names.of(mention.task)]
        end = mention.start + len(mention.task)
    return " ".join(_WORDS.findall("".join((*pieces, text[end:]))))


def one_type(text: str, *, is_artifact: bool) -> str:
    """A type of a parameter or an artifact."""
    try:
        return str(parse_artifact_type(text) if is_artifact else _ordered(parse_type(text)))
    except TypeSyntaxError:
        return text


def _ordered(part: Any) -> Any:
    """A type with the alternatives of its unions in order; anything else as it is."""
    if not isinstance(part, tuple):
        return part
    if not hasattr(part, "_fields"):
        return tuple(map(_ordered, part))
    inner = type(part)(*map(_ordered, part))
    if isinstance(inner, UnionType):
        return UnionType(tuple(sorted(inner.parts, key=str)))
    return inner


def one_duration(value: Any) -> Any:
    """A duration in seconds, if it is one without tags."""
    if isinstance(value, str) and value:
        match: re.Match[str] | None = _DURATION.fullmatch(value)
        if match:
            pairs = zip(match.groups("0"), _SECONDS, strict=True)
            return sum(int(count) * seconds for count, seconds in pairs)
    return value


def _in_quotes(text: str) -> str:
    """A text as expressions spell it, which know no pair of escapes for one character."""
    return json.dumps(text, ensure_ascii=False)
