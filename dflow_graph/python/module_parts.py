"""The statements of a module's text, and the one that defines a class or function.

Must not import anything but the standard library.
"""

from __future__ import annotations

import ast
from typing import Any, Iterator, List, NamedTuple, Optional, Tuple

__all__ = ["Definition", "Statement", "find_definition", "is_main_block"]

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)
_Defining = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Statement(NamedTuple):
    """A statement that can stand at the top of a module: its node, and its text, not indented.

    `is_local` is true where it stands in a function around the definition.
    """

    node: ast.stmt
    text: str
    is_local: bool = False


class Definition(NamedTuple):
    """A definition among the statements of its module.

    `text` is the definition's own, `statements` are all there are in their order, `place` is the
    index of the one that holds the definition, and `functions` are those around it, outermost
    first.
    """

    name: str
    text: str
    statements: List[Statement]
    place: int
    functions: List[Any]


class _Way(NamedTuple):
    """The nodes around a definition, outermost first, and the definition itself at the end."""

    nodes: Tuple[Any, ...]
    source: str


def find_definition(
    name: str, texts: List[str], trees: List[ast.Module], line: Optional[int]
) -> Optional[Definition]:
    """The definition of a qualified name in the last text; the earlier ones are its session's.

    Of several definitions it is the one that has the line, or else the last.
    """
    ways = [way for way, qualname in _ways(trees[-1], texts[-1], (), "") if qualname == name]
    if not ways:
        return None
    way = next((w for w in ways if line is not None and _has_line(w.nodes[-1], line)), ways[-1])
    lines = texts[-1].splitlines(keepends=True)
    statements = [
        statement
        for text, tree in zip(texts[:-1], trees[:-1])
        for statement in _statements(tree.body, text.splitlines(keepends=True), way)
    ]
    functions = [node for node in way.nodes[:-1] if isinstance(node, _Function)]
    index = len(statements)
    for statement in _statements(trees[-1].body, lines, way):
        if statement.node is _root(way):
            index = len(statements)
        statements.append(statement)
    own = _text(way.nodes[-1], lines)
    return Definition(name, own, statements, index, functions)


def _ways(node: Any, source: str, around: Tuple[Any, ...], prefix: str) -> Iterator[Any]:
    """Every definition in a text, by its qualified name as Python makes it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.stmt) and not isinstance(child, ast.ExceptHandler):
            continue
        way = (*around, child)
        if isinstance(child, _Defining):
            name = prefix + child.name
            yield _Way(way, source), name
            inner = f"{name}.<locals>." if isinstance(child, _Function) else f"{name}."
            yield from _ways(child, source, way, inner)
        else:
            yield from _ways(child, source, way, prefix)


def _has_line(node: Any, line: int) -> bool:
    return bool(_first_line(node) <= line <= node.end_lineno)


def _first_line(node: Any) -> int:
    lines = [decorator.lineno for decorator in getattr(node, "decorator_list", [])]
    return int(min([node.lineno, *lines]))


def _root(way: _Way) -> Any:
    """The statement to take whole: the outermost one that is in no function and no main block."""
    nodes = list(way.nodes)
    while len(nodes) > 1 and (
        is_main_block(nodes[0]) or any(isinstance(node, _Function) for node in nodes[:-1])
    ):
        nodes.pop(0)
    return nodes[0]


def is_main_block(node: ast.AST) -> bool:
    """Whether a statement is `if __name__ == …:`, which holds for a program alone."""
    return isinstance(node, ast.If) and any(
        isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
    )


def _statements(body: List[Any], lines: List[str], way: _Way) -> Iterator[Statement]:
    """Statements in order; blocks around the definition are taken apart, main blocks left out."""
    for node in body:
        if isinstance(node, _Function) and node in way.nodes[:-1]:
            yield from _opened(node.body, lines, way, is_local=True)
        elif node is _root(way) or node not in way.nodes:
            if not is_main_block(node):
                yield Statement(node, _text(node, lines))
        else:
            yield from _opened(_blocks(node), lines, way, is_local=False)


def _opened(body: List[Any], lines: List[str], way: _Way, *, is_local: bool) -> Iterator[Statement]:
    for statement in _statements(body, lines, way):
        yield statement._replace(is_local=is_local or statement.is_local)


def _blocks(node: Any) -> List[Any]:
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]


def _text(node: Any, lines: List[str]) -> str:
    """The text of a statement without its indentation; lines inside of texts stay as they are."""
    first = _first_line(node)
    is_compound = isinstance(getattr(node, "body", None), list)
    own = lines[first - 1 : node.end_lineno]
    if not is_compound:
        own[-1] = _cut(own[-1], None, node.end_col_offset)
        own[0] = _cut(own[0], node.col_offset, None)
        return _outdented(own, node, node.col_offset, first) + "\n"
    indent = len(own[0]) - len(own[0].lstrip())
    own[0] = own[0][indent:]
    return _outdented(own, node, indent, first).rstrip() + "\n"


def _cut(line: str, start: Optional[int], end: Optional[int]) -> str:
    return line.encode("utf-8")[start:end].decode("utf-8")


def _outdented(own: List[str], node: Any, indent: int, first: int) -> str:
    fixed = set(_lines_inside_texts(node))
    return own[0] + "".join(
        line if number in fixed or line[:indent].strip() else line[indent:] or "\n"
        for number, line in enumerate(own[1:], first + 1)
    )


def _lines_inside_texts(node: Any) -> Iterator[int]:
    part: Any
    for part in ast.walk(node):
        is_text = isinstance(part, ast.Constant) and isinstance(part.value, (str, bytes))
        if is_text or isinstance(part, ast.JoinedStr):
            yield from range(part.lineno + 1, (part.end_lineno or part.lineno) + 1)
