"""Reports as one JSON object, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dflow_graph import __version__
from dflow_graph.diagnostics import Report

__all__ = ["render_json"]


def render_json(reports: Sequence[Report]) -> str:
    """The object that design and README promise: `tool`, `version`, `files`, `summary`."""
    result = {
        "tool": "dflow-graph",
        "version": __version__,
        "files": [report.to_dict() for report in reports],
        "summary": {
            "files": len(reports),
            "errors": sum(r.errors for r in reports),
            "warnings": sum(r.warnings for r in reports),
        },
    }
    return json.dumps(result, indent=2, ensure_ascii=False)
