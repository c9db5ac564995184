"""`dflow-graph validate --format`: what each format prints, and that it ends alike in all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import Run


def findings_of_json(text: str) -> int:
    return int(json.loads(text)["summary"]["errors"])


def findings_of_sarif(text: str) -> int:
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    return len(log["runs"][0]["results"])


def findings_of_github(text: str) -> int:
    assert all(line.startswith("::error file=") for line in text.splitlines())
    return len(text.splitlines())


def findings_of_junit(text: str) -> int:
    return len(ET.fromstring(text.encode("utf-8")).findall("testsuite/testcase/failure"))


READERS = {
    "json": findings_of_json,
    "sarif": findings_of_sarif,
    "github": findings_of_github,
    "junit": findings_of_junit,
}
every_format = pytest.mark.parametrize(("form", "findings"), READERS.items(), ids=list(READERS))
Findings = Callable[[str], int]


@every_format
def test_sound_file_exits_0(run: Run, good: Path, form: str, findings: Findings) -> None:
    done = run("validate", "good.json", "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert findings(done.stdout) == 0


@every_format
def test_faulty_file_exits_1(
    run: Run, good: Path, bad: Path, form: str, findings: Findings
) -> None:
    done = run("validate", "good.json", "bad.yaml", "--format", form)
    assert (done.returncode, done.stderr) == (1, "")
    assert findings(done.stdout) == 1
    assert "bad.yaml" in done.stdout


@every_format
def test_missing_file_exits_2_and_the_others_are_reported(
    run: Run, bad: Path, form: str, findings: Findings
) -> None:
    done = run("validate", "no.json", "bad.yaml", "--format", form)
    assert done.returncode == 2
    assert "no.json" in done.stderr
    assert findings(done.stdout) == 1


@every_format
def test_standard_input_is_reported(run: Run, bad: Path, form: str, findings: Findings) -> None:
    done = run("validate", "-", "--format", form, stdin=bad.read_bytes())
    assert done.returncode == 1
    assert findings(done.stdout) == 1
    assert "stdin" in done.stdout


@every_format
def test_codes_are_chosen_in_every_format(
    run: Run, bad: Path, form: str, findings: Findings
) -> None:
    done = run("validate", "bad.yaml", "--ignore", "DG106", "--format", form)
    assert done.returncode == 0
    assert findings(done.stdout) == 0


@every_format
def test_jobs_print_the_same_bytes(
    run: Run, bad: Path, tmp_path: Path, form: str, findings: Findings
) -> None:
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_bytes(bad.read_bytes())
    one, two = (run("validate", ".", "--jobs", n, "--format", form) for n in ("1", "2"))
    assert one.stdout == two.stdout
    assert findings(one.stdout) == 4


@every_format
def test_output_is_utf8_whatever_the_locale(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, findings: Findings
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1:strict")
    (tmp_path / "中😀.json").write_text('{"dflow_graph": "1.0", "😀": 1}', encoding="utf-8")
    done = run("validate", "中😀.json", "--select", "DG106", "--format", form)
    assert done.returncode == 1
    assert findings(done.stdout) == 1
    assert "😀" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="names of files are octets on Unix alone")
@every_format
def test_file_name_that_is_not_utf8_is_reported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, findings: Findings
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8:strict")
    (tmp_path / "a\udcff.json").write_text("[]")
    done = run("validate", "a\udcff.json", "--format", form)
    assert done.returncode == 1
    assert findings(done.stdout) == 1


def test_github_prints_nothing_for_nothing(run: Run, good: Path) -> None:
    assert run("validate", "good.json", "--format", "github").stdout == ""


def test_unknown_format_exits_2_and_lists_the_formats(run: Run, good: Path) -> None:
    done = run("validate", "good.json", "--format", "xml")
    assert done.returncode == 2
    assert all(form in done.stderr for form in ("text", *READERS))
