"""`dflow-graph validate PATH...`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import click

from dflow_graph.cli.common import complain, expand_all, read_source, style_for
from dflow_graph.diagnostics import Diagnostic, Report
from dflow_graph.render.text import render_report, render_summary
from dflow_graph.sources import STDIN, Source

__all__ = ["command"]

_BAR_FROM = 20  # files; fewer are done before a bar could be read
_RENDERERS = {
    "json": ("dflow_graph.render.json_report", "render_json"),
    "sarif": ("dflow_graph.render.sarif", "render_sarif"),
    "github": ("dflow_graph.render.github", "render_github"),
    "junit": ("dflow_graph.render.junit", "render_junit"),
}
"""The formats that need all reports at once: module and function, imported when asked for."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a worker sends back: small, and without the document."""

    report: Report
    lines: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What a worker is to do with each source."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    as_text: bool
    colour: bool

    def keeps(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding was asked for: codes are matched by their beginning."""
        code = diagnostic.code
        if self.select and not code.startswith(self.select):
            return False
        return not (self.ignore and code.startswith(self.ignore))

    def __call__(self, source: Source) -> _Outcome:
        try:
            reading = read_source(source)
        except OSError as error:
            message = f"{source.path}: {error.strerror or error}"
            return _Outcome(Report(path=source.path), trouble=message)
        report = replace(
            reading.report,
            diagnostics=tuple(d for d in reading.report.diagnostics if self.keeps(d)),
        )
        if not self.as_text:
            return _Outcome(report)
        style = style_for(self.colour)
        return _Outcome(report, tuple(render_report(report, reading.text, style)))


@click.command("validate")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *_RENDERERS]),
    default="text",
    show_default=True,
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="The least severity that makes the command exit with 1.",
)
@click.option("--select", multiple=True, metavar="CODE", help="Report only these codes.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Do not report these codes.")
@click.option(
    "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to use."
)
def command(
    paths: tuple[str, ...],
    form: str,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    jobs: int,
) -> None:
    """Check graphs: files, folders, globs, or - for standard input.

    A CODE may be the beginning of one: DG1 stands for all codes that begin with DG1.
    """
    plan = _Plan(
        select=_codes(select),
        ignore=_codes(ignore),
        as_text=form == "text",
        colour=sys.stdout.isatty(),
    )
    sources, failed = expand_all(paths)
    reports = []
    for outcome in _progress(sources, _run(plan, sources, jobs)):
        if outcome.trouble:
            complain(outcome.trouble)
            failed = True
            continue
        reports.append(outcome.report)
        for line in outcome.lines:
            click.echo(line)
    _print_end(reports, form)
    sys.exit(2 if failed else _status(reports, fail_on))


def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    """Codes as given, commas allowed. Raises a usage error for one that no rule begins with."""
    from dflow_graph.rules import RULES  # noqa: PLC0415

    codes = tuple(code.strip().upper() for item in given for code in item.split(","))
    for code in codes:
        if not code or not any(known.startswith(code) for known in RULES):
            raise click.UsageError(f"No rule has a code that begins with {code!r}.")
    return codes


def _run(plan: _Plan, sources: list[Source], jobs: int) -> Iterator[_Outcome]:
    """The outcome of each source, in order."""
    here = [s for s in sources if s.path == STDIN]
    if jobs == 1 or len(sources) == 1 or here:  # another process has no standard input
        yield from map(plan, sources)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import

    with ProcessPoolExecutor(max_workers=min(jobs, len(sources))) as pool:
        chunk = max(1, min(64, len(sources) // (4 * jobs)))
        yield from pool.map(plan, sources, chunksize=chunk)


def _progress(sources: list[Source], outcomes: Iterator[_Outcome]) -> Iterator[_Outcome]:
    """The same outcomes, with a bar on a terminal's standard error while they come."""
    if len(sources) < _BAR_FROM or not sys.stderr.isatty():
        yield from outcomes
        return
    with click.progressbar(length=len(sources), label="Validating", file=sys.stderr) as bar:
        done = []
        for outcome in outcomes:
            done.append(outcome)
            bar.update(1)
    yield from done


def _print_end(reports: list[Report], form: str) -> None:
    if form in _RENDERERS:
        module, function = _RENDERERS[form]
        output: str = getattr(importlib.import_module(module), function)(reports)
        if output:
            # UTF-8 in every locale; JSON reads the escape of half a character as JSON wrote it.
            click.echo(output.encode("utf-8", "backslashreplace"))
    elif reports:
        click.echo(render_summary(reports, style_for(sys.stdout.isatty())))


def _status(reports: list[Report], fail_on: str) -> int:
    findings = sum(r.errors for r in reports)
    if fail_on == "warning":
        findings += sum(r.warnings for r in reports)
    return 1 if findings else 0
