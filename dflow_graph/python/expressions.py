"""Variables that are known only at run time, and the expressions that are made of them.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import json
from typing import Any, Iterator, NoReturn, Tuple, Union

__all__ = ["ArgoVar", "IfExpression", "Port", "expression_text", "if_expression", "tag_text"]


class ArgoVar:
    """A value that an expression gives at run time; `expr` is the expression, without braces.

    Comparison and arithmetic make expressions (clause EXPR-6: parameters are texts in them).
    `is_str` is false where the result is no text. Equality is no test: `a == b` is an
    expression too.
    """

    is_str = True

    def __init__(self, expr: Any = None, is_str: bool = True) -> None:
        self.expr = expr
        self.is_str = is_str

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return str(self.expr)

    def __getitem__(self, key: Any) -> Any:
        index = _text_literal(key) if isinstance(key, str) else expression_text(key)
        return ArgoVar(f"jsonpath({self.expr}, '$')[{index}]", is_str=False)

    def __iter__(self) -> Iterator[NoReturn]:
        raise TypeError(
            f"{type(self).__name__} {self!r} is known only at run time and cannot be iterated over"
        )

    def __eq__(self, other: object) -> Any:
        return _Computed(f"{_operand(self)} == {_constant_text(other)}")

    def __ne__(self, other: object) -> Any:
        return _Computed(f"{_operand(self)} != {_constant_text(other)}")

    def __lt__(self, other: Any) -> ArgoVar:
        return self._calculated("<", other)

    def __le__(self, other: Any) -> ArgoVar:
        return self._calculated("<=", other)

    def __gt__(self, other: Any) -> ArgoVar:
        return self._calculated(">", other)

    def __ge__(self, other: Any) -> ArgoVar:
        return self._calculated(">=", other)

    def __add__(self, other: Any) -> Any:
        if isinstance(other, str):
            return tag_text(self) + other
        return self._calculated("+", other)

    def __radd__(self, other: Any) -> Any:
        if isinstance(other, str):
            return other + tag_text(self)
        return _Computed(f"{other} + {_number(self)}")

    def __sub__(self, other: Any) -> ArgoVar:
        return self._calculated("-", other)

    def __rsub__(self, other: Any) -> ArgoVar:
        return _Computed(f"{other} - {_number(self)}")

    def __mul__(self, other: Any) -> ArgoVar:
        return self._calculated("*", other)

    def __rmul__(self, other: Any) -> ArgoVar:
        return _Computed(f"{other} * {_number(self)}")

    def __truediv__(self, other: Any) -> ArgoVar:
        return self._calculated("/", other)

    def __rtruediv__(self, other: Any) -> ArgoVar:
        return _Computed(f"{other} / {_number(self)}")

    def _calculated(self, operator: str, other: Any) -> ArgoVar:
        return _Computed(f"{_number(self)} {operator} {_number(other)}")


class _Computed(ArgoVar):
    """What an operator gives; in parentheses where it is an operand itself."""


class Port(ArgoVar):
    """An input or output; it prints as its reference, with braces."""


class IfExpression(ArgoVar):
    """One of two values, by a condition; `_if`, `_then` and `_else` may be changed later."""

    def __init__(self, _if: Any, _then: Any, _else: Any) -> None:
        self._if = _if
        self._then = _then
        self._else = _else

    @property
    def branches(self) -> Tuple[Any, Any]:
        """What it is if the condition holds, and if it does not."""
        return self._then, self._else

    @property
    def expr(self) -> str:
        """`(condition ? a : b)`; a parameter as condition is compared with the text `true`."""
        condition = expression_text(self._if)
        if isinstance(self._if, Port):
            condition = f"{condition} == 'true'"
        return f"({condition} ? {expression_text(self._then)} : {expression_text(self._else)})"

    @expr.setter
    def expr(self, expr: str) -> None:
        raise AttributeError(
            f"an IfExpression is made of three parts, and {expr!r} is none of them"
        )


def if_expression(
    _if: Union[str, ArgoVar], _then: Union[str, ArgoVar], _else: Union[str, ArgoVar]
) -> IfExpression:
    """An expression that is `_then` if `_if` holds, else `_else` (clause EXPR-3)."""
    return IfExpression(_if, _then, _else)


def expression_text(part: Any) -> str:
    """A variable or a text as a part of an expression, without braces."""
    return str(part.expr) if isinstance(part, ArgoVar) else str(part)


def tag_text(var: ArgoVar) -> str:
    """The tag that stands for a variable: a port's reference, `{{=expr}}` else (clause REF-1)."""
    return str(var) if isinstance(var, Port) else f"{{{{={var.expr}}}}}"


def _number(part: Any) -> str:
    return f"asFloat({part.expr})" if isinstance(part, ArgoVar) else str(part)


def _operand(part: ArgoVar) -> str:
    return f"({part.expr})" if isinstance(part, _Computed) else str(part.expr)


def _constant_text(other: Any) -> str:
    """The right side of a comparison: parameters are texts, so constants are their JSON text."""
    if isinstance(other, ArgoVar):
        return _operand(other)
    return _text_literal(other if isinstance(other, str) else json.dumps(other))


def _text_literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"
