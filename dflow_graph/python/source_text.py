"""Statements of a module as a text of their own: imports made absolute, and only what is needed.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from typing import Collection, List, Optional, Tuple

from .module_parts import Statement

__all__ = ["joined"]

_FROM = re.compile(rb"from[\s\\]*\.[.\s\\]*(?:(?!import\b)[^\s\\(]+)?[\s\\]*")
_Definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

_Part = Tuple[Statement, Optional[Collection[str]]]
"""A statement, and the names that are needed of it if it is an import; `None`: all."""


def joined(parts: List[_Part], package: str) -> str:
    """Statements in their order as one text; equal imports stand once."""
    text, seen = "", set()
    for statement, needed in parts:
        own = _statement_text(statement, needed, package)
        if own in seen or not own:
            continue
        if isinstance(statement.node, (ast.Import, ast.ImportFrom)):
            seen.add(own)
        is_definition = isinstance(statement.node, _Definitions)
        text += ("\n\n" if text and is_definition and not text.endswith("\n\n\n") else "") + own
        text += "\n\n" if is_definition else ""
    return text.rstrip("\n") + "\n"


def _statement_text(statement: Statement, needed: Optional[Collection[str]], package: str) -> str:
    node = statement.node
    if isinstance(node, ast.Import):
        names = _aliases(node.names, needed)
        return f"import {names}\n" if names else ""
    if isinstance(node, ast.ImportFrom):
        names = _aliases(node.names, needed)
        return f"from {_absolute(node, package)} import {names}\n" if names else ""
    return _with_absolute_imports(statement, package)


def _aliases(aliases: List[ast.alias], needed: Optional[Collection[str]]) -> str:
    return ", ".join(
        f"{alias.name} as {alias.asname}" if alias.asname else alias.name
        for alias in aliases
        if needed is None or alias.name == "*" or _bound(alias) in needed
    )


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _absolute(node: ast.ImportFrom, package: str) -> str:
    relative = "." * node.level + (node.module or "")
    if not node.level or not package:
        return relative
    try:
        return importlib.util.resolve_name(relative, package)
    except (ImportError, ValueError):
        return relative


def _with_absolute_imports(statement: Statement, package: str) -> str:
    """The text of a statement in which imports inside of it no longer need its package."""
    tree = ast.parse(statement.text)
    inner = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level]
    if not inner:
        return statement.text
    lines = statement.text.encode("utf-8").splitlines(keepends=True)
    starts = [sum(map(len, lines[:i])) for i in range(len(lines))]
    raw = b"".join(lines)
    for node in sorted(inner, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        at = starts[node.lineno - 1] + node.col_offset
        old = _FROM.match(raw, at)
        assert old is not None
        raw = raw[:at] + f"from {_absolute(node, package)} ".encode() + raw[old.end() :]
    return raw.decode("utf-8")
