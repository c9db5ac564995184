"""Graphs to look at: of any size, with every kind of link, and hostile ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dflow_graph.resources import data_folder

__all__ = ["EVIL", "EXAMPLES", "cases", "every_link", "faulty", "hostile", "nested", "wide"]

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(
    path for path in (ROOT / "examples").iterdir() if path.suffix in (".json", ".yaml")
)

EVIL = (
    "<script>canary()</script>",
    "<img src=x onerror=canary()>",
    '"><svg onload=canary()>',
    "</script><script>canary()</script>",
    "</style></title></textarea><script>canary()</script>",
    "javascript:canary()",
    "<a href='javascript:canary()' onmouseover=canary()>x</a>",
    "<iframe srcdoc='<script>parent.canary()</script>'></iframe>",
    "]]><x/>",
    "<!--<script>",
    "__proto__",
    "constructor",
    "toString",
    "\u202egpj.exe\u2066",
    "a\x00\x1b[31m\x07\n\r\tb\x7f\x85",
    "\u2028\u2029\ufeff\u200b",
    "{{constructor.constructor('canary()')()}}",
    "`${canary()}`",
    "' onfocus='canary()' autofocus='",
    "&lt;script&gt;canary()&lt;/script&gt;",
    '#end; click n0 href "javascript:canary()"',
    "%%{init: {'securityLevel': 'loose'}}%%",
    'x"]; n9 [URL="javascript:canary()"',
    "end",
    "W" * 300,
    "e" + "\u0301" * 200,
    "漢字" * 60,
    "1. a list",
    "- [x] *bold* _it_ `code` [a](javascript:canary())",
    " ",
)
"""Texts that would do something, or hide something, where they are taken for more than texts."""


def cases() -> dict[str, Any]:
    """The graphs of the conformance suite that are valid, by their names."""
    found = {}
    for path in sorted((data_folder("conformance") / "v1" / "valid").glob("*.json")):
        case = json.loads(path.read_bytes())
        document = case["input"].get("document")
        if isinstance(document, dict):
            found[path.stem] = document
    return found


def shell(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "inputs": {"parameters": {"x": {"type": "int", "value": 1}}},
        "outputs": {"parameters": {"y": {"type": "int", "value_from_path": "/y"}}},
        "script": "echo {{inputs.parameters.x}} > /y\n",
        **fields,
    }


def graph(templates: dict[str, Any], **fields: Any) -> dict[str, Any]:
    name = next(iter(templates))
    return {
        "dflow_graph": "1.0", "name": "shown", "entrypoint": name, **fields, "templates": templates,
    }  # fmt: skip


def _output(task: str) -> str:
    return f"{{{{tasks.{task}.outputs.parameters.y}}}}"


def wide(count: int) -> dict[str, Any]:
    """A DAG of so many tasks, each of which waits for one before."""
    tasks = [
        {"name": f"t{i}", "template": "op", "parameters": {"x": _output(f"t{(i - 1) // 3}")}}
        for i in range(1, count)
    ]
    first = {"name": "t0", "template": "op"}
    return graph({"main": {"kind": "DAG", "tasks": [first, *tasks]}, "op": shell()})


def nested(blocks: int, size: int) -> dict[str, Any]:
    """Steps that call so many DAGs, each of so many tasks of three templates in a diamond."""
    steps = [
        [{"name": f"block-{b}", "template": f"block-{b}", "parameters": {"x": b}}]
        for b in range(blocks)
    ]
    templates: dict[str, Any] = {"main": {"kind": "Steps", "steps": steps}}
    for b in range(blocks):
        tasks: list[dict[str, Any]] = [
            {"name": "first", "template": "op", "parameters": {"x": "{{inputs.parameters.x}}"}}
        ]
        tasks += [
            {"name": f"task-{i}", "template": "train", "parameters": {"x": _output("first")}}
            for i in range(size - 2)
        ]
        before = [f"task-{i}" for i in range(size - 2)]
        tasks.append({"name": "last", "template": "op", "dependencies": before})
        templates[f"block-{b}"] = {
            "kind": "DAG", "inputs": {"parameters": {"x": {"type": "int"}}}, "tasks": tasks,
        }  # fmt: skip
    return graph({**templates, "op": shell(), "train": shell(image="train:1")})


def every_link() -> dict[str, Any]:
    """A graph with every kind of link, a loop, a condition, a hook, and Steps within a DAG."""
    maker = shell(
        outputs={
            "parameters": {
                "y": {"type": "int", "value_from_path": "/y"},
                "many": {"type": "list[int]", "value_from_path": "/many"},
            },
            "artifacts": {"file": {"path": "/file"}},
        }
    )
    taker = shell(
        inputs={
            "parameters": {"x": {"type": "int", "value": 1}},
            "artifacts": {"in": {"path": "/in", "optional": True}},
        }
    )
    many = "{{tasks.make.outputs.parameters.many}}"
    file = "{{tasks.make.outputs.artifacts.file}}"
    tasks = [
        {"name": "make", "template": "make", "success_hook": {"template": "tell"}},
        {"name": "take", "template": "take", "artifacts": {"in": file},
         "parameters": {"x": _output("make")}},
        {"name": "maybe", "template": "tell", "when": f"{_output('make')} > 1",
         "dependencies": ["make"]},
        {"name": "each", "template": "take", "with_param": many,
         "parameters": {"x": "{{item}}"}, "dependencies": ["make"]},
        {"name": "inner", "template": "inner", "dependencies": ["take", "maybe"]},
    ]  # fmt: skip
    inner = [
        [{"name": f"a{i}", "template": "tell"} for i in range(3)],
        [{"name": f"b{i}", "template": "tell"} for i in range(3)],
    ]
    return graph(
        {
            "main": {"kind": "DAG", "tasks": tasks},
            "make": maker,
            "take": taker,
            "tell": shell(),
            "inner": {"kind": "Steps", "steps": inner},
            "bye": {"kind": "Steps", "steps": [[{"name": "farewell", "template": "tell"}]]},
        },
        on_exit="bye",
    )


def faulty() -> dict[str, Any]:
    """A sound structure with an error at a step, one at a template, and a warning."""
    made = nested(1, 3)
    second = made["templates"]["block-0"]["tasks"][1]
    second["parameters"]["x"] = "{{tasks.first.outputs.parameters.z}}"
    made["templates"]["op"]["inputs"]["parameters"]["x"]["type"] = "int["
    made["templates"]["idle"] = shell()
    return made


def hostile() -> dict[str, Any]:
    """A graph in whose every text stands something evil."""
    templates: dict[str, Any] = {}
    steps: list[list[dict[str, Any]]] = []
    for number, evil in enumerate(EVIL):
        before = EVIL[number - 1]
        name = f"{evil}{number}"
        templates[name] = {
            "kind": "ShellOPTemplate", "image": evil, "command": [evil], "script": evil * 3,
            "annotations": {evil: evil}, "labels": {evil: evil}, "envs": {evil: evil},
            "inputs": {
                "parameters": {evil: {"type": evil, "value": evil}},
                "artifacts": {evil: {"path": evil, "source": {"kind": "raw", "data": evil}}},
            },
            "outputs": {
                "parameters": {evil: {"value_from_path": evil, "global_name": evil}},
                "artifacts": {evil: {"path": evil}},
            },
            "extensions": {evil: {evil: evil}},
        }  # fmt: skip
        templates[f"op {evil}"] = {
            "kind": "PythonOPTemplate", "image": evil,
            "op": {
                "name": evil, "module": evil, "source": evil,
                "inputs": {evil: {"kind": "Parameter", "type": evil, "default": evil}},
                "outputs": {evil: {"kind": "Artifact", "type": evil}},
            },
        }  # fmt: skip
        steps.append([{
            "name": evil, "template": name, "when": f"{evil} == {{{{steps.{before}.outputs}}}}",
            "parameters": {evil: evil, "p": f"{{{{steps.{before}.outputs.parameters.{before}}}}}"},
            "artifacts": {evil: f"{{{{steps.{before}.outputs.artifacts.{evil}}}}}"},
            "key": evil, "extensions": {evil: evil},
            "success_hook": {"template": name, "expression": evil},
        }])  # fmt: skip
    texts = {evil: evil for evil in EVIL}
    first = {EVIL[0]: {"kind": "Steps", "steps": steps, "annotations": texts}}
    return graph(
        {**first, **templates}, name=EVIL[3] + EVIL[13], on_exit=EVIL[1], annotations=texts,
        parameters=texts, labels=texts, extensions=texts,
    )  # fmt: skip


def written(made: dict[str, Any], folder: Path) -> Path:
    """The path of a graph in a folder."""
    path = folder / "graph.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    return path
