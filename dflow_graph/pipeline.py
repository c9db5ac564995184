"""The pipeline: bytes to document to model to findings.

The fast way (typed decoding) is taken while nothing is wrong. As soon as something is, the
positional readers and the structure pass find every fault and its place. Broken syntax stops;
beside a broken structure is reported what is wrong with the meaning of the rest.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, Union

from dflow_graph.codec import collector_paused, decode_json, decode_plain, model_of
from dflow_graph.diagnostics import Diagnostic, Place, Report
from dflow_graph.model import Workflow
from dflow_graph.record import Record
from dflow_graph.regex import regex
from dflow_graph.source.document import Document, Limits, Located
from dflow_graph.source.fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "InvalidGraphError",
    "Notation",
    "Reading",
    "load",
    "loads",
    "located",
    "placed",
    "read",
    "validate",
]

Notation = Literal["auto", "json", "yaml"]

_NOT_BLANK = regex(r"\S")
# DOC-4
_NOTATIONS: dict[str, Notation] = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}


class InvalidGraphError(ValueError):
    """A document was to be loaded that is not a valid graph; `report` has all findings."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        first = self.report.diagnostics[0]
        more = len(self.report.diagnostics) - 1
        place = f"{self.report.path}:{first.line}:{first.column}"
        rest = f" (and {more} more)" if more else ""
        return f"{place}: {first.code} {first.message}{rest}"


class Reading(Record):
    """What came of reading a text: the model if its structure is sound, and what was found.

    A model may come with findings about its meaning; `report.valid` tells.
    """

    model: Workflow | None
    text: str | None
    notation: Literal["json", "yaml"]
    report: Report


def read(
    data: bytes,
    *,
    path: str = "<bytes>",
    notation: Notation = "auto",
    limits: Limits | None = None,
    meaning: bool = True,
) -> Reading:
    """Reads and checks one document. Never raises for what is in `data`.

    Without `meaning`, only syntax and structure are checked: enough to have the model.
    """
    limits = limits or Limits()
    with collector_paused():
        if data[:64].lstrip()[:1] == b"{":  # JSON, which is YAML too
            model = decode_json(data, limits)
            if model is not None:
                return _analysed(model, data, path, meaning=meaning)
        return _read_slowly(data, path, notation, limits, meaning=meaning)


def _analysed(model: Workflow, data: bytes, path: str, *, meaning: bool) -> Reading:
    """The reading of valid JSON of sound structure: only findings need its text."""
    found = _meaning_of(model) if meaning else []
    if not found:
        return Reading(model=model, text=None, notation="json", report=Report(path=path))
    from dflow_graph.readers.json_reader import document_of  # noqa: PLC0415

    document = document_of(data.decode("utf-8"), None)
    report = Report.of(path, _told(found, document))
    return Reading(model=model, text=document.text, notation="json", report=report)


def _meaning_of(model: Workflow) -> list[Diagnostic]:
    from dflow_graph.analysis import analyse  # noqa: PLC0415 - not for a faulty document

    return analyse(model)


def _read_slowly(
    data: bytes, path: str, notation: Notation, limits: Limits, *, meaning: bool
) -> Reading:
    from dflow_graph.passes.structure import (  # noqa: PLC0415 - only a faulty document pays
        check_structure,
        check_value_depth,
    )

    try:
        document = _document(data, notation, limits)
    except Fault as fault:
        return Reading(
            model=None,
            text=data.decode("utf-8", errors="replace"),
            notation="yaml" if notation == "yaml" else "json",
            report=Report.of(path, [_diagnostic_of(fault)]),
        )
    found = list(check_structure(document.root))
    model = None
    if not found:
        model = model_of(document.root)
        found = list(check_value_depth(model))
        if found:
            model = None
    else:
        faults = found
        found = _without_credentials(faults, document.root)
        if meaning:
            found += _meaning_beside(faults, document.root)
    if model is not None and meaning:
        found = _meaning_of(model)
    report = Report.of(path, _told(found, document))
    return Reading(
        model=model,
        text=document.text,
        notation=document.notation,
        report=report,
    )


def _without_credentials(faults: list[Diagnostic], root: Any) -> list[Diagnostic]:
    """Faults of structure; where one would show a credential, that is told in its place."""
    from dflow_graph.passes.shown_credentials import without_credentials  # noqa: PLC0415

    hidden, credentials = without_credentials(faults, lambda: root)
    places = {diagnostic.pointer for diagnostic in credentials}
    return [d for d in hidden if d.pointer not in places] + credentials


def _meaning_beside(faults: list[Diagnostic], root: Any) -> list[Diagnostic]:
    """What is wrong with the meaning of a graph, however its faults of structure are mended."""
    from dflow_graph.analysis import analyse  # noqa: PLC0415 - as above
    from dflow_graph.passes.remains import remains_of  # noqa: PLC0415
    from dflow_graph.passes.structure import check_value_depth  # noqa: PLC0415

    remains = remains_of(root, faults)
    if remains is None:
        return []
    model = model_of(remains.root)
    found = list(check_value_depth(model)) or analyse(model, remains.unknown)
    return remains.certain(found) if remains.unknown else found


def _document(data: bytes, notation: Notation, limits: Limits) -> Document:
    from dflow_graph.readers import read as read_exactly  # noqa: PLC0415

    if notation != "yaml":
        try:
            root = decode_plain(data, limits)
        except ValueError:
            pass
        else:
            from dflow_graph.readers.json_reader import document_of  # noqa: PLC0415

            return document_of(data.decode("utf-8"), root)
    return read_exactly(data, notation, limits)


