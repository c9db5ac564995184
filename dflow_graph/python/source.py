"""The source of an OP: its definition, and exactly what it needs of the text around it.

dflow sends every line above an OP along; here other lines, and what is secret in them, stay where
they are. Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import os
import re
import sys
from types import CodeType
from typing import Any, Iterable, Iterator, List, NamedTuple, Optional, Tuple

from .errors import SourceNotFoundError
from .module_parts import Definition, find_definition
from .source_needs import needed_text

__all__ = ["get_source_code", "source_lines"]

_SESSION_CELL = re.compile(r"^<(?:ipython|python)-input-|[/\\]ipykernel_\d+[/\\]")
_NO_TEXT = (
    "it was written where no text is kept, such as `python -c` or an old prompt; put it in a file "
    "or a notebook"
)


class _Place(NamedTuple):
    """Where something is defined: a file or cell, and a line if it is known."""

    file: str
    line: Optional[int]


def get_source_code(o: Any, *, also: Iterable[str] = ()) -> str:
    """Python text that defines a class or function, and runs on its own.

    Beside the definition it holds the statements of its module, or of its notebook, that it needs:
    imports, constants, functions and classes, theirs as well, in their order. Raises
    `SourceNotFoundError`, which says why, also where the definition uses variables of a function
    around it. `also` are names of its module that are needed for another reason.
    """
    o = _defined(o)
    definition = _definition(o)
    module = sys.modules.get(o.__module__)
    package = getattr(module, "__package__", None) or ""
    return needed_text(definition, package, getattr(module, "__dict__", {}), also)


def source_lines(o: Any) -> List[str]:
    """The lines of the definition of a class or function alone. Raises `SourceNotFoundError`."""
    return _definition(_defined(o)).text.splitlines(keepends=True)


def _defined(o: Any) -> Any:
    """What stands in the text: the function of a function OP, a function without its wrappers."""
    func = getattr(o, "func", None)
    if not isinstance(o, type) and inspect.isfunction(func):
        o = func
    elif isinstance(o, type):
        o = o.__dict__.get("func", o)
        o = o.__func__ if isinstance(o, staticmethod) else o
    o = inspect.unwrap(o)
    if not isinstance(o, type) and not inspect.isfunction(o):
        raise SourceNotFoundError(repr(o), "it is no class or function")
    return o


def _definition(o: Any) -> Definition:
    name = o.__qualname__
    if "<lambda>" in name:
        raise SourceNotFoundError(name, "a lambda has no name; write it with `def`")
    place = _place(o)
    text = _text(place.file, o)
    if not text:
        raise SourceNotFoundError(name, _NO_TEXT)
    texts = [*_earlier_cells(place.file), text]
    try:
        trees = [ast.parse(part) for part in texts]
    except (SyntaxError, ValueError) as error:
        raise SourceNotFoundError(name, f"its file is no Python text: {error}") from None
    found = find_definition(name, texts, trees, place.line)
    if found is None:
        reason = f"{place.file} does not define it; a class made by a call has no source"
        raise SourceNotFoundError(name, reason)
    return found


def _text(file: str, o: Any) -> str:
    linecache.checkcache(file)
    module = sys.modules.get(o.__module__)
    return "".join(linecache.getlines(file, getattr(module, "__dict__", None)))


def _place(o: Any) -> _Place:
    """The file of a class is that of its methods; its module may be the whole session."""
    if inspect.isfunction(o):
        return _Place(_absolute(o.__code__.co_filename, o), o.__code__.co_firstlineno)
    for code in _method_codes(o):
        return _Place(_absolute(code.co_filename, o), code.co_firstlineno)
    try:
        return _Place(inspect.getfile(o), None)
    except (TypeError, OSError):
        raise SourceNotFoundError(o.__qualname__, _NO_TEXT) from None


def _method_codes(cls: Any) -> Iterator[CodeType]:
    for member in vars(cls).values():
        plain = getattr(member, "fget", None) or getattr(member, "__func__", member)
        try:
            plain = inspect.unwrap(plain)
        except ValueError:
            continue
        is_own = getattr(plain, "__qualname__", "").startswith(cls.__qualname__ + ".")
        if inspect.isfunction(plain) and is_own and _has_text(plain.__code__.co_filename, cls):
            yield plain.__code__


def _has_text(file: str, o: Any) -> bool:
    """Whether there is a text; methods made by `dataclass` and its like have none."""
    return bool(_text(_absolute(file, o), o))


def _absolute(file: str, o: Any) -> str:
    """A file as its module knows it, where code keeps a path relative to an earlier folder."""
    if os.path.exists(file) or file in linecache.cache:
        return file
    known = getattr(sys.modules.get(o.__module__), "__file__", None)
    is_same = known is not None and os.path.basename(known) == os.path.basename(file)
    return known if is_same and known is not None else file


def _earlier_cells(file: str) -> List[str]:
    """The cells of an interactive session, in the order in which they were entered, up to one."""
    if not _SESSION_CELL.search(file):
        return []
    cells: List[Tuple[str, str]] = []
    for name, entry in list(linecache.cache.items()):
        if name == file:
            break
        if _SESSION_CELL.search(name) and len(entry) > 1:
            cells.append((name, "".join(entry[2])))
    return [text for _, text in cells if _is_python(text)]


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
