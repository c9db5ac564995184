"""The smallest graphs with a local file."""

from __future__ import annotations

from typing import Any


def local_graph(path: str, kind: str = "ShellOPTemplate", **source: Any) -> dict[str, Any]:
    """A graph whose one step gives a local file to a template of this kind."""
    reader: dict[str, Any] = {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "script": "wc -c /tmp/data",
        "inputs": {"artifacts": {"data": {"path": "/tmp/data"}}},
    }
    if kind == "PythonOPTemplate":
        reader = {
            "kind": kind,
            "image": "python:3.11",
            "op": {
                "name": "Count",
                "module": "count",
                "inputs": {"data": {"kind": "Artifact", "type": "path"}},
            },
        }
    step = {
        "name": "read",
        "template": "read",
        "artifacts": {"data": {"kind": "local", "path": path, **source}},
    }
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {"main": {"kind": "Steps", "steps": [[step]]}, "read": reader},
    }


POINTER = "/templates/main/steps/0/0/artifacts/data"
