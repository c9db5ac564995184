"""The strict JSON reader: a document, or the fault of the text with its place.

Two ways lead to the same answer. The compiled decoder of the standard library reads what it can be
trusted with; whatever it refuses, or might read too kindly, goes to `json_scanner`, which is exact
and slow. Must not import anything above `dflow_graph.source`.
"""

from __future__ import annotations

import re
from itertools import accumulate
from json import JSONDecoder
from typing import Any, Final

from dflow_graph.readers.encoding import decode_text
from dflow_graph.readers.json_locator import JsonLocator
from dflow_graph.readers.json_scanner import scan
from dflow_graph.readers.numbers import number
from dflow_graph.source.document import Document, Limits

__all__ = ["document_of", "read_json"]

_DEFAULT_LIMITS = Limits()
_UNSURE: Final = object()
# The compiled decoder is recursive; above this depth it is not asked.
_DEEPEST_DECODED = 256

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_NOT_STRUCTURE = bytes(byte for byte in range(256) if byte not in b'"[]{}')
_STEPS = [0] * 256
for _bracket, _step in ((b"[", 1), (b"{", 1), (b"]", -1), (b"}", -1)):
    _STEPS[_bracket[0]] = _step


class _DoubtError(ValueError):
    """The compiled decoder met what it would read too kindly."""


def read_json(data: bytes | str, limits: Limits = _DEFAULT_LIMITS) -> Document:
    """Read one JSON document, strictly.

    Raises `Fault` on the first fault: DG001 to DG004, DG006 to DG011 (clauses ENC-1 to ENC-3,
    DOC-1, OBJ-2, NUM-1 to NUM-3, LIM-1 to LIM-3).
    """
    text = decode_text(data, limits)
    root = _decoded(text, limits)
    return document_of(text, scan(text, limits) if root is _UNSURE else root)


def document_of(text: str, root: Any) -> Document:
    """The document of a text that is known to be valid JSON with the value `root`."""
    return Document(text=text, notation="json", root=root, locator=JsonLocator(text))


def _decoded(text: str, limits: Limits) -> Any:
    """The value as the compiled decoder reads it, or `_UNSURE`."""
    # LIM-3; before each value but the first stands one of these (and some stand in strings)
    if 1 + text.count(",") + text.count("[") + text.count("{") > limits.max_nodes:
        return _UNSURE
    data = text.encode()
    if b"\\" in data:
        data = data.replace(rb"\\", b"__").replace(rb"\"", b"__")
        # ENC-3
        if _HALF.search(data) and _HALF.search(_PAIR.sub(b"", data)):
            return _UNSURE
    # LIM-2
    if _depth(data) > min(limits.max_depth, _DEEPEST_DECODED):
        return _UNSURE
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return _UNSURE


def _depth(data: bytes) -> int:
    """How deep the brackets outside of strings are nested; no string has an escaped quote."""
    structure = data.translate(None, _NOT_STRUCTURE).replace(b'""', b"")
    outside = b"".join(structure.split(b'"')[::2])
    return max(accumulate(map(_STEPS.__getitem__, outside)), default=0)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    # OBJ-2
    if len(members) != len(pairs):
        raise _DoubtError
    return members


def _integer(literal: str) -> int | float:
    value = number(literal, is_float=False)
    if value is None:
        raise _DoubtError
    return value


def _float(literal: str) -> int | float:
    value = number(literal, is_float=True)
    if value is None:
        raise _DoubtError
    return value


def _constant(_literal: str) -> Any:
    # NUM-1
    raise _DoubtError


_DECODER = JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_float,
    parse_constant=_constant,
)
