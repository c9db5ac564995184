"""A folder of realistic files of 30 to 300 steps, validated by one process on one core."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.formats.cwl import write as cwl_text
from benchmarks.graphs import SHAPES, graph_text
from benchmarks.layers import layers
from benchmarks.processes import alternating, program
from benchmarks.suites import Settings
from benchmarks.suites.cold import SCHEMA, seconds_of
from benchmarks.suites.runs import spread
from benchmarks.tables import NOT_INSTALLED, Claim, Results, Table

__all__ = ["folder", "write_files"]

_FEWEST, _MOST = 30, 300
_SEED = 20_240_315
_FILES_A_STEP = 100
_PROCESSES = 5  # files for those that take a process for each


def write_files(home: Path, count: int) -> int:
    """Writes so many graphs of all shapes, the same each time; how many steps they have."""
    home.mkdir()
    source = random.Random(_SEED)
    shapes, total = list(SHAPES), 0
    for number in range(count):
        steps = source.randint(_FEWEST, _MOST)
        total += steps
        text = graph_text(shapes[number % len(shapes)], steps)
        (home / f"graph-{number}.json").write_bytes(text)
    return total


def folder(settings: Settings) -> Results:
    """Our command on the whole folder, and what others offer: many files at once, or one by one."""
    count = max(settings.steps // _FILES_A_STEP, 2)
    home = settings.texts.folder / "many"
    steps = write_files(home, count)
    mean = steps // count
    cwl = settings.texts.folder / "mean.cwl"
    cwl.write_bytes(cwl_text(layers(mean)))
    jobs = _jobs(home, cwl, count)
    runs = alternating({name: job for name, (_, job) in jobs.items() if job}, settings.rounds)
    rows: list[dict[str, Any]] = []
    for name, (files, _) in jobs.items():
        row: dict[str, Any] = {"contender": name, "files": files}
        if name in runs:
            row |= spread(runs[name])
            row["files_per_s"] = files / row["median_s"]
        else:
            row["min_s"] = NOT_INSTALLED
        rows.append(row)
    columns = {
        "contender": "command",
        "files": "files",
        "min_s": "min s",
        "median_s": "median s",
        "max_s": "max s",
        "files_per_s": "files/s",
    }
    what = f"a folder of {count:,} files, {mean} steps each on average"
    claims = [Claim(what, rows[0]["files_per_s"], 300.0, "files/s", at_most=False)]
    return Results([Table("folder", "A folder of files", columns, rows)], claims)


def _jobs(home: Path, cwl: Path, count: int) -> dict[str, tuple[int, Callable[[], float] | None]]:
    """Command to the number of files it reads and what runs it, or None if it is not installed."""
    files = sorted(map(str, home.iterdir()))
    ours = program("", "dflow-graph")
    check = program("jsonschema", "check-jsonschema")
    cwltool = program("cwltool", "cwltool")
    few = min(_PROCESSES, count)
    judge = (check, "--schemafile", str(SCHEMA))
    some = min(10 * few, count)
    jobs: dict[str, tuple[int, tuple[str | None, ...], list[list[str]]]] = {
        "dflow-graph validate FOLDER --jobs 1": (
            count, (ours, "validate", "--jobs", "1"), [[str(home)]]
        ),
        "dflow-graph validate FILE": (few, (ours, "validate"), [[f] for f in files[:few]]),
        "check-jsonschema FILE…, shape alone": (some, judge, [files[:some]]),
        "check-jsonschema FILE, shape alone": (few, judge, [[f] for f in files[:few]]),
        "cwltool --validate FILE": (1, (cwltool, "--validate"), [[str(cwl)]]),
    }  # fmt: skip
    return {
        name: (number, partial(_one_by_one, command, parts) if command[0] else None)
        for name, (number, command, parts) in jobs.items()
    }


def _one_by_one(command: tuple[str | None, ...], parts: list[list[str]]) -> float:
    return sum(seconds_of((*command, *files)) for files in parts)
