"""Loading and validating side by side: `python -m benchmarks.validate --steps 100000`.

Every contender runs in processes of its own, in turn, round by round.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from importlib import metadata
from typing import Any

import click

from benchmarks.contenders import CONTENDERS

_PACKAGES = ("dflow-graph", "msgspec", "jsonschema", "hera", "pydflow")


def _measure(name: str, steps: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measure", name, str(steps)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def _collect(steps: int, rounds: int) -> dict[str, list[dict[str, Any]]]:
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds):
        for name, contender in CONTENDERS.items():
            asked = min(steps, contender.most)
            run = _measure(name, asked)
            if "missing" not in run:
                runs[name].append({**run, "steps": asked})
    return {name: found for name, found in runs.items() if found}


def _row(name: str, found: list[dict[str, Any]], ours: float) -> dict[str, Any]:
    seconds = sorted(run["seconds"] for run in found)
    median, steps = statistics.median(seconds), found[0]["steps"]
    return {
        "contender": name,
        "steps": steps,
        "min_s": seconds[0],
        "median_s": median,
        "max_s": seconds[-1],
        "steps_per_s": steps / median,
        "mb_per_s": found[0]["bytes"] / median / 1e6,
        "time_to_ours": median / steps / ours,
        "peak_to_text": max(run["peak"] for run in found) / found[0]["bytes"],
        "checks": CONTENDERS[name].checks,
        "does_not_check": CONTENDERS[name].misses,
    }


@click.command()
@click.option("--steps", default=100_000, show_default=True, help="Steps of the graph.")
@click.option("--rounds", default=3, show_default=True, help="Rounds, contenders in turn.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def main(steps: int, rounds: int, as_json: bool) -> None:
    """Load and validate one graph with every contender that is installed."""
    runs = _collect(steps, rounds)
    ours = statistics.median(r["seconds"] / r["steps"] for r in runs["dflow-graph"])
    rows = [_row(name, found, ours) for name, found in runs.items()]
    if as_json:
        print(
            json.dumps({"versions": _versions(), "cores": os.cpu_count(), "rows": rows}, indent=2)
        )
        return
    print(", ".join(f"{k} {v}" for k, v in _versions().items()), f"({os.cpu_count()} cores)")
    print("| contender | steps | min s | median s | max s | steps/s | MB/s | ÷ ours | peak ÷ text "
          "| checks | does not check |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row['contender']} | {row['steps']} | {row['min_s']:.3f} | {row['median_s']:.3f} "
            f"| {row['max_s']:.3f} | {row['steps_per_s']:,.0f} | {row['mb_per_s']:.0f} "
            f"| {row['time_to_ours']:.2f} | {row['peak_to_text']:.1f} | {row['checks']} "
            f"| {row['does_not_check']} |"
        )


if __name__ == "__main__":
    main()
