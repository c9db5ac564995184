"""`dflow-graph convert` as its user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import dflow_graph
from dflow_graph.cli.convert import command

GRAPHS = Path(__file__).parent / "graphs"
SOURCE = GRAPHS / "secrets_and_clients.graph.json"


def run(*arguments: str | Path, text: bytes | None = None) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)), input=text)


@pytest.mark.parametrize("name", ["ours.json", "ours.yaml"])
def test_graph_of_pydflow_becomes_a_valid_file(name: str, tmp_path: Path) -> None:
    target = tmp_path / name
    result = run(SOURCE, target, "--stable-names")
    assert result.exit_code == 0, result.stderr
    assert dflow_graph.validate(target).errors == 0
    assert dflow_graph.load(target).name == "secrets-and-clients"
    assert "secret[DG802] /templates/" in result.stderr
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == [target]


def test_report_is_json_on_demand(tmp_path: Path) -> None:
    result = run(SOURCE, tmp_path / "ours.json", "--report", "json")
    report = json.loads(result.stderr)
    secrets = [entry for entry in report["entries"] if entry["kind"] == "secret"]
    assert report["summary"]["secrets"] == len(secrets) > 0
    assert {"kind", "source", "result", "message"} <= set(report["entries"][0])


def test_standard_input_and_output() -> None:
    result = run("-", text=SOURCE.read_bytes())
    assert result.exit_code == 0
    assert json.loads(result.stdout)["dflow_graph"] == "1.0"


def test_ours_becomes_a_graph_of_pydflow(tmp_path: Path) -> None:
    run(SOURCE, tmp_path / "ours.json")
    result = run(tmp_path / "ours.json", tmp_path / "theirs.json", "--to", "pydflow")
    assert result.exit_code == 0, result.stderr
    theirs = json.loads((tmp_path / "theirs.json").read_text())
    assert theirs["entrypoint"] == "secrets-and-clients-steps"
    assert "in clear only" in result.stderr


def test_stable_names_are_refused_where_they_would_do_nothing(tmp_path: Path) -> None:
    run(SOURCE, tmp_path / "ours.json")
    result = run(tmp_path / "ours.json", "--stable-names")
    assert result.exit_code == 2
    assert "--stable-names is for pydflow's graphs; " in result.stderr
    assert "is `graph`" in result.stderr


def test_fault_leaves_the_target_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "target.json"
    target.write_text("before")
    result = run("-", target, text=b'{"templates": {"a": {"type": "Nonsense"}}}')
    assert result.exit_code == 1
    assert "DG108" in result.stderr
    assert target.read_text() == "before"


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000, b'{"a": 1, "a": 2}'])
def test_text_that_is_no_document_is_a_finding(text: bytes) -> None:
    result = run("-", text=text)
    assert result.exit_code == 1
    assert "error[DG0" in result.stderr
    assert result.stdout == ""


def test_nan_in_a_graph_of_pydflow_is_a_value() -> None:
    graph = GRAPHS / "parameter_values.graph.json"
    text = graph.read_text().replace('"value": -1.5', '"value": NaN')
    assert "NaN" in text
    result = run("-", text=text.encode())
    assert '"name": "nan"' in result.stdout


def test_graph_without_a_called_template_is_a_finding_and_written(tmp_path: Path) -> None:
    data = json.loads(SOURCE.read_text())
    data["templates"] = {n: t for n, t in data["templates"].items() if t["type"] == "Steps"}
    result = run("-", tmp_path / "out.json", text=json.dumps(data).encode())
    assert result.exit_code == 1
    assert "DG302" in result.stderr


def test_missing_file_is_no_traceback(tmp_path: Path) -> None:
    result = run(tmp_path / "none.json")
    assert result.exit_code == 2
    assert "No such file" in result.stderr


EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_goes_to_pydflow_and_comes_back(example: Path, tmp_path: Path) -> None:
    result = run(example, tmp_path / "theirs.json", "--to", "pydflow")
    assert result.exit_code == 0, result.stderr
    run(tmp_path / "theirs.json", tmp_path / "ours.json")
    once, again = dflow_graph.load(example), dflow_graph.load(tmp_path / "ours.json")
    assert set(again.templates) == set(once.templates)
    for name, template in once.templates.items():
        slices = template.to_dict().get("slices")
        assert again.templates[name].to_dict().get("slices", {}).keys() >= set(slices or ()) - {
            "slices"
        }


def test_large_integer_is_kept() -> None:
    graph = GRAPHS / "parameter_values.graph.json"
    text = graph.read_text().replace('"value": -1.5', '"value": 123456789012345678901')
    result = run("-", text=text.encode())
    assert '"decimal": "123456789012345678901"' in result.stdout


def test_text_that_is_no_document_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "cut.json"
    broken.write_text('{"templates": {')
    result = run(broken, "--from", "pydflow")
    assert result.exit_code == 1
    assert f"{broken}:1:16: error[DG004]" in result.stderr
    assert run("-", "--from", "pydflow", text=b"{").stderr.startswith("-:1:2: error[DG004]")


def test_other_places_of_findings_are_pointers_into_the_result(tmp_path: Path) -> None:
    """No text of the result is at hand when a finding is made, and the source has other lines."""
    result = run(GRAPHS / "true_errors.graph.json", tmp_path / "ours.json", "--stable-names")
    assert result.exit_code == 1
    notes = [line.strip() for line in result.stderr.splitlines() if "note:" in line]
    assert "note: its type stands here /templates/takesnumbers/op/inputs/list/type" in notes
    assert not any("graph.json" in note for note in notes)


def test_nan_of_yaml_is_that_of_json(tmp_path: Path) -> None:
    source = tmp_path / "g.yaml"
    source.write_text(
        "name: a\nentrypoint: s\nparameters: {p: .nan, q: -.inf}\n"
        "templates: {s: {type: Steps, name: s, steps: []}}\n"
    )
    result = run(source, "--from", "pydflow")
    found = json.loads(result.stdout)["parameters"]
    assert found["p"] == {"$value": {"kind": "float", "name": "nan"}}
    assert found["q"] == {"$value": {"kind": "float", "name": "-inf"}}
