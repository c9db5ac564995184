"""`show`: what it writes where, and how it ends."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.view import graphs


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return graphs.written(graphs.every_link(), tmp_path)


def test_tree_is_what_a_terminal_gets(run: Run, sound: Path) -> None:
    done = run("show", "graph.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("shown\n├─ main (DAG) [entrypoint]\n│  ├─ make (Shell)\n")
    assert "< artifact file → in from make" in done.stdout


@pytest.mark.parametrize(("name", "start"), [
    ("a.svg", "<svg"), ("a.html", "<!DOCTYPE html>"), ("a.htm", "<!DOCTYPE html>"),
    ("a.dot", "digraph"), ("a.gv", "digraph"), ("a.mmd", "---\n"), ("a.graphml", "<?xml"),
    ("a.txt", "shown\n"), ("a", "shown\n"),
])  # fmt: skip
def test_suffix_tells_the_format(run: Run, sound: Path, name: str, start: str) -> None:
    done = run("show", "graph.json", "-o", name)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (sound.parent / name).read_text(encoding="utf-8").startswith(start)


def test_format_that_is_asked_for_goes_before_the_suffix(run: Run, sound: Path) -> None:
    run("show", "graph.json", "--format", "dot", "-o", "a.svg")
    assert (sound.parent / "a.svg").read_text().startswith("digraph")


@pytest.mark.parametrize("form", ["tree", "mermaid", "dot", "svg", "html", "graphml"])
def test_standard_input_is_read_and_standard_output_written(run: Run, form: str) -> None:
    done = run("show", "-", "--format", form, stdin=json.dumps(graphs.hostile()).encode())
    assert done.returncode == 1
    assert done.stdout.endswith("\n")
    assert done.stderr.endswith("; they are drawn on the nodes\n")
    if form == "svg":
        ET.fromstring(done.stdout)


def test_yaml_is_read_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "g.yaml").write_bytes((graphs.ROOT / "examples/conditional_dag.yaml").read_bytes())
    assert "energy → choose-functional (DAG)" in run("show", "g.yaml").stdout


def test_errors_of_meaning_are_drawn_and_exit_1(run: Run, tmp_path: Path) -> None:
    graphs.written(graphs.faulty(), tmp_path)
    done = run("show", "graph.json")
    assert done.returncode == 1
    assert "! error DG304" in done.stdout
    assert done.stderr == (
        "1 file checked, 2 errors and 1 warning found; they are drawn on the nodes\n"
    )


def test_warnings_are_drawn_and_exit_0(run: Run, tmp_path: Path) -> None:
    made = graphs.nested(1, 3)
    made["templates"]["idle"] = graphs.shell()
    graphs.written(made, tmp_path)
    done = run("show", "graph.json")
    assert done.returncode == 0
    assert "! warning DG606" in done.stdout


def test_broken_structure_is_reported_and_nothing_written(
    run: Run, bad: Path, tmp_path: Path
) -> None:
    done = run("show", "bad.yaml", "-o", "a.svg")
    assert (done.returncode, done.stdout) == (1, "")
    assert "bad.yaml:7:5: error[DG106]" in done.stderr
    assert not (tmp_path / "a.svg").exists()


@pytest.mark.parametrize("arguments", [
    ("none.json",), ("graph.json", "-o", "no/such/folder.svg"), ("graph.json", "--depth", "0"),
    ("graph.json", "--format", "png"), (), (".",),
])  # fmt: skip
def test_misuse_and_missing_files_exit_2(run: Run, sound: Path, arguments: tuple[str, ...]) -> None:
    done = run("show", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_depth_closes_what_lies_deeper(run: Run, sound: Path) -> None:
    assert "a1" in run("show", "graph.json").stdout
    assert "a1" not in run("show", "graph.json", "--depth", "1").stdout
