"""The committed schemas are those of the model, load everywhere, and stay what they were."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dflow_graph.schema.examples import EXAMPLES
from dflow_graph.schema.generate import BUNDLE, schema_texts, write_schemas
from dflow_graph.schema.lock import broken_locks, lock
from dflow_graph.schema.shapes import OBJECTS, shape_of
from dflow_graph.schema.tables import fill

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas" / "v1"
FILES = sorted(SCHEMAS.glob("*.schema.json"))


def test_regenerating_the_schemas_gives_the_same_bytes(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    made = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert made == {p.name: p.read_bytes() for p in FILES}


def test_generating_twice_in_one_process_gives_the_same_texts() -> None:
    assert schema_texts() == schema_texts()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_schema_is_valid_and_accepts_its_examples(path: Path) -> None:
    schema = json.loads(path.read_text())
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    for example in schema["$defs"].get(schema["title"], {}).get("examples", []):
        judge.validate(example)
        OBJECTS[schema["title"]].from_dict(example)


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_object_has_an_example_and_every_field_a_sentence(name: str) -> None:
    assert EXAMPLES[name]
    shape = shape_of(OBJECTS[name])
    assert shape.description.endswith(".")
    for field in shape.fields:
        assert field.description, f"{name}.{field.name}"


def test_no_schema_uses_a_union_that_hides_the_culprit() -> None:
    for path in FILES:
        text = path.read_text()
        assert '"anyOf"' not in text
        assert '"oneOf"' not in text


def test_bundle_defines_every_object() -> None:
    bundle = json.loads((SCHEMAS / BUNDLE).read_text())
    assert set(OBJECTS) <= set(bundle["$defs"])


def test_check_jsonschema_loads_every_schema_offline() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--check-metaschema", *map(str, FILES)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr


def test_ver1_released_schemas_have_not_changed() -> None:
    assert broken_locks(ROOT / "schemas") == []


def test_ver1_lock_names_a_schema_that_changed(tmp_path: Path) -> None:
    (tmp_path / "v1").mkdir()
    schema = tmp_path / "v1" / "step.schema.json"
    schema.write_text("{}")
    (tmp_path / "released.json").write_text("{}")
    lock(tmp_path)
    assert broken_locks(tmp_path) == []
    schema.write_text('{"type": "object"}')
    assert broken_locks(tmp_path) == ["v1/step.schema.json"]
    with pytest.raises(ValueError, match="v1/step"):
        lock(tmp_path)


def test_field_tables_of_the_specification_are_current() -> None:
    text = (ROOT / "spec.md").read_text(encoding="utf-8")
    assert fill(text) == text
