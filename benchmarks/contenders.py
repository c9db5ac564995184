"""What is measured beside what, each doing its nearest equivalent of the same work.

A contender's function gets a text in the contender's own format and gives back what is timed: an
action that answers how many errors it reported. All that is imported or made once happens before.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["BY_NAME", "EMISSION", "VALIDATION", "Action", "Contender", "Outcome"]


class Outcome(NamedTuple):
    """How many errors were reported, and what a caller is left with.

    `size` is how many bytes were read or written where that is not the size of the text, `peak` the
    memory of another process that did the work.
    """

    errors: int = 0
    kept: object = None
    size: int | None = None
    peak: int | None = None


Action = Callable[[], Outcome]
Prepare = Callable[[bytes], Action]


class Contender(NamedTuple):
    """One way to do the work.

    `most` is the largest size that it is asked for, `package` the distribution whose version is
    told, `home` the environment that it is installed in where it does not share ours.
    """

    name: str
    prepare: Prepare
    text: str
    most: int
    checks: str
    misses: str
    package: str = ""
    home: str = ""


def _ours(data: bytes) -> Action:
    from dflow_graph.pipeline import read

    def run() -> Outcome:
        reading = read(data, notation="json")
        return Outcome(
            sum(d.severity.value == "error" for d in reading.report.diagnostics), reading
        )

    return run


def _ours_shape(data: bytes) -> Action:
    from dflow_graph.pipeline import read

    def run() -> Outcome:
        reading = read(data, notation="json", meaning=False)
        return Outcome(len(reading.report.diagnostics), reading)

    return run


def _typed(data: bytes) -> Action:
    import msgspec

    from dflow_graph.model import Workflow

    decoder = msgspec.json.Decoder(Workflow)
    return lambda: _or_first_error(msgspec.MsgspecError, lambda: decoder.decode(data))


def _untyped(data: bytes) -> Action:
    import msgspec

    return lambda: _or_first_error(msgspec.MsgspecError, lambda: msgspec.json.decode(data))


def _json(data: bytes) -> Action:
    return lambda: Outcome(kept=json.loads(data))


def _or_first_error(
    kind: type[Exception] | tuple[type[Exception], ...], run: Callable[[], object]
) -> Outcome:
    """For those that stop at their first error."""
    try:
        return Outcome(kept=run())
    except kind as error:
        return Outcome(1, error)


def _schema() -> Any:
    path = Path(__file__).parents[1] / "schemas" / "v1" / "dflow_graph.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


def _jsonschema(data: bytes) -> Action:
    from jsonschema import Draft202012Validator

    judge = Draft202012Validator(_schema())

    def run() -> Outcome:
        value = json.loads(data)
        return Outcome(sum(1 for _ in judge.iter_errors(value)), value)

    return run


def _jsonschema_rs(data: bytes) -> Action:
    import jsonschema_rs

    judge = jsonschema_rs.validator_for(_schema())

    def run() -> Outcome:
        value = json.loads(data)
        if judge.is_valid(value):
            return Outcome(kept=value)
        return Outcome(sum(1 for _ in judge.iter_errors(value)), value)

    return run


def _fastjsonschema(data: bytes) -> Action:
    import fastjsonschema

    judge = fastjsonschema.compile(_schema())
    return lambda: _or_first_error(
        fastjsonschema.JsonSchemaException, lambda: judge(json.loads(data))
    )


def _pydflow(data: bytes) -> Action:
    from dflow import Workflow

    load: Any = Workflow.from_graph_json
    return lambda: _or_first_error(
        (KeyError, TypeError, AttributeError, AssertionError, ValueError),
        lambda: load(data.decode()),
    )


def _hera(data: bytes) -> Action:
    from hera.workflows import Workflow
    from pydantic import ValidationError

    return lambda: _or_first_error(ValidationError, lambda: Workflow.from_dict(json.loads(data)))


def _pwd(data: bytes) -> Action:
    from python_workflow_definition.models import PythonWorkflowDefinitionWorkflow as Definition

    return lambda: _or_first_error(ValueError, lambda: Definition.load_json_str(data))


def _onnx(data: bytes) -> Action:
    import onnx

    def run() -> object:
        model = onnx.load_model_from_string(data)
        onnx.checker.check_model(model)
        return model

    return lambda: _or_first_error(onnx.checker.ValidationError, run)


def _wfcommons(data: bytes) -> Action:
    from wfcommons.wfinstances.schema import SchemaValidator

    from benchmarks.formats.wfformat import SCHEMA

    logger = logging.getLogger("wfcommons")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schema.json"
        path.write_text(json.dumps(SCHEMA), encoding="utf-8")
        judge = SchemaValidator(path, logger)

    def run() -> Outcome:
        instance = json.loads(data)
        with contextlib.suppress(RuntimeError):  # says only that there were errors
            judge.validate_instance(instance)
        return Outcome(len(judge.errors), instance)

    return run


def _cwltool(data: bytes) -> Action:
    from cwltool.main import main

    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name) / "workflow.cwl"
    path.write_bytes(data)

    def run() -> Outcome:
        said = io.StringIO()
        handler = logging.StreamHandler(said)
        status = main(
            ["--validate", str(path)], stdout=io.StringIO(), stderr=said, logger_handler=handler
        )
        return Outcome(said.getvalue().count("unknown identifier") if status else 0, folder)

    return run


def _kfp(data: bytes) -> Action:
    import warnings

    warnings.simplefilter("ignore")
    from kfp import components

    return lambda: _or_first_error(
        (ValueError, TypeError, KeyError),
        lambda: components.load_component_from_text(data.decode()),
    )


def _argo(data: bytes) -> Action:
    from benchmarks.oracle import asked, verdict_of

    process = asked()
    manifest = _manifest_of(data)
    verdict_of(process, b"{}")
    return lambda: verdict_of(process, manifest)


def _manifest_of(data: bytes) -> bytes:
    """The manifest of a graph that may have faults of meaning."""
    from dflow_graph.argo.manifest import emit_argo
    from dflow_graph.codec import encode_plain
    from dflow_graph.pipeline import loads

    return encode_plain(emit_argo(loads(data, notation="json")))


def _emit(data: bytes) -> Action:
    from dflow_graph.argo.manifest import emit_argo
    from dflow_graph.codec import encode_plain
    from dflow_graph.pipeline import loads

    model = loads(data, notation="json")
    return lambda: _written(encode_plain(emit_argo(model)))


def _emit_pydflow(data: bytes) -> Action:
    from dflow import Workflow

    load: Any = Workflow.from_graph_json
    workflow = load(data.decode())
    return lambda: _written(json.dumps(workflow.to_dict()).encode())


def _emit_hera(data: bytes) -> Action:
    from hera.workflows import Workflow

    workflow: Any = Workflow.from_dict(json.loads(data))
    return lambda: _written(json.dumps(workflow.to_dict()).encode())


def _written(manifest: bytes) -> Outcome:
    return Outcome(kept=manifest, size=len(manifest))


_ALL = 1_000_000
_EDGES = "references, cycles"

VALIDATION = (
    Contender(
        "dflow-graph", _ours, "dflow_graph", _ALL,
        checks="syntax, duplicates, shape, meaning; all errors", misses="–",
        package="dflow-graph",
    ),
    Contender(
        "dflow-graph, shape alone", _ours_shape, "dflow_graph", _ALL,
        checks="syntax, duplicates, shape; all errors", misses="meaning", package="dflow-graph",
    ),
    Contender(
        "msgspec typed", _typed, "dflow_graph", _ALL,
        checks="shape; first error", misses="duplicates, limits, meaning", package="msgspec",
    ),
    Contender(
        "msgspec untyped", _untyped, "dflow_graph", _ALL,
        checks="syntax", misses="all else", package="msgspec",
    ),
    Contender("json", _json, "dflow_graph", _ALL, checks="syntax", misses="all else"),
    Contender(
        "json + jsonschema-rs", _jsonschema_rs, "dflow_graph", _ALL,
        checks="shape; all errors", misses="duplicates, meaning",
        package="jsonschema-rs", home="jsonschema",
    ),
    Contender(
        "json + fastjsonschema", _fastjsonschema, "dflow_graph", 10_000,
        checks="shape; first error", misses="duplicates, meaning",
        package="fastjsonschema", home="jsonschema",
    ),
    Contender(
        "json + jsonschema", _jsonschema, "dflow_graph", 1_000,
        checks="shape; all errors", misses="duplicates, meaning",
        package="jsonschema", home="jsonschema",
    ),
    Contender(
        "onnx checker", _onnx, "onnx", _ALL,
        checks="shape, references, order; first error", misses="values, names, places of errors",
        package="onnx", home="onnx",
    ),
    Contender(
        "python-workflow-definition", _pwd, "pwd", _ALL,
        checks="shape; all errors", misses=f"unknown fields, {_EDGES}",
        package="python-workflow-definition", home="pwd",
    ),
    Contender(
        "hera", _hera, "argo", 10_000,
        checks="shape of Argo's objects", misses=f"unknown fields, {_EDGES}",
        package="hera", home="hera",
    ),
    Contender(
        "wfcommons", _wfcommons, "wfformat", 1_000,
        checks=f"shape, by a schema of ours, {_EDGES}; all errors",
        misses="values, types of links, lines", package="wfcommons", home="wfcommons",
    ),
    Contender(
        "pydflow", _pydflow, "pydflow", 1_000,
        checks="that templates and tasks exist; first error",
        misses="unknown fields, types, values, cycles", package="pydflow", home="pydflow",
    ),
    Contender(
        "KFP", _kfp, "kfp", 1_000,
        checks="shape of components", misses=_EDGES, package="kfp", home="kfp",
    ),
    Contender(
        "Argo's validator", _argo, "dflow_graph", 1_000,
        checks="manifest: shape, references, cycles; first error",
        misses="types, slices, sources of OPs, lines",
    ),
    Contender(
        "cwltool", _cwltool, "cwl", 100,
        checks="shape, references, types of links; all errors", misses="cycles, names, values",
        package="cwltool", home="cwltool",
    ),
)  # fmt: skip
"""Loading and validating. Slow ones are asked for fewer steps."""

EMISSION = (
    Contender(
        "dflow-graph", _emit, "dflow_graph", _ALL,
        checks="lowers a model and prints JSON", misses="–", package="dflow-graph",
    ),
    Contender(
        "pydflow", _emit_pydflow, "pydflow", 1_000,
        checks="lowers its objects and prints JSON",
        misses="scripts: its tasks call one, ours a Python OP", package="pydflow", home="pydflow",
    ),
    Contender(
        "hera", _emit_hera, "argo", 10_000,
        checks="prints its objects as JSON", misses="lowering: they are Argo's already",
        package="hera", home="hera",
    ),
)  # fmt: skip
"""From a loaded graph to the bytes of a manifest of Argo."""

BY_NAME = {
    "validate": {contender.name: contender for contender in VALIDATION},
    "emit": {contender.name: contender for contender in EMISSION},
}