def _diagnostic_of(fault: Fault) -> Diagnostic:
    from dflow_graph.passes.finding import finding  # noqa: PLC0415

    related: tuple[Place, ...] = ()
    if fault.first is not None:
        related = (
            Place(
                message="it stands here first",
                pointer=fault.pointer,
                line=fault.first.line,
                column=fault.first.column,
            ),
        )
    return finding(fault.code, fault.message, (), hint=fault.hint)._replace(
        pointer=fault.pointer,
        at_key=fault.at_key,
        line=fault.place.line,
        column=fault.place.column,
        end_line=fault.place.end_line,
        end_column=fault.place.end_column,
        related=related,
    )


def placed(found: Iterable[Diagnostic], document: Document) -> list[Diagnostic]:
    """The findings with lines and columns."""
    found = list(found)
    # Many findings may speak of the same other places, such as that of a type.
    others = dict.fromkeys(d.related for d in found)
    pointers = dict.fromkeys(d.pointer for d in found)
    pointers.update((place.pointer, None) for places in others for place in places)
    pointers.pop("", None)
    values = document.locate(pointers) if pointers else {}
    values[""] = _root(document.text)
    spans = [
        None if (at := values.get(d.pointer)) is None else _span(d, at, document.text)
        for d in found
    ]
    ends = {
        place: at[2:] if (at := values[place.pointer]).key else at[:2]
        for places in others
        for place in places
        if place.pointer in values
    }
    lines = document.places([*filter(None, spans), *ends.values()])
    related = {
        places: tuple(
            place._replace(line=lines[ends[place]][0], column=lines[ends[place]][1])
            if place in ends
            else place
            for place in places
        )
        for places in others
    }
    return [
        d if span is None else d.at(lines[span], related[d.related])
        for d, span in zip(found, spans, strict=True)
    ]


def _told(found: list[Diagnostic], document: Document) -> list[Diagnostic]:
    """The findings with their places, and one for each thing that is at fault."""
    told = placed(found, document)
    if len(told) > 1 and any(diagnostic.culprits for diagnostic in told):
        from dflow_graph.passes.culprits import told_once  # noqa: PLC0415 - of few documents

        return told_once(told)
    return told


def _span(diagnostic: Diagnostic, at: Located, text: str) -> tuple[int, int]:
    """The span of a member's name, of a value, or of the part of a text that is meant."""
    start, end, key_start, key_end = at
    if diagnostic.at_key and key_start >= 0:
        return key_start, key_end
    if diagnostic.within is None:
        return start, end
    raw = text[start:end]
    # Where the text is written with escapes or over lines, offsets in it say nothing.
    if "\\" in raw or "\n" in raw or (raw[:1] == "'" and "''" in raw[1:-1]):
        return start, end
    if raw[:1] in ('"', "'"):
        start += 1
    first, last = diagnostic.within
    return start + first, start + last


def _root(text: str) -> Located:
    """Where the document begins: findings about the whole point at its first character."""
    first = _NOT_BLANK.search(text)
    start = first.start() if first else 0
    return Located(start, start + 1)


def located(
    found: Iterable[Diagnostic], data: bytes, *, path: str, notation: Notation = "auto"
) -> Reading:
    """A report of findings that were made without the text at hand, placed in it.

    `data` is a document that has been read without a fault of syntax.
    """
    document = _document(data, notation, Limits())
    report = Report.of(path, placed(found, document))
    return Reading(model=None, text=document.text, notation=document.notation, report=report)


def validate(
    source: Union[str, Path, bytes, dict[str, Any], Workflow],
    *,
    notation: Notation = "auto",
    limits: Limits | None = None,
) -> Report:
    """Everything that is wrong with a graph: a path, a text as bytes, plain data, or a model.

    A `str` is a path. Raises `OSError` if the file cannot be read; never for what is in it.
    """
    if isinstance(source, Workflow):
        source = source.to_dict()
    if isinstance(source, dict):
        from dflow_graph.codec import encode_plain  # noqa: PLC0415

        return read(encode_plain(source), path="<data>", notation="json", limits=limits).report
    if isinstance(source, bytes):
        return read(source, notation=notation, limits=limits).report
    return read_file(source, notation=notation, limits=limits).report


def read_file(
    path: Union[str, Path],
    *,
    notation: Notation = "auto",
    limits: Limits | None = None,
    meaning: bool = True,
) -> Reading:
    """Reads and checks one file; its suffix tells the notation (clause DOC-4)."""
    if notation == "auto":
        notation = _NOTATIONS.get(os.path.splitext(path)[1], "auto")
    with open(path, "rb") as file:
        data = file.read()
    return read(data, path=str(path), notation=notation, limits=limits, meaning=meaning)


def loads(data: Union[str, bytes], *, notation: Notation = "auto") -> Workflow:
    """The model of a text. Raises `InvalidGraphError` where syntax or structure is at fault.

    Faults of meaning are `validate`'s matter: a graph that has some can be loaded, and mended.
    """
    raw = data.encode("utf-8", errors="surrogatepass") if isinstance(data, str) else data
    return _model_or_raise(read(raw, path="<text>", notation=notation, meaning=False))


def load(path: Union[str, Path], *, notation: Notation = "auto") -> Workflow:
    """The model of a file, as `loads` makes it. Raises `OSError` too."""
    return _model_or_raise(read_file(path, notation=notation, meaning=False))


def _model_or_raise(reading: Reading) -> Workflow:
    if reading.model is None:
        raise InvalidGraphError(reading.report)
    return reading.model
