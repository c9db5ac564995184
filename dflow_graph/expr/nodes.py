"""What an expression is made of: the syntax tree, with offsets into its text.

Must not import anything of this package.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.record import Record

__all__ = [
    "Array", "Binary", "Call", "Comparison", "Conditional", "Constant", "ExprSyntaxError", "Let",
    "Map", "Member", "Name", "Node", "Pair", "Pointer", "Predicate", "Sequence", "Slice", "Unary",
    "children",
]  # fmt: skip


class ExprSyntaxError(Exception):
    """Why a text is not one of its language; `text[start:end]` is the offending token."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message, start, end)
        self.message = message
        self.start = start
        self.end = end

    def __str__(self) -> str:
        return self.message


class Constant(Record):
    """`nil`, a boolean, a number, a text or bytes; a number's value is its spelling."""

    kind: str  # nil, bool, number, string, bytes
    value: str
    start: int
    end: int


class Name(Record):
    """An identifier: a variable of the environment or of a `let`, or a function that is called."""

    name: str
    start: int
    end: int


class Pointer(Record):
    """The element of a predicate: `#`, `#index`, or nothing before a dot."""

    name: str
    start: int
    end: int


class Unary(Record):
    """A prefix operator and its operand."""

    operator: str
    operand: Node
    start: int
    end: int


class Binary(Record):
    """An infix operator; `negated` where `not` stands before it."""

    operator: str
    left: Node
    right: Node
    negated: bool
    start: int
    end: int


class Comparison(Record):
    """Several comparisons in a row, `a < b <= c`: the operators, and the operands once each."""

    operators: str
    operands: tuple[Node, ...]
    start: int
    end: int


class Conditional(Record):
    """`test ? then : otherwise`, or the same as `if`; in `test ?: otherwise`, `then is test`."""

    test: Node
    then: Node
    otherwise: Node
    start: int
    end: int


class Member(Record):
    """`base.key`, `base?.key` or `base[key]`; the key of the first two is a constant."""

    base: Node
    key: Node
    start: int
    end: int


class Slice(Record):
    """`base[low:high]`."""

    base: Node
    low: Node | None
    high: Node | None
    start: int
    end: int


class Call(Record):
    """A call of a named function or of a member; a piped value is the first argument."""

    function: Node
    arguments: tuple[Node, ...]
    start: int
    end: int


class Predicate(Record):
    """An argument that is computed for every element of a list."""

    body: Node
    start: int
    end: int


class Let(Record):
    """`let name = value; body`."""

    name: Name
    value: Node
    body: Node
    start: int
    end: int


class Sequence(Record):
    """`first; second`: the value is the last one's."""

    nodes: tuple[Node, ...]
    start: int
    end: int


class Array(Record):
    """`[a, b]`."""

    items: tuple[Node, ...]
    start: int
    end: int


class Pair(Record):
    """`key: value` in a map."""

    key: Node
    value: Node
    start: int
    end: int


class Map(Record):
    """`{key: value}`."""

    pairs: tuple[Node, ...]
    start: int
    end: int


Node = (
    Constant | Name | Pointer | Unary | Binary | Comparison | Conditional | Member | Slice | Call
    | Predicate | Let | Sequence | Array | Pair | Map
)  # fmt: skip


def children(node: Node) -> list[Node]:
    """The nodes directly below, each once, in the order of their fields."""
    found: list[Any] = []
    for part in node:
        if type(part) is tuple:
            found.extend(part)
        elif isinstance(part, tuple) and not (found and part is found[-1]):
            found.append(part)
    return found
