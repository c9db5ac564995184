"""Hostile graphs: each runs code, if anything in it is ever executed, imported or unpickled.

What would run makes the file `canary`; `evil` is a module that does so when it is imported.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pickle
from pathlib import Path
from typing import Any


class _Reduced:
    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> Any:
        return os.system, (self.command,)


def make_evil_module(folder: Path, canary: Path) -> None:
    """A module and a package that make the canary when they are imported."""
    text = f"open({str(canary)!r}, 'w').close()\nclass Thing:\n    pass\n"
    (folder / "evil.py").write_text(text)
    package = folder / "evilpkg"
    package.mkdir()
    (package / "__init__.py").write_text(text)


def source_of(canary: Path) -> str:
    """Python text that makes the canary when it runs, and defines an OP besides."""
    return (
        f"open({str(canary)!r}, 'w').close()\n"
        "from dflow_graph.python import OP, OPIO, OPIOSign\n"
        "class Evil(OP):\n"
        "    @classmethod\n"
        "    def get_input_sign(cls): return OPIOSign({'x': int})\n"
        "    @classmethod\n"
        "    def get_output_sign(cls): return OPIOSign({'y': int})\n"
        "    def execute(self, op_in): return OPIO({'y': 1})\n"
    )


def pickled(canary: Path) -> str:
    """A pickle that makes the canary when it is loaded, in base64."""
    return base64.b64encode(pickle.dumps(_Reduced(f"touch {canary}"))).decode()


def opaque(codec: str, name: str, data: Any) -> dict[str, Any]:
    return {"$value": {"kind": "opaque", "codec": codec, "class": name, "data": data}}


def op(**fields: Any) -> dict[str, Any]:
    """An OP of the module `evil`, unless the fields say otherwise; its source gets its digest."""
    made: dict[str, Any] = {"name": "Thing", "module": "evil", **fields}
    if "source" in made:
        raw = made["source"].encode()
        made["source_digest"] = "sha256:" + hashlib.sha256(raw).hexdigest()
    return made


def graph(template: dict[str, Any], step: dict[str, Any] | None = None, **fields: Any) -> Any:
    return {
        "dflow_graph": "1.0",
        "name": "hostile",
        "entrypoint": "main",
        **fields,
        "templates": {
            "main": {
                "kind": "Steps",
                "steps": [[{"name": "s", "template": "t", **(step or {})}]],
            },
            "t": template,
        },
    }


def python_template(**fields: Any) -> dict[str, Any]:
    return {"kind": "PythonOPTemplate", "op": op(**fields), "image": "python:3.11"}


def hostile_graphs(canary: Path) -> dict[str, Any]:
    """Name to graph; some are valid, some are not."""
    reduced = {"py/reduce": [{"py/function": "os.system"}, {"py/tuple": [f"touch {canary}"]}]}
    unpickled = opaque("pickle+base64", "evil.Thing", pickled(canary))
    stated = opaque("state", "evil.Thing", {"x": 1})
    shell = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true"}
    parameter = {"inputs": {"parameters": {"x": {}}}}
    source = source_of(canary)
    call = f"__import__('os').system('touch {canary}')"
    in_sign = {"x": {"kind": "Parameter", "type": "object[evil.Thing]"}}
    return {
        "py-reduce-in-annotation": graph(shell, annotations={"a": reduced}),
        "py-reduce-in-parameter": graph({**shell, **parameter}, {"parameters": {"x": reduced}}),
        "py-object-in-parameter": graph(
            {**shell, **parameter}, {"parameters": {"x": {"py/object": "evil.Thing"}}}
        ),
        "py-repr-in-extensions": graph(shell, extensions={"t": {"py/repr": f"os/{call}"}}),
        "source": graph(python_template(name="Evil", module="__main__", source=source)),
        "source-of-a-module": graph(python_template(name="Evil", module="evil", source=source)),
        "source-with-inputs": graph(
            python_template(
                name="Evil", source=source, inputs={"x": {"kind": "Parameter", "type": "int"}}
            ),
            {"parameters": {"x": 1}},
        ),
        "source-without-op": graph(python_template(name="Evil", source=f"Evil = {call}\n")),
        "module": graph(python_template()),
        "module-in-package": graph(python_template(module="evilpkg.inner")),
        "name-with-code": graph(python_template(name=call)),
        "state-pickle": graph(python_template(state={"args": [unpickled]})),
        "state-object": graph(python_template(state={"kwargs": {"x": stated}})),
        "source-and-state": graph(
            python_template(name="Evil", source=source, state={"args": [unpickled]})
        ),
        "value-pickle": graph({**shell, **parameter}, {"parameters": {"x": unpickled}}),
        "value-object": graph({**shell, **parameter}, {"parameters": {"x": stated}}),
        "default-pickle": graph({**shell, "inputs": {"parameters": {"x": {"value": unpickled}}}}),
        "signature-default": graph(
            python_template(
                inputs={"x": {"kind": "Parameter", "type": "any", "default": unpickled}}
            )
        ),
        "type-object": graph(python_template(inputs=in_sign), {"parameters": {"x": stated}}),
        "type-call": graph(
            python_template(inputs={"x": {"kind": "Parameter", "type": f"object[{call}]"}})
        ),
        "type-expression": graph(
            python_template(inputs={"x": {"kind": "Parameter", "type": call}})
        ),
        "type-literal": graph(
            python_template(inputs={"x": {"kind": "Parameter", "type": f"literal[{call!r}]"}})
        ),
        "artifact-type": graph(
            python_template(inputs={"x": {"kind": "Artifact", "type": "object[evil.Thing]"}})
        ),
        "executor": graph(
            shell, {"executor": {"kind": "evil.Thing", "config": {"json_file": str(canary)}}}
        ),
        "context": graph(shell, context={"kind": "Thing", "config": {"x": reduced}}),
        "custom-artifact": graph(
            {**shell, "inputs": {"artifacts": {"f": {"path": "/tmp/f"}}}},
            {"artifacts": {"f": {"kind": "custom", "urn": "evil://Thing"}}},
        ),
        "expression": graph(shell, {"when": f"{call} == 0"}),
        "tag": graph({**shell, **parameter}, {"parameters": {"x": f"{{{{={call}}}}}"}}),
        "slices": graph(
            python_template(inputs=in_sign),
            {"slices": {"slices": call, "input_parameter": ["x"]}, "with_param": [1]},
        ),
        "pre-script": graph({**python_template(), "pre_script": f"{call}\n"}),
    }


def hostile_yaml(canary: Path) -> dict[str, str]:
    """Name to YAML text with tags that a careless reader obeys."""
    head = 'dflow_graph: "1.0"\nname: hostile\nentrypoint: main\ntemplates:\n  main: '
    body = "{kind: ShellOPTemplate, image: 'alpine:3', script: %s}\n"
    tags = {
        "apply": f"!!python/object/apply:os.system ['touch {canary}']",
        "new": f"!!python/object/new:os.system ['touch {canary}']",
        "name": "!!python/name:evil.Thing ''",
        "module": "!!python/module:evil ''",
        "object": "!!python/object:evil.Thing {}",
    }
    return {f"yaml-{name}": head + body % tag for name, tag in tags.items()}


def hostile_texts(canary: Path) -> dict[str, str]:
    """File name to text of the whole corpus."""
    graphs = hostile_graphs(canary).items()
    texts = {f"{name}.json": json.dumps(document) for name, document in graphs}
    texts.update({f"{name}.yaml": text for name, text in hostile_yaml(canary).items()})
    return texts
