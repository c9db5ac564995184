"""What is given to an input artifact: a reference, a part of one, a location, several of them.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from typing import Any, Dict, Iterator, Mapping, Optional, Tuple

from .errors import GraphError
from .expressions import IfExpression, Port
from .graph_object import EXTENSIONS, Field, GraphObject, text
from .location import SLICE, SUB_PATH, Location
from .storage import location_from_dict

__all__ = ["MapSource", "RefSource", "artifact_source", "read_source"]


class RefSource(Location):
    """A part of another artifact of the graph: what `artifact[key]` and `sub_path` mean."""

    KIND = "ref"
    FIELDS = (Field("_from", text), SLICE, SUB_PATH, EXTENSIONS)

    def __init__(self, _from: Any, *, extensions: Optional[Dict[str, Any]] = None) -> None:
        self._from = _from
        self.extensions = extensions


class MapSource(GraphObject):
    """Several sources under names; a name with dots stands for a nested dictionary (ART-2)."""

    KIND = "map"

    def __init__(
        self, items: Mapping[str, Any], *, extensions: Optional[Dict[str, Any]] = None
    ) -> None:
        self.items = dict(items)
        self.extensions = extensions


def artifact_source(source: Any) -> Any:
    """A source as JSON (clause ART-1). Raises `TypeError` for what is none.

    A text without tags is the content of a file; one that goes on behind its tag with a slash is
    a path in the artifact. A list joins sources, a dictionary names them.
    """
    if isinstance(source, (list, tuple)):
        return [_single(item) for item in source]
    if isinstance(source, dict):
        return MapSource(source).convert_to_graph()
    if isinstance(source, MapSource):
        return source.convert_to_graph()
    return _single(source)


def _single(source: Any) -> Any:
    if isinstance(source, str):
        return _of_text(source)
    if isinstance(source, Location):
        return source.to_location()
    if getattr(source, "IS_ARTIFACT", False):
        reference = RefSource(source)
        reference.slice, reference.inner_path = source.slice, source.inner_path
        is_whole = source.slice is None and source.inner_path is None
        return str(source) if is_whole else reference.convert_to_graph()
    if isinstance(source, (Port, IfExpression)):
        raise TypeError(f"must be an artifact, and {source!r} is a parameter")
    raise TypeError(
        "must be an artifact of a step or template, a location such as S3Artifact, a list or a "
        f"dictionary of them, or text, not {type(source).__name__}"
    )


class _ReadText(str):
    """A source that was text in a graph: a reference, whatever it looks like (clause ART-1)."""

    __slots__ = ()


def _of_text(source: str) -> Any:
    if isinstance(source, _ReadText):
        return str(source)
    if source.startswith("{{") and source.endswith("}}"):
        return source
    tag, slash, path = source.partition("}}/")
    if slash and tag.startswith("{{"):
        return RefSource(tag + "}}").sub_path(path).convert_to_graph()
    return {"kind": "raw", "data": source}


def _flat(items: Mapping[str, Any], prefix: str = "") -> Iterator[Tuple[str, Any]]:
    for name, source in items.items():
        whole = f"{prefix}{text(name)}"
        if isinstance(source, dict):
            yield from _flat(source, f"{whole}.")
        elif isinstance(source, (list, tuple)):
            yield from _flat({str(i): item for i, item in enumerate(source)}, f"{whole}.")
        else:
            yield whole, source


def _map_items(items: Any) -> Dict[str, Any]:
    return {name: _single(source) for name, source in _flat(items)}


def _read_items(items: Dict[str, Any]) -> Dict[str, Any]:
    return {name: read_source(source) for name, source in items.items()}


MapSource.FIELDS = (Field("items", _map_items, _read_items), EXTENSIONS)


def read_source(data: Any) -> Any:
    """The source that a graph says: a text, a list, or an object of its kind."""
    if isinstance(data, list):
        return [read_source(item) for item in data]
    if isinstance(data, str):
        return _ReadText(data)
    if not isinstance(data, dict):
        raise GraphError("artifact source", f"must be text, a list or an object, not {data!r}")
    kinds = {"ref": RefSource, "map": MapSource}
    kind = data.get("kind")
    if isinstance(kind, str) and kind in kinds:
        return kinds[kind].from_graph(data)
    return location_from_dict(data)
