"""Emission to a manifest of Argo: how fast, and how large beside pydflow's."""

from __future__ import annotations

from benchmarks.contenders import BY_NAME, EMISSION
from benchmarks.graphs import SHAPES
from benchmarks.suites import Settings
from benchmarks.suites.manifests import manifests
from benchmarks.suites.runs import MEASURES, Job, collect, row
from benchmarks.tables import Claim, Results, Table

__all__ = ["emit"]

_STEPS = 10_000
"""The size of the claim; pydflow's own speed does not depend on it."""


def emit(settings: Settings) -> Results:
    """Speed beside others and by shape, and the manifests of the same scripts side by side."""
    by_script = manifests(settings)
    tables, claims = _speed(settings)
    return Results([*tables, *by_script.tables], [*claims, *by_script.claims])


def _speed(settings: Settings) -> tuple[list[Table], list[Claim]]:
    ours = BY_NAME["emit"]["dflow-graph"]
    steps = min(settings.steps, _STEPS)
    peers = [Job("emit", c, min(steps, c.most), c.text) for c in EMISSION]
    same = {n: Job("emit", ours, n, ours.text) for n in {job.steps for job in peers}}
    sizes = sorted({steps, settings.steps})
    shapes = {(s, n): Job("emit", ours, n, f"shape:{s}") for s in SHAPES for n in sizes}
    runs = collect(dict.fromkeys([*peers, *same.values(), *shapes.values()]), settings)
    rows = [row(job, runs[job]) for job in peers]
    for found in rows:
        if "median_s" in found:
            mine = row(same[found["steps"]], runs[same[found["steps"]]])
            found["to_ours"] = found["median_s"] / mine["median_s"]
    by_shape = [{**row(job, runs[job]), "shape": s} for (s, _), job in shapes.items()]
    columns = {
        "contender": "contender", "version": "version", **MEASURES, "text_mb": "manifest MB",
        "to_ours": "time ÷ ours", "checks": "does", "misses": "does not, or differs",
    }  # fmt: skip
    ours_columns = {"shape": "shape", **MEASURES, "text_mb": "manifest MB"}
    claims = [
        Claim(f"emit, {found['shape']}, {found['steps']:,} steps", found["steps_per_s"],
              20_000.0, "steps/s", at_most=False)
        for found in by_shape if found["steps"] == steps
    ]  # fmt: skip
    return [
        Table("emit", "Emission, beside others", columns, rows),
        Table("emit-shapes", "Emission, by shape", ours_columns, by_shape),
    ], claims
