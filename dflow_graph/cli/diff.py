"""`dflow-graph diff A B`: what differs between two graphs."""

from __future__ import annotations

import json
import os
import sys

import click

from dflow_graph import __version__
from dflow_graph.cli.common import complain, print_report, read_source, say, style_for
from dflow_graph.model import Workflow
from dflow_graph.sources import STDIN, Source

__all__ = ["command"]

# What git gives to a driver: path, old file, hash, mode, new file, hash, mode, and of a file that
# was renamed its new name and a header.
_OLD, _NEW = 1, 4
_GIVEN_BY_GIT = (7, 9)


@click.command("diff")
@click.argument("paths", nargs=-1, required=True, metavar="A B")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--all", "everything", is_flag=True, help="Compare annotations and extensions, too.")
@click.option(
    "--git", "driver", is_flag=True, help="Take the arguments that git gives to a driver."
)
def command(paths: tuple[str, ...], form: str, everything: bool, driver: bool) -> None:
    """Say what differs between the graphs A and B: by template and step, whatever their spelling.

    The exit status is 1 if something does, or if one of the two is no graph.
    """
    if driver:
        if len(paths) not in _GIVEN_BY_GIT:
            raise click.UsageError("--git is for the seven or nine arguments that git gives.")
        sys.exit(_for_git(paths))
    if len(paths) != 2:  # noqa: PLR2004 - A and B
        raise click.UsageError("Give the two graphs to compare, A and B.")
    if paths == (STDIN, STDIN):
        raise click.UsageError("Only one of the two can be standard input.")
    sys.exit(_compared(paths[0], paths[1], form, everything=everything))


def _compared(old: str, new: str, form: str, *, everything: bool) -> int:
    from dflow_graph.canonical_form import digest  # noqa: PLC0415 - not for a usage error
    from dflow_graph.differences import diff  # noqa: PLC0415

    graphs = [_graph(path) for path in (old, new)]
    models = [model for model, _ in graphs if model is not None]
    if len(models) < len(graphs):
        return max(status for _, status in graphs)
    changes = diff(*models, without_effect=everything)
    if form == "json":
        sides = [
            {"path": path, "digest": digest(model)}
            for path, model in zip((old, new), models, strict=True)
        ]
        data = {
            "tool": "dflow-graph",
            "version": __version__,
            "old": sides[0],
            "new": sides[1],
            "equal": not changes,
            "changes": [change.to_dict() for change in changes],
        }
        say(json.dumps(data, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace"))
    else:
        from dflow_graph.differences.text import difference_lines  # noqa: PLC0415

        for line in difference_lines(changes, old, new, style_for(sys.stdout.isatty())):
            say(line)
    return 1 if changes else 0


def _graph(path: str) -> tuple[Workflow | None, int]:
    """A graph, or None and the exit status; a graph that is faulty in meaning can be compared."""
    try:
        reading = read_source(Source(path), meaning=False)
    except OSError as error:
        complain(f"{path}: {error.strerror or error}")
        return None, 2
    if reading.model is None:
        print_report(reading, err=True)
    return reading.model, 0 if reading.model else 1


def _for_git(given: tuple[str, ...]) -> int:
    """Prints what differs between two versions of a file; git takes 0 for done."""
    name, old, new = given[0], given[_OLD], given[_NEW]
    if os.devnull in (old, new):
        say(f"{'new' if old == os.devnull else 'deleted'} graph {name}")
        return 0
    say(f"graph {name}")
    return 2 if _compared(old, new, "text", everything=False) == 2 else 0  # noqa: PLR2004
