"""Runs the command line as its user does: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run("validate", "a.json", stdin=b"...")` in a folder of the test's own."""

    def call(*args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "dflow_graph", *args],
            input=stdin, capture_output=True, cwd=tmp_path, check=False, timeout=60,
        )  # fmt: skip
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        assert "Traceback" not in out + err, err
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return call


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.json"
    path.write_text(
        '{"dflow_graph": "1.0", "name": "a", "entrypoint": "m",'
        ' "templates": {"m": {"kind": "SuspendOPTemplate"}}}'
    )
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    path.write_text(
        'dflow_graph: "1.0"\nname: a\nentrypoint: m\ntemplates:\n'
        "  m:\n    kind: SuspendOPTemplate\n    duraton: 5\n"
    )
    return path
