"""`dflow-graph conformance`: what is run, what is printed, and the exit status."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from dflow_graph.cli.main import cli

FAKE = Path(__file__).parents[1] / "conformance" / "misbehaving.py"
QUICK = ["--tag", "canonical"]
LEVEL = ["--level", "exchange"]


def conformance(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["conformance", *arguments])


def test_without_impl_the_built_in_implementation_answers() -> None:
    done = conformance(*QUICK, "--jobs", "2")
    assert done.exit_code == 0, done.output
    head, row = done.stdout.splitlines()[-2:]
    assert head.split() == [
        *("level", "cases", "claimed", "passed", "failed", "skipped", "errored", "broken", "score")
    ]
    assert re.fullmatch(r"exchange +(\d+) +\1 +\1 +0 +0 +0 +0 +100 %", row)


def test_levels_tags_and_ids_choose_the_cases() -> None:
    def ids(*arguments: str) -> set[str]:
        done = conformance(*arguments, "--format", "json")
        return {outcome["id"] for outcome in json.loads(done.stdout)["outcomes"]}

    assert ids("--case", "valid-minimal", "--case", "canonical-value-null") == {
        "valid-minimal",
        "canonical-value-null",
    }
    only = ids("--level", "core", "--tag", "numbers")
    assert only
    assert all(name.startswith(("dg", "valid")) for name in only)


def test_no_case_left_is_a_usage_error() -> None:
    done = conformance("--case", "valid-minimal", "--level", "exchange")
    assert done.exit_code == 2
    assert "No case has this level, tag and id." in done.stderr


def test_outcomes_are_printed_with_what_was_expected(tmp_path: Path) -> None:
    tool = tmp_path / "tool.py"
    tool.write_text("import sys; sys.exit(0)")
    done = conformance(
        *("--impl", f"{sys.executable} -S {tool} {{file}}"),
        *("--case", "valid-minimal"),
        *("--case", "dg006-duplicate-key"),
    )
    assert done.exit_code == 1
    assert "failed: dg006-duplicate-key [core]\n" in done.stdout
    assert "  - valid: expected false, got true\n" in done.stdout
    assert "by verdict" in done.stdout


def test_one_shot_tool_is_judged_by_its_findings_if_it_prints_them() -> None:
    command = f"{sys.executable} -m dflow_graph validate {{file}} --format json"
    names = ["dg006-duplicate-key", "valid-minimal", "dg014-no"]
    done = conformance("--impl", command, *(a for n in names for a in ("--case", n)))
    assert done.exit_code == 0, done.output
    assert "by verdict" not in done.stdout


@pytest.mark.parametrize(
    ("code", "status", "problem"),
    [
        ("import os; os.abort()", "broken", "crash"),
        ("import time; time.sleep(60)", "broken", "hang"),
        ("raise SystemExit(2)", "errored", ""),
        ("raise SystemExit(1)", "failed", ""),
        ('print(\'{"valid": true, "diagnostics": [1]}\')', "broken", "garbage"),
        ('print(\'{"valid": false, "diagnostics": []}\')', "failed", ""),
        ("print('all is well')", "passed", ""),
    ],
)
def test_one_shot_tool_may_do_anything(
    code: str, status: str, problem: str, tmp_path: Path
) -> None:
    tool = tmp_path / "tool.py"
    tool.write_text(code)
    done = conformance(
        *("--impl", f"{sys.executable} -I -S {tool} {{file}}", "--timeout", "2"),
        *("--case", "valid-minimal", "--format", "json"),
    )
    (outcome,) = json.loads(done.stdout)["outcomes"]
    assert (outcome["status"], outcome.get("problem", "")) == (status, problem)
    assert done.exit_code == (0 if status == "passed" else 1)


@pytest.mark.parametrize("impl", ["/no/such/program {file}", "/no/such/program"])
def test_implementation_that_is_not_there_ends_with_2(impl: str) -> None:
    done = conformance("--impl", impl)
    assert done.exit_code == 2
    assert "dflow-graph: the implementation did not start: " in done.stderr


@pytest.mark.parametrize("impl", ["", "'open"])
def test_command_that_is_none_is_a_usage_error(impl: str) -> None:
    done = conformance("--impl", impl)
    assert done.exit_code == 2
    assert "Error: --impl: " in done.stderr


def test_wrong_version_of_the_protocol_is_said() -> None:
    done = conformance("--impl", f"{sys.executable} {FAKE} 'wrong version'")
    assert done.exit_code == 2
    assert "it speaks version 2 of the protocol, and the suite version 1" in done.stderr


def test_json_says_who_what_and_why() -> None:
    done = conformance(*QUICK, "--format", "json")
    data = json.loads(done.stdout)
    assert data["implementation"]["name"] == "dflow-graph"
    # Some cases of a level prove nothing of it.
    assert data["partial"] is True
    assert data["levels"]["exchange"]["full"] is False
    assert set(data) == {"implementation", "partial", "levels", "outcomes", "not_claimed"}
    whole = json.loads(conformance(*LEVEL, "--format", "json").stdout)
    assert (whole["partial"], whole["levels"]["exchange"]["full"]) == (False, True)


def test_junit_counts_what_is_not_passed() -> None:
    fake = f"{sys.executable} {FAKE} wrong"
    done = conformance(
        "--impl", fake, "--tag", "canonical", "--tag", "depends", "--format", "junit"
    )
    root = ET.fromstring(done.stdout)
    (suite,) = [s for s in root if s.get("name") == "semantic"]
    assert int(suite.get("tests", "")) == len(suite) > 100
    failed = [case for case in suite if case.find("failure") is not None]
    assert len(failed) == int(suite.get("failures", "")) > 10
    assert done.exit_code == 1


def test_markdown_has_a_row_for_each_level() -> None:
    done = conformance(*QUICK, "--format", "markdown")
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"### dflow-graph \S+ \(Python\), some of the cases", lines[0])
    assert lines[2].startswith("| level | cases |")
    assert lines[4].startswith("| exchange | ")


@pytest.mark.parametrize("suffix", ["svg", "json"])
def test_badge_names_the_levels_that_are_reached(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"badge.{suffix}"
    assert conformance(*LEVEL, "--badge", str(path)).exit_code == 0
    text = path.read_text(encoding="utf-8")
    if suffix == "json":
        assert json.loads(text) == {
            "schemaVersion": 1,
            "label": "dflow-graph 1.0",
            "message": "exchange",
            "color": "#2e7d32",
        }
    else:
        root = ET.fromstring(text)
        assert "exchange" in "".join(root.itertext())


def test_badge_says_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "badge.json"
    broken = f"{sys.executable} {FAKE.with_name('broken.py')} runtime"
    assert conformance("--impl", broken, "--level", "runtime", "--badge", str(path)).exit_code == 1
    assert re.fullmatch(r"runtime 9[\d.]+ %", json.loads(path.read_text())["message"])


def test_badge_for_some_cases_of_a_level_is_a_usage_error(tmp_path: Path) -> None:
    done = conformance(*QUICK, "--badge", str(tmp_path / "badge.svg"))
    assert done.exit_code == 2
    assert "A badge is for whole levels" in done.stderr


def test_run_in_which_nothing_is_asked_is_no_success() -> None:
    done = conformance("--impl", f"{sys.executable} {FAKE} skips", "--level", "emit")
    assert done.exit_code == 1
    assert "claims none of these cases" in done.stderr


def test_badge_of_another_sort_is_a_usage_error(tmp_path: Path) -> None:
    assert conformance(*QUICK, "--badge", str(tmp_path / "badge.png")).exit_code == 2
