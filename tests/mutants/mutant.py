"""All mutants of a module: where each stands, what it changes, and its code."""

from __future__ import annotations

import ast
import marshal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.mutants.operators import changes

__all__ = ["Mutant", "Site", "mutants"]

# What type checkers read; decorators register and remember.
_NOT_RUN = ("annotation", "returns", "decorator_list", "type_params")


@dataclass(frozen=True, kw_only=True)
class Site:
    """The place of a node: its function, and the lines of its statement, or of its head."""

    function: str = "module"
    lines: range = range(0)
    is_deferred: bool = False
    """Whether it runs when a function is called, not when the module is imported."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change of a module; `name` is the same while the function's text is."""

    name: str
    line: int
    site: Site
    code: bytes


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a module, each with the marshalled code of the whole module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen: Counter[str] = Counter()
    for holder, key, site in _places(tree, Site()):
        node = holder[key]
        for other, change in changes(node):
            ast.copy_location(other, node)
            holder[key] = other
            ast.fix_missing_locations(tree)
            name = f"{site.function}: {change}"
            seen[name] += 1
            if seen[name] > 1:
                name += f" ({seen[name]})"
            code = marshal.dumps(compile(tree, str(path), "exec"))
            line = getattr(node, "lineno", site.lines.start)
            yield Mutant(name=name, line=line, site=site, code=code)
            holder[key] = node


def _places(node: ast.AST, site: Site) -> Iterator[tuple[Any, Any, Site]]:
    """Each node below this one that runs, as what holds it and its key there."""
    for field, value in ast.iter_fields(node):
        if field in _NOT_RUN:
            continue
        around = _inside(node, field, site)
        is_list = isinstance(value, list)
        holder: Any = value if is_list else vars(node)
        for key in range(len(value)) if is_list else (field,):
            child = holder[key]
            if isinstance(child, ast.AST) and not (_is_text(child, node) or _is_not_run(child)):
                below = _site_of(child, around)
                if not _is_last_no(child, node):
                    yield holder, key, below
                yield from _places(child, below)


def _is_not_run(node: ast.AST) -> bool:
    """Whether it is an alias of a type, or read by tools alone."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        bare = name.strip("_")
        return name == "__all__" or (bare[:1].isupper() and not bare.isupper())
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


def _is_text(node: ast.AST, parent: ast.AST) -> bool:
    """Whether it is a docstring, or the fixed part of a message."""
    return isinstance(node, ast.Constant) and isinstance(parent, (ast.Expr, ast.JoinedStr))


def _is_last_no(node: ast.AST, parent: ast.AST) -> bool:
    """Whether it is the `return False` at the end of a function, which would give None: no, too."""
    return (
        isinstance(node, ast.Return)
        and isinstance(parent, ast.FunctionDef)
        and node is parent.body[-1]
        and isinstance(node.value, ast.Constant)
        and not node.value.value
    )


def _site_of(node: ast.AST, site: Site) -> Site:
    if not isinstance(node, ast.stmt):
        return site
    body = getattr(node, "body", None)
    end = body[0].lineno if body else (node.end_lineno or node.lineno) + 1
    return replace(site, lines=range(node.lineno, max(end, node.lineno + 1)))


def _inside(node: ast.AST, field: str, site: Site) -> Site:
    """Where a field of a node stands: the body of a function is in it, its defaults are not."""
    if field != "body" or not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return site
    function = node.name if site.function == "module" else f"{site.function}.{node.name}"
    is_deferred = site.is_deferred or isinstance(node, ast.FunctionDef)
    return replace(site, function=function, is_deferred=is_deferred)
