"""A Python OP as the `OP` object of the format.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import copy
import hashlib
import warnings
from typing import Any, Dict, Iterator, Optional

from .errors import SourceNotFoundError, UnserialisableError
from .source import get_source_code
from .values import to_value

__all__ = ["MAIN_MODULES", "graph_of", "short_name", "source_digest"]

MAIN_MODULES = ("__main__", "__mp_main__")
"""Names of a module that no other process can import."""

_LOCALS = "<locals>."


def source_digest(source: str) -> str:
    """`sha256:` and the digest of the UTF-8 source (clause OP-4)."""
    raw = source.encode("utf-8", errors="surrogatepass")
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def short_name(qualified_name: str) -> str:
    """A qualified name from the innermost function on, as its source defines it (clause OP-6)."""
    return qualified_name.rpartition(_LOCALS)[2]


def graph_of(op: Any) -> Dict[str, Any]:
    """The `OP` object of an OP class or instance; one that was loaded comes back as it was.

    Raises `SourceNotFoundError` where only the source could say what the OP does, and
    `UnserialisableError` for a state that cannot be written.
    """
    is_instance = not isinstance(op, type)
    cls = type(op) if is_instance else op
    kept = op.__dict__.get("_graph") if is_instance else None
    if kept is not None:
        return copy.deepcopy(kept)
    loaded = cls.__dict__.get("_graph")
    state = _state(cls, op) if is_instance else {}
    graph = copy.deepcopy(loaded) if loaded is not None else _described(cls, op, state)
    return _ordered({**graph, "state": state} if state else graph)


_ORDER = (
    *("name", "module", "inputs", "outputs", "source", "source_digest", "state"),
    *("progress_current", "progress_total", "extensions"),
)


def _ordered(graph: Dict[str, Any]) -> Dict[str, Any]:
    return {field: graph[field] for field in _ORDER if field in graph}


def _described(cls: Any, op: Any, state: Any) -> Dict[str, Any]:
    module = "__main__" if cls.__module__ in MAIN_MODULES else cls.__module__
    graph: Dict[str, Any] = {"name": short_name(cls.__qualname__), "module": module}
    for side in ("input", "output"):
        sign = getattr(cls, f"get_{side}_sign")().to_dict()
        for entry in sign.values() if side == "output" else ():
            # ART-20: it says nothing there, and scripts of dflow have it there all the same.
            entry.pop("sub_path", None)
        if sign:
            graph[f"{side}s"] = sign
    source = _source(cls, state)
    if source is not None:
        graph["source"] = source
        graph["source_digest"] = source_digest(source)
    for field, default in (("progress_current", 0), ("progress_total", 1)):
        if getattr(op, field) != default:
            graph[field] = getattr(op, field)
    return graph


def _source(cls: Any, state: Any) -> Optional[str]:
    """The source, or none where the OP can be imported instead (clause OP-2).

    The classes of the state that its module defines come along.
    """
    start = f"{cls.__module__}."
    classes = [name[len(start) :] for name in _opaque_classes(state) if name.startswith(start)]
    try:
        return get_source_code(cls, also=[name.partition(".")[0] for name in classes])
    except SourceNotFoundError:
        if cls.__module__ in MAIN_MODULES or _LOCALS in cls.__qualname__:
            raise
        return None


def _opaque_classes(value: Any) -> Iterator[str]:
    """The qualified names of the classes of the opaque values in a value."""
    if isinstance(value, list):
        for item in value:
            yield from _opaque_classes(item)
    elif isinstance(value, dict):
        tagged = value.get("$value")
        if isinstance(tagged, dict) and tagged.get("kind") == "opaque":
            yield tagged["class"]
        for member in value.values():
            yield from _opaque_classes(member)


def _state(cls: Any, op: Any) -> Dict[str, Any]:
    args, kwargs = op.__dict__.get("_arguments", ((), {}))
    later = op.__dict__.get("_set_later")
    if later:
        warnings.warn(
            f"a graph holds the arguments of the constructor of {cls.__name__}, not what was set "
            f"behind it: {', '.join(later)}; make these arguments",
            stacklevel=2,
        )
    state: Dict[str, Any] = {}
    if args:
        state["args"] = [_argument(cls, index, value) for index, value in enumerate(args)]
    if kwargs:
        state["kwargs"] = {name: _argument(cls, name, value) for name, value in kwargs.items()}
    return state


def _argument(cls: Any, place: Any, value: Any) -> Any:
    try:
        return to_value(value)
    except UnserialisableError as error:
        reason = f"{error.reason} (an argument of the constructor of {cls.__name__})"
        raise UnserialisableError((place, *error.path), error.found, reason) from error
