"""What several commands share: reading what was named, and printing in colour.

Imports click only to print what needs it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from dflow_graph.pipeline import Notation, Reading, read, read_file
from dflow_graph.render.text import Style, plain, render_report
from dflow_graph.sources import STDIN, MissingSourceError, Source, expand

__all__ = ["complain", "expand_all", "print_report", "read_source", "readable", "say", "style_for"]

_COLOURS: dict[str, dict[str, object]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "place": {"fg": "cyan"},
    "caret": {"fg": "red", "bold": True},
    "hint": {"fg": "green"},
}


def say(text: str | bytes, *, err: bool = False) -> None:
    """Prints a line on any terminal and in any encoding."""
    if isinstance(text, str) and text.isascii() and "\x1b" not in text:
        print(text, file=sys.stderr if err else sys.stdout, flush=True)
        return
    import click  # noqa: PLC0415 - a sound file has nothing to print that needs it

    click.echo(text, err=err)


def complain(message: object) -> None:
    """Says on standard error why something could not be read or written."""
    say(f"dflow-graph: {message}", err=True)


def expand_all(paths: tuple[str, ...]) -> tuple[list[Source], bool]:
    """Every document that the arguments name, each once, and whether an argument named none."""
    sources: dict[str, Source] = {}
    failed = False
    for given in paths:
        try:
            for source in expand(given):
                sources.setdefault(source.path, source)
        except MissingSourceError as error:
            complain(error)
            failed = True
    return list(sources.values()), failed


def read_source(source: Source, notation: Notation = "auto", *, meaning: bool = True) -> Reading:
    """Reads and checks one document. Raises `OSError` if it cannot be read."""
    if source.empty_folder:
        return Reading(
            model=None, text=None, notation="json", report=source.report_of_empty_folder()
        )
    if source.path == STDIN:
        return read(sys.stdin.buffer.read(), path="<stdin>", notation=notation, meaning=meaning)
    return read_file(source.path, notation=notation, meaning=meaning)


def style_for(stream_is_terminal: bool) -> Style:
    """Colours for a terminal, none for anything else."""
    if not stream_is_terminal:
        return plain

    import click  # noqa: PLC0415 - only a terminal shows colours

    def colour(text: str, role: str) -> str:
        return click.style(text, **_COLOURS[role])  # type: ignore[arg-type]

    return colour


def print_report(reading: Reading, *, err: bool = False) -> None:
    """Prints the findings of one document as text."""
    stream = sys.stderr if err else sys.stdout
    for line in render_report(reading.report, reading.text, style_for(stream.isatty())):
        say(line, err=err)


def readable(sources: list[Source], *, meaning: bool) -> Iterator[Reading | None]:
    """Each document read in turn; None, and a complaint, for one that cannot be read."""
    for source in sources:
        try:
            yield read_source(source, meaning=meaning)
        except OSError as error:
            complain(f"{source.path}: {error.strerror or error}")
            yield None
