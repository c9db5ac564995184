"""Tags with line ends and tabulators around their names, as Argo has to read them (REF-1)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.texts import tight_everywhere
from dflow_graph.model import Workflow
from tests.argo.oracle import Oracle
from tests.passes.graphs import call, graph, maker, user

pytestmark = pytest.mark.argo_oracle


def loose(name: str) -> str:
    """A tag of a name, as it is written over several lines."""
    return "{{\n\t" + name + "\r\n}}"


def test_tags_are_tight_wherever_they_stand(oracle: Oracle) -> None:
    x = loose("inputs.parameters.x")
    texts = {"annotations": {"a": x}, "labels": {"a": x}, "envs": {"A": x}, "image": f"a:{x}"}
    n = loose("steps.a.outputs.parameters.n")
    again = call(
        "b", x=loose("item"), when=f"{n} > 1", with_sequence={"count": n}, key="b-{{item}}"
    )
    outputs = {
        "parameters": {"n": {"value_from_parameter": n}},
        "artifacts": {"f": {"_from": loose("steps.a.outputs.artifacts.f")}},
    }
    templates = {"make": maker(), "use": user(script=f"echo {x} {{{{\n other\n}}}}", **texts)}
    steps: list[list[dict[str, Any]]] = [[call("a", "make")], [again]]
    document = graph(*steps, main={"outputs": outputs}, templates=templates)
    manifest = emit_argo(Workflow.from_dict(document))
    assert oracle(manifest).ok
    spelled = json.dumps(manifest)
    # What another program replaces stays as it is.
    assert re.findall(r"\{\{ *\\[a-z][^{}]*\}\}", spelled) == [r"{{\n other\n}}"]
    names = ("inputs.parameters.x", "item", "steps.a.outputs.artifacts.f")
    assert all("{{" + name + "}}" in spelled for name in names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ inputs.parameters.x }}", "{{ inputs.parameters.x }}"),
        ("{{inputs.parameters.x\n}}", "{{inputs.parameters.x}}"),
        ("{{ \tretries}} {{\nitem.a-b}}", "{{retries}} {{item.a-b}}"),
        ("{{\nuser.name\n}} {{=\n1\n}}", "{{\nuser.name\n}} {{=\n1\n}}"),
        ("a\n}}", "a\n}}"),
        ("{{ a {{\nitem\n}}", "{{ a {{item}}"),
    ],
)
def test_only_what_argo_would_not_read_is_changed(text: str, expected: str) -> None:
    assert tight_everywhere({"a": [text, 1, None]}) == {"a": [expected, 1, None]}
