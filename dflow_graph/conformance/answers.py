"""What the built-in implementation answers: each kind of question by the part that knows.

Imports what a question needs when it is asked.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import base64
import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from typing import Any

from dflow_graph.conformance.cases import LEVELS
from dflow_graph.conformance.protocol import PROTOCOL
from dflow_graph.diagnostics import Diagnostic

__all__ = ["answer", "claims"]

Input = dict[str, Any]


def claims() -> dict[str, Any]:
    """The reply to `start`: everything is claimed."""
    from dflow_graph import __version__

    about = {"name": "dflow-graph", "version": __version__, "language": "Python"}
    return {"protocol": PROTOCOL, "implementation": about, "claims": {"levels": list(LEVELS)}}


def answer(ask: str, given: Input) -> dict[str, Any]:
    """The result of a question. Raises whatever goes wrong."""
    return _ANSWERS[ask](given)


def _bytes(given: Input) -> bytes:
    if "base64" in given:
        return base64.b64decode(given["base64"])
    return str(given["text"]).encode("utf-8", errors="surrogatepass")


def _plain(diagnostics: list[Diagnostic]) -> list[dict[str, str]]:
    return [{"code": d.code, "pointer": d.pointer} for d in diagnostics]


def _validate(given: Input) -> dict[str, Any]:
    from dflow_graph.pipeline import read

    report = read(_bytes(given), notation=given["notation"]).report
    return {"valid": report.valid, "diagnostics": _plain(list(report.diagnostics))}


def _model(given: Input) -> Any:
    from dflow_graph.pipeline import loads

    return loads(_bytes(given), notation=given["notation"])


def _round_trip(given: Input) -> dict[str, Any]:
    from dflow_graph.writers import dumps

    return {"document": json.loads(dumps(_model(given)))}


def _canonical(given: Input) -> dict[str, Any]:
    from dflow_graph.canonical_form import canonical, digest

    model = _model(given)
    return {"canonical": canonical(model).decode("utf-8"), "digest": digest(model)}


def _type(given: Input) -> dict[str, Any]:
    from dflow_graph.types.artifacts import parse_artifact_type
    from dflow_graph.types.assign import assignable
    from dflow_graph.types.grammar import parse_type
    from dflow_graph.types.json_schema import type_schema
    from dflow_graph.types.tokens import TypeSyntaxError
    from dflow_graph.types.values import fits

    question = given["question"]
    if question in {"parameter type", "artifact type"}:
        try:
            (parse_type if question == "parameter type" else parse_artifact_type)(given["type"])
        except TypeSyntaxError:
            return {"ok": False}
        return {"ok": True}
    if question == "assignable":
        return {"ok": assignable(parse_type(given["from"]), parse_type(given["to"]))}
    if question == "schema":
        return {"schema": type_schema(parse_type(given["type"]))}
    return {"ok": fits(given["value"], parse_type(given["type"]))}


def _expression(given: Input) -> dict[str, Any]:
    from dflow_graph.expr.check import ExprSyntaxError, problems
    from dflow_graph.expr.condition import condition_problems
    from dflow_graph.expr.depends import parse_dependency

    text = given["text"]
    if given["language"] == "expr":
        return {"ok": not problems(text)}
    if given["language"] == "when":
        return {"ok": not condition_problems(text)}
    try:
        parse_dependency(text)
    except ExprSyntaxError:
        return {"ok": False}
    return {"ok": True}


def _migrate(given: Input) -> dict[str, Any]:
    from dflow_graph.interop.document import document_of_text
    from dflow_graph.interop.pydflow import from_pydflow

    document, _ = from_pydflow(document_of_text(_bytes(given), given["notation"]).root)
    return {"document": document}


def _emit(given: Input) -> dict[str, Any]:
    from dflow_graph.argo.manifest import emit_argo
    from dflow_graph.argo.problems import CannotEmitError
    from dflow_graph.emission import checked_options
    from dflow_graph.pipeline import read

    reading = read(_bytes(given), notation=given["notation"])
    found = list(reading.report.diagnostics)
    if reading.model is None or not reading.report.valid:
        return {"valid": False, "diagnostics": _plain(found)}
    version = given.get("argo_version", "3.4")
    options = checked_options("argo", argo_version=version, runtime="inline")
    try:
        manifest = emit_argo(reading.model, options)
    except CannotEmitError as error:
        return {"valid": False, "diagnostics": _plain([*found, *error.diagnostics])}
    return {"valid": True, "diagnostics": _plain(found), "manifest": manifest}


def _run(given: Input) -> dict[str, Any]:
    from dflow_graph.conformance.files import described, written
    from dflow_graph.python.local_run import run_template
    from dflow_graph.python.pool import exit_code

    template = _model(given).templates[given["template"]].to_dict()
    before = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="dflow-graph-run-") as folder:
        artifacts = {
            name: written(value, os.path.join(folder, "given", name))
            for name, value in given.get("artifacts", {}).items()
        }
        work = os.path.join(folder, "work")
        try:
            outputs = run_template(
                template, given.get("parameters"), artifacts, work, allow_source=True
            )
        except (Exception, SystemExit) as error:  # noqa: BLE001 - an OP may raise anything
            return {"exit_code": exit_code(error)}
        finally:
            with contextlib.suppress(OSError):
                os.chdir(before)
        found = {name: described(value) for name, value in outputs["artifacts"].items()}
        return {"exit_code": 0, "parameters": outputs["parameters"], "artifacts": found}


_ANSWERS: dict[str, Callable[[Input], dict[str, Any]]] = {
    "validate": _validate,
    "roundtrip": _round_trip,
    "canonical": _canonical,
    "type": _type,
    "expression": _expression,
    "migrate": _migrate,
    "emit": _emit,
    "run": _run,
}
