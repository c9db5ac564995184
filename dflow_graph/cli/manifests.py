"""What `emit` and `submit` share: a graph read and checked, its files uploaded, its manifest."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dflow_graph.argo.options import VERSIONS, EmitOptions
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.cli.common import complain, print_report
from dflow_graph.emission import TARGETS, checked_options, matters
from dflow_graph.model import Workflow
from dflow_graph.pipeline import Notation, Reading, located, read
from dflow_graph.record import Record
from dflow_graph.sources import STDIN

if TYPE_CHECKING:
    from dflow_graph.argo.manifest import Emission

__all__ = ["Wanted", "common_options", "manifest_of"]

_NOTATIONS: dict[str, Notation] = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}


class Wanted(Record):
    """What the arguments ask for."""

    source: str
    target: str
    argo_version: str
    runtime: str
    memoize_prefix: str | None
    upload: str | None
    allow_outside: bool


def common_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The argument and options that both commands have."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_OPTIONS = (
    click.argument("source", metavar="SRC"),
    click.option("--target", type=click.Choice(TARGETS), default="argo", show_default=True),
    click.option(
        "--argo-version",
        type=click.Choice(VERSIONS),
        default=VERSIONS[0],
        show_default=True,
        help="The oldest version of Argo that is to run it.",
    ),
    click.option(
        "--runtime",
        type=click.Choice(["inline", "image"]),
        default="inline",
        show_default=True,
        help="Carry the run-time of Python OPs in the manifest, or expect it in their images.",
    ),
    click.option(
        "--memoize-prefix", metavar="TEXT", help="Memoize steps that have a key, under TEXT-KEY."
    ),
    click.option(
        "--upload",
        metavar="s3://BUCKET/PREFIX",
        help="Upload local files there; the bucket is that of the artifact repository.",
    ),
    click.option(
        "--allow-outside", is_flag=True, help="Upload files from outside of the graph's folder too."
    ),
)


def manifest_of(wanted: Wanted) -> tuple[Workflow, dict[str, Any]]:
    """The graph and its manifest.

    Ends the program with 1, findings printed, where there is none, and with 2 where the graph
    cannot be read or the store does not answer.
    """
    reading, data = _read(wanted.source)
    shown = tuple(d for d in reading.report.diagnostics if matters(d, wanted.argo_version))
    print_report(reading._replace(report=reading.report._replace(diagnostics=shown)), err=True)
    if reading.model is None or not reading.report.valid:
        sys.exit(1)
    options = checked_options(
        wanted.target,
        argo_version=wanted.argo_version,
        runtime=wanted.runtime,
        memoize_prefix=wanted.memoize_prefix,
    )
    try:
        options = options._replace(uploads=_uploaded(reading.model, wanted))
        made = _emit(reading.model, options)
    except CannotEmitError as error:
        path = reading.report.path
        print_report(
            located(error.diagnostics, data, path=path, notation=reading.notation), err=True
        )
        sys.exit(1)
    known = {(d.code, d.pointer) for d in shown}
    found = [d for d in made.findings if (d.code, d.pointer) not in known]
    late = [d for d in found if matters(d, wanted.argo_version)]
    if late:
        path = reading.report.path
        print_report(located(late, data, path=path, notation=reading.notation), err=True)
    return reading.model, made.manifest


def _read(source: str) -> tuple[Reading, bytes]:
    if source == STDIN:
        data = sys.stdin.buffer.read()
        return read(data, path="<stdin>"), data
    try:
        data = Path(source).read_bytes()
    except OSError as error:
        complain(f"{source}: {error.strerror or error}")
        sys.exit(2)
    # DOC-4
    notation = _NOTATIONS.get(Path(source).suffix, "auto")
    return read(data, path=source, notation=notation), data


def _emit(model: Workflow, options: EmitOptions) -> Emission:
    from dflow_graph.argo.manifest import emitted  # noqa: PLC0415 - a faulty graph needs none

    return emitted(model, options)


def _uploaded(model: Workflow, wanted: Wanted) -> dict[str, str]:
    if wanted.upload is None:
        return {}
    from dflow_graph.delivery.s3 import S3Store, StoreError, s3_target  # noqa: PLC0415 - an extra
    from dflow_graph.delivery.uploads import upload_local_files  # noqa: PLC0415

    try:
        target = s3_target(wanted.upload)
    except ValueError as error:
        raise click.UsageError(f"--upload: {error}.") from None
    # STO-5
    folder = Path.cwd() if wanted.source == STDIN else Path(wanted.source).resolve().parent
    try:
        return upload_local_files(
            model, folder, S3Store(target), allow_outside=wanted.allow_outside
        )
    except StoreError as error:
        complain(error)
        sys.exit(2)
