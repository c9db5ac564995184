"""The shape of an `OP` object that came from elsewhere, checked before anything is made of it.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Mapping

from .errors import GraphError, SourceDigestError
from .near import quoted
from .op_graph import source_digest

__all__ = ["checked_op"]

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and all(part.isidentifier() for part in value.split("."))


def _is_natural(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_state(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) <= {"args", "kwargs", "extensions"}
        and isinstance(value.get("args", []), list)
        and isinstance(value.get("kwargs", {}), dict)
    )


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kind)


_FIELDS: Dict[str, Any] = {
    # OP-6
    "name": (_is_name, "identifiers joined by dots"),
    "module": (_is_name, "identifiers joined by dots"),
    "inputs": (_is(dict), "an object of port names and entries"),
    "outputs": (_is(dict), "an object of port names and entries"),
    "source": (_is(str), "a text"),
    "source_digest": (_is(str), "a text"),
    "state": (_is_state, "an object of `args`, a list, and `kwargs`, an object"),
    "progress_current": (_is_natural, "a whole number from 0"),
    "progress_total": (_is_natural, "a whole number from 0"),
    "extensions": (_is(dict), "an object"),
}


def checked_op(graph: Any) -> str:
    """The digest of the source of an `OP` object, or the empty text where it has none.

    Raises `GraphError` for what is no OP, and `SourceDigestError` where the source is not the one
    that its digest names (clause OP-4).
    """
    if not isinstance(graph, Mapping):
        raise GraphError("OP", f"must be an object, not {type(graph).__name__}")
    if "name" not in graph:
        raise GraphError("OP", "it has no `name`")
    for field, value in graph.items():
        if field not in _FIELDS:
            raise GraphError("OP", f"{quoted(field)} is no field of it", str(field), list(_FIELDS))
        fits, wanted = _FIELDS[field]
        if not fits(value):
            raise GraphError(f"`{field}` of the OP", f"must be {wanted}, not {quoted(repr(value))}")
    return _digest(graph)


def _digest(graph: Mapping[str, Any]) -> str:
    stated = graph.get("source_digest")
    if "source" not in graph:
        # OP-4
        if stated is not None:
            raise GraphError(
                f"OP {quoted(graph['name'])}", "it has a `source_digest` but no `source`"
            )
        return ""
    actual = source_digest(graph["source"])
    # OP-4
    if stated is not None and stated != actual:
        if not _DIGEST.fullmatch(stated):
            reason = f"must be `sha256:` and 64 lower-case digits, not {quoted(stated)}"
            raise GraphError(f"`source_digest` of the OP {quoted(graph['name'])}", reason)
        raise SourceDigestError(graph["name"], stated, actual)
    return actual
