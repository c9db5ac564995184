"""`dflow-graph emit SRC [-o DST]`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from dflow_graph.cli.manifests import Wanted, common_options, manifest_of
from dflow_graph.writers import write_atomically

__all__ = ["command"]


@click.command("emit")
@common_options
@click.option(
    "-o", "--output", metavar="DST", help="File to write; standard output without it, or for -."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["yaml", "json"]),
    help="Notation; that of DST by its suffix, else yaml.",
)
def command(output: str | None, form: str | None, **wanted: Any) -> None:
    """Write the manifest of a graph: what `kubectl create -f` or `argo submit` takes.

    SRC is a file, or - for standard input. The graph is validated first; nothing in it is executed.
    """
    _, manifest = manifest_of(Wanted(**wanted))
    is_file = output is not None and output != "-"
    if form is None:
        form = "json" if is_file and Path(str(output)).suffix == ".json" else "yaml"
    text = _text(manifest, form)
    if is_file:
        write_atomically(Path(str(output)), text.encode("utf-8"))
    else:
        click.echo(text.encode("utf-8"), nl=False)


def _text(manifest: dict[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    from dflow_graph.yaml_writer import yaml_text  # noqa: PLC0415 - yaml is slow to import

    return yaml_text(manifest)
