"""Which outputs are stacked artifacts, through any number of templates."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.lowering import Lowering
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.variants import Names
from dflow_graph.index import build_index
from tests.differences.graphs import model


def chain(length: int) -> dict[str, Any]:
    """Templates that each hand on the stacked output of the next one, the outermost first."""
    op = {
        "name": "Op", "module": "ops",
        "inputs": {"i": {"kind": "Parameter", "type": "int"}},
        "outputs": {"f": {"kind": "Artifact", "type": "path"}},
    }  # fmt: skip
    loop = {
        "with_param": [1, 2],
        "parameters": {"i": "{{item}}"},
        "slices": {"output_artifact": ["f"]},
    }
    handed_on = {"artifacts": {"f": {"_from": "{{steps.s.outputs.artifacts.f}}"}}}
    templates: dict[str, Any] = {}
    for number in range(length):
        step = {"name": "s", "template": f"t{number + 1}"}
        templates[f"t{number}"] = {"kind": "Steps", "steps": [[step]], "outputs": handed_on}
    last = {"name": "s", "template": "leaf", **loop}
    templates[f"t{length}"] = {"kind": "Steps", "steps": [[last]], "outputs": handed_on}
    templates["leaf"] = {"kind": "PythonOPTemplate", "image": "i", "op": op}
    return {"dflow_graph": "1.0", "name": "c", "entrypoint": "t0", "templates": templates}


def test_a_stacked_output_is_one_through_a_long_chain() -> None:
    index = build_index(model(chain(5000)))
    stacks = Lowering(index, EmitOptions()).stacks
    assert all(stacks.leaves(index.nodes[f"t{n}"], "f") for n in range(5001))
    assert not stacks.leaves(index.nodes["leaf"], "f")


def test_many_names_of_one_kind_are_all_free() -> None:
    names = Names({"a", "a-3"})
    given = [names.free("a") for _ in range(5000)]
    assert given[:3] == ["a-2", "a-4", "a-5"]
    assert len(set(given)) == 5000
