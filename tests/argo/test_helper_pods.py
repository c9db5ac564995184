"""What helper pods run: the image of the author where it is the same in every pod (STEP-10)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.model import Workflow
from tests.argo.oracle import Oracle

pytestmark = pytest.mark.argo_oracle


def helper_of(template: dict[str, Any], **step: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The manifest of a loop whose successes are counted, and the script that counts them."""
    script = {
        "kind": "PythonScriptOPTemplate",
        "image": "python:3.12",
        "script": "print({{inputs.parameters.x}})",
        "inputs": {"parameters": {"x": {}}},
        **template,
    }
    call = {
        "name": "loop",
        "template": "work",
        "with_param": [1, 2],
        "parameters": {"x": "{{item}}"},
        "continue_on_num_success": 1,
        **step,
    }
    document = {
        "dflow_graph": "1.0",
        "name": "helpers",
        "entrypoint": "main",
        "parameters": {"site": "lab"},
        "templates": {"main": {"kind": "Steps", "steps": [[call]]}, "work": script},
    }
    manifest = emit_argo(Workflow.from_dict(document))
    (helper,) = (t for t in manifest["spec"]["templates"] if "successes" in t["name"])
    return manifest, helper["script"]


@pytest.mark.parametrize(
    ("template", "step", "image", "command"),
    [
        ({}, {}, "python:3.12", ["python3"]),
        ({"command": ["python3.12"]}, {}, "python:3.12", ["python3.12"]),
        (
            {"image": "{{workflow.parameters.site}}/py:1"},
            {},
            "{{workflow.parameters.site}}/py:1",
            None,
        ),
        ({"image": "py:{{inputs.parameters.x}}"}, {}, "python:3.11-slim", ["python3"]),
        ({"image": "py:{{=inputs.parameters.x}}"}, {}, "python:3.11-slim", ["python3"]),
        ({"command": ["python{{inputs.parameters.x}}"]}, {}, "python:3.11-slim", ["python3"]),
        ({"image": "py:{{inputs.parameters.x}}"}, {"util_image": "mine:1"}, "mine:1", ["python3"]),
        ({}, {"util_image": "mine:1", "util_command": ["py"]}, "mine:1", ["py"]),
    ],
)
def test_helper_has_no_image_or_command_of_inputs(
    template: dict[str, Any],
    step: dict[str, Any],
    image: str,
    command: list[str] | None,
    oracle: Oracle,
) -> None:
    manifest, script = helper_of(template, **step)
    assert script["image"] == image
    assert script["command"] == (command or ["python3"])
    assert oracle(manifest).ok
