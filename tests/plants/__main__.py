"""Plants faults in every example: prints what came of each class, and how often by each rule."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict

from tests.plants.accepted import reason_for
from tests.plants.corpus import cases, examples
from tests.plants.judge import Outcome
from tests.plants.run import planters, runs
from tests.plants.tally import Tally


def main() -> None:
    """Exit status 1 if an outcome other than one finding at its place, or a rule, has no reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names of faults")
    parser.add_argument("--graphs", default="", help="part of the names of files")
    parser.add_argument("--cases", action="store_true", help="the valid conformance cases too")
    parser.add_argument("--show", type=int, default=3, help="examples of each class")
    options = parser.parse_args()
    graphs = {**examples(), **(cases() if options.cases else {})}
    chosen = {name: g for name, g in graphs.items() if options.graphs in name}
    open_ones: defaultdict[str, list[str]] = defaultdict(list)
    by_rule = Tally()
    for fault, planter in planters().items():
        if options.only and fault not in options.only:
            continue
        tally: Counter[str] = Counter()
        for planted in runs(planter, chosen):
            judged = planted.judged
            by_rule.add(planted.plant, judged)
            tally[judged.outcome.value] += 1
            codes = sorted({d.code for d in judged.found})
            if judged.outcome is Outcome.EXACT:
                continue
            if reason_for(fault, judged.outcome, codes):
                tally["accepted"] += 1
            else:
                open_ones[f"{fault}: {judged.outcome.value} {' '.join(codes)}"].append(planted.line)
        print(fault, dict(tally), flush=True)  # noqa: T201
    for group, lines in open_ones.items():
        print(f"## {group}: {len(lines)}")  # noqa: T201
        step = max(1, len(lines) // options.show)
        print(*(f"   {line[:400]}" for line in lines[::step][: options.show]), sep="\n")  # noqa: T201
    if options.only or options.graphs:
        sys.exit(1 if open_ones else 0)
    print(*by_rule.lines(), sep="\n")  # noqa: T201
    missing = by_rule.missing()
    if missing:
        print("## neither planted nor said why not:", *missing)  # noqa: T201
    sys.exit(1 if open_ones or missing else 0)


main()
