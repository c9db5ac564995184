"""What the README says is what one gets."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
SET_UP = [line for line in COMMANDS if line.startswith("python -m pip")]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder as its user sees it: the examples, and `dflow-graph` on the path."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    program = tmp_path / "bin" / "dflow-graph"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dflow_graph "$@"\n')
    program.chmod(0o755)
    return tmp_path


QUIET = ("--check", "dflow-graph diff")  # they print what is not as it should be


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", command], cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in SET_UP])
def test_command_of_the_readme_succeeds(command: str, checkout: Path) -> None:
    done = run(command, checkout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip() or any(word in command for word in QUIET)


def test_both_set_up_commands_are_run_by_ci() -> None:
    assert len(SET_UP) == 2
    script = (ROOT / ".ci" / "run").read_text()
    for command in SET_UP:
        assert command in script


def test_bad_document_gets_the_diagnostics_that_the_readme_shows(checkout: Path) -> None:
    (document,) = (text for kind, text in BLOCKS if kind == "yaml")
    (session,) = (text for kind, text in BLOCKS if kind == "console")
    command, expected = session.removeprefix("$ ").split("\n", 1)
    # The first line of the block names the file, and is a line of it.
    (checkout / "water.yaml").write_text(document)
    done = run(command, checkout)
    assert (done.returncode, done.stdout) == (1, expected)


def test_python_of_the_readme_runs(checkout: Path) -> None:
    program = next(text for kind, text in BLOCKS if kind == "python")
    done = run(f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}", checkout)
    assert done.returncode == 0, done.stderr
    assert "sha256:" in done.stdout
    assert (checkout / "conditional_dag.json").exists()


def test_script_of_the_readme_gives_a_clean_graph(checkout: Path) -> None:
    _, script = (text for kind, text in BLOCKS if kind == "python")
    (checkout / "script.py").write_text(script)
    command = f"{shlex.quote(sys.executable)} script.py | dflow-graph validate --fail-on warning -"
    done = run(f"set -o pipefail; {command}", checkout)
    assert done.returncode == 0, done.stdout + done.stderr


def test_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
