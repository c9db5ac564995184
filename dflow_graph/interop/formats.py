"""The formats that graphs are exchanged with: how each is recognised, read and written.

One row a format, and one module that owns its `FORMAT`; a module is imported when it is asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, Literal

from dflow_graph.interop.document import document_of_text
from dflow_graph.interop.report import ConversionReport
from dflow_graph.record import Record
from dflow_graph.source.document import Document

__all__ = [
    "READERS",
    "WRITERS",
    "Converted",
    "Format",
    "Notation",
    "Options",
    "format_named",
    "parse_text",
    "recognised",
]

Notation = Literal["json", "yaml"]
Converted = tuple["Any | None", ConversionReport]
"""Plain data, or None where the report has diagnostics; and the report."""


class Options(Record):
    """What a caller may ask of a conversion; each format heeds what it knows."""

    stable_names: bool = False
    path: str = ""
    """What the source is called, for messages; empty where it has no name."""


def parse_text(data: bytes | str, notation: Literal["json", "yaml", "auto"] = "auto") -> Document:
    """The document of a text, NaN and large integers included. Raises `Fault`."""
    return document_of_text(data, notation)


class Format(Record):
    """A foreign format. Nothing that its functions are given is changed, imported or executed."""

    name: str
    """What `--from` and `--to` call it."""
    recognise: Callable[[Any], bool]
    """Whether plain data is of this format, by its content alone."""
    read: Callable[[Any, Options], Converted] | None = None
    """Plain data of this format to plain data of ours; never raises for what is in it."""
    write: Callable[[dict[str, Any], Options], Converted] | None = None
    """Plain data of ours, of whatever soundness, to plain data of this format."""
    parse: Callable[[bytes | str, Literal["json", "yaml", "auto"]], Document] = parse_text
    """Text to a document, where `--from` names the format or a text is no strict one. Raises
    `Fault`."""
    notation: Notation = "json"
    """The notation of a result whose file name does not say one."""
    can_rename: bool = False
    """Whether its reader heeds `Options.stable_names`."""


_MODULES = {
    "pydflow": "dflow_graph.interop.pydflow.format",
    "pwd": "dflow_graph.interop.pwd.format",
    "cwl": "dflow_graph.interop.cwl.format",
    "argo": "dflow_graph.interop.argo.format",
}
READERS: tuple[str, ...] = ("pydflow", "pwd", "argo")
"""The formats that can be read. `auto` asks in this order: the more particular come first."""
WRITERS: tuple[str, ...] = ("pydflow", "pwd", "cwl")
"""The formats that can be written."""


def format_named(name: str) -> Format:
    """The format of this name. Raises `KeyError`."""
    found: Format = importlib.import_module(_MODULES[name]).FORMAT
    return found


def recognised(root: Any) -> Format | None:
    """The format of plain data that is none of ours; None for ours, and for what nobody knows."""
    if isinstance(root, dict) and "dflow_graph" in root:
        return None
    return next((form for form in map(format_named, READERS) if form.recognise(root)), None)
