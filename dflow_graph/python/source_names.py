"""The names that a statement binds, uses and changes.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import ast
import functools
import symtable
from typing import Any, FrozenSet, Iterator, NamedTuple, Optional, Set

from .module_parts import Definition, Statement

__all__ = ["Names", "bound_by_functions", "names_of"]

_Imports = (ast.Import, ast.ImportFrom)
_Definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_Assignments = (ast.Assign, ast.AnnAssign, ast.AugAssign)
_Nothing: FrozenSet[str] = frozenset()


class Names(NamedTuple):
    """The names of one statement.

    `used` ones are looked up in its module; `annotations` are those of its annotations, which may
    never be. `assigned_into` and `called_on` are the names whose objects it may change: `x` of
    `x.y = 1`, and of `x.y()`. `fault` says why the statement cannot stand alone.
    """

    bound: FrozenSet[str]
    used: FrozenSet[str]
    annotations: FrozenSet[str] = _Nothing
    assigned_into: FrozenSet[str] = _Nothing
    called_on: FrozenSet[str] = _Nothing
    is_import: bool = False
    is_definition: bool = False
    is_future: bool = False
    has_star: bool = False
    fault: str = ""

    @property
    def stands_alone(self) -> bool:
        """Whether a statement of a function means the same outside of it."""
        return self.is_import or self.is_definition


def names_of(statement: Statement) -> Names:
    """The names of a statement, read from its text."""
    return _names_of_text(statement.text)


@functools.lru_cache(maxsize=4096)
def _names_of_text(text: str) -> Names:
    """The names of one statement; a module is read again for each of its OPs."""
    node = ast.parse(text).body[0]
    annotations = frozenset(_annotation_names(node))
    try:
        table = symtable.symtable(text, "<source>", "exec")
    except SyntaxError as error:
        return Names(
            frozenset(_stored(node)), _Nothing, fault=f"it cannot stand alone: {error.msg}"
        )
    bound = frozenset(
        s.get_name()
        for s in table.get_symbols()
        if s.is_assigned() or s.is_imported() or s.is_namespace()
    )
    is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    return Names(
        bound=_Nothing if is_future else bound,
        used=frozenset(_used(table, is_top=True)),
        annotations=annotations,
        assigned_into=frozenset(_assigned_into(node)),
        called_on=frozenset(_called_on(node)),
        is_import=isinstance(node, _Imports),
        is_definition=isinstance(node, _Definitions),
        is_future=is_future,
        has_star=isinstance(node, ast.ImportFrom) and node.names[0].name == "*",
    )


def _used(table: symtable.SymbolTable, *, is_top: bool) -> Iterator[str]:
    # In the body of a class, a name that it binds is looked up around it until then.
    is_open = is_top or table.get_type() == "class"
    for symbol in table.get_symbols():
        if symbol.is_referenced() if is_open else symbol.is_global():
            yield symbol.get_name()
    for child in table.get_children():
        yield from _used(child, is_top=False)


def _annotation_names(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        for field in ("annotation", "returns"):
            annotation = getattr(part, field, None)
            if annotation is not None:
                yield from _names_in(annotation)


def _names_in(annotation: ast.AST) -> Iterator[str]:
    for part in ast.walk(annotation):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            try:
                inner = ast.parse(part.value, mode="eval")
            except (SyntaxError, ValueError):
                continue
            yield from (name.id for name in ast.walk(inner) if isinstance(name, ast.Name))


def _stored(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            yield part.id
        elif isinstance(part, _Definitions):
            yield part.name


def _assigned_into(node: ast.AST) -> Iterator[str]:
    if isinstance(node, _Assignments):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            name = _base(target)
            if name is not None and not isinstance(target, ast.Name):
                yield name


def _called_on(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        name = _base(node.value.func)
        if name is not None and isinstance(node.value.func, ast.Attribute):
            yield name


def _base(target: Any) -> Optional[str]:
    """The name at the start of `name.x[1].y`."""
    while isinstance(target, (ast.Attribute, ast.Subscript)):
        target = target.value
    return target.id if isinstance(target, ast.Name) else None


def bound_by_functions(definition: Definition) -> FrozenSet[str]:
    """The parameters and variables of the functions around a definition."""
    names: Set[str] = set()
    for function in definition.functions:
        names.update(part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg))
    for statement in definition.statements:
        if statement.is_local:
            names |= names_of(statement).bound
    return frozenset(names)
