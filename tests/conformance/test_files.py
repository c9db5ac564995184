"""Artifacts as data: what is written to a folder is described by what it was written from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dflow_graph.conformance.files import described, written

FILE = {"file": "a.txt", "text": "é\r\n"}
FOLDER = {"folder": "d", "files": {"a.txt": "1", "sub/b.txt": ""}}


@pytest.mark.parametrize(
    "value",
    [FILE, FOLDER, [FILE, FILE], [FILE, None, FOLDER], {"x": FILE, "y": {"z": [FOLDER]}}, []],
)
def test_what_is_written_is_described_again(value: Any, tmp_path: Path) -> None:
    assert described(written(value, str(tmp_path))) == value


def test_path_that_does_not_exist_is_null(tmp_path: Path) -> None:
    assert described(tmp_path / "nothing") is None


def test_records_of_a_run_time_are_no_part_of_a_folder(tmp_path: Path) -> None:
    written(FOLDER, str(tmp_path))
    (tmp_path / "d" / ".dflow").mkdir()
    (tmp_path / "d" / ".dflow" / "catalogue").write_text("{}")
    (tmp_path / "d" / "sub" / ".empty_dir").write_text("")
    assert described(tmp_path / "d") == FOLDER
