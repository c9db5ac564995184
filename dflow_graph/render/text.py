"""Reports as text for people: the place, the rule, the line itself with a caret, a hint."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dflow_graph.diagnostics import Diagnostic, Report, Severity

__all__ = ["SECRET_CODES", "Style", "plain", "render_report", "render_summary", "safe"]

Style = Callable[[str, str], str]
"""Gives a text a role (`error`, `warning`, `place`, `caret`, `hint`): colour, or nothing."""

_WIDEST = 100
SECRET_CODES = frozenset({"DG801", "DG802", "DG803"})
"""Rules that find a credential: the text at fault is shown nowhere."""
_HIDDEN = "(not shown)"


def plain(text: str, role: str) -> str:  # noqa: ARG001 - the signature of a Style
    """The style of no colour."""
    return text


def safe(text: str) -> str:
    """Text of a document as a terminal may show it: control characters become visible."""
    if text.isprintable():  # as nearly all is, and then no character has a category of control
        return text
    import unicodedata  # noqa: PLC0415 - only a finding needs it

    return "".join(
        c if unicodedata.category(c)[0] != "C" else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


def render_report(report: Report, text: str | None, style: Style = plain) -> Iterator[str]:
    """The lines of a report; `text` is the document, where it could be read as text."""
    lines = text.splitlines() if text is not None else []
    # SEC-1: a log is no place for the credential that was found in a file.
    for diagnostic in report.diagnostics:
        if diagnostic.code in SECRET_CODES and lines:
            for number in range(diagnostic.line, max(diagnostic.end_line, diagnostic.line) + 1):
                lines[number - 1 : number] = [_HIDDEN]
    for diagnostic in report.diagnostics:
        yield from _render(diagnostic, report.path, lines, style)
        yield ""


def _render(diagnostic: Diagnostic, path: str, lines: list[str], style: Style) -> Iterator[str]:
    from dflow_graph.rules import RULES  # noqa: PLC0415 - only a finding needs it

    place = safe(path)
    if diagnostic.line:
        place += f":{diagnostic.line}:{diagnostic.column}"
    severity = diagnostic.severity.value
    name = RULES[diagnostic.code].name
    title = style(f"{severity}[{diagnostic.code}]", severity)
    yield f"{style(place, 'place')}: {title} {safe(diagnostic.message)}"
    yield from _excerpt(diagnostic, lines, style)
    if diagnostic.hint:
        yield f"  {style('hint:', 'hint')} {safe(diagnostic.hint)}"
    for related in diagnostic.related:
        placed = f"{path}:{related.line}:{related.column}"
        where = safe(placed if related.line else related.pointer)
        yield f"  {style('note:', 'hint')} {safe(related.message)} {where}".rstrip()
    at = f" at {safe(diagnostic.pointer)}" if diagnostic.pointer else ""
    yield f"  {style('rule:', 'hint')} {name}, clause {diagnostic.clause}{at}"


def _excerpt(diagnostic: Diagnostic, lines: list[str], style: Style) -> Iterator[str]:
    """The line at fault and a caret below the token; a long line is cut around it."""
    if not 0 < diagnostic.line <= len(lines):
        return
    line = lines[diagnostic.line - 1]
    if line is _HIDDEN:
        return
    start = diagnostic.column - 1
    end = diagnostic.end_column - 1 if diagnostic.end_line == diagnostic.line else len(line)
    end = min(max(end, start + 1), max(len(line), start + 1))
    first = max(0, start - _WIDEST // 2) if len(line) > _WIDEST else 0
    before, token = safe(line[first:start]), safe(line[start:end])
    shown = (before + token + safe(line[end : first + _WIDEST]))[: 2 * _WIDEST]
    number = str(diagnostic.line)
    bar = style("|", "place")
    width = max(1, min(_columns(token), 2 * _WIDEST - _columns(before)))
    caret = style("^" * width, "caret")
    yield f"  {style(number, 'place')} {bar} {shown}"
    yield f"  {' ' * len(number)} {bar} {' ' * _columns(before)}{caret}"


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    import unicodedata  # noqa: PLC0415 - only a finding needs it

    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def render_summary(reports: list[Report], style: Style = plain) -> str:
    """The last line: how many files, and what was found in them."""
    errors = sum(r.errors for r in reports)
    warnings = sum(r.warnings for r in reports)
    files = _count(len(reports), "file")
    if not errors and not warnings:
        return f"{files} checked, nothing found"
    found = []
    if errors:
        found.append(style(_count(errors, "error"), Severity.ERROR.value))
    if warnings:
        found.append(style(_count(warnings, "warning"), Severity.WARNING.value))
    return f"{files} checked, {' and '.join(found)} found"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
