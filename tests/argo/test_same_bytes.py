"""The same graph gives the same bytes in every Python, whatever its hash seed (CONF-6)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.argo.digests.__main__ import FILE

ROOT = Path(__file__).parents[2]
NEEDED = "import sys; assert sys.version_info >= (3, 10); import click, msgspec, rfc8785, yaml"
NAMES = [f"python3.{minor}" for minor in range(10, 20)]


def asked(python: str, code: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """A Python that runs something in the folder of the project."""
    return subprocess.run(
        [python, *code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@cache
def pythons() -> dict[str, str]:
    """Version to program: what is running, named, on the path or with pyenv, and can import us."""
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    named = os.environ.get("DFLOW_GRAPH_PYTHONS", "").split(os.pathsep)
    programs = [sys.executable, *filter(None, named), *filter(None, map(shutil.which, NAMES))]
    programs += [str(p) for p in sorted(home.glob("versions/3.*/bin/python"))]
    found: dict[str, str] = {}
    for program in programs:
        told = asked(program, ["-c", f"{NEEDED}; print('.'.join(map(str, sys.version_info[:2])))"])
        if told.returncode == 0:
            found.setdefault(told.stdout.strip(), program)
    return found


def digests(python: str, seed: str) -> dict[str, str]:
    done = asked(python, ["-m", "tests.argo.digests"], PYTHONHASHSEED=seed)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def committed() -> dict[str, str]:
    found: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("seed", ["0", "1", "4294967295", "random"])
def test_a_hash_seed_makes_no_difference(seed: str) -> None:
    assert digests(sys.executable, seed) == committed()


def test_every_python_at_hand_gives_the_committed_digests() -> None:
    assert pythons(), "not even the running Python was found"
    told = {version: digests(program, "7") for version, program in pythons().items()}
    assert told == dict.fromkeys(told, committed())
