"""A run as text, JSON, JUnit XML and a table in Markdown, and as a badge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from dflow_graph.conformance.outcome import Outcome
from dflow_graph.conformance.runner import Run
from dflow_graph.conformance.scores import Score, scores
from dflow_graph.render.text import safe

__all__ = ["RENDERERS", "badge_json", "badge_svg", "render_markdown"]

_GREEN, _YELLOW, _GREY = "#2e7d32", "#b07d00", "#666666"
_LABEL = "dflow-graph 1.0"
_GLYPH = 6.6  # width of a character in a badge, about
_HEADS = ("level", "cases", "claimed", "passed", "failed", "skipped", "errored", "broken", "score")


def _title(run: Run) -> str:
    about = run.implementation
    language = f" ({about.language})" if about.language else ""
    part = ", some of the cases" if run.is_partial else ""
    return " ".join(filter(None, (about.name, about.version))) + language + part


def _rows(run: Run) -> Iterator[tuple[str, ...]]:
    for score in scores(run):
        counts = [str(n) for n in score.counts.values()]
        note = " by verdict" if score.by_verdict else ""
        yield (score.level, str(score.cases), str(score.claimed), *counts, score.percent + note)


def _render_text(run: Run) -> str:
    lines = []
    for outcome in run.outcomes:
        if outcome.status != "passed":
            problem = f" ({outcome.problem})" if outcome.problem else ""
            lines.append(f"{outcome.status}{problem}: {outcome.case.id} [{outcome.case.level}]")
            lines.append(f"  {safe(outcome.case.description)}")
            lines += [f"  - {safe(reason)}" for reason in outcome.reasons]
    rows = [_HEADS, *_rows(run)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADS))]
    if lines:
        lines.append("")
    lines.append(safe(_title(run)))
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _render_json(run: Run) -> str:
    about = run.implementation
    data = {
        "implementation": {
            "name": about.name,
            "version": about.version,
            "language": about.language,
            "claims": about.claims._asdict(),
        },
        "partial": run.is_partial,
        "levels": {score.level: score.to_dict() for score in scores(run)},
        "outcomes": [outcome.to_dict() for outcome in run.outcomes],
        "not_claimed": [case.id for case in run.not_claimed],
    }
    return json.dumps(data, indent=2)  # what an implementation says may be no text in UTF-8


def render_markdown(run: Run) -> str:
    """The table of a run, a row for each level."""
    lines = [f"### {_title(run)}", "", "| " + " | ".join(_HEADS) + " |"]
    lines.append("|---" + "|---:" * (len(_HEADS) - 1) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in _rows(run)]
    return "\n".join(lines)


_ELEMENTS = {"failed": "failure", "skipped": "skipped", "errored": "error", "broken": "error"}


def _render_junit(run: Run) -> str:
    root = ET.Element("testsuites", {"name": safe(_title(run)), **_counts(run.outcomes)})
    for score in scores(run):
        outcomes = tuple(o for o in run.outcomes if o.case.level == score.level)
        suite = ET.SubElement(root, "testsuite", {"name": score.level, **_counts(outcomes)})
        for outcome in outcomes:
            family = f"{score.level}.{outcome.case.family}"
            case = ET.SubElement(suite, "testcase", {"classname": family, "name": outcome.case.id})
            if outcome.status != "passed":
                message = safe("; ".join(outcome.reasons))
                kind = outcome.problem or outcome.status
                name = _ELEMENTS[outcome.status]
                ET.SubElement(case, name, {"type": kind, "message": message})
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _counts(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    names = [_ELEMENTS.get(outcome.status) for outcome in outcomes]
    return {
        "tests": str(len(outcomes)),
        "failures": str(names.count("failure")),
        "errors": str(names.count("error")),
        "skipped": str(names.count("skipped")),
    }


RENDERERS = {
    "text": _render_text,
    "json": _render_json,
    "junit": _render_junit,
    "markdown": render_markdown,
}


def _badge(run: Run) -> tuple[str, str]:
    """Message and colour: the levels that are full, or else how far the claimed ones are."""
    found = scores(run)
    full = [score.level for score in found if score.is_full]
    claimed = [score for score in found if score.claimed]
    if full:
        return ", ".join(full), _GREEN
    if claimed:
        return ", ".join(map(_partial, claimed)), _YELLOW
    return "nothing claimed", _GREY


def _partial(score: Score) -> str:
    return f"{score.level} {score.percent}"


def badge_json(run: Run) -> str:
    """The badge as an endpoint of shields.io reads it."""
    message, colour = _badge(run)
    data = {"schemaVersion": 1, "label": _LABEL, "message": message, "color": colour}
    return json.dumps(data) + "\n"


def badge_svg(run: Run) -> str:
    """The badge as a picture."""
    message, colour = _badge(run)
    left, right = (round(len(text) * _GLYPH) + 12 for text in (_LABEL, message))
    size = {"width": str(left + right), "height": "20"}
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img"})
    ET.SubElement(root, "title").text = f"{_LABEL}: {message}"
    for x, width, fill, text in ((0, left, "#444444", _LABEL), (left, right, colour, message)):
        box = {"x": str(x), "width": str(width), "height": "20", "fill": fill}
        ET.SubElement(root, "rect", box)
        at = {"x": str(x + width / 2), "y": "14", "fill": "#ffffff", "text-anchor": "middle"}
        font = {"font-family": "Verdana, DejaVu Sans, sans-serif", "font-size": "11"}
        ET.SubElement(root, "text", {**at, **font}).text = text
    return ET.tostring(root, encoding="unicode") + "\n"
