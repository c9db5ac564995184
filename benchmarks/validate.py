"""Loading and checking a large graph beside the raw decoders: `python -m benchmarks.validate`."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import click
import msgspec

from benchmarks.graphs import graph_text
from dflow_graph.model import Workflow
from dflow_graph.pipeline import read


def _ours(data: bytes) -> None:
    reading = read(data, notation="json")
    if not reading.report.valid:
        sys.exit(f"the benchmark's own graph is faulty: {reading.report.diagnostics[0]}")


def _paused(decode: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    def run(data: bytes) -> Any:
        gc.disable()
        try:
            return decode(data)
        finally:
            gc.enable()

    return run


_typed = msgspec.json.Decoder(Workflow)
CONTENDERS: dict[str, tuple[Callable[[bytes], Any], str]] = {
    "dflow-graph": (_ours, "shape, duplicates, limits, numbers"),
    "msgspec typed, no gc": (_paused(_typed.decode), "shape alone"),
    "msgspec untyped": (msgspec.json.decode, "syntax alone"),
    "msgspec untyped, no gc": (_paused(msgspec.json.decode), "syntax alone"),
    "json.loads": (json.loads, "syntax alone"),
}


@click.command()
@click.option("--steps", default=100_000, show_default=True, help="Steps of the graph.")
@click.option("--rounds", default=5, show_default=True, help="Rounds, contenders alternating.")
def main(steps: int, rounds: int) -> None:
    """Print minimum, median and maximum seconds of each contender over the same bytes."""
    data = graph_text(steps)
    seconds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds):
        for name, (run, _what) in CONTENDERS.items():
            gc.collect()
            start = time.perf_counter()
            result = run(data)
            seconds[name].append(time.perf_counter() - start)
            del result
    print(f"{steps} steps, {len(data) / 1e6:.1f} MB, {rounds} rounds")
    print(f"{'contender':24} {'min s':>8} {'median':>8} {'max':>8} {'steps/s':>10}  it checks")
    for name, times in seconds.items():
        median = statistics.median(times)
        print(
            f"{name:24} {min(times):8.3f} {median:8.3f} {max(times):8.3f} "
            f"{steps / median:10,.0f}  {CONTENDERS[name][1]}"
        )
    ours = statistics.median(seconds["dflow-graph"])
    print(f"ours / msgspec untyped: {ours / statistics.median(seconds['msgspec untyped']):.2f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"peak memory of this process, all contenders: {peak / len(data):.1f} times the file")


if __name__ == "__main__":
    main()
