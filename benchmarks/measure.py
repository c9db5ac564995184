"""Measures one contender: `python -m benchmarks.measure WORK NAME FILE SMALL SECONDS`.

Runs where the contender is installed. It works on the text SMALL first, so that imports, decoders
and caches are there; then once on FILE, and again until SECONDS have gone by. Prints the seconds of
the first run and the median of all, the peak of memory above the start during the first run, what
of it was kept, the number of errors reported, and the contender's version; or which package is
missing.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.contenders import BY_NAME, Contender
from benchmarks.memory import held, peak, reset_peak

__all__ = ["main"]

_MOST_RUNS = 50


def _first(contender: Contender, data: bytes) -> dict[str, Any]:
    """What the first run took, memory included."""
    action = contender.prepare(data)
    gc.collect()
    before = held()
    reset_peak()
    start = time.perf_counter()
    outcome = action()
    seconds = time.perf_counter() - start
    highest = peak()
    gc.collect()
    kept = held() - before
    return {
        "first": seconds,
        "seconds": seconds,
        "peak": max(highest - before, 0) if outcome.peak is None else outcome.peak,
        "kept": max(kept, 0),
        "errors": outcome.errors,
        "bytes": len(data) if outcome.size is None else outcome.size,
    }


def _again(contender: Contender, data: bytes) -> float:
    action = contender.prepare(data)
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main(work: str, name: str, path: Path, small: Path, least: float) -> None:
    contender = BY_NAME[work][name]
    try:
        contender.prepare(small.read_bytes())()
    except ImportError as error:
        print(json.dumps({"missing": error.name}))
        return
    data = path.read_bytes()
    result = _first(contender, data)
    runs = [result["seconds"]]
    while sum(runs) < least and len(runs) < _MOST_RUNS:
        gc.collect()
        runs.append(_again(contender, data))
    version = metadata.version(contender.package) if contender.package else ""
    print(json.dumps({**result, "seconds": statistics.median(runs), "version": version}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), float(sys.argv[5]))
