"""The local files that a graph names, and the form in which the pods that get them want them.

Reads no file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.index import Call, Index, Node
from dflow_graph.model import UNSET, Inputs, LocalLocation, MapSource, RefSource
from dflow_graph.record import Record
from dflow_graph.refs import exact_reference
from dflow_graph.source.pointer import join

__all__ = ["LocalFile", "local_files"]

Path = tuple[str | int, ...]


class LocalFile(Record):
    """A `local` source of a graph.

    `with_catalogue`: a Python OP reads it, which takes files by their names (ART-8).
    `is_plain`: it must not be packed, since only a part of it is taken, or nobody unpacks it.
    """

    path: Path
    source: LocalLocation
    with_catalogue: bool
    is_plain: bool

    @property
    def is_package(self) -> bool:
        """Whether it is Python code, whose compiled files are made anew wherever it runs."""
        return self.path[2:3] == ("python_packages",)

    @property
    def pointer(self) -> str:
        """Where it stands in the graph (RFC 6901)."""
        return join(self.path)


class _Use(Record):
    """What becomes of an artifact: which kinds of templates read it, and whether as a whole."""

    kinds: frozenset[str]
    is_whole: bool


_NOWHERE = _Use(frozenset(), is_whole=True)


def local_files(index: Index) -> list[LocalFile]:
    """Every `local` source of a graph, in the order of its templates."""
    uses = _Uses()
    found: list[LocalFile] = []
    for node in index.nodes.values():
        found.extend(_of_template(node, uses))
        for call in (*node.calls, *node.hooks):
            for name, source in (call.step.artifacts or {}).items():
                use = uses.of_argument(call, name)
                found.extend(_of_source(source, (*call.path, "artifacts", name), use))
    return found


def _of_template(node: Node, uses: _Uses) -> Iterator[LocalFile]:
    template: Any = node.template
    inputs = getattr(template, "inputs", None)
    if isinstance(inputs, Inputs):
        for name, artifact in (inputs.artifacts or {}).items():
            path = (*node.path, "inputs", "artifacts", name, "source")
            yield from _of_source(artifact.source, path, uses.of_input(node, name))
        for name, parameter in (inputs.parameters or {}).items():
            # BIG-1: the file of a big parameter is its JSON text.
            path = (*node.path, "inputs", "parameters", name, "source")
            yield from _of_source(parameter.source, path, _Use(frozenset(), is_whole=False))
    packages = getattr(template, "python_packages", None)
    for number, source in enumerate(packages or ()):
        use = _Use(frozenset({node.kind}), is_whole=True)
        yield from _of_source(source, (*node.path, "python_packages", number), use)


def _of_source(source: Any, path: Path, use: _Use) -> Iterator[LocalFile]:
    if isinstance(source, list):
        for number, piece in enumerate(source):
            yield from _of_source(piece, (*path, number), use)
    elif isinstance(source, MapSource):
        for name, piece in source.items.items():
            yield from _of_source(piece, (*path, "items", name), use)
    elif isinstance(source, LocalLocation):
        is_part = bool(source.sub_path) or not use.is_whole
        python_alone = use.kinds == {"PythonOPTemplate"}
        yield LocalFile(path, source, python_alone and not is_part, is_part)


class _Uses:
    """Follows artifacts down to the templates that read them; each input is followed once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], _Use] = {}

    def of_argument(self, call: Call, name: str) -> _Use:
        """What becomes of what a call gives to an input."""
        if call.target is None:
            return _NOWHERE
        use = self.of_input(call.target, name)
        # SLC-5: a piece takes its own items from the store.
        is_taken_apart = call.slices is not None and bool(call.slices.sub_path)
        return use._replace(is_whole=use.is_whole and not is_taken_apart)

    def of_input(self, node: Node, name: str) -> _Use:
        """What becomes of an input artifact of a template."""
        key = (node.name, name)
        if key not in self._known:
            # A template that calls itself adds nothing to what the others say.
            self._known[key] = _NOWHERE
            self._known[key] = self._follow(node, name)
        return self._known[key]

    def _follow(self, node: Node, name: str) -> _Use:
        port = node.in_artifacts.get(name)
        entry = None if port is None else port.entry
        below = getattr(entry, "sub_path", UNSET)
        is_whole = getattr(entry, "archive", UNSET) is not None and not isinstance(below, str)
        if not node.is_group:
            return _Use(frozenset({node.kind}), is_whole)
        kinds: frozenset[str] = frozenset()
        for call in (*node.calls, *node.hooks):
            for given, source in (call.step.artifacts or {}).items():
                for piece in _pieces(source):
                    if _refers_to(piece, name):
                        use = self.of_argument(call, given)
                        kinds |= use.kinds
                        is_whole = is_whole and use.is_whole and not getattr(piece, "sub_path", "")
        return _Use(kinds, is_whole)


def _pieces(source: Any) -> list[Any]:
    if isinstance(source, list):
        return source
    return list(source.items.values()) if isinstance(source, MapSource) else [source]


def _refers_to(source: Any, name: str) -> bool:
    text = source.from_ if isinstance(source, RefSource) else source
    return isinstance(text, str) and exact_reference(text) == ("inputs", "artifacts", name)
