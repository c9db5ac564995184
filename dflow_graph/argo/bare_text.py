"""The text of a Python module as it travels in a manifest: without what only readers need."""

from __future__ import annotations

import ast
import io
import tokenize

__all__ = ["bare_text"]


def bare_text(text: str, tree: ast.Module) -> str:
    """The text without docstrings and comments; its lines keep their numbers."""
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        texts = [s for s in body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)]
        # A body that is nothing but its documentation needs it.
        for statement in texts if len(texts) < len(body) else []:
            end = statement.end_lineno or statement.lineno
            lines[statement.lineno - 1 : end] = [""] * (end - statement.lineno + 1)
    return "\n".join(lines) + "\n"
