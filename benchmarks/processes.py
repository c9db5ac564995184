"""Where each contender is installed, and processes of its own for it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["HOMES", "ROOT", "alternating", "answer", "interpreter", "program"]

ROOT = Path(__file__).parents[1]
HOMES = ROOT / ".benchmarks"
"""Environments of contenders, made by `python -m benchmarks.install`."""

_Key = TypeVar("_Key", bound=Hashable)
_Result = TypeVar("_Result")


def interpreter(home: str) -> str:
    """The Python of a contender's environment, or ours where it has none."""
    path = HOMES / home / "bin" / "python"
    return str(path) if home and path.exists() else sys.executable


def program(home: str, name: str) -> str | None:
    """The path of a program of an environment, or of ours; None if it is in neither."""
    folders = (HOMES / home / "bin", Path(sys.executable).parent)
    return next((str(folder / name) for folder in folders if (folder / name).exists()), None)


def answer(home: str, module: str, *arguments: object) -> Any:
    """What a module of the benchmarks prints as its last line, as JSON, in a process of its own.

    Raises `RuntimeError` if it fails, or lacks a package in an environment made for that package.
    """
    command = [interpreter(home), "-m", f"benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    said = json.loads(done.stdout.splitlines()[-1])
    if home and "missing" in said and (HOMES / home).exists():
        raise RuntimeError(f"{' '.join(command)}: {said['missing']} is missing from {home}")
    return said


def alternating(
    jobs: Mapping[_Key, Callable[[], _Result]], rounds: int
) -> dict[_Key, list[_Result]]:
    """The results of each job, which are done in turn, round by round."""
    results: dict[_Key, list[_Result]] = {key: [] for key in jobs}
    for _ in range(rounds):
        for key, job in jobs.items():
            results[key].append(job())
    return results
