"""The pipeline: bytes to document to model to findings.

The fast way (typed decoding) is taken while nothing is wrong. As soon as something is, the
positional readers and the structure pass find every fault and its place. Broken syntax stops;
broken structure reports all of it, then stops.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Union

from dflow_graph.codec import decode_json, decode_plain, model_of
from dflow_graph.diagnostics import Diagnostic, Place, Report
from dflow_graph.model import Workflow
from dflow_graph.source.document import Document, Limits
from dflow_graph.source.fault import Fault

__all__ = ["InvalidGraphError", "Notation", "Reading", "load", "loads", "read", "validate"]

Notation = Literal["auto", "json", "yaml"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading a text: the model if its structure is sound, and what was found."""

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
) -> Reading:
    """Reads and checks one document. Never raises for what is in `data`."""
    limits = limits or Limits()
    if data[:64].lstrip()[:1] == b"{":  # JSON, which is YAML too
        model = decode_json(data, limits)
        if model is not None:
            return Reading(model=model, text=None, notation="json", report=Report(path=path))
    return _read_slowly(data, path, notation, limits)


def _read_slowly(data: bytes, path: str, notation: Notation, limits: Limits) -> Reading:
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
    report = Report.of(path, _placed(found, document))
    return Reading(
        model=None if found else model,
        text=document.text,
        notation=document.notation,
        report=report,
    )


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
    return replace(
        finding(fault.code, fault.message, (), hint=fault.hint),
        pointer=fault.pointer,
        at_key=fault.at_key,
        line=fault.place.line,
        column=fault.place.column,
        end_line=fault.place.end_line,
        end_column=fault.place.end_column,
        related=related,
    )


def _placed(found: Iterable[Diagnostic], document: Document) -> list[Diagnostic]:
    """The findings with lines and columns."""
    found = list(found)
    pointers = {d.pointer for d in found} | {p.pointer for d in found for p in d.related}
    places = document.locate(pointers)
    result = []
    for diagnostic in found:
        located = places.get(diagnostic.pointer)
        if located is None:
            result.append(diagnostic)
            continue
        span = located.key if diagnostic.at_key and located.key else located.value
        at = document.place(span)
        result.append(
            replace(
                diagnostic,
                line=at.line,
                column=at.column,
                end_line=at.end_line,
                end_column=at.end_column,
                related=tuple(_placed_related(p, places, document) for p in diagnostic.related),
            )
        )
    return result


def _placed_related(related: Place, places: dict[str, Any], document: Document) -> Place:
    located = places.get(related.pointer)
    if located is None:
        return related
    at = document.place(located.key or located.value)
    return replace(related, line=at.line, column=at.column)


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
    return read_file(Path(source), notation=notation, limits=limits).report


def read_file(path: Path, *, notation: Notation = "auto", limits: Limits | None = None) -> Reading:
    """Reads and checks one file; its suffix tells the notation (clause DOC-4)."""
    if notation == "auto":
        notation = _NOTATIONS.get(path.suffix, "auto")
    return read(path.read_bytes(), path=str(path), notation=notation, limits=limits)


def loads(data: Union[str, bytes], *, notation: Notation = "auto") -> Workflow:
    """The model of a text. Raises `InvalidGraphError`, with the whole report, if it is no graph."""
    raw = data.encode("utf-8", errors="surrogatepass") if isinstance(data, str) else data
    return _model_or_raise(read(raw, path="<text>", notation=notation))


def load(path: Union[str, Path], *, notation: Notation = "auto") -> Workflow:
    """The model of a file. Raises `InvalidGraphError` if it is no graph, or `OSError`."""
    return _model_or_raise(read_file(Path(path), notation=notation))


def _model_or_raise(reading: Reading) -> Workflow:
    if reading.model is None:
        raise InvalidGraphError(reading.report)
    return reading.model
