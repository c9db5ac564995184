"""`fmt`, `digest`, `schema`, `explain`: what they print, write, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dflow_graph import load
from dflow_graph.rules import RULES
from dflow_graph.schema.store import schema_names
from tests.cli.conftest import Run


def test_fmt_rewrites_a_file_once(run: Run, good: Path) -> None:
    before = load(good)
    assert run("fmt", "--check", "good.json").returncode == 1
    assert run("fmt", "good.json").stdout == "reformatted good.json\n"
    assert load(good) == before
    assert good.read_text().startswith('{\n  "dflow_graph": "1.0",\n')
    assert run("fmt", "--check", "good.json").returncode == 0
    assert run("fmt", "good.json").stdout == ""


def test_fmt_of_standard_input_goes_to_standard_output(run: Run, good: Path) -> None:
    done = run("fmt", "-", stdin=good.read_bytes())
    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads(good.read_bytes())


def test_fmt_keeps_comments_unless_told_to_drop_them(run: Run, good: Path, tmp_path: Path) -> None:
    text = run("digest", "--canonical", "good.json").stdout
    yaml = tmp_path / "g.yaml"
    yaml.write_text(f"# why this graph exists\n{text}")
    kept = run("fmt", "g.yaml")
    assert kept.returncode == 2
    assert "--drop-comments" in kept.stderr
    assert yaml.read_text().startswith("# why")
    assert run("fmt", "--drop-comments", "g.yaml").returncode == 0
    assert yaml.read_text().startswith('dflow_graph: "1.0"\n')


@pytest.mark.parametrize("text", ["a: '#b'", "a: |\n  # no comment\n", 'a: "x # y"', "a: b#c"])
def test_a_number_sign_within_a_value_is_no_comment(text: str) -> None:
    from dflow_graph.readers.yaml_comments import has_comment

    assert not has_comment(text)
    assert has_comment(text + "\n# a comment\n")
    assert has_comment("x: 1 # one\n" + text)


def test_fmt_of_a_faulty_file_writes_nothing(run: Run, bad: Path) -> None:
    before = bad.read_bytes()
    done = run("fmt", "bad.yaml")
    assert done.returncode == 1
    assert "DG106" in done.stderr
    assert bad.read_bytes() == before


def test_fmt_leaves_no_half_written_file(run: Run, good: Path, tmp_path: Path) -> None:
    run("fmt", "good.json")
    assert [p.name for p in tmp_path.iterdir()] == ["good.json"]


def test_digest_is_one_for_json_and_yaml(run: Run, good: Path, tmp_path: Path) -> None:
    from dflow_graph import dump

    dump(load(good), tmp_path / "good.yaml")
    done = run("digest", "good.json", "good.yaml")
    first, second = (line.split("  ") for line in done.stdout.splitlines())
    assert first[0] == second[0]
    assert first[0].startswith("sha256:")
    assert (first[1], second[1]) == ("good.json", "good.yaml")


def test_digest_of_a_faulty_file_exits_1(run: Run, bad: Path, good: Path) -> None:
    done = run("digest", "bad.yaml", "good.json")
    assert done.returncode == 1
    assert "DG106" in done.stderr
    assert done.stdout.endswith("good.json\n")


def test_schema_prints_what_is_committed(run: Run) -> None:
    listed = run("schema").stdout.split()
    assert listed == schema_names()
    assert json.loads(run("schema", "step").stdout)["title"] == "Step"
    assert "$defs" in json.loads(run("schema", "--bundle").stdout)


def test_unknown_schema_exits_2_with_the_near_miss(run: Run) -> None:
    done = run("schema", "stepp")
    assert done.returncode == 2
    assert "step" in done.stderr


@pytest.mark.parametrize("code", sorted(RULES))
def test_explain_prints_the_page_of_every_rule(code: str) -> None:
    from click.testing import CliRunner

    from dflow_graph.cli.explain import command

    done = CliRunner().invoke(command, [code])
    assert done.exit_code == 0
    assert done.output.startswith(f"# {code}: {RULES[code].name}\n")


def test_explain_takes_names_and_refuses_unknown_codes(run: Run) -> None:
    assert run("explain", "unknown-field").stdout.startswith("# DG106")
    done = run("explain", "DG1O6")
    assert done.returncode == 2
    assert "DG106" in done.stderr
