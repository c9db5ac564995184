"""Changes modules one place at a time: `python -m tests.mutants dflow_graph/passes/*.py`.

A mutant is killed if a conformance case or an example then gives other findings, or a test fails.
What survives is held against `known.txt`; the exit status is 1 for a survivor that is not there,
and for a mutant that is there and is killed, or that no longer exists.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.mutants.corpus import ROOT, documents
from tests.mutants.judges import Bench, Judges, pytest_arguments
from tests.mutants.known import read_known
from tests.mutants.mutant import Mutant, mutants
from tests.mutants.processes import Apart

TESTS = ("tests/passes", "tests/index", "tests/test_single_faults.py")
LONGEST = 3600  # seconds for one module


def main() -> None:
    """Runs every mutant of the modules that are named, and prints the survivors."""
    options = _options()
    wrong: list[str] = []

    def work(bench: Bench) -> None:
        wrong.extend(_judged(bench, options.modules, options.jobs))

    status = pytest.main(pytest_arguments(options.tests), plugins=[Bench(work)])
    sys.exit(1 if wrong or status != pytest.ExitCode.OK else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tests", nargs="*", default=TESTS, help="files and folders of tests")
    return parser.parse_args()


def _judged(bench: Bench, modules: Sequence[Path], jobs: int) -> Iterator[str]:
    """Judges module after module, and gives what is to be looked at."""
    start, known = _computed(), read_known()
    judges = Judges(bench, documents(), modules)
    for name in sorted(judges.failing):
        print(f"left out, it fails without any mutant: {name}")
    print(f"what runs each line: {_computed() - start:.0f} s", flush=True)
    total = alive = 0
    for path in modules:
        begin, tried = _computed(), list(mutants(path))
        left = _survivors(judges, path, tried, jobs)
        reasons = known.get(path.resolve().relative_to(ROOT).as_posix(), {})
        complaints = list(_complaints(left, reasons))
        found = f"{len(tried)} mutants, {len(left)} survive, {len(complaints)} to look at"
        print(f"{path}: {found}, {_computed() - begin:.0f} s")
        print(*complaints, sep="\n", end="\n" if complaints else "", flush=True)
        total, alive = total + len(tried), alive + len(left)
        yield from complaints
    print(f"{total} mutants, {alive} survive, {_computed() - start:.0f} s")


def _computed() -> float:
    """The seconds that this process and its children have computed."""
    return sum(os.times()[:4])


def _survivors(judges: Judges, path: Path, tried: list[Mutant], jobs: int) -> list[Mutant]:
    def share(number: int) -> list[int]:
        numbers = range(number, len(tried), jobs)
        return [n for n in numbers if judges.survives(path, tried[n])]

    children = [Apart(partial(share, number), LONGEST) for number in range(jobs)]
    answers = [child.answer() for child in children]
    if None in answers:
        raise RuntimeError(f"the mutants of {path} cannot be judged")
    return [tried[n] for n in sorted(n for numbers in answers for n in numbers)]


def _complaints(left: Sequence[Mutant], reasons: dict[str, str]) -> Iterator[str]:
    for mutant in left:
        if mutant.name not in reasons:
            yield f"  {mutant.line}: {mutant.name}"
    alive = {mutant.name for mutant in left}
    for name in reasons:
        if name not in alive:
            yield f"  listed, but killed or gone: {name}"


if __name__ == "__main__":
    main()
