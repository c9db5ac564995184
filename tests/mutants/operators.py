"""What a node of a syntax tree may be replaced by: one small change each."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from typing import TypeVar

__all__ = ["changes"]

Changes = Iterator[tuple[ast.AST, str]]
_Node = TypeVar("_Node")

_COMPARES: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


def changes(node: ast.AST) -> Changes:
    """Every replacement of a node, with its text; the node itself is left as it is."""
    match node:
        case ast.BoolOp():
            yield from _bool_op(node)
        case ast.Tuple() | ast.List() | ast.Set() | ast.Dict():
            yield from _collection(node)
        case ast.Call():
            yield from _call(node)
        case ast.comprehension():
            for number, condition in enumerate(node.ifs):
                yield _with(node, ifs=_without(node.ifs, number)), _lost(condition)
        case _:
            for other in _replacements(node):
                yield other, f"{_shown(node)} -> {_shown(other)}"


def _shown(node: ast.AST) -> str:
    """The text of a node on one line; of a compound statement only its head."""
    if isinstance(node, (ast.If, ast.IfExp)):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.While):
        return f"while {ast.unparse(node.test)}"
    return " ".join(ast.unparse(node).split())


def _lost(node: ast.AST) -> str:
    return f"without {_shown(node)}"


def _without(nodes: Sequence[_Node], number: int) -> list[_Node]:
    return [*nodes[:number], *nodes[number + 1 :]]


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            yield from _compare(node)
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            yield _with(node, op=_ARITHMETIC[type(node.op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield copy.deepcopy(node.operand)
        case ast.Constant():
            yield from _constant(node)
        case ast.If() | ast.IfExp() | ast.While():
            yield from _condition(node)
        case _:
            yield from _statement(node)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return copy.deepcopy(other)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for number, operator in enumerate(node.ops):
        for other in _COMPARES[type(operator)]:
            yield _with(node, ops=[*node.ops[:number], other(), *node.ops[number + 1 :]])


def _bool_op(node: ast.BoolOp) -> Changes:
    other = _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    yield other, f"{_shown(node)} -> {_shown(other)}"
    for number, value in enumerate(node.values):
        fewer = _without(node.values, number)
        other = _with(node, values=fewer) if len(fewer) > 1 else copy.deepcopy(fewer[0])
        yield other, f"{_lost(value)} in {_shown(node)}"


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, str) and " " not in value:  # sentences are judged by people
        yield ast.Constant(value + "x")


def _collection(node: ast.Tuple | ast.List | ast.Set | ast.Dict) -> Changes:
    """One element fewer, of at least two."""
    if isinstance(node, ast.Dict):
        for number, key in enumerate(node.keys if len(node.keys) > 1 else ()):
            keys, values = _without(node.keys, number), _without(node.values, number)
            yield _with(node, keys=keys, values=values), _lost(key or node.values[number])
    elif not isinstance(getattr(node, "ctx", None), ast.Store):
        for number, element in enumerate(node.elts if len(node.elts) > 1 else ()):
            yield _with(node, elts=_without(node.elts, number)), _lost(element)


def _call(node: ast.Call) -> Changes:
    for number, keyword in enumerate(node.keywords):
        yield _with(node, keywords=_without(node.keywords, number)), _lost(keyword)


def _condition(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    """The negated condition, where no change of the condition itself negates it."""
    if isinstance(node.test, (ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.NamedExpr)):
        other = copy.copy(node)
        other.test = ast.UnaryOp(ast.Not(), copy.deepcopy(node.test))
        yield other


def _statement(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Expr(value=ast.Yield() | ast.YieldFrom() | ast.Call()) | ast.AugAssign():
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
            yield ast.Pass()
        case ast.Return() | ast.Raise() | ast.Delete():
            yield ast.Pass()
