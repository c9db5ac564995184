"""How time and memory of each stage grow with the graph: the exponent of a power of its size."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from benchmarks.graphs import SHAPES
from benchmarks.processes import alternating, answer
from benchmarks.stages import COPY
from benchmarks.suites import Settings
from benchmarks.tables import Claim, Results, Table

__all__ = ["exponent", "growth"]

_MOST = 1.1
_NOTHING = 64
"""Bytes a step below which a stage has no memory to speak of."""
_SMALL = 100


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The slope of log cost over log size, by least squares: 1 for a cost that is linear."""
    xs, ys = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle) ** 2 for x in xs)
    return sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True)) / spread


def growth(settings: Settings) -> Results:
    """Each stage at a hundredth, a tenth and all of the steps."""
    sizes = [max(settings.steps // part, 1) for part in (100, 10, 1)]
    seconds = _costs(sizes, settings, str(settings.least))
    memory = _costs(sizes, settings._replace(rounds=1), "memory")
    tables, claims = [], []
    for shape in SHAPES:
        rows = [
            _row(stage, sizes, [seconds[shape, size][stage] for size in sizes],
                 [memory[shape, size][stage] for size in sizes])
            for stage in seconds[shape, sizes[0]]
        ]  # fmt: skip
        tables.append(Table(f"growth-{shape}", f"Growth, {shape}", _columns(sizes), rows))
        ours = [row for row in rows if row["stage"] != COPY]
        # Copying a file is the work of the memory, not ours.
        claims.append(_worst(f"{shape}, time", ours[:1], "time"))
        claims.append(_worst(f"{shape}, time", ours[1:], "time"))
        claims.append(_worst(f"{shape}, memory", ours, "memory"))
    return Results(tables, claims)


def _costs(
    sizes: list[int], settings: Settings, how: str
) -> dict[tuple[str, int], dict[str, float]]:
    """The least cost of each stage, by shape and size."""

    def run(shape: str, size: int) -> dict[str, float]:
        text = settings.texts.get(f"shape:{shape}", size)
        small = settings.texts.get(f"shape:{shape}", min(_SMALL, size))
        costs: dict[str, float] = answer("", "stages", text.path, small.path, how)
        return costs

    jobs: dict[tuple[str, int], Callable[[], dict[str, float]]] = {
        (shape, size): partial(run, shape, size) for shape in SHAPES for size in sizes
    }
    results = alternating(jobs, settings.rounds)
    return {
        key: {stage: min(run[stage] for run in runs) for stage in runs[0]}
        for key, runs in results.items()
    }


def _row(stage: str, sizes: list[int], seconds: list[float], memory: list[float]) -> dict[str, Any]:
    row: dict[str, Any] = {"stage": stage, "time": exponent(sizes, seconds)}
    if memory[-1] > _NOTHING * sizes[-1]:
        row["memory"] = exponent(sizes, [max(size, 1) for size in memory])
    row["per_step"] = seconds[-1] / sizes[-1] * 1e6
    row |= {f"ms-{size}": cost * 1e3 for size, cost in zip(sizes, seconds, strict=True)}
    row |= {f"mb-{size}": cost / 1e6 for size, cost in zip(sizes, memory, strict=True)}
    return row


def _columns(sizes: list[int]) -> dict[str, str]:
    return {
        "stage": "stage",
        **{f"ms-{size}": f"ms, {size:,} steps" for size in sizes},
        "time": "exponent of time",
        **{f"mb-{size}": f"MB, {size:,} steps" for size in sizes},
        "memory": "exponent of memory",
        "per_step": "µs a step",
    }


def _worst(what: str, rows: list[dict[str, Any]], field: str) -> Claim:
    row = max(rows, key=lambda row: row.get(field, 0.0))
    return Claim(f"growth, {what}: worst exponent ({row['stage']})", row.get(field, 0.0), _MOST)
