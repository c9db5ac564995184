"""Graphs as text, through the readers, the validator and the writers of the lower floors.

Those are imported when they are first used, so that authoring costs no more than it uses.
"""

from __future__ import annotations

import os
import sys
from typing import Any, Literal, Union

__all__ = ["canonical_text", "checked_data", "data_of_text", "valid_text"]

Notation = Literal["json", "yaml"]


def canonical_text(graph: dict[str, Any], notation: Notation) -> str:
    """The text of a graph as `dflow-graph fmt` writes it. Raises `InvalidGraphError`."""
    from dflow_graph.writers import dumps  # noqa: PLC0415

    return dumps(_model(graph), notation=notation)


def valid_text(graph: dict[str, Any]) -> str:
    """The JSON text of a graph without errors.

    Raises `InvalidGraphError` where there are some, with the whole report on standard error.
    """
    from dflow_graph.diagnostics import Severity  # noqa: PLC0415
    from dflow_graph.pipeline import InvalidGraphError, validate  # noqa: PLC0415

    report = validate(graph)
    if any(finding.severity is Severity.ERROR for finding in report.diagnostics):
        lines = (
            f"{found.severity.value}[{found.code}] {found.pointer or '/'}: {found.message}\n"
            for found in report.diagnostics
        )
        sys.stderr.writelines(lines)
        raise InvalidGraphError(report)
    return canonical_text(graph, "json")


def checked_data(graph: Any) -> dict[str, Any]:
    """The plain data of a graph of sound structure: of plain data, or of a file's path.

    Raises `InvalidGraphError`, or `OSError` for a file that cannot be read.
    """
    if isinstance(graph, (str, os.PathLike)):
        from dflow_graph.pipeline import load  # noqa: PLC0415

        return load(os.fspath(graph)).to_dict()
    data: dict[str, Any] = _model(graph).to_dict()
    return data


def data_of_text(text: Union[str, bytes], notation: Notation) -> dict[str, Any]:
    """The plain data of a text of sound structure. Raises `InvalidGraphError`."""
    from dflow_graph.pipeline import loads  # noqa: PLC0415

    return loads(text, notation=notation).to_dict()


def _model(graph: Any) -> Any:
    from dflow_graph.codec import encode_plain  # noqa: PLC0415
    from dflow_graph.pipeline import loads  # noqa: PLC0415

    return loads(encode_plain(graph), notation="json")
