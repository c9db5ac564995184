"""A file with errors: what it costs to find them all, and how many of them others find."""

from __future__ import annotations

from benchmarks.contenders import VALIDATION
from benchmarks.suites import Settings
from benchmarks.suites.runs import Job, collect, row
from benchmarks.suites.validate import OURS
from benchmarks.tables import Claim, Results, Table

__all__ = ["bad"]

_MOST = 10_000
_ERRORS = 10


def bad(settings: Settings) -> Results:
    """Dangling references found by each, and the cost of errors of other sorts to us."""
    found, tables = _found_by_others(settings), []
    tables.append(found)
    faulty, claims = _cost(settings)
    tables.append(faulty)
    return Results(tables, claims)


def _found_by_others(settings: Settings) -> Table:
    jobs = [
        Job("validate", c, min(settings.steps, c.most, _MOST), c.text, strays)
        for c in VALIDATION
        for strays in (0, _ERRORS)
    ]
    runs = collect(jobs, settings._replace(rounds=1))
    rows = []
    for good, broken in zip(jobs[::2], jobs[1::2], strict=True):
        without, found = row(good, runs[good]), row(broken, runs[broken])
        if "errors" in found:
            found["to_good"] = found["median_s"] / without["median_s"]
        rows.append(found)
    columns = {
        "contender": "contender",
        "version": "version",
        "steps": "steps",
        "errors": f"found of {_ERRORS}",
        "median_s": "s",
        "to_good": "time ÷ without errors",
    }
    return Table("dangling", f"{_ERRORS} references to steps that are not there", columns, rows)


def _cost(settings: Settings) -> tuple[Table, list[Claim]]:
    many = max(settings.steps // 100, 1)
    texts = {
        "nothing": OURS.text,
        "the last bracket": "faults:bracket:one",
        **{
            name: f"faults:{kind}:{share}"
            for kind in ("reference", "field", "value")
            for name, share in (
                (f"1 {kind}", "one"),
                (f"{many:,} {kind}s", "hundredth"),
                (f"a {kind} in each step", "each"),
            )
        },
    }
    jobs = {name: Job("validate", OURS, settings.steps, text) for name, text in texts.items()}
    runs = collect(jobs.values(), settings)
    rows = [{**row(job, runs[job]), "faults": name} for name, job in jobs.items()]
    for found in rows:
        found["to_good"] = found["median_s"] / rows[0]["median_s"]
    columns = {
        "faults": "faulty",
        "steps": "steps",
        "errors": "errors reported",
        "median_s": "median s",
        "to_good": "time ÷ without errors",
        "peak_to_text": "peak ÷ file",
    }
    claims = [
        Claim(f"a file of {settings.steps:,} steps, faulty: {found['faults']}",
              found["to_good"], 5.0, "× a good one")
        for found in rows[1:]
    ]  # fmt: skip
    title = "Finding all errors, with their places"
    return Table("bad", title, columns, rows), claims
