"""`dflow-graph validate`: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.cli.conftest import Run

MESSAGE = "`duraton` is no field of SuspendOPTemplate; did you mean `duration`?"


def test_sound_file_exits_0(run: Run, good: Path) -> None:
    done = run("validate", str(good))
    assert (done.returncode, done.stdout) == (0, "1 file checked, nothing found\n")


def test_faulty_file_exits_1_and_shows_the_line_with_a_caret(run: Run, bad: Path) -> None:
    done = run("validate", "bad.yaml")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"bad.yaml:7:5: error[DG106] {MESSAGE}",
        "  7 |     duraton: 5",
        "    |     ^^^^^^^",
        "  hint: Rename it to `duration`.",
        "  rule: unknown-field, clause OBJ-1 at /templates/m/duraton",
        "",
        "1 file checked, 1 error found",
    ]


def test_json_report_has_the_promised_shape(run: Run, good: Path, bad: Path) -> None:
    done = run("validate", "good.json", "bad.yaml", "--format", "json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["tool"] == "dflow-graph"
    assert report["summary"] == {"files": 2, "errors": 1, "warnings": 0}
    assert [f["valid"] for f in report["files"]] == [True, False]
    assert report["files"][1]["diagnostics"] == [
        {
            "code": "DG106",
            "severity": "error",
            "message": MESSAGE,
            "pointer": "/templates/m/duraton",
            "line": 7,
            "column": 5,
            "hint": "Rename it to `duration`.",
            "clause": "OBJ-1",
        }
    ]


def test_standard_input_is_read_for_a_hyphen(run: Run, good: Path, bad: Path) -> None:
    assert run("validate", "-", stdin=good.read_bytes()).returncode == 0
    done = run("validate", "-", stdin=bad.read_bytes())
    assert done.returncode == 1
    assert done.stdout.startswith("<stdin>:7:5: error[DG106]")


def test_missing_file_exits_2_and_the_others_are_checked(run: Run, good: Path) -> None:
    done = run("validate", "no.json", "good.json")
    assert done.returncode == 2
    assert "no.json: no such file or folder" in done.stderr
    assert "1 file checked" in done.stdout


def test_unreadable_file_exits_2(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loop.json").symlink_to("loop.json")
    done = run("validate", "loop.json")
    assert done.returncode == 2
    assert "loop.json" in done.stderr


def test_folder_is_walked_and_other_files_are_passed_over(
    run: Run, good: Path, bad: Path, tmp_path: Path
) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    os.rename(bad, tmp_path / "deep" / "er" / "bad.yml")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.json").write_text('{"dflow_graph": 3}')
    done = run("validate", ".")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "2 files checked, 1 error found"


def test_dg016_folder_without_graph_is_a_finding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.json").write_text("{}")
    done = run("validate", "empty")
    assert done.returncode == 1
    assert "empty: error[DG016]" in done.stdout


def test_glob_is_expanded_where_the_shell_did_not(run: Run, good: Path, bad: Path) -> None:
    assert run("validate", "g*.json").returncode == 0
    assert run("validate", "*.y?ml").returncode == 1
    assert run("validate", "*.nothing").returncode == 2


def test_a_file_named_twice_is_checked_once(run: Run, good: Path) -> None:
    assert run("validate", "good.json", "good.json").stdout.startswith("1 file checked")


def test_jobs_give_the_same_report_in_the_same_order(run: Run, tmp_path: Path, bad: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.yaml").write_bytes(bad.read_bytes())
    one, four = (run("validate", ".", "--jobs", n, "--format", "json") for n in ("1", "4"))
    assert one.stdout == four.stdout
    assert json.loads(one.stdout)["summary"]["errors"] == 10


def test_select_and_ignore_choose_by_the_beginning_of_a_code(run: Run, bad: Path) -> None:
    assert run("validate", "bad.yaml", "--ignore", "DG106").returncode == 0
    assert run("validate", "bad.yaml", "--ignore", "DG1").returncode == 0
    assert run("validate", "bad.yaml", "--select", "DG0,DG105").returncode == 0
    assert run("validate", "bad.yaml", "--select", "dg106").returncode == 1
    done = run("validate", "bad.yaml", "--select", "DG999")
    assert done.returncode == 2
    assert "DG999" in done.stderr


def test_usage_errors_exit_2_and_name_the_near_miss(run: Run) -> None:
    done = run("validat")
    assert done.returncode == 2
    assert "validate" in done.stderr
    assert run("validate").returncode == 2


def test_control_characters_of_a_document_do_not_reach_the_terminal(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "evil.json").write_text('{"dflow_graph": "1.0", "a\\u001b[2J\x7f": "\x9b31m"}')
    done = run("validate", "evil.json")
    assert done.returncode == 1
    assert not {"\x1b", "\x7f", "\x9b"} & set(done.stdout)


def test_a_credential_that_is_found_is_not_printed(run: Run, tmp_path: Path) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6" * 3
    (tmp_path / "leaky.yaml").write_text(
        'dflow_graph: "1.0"\nname: leaky\nentrypoint: main\nlabels:\n'
        f"  token: {secret}\n  bad label: {secret[:20]}\n"
        "templates:\n  main:\n    kind: SuspendOPTemplate\n"
    )
    for form in ("text", "json", "sarif", "github", "junit"):
        done = run("validate", "leaky.yaml", "--format", form)
        assert done.returncode == 1
        assert "DG801" in done.stdout
        assert secret not in done.stdout
