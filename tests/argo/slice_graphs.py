"""Small graphs with loops and slices, as plain data: the same OP in every kind of surroundings."""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import Any

from dflow_graph.model import Workflow
from dflow_graph.pipeline import loads

Json = dict[str, Any]

NUMBERS = [10, 20, 30, 40, 50]

_SOURCE = """\
from pathlib import Path

from dflow.python import OP, OPIO, OPIOSign, Artifact


class Work(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"n": int, "file": Artifact(Path, optional=True)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"double": int, "log": Artifact(Path)})

    @OP.exec_sign_check
    def execute(self, op_in):
        n = op_in["n"]
        if n < 0:
            raise ValueError(n)
        log = Path(f"{n}.log")
        text = op_in["file"].read_text() if op_in["file"] is not None else ""
        log.write_text(f"{n}{text}")
        return OPIO({"double": 2 * n, "log": log})
"""

_GROUPED = _SOURCE.replace('"n": int', '"n": list').replace('"double": int', '"double": list')

_FILES = """\
from pathlib import Path
from typing import List

from dflow.python import OP, OPIO, OPIOSign, Artifact


class Files(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"count": int})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"files": Artifact(List[Path], archive=None), "numbers": list})

    @OP.exec_sign_check
    def execute(self, op_in):
        paths = [Path(f"part-{i}.txt") for i in range(op_in["count"])]
        for i, path in enumerate(paths):
            path.write_text(f":{i}")
        return OPIO({"files": paths, "numbers": [10 * (i + 1) for i in range(op_in["count"])]})
"""

_READ = """\
from pathlib import Path
from typing import List

from dflow.python import OP, OPIO, OPIOSign, Artifact


class Read(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"numbers": list, "logs": Artifact(List[Path])})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"found": str})

    @OP.exec_sign_check
    def execute(self, op_in):
        logs = ",".join(path.read_text() for path in op_in["logs"])
        return OPIO({"found": f"{op_in['numbers']} {logs}"})
"""


def op(name: str, source: str, inputs: Json, outputs: Json, **template: Any) -> Json:
    """A template of a Python OP that takes its time nowhere."""
    digest = "sha256:" + hashlib.sha256(source.encode()).hexdigest()
    made = {"name": name, "source": source, "source_digest": digest}
    return {
        "kind": "PythonOPTemplate",
        "image": "python:3.11",
        "op": {**made, "inputs": inputs, "outputs": outputs},
        **template,
    }


def parameter(type_: str) -> Json:
    return {"kind": "Parameter", "type": type_}


def artifact(type_: str, **fields: Any) -> Json:
    return {"kind": "Artifact", "type": type_, **fields}


WORK = op(
    "Work",
    _SOURCE,
    {"n": parameter("int"), "file": artifact("path", optional=True)},
    {"double": parameter("int"), "log": artifact("path")},
)
FILES = op(
    "Files",
    _FILES,
    {"count": parameter("int")},
    {"files": artifact("list[path]", archive=None), "numbers": parameter("list[int]")},
)
READ = op(
    "Read",
    _READ,
    {"numbers": parameter("list[any]"), "logs": artifact("list[path]")},
    {"found": parameter("str")},
)

SLICES: Json = {
    "input_parameter": ["n"],
    "output_parameter": ["double"],
    "output_artifact": ["log"],
}


def sliced(loop: Json, slices: Json, **fields: Any) -> Json:
    """A step that doubles numbers in a loop."""
    step = {"name": "work", "template": "work", "parameters": {"n": NUMBERS}}
    return {**step, "slices": {**SLICES, **slices}, **loop, **fields}


def reader(prefix: str = "steps", step: str = "work") -> Json:
    """A step that puts together what the loop gave."""
    outputs = f"{{{{{prefix}.{step}.outputs"
    return {
        "name": "read",
        "template": "read",
        "parameters": {"numbers": outputs + ".parameters.double}}"},
        "artifacts": {"logs": outputs + ".artifacts.log}}"},
    }


def files() -> Json:
    """A step that makes a list of five files, and one of their numbers."""
    return {"name": "files", "template": "files", "parameters": {"count": 5}}


def in_kind(kind: str, steps: list[Json], **fields: Any) -> Json:
    """Steps one after another, in `Steps` or in a `DAG`."""
    if kind == "Steps":
        return {"kind": "Steps", "steps": [[step] for step in steps], **fields}
    tasks = json.loads(json.dumps(steps).replace("{{steps.", "{{tasks."))
    for before, after in itertools.pairwise(tasks):
        after.setdefault("dependencies", [before["name"]])
    return {"kind": "DAG", "tasks": tasks, **fields}


def graph(main: Json, **templates: Json) -> Workflow:
    """A workflow of these templates, which has been found sound."""
    used = {"main": main, "work": WORK, "files": FILES, "read": READ, **templates}
    reached = _reached(used)
    document = {
        "dflow_graph": "1.0",
        "name": "sliced",
        "entrypoint": "main",
        "templates": {name: used[name] for name in used if name in reached},
    }
    return loads(json.dumps(document))


def _reached(templates: Json) -> set[str]:
    found: set[str] = set()
    waiting = ["main"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        template = templates[name]
        groups = [*template.get("steps", []), template.get("tasks", [])]
        waiting += [step["template"] for group in groups for step in group]
    return found


def super_op(kind: str, slices: Json, inner: Json | None = None, **outer: Any) -> Workflow:
    """A loop over `Steps` or a `DAG`, whose one step its slices go on to (SLC-9)."""
    prefix = "steps" if kind == "Steps" else "tasks"
    made = f"{{{{{prefix}.work.outputs"
    step = {"name": "work", "template": "work", "parameters": {"n": "{{inputs.parameters.ns}}"}}
    block = in_kind(
        kind,
        [{**step, **(inner or {})}],
        inputs={
            "parameters": {"ns": {"type": "any"}},
            "artifacts": {"file": {"type": "path", "optional": True}},
        },
        outputs={
            "parameters": {
                "double": {"type": "any", "value_from_parameter": made + ".parameters.double}}"}
            },
            "artifacts": {"log": {"type": "list[path]", "_from": made + ".artifacts.log}}"}},
        },
    )
    ports = {
        "input_parameter": ["ns"],
        "output_parameter": ["double"],
        "output_artifact": ["log"],
    }
    call = {"name": "block", "template": "block", "parameters": {"ns": NUMBERS}}
    main = in_kind(
        kind, [files(), {**call, "slices": {**ports, **slices}, **outer}, reader(step="block")]
    )
    return graph(main, block=block)


def two_layers(kind: str, **slices: Any) -> Workflow:
    """A loop over a loop over numbers: the innermost step is sliced by both."""
    inner = {"with_param": [0, 1], "slices": {**SLICES, **slices}}
    return super_op(kind, {}, inner, parameters={"ns": [[1, 2], [3, 4], [5, 6]]})


def from_files(**sources: Any) -> Json:
    """The artifacts of a step that takes the files made before it."""
    return {"artifacts": {"file": "{{steps.files.outputs.artifacts.files}}", **sources}}
