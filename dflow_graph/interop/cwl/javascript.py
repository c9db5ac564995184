"""Texts of a graph as texts of CWL, which are put together by expressions of JavaScript.

A whole text is one expression, so that nothing in it is taken for another one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from dflow_graph.refs import Tag, TagFault, scan
from dflow_graph.regex import regex

__all__ = ["LIBRARY", "Unsayable", "condition", "input_name", "interpolated", "literal", "pieces"]

LIBRARY = """
function value(text) {
  if (typeof text !== "string") { return text; }
  try { return JSON.parse(text); } catch (error) { return text; }
}
function text(given) {
  if (typeof given === "string") { return given; }
  if (Array.isArray(given)) { return JSON.stringify(given.map(value)); }
  return JSON.stringify(given);
}
function items(given) {
  var list = Array.isArray(given) ? given : JSON.parse(given);
  return list.map(text);
}
""".strip()
"""What the expressions call: the text of a value, and the value of a text."""

_TOKEN = regex(
    r"""\s+|'[^'\\]*'|"[^"\\]*"|\{\{.*?\}\}|[0-9]+(?:\.[0-9]+)?|true\b|false\b"""
    r"""|==|!=|<=|>=|&&|\|\||[<>()!+*/%-]"""
)


class Unsayable(Exception):  # noqa: N818 - a reason, which becomes a finding
    """A text that CWL cannot say; the message says why."""


def input_name(name: str) -> str:
    """The JavaScript that gives an input."""
    return f"inputs[{json.dumps(name)}]"


def literal(text: str) -> str:
    """A text of CWL that stands for itself."""
    if any(start in text for start in ("$(", "${", "\\")):
        return f"$({json.dumps(text)})"
    return text


def pieces(text: str, meaning: Callable[[Tag], str]) -> list[str]:
    """The JavaScript of each piece of a text, from left to right; `meaning` gives that of a tag.

    Raises `Unsayable`, as `meaning` may.
    """
    found, end = [], 0
    for tag in scan(text):
        if isinstance(tag, TagFault):
            continue  # a text of another program (REF-8)
        if tag.is_expression:
            raise Unsayable("an expression of Argo has no counterpart")
        found += [json.dumps(text[end : tag.start]), meaning(tag)]
        end = tag.end
    found.append(json.dumps(text[end:]))
    return [piece for piece in found if piece != '""']


def interpolated(parts: Iterable[str]) -> str:
    """One text of CWL made of pieces of JavaScript."""
    parts = list(parts)
    if all(part.startswith('"') for part in parts):
        return literal("".join(json.loads(part) for part in parts))
    return f"$({' + '.join(parts)})" if len(parts) > 1 else f"$({parts[0]})"


def condition(text: str, meaning: Callable[[Tag], str]) -> str:
    """A condition (WHEN-1) as an expression. Raises `Unsayable`."""
    written, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unsayable(f"{text[at : at + 20]!r} in a condition has no counterpart")
        token, at = match[0], match.end()
        if token[0] in "'\"":
            written.append(" + ".join(pieces(token[1:-1], meaning)) or '""')
            written[-1] = f"({written[-1]})"
        elif token.startswith("{{"):
            written.append(f"value({' + '.join(pieces(token, meaning))})")
        elif not token.isspace():
            written.append({"==": "===", "!=": "!=="}.get(token, token))
    return f"$({' '.join(written)})"
