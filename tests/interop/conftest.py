"""The scripts of which pydflow wrote graphs, and what they give under dflow_graph itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SCRIPTS = [
    script
    for folder in (HERE.parent / "scripts", HERE / "scripts")
    for script in sorted(folder.glob("*.py"))
    if (HERE / "graphs" / f"{script.stem}.graph.json").exists()
]


@pytest.fixture(scope="session")
def native(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the native graph of each script, and `errors.json`."""
    folder = tmp_path_factory.mktemp("native")
    program = [sys.executable, str(HERE / "native.py"), str(folder), *map(str, SCRIPTS)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    return folder
