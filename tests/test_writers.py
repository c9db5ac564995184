"""Files are replaced as a whole; what is no file is written into."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from dflow_graph.cli.main import cli
from dflow_graph.writers import write_atomically

MINIMAL = str(Path(__file__).parents[1] / "examples" / "minimal.json")


def test_a_file_is_replaced_and_keeps_its_mode_and_links(tmp_path: Path) -> None:
    path, link = tmp_path / "a.json", tmp_path / "link.json"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_atomically(link, b"new")
    assert (link.is_symlink(), path.read_text()) == (True, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "link.json"]


@pytest.mark.parametrize("command", [["emit"], ["show", "--format", "html"]])
def test_a_pipe_stays_a_pipe(command: list[str], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    done = CliRunner().invoke(cli, [*command, MINIMAL, "-o", str(pipe)])
    assert (done.exit_code, done.output) == (0, "")
    reader.join(timeout=30)
    assert read
    assert read[0].strip()
    # As root, a rename would put a file in the place of /dev/null.
    assert pipe.is_fifo()
