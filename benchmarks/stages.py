"""What each stage takes of one graph: `python -m benchmarks.stages FILE SMALL SECONDS|memory`.

Prints stage to seconds, the least of as many runs as there is time for; or, with `memory`, stage to
the most bytes allocated above what there was before it, as the interpreter counts them.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dflow_graph.analysis import PASSES
from dflow_graph.argo.manifest import emit_argo
from dflow_graph.codec import collector_paused, decode_json
from dflow_graph.index import build_index
from dflow_graph.passes.alike_calls import mark_alike
from dflow_graph.source.document import Limits

__all__ = ["COPY", "main", "stage_names"]

COPY = "copy of it"
"""A copy of what was read, within the memory: no stage of ours, but the peer of reading."""
_MOST_RUNS = 20
Clock = Callable[[Callable[[], Any]], tuple[float, Any]]


def stage_names() -> list[str]:
    """The stages, in the order in which they run."""
    return [
        "read",
        COPY,
        "decode",
        "index",
        "mark_alike",
        *(check.__name__ for check in PASSES),
        "emit",
    ]


def _stages(path: Path, clock: Clock) -> Iterator[float]:
    """The cost of each stage, as `clock` measures it."""
    cost, data = clock(path.read_bytes)
    yield cost
    cost, _ = clock(lambda: bytearray(data))
    yield cost
    cost, model = clock(lambda: decode_json(data, Limits()))
    yield cost
    assert model is not None
    cost, index = clock(lambda: build_index(model))
    yield cost
    cost, _ = clock(lambda: mark_alike(index))
    yield cost
    for check in PASSES:
        cost, _ = clock(lambda check=check: list(check(index)))  # type: ignore[misc]
        yield cost
    index.dissolve()
    cost, _ = clock(lambda: emit_argo(model))
    yield cost


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _bytes(work: Callable[[], Any]) -> tuple[float, Any]:
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    result = work()
    _, highest = tracemalloc.get_traced_memory()
    return highest - before, result


def _costs(path: Path, clock: Clock) -> list[float]:
    with collector_paused():
        return list(_stages(path, clock))


def main(path: Path, small: Path, how: str) -> None:
    _costs(small, _seconds)  # what is imported and made once
    if how == "memory":
        tracemalloc.start()
        costs = _costs(path, _bytes)
    else:
        runs = [_costs(path, _seconds)]
        while sum(map(sum, runs)) < float(how) and len(runs) < _MOST_RUNS:
            runs.append(_costs(path, _seconds))
        costs = [min(stage) for stage in zip(*runs, strict=True)]
    print(json.dumps(dict(zip(stage_names(), costs, strict=True))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
