"""Small graphs for the tests of passes: steps or tasks that call two shell templates."""

from __future__ import annotations

from typing import Any

__all__ = ["call", "graph", "maker", "user", "with_tasks"]


def maker() -> dict[str, Any]:
    """A template without inputs that gives the parameter `n` and the artifact `f`."""
    return {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "script": "seq 3 > /tmp/f; echo 3 > /tmp/n",
        "outputs": {
            "parameters": {"n": {"type": "int", "value_from_path": "/tmp/n"}},
            "artifacts": {"f": {"path": "/tmp/f"}},
        },
    }


def user(**fields: Any) -> dict[str, Any]:
    """A template that takes a text `x` and an artifact `f`, neither of which must be given."""
    return {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "script": "echo '{{inputs.parameters.x}}'",
        "inputs": {
            "parameters": {"x": {"type": "any", "value": ""}},
            "artifacts": {"f": {"path": "/tmp/f", "optional": True}},
        },
        "outputs": {"parameters": {"y": {"type": "str", "value_from_path": "/tmp/y"}}},
        **fields,
    }


def call(name: str, template: str = "use", x: Any = None, **fields: Any) -> dict[str, Any]:
    """A step or task that gives `x` to its template, if there is one to give."""
    given = {} if x is None else {"parameters": {"x": x}}
    return {"name": name, "template": template, **given, **fields}


def graph(*groups: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """A workflow of groups of steps; `main` adds to the template, other fields to the root."""
    main = {"kind": "Steps", "steps": list(groups), **fields.pop("main", {})}
    return _workflow(main, fields)


def with_tasks(*tasks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The same of tasks."""
    main = {"kind": "DAG", "tasks": list(tasks), **fields.pop("main", {})}
    return _workflow(main, fields)


def _workflow(main: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    templates = {"main": main, "make": maker(), "use": user(), **fields.pop("templates", {})}
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        **fields,
        "templates": templates,
    }
