"""What one command costs from start to end, beside others: `python -m benchmarks.cold`.

Two small graphs: one step that calls a script, and some steps with an OP, its source, conditions
and expressions. A process for each run, the contenders in turn, round by round; before them a round
that is not counted, in which Python writes what it keeps of compiled modules.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

import click

from benchmarks.graphs import graph_text
from dflow_graph.resources import data_folder

Command = tuple[str, ...]

_SMALLEST = {
    "dflow_graph": "1.0",
    "name": "hello",
    "entrypoint": "main",
    "templates": {
        "main": {
            "kind": "Steps",
            "steps": [[{"name": "hello", "template": "hello", "parameters": {"name": "world"}}]],
        },
        "hello": {
            "kind": "ShellOPTemplate",
            "inputs": {"parameters": {"name": {"type": "str"}}},
            "image": "alpine:3.19",
            "script": "echo hello, {{inputs.parameters.name}}",
        },
    },
}


def _contenders(smallest: Path, small: Path, steps: int) -> dict[str, Command]:
    """Name to command, of those that are installed; the first is what all are compared with."""
    schema = data_folder("schemas") / "v1" / "dflow_graph.schema.json"
    python = sys.executable
    commands = {
        "python -c pass": (python, "-c", "pass"),
        "python -c 'import msgspec'": (python, "-c", "import msgspec"),
        "dflow-graph validate, 1 step": ("dflow-graph", "validate", str(smallest)),
        f"dflow-graph validate, {steps} steps": ("dflow-graph", "validate", str(small)),
        "check-jsonschema, 1 step": (
            "check-jsonschema",
            "--schemafile",
            str(schema),
            str(smallest),
        ),
        "cwltool --version": ("cwltool", "--version"),
    }
    found = {name: (_program(command[0]), *command[1:]) for name, command in commands.items()}
    return {name: command for name, command in found.items() if command[0]}


def _program(name: str) -> str:
    """A program of this environment, or else of the machine; empty if there is none."""
    here = str(Path(sys.executable).parent)
    return shutil.which(name, path=here) or shutil.which(name) or ""


def _seconds(command: Command, environment: dict[str, str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout.decode()}{done.stderr.decode()}")
    return seconds


def _collect(commands: dict[str, Command], rounds: int) -> dict[str, list[float]]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    runs: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            seconds = _seconds(command, environment)
            if number:
                runs[name].append(seconds)
    return runs


@click.command()
@click.option("--rounds", default=15, show_default=True, help="Rounds, contenders in turn.")
@click.option("--steps", default=30, show_default=True, help="Steps of the larger graph.")
def main(rounds: int, steps: int) -> None:
    """Start each contender that is installed, and print how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        smallest, small = Path(folder) / "smallest.json", Path(folder) / "small.json"
        smallest.write_text(json.dumps(_SMALLEST), encoding="utf-8")
        small.write_bytes(graph_text(steps))
        runs = _collect(_contenders(smallest, small, steps), rounds)
    bare = statistics.median(next(iter(runs.values())))
    print(f"dflow-graph {metadata.version('dflow-graph')}, Python {sys.version.split()[0]}")
    print("| contender | min ms | median ms | max ms | ÷ bare Python |")
    print("|---|---|---|---|---|")
    for name, seconds in runs.items():
        low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
        print(
            f"| {name} | {low * 1e3:.0f} | {middle * 1e3:.0f} | {high * 1e3:.0f} "
            f"| {middle / bare:.1f} |"
        )


if __name__ == "__main__":
    main()
