"""Makes sound graphs and holds the laws against them: `python -m tests.argo.generated`.

Each kind of fault is printed once, with the smallest graph that shows it; then the fields of the
format that no graph had. It ends with 1 if a law was broken.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.argo.generated.coverage import Seen
from tests.argo.generated.graphs import sound_graphs
from tests.argo.generated.laws import broken_laws
from tests.argo.oracle import Oracle, built_oracle, definition_of

Json = dict[str, Any]


def judges() -> list[Oracle]:
    """Argo 3.7, and Argo 4.0 with the full definition of workflows."""
    module = "github.com/argoproj/argo-workflows/v4"
    newer = Oracle(built_oracle("argo-4"), definition_of("argo-4", module))
    return [Oracle(built_oracle("argo")), newer]


def kind_of(fault: str) -> str:
    """A fault without the names and numbers of its graph."""
    return re.sub(r"[-\w]*\d[-\w]*|`[^`]*`|'[^']*'|/\S+", "_", fault)[:160]


def run(graphs: int, start: int) -> tuple[dict[str, tuple[str, Json]], Seen]:
    """Faults by kind, each with its smallest graph, and what was seen in all graphs."""
    asked = judges()
    faults: dict[str, tuple[str, Json]] = {}
    seen = Seen()

    @seed(start)
    @settings(
        max_examples=graphs,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(sound_graphs())
    def every_graph(graph: Json) -> None:
        seen.add(graph)
        for fault in broken_laws(graph, asked):
            kind = kind_of(fault)
            if kind not in faults or len(str(graph)) < len(str(faults[kind][1])):
                faults[kind] = (fault, graph)

    every_graph()
    for judge in asked:
        judge.close()
    return faults, seen


def main() -> None:
    """Makes the graphs, and says what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graphs", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the graphs that show faults")
    options = parser.parse_args()
    began = time.perf_counter()
    faults, seen = run(options.graphs, options.seed)
    for number, (fault, graph) in enumerate(faults.values()):
        print(fault)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{number}.json").write_text(json.dumps(graph, indent=1))
    print(f"no graph has {', '.join(sorted(seen.missed))}")
    seconds = time.perf_counter() - began
    print(f"{seen.graphs} graphs, {seen.steps} steps, {seconds:.0f} s, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
