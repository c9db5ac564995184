"""The types that the text of an OP's source gives its ports, read by `ast` and never executed.

For pydflow's graphs have lost the elements of collections, and the constructor's text still has
them: `OPIOSign({"tags": List[str]})`, or the annotations of a function.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, Union

from dflow_graph.python.artifact_kinds import HDF5Datasets
from dflow_graph.python.errors import DflowGraphError
from dflow_graph.python.python_spelling import python_annotation
from dflow_graph.python.type_text import artifact_type_text, type_text

__all__ = ["port_type"]

Side = Literal["inputs", "outputs"]
_SIGNATURES = {"inputs": "get_input_sign", "outputs": "get_output_sign"}
_ENTRIES = ("Artifact", "Parameter", "BigParameter")
_LONGEST = 1_000_000
_Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]


def port_type(  # noqa: PLR0913 - where the port is, and what it is
    source: str, module: str, name: str, side: Side, port: str, *, is_artifact: bool
) -> str:
    """The type of a port as the source spells it; the empty text where it does not say."""
    annotation = _annotations(source, name, side).get(port)
    if annotation is None:
        return ""
    tree, names = _parsed(source)
    assert tree is not None
    is_spelt_artifact, spelt = _entry(annotation)
    if is_spelt_artifact != is_artifact:
        return ""
    own = {part.name for part in tree.body if isinstance(part, ast.ClassDef)}
    try:
        text = _Spelling(names, own, module).text(spelt)
        return _artifact_text(text) if is_artifact else type_text(python_annotation(text, {}))
    except (DflowGraphError, RecursionError, ValueError, SyntaxError):
        return ""


def _artifact_text(text: str) -> str:
    for leaf in ("str", "path"):
        spelling = f"NestedDict[{'Path' if leaf == 'path' else 'str'}]"
        bare = text.replace("pathlib.Path", "Path").replace("typing.", "")
        if bare == spelling:
            return f"nested_dict[{leaf}]"
    return artifact_type_text(python_annotation(text, {HDF5Datasets.__name__: HDF5Datasets}))


@lru_cache(maxsize=64)
def _parsed(source: str) -> tuple[ast.Module | None, dict[str, str]]:
    """The tree of a source, and what its imports call by which name."""
    if len(source) > _LONGEST:
        return None, {}
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None, {}
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update({a.asname or a.name: a.name for a in node.names})
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update({a.asname or a.name: f"{node.module}.{a.name}" for a in node.names})
    return tree, names


def _annotations(source: str, name: str, side: Side) -> dict[str, ast.expr]:
    """Port to the expression that stands for it in the signature."""
    tree, _ = _parsed(source)
    if tree is None:
        return {}
    for node in tree.body:
        if getattr(node, "name", None) != name:
            continue
        if isinstance(node, ast.ClassDef):
            return _of_class(node, side)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return _of_function(node, side, tree)
    return {}


def _of_class(node: ast.ClassDef, side: Side) -> dict[str, ast.expr]:
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == _SIGNATURES[side]:
            for part in ast.walk(method):
                if isinstance(part, ast.Dict):
                    return dict(_members(part))
    return {}


def _members(node: ast.Dict) -> Iterator[tuple[str, ast.expr]]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, value


def _of_function(node: _Function, side: Side, tree: ast.Module) -> dict[str, ast.expr]:
    if side == "inputs":
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        return {a.arg: a.annotation for a in arguments if a.annotation is not None}
    returned = node.returns
    if returned is None:
        return {}
    if isinstance(returned, ast.Dict):
        return dict(_members(returned))
    if isinstance(returned, ast.Name):
        # OP-9: the members of a named tuple or typed dictionary are outputs of their names.
        own = [c for c in tree.body if isinstance(c, ast.ClassDef) and c.name == returned.id]
        members = [part for c in own for part in c.body if isinstance(part, ast.AnnAssign)]
        if members:
            return {m.target.id: m.annotation for m in members if isinstance(m.target, ast.Name)}
    parts = _tuple_parts(returned)
    if parts:
        return {f"dflow_output_{i}": part for i, part in enumerate(parts)}
    return {"dflow_output": returned}


def _tuple_parts(node: ast.expr) -> list[ast.expr]:
    """The parts of `Tuple[int, str]`; none of anything else."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple):
        return []
    is_tuple = ast.unparse(node.value).rpartition(".")[2].lower() == "tuple"
    return node.slice.elts if is_tuple else []


def _entry(node: ast.expr) -> tuple[bool, ast.expr]:
    """Whether an entry is an artifact, and the expression of its type: `Artifact(List[Path])`."""
    if not isinstance(node, ast.Call):
        return False, node
    called = ast.unparse(node.func).rpartition(".")[2]
    if called not in _ENTRIES:
        return False, node
    keywords = [k.value for k in node.keywords if k.arg == "type"]
    spelt = node.args[0] if node.args else keywords[0] if keywords else node
    return called == "Artifact", spelt


class _Spelling(ast.NodeTransformer):
    """Writes an annotation with the full names of its classes."""

    def __init__(self, imported: dict[str, str], own: set[str], module: str) -> None:
        self.imported = imported
        self.own = own
        self.module = module

    def text(self, node: ast.expr) -> str:
        """The annotation as text; the node itself stays as it is."""
        copy = ast.parse(ast.unparse(node), mode="eval").body
        return ast.unparse(self.visit(copy))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A name as its import, or its own module, has it in full."""
        full = self.imported.get(node.id, "")
        if full.startswith("dflow."):
            full = full.rpartition(".")[2]
        if not full and node.id in self.own:
            full = f"{self.module}.{node.id}"
        return ast.parse(full or node.id, mode="eval").body
