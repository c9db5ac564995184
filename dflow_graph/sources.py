"""What the command line is given, turned into documents: files, folders, globs, standard input."""

from __future__ import annotations

import os
from collections.abc import Iterator

from dflow_graph.diagnostics import Report
from dflow_graph.record import Record

__all__ = ["STDIN", "MissingSourceError", "Source", "expand"]

STDIN = "-"
# DOC-4
_SUFFIXES = (".json", ".yaml", ".yml")
_MARKS = (b"dflow_graph", b'"entrypoint"')


class MissingSourceError(OSError):
    """A path that was given does not exist, or a glob matched nothing."""

    def __init__(self, given: str) -> None:
        super().__init__(given)
        self.given = given

    def __str__(self) -> str:
        return f"{self.given}: no such file or folder"


class Source(Record):
    """One thing to validate: a file, standard input, or a folder in which no graph was found."""

    path: str
    empty_folder: bool = False

    def report_of_empty_folder(self) -> Report:
        """The report that a folder holds no graph."""
        from dflow_graph.passes.finding import finding  # noqa: PLC0415 - most folders hold graphs

        diagnostic = finding(
            "DG016",
            "no graph was found in this folder",
            (),
            hint=f"Name a folder with graphs in files that end in {', '.join(_SUFFIXES)}.",
        )
        return Report(path=self.path, diagnostics=(diagnostic,))


def expand(given: str) -> Iterator[Source]:
    """The documents that one argument names. Raises `MissingSourceError` if there are none."""
    if given == STDIN:
        yield Source(STDIN)
    elif os.path.isdir(given):
        graphs = sorted(_graphs_in(given))
        yield from (Source(name) for name in graphs)
        if not graphs:
            yield Source(given, empty_folder=True)
    elif os.path.exists(given):
        yield Source(given)
    else:
        import glob  # noqa: PLC0415 - most arguments name what exists

        matches = sorted(glob.glob(given, recursive=True)) if glob.has_magic(given) else []
        if not matches:
            raise MissingSourceError(given)
        for match in matches:
            yield from expand(match)


def _graphs_in(folder: str) -> Iterator[str]:
    """Files below a folder that are, or once were, graphs; hidden folders are left out."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in files:
            if name.endswith(_SUFFIXES) and not name.startswith("."):
                path = os.path.join(root, name)
                if _may_be_graph(path):
                    yield path


def _may_be_graph(path: str) -> bool:
    """Whether a file speaks of graphs at all: folders hold other JSON and YAML files too."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return True  # to be reported, not passed over
    return any(mark in data for mark in _MARKS) or b"entrypoint:" in data
