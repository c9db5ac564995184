"""`dflow-graph conformance`: how far an implementation of the format gets."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dflow_graph.cli.common import complain, say
from dflow_graph.conformance.cases import LEVELS, load_cases, selected
from dflow_graph.conformance.reports import RENDERERS, badge_json, badge_svg
from dflow_graph.conformance.runner import BUILT_IN, Run, run, words_of
from dflow_graph.conformance.scores import conforms
from dflow_graph.conformance.session import NotStartedError, Times
from dflow_graph.writers import write_atomically

__all__ = ["command"]

_TIMES = Times()


@click.command("conformance")
@click.option(
    "--impl", metavar="COMMAND",
    help="Program that speaks the protocol, or one with {file} in its arguments that is run for "
    "each document. Without it, the built-in implementation.",
)  # fmt: skip
@click.option("--level", "levels", multiple=True, type=click.Choice(LEVELS), help="Only this one.")
@click.option("--tag", "tags", multiple=True, help="Only cases with this tag, or of this family.")
@click.option("--case", "ids", multiple=True, metavar="ID", help="Only this case.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True)
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=_TIMES.case,
    show_default=True, help="Seconds for one case.",
)  # fmt: skip
@click.option(
    "--start-timeout", type=click.FloatRange(min=0, min_open=True), default=_TIMES.start,
    show_default=True, help="Seconds for a process to start.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(list(RENDERERS)), default="text", show_default=True
)
@click.option(
    "--badge", type=click.Path(dir_okay=False, path_type=Path),
    help="Write a badge: .svg is a picture, .json what shields.io reads.",
)  # fmt: skip
def command(
    impl: str | None,
    levels: tuple[str, ...],
    tags: tuple[str, ...],
    ids: tuple[str, ...],
    jobs: int,
    timeout: float,
    start_timeout: float,
    form: str,
    badge: Path | None,
) -> None:
    """Run the conformance suite against an implementation of the format, in any language.

    The exit status is 0 if every case that the implementation claims is passed, 1 if one is not
    or none is claimed, 2 if it could not be started.
    """
    if badge is not None and badge.suffix not in {".svg", ".json"}:
        raise click.UsageError("A badge is a file .svg or .json.")
    if badge is not None and (tags or ids):
        raise click.UsageError("A badge is for whole levels, not for some of their cases.")
    cases = selected(load_cases(), levels=levels, tags=tags, ids=ids)
    if not cases:
        raise click.UsageError("No case has this level, tag and id.")
    words = _words(impl)
    try:
        if sys.stderr.isatty():
            with click.progressbar(length=len(cases), file=sys.stderr) as bar:
                done = run(
                    words, cases, jobs=jobs, times=Times(timeout, start_timeout),
                    progress=lambda count: bar.update(count - bar.pos),
                )  # fmt: skip
        else:
            done = run(words, cases, jobs=jobs, times=Times(timeout, start_timeout))
    except NotStartedError as error:
        complain(f"the implementation did not start: {error}")
        sys.exit(2)
    done = done._replace(is_partial=bool(tags or ids))
    say(RENDERERS[form](done))
    if badge is not None:
        _write_badge(done, badge)
    if not done.outcomes:
        complain("the implementation claims none of these cases, and was asked nothing")
    sys.exit(0 if done.outcomes and conforms(done) else 1)


def _words(impl: str | None) -> list[str]:
    if impl is None:
        return list(BUILT_IN)
    try:
        return words_of(impl)
    except ValueError as error:
        raise click.UsageError(f"--impl: {error}") from None


def _write_badge(done: Run, path: Path) -> None:
    text = badge_svg(done) if path.suffix == ".svg" else badge_json(done)
    write_atomically(path, text.encode("utf-8"))
