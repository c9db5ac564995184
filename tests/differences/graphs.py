"""A graph to plant differences in, and other spellings of graphs."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dflow_graph.codec import encode_plain
from dflow_graph.differences import Change, diff
from dflow_graph.model import UNSET, Object, Workflow
from dflow_graph.pipeline import read, read_file
from dflow_graph.schema.shapes import shape_of
from dflow_graph.types.grammar import parse_type

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(p for p in (ROOT / "examples").iterdir() if p.suffix in (".json", ".yaml"))

SCRIPT = "#!/bin/sh\nset -e\necho {{inputs.parameters.x}} > /o\necho ready\nexit 0\n"


def base() -> dict[str, Any]:
    """A graph with each thing that can differ."""
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "parallelism": 5,
        "annotations": {"by": "me"},
        "templates": {
            "main": {
                "kind": "Steps",
                "steps": [
                    [step("make", x="1"), step("other", x="2")],
                    [
                        step("use", x="{{steps.make.outputs.parameters.o}}")
                        | {"when": "{{steps.other.outputs.parameters.o}} == 2"}
                    ],
                    [
                        {
                            "name": "graph",
                            "template": "dag",
                            "parameters": {"y": "{{=steps['use'].outputs.parameters.o}}"},
                        }
                    ],
                ],
            },
            "dag": {
                "kind": "DAG",
                "inputs": {"parameters": {"y": {"type": "str"}}},
                "tasks": [
                    step("first", x="{{inputs.parameters.y}}"),
                    step("second", x="2") | {"dependencies": ["first", "third.Succeeded"]},
                    step("third", x="{{tasks.first.outputs.parameters.o}}"),
                ],
            },
            "echo": {
                "kind": "ShellOPTemplate",
                "image": "alpine:3",
                "script": SCRIPT,
                "timeout": 90,
                "requests": {"cpu": "1"},
                "volumes": [{"name": "v", "emptyDir": {}}, {"name": "w", "emptyDir": {}}],
                "inputs": {"parameters": {"x": {"type": "str | int"}}},
                "outputs": {"parameters": {"o": {"value_from_path": "/o"}}},
            },
        },
    }


def step(name: str, **parameters: Any) -> dict[str, Any]:
    return {"name": name, "template": "echo", "parameters": parameters}


def model(data: Any) -> Workflow:
    """The model of plain data of sound structure."""
    reading = read(encode_plain(data), notation="json", meaning=False)
    assert reading.model is not None, reading.report
    return reading.model


def example(path: Path) -> Workflow:
    reading = read_file(path)
    assert reading.model is not None
    return reading.model


def planted(change: Callable[[dict[str, Any]], None]) -> list[Change]:
    """What differs once the base has been changed."""
    data = base()
    change(data)
    assert data != base()
    return diff(model(base()), model(data))


def defaults_written_out(part: Any) -> Any:
    """Plain data of a model with every default."""
    if isinstance(part, Object):
        data = part.to_dict()
        for field in shape_of(type(part)).fields:
            value = getattr(part, field.attribute)
            if value is not UNSET:
                data[field.name] = defaults_written_out(value)
            elif field.has_default:
                data[field.name] = field.default
        return data
    if isinstance(part, dict):
        return {key: defaults_written_out(value) for key, value in part.items()}
    if isinstance(part, list):
        return [defaults_written_out(value) for value in part]
    return part


def members_shuffled(part: Any, rng: random.Random) -> Any:
    """The same data with the members of objects, tasks, and steps of a group in another order."""
    if isinstance(part, list):
        return [members_shuffled(value, rng) for value in part]
    if not isinstance(part, dict):
        return part
    keys = list(part)
    rng.shuffle(keys)
    data = {key: members_shuffled(part[key], rng) for key in keys}
    if data.get("kind") == "DAG":
        rng.shuffle(data["tasks"])
    if data.get("kind") == "Steps":
        for group in data["steps"]:
            rng.shuffle(group)
    return data


def tags_spaced(data: Any) -> Any:
    """The same data with blanks in its tags."""
    text = re.sub(r"\{\{([a-z][\w.-]*)\}\}", r"{{  \1 }}", json.dumps(data))
    return json.loads(text)


def types_respelled(data: Any) -> Any:
    """The same data with blanks in its types, and the alternatives of unions turned around."""
    if isinstance(data, list):
        return [types_respelled(value) for value in data]
    if not isinstance(data, dict):
        return data
    data = {key: types_respelled(value) for key, value in data.items()}
    if isinstance(data.get("type"), str) and data.get("kind") in ("Parameter", "BigParameter"):
        parts = str(parse_type(data["type"]))
        if "|" in parts and "[" not in parts:
            data["type"] = "  |  ".join(reversed(parts.split(" | ")))
        else:
            data["type"] = parts.replace("[", "[ ").replace("]", " ]")
    return data
