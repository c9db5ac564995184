"""`dflow-graph run-op GRAPH TEMPLATE`: one OP of a graph, on this machine."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from typing import Any, NoReturn

import click

__all__ = ["command"]

_Pairs = tuple[str, ...]
_OF_THE_OP = ("execute", "execute_checked", "handle_outputs")
"""Functions in which an error is the OP's own, rather than one of its caller."""


@click.command("run-op")
@click.argument("graph", metavar="GRAPH")
@click.argument("template", metavar="TEMPLATE")
@click.option("--input", "inputs", multiple=True, metavar="NAME=VALUE", help="An input parameter.")
@click.option(
    "--artifact",
    "artifacts",
    multiple=True,
    metavar="NAME=PATH",
    help="An input artifact; several of one NAME make a list, NAME.KEY a dictionary.",
)
@click.option("--work", type=click.Path(file_okay=False), help="Folder to work in.")
@click.option("--trust", multiple=True, metavar="DIGEST", help="Run the source of this digest.")
@click.option("--allow-source", is_flag=True, help="Run any source, and import any module.")
def command(
    graph: str,
    template: str,
    inputs: _Pairs,
    artifacts: _Pairs,
    work: str | None,
    trust: _Pairs,
    allow_source: bool,
) -> None:
    """Run the Python OP of TEMPLATE once, and print its outputs as JSON.

    The OP is code: it runs only if --trust names the digest of its source, or with
    --allow-source.
    """
    from dflow_graph.python.local_run import run_template  # noqa: PLC0415 - options need none of it

    data = _template(graph, template)
    parameters, paths = dict(map(_pair, inputs)), _paths(artifacts)
    folder = work or tempfile.mkdtemp(prefix="dflow-graph-run-op-")
    try:
        with _output_to_stderr():
            outputs = run_template(
                data, parameters, paths, folder, trust=set(trust), allow_source=allow_source
            )
    except (Exception, SystemExit) as error:  # noqa: BLE001 - an OP may raise anything
        _fail(error)
    click.echo(json.dumps(outputs, indent=2, ensure_ascii=False))


def _template(path: str, name: str) -> dict[str, Any]:
    """The `PythonOPTemplate` object of a graph; ends the program where there is none."""
    from dflow_graph.cli.common import print_report, readable  # noqa: PLC0415
    from dflow_graph.passes.finding import near_misses  # noqa: PLC0415
    from dflow_graph.sources import Source  # noqa: PLC0415

    (reading,) = readable([Source(path)], meaning=True)
    if reading is None:
        sys.exit(2)
    if reading.model is None or reading.report.errors:
        print_report(reading, err=True)
        sys.exit(2)
    templates = reading.model.templates
    if name not in templates:
        close = near_misses(name, templates)
        meant = f" Did you mean {', '.join(map(repr, close))}?" if close else ""
        raise click.UsageError(f"{path} has no template {name!r}.{meant}")
    data = templates[name].to_dict()
    if data["kind"] != "PythonOPTemplate":
        raise click.UsageError(f"{name!r} is a {data['kind']}; only a PythonOPTemplate has an OP.")
    return dict(data)


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise click.UsageError(f"{text!r} is no NAME=VALUE.")
    return name, value


def _paths(pairs: _Pairs) -> dict[str, Any]:
    """`{port: path}`, `{port: [path, …]}` for a repeated port, `{port: {key: path}}` for keys."""
    found: dict[str, Any] = {}
    for name, path in map(_pair, pairs):
        if not os.path.exists(path):
            raise click.UsageError(f"There is no file or folder {path!r} for {name!r}.")
        port, dot, key = name.partition(".")
        if dot:
            members = found.setdefault(port, {})
            if not isinstance(members, dict):
                raise click.UsageError(f"{port!r} is given with keys and without.")
            members[key] = path
        elif port not in found:
            found[port] = path
        elif isinstance(found[port], dict):
            raise click.UsageError(f"{port!r} is given with keys and without.")
        else:
            before = found[port]
            found[port] = [*(before if isinstance(before, list) else [before]), path]
    return found


@contextlib.contextmanager
def _output_to_stderr() -> Iterator[None]:
    """What an OP and its programs print goes to standard error; standard output is for JSON."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def _fail(error: BaseException) -> NoReturn:
    """Ends the program: 2 where the OP could not be run, 1 where it failed."""
    from dflow_graph.python.errors import DflowGraphError  # noqa: PLC0415

    if not isinstance(error, DflowGraphError):
        traceback.print_exception(error)
        sys.exit(1)
    click.echo(f"dflow-graph: {error}", err=True)
    frames = traceback.walk_tb(error.__traceback__)
    was_called = any(frame.f_code.co_name in _OF_THE_OP for frame, _ in frames)
    sys.exit(1 if was_called and getattr(error, "side", "output") == "output" else 2)
