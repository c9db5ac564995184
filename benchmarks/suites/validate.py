"""Loading and validating: beside others on one topology, and our own graphs of every shape."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from benchmarks.contenders import BY_NAME, VALIDATION
from benchmarks.graphs import SHAPES
from benchmarks.suites import Settings
from benchmarks.suites.runs import MEASURES, Job, collect, row
from benchmarks.tables import Claim, Results, Table

__all__ = ["memory", "validate"]

OURS = BY_NAME["validate"]["dflow-graph"]
_RAW = BY_NAME["validate"]["msgspec untyped"]
_TEN = 10


@lru_cache(maxsize=1)
def _peers(settings: Settings) -> list[dict[str, Any]]:
    """A row for each contender, with its time and ours of the same size compared."""
    jobs = [Job("validate", c, min(settings.steps, c.most), c.text) for c in VALIDATION]
    sizes = dict.fromkeys(job.steps for job in jobs)
    ours = {size: Job("validate", OURS, size, OURS.text) for size in sizes}
    runs = collect(dict.fromkeys([*ours.values(), *jobs]), settings)
    seconds = {size: row(job, runs[job])["median_s"] for size, job in ours.items()}
    rows = [row(job, runs[job]) for job in jobs]
    for found in rows:
        if "median_s" in found:
            found["to_ours"] = found["median_s"] / seconds[found["steps"]]
    return rows


@lru_cache(maxsize=1)
def _shapes(settings: Settings) -> list[dict[str, Any]]:
    """A row for each shape, with what it is claimed to keep to."""
    small = max(settings.steps // _TEN, 1)
    jobs = {
        (shape, kind): Job("validate", contender, size, f"shape:{shape}")
        for shape in SHAPES
        for kind, contender, size in (
            ("ours", OURS, settings.steps),
            ("small", OURS, small),
            ("raw", _RAW, settings.steps),
        )
    }
    runs = collect(jobs.values(), settings)
    rows = []
    for shape in SHAPES:
        ours, less, raw = (
            row(job, runs[job]) for job in (jobs[shape, kind] for kind in ("ours", "small", "raw"))
        )
        # A large graph is measured by its first run alone, a small one by several.
        growth = ours["first_s"] / less["first_s"]
        to_raw = ours["median_s"] / raw["median_s"]
        again = ours["median_s"] / less["median_s"]
        figures = {"to_raw": to_raw, "to_tenth": growth, "again_to_tenth": again}
        rows.append({**ours, "shape": shape, **figures})
    return rows


def validate(settings: Settings) -> Results:
    """Speed, beside others and by shape."""
    peers = {
        "contender": "contender",
        "version": "version",
        **MEASURES,
        "to_ours": "time ÷ ours",
        "checks": "checks",
        "misses": "does not check",
    }
    shapes = {
        "shape": "shape",
        **MEASURES,
        "text_mb": "file MB",
        "to_raw": "time ÷ msgspec untyped",
        "to_tenth": "first run ÷ that of a tenth of the steps",
        "again_to_tenth": "median ÷ that of a tenth",
    }
    return Results(
        [
            Table("validate", "Load and validate, beside others", peers, _peers(settings)),
            Table("shapes", "Load and validate, by shape", shapes, _shapes(settings)),
        ],
        [claim for found in _shapes(settings) for claim in _claims(found)],
    )


def _claims(found: dict[str, Any]) -> list[Claim]:
    what = f"load and validate, {found['shape']}, {found['steps']:,} steps"
    return [
        Claim(what, found["steps_per_s"], 100_000.0, "steps/s", at_most=False),
        Claim(f"{what}: time to msgspec untyped", found["to_raw"], 4.0, "×"),
        Claim(f"{what}: time to a tenth of the steps", found["to_tenth"], 11.0, "×"),
        Claim(f"{what}: peak memory to the file", found["peak_to_text"], 8.0, "×"),
    ]


def memory(settings: Settings) -> Results:
    """The memory that loading and validating takes; of the same runs as its speed."""
    figures = {
        "steps": "steps",
        "text_mb": "file MB",
        "peak_mb": "peak MB",
        "kept_mb": "kept MB",
        "peak_to_text": "peak ÷ file",
    }
    return Results(
        [
            Table("memory", "Memory, beside others",
                  {"contender": "contender", "version": "version", **figures}, _peers(settings)),
            Table("memory-shapes", "Memory, by shape", {"shape": "shape", **figures},
                  _shapes(settings)),
        ],
        [],
    )  # fmt: skip
