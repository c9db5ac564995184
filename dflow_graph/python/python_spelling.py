"""Reads annotations that are texts (`"List[int] | None"`) as Python spells them; never evaluates.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import ast
import collections
import collections.abc
import pathlib
import typing
from typing import Any, Mapping, Union

from .artifact_kinds import HDF5Datasets, NestedDict
from .class_names import class_named, imported_class
from .errors import SignatureError
from .near import alternatives, near_misses, quoted

__all__ = ["python_annotation"]

_MODULES = frozenset(
    (
        *("typing", "typing_extensions", "t", "builtins", "pathlib"),
        *("collections", "collections.abc", "types"),
    )
)
_MAX_LENGTH = 4096
_MAX_DEPTH = 100


def _known() -> dict[str, Any]:
    names: dict[str, Any] = {name: getattr(typing, name) for name in typing.__all__}
    builtins = (*(bool, int, float, str, bytes, list, dict, set, frozenset, tuple), object, type)
    names.update({cls.__name__: cls for cls in builtins})
    collected = (collections.OrderedDict, collections.defaultdict, collections.deque)
    names.update({cls.__name__: cls for cls in collected})
    names.update({"NoneType": type(None), "Path": pathlib.Path, "PurePath": pathlib.PurePath})
    names.update({"HDF5Datasets": HDF5Datasets, "NestedDict": NestedDict})
    return names


_KNOWN = _known()
# Built-in containers take parts only since Python 3.9; those of typing always.
_GENERIC = {
    list: typing.List,
    dict: typing.Dict,
    set: typing.Set,
    tuple: typing.Tuple,
    frozenset: typing.FrozenSet,
    type: typing.Type,
    collections.deque: typing.Deque,
    collections.OrderedDict: typing.Dict,
    collections.defaultdict: typing.Dict,
}


def python_annotation(text: str, namespace: Mapping[str, Any]) -> Any:
    """The annotation that a text spells.

    Names are looked up in `namespace`, then among those of `typing` and the builtins; any other
    name is a class of that name, imported or not. Raises `SignatureError`.
    """
    reason = ""
    try:
        if len(text) > _MAX_LENGTH:
            reason = f"it has more than {_MAX_LENGTH} characters"
        tree = ast.parse(text.strip(), mode="eval").body if not reason else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        reason = "it is no type"
    if reason or tree is None:
        raise SignatureError("", f"the annotation {quoted(text)} cannot be read: {reason}")
    return _Reader(text, namespace).annotation(tree, 0)


class _Reader:
    def __init__(self, text: str, namespace: Mapping[str, Any]) -> None:
        self.text = text
        self.namespace = namespace

    def annotation(self, node: ast.expr, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise self.error("it nests too deep")
        if isinstance(node, ast.Constant):
            return self.constant(node.value, depth)
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self.named(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            sides = [self.annotation(side, depth + 1) for side in (node.left, node.right)]
            return Union[tuple(sides)]
        if isinstance(node, ast.Subscript):
            return self.subscript(node, depth)
        raise self.error(f"there is {quoted(ast.dump(node)[:40])} in it")

    def constant(self, value: Any, depth: int) -> Any:
        if isinstance(value, str):
            inner = ast.parse(value.strip(), mode="eval").body
            return self.annotation(inner, depth + 1)
        if value is None or value is Ellipsis:
            return type(None) if value is None else value
        raise self.error(f"{value!r} is no type")

    def named(self, node: ast.expr) -> Any:
        name = _dotted(node)
        if not name:
            raise self.error("a name in it is no plain one")
        first, _, rest = name.partition(".")
        found = self.namespace.get(first)
        for part in rest.split(".") if rest else ():
            found = getattr(found, "__dict__", {}).get(part)
        if found is not None:
            return found
        module, _, last = name.rpartition(".")
        if last in _KNOWN and (not module or module in _MODULES):
            return _KNOWN[last]
        return imported_class(name) or class_named(name)

    def subscript(self, node: ast.Subscript, depth: int) -> Any:
        origin = self.named(node.value)
        inner: Any = node.slice
        if type(inner).__name__ == "Index":  # Python 3.8
            inner = inner.value
        items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if origin is typing.Literal:
            return typing.Literal[tuple(map(self.literal, items))]
        if isinstance(inner, ast.Tuple) and not items:
            args: Any = ()
        else:
            read = tuple(self.argument(item, depth + 1) for item in items)
            args = read if len(read) > 1 else read[0]
        try:
            generic: Any = _GENERIC.get(origin, origin)
            return generic[args]
        except (TypeError, AttributeError, KeyError):
            near = near_misses(str(_dotted(node.value)), _KNOWN)
            if near and not isinstance(self.namespace.get(_dotted(node.value)), type):
                end = alternatives(_dotted(node.value), _KNOWN)
                raise self.error(f"{quoted(_dotted(node.value))} takes no parts{end}") from None
            return origin

    def argument(self, node: ast.expr, depth: int) -> Any:
        if isinstance(node, ast.List):  # of a Callable
            return [self.annotation(item, depth + 1) for item in node.elts]
        return self.annotation(node, depth)

    def literal(self, node: ast.expr) -> Any:
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError, MemoryError, RecursionError):
            raise self.error("a Literal holds constants") from None

    def error(self, reason: str) -> SignatureError:
        return SignatureError("", f"the annotation {quoted(self.text)} cannot be read: {reason}")


def _dotted(node: ast.expr) -> str:
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])
