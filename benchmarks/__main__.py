"""`python -m benchmarks [SUITE…|all]`: every measurement there is, as tables and as JSON."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from benchmarks.machine import as_text, machine
from benchmarks.pages import filled
from benchmarks.suites import Settings
from benchmarks.suites.catalogue import SUITES
from benchmarks.tables import Claim, Table, budget_table, missing_in
from benchmarks.texts import Texts

__all__ = ["main"]


def _run(names: list[str], settings: Settings) -> tuple[list[Table], list[Claim]]:
    tables, claims = [], []
    for name in names:
        start = time.perf_counter()
        results = SUITES[name](settings)
        seconds = time.perf_counter() - start
        print(f"{name}: {seconds:.0f} s", file=sys.stderr, flush=True)
        tables += results.tables
        claims += results.claims
    return [budget_table(claims), *tables], claims


def _as_json(facts: dict[str, Any], settings: Settings, tables: list[Table]) -> str:
    document = {
        "machine": facts,
        "steps": settings.steps,
        "rounds": settings.rounds,
        "tables": {table.name: table.rows for table in tables},
    }
    return json.dumps(document, indent=2)


@click.command()
@click.argument("suites", nargs=-1, type=click.Choice(["all", *SUITES]))
@click.option("--steps", default=100_000, show_default=True, help="Steps of the largest graphs.")
@click.option("--rounds", default=3, show_default=True, help="Rounds, contenders in turn.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write JSON there too.")
@click.option(
    "--write",
    "page",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Put the tables into a page that has places for all of them.",
)
@click.option("--all-contenders", is_flag=True, help="Fail where one is not installed.")
def main(  # noqa: PLR0913, PLR0917 - one for each option
    suites: tuple[str, ...],
    steps: int,
    rounds: int,
    json_file: Path | None,
    page: Path | None,
    all_contenders: bool,
) -> None:
    """Measure, beside what one would use instead. Without a SUITE, all of them.

    What is not installed is a row that says so: `python -m benchmarks.install` installs it.
    """
    names = list(SUITES) if not suites or "all" in suites else list(dict.fromkeys(suites))
    if page and names != list(SUITES):
        raise click.UsageError("a page has the tables of all suites: give `all`")
    facts = machine()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(steps, rounds, Texts(Path(folder)))
        tables, _ = _run(names, settings)
    facts["load_after"] = round(os.getloadavg()[0], 2)
    about = f"{as_text(facts)} Largest graphs: {steps:,} steps; {rounds} rounds."
    print(about)
    for table in tables:
        print(f"\n## {table.title}\n\n{table.markdown()}")
    if json_file:
        json_file.write_text(_as_json(facts, settings, tables) + "\n", encoding="utf-8")
    if page:
        texts = {"machine": about, **{table.name: table.markdown() for table in tables}}
        page.write_text(filled(page.read_text(encoding="utf-8"), texts), encoding="utf-8")
    missing = missing_in(tables)
    if all_contenders and missing:
        sys.exit(f"not installed: {', '.join(missing)}")


if __name__ == "__main__":
    main()
