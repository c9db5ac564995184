"""`dflow-graph validate PATH...`."""

from __future__ import annotations

import sys

import click

from dflow_graph.cli.validation import RENDERERS, Settings, validate

__all__ = ["command"]

_USUAL = Settings()


@click.command("validate")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *RENDERERS]),
    default=_USUAL.form,
    show_default=True,
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default=_USUAL.fail_on,
    show_default=True,
    help="The least severity that makes the command exit with 1.",
)
@click.option("--select", multiple=True, metavar="CODE", help="Report only these codes.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Do not report these codes.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=_USUAL.jobs,
    show_default=True,
    help="Processes to use.",
)
def command(
    paths: tuple[str, ...],
    form: str,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    jobs: int,
) -> None:
    """Check graphs: files, folders, globs, or - for standard input.

    A CODE may be the beginning of one: DG1 stands for all codes that begin with DG1.
    """
    settings = Settings(form, fail_on, _codes(select), _codes(ignore), jobs)
    sys.exit(validate(paths, settings))


def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    """Codes as given, commas allowed. Raises a usage error for one that no rule begins with."""
    codes = tuple(code.strip().upper() for item in given for code in item.split(","))
    for code in codes:
        from dflow_graph.rules import RULES  # noqa: PLC0415 - most runs ask for all codes

        if not code or not any(known.startswith(code) for known in RULES):
            raise click.UsageError(f"No rule has a code that begins with {code!r}.")
    return codes
