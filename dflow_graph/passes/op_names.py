"""What a Python OP and its module are called, and the packages that it brings (OP-6, OP-10)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Node
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted

__all__ = ["check_op_names", "check_packages", "is_qualified"]

# Python's keywords from 3.7 on, which is all that may run an OP.
_KEYWORDS = frozenset(
    (
        *("False", "None", "True", "and", "as", "assert", "async", "await", "break", "class"),
        *("continue", "def", "del", "elif", "else", "except", "finally", "for", "from"),
        *("global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass"),
        *("raise", "return", "try", "while", "with", "yield"),
    )
)
_NO_PACKAGES = frozenset({"raw", "map"})


def is_qualified(name: str) -> bool:
    """Whether a name is Python identifiers joined by dots."""
    return all(part.isidentifier() and part not in _KEYWORDS for part in name.split("."))


def check_op_names(node: Node) -> Iterator[Diagnostic]:
    """A name or module of an OP that Python could not look up."""
    op, where = node.template.op, (*node.path, "op")
    # OP-6
    if not is_qualified(op.name):
        yield _malformed("name of the OP", op.name, (*where, "name"))
    if op.module is not UNSET and not is_qualified(op.module):
        yield _malformed("module", op.module, (*where, "module"))


def _malformed(what: str, name: str, path: Path) -> Diagnostic:
    why, hint = "is no Python name", "Write identifiers joined by dots, such as `pkg.relax`."
    if "<locals>" in name:
        why = "lies within a function, where nothing can look it up"
        hint = "Move the OP to the top level of its module."
    elif name.endswith(".py") or "/" in name:
        why = "is a path, not a name"
        close = name.removesuffix(".py").strip("./").replace("/", ".")
        hint = f"Write {quoted(close)}." if is_qualified(close) else hint
    else:
        part = next((p for p in name.split(".") if p in _KEYWORDS), None)
        why = why if part is None else f"holds {quoted(part)}, a keyword of Python"
    return finding("DG812", f"the {what}, {quoted(name)}, {why}", path, hint=hint)


def check_packages(node: Node) -> Iterator[Diagnostic]:
    """Packages that are no folder or file of Python code."""
    for number, package in enumerate(node.template.python_packages or ()):
        yield from _check_package(package, (*node.path, "python_packages", number))


def _check_package(package: object, path: Path) -> Iterator[Diagnostic]:
    if isinstance(package, list):
        for number, part in enumerate(package):
            yield from _check_package(part, (*path, number))
    # OP-10
    elif (kind := getattr(package, "kind", None)) in _NO_PACKAGES:
        yield finding(
            "DG813",
            f"a `{kind}` is no folder or file of Python code, and cannot be imported",
            path,
            hint="Name a file or folder, such as one of kind `local`.",
        )
