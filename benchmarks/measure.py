"""Measures one contender in a process of its own: `python -m benchmarks.measure NAME STEPS`.

Prints one JSON object: seconds of one run, bytes of the text, peak memory above the start.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time

from benchmarks.contenders import CONTENDERS


def main(name: str, steps: int) -> None:
    """Run one contender once and print what it took."""
    try:
        run, data = CONTENDERS[name].prepare(steps)
    except ImportError as error:
        print(json.dumps({"missing": error.name}))
        return
    run(CONTENDERS[name].prepare(1)[1])  # imports, decoders and caches are made once
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    result = run(data)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    del result
    print(json.dumps({"seconds": seconds, "bytes": len(data), "peak": peak * 1024}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
