"""From bytes to a document: strict readers of JSON and of YAML's JSON-compatible subset.

Owns the choice between the two notations. Must not import anything above `dflow_graph.source`; the
YAML reader is imported only when a text asks for it, since most texts are JSON.
"""

from __future__ import annotations

from typing import Literal

from dflow_graph.readers.encoding import decode_text
from dflow_graph.readers.json_reader import read_json
from dflow_graph.source.document import Document, Limits
from dflow_graph.source.fault import Fault

__all__ = ["read"]

_DEFAULT_LIMITS = Limits()
_BLANKS = " \t\r\n"


def read(
    data: bytes | str,
    notation: Literal["json", "yaml", "auto"] = "auto",
    limits: Limits = _DEFAULT_LIMITS,
) -> Document:
    """Read a document in the notation given, or in the one that its text shows.

    `auto` takes a text that starts with `{` or `[` for JSON, and for YAML where it is not JSON but
    YAML reads it; any other text is YAML. Raises `Fault` on the first fault (clauses ENC, DOC,
    OBJ, NUM, LIM, YAML).
    """
    if notation == "json":
        return read_json(data, limits)
    if notation == "yaml":
        return _read_yaml(data, limits)
    text = decode_text(data, limits)
    if text.lstrip(_BLANKS)[0] not in "{[":
        return _read_yaml(text, limits)
    try:
        return read_json(text, limits)
    except Fault as fault:
        if fault.code != "DG004":  # any other fault is one in YAML, too
            raise
        try:
            return _read_yaml(text, limits)
        except Fault:
            raise fault from None


def _read_yaml(data: bytes | str, limits: Limits) -> Document:
    from dflow_graph.readers.yaml_reader import read_yaml  # noqa: PLC0415 - see the docstring

    return read_yaml(data, limits)
