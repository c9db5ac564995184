"""`diff`: what it prints, how it ends, and that git can use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dflow_graph import diff, digest, load
from tests.cli.conftest import Run
from tests.differences.graphs import base


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two graphs of which the second has another image, another script, and a step more."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(base()))
    data = base()
    data["templates"]["echo"]["image"] = "alpine:\u202e4"
    data["templates"]["echo"]["script"] += "echo\x1b[31m more\n"
    data["templates"]["main"]["steps"][0].append({"name": "third", "template": "echo"})
    new.write_text(json.dumps(data))
    return old, new


def test_differences_are_told_by_template_and_step(run: Run, pair: tuple[Path, Path]) -> None:
    done = run("diff", "old.json", "new.json")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "--- old.json",
        "+++ new.json",
        "template main",
        "  + step third",
        "template echo",
        '  ~ image: "alpine:3" -> "alpine:\\u202e4"',
        "  ~ script:",
        "      @@ -5 +5,2 @@",
        "       exit 0",
        "      +echo\\x1b[31m more",
        "3 differences",
    ]


def test_equal_graphs_print_nothing(run: Run, pair: tuple[Path, Path]) -> None:
    done = run("diff", "old.json", "-", stdin=pair[0].read_bytes())
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_json_has_both_places(run: Run, pair: tuple[Path, Path]) -> None:
    done = run("diff", "old.json", "new.json", "--format", "json")
    assert done.returncode == 1
    data = json.loads(done.stdout)
    old, new = (load(path) for path in pair)
    assert data["old"] == {"path": "old.json", "digest": digest(old)}
    assert data["new"] == {"path": "new.json", "digest": digest(new)}
    assert data["equal"] is False
    assert data["changes"] == [change.to_dict() for change in diff(old, new)]
    assert data["changes"][1] == {
        "kind": "changed",
        "what": "field",
        "template": "echo",
        "field": "image",
        "old": {"pointer": "/templates/echo/image", "value": "alpine:3"},
        "new": {"pointer": "/templates/echo/image", "value": "alpine:\u202e4"},
    }
    same = json.loads(run("diff", "old.json", "old.json", "--format", "json").stdout)
    assert (same["equal"], same["changes"]) == (True, [])


def test_annotations_count_if_asked_for(run: Run, pair: tuple[Path, Path]) -> None:
    data = base()
    data["annotations"]["by"] = "you"
    pair[1].write_text(json.dumps(data))
    assert run("diff", "old.json", "new.json").returncode == 0
    done = run("diff", "--all", "old.json", "new.json")
    assert done.returncode == 1
    assert '~ annotations.by: "me" -> "you"' in done.stdout


def test_what_is_no_graph_is_reported(run: Run, pair: tuple[Path, Path], bad: Path) -> None:
    done = run("diff", "old.json", "bad.yaml")
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[DG106]" in done.stderr
    assert run("diff", "old.json", "missing.json").returncode == 2


@pytest.mark.parametrize("args", [("a",), ("a", "b", "c"), ("-", "-"), ("--git", "a", "b")])
def test_misuse_ends_with_2(run: Run, args: tuple[str, ...]) -> None:
    done = run("diff", *args)
    assert done.returncode == 2
    assert "Usage:" in done.stderr


def test_git_shows_differences_by_the_driver(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    def git(*args: str) -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *args]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    git("init", "-q")
    (tmp_path / ".gitattributes").write_text("*.json diff=dflow-graph\n")
    git("config", "diff.dflow-graph.command", f"'{sys.executable}' -m dflow_graph diff --git")
    (tmp_path / "graph.json").write_bytes(pair[0].read_bytes())
    git("add", ".gitattributes", "graph.json")
    git("commit", "-q", "-m", "one")
    (tmp_path / "graph.json").write_bytes(pair[1].read_bytes())
    (tmp_path / "new.json").rename(tmp_path / "added.json")
    git("add", "-N", "added.json")
    shown = git("diff").splitlines()
    assert shown[:2] == ["new graph added.json", "graph graph.json"]
    assert "  + step third" in shown
    git("rm", "-q", "--cached", "graph.json")
    assert "deleted graph graph.json" in git("diff", "--cached").splitlines()


def test_the_example_of_the_documentation_is_what_one_gets(run: Run, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    for name in ("before.yaml", "after.yaml"):
        (tmp_path / name).write_bytes((root / "tests" / "differences" / name).read_bytes())
    page = (root / "docs" / "diff.md").read_text(encoding="utf-8")
    command, _, shown = page.split("```console\n$ ")[1].split("\n```")[0].partition("\n")
    done = run(*command.split()[1:])
    assert done.stdout.splitlines() == shown.splitlines()
