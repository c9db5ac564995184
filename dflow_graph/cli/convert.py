"""`dflow-graph convert SRC [DST]`: exchange with other formats, and the report of what changed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from dflow_graph.cli.common import complain, say
from dflow_graph.cli.convert_steps import Outcome, converted, read_source_graph, refusal_of_fault
from dflow_graph.interop.formats import READERS, WRITERS, Notation, Options
from dflow_graph.interop.report import ConversionReport
from dflow_graph.render.text import render_report
from dflow_graph.source.fault import Fault
from dflow_graph.sources import STDIN
from dflow_graph.writers import write_atomically

__all__ = ["command"]

_YAML = (".yaml", ".yml")


@click.command("convert")
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="[DST]", required=False, default=STDIN)
@click.option(
    "--from", "origin", type=click.Choice(["auto", "graph", *READERS]), default="auto",
    help="Format of SRC; auto tells them apart by their content.",
)  # fmt: skip
@click.option(
    "--to", "aim", type=click.Choice(["graph", *WRITERS]), default="graph", help="Format of DST."
)
@click.option(
    "--stable-names", is_flag=True, help="Take the random ends from names that pydflow made."
)
@click.option("--report", "style", type=click.Choice(["text", "json"]), default="text")
def command(
    source: str, target: str, origin: str, aim: str, stable_names: bool, style: str
) -> None:
    """Convert a graph from or to a foreign format; DST is standard output if it is left out.

    The report (losses, repairs, credentials) goes to standard error. Nothing in SRC is executed.
    """
    try:
        data = _bytes_of(source)
        graph = read_source_graph(data, source, origin)
        if stable_names and not (graph.form and graph.form.can_rename):
            found = graph.form.name if graph.form else "graph"
            raise click.UsageError(f"--stable-names is for pydflow's graphs; {source} is `{found}`")
        options = Options(stable_names=stable_names)
        outcome = converted(graph, aim, _notation(target), options)
    except Fault as fault:
        outcome = refusal_of_fault(fault, source)
    except OSError as error:
        complain(f"{source}: {error.strerror or error}")
        sys.exit(2)
    _report(outcome, style)
    if outcome.text is not None:
        try:
            _write(target, outcome.text)
        except OSError as error:
            complain(f"{target}: {error.strerror or error}")
            sys.exit(2)
    sys.exit(outcome.status)


def _bytes_of(source: str) -> bytes:
    return sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()


def _notation(target: str) -> Notation | None:
    if target.endswith(_YAML):
        return "yaml"
    return "json" if target.endswith(".json") else None


def _write(target: str, text: str) -> None:
    if target == STDIN:
        click.echo(text, nl=False)
    else:
        write_atomically(Path(target), text.encode("utf-8"))


def _report(outcome: Outcome, style: str) -> None:
    if style == "json":
        data: dict[str, Any] = outcome.report.to_dict()
        if outcome.findings is not None:
            data["findings"] = [found.to_dict() for found in outcome.findings.diagnostics]
        say(json.dumps(data, indent=2, ensure_ascii=False), err=True)
        return
    for entry in outcome.report.entries:
        say(entry.line(), err=True)
    for findings in (outcome.refusal, outcome.findings):
        for line in render_report(findings, None) if findings is not None else ():
            say(line, err=True)
    say(_summary(outcome.report), err=True)


def _summary(report: ConversionReport) -> str:
    counts = [f"{len(report.of_kind('loss'))} lost", f"{len(report.of_kind('repair'))} repaired"]
    counts.append(f"{len(report.of_kind('secret'))} credentials taken out")
    ending = "; nothing was written" if report.diagnostics else ""
    return f"convert: {', '.join(counts)}{ending}"
