"""What one command costs from start to end, beside others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.processes import ROOT, alternating, program
from benchmarks.suites import Settings
from benchmarks.suites.runs import spread
from benchmarks.tables import NOT_INSTALLED, Claim, Results, Table

__all__ = ["SCHEMA", "cold", "seconds_of"]

SCHEMA = ROOT / "schemas" / "v1" / "dflow_graph.schema.json"
_STEPS = 30
_SHORT = 5
"""Rounds for one: these runs are short, and their spread is wide."""
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
Command = tuple[str | None, ...]


def _commands(smallest: Path, small: Path) -> dict[str, Command]:
    """Contender to command, whose first part is None where it is not installed."""
    ours = program("", "dflow-graph")
    return {
        "python -c pass": (sys.executable, "-c", "pass"),
        "python -c 'import msgspec'": (sys.executable, "-c", "import msgspec"),
        "dflow-graph validate, 1 step": (ours, "validate", str(smallest)),
        f"dflow-graph validate, {_STEPS} steps": (ours, "validate", str(small)),
        "check-jsonschema, 1 step": (
            program("jsonschema", "check-jsonschema"), "--schemafile", str(SCHEMA), str(smallest)
        ),
        "cwltool --version": (program("cwltool", "cwltool"), "--version"),
        "kfp --version": (program("kfp", "kfp"), "--version"),
    }  # fmt: skip


def seconds_of(command: Command) -> float:
    """How long a command takes. Raises `RuntimeError` if it fails."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    words = [word for word in command if word is not None]
    start = time.perf_counter()
    done = subprocess.run(words, capture_output=True, check=False, env=environment)
    seconds = time.perf_counter() - start
    if done.returncode:
        said = done.stdout.decode() + done.stderr.decode()
        raise RuntimeError(f"{' '.join(words)} failed:\n{said}")
    return seconds


def cold(settings: Settings) -> Results:
    """Two small graphs; a first round in which Python writes what it keeps is not counted."""
    small = settings.texts.get("shape:sliced", _STEPS).path
    smallest = small.with_name("smallest.json")
    smallest.write_text(json.dumps(_SMALLEST), encoding="utf-8")
    commands = _commands(smallest, small)
    jobs = {name: partial(seconds_of, c) for name, c in commands.items() if c[0]}
    alternating(jobs, 1)
    runs = alternating(jobs, settings.rounds * _SHORT)
    bare = spread(runs["python -c pass"])["median_s"]
    rows: list[dict[str, Any]] = []
    for name in commands:
        row: dict[str, Any] = {"contender": name}
        if name in runs:
            figures = spread(runs[name])
            row |= {field: value * 1e3 for field, value in figures.items()}
            row["to_bare"] = figures["median_s"] / bare
        else:
            row["min_s"] = NOT_INSTALLED
        rows.append(row)
    columns = {
        "contender": "command",
        "min_s": "min ms",
        "median_s": "median ms",
        "max_s": "max ms",
        "to_bare": "÷ bare Python",
    }
    claims = [
        claim
        for row in rows
        if row["contender"].startswith("dflow-graph")
        for claim in (
            Claim(f"cold {row['contender']}", row["median_s"], 150.0, "ms"),
            Claim(f"cold {row['contender']}, to bare Python", row["to_bare"], 6.0, "×"),
        )
    ]
    return Results([Table("cold", "One command from start to end", columns, rows)], claims)
