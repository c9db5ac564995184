"""`dflow-graph submit SRC`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from dflow_graph.cli.common import complain
from dflow_graph.cli.manifests import Wanted, common_options, manifest_of

__all__ = ["command"]


@click.command("submit")
@common_options
@click.option("--host", metavar="URL", help="The Argo server; DFLOW_HOST without it.")
@click.option(
    "--namespace", metavar="NAME", help="That of the graph without it, else DFLOW_NAMESPACE."
)
@click.option(
    "--token-file",
    type=click.Path(dir_okay=False),
    help="File that holds the token; DFLOW_TOKEN without it.",
)
@click.option("--ca-file", type=click.Path(dir_okay=False), help="Certificates to trust besides.")
@click.option("--insecure", is_flag=True, help="Do not verify the server's certificate.")
def command(
    host: str | None,
    namespace: str | None,
    token_file: str | None,
    ca_file: str | None,
    insecure: bool,
    **wanted: Any,
) -> None:
    """Validate a graph, upload its files, and submit its manifest; prints name and link.

    SRC is a file, or - for standard input. A repeated request never submits twice.
    """
    from dflow_graph.authoring.config import config  # noqa: PLC0415 - reads the environment
    from dflow_graph.delivery.server import Server, ServerError  # noqa: PLC0415
    from dflow_graph.delivery.submission import submit_manifest  # noqa: PLC0415

    graph, manifest = manifest_of(Wanted(**wanted))
    try:
        server = Server(
            host or config["host"],
            token=_token(token_file) or config["token"],
            headers=config["http_headers"],
            ca_file=ca_file,
            verify=not insecure,
        )
        where = namespace or graph.namespace or config["namespace"]
        submitted = submit_manifest(manifest, server, where)
    except ServerError as error:
        complain(error)
        sys.exit(2)
    click.echo(f"{submitted.name}  {submitted.link}")


def _token(path: str | None) -> str:
    if path is None:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        complain(f"{path}: {getattr(error, 'strerror', None) or 'it is no text'}")
        sys.exit(2)
