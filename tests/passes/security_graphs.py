"""Small graphs with scripts and settings, keys of known forms, and what is found of them."""

from __future__ import annotations

from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.security import check_security

__all__ = [
    "AWS", "AWS_SECRET", "DIGEST", "GITHUB", "JWT", "LETTERS", "PRIVATE_KEY", "RUN", "SECRET",
    "STEP", "TELEGRAM", "UUID", "WEBHOOK", "found", "graph", "http", "places", "shell",
    "the_one", "with_script", "with_step", "with_template",
]  # fmt: skip

# Put together here, so that no scanner of repositories takes them for leaks.
LETTERS = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
AWS = "AKIA" + "2E0A8F3B244C9986"
GITHUB = "ghp_" + LETTERS
JWT = "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0In0.dBjftJeZ4CVP"
PRIVATE_KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\n"
TELEGRAM = "1234567890:" + "AA" + LETTERS[:33]
WEBHOOK = "the secret address of a webhook"
SECRET = "k3J9x7Qw2Lm5"
AWS_SECRET = "wJa1rXUt2nFEMI" + "K7MDENGbPxRf3iCYk4EXb5LzKEY"
DIGEST = "sha256:" + "0123456789abcdef" * 4
UUID = "6d1f2a34-5b7c-4e8d-9f01-23456789abcd"


def graph(*steps: dict[str, Any], **rest: Any) -> Any:
    root = rest.pop("workflow", {})
    groups = [[{"name": s["template"], **s}] for s in steps]
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        **root,
        "templates": {"main": {"kind": "Steps", "steps": groups}, **rest},
    }


def shell(**fields: Any) -> dict[str, Any]:
    return {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true", **fields}


def found(document: Any) -> list[Diagnostic]:
    return list(check_security(build_index(Workflow.from_dict(document))))


def the_one(document: Any) -> Diagnostic:
    diagnostics = found(document)
    assert len(diagnostics) == 1, [(d.code, d.pointer, d.message) for d in diagnostics]
    return diagnostics[0]


def places(document: Any) -> list[tuple[str, str]]:
    return sorted((d.code, d.pointer) for d in found(document))


def with_script(script: str) -> Any:
    return graph({"template": "run"}, run=shell(script=script))


def with_template(**fields: Any) -> Any:
    return graph({"template": "run"}, run=shell(**fields))


def with_step(**fields: Any) -> Any:
    return graph({"template": "run", **fields}, run=shell())


RUN = "/templates/run"
STEP = "/templates/main/steps/0/0"


def http(**fields: Any) -> Any:
    template = {"kind": "HTTPOPTemplate", "url": "https://example.org", **fields}
    return graph({"template": "run"}, run=template)
