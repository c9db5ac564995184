"""Artifacts of plug-ins: a class in the pod of a Python OP brings them there."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.model import Workflow
from tests.argo.harness.cluster import Cluster, Run

pytestmark = pytest.mark.argo_oracle

SOURCE = """
from pathlib import Path

from dflow import CustomArtifact, config
from dflow.python import OP, OPIO, OPIOSign, Artifact


class Shelf(CustomArtifact):
    def __init__(self, urn):
        self.urn = urn

    @staticmethod
    def from_urn(urn):
        return Shelf(urn)

    def get_urn(self):
        return self.urn

    def download(self, name, path):
        Path(path).write_text(f"{name} of {self}")


config["artifact_register"]["shelf"] = "__main__.Shelf"


class Show(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"file": Artifact(Path), "more": Artifact(list[Path], optional=True)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"text": str})

    @OP.exec_sign_check
    def execute(self, op_in):
        files = [op_in["file"], *(op_in["more"] or ())]
        return OPIO({"text": ", ".join(path.read_text() for path in files)})
"""


def shown(argo: Cluster, *steps: Any, source: str = SOURCE, **fields: Any) -> Run:
    digest = hashlib.sha256(source.encode()).hexdigest()
    artifacts = {
        "file": {"kind": "Artifact", "type": "path"},
        "more": {"kind": "Artifact", "type": "list[path]", "optional": True},
    }
    op = {
        "name": "Show",
        "module": "__main__",
        "source": source,
        "source_digest": f"sha256:{digest}",
        "inputs": artifacts,
        "outputs": {"text": {"kind": "Parameter", "type": "str"}},
    }
    show = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op, **fields}
    inner = {
        "kind": "Steps",
        "inputs": {"artifacts": {"data": {}}},
        "steps": [
            [
                {
                    "name": "inner",
                    "template": "show",
                    "artifacts": {"file": "{{inputs.artifacts.data}}"},
                }
            ]
        ],
    }
    graph = {
        "dflow_graph": "1.0",
        "name": "plug-ins",
        "entrypoint": "main",
        "templates": {"main": {"kind": "Steps", "steps": [list(steps)]}, "show": show},
    }
    if any(step["template"] == "group" for step in steps):
        graph["templates"]["group"] = inner
    return argo.run(emit_argo(Workflow.from_dict(graph)))


def custom(urn: str) -> dict[str, str]:
    return {"kind": "custom", "urn": urn}


def text(run: Run, step: str) -> str:
    assert run.phase == "Succeeded", f"{run.message}\n{run.log()}"
    return run.outputs(step)["text"]


def test_the_class_of_a_scheme_brings_an_artifact(argo: Cluster) -> None:
    one = {"name": "one", "template": "show", "artifacts": {"file": custom("shelf://a/1")}}
    files = [custom("shelf://a/2"), custom("shelf://{{workflow.name}}/3")]
    several = {
        "name": "several",
        "template": "show",
        "artifacts": {**one["artifacts"], "more": files},
    }
    group = {
        "name": "group",
        "template": "group",
        "artifacts": {"data": custom('shelf://b\'s "4"')},
    }
    done = shown(argo, one, several, group)
    assert text(done, "one") == "file of shelf://a/1"
    name = done.workflow["metadata"]["name"]
    more = f"dflow_more_0 of shelf://a/2, dflow_more_1 of shelf://{name}/3"
    assert text(done, "several") == f"file of shelf://a/1, {more}"
    assert text(done, "inner") == 'file of shelf://b\'s "4"'


def test_a_variable_of_the_template_names_the_class(argo: Cluster) -> None:
    source = SOURCE.replace("config[", "other = {'artifact_register': {}}\nother[")
    register = {"DFLOW_ARTIFACT_REGISTER": json.dumps({"shelf": "__main__:Shelf"})}
    one = {"name": "one", "template": "show", "artifacts": {"file": custom("shelf://a/1")}}
    assert text(shown(argo, one, source=source, envs=register), "one") == "file of shelf://a/1"


def test_a_scheme_without_a_class_is_told(argo: Cluster) -> None:
    one = {"name": "one", "template": "show", "artifacts": {"file": custom("self://a/1")}}
    done = shown(argo, one)
    assert done.phase == "Failed"
    assert (
        "port `file`: expected a plug-in for `self` in DFLOW_ARTIFACT_REGISTER or "
        "`artifact_register`, found none; did you mean `shelf`?"
    ) in done.log()


def test_a_part_of_it_and_a_script_that_wants_it_are_told() -> None:
    script = {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "script": "cat /tmp/f",
        "inputs": {"artifacts": {"f": {"path": "/tmp/f"}}},
    }
    part = {
        "kind": "Steps",
        "inputs": {"artifacts": {"data": {"sub_path": "below"}}},
        "steps": [[{"name": "s", "template": "script"}]],
    }
    given = {"name": "s", "template": "script", "artifacts": {"f": custom("shelf://a")}}
    below = {"name": "p", "template": "part", "artifacts": {"data": custom("shelf://a")}}
    script["inputs"]["artifacts"]["f"]["optional"] = True  # type: ignore[index]
    graph = {
        "dflow_graph": "1.0",
        "name": "plug-ins",
        "entrypoint": "main",
        "templates": {
            "main": {"kind": "Steps", "steps": [[given, below]]},
            "script": script,
            "part": part,
        },
    }
    with pytest.raises(CannotEmitError) as refusal:
        emit_argo(Workflow.from_dict(graph))
    assert {d.pointer: d.message for d in refusal.value.diagnostics} == {
        "/templates/script/inputs/artifacts/f": "a plug-in fetches `f`, which is Python that only "
        "the pod of a Python OP runs",
        "/templates/main/steps/0/1/artifacts/data": "the plug-in fetches `shelf://a` as a whole, "
        "not `below` of it",
    }
