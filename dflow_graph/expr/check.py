"""What is wrong with an expression, and what it refers to (EXPR-3, EXPR-4, EXPR-5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Literal

from dflow_graph.expr.functions import ARGO, BUILTINS, POINTERS, SPRIG, Arity
from dflow_graph.expr.nodes import (
    Binary,
    Call,
    Constant,
    ExprSyntaxError,
    Let,
    Member,
    Name,
    Node,
    Pointer,
    Predicate,
    children,
)  # fmt: skip
from dflow_graph.expr.outline import LONGEST
from dflow_graph.expr.parser import read
from dflow_graph.record import Record

__all__ = [
    "Chain", "ExprSyntaxError", "Kind", "Problem", "Reference", "chains",
    "near_functions", "parse", "problems", "references",
]  # fmt: skip

Kind = Literal["syntax", "function", "arguments", "pointer", "variable", "pattern"]

_ENTRIES = 4_096
_MOST_NEAR = 5
_SHORTEST_BEGINNING = 3
_LONGEST_FUNCTION = 40
_NONE: frozenset[str] = frozenset()
_FUNCTIONS = {**BUILTINS, **ARGO}
_TAKEN = frozenset((*_FUNCTIONS, "sprig"))
_NO_REFERENCES = frozenset((*ARGO, "sprig"))
_ENVIRONMENT = "$env"


class Problem(Record):
    """A fault of a text: `text[start:end]` is the culprit, `near` what may have been meant.

    `unknown` is the name of a function that there is none of; `near_functions` says which are near.
    """

    kind: Kind
    message: str
    start: int
    end: int
    near: tuple[str, ...] = ()
    unknown: str = ""


class Reference(Record):
    """A chain of names such as `steps['a-b'].outputs`; `text[start:end]` is its spelling."""

    parts: tuple[str, ...]
    start: int
    end: int


def parse(text: str) -> Node:
    """The tree of an expression (EXPR-3). Raises `ExprSyntaxError`."""
    result = _tree(text) if len(text) <= LONGEST else _tree.__wrapped__(text)
    if isinstance(result, Problem):
        raise ExprSyntaxError(result.message, result.start, result.end)
    return result


def problems(text: str) -> tuple[Problem, ...]:
    """What makes Argo refuse an expression whatever the values are, from left to right.

    A syntax error (EXPR-3) stands alone. Otherwise: unknown functions and wrong numbers of
    arguments (EXPR-5), pointers foreign to their predicate, names declared twice, and patterns
    that are none. Unknown names are the caller's to find: see `references`.
    """
    return _problems(text) if len(text) <= LONGEST else _problems.__wrapped__(text)


class Chain(Record):
    """The nodes that name the parts of a reference; `text[start:end]` is its spelling."""

    nodes: tuple[Name | Constant, ...]
    start: int
    end: int


def references(node: Node) -> Iterator[Reference]:
    """What an expression refers to (EXPR-4), from left to right.

    Variables of a `let`, elements of a predicate, and functions are no references. A chain ends
    before the first key that is computed.
    """
    for nodes, start, end in chains(node):
        yield Reference(tuple(map(_name_of, nodes)), start, end)


def chains(node: Node) -> Iterator[Chain]:
    """The references of an expression, as the nodes of their parts."""
    stack: list[tuple[Node, frozenset[str]]] = [(node, _NONE)]
    while stack:
        current, bound = stack.pop()
        if isinstance(current, (Name, Member)):
            root, members = _unfold(current)
            static = 0
            while static < len(members) and _is_text(members[static].key):
                static += 1
            below: list[Node] = []
            below.extend(m.key for m in members[static:] if not isinstance(m.key, Constant))
            if not isinstance(root, Name):
                below.insert(0, root)
            elif root.name not in bound and root.name not in _NO_REFERENCES:
                keys = [m.key for m in members[:static] if isinstance(m.key, Constant)]
                nodes: tuple[Name | Constant, ...] = (root, *keys)
                if root.name == _ENVIRONMENT:
                    nodes = nodes[1:]
                if nodes and _name_of(nodes[0]) not in _NO_REFERENCES:
                    end = members[static - 1].end if static else root.end
                    yield Chain(nodes, root.start, end)
        elif isinstance(current, Let):
            stack.append((current.body, bound | {current.name.name}))
            below = [current.value]
        elif isinstance(current, Call):
            # The name of a function or method is none of a value.
            called = current.function
            below = [called.base] if isinstance(called, Member) else []
            below.extend(current.arguments)
        else:
            below = children(current)
        stack.extend([(child, bound) for child in reversed(below)])


def _unfold(node: Name | Member) -> tuple[Node, list[Member]]:
    """What a chain of members begins with, and its members from left to right."""
    members: list[Member] = []
    root: Node = node
    while isinstance(root, Member):
        members.append(root)
        root = root.base
    members.reverse()
    return root, members


def _name_of(node: Name | Constant) -> str:
    return node.name if isinstance(node, Name) else node.value


def _is_text(node: Node) -> bool:
    return isinstance(node, Constant) and node.kind == "string"


@lru_cache(_ENTRIES)
def _tree(text: str) -> Node | Problem:
    try:
        return read(text)
    except ExprSyntaxError as fault:
        return Problem("syntax", fault.message, fault.start, fault.end)


@lru_cache(_ENTRIES)
def _problems(text: str) -> tuple[Problem, ...]:
    tree = _tree(text) if len(text) <= LONGEST else _tree.__wrapped__(text)
    if isinstance(tree, Problem):
        return (tree,)
    return tuple(sorted(_faults(tree), key=lambda problem: problem.start))


def _faults(tree: Node) -> Iterator[Problem]:
    """Walk a tree with the variables and pointers that are known at each place."""
    stack: list[tuple[Node, frozenset[str], frozenset[str]]] = [(tree, _NONE, _NONE)]
    while stack:
        node, bound, pointers = stack.pop()
        if isinstance(node, (Constant, Name)):
            continue
        below: Iterable[Node] = children(node)
        if isinstance(node, Call):
            yield from _call_faults(node, bound)
            inner = pointers
            if isinstance(node.function, Name):
                inner = POINTERS.get(node.function.name, pointers)
            below = (node.function, *(a for a in node.arguments if not isinstance(a, Predicate)))
            stack.extend(
                [(a.body, bound, inner) for a in node.arguments if isinstance(a, Predicate)]
            )
        elif isinstance(node, Pointer):
            if node.name not in pointers:
                known = tuple(f"#{name}" for name in sorted(pointers))
                message = f"`#{node.name}` is unknown here"
                yield Problem("pointer", message, node.start, node.end, known)
        elif isinstance(node, Let):
            name = node.name
            if name.name in bound or name.name in _TAKEN:
                message = f"`{name.name}` has a meaning already"
                yield Problem("variable", message, name.start, name.end)
            stack.append((node.body, bound | {name.name}, pointers))
            below = (node.value,)
        elif isinstance(node, Binary) and node.operator == "matches":
            yield from _pattern_faults(node.right)
        stack.extend([(child, bound, pointers) for child in below])


def _call_faults(call: Call, bound: frozenset[str]) -> Iterator[Problem]:
    """EXPR-5: the function is one of the tables, and takes as many arguments."""
    function = call.function
    if isinstance(function, Name):
        name, table, end = function.name, _FUNCTIONS, function.end
        if name in bound:
            return
        shown = name
    elif isinstance(function, Member) and _is_sprig(function.base):
        if not isinstance(function.key, Constant):
            return  # a name that is computed
        name, table, end = function.key.value, SPRIG, function.key.end
        shown = f"sprig.{name}"
    else:
        return  # a method of a value, whose type is not known here
    arity = table.get(name)
    if arity is None:
        message = f"unknown function `{shown}`"
        yield Problem("function", message, function.start, end, unknown=shown)
    elif not _takes(arity, len(call.arguments)):
        message = f"`{shown}` takes {_spelled(arity)}, but is given {len(call.arguments)}"
        yield Problem("arguments", message, call.start, call.end)


def _is_sprig(node: Node) -> bool:
    """Whether a node is `sprig`, by itself or of the environment."""
    if isinstance(node, Member) and _is_text(node.key) and isinstance(node.base, Name):
        assert isinstance(node.key, Constant)
        return node.base.name == _ENVIRONMENT and node.key.value == "sprig"
    return isinstance(node, Name) and node.name == "sprig"


def _pattern_faults(node: Node) -> Iterator[Problem]:
    if isinstance(node, Constant) and node.kind == "string":
        from dflow_graph.expr.pattern import pattern_fault  # noqa: PLC0415 - few match

        fault = pattern_fault(node.value)
        if fault:
            yield Problem("pattern", fault, node.start, node.end)


def _takes(arity: Arity, given: int) -> bool:
    fewest, most = arity
    return given >= fewest and (most is None or given <= most)


def _spelled(arity: Arity) -> str:
    fewest, most = arity
    if most is None:
        return f"at least {fewest} argument{'' if fewest == 1 else 's'}"
    if fewest == most:
        return f"{fewest} argument{'' if fewest == 1 else 's'}"
    return f"{fewest} to {most} arguments"


@lru_cache(1_024)
def near_functions(name: str) -> tuple[str, ...]:
    """Functions that `name` may have been meant for (CONF-7), closest first.

    After them those that begin with it, or with which it begins.
    """
    from dflow_graph.near_names import names_by_distance  # noqa: PLC0415 - for faulty texts alone

    # What stands before the dot makes no names alike; functions of the same place come first.
    home, _, bare = name.rpartition(".")
    places = [("sprig.", SPRIG), ("", _FUNCTIONS)]
    close: list[tuple[int, str]] = []
    begun: list[str] = []
    for before, functions in places if home else places[::-1]:
        close += [(far, before + function) for far, function in names_by_distance(bare, functions)]
        begun += [before + function for function in _begun(bare.lower(), before)]
    close.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys((*(function for _, function in close), *begun)))[:_MOST_NEAR]


def _begun(name: str, before: str) -> list[str]:
    """The functions of a place that begin with a name, or else the longest that it begins with."""
    beginnings = _beginnings(before)
    for end in range(min(len(name), _LONGEST_FUNCTION), _SHORTEST_BEGINNING - 1, -1):
        found = beginnings.get(name[:end], [])
        if found and (end == len(name) or name[:end] == found[0].lower()):
            return found if end == len(name) else found[:1]
    return []


@cache
def _beginnings(before: str) -> dict[str, list[str]]:
    """The functions of a place by what they begin with, in small letters, the shortest first."""
    found: dict[str, list[str]] = {}
    for function in sorted(SPRIG if before else _FUNCTIONS, key=len):
        for end in range(_SHORTEST_BEGINNING, len(function) + 1):
            found.setdefault(function[:end].lower(), []).append(function)
    return found
