"""Runs of contenders, and what is said of them in a row."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from benchmarks.contenders import Contender
from benchmarks.processes import alternating, answer
from benchmarks.suites import Settings
from benchmarks.tables import NOT_INSTALLED

__all__ = ["MEASURES", "Job", "collect", "row", "spread"]

_SMALL = 100
MEASURES = {
    "steps": "steps",
    "min_s": "min s",
    "median_s": "median s",
    "max_s": "max s",
    "steps_per_s": "steps/s",
    "mb_per_s": "MB/s",
    "peak_mb": "peak MB",
}
"""The columns that every table of runs has."""


class Job(NamedTuple):
    """A contender of a work (`validate` or `emit`), and the text that it gets."""

    work: str
    contender: Contender
    steps: int
    text: str
    strays: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether the text has no fault."""
        return not self.strays and not self.text.startswith("faults:")


def collect(jobs: Iterable[Job], settings: Settings) -> dict[Job, list[dict[str, Any]]]:
    """What each job took, in processes of its own, in turn, round by round."""
    todo: dict[Job, Callable[[], dict[str, Any]]] = {
        job: partial(_run, job, settings) for job in jobs
    }
    return alternating(todo, settings.rounds)


def _run(job: Job, settings: Settings) -> dict[str, Any]:
    home = job.contender.home
    text = settings.texts.get(job.text, job.steps, strays=job.strays, home=home)
    small = settings.texts.get(job.text, min(_SMALL, job.steps), home=home)
    missing = text.missing or small.missing
    if missing:
        return {"missing": missing}
    run: dict[str, Any] = answer(
        home, "measure", job.work, job.contender.name, text.path, small.path, settings.least
    )
    if run.get("errors") and job.is_sound:
        # A text that a contender does not take is no text to measure it with.
        raise RuntimeError(f"{job.contender.name} has errors in a sound text, {text.path}")
    return run


def spread(seconds: list[float]) -> dict[str, float]:
    """The least, the middle and the most of several runs."""
    return {
        "min_s": min(seconds),
        "median_s": statistics.median(seconds),
        "max_s": max(seconds),
    }


def row(job: Job, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of a job, or that its contender is not installed."""
    about = {
        "contender": job.contender.name,
        "steps": job.steps,
        "checks": job.contender.checks,
        "misses": job.contender.misses,
    }
    if any("missing" in run for run in runs):
        return {**about, "version": NOT_INSTALLED}
    seconds = spread([run["seconds"] for run in runs])
    median = seconds["median_s"]
    size, peak = runs[0]["bytes"], max(run["peak"] for run in runs)
    return {
        **about,
        "version": runs[0]["version"],
        **seconds,
        "first_s": statistics.median(run["first"] for run in runs),
        "steps_per_s": job.steps / median,
        "mb_per_s": size / median / 1e6,
        "text_mb": size / 1e6,
        "peak_mb": peak / 1e6,
        "kept_mb": max(run["kept"] for run in runs) / 1e6,
        "peak_to_text": peak / size,
        "errors": runs[0]["errors"],
    }
