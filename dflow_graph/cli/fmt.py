"""`dflow-graph fmt [--check] PATH...`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dflow_graph.cli.common import complain, expand_all, print_report, readable
from dflow_graph.pipeline import Reading
from dflow_graph.readers.yaml_comments import has_comment
from dflow_graph.sources import STDIN
from dflow_graph.writers import dumps, write_atomically

__all__ = ["command"]


@click.command("fmt")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option(
    "--drop-comments", is_flag=True, help="Rewrite YAML files that have comments, without them."
)
def command(paths: tuple[str, ...], check: bool, drop_comments: bool) -> None:
    """Rewrite graphs in the one standard layout; standard input goes to standard output."""
    sources, failed = expand_all(paths)
    status = 2 if failed else 0
    for source, reading in zip(sources, readable(sources, meaning=False), strict=True):
        if reading is None:
            status = 2
            continue
        if reading.model is None:
            print_report(reading, err=True)
            status = max(status, 1)
            continue
        try:
            status = max(status, _format(source.path, reading, check, drop_comments))
        except OSError as error:
            complain(f"{source.path}: {error.strerror or error}")
            status = 2
    sys.exit(status)


def _format(path: str, reading: Reading, check: bool, drop_comments: bool) -> int:
    assert reading.model is not None
    new = dumps(reading.model, notation=reading.notation)
    if path == STDIN:
        click.echo(new, nl=False)
        return 0
    old = Path(path).read_bytes().decode("utf-8")
    if new == old:
        return 0
    if check:
        click.echo(f"would reformat {path}")
        return 1
    if reading.notation == "yaml" and not drop_comments and has_comment(old):
        complain(f"{path}: its comments would be lost; give --drop-comments to rewrite it")
        return 2
    write_atomically(Path(path), new.encode("utf-8"))
    click.echo(f"reformatted {path}")
    return 0
