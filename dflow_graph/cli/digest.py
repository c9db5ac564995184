"""`dflow-graph digest PATH...`."""

from __future__ import annotations

import sys

import click

from dflow_graph.cli.common import expand_all, print_report, readable

__all__ = ["command"]


@click.command("digest")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--canonical", is_flag=True, help="Print the canonical form instead of its digest.")
def command(paths: tuple[str, ...], canonical: bool) -> None:
    """Print the digest of each graph: two texts of one meaning have one digest."""
    from dflow_graph import canonical_form  # noqa: PLC0415 - needed only for a sound graph

    sources, failed = expand_all(paths)
    status = 2 if failed else 0
    for source, reading in zip(sources, readable(sources, meaning=False), strict=True):
        if reading is None:
            status = 2
        elif reading.model is None:
            print_report(reading, err=True)
            status = max(status, 1)
        elif canonical:
            click.echo(canonical_form.canonical(reading.model))
        else:
            click.echo(f"{canonical_form.digest(reading.model)}  {source.path}")
    sys.exit(status)
