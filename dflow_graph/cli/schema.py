"""`dflow-graph schema [NAME] [--bundle]`."""

from __future__ import annotations

import click

from dflow_graph.passes.finding import near_misses
from dflow_graph.schema.store import schema_names, schema_text

__all__ = ["command"]


@click.command("schema")
@click.argument("name", required=False)
@click.option("--bundle", is_flag=True, help="Print all schemas as one self-contained schema.")
def command(name: str | None, bundle: bool) -> None:
    """Print the JSON Schema of the object NAME; without NAME, list the objects."""
    if bundle and name:
        raise click.UsageError("Give a NAME or --bundle, not both.")
    if bundle:
        click.echo(schema_text("dflow_graph"), nl=False)
    elif name is None:
        click.echo("\n".join(schema_names()))
    elif name in schema_names():
        click.echo(schema_text(name), nl=False)
    else:
        close = near_misses(name, schema_names())
        meant = f" Did you mean {', '.join(close)}?" if close else ""
        raise click.UsageError(f"There is no schema {name!r}.{meant}")
