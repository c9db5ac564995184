"""Measures one contender in a process of its own: `python -m benchmarks.measure NAME STEPS`.

Prints one JSON object: seconds of one run, bytes of the text, peak memory above the start.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time

from benchmarks.contenders import CONTENDERS

_WARMING = 100  # steps, among which is one of each sort


def main(name: str, steps: int) -> None:
    """Run one contender once and print what it took."""
    try:
        run, small = CONTENDERS[name].prepare(_WARMING)
    except ImportError as error:
        print(json.dumps({"missing": error.name}))
        return
    run(small)  # imports, decoders and caches are made once
    data = _made_elsewhere(name, steps)
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    result = run(data)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    del result
    print(json.dumps({"seconds": seconds, "bytes": len(data), "peak": peak * 1024}))


def _made_elsewhere(name: str, steps: int) -> bytes | str:
    """The contender's text, made in a process of its own: making it takes more than reading it."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measure", name, str(steps), "text"],
        capture_output=True,
        check=True,
    )
    is_text = isinstance(CONTENDERS[name].prepare(1)[1], str)
    return done.stdout.decode() if is_text else done.stdout


def write_text(name: str, steps: int) -> None:
    """Write the contender's text to standard output."""
    data = CONTENDERS[name].prepare(steps)[1]
    sys.stdout.buffer.write(data.encode() if isinstance(data, str) else data)


if __name__ == "__main__":
    (write_text if sys.argv[3:] else main)(sys.argv[1], int(sys.argv[2]))
