"""What `dflow-graph validate` does, once its arguments are known.

Must not import click on its own: a run over sound files needs nothing of it.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator

from dflow_graph.cli.common import complain, expand_all, read_source, say, style_for
from dflow_graph.diagnostics import Diagnostic, Report
from dflow_graph.record import Record
from dflow_graph.render.text import render_report, render_summary
from dflow_graph.sources import STDIN, Source

__all__ = ["RENDERERS", "Settings", "validate"]

RENDERERS = {
    "json": ("dflow_graph.render.json_report", "render_json"),
    "sarif": ("dflow_graph.render.sarif", "render_sarif"),
    "github": ("dflow_graph.render.github", "render_github"),
    "junit": ("dflow_graph.render.junit", "render_junit"),
}
"""The formats that need all reports at once: module and function, imported when asked for."""
_BAR_FROM = 20  # files; fewer are done before a bar could be read


class Settings(Record):
    """The options of the command; codes are matched by their beginning."""

    form: str = "text"
    fail_on: str = "error"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    jobs: int = 1


class _Outcome(Record):
    """What a worker sends back: small, and without the document."""

    report: Report
    lines: tuple[str, ...] = ()
    trouble: str = ""


class _Plan(Record):
    """What a worker is to do with each source."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    as_text: bool
    colour: bool

    def keeps(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding was asked for."""
        code = diagnostic.code
        if self.select and not code.startswith(self.select):
            return False
        return not (self.ignore and code.startswith(self.ignore))

    def check(self, source: Source) -> _Outcome:
        """What is wrong with one source, as far as it was asked for."""
        try:
            reading = read_source(source)
        except OSError as error:
            message = f"{source.path}: {error.strerror or error}"
            return _Outcome(Report(path=source.path), trouble=message)
        report = reading.report._replace(
            diagnostics=tuple(d for d in reading.report.diagnostics if self.keeps(d)),
        )
        if not self.as_text:
            return _Outcome(report)
        style = style_for(self.colour)
        return _Outcome(report, tuple(render_report(report, reading.text, style)))


def validate(paths: tuple[str, ...], settings: Settings) -> int:
    """Checks what the paths name and prints what is wrong; the exit status: 0, 1 or 2."""
    plan = _Plan(
        select=settings.select,
        ignore=settings.ignore,
        as_text=settings.form == "text",
        colour=sys.stdout.isatty(),
    )
    sources, failed = expand_all(paths)
    reports = []
    for outcome in _progress(sources, _run(plan, sources, settings.jobs)):
        if outcome.trouble:
            complain(outcome.trouble)
            failed = True
            continue
        reports.append(outcome.report)
        if outcome.lines:
            say("\n".join(outcome.lines))
    _print_end(reports, settings.form)
    return 2 if failed else _status(reports, settings.fail_on)


def _run(plan: _Plan, sources: list[Source], jobs: int) -> Iterator[_Outcome]:
    """The outcome of each source, in order."""
    here = [s for s in sources if s.path == STDIN]
    if jobs == 1 or len(sources) == 1 or here:  # another process has no standard input
        yield from map(plan.check, sources)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import

    with ProcessPoolExecutor(max_workers=min(jobs, len(sources))) as pool:
        chunk = max(1, min(64, len(sources) // (4 * jobs)))
        yield from pool.map(plan.check, sources, chunksize=chunk)


def _progress(sources: list[Source], outcomes: Iterator[_Outcome]) -> Iterator[_Outcome]:
    """The same outcomes, with a bar on a terminal's standard error while they come."""
    if len(sources) < _BAR_FROM or not sys.stderr.isatty():
        yield from outcomes
        return
    import click  # noqa: PLC0415 - see the docstring

    with click.progressbar(length=len(sources), label="Validating", file=sys.stderr) as bar:
        done = []
        for outcome in outcomes:
            done.append(outcome)
            bar.update(1)
    yield from done


def _print_end(reports: list[Report], form: str) -> None:
    if form in RENDERERS:
        module, function = RENDERERS[form]
        output: str = getattr(importlib.import_module(module), function)(reports)
        if output:
            # UTF-8 in every locale; JSON reads the escape of half a character as JSON wrote it.
            say(output.encode("utf-8", "backslashreplace"))
    elif reports:
        say(render_summary(reports, style_for(sys.stdout.isatty())))


def _status(reports: list[Report], fail_on: str) -> int:
    findings = sum(r.errors for r in reports)
    if fail_on == "warning":
        findings += sum(r.warnings for r in reports)
    return 1 if findings else 0
