"""How tightly the operators of an expression bind (EXPR-3): tables, no code."""

from __future__ import annotations

__all__ = ["BINARY", "COMPARISONS", "FROM_THE_RIGHT", "NEGATABLE", "UNARY", "WORDS"]

UNARY = {"not": 50, "!": 50, "-": 90, "+": 90}
BINARY = {
    "|": 0, "or": 10, "||": 10, "and": 15, "&&": 15, "==": 20, "!=": 20, "<": 20, ">": 20,
    "<=": 20, ">=": 20, "in": 20, "matches": 20, "contains": 20, "startsWith": 20, "endsWith": 20,
    "..": 25, "+": 30, "-": 30, "*": 60, "/": 60, "%": 60, "**": 100, "^": 100, "??": 500,
}  # fmt: skip
# Several in a row hold together: `a < b < c`.
COMPARISONS = frozenset(("<", ">", "<=", ">="))
# May have `not` before them.
NEGATABLE = frozenset(("in", "matches", "contains", "startsWith", "endsWith"))
FROM_THE_RIGHT = frozenset(("**", "^"))
# The words that are no names.
WORDS = frozenset(("not", "or", "and", "let", "if", "else", *NEGATABLE))
