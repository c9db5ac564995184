"""`dflow-graph show SRC`: a graph as people look at it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dflow_graph.cli.common import complain, print_report, read_source, say
from dflow_graph.render.text import render_summary
from dflow_graph.sources import STDIN, Source
from dflow_graph.view.outline import outline_of
from dflow_graph.view.picture import FORMATS, Format, shown
from dflow_graph.writers import write_atomically

__all__ = ["command"]

_SUFFIXES: dict[str, Format] = {
    ".txt": "tree", ".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot",
    ".svg": "svg", ".html": "html", ".htm": "html", ".graphml": "graphml",
}  # fmt: skip


@click.command("show")
@click.argument("source", metavar="SRC")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="What to make; else by DST, or a tree."
)
@click.option(
    "-o", "--output", metavar="DST", default=STDIN, help="File to write; - is standard output."
)
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    help="Levels of templates that are opened; all without it. html and graphml have all.",
)
def command(source: str, form: Format | None, output: str, depth: int | None) -> None:
    """Show a graph as a picture, a page or a tree, with what was found about it on its nodes.

    SRC is a file, or - for standard input; nothing in it is executed. A graph whose structure is
    at fault has no picture, and its findings are printed. The exit status is 1 if it has errors.
    """
    try:
        reading = read_source(Source(source))
    except OSError as error:
        complain(f"{source}: {error.strerror or error}")
        sys.exit(2)
    if reading.model is None:
        print_report(reading, err=True)
        sys.exit(1)
    form = form or _SUFFIXES.get(Path(output).suffix.lower(), "tree")
    outline = outline_of(reading.model, reading.report.diagnostics)
    _write(output, shown(outline, form, depth))
    if reading.report.diagnostics:
        say(f"{render_summary([reading.report])}; they are drawn on the nodes", err=True)
    sys.exit(1 if reading.report.errors else 0)


def _write(output: str, text: str) -> None:
    data = text.encode("utf-8")
    if output == STDIN:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        write_atomically(Path(output), data)
    except OSError as error:
        complain(f"{output}: {error.strerror or error}")
        sys.exit(2)
