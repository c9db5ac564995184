"""Judges in other languages and tools read the committed schemas and agree on every fixture."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.passes.shape import check_shape
from dflow_graph.pipeline import read

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "schemas" / "v1" / "dflow_graph.schema.json"
JUDGE = ROOT / "conformance" / "adapters" / "ajv"


def fixtures() -> dict[str, Any]:
    """Every value of a case or an example whose text has no syntax fault, by name."""
    found: dict[str, Any] = {}
    for path in sorted((ROOT / "conformance" / "v1").glob("*valid/*.json")):
        given = json.loads(path.read_text(encoding="utf-8"))["input"]
        if "document" in given:
            found[path.stem] = given["document"]
    for path in sorted((ROOT / "examples").rglob("*")):
        if path.suffix in (".json", ".yaml"):
            reading = read(path.read_bytes(), notation="auto")
            assert reading.model is not None, path
            found[path.name] = reading.model.to_dict()
    return found


@cache
def expected() -> dict[str, bool]:
    return {
        name: not list(check_shape(value, "Workflow", ())) for name, value in fixtures().items()
    }


def test_ajv_agrees_on_every_fixture() -> None:
    node = shutil.which("node")
    assert node, "Node.js is needed for the second judge of the schemas; see CONTRIBUTING.md"
    assert (JUDGE / "node_modules" / "ajv").is_dir(), (
        "run `npm ci --prefix conformance/adapters/ajv` first; the README's test command does"
    )
    values = fixtures()
    lines = [json.dumps({"schema": str(BUNDLE), "instance": v}) for v in values.values()]
    result = subprocess.run(
        [node, str(JUDGE / "judge.mjs")],
        input="\n".join(lines) + "\n", capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    answers = [json.loads(line)["valid"] for line in result.stdout.splitlines()]
    assert dict(zip(values, answers, strict=True)) == expected()


def test_ajv_compiles_the_schema_of_every_object() -> None:
    requests, names = [], []
    for path in sorted(BUNDLE.parent.glob("*.schema.json")):
        schema = json.loads(path.read_text())
        for example in schema["$defs"].get(schema["title"], {}).get("examples", [{}]):
            requests.append(json.dumps({"schema": str(path), "instance": example}))
            names.append((path.name, example != {}))
    result = subprocess.run(
        ["node", str(JUDGE / "judge.mjs")],
        input="\n".join(requests) + "\n", capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    answers = [json.loads(line)["valid"] for line in result.stdout.splitlines()]
    wrong = [n for (n, good), a in zip(names, answers, strict=True) if good and not a]
    assert wrong == []


@pytest.mark.parametrize("verdict", [True, False])
def test_check_jsonschema_agrees_on_every_fixture(verdict: bool, tmp_path: Path) -> None:
    values = fixtures()
    names = [name for name, valid in expected().items() if valid is verdict]
    assert names
    files = []
    for name in names:
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(json.dumps(values[name]), encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--schemafile", str(BUNDLE), "-o", "json",
         *map(str, files)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    failed = {Path(e["filename"]).name for e in json.loads(result.stdout)["errors"]}
    assert failed == (set() if verdict else {f.name for f in files})
