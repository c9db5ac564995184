"""Slices of templates, side by side with those of steps (DG501 to DG521)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.test_slices import found, relax, the_one

CALL = {"parameters": {"n": [1, 2], "m": 1}, "artifacts": {"conf": {"kind": "s3", "key": "k"}}}


def test_options_of_the_slices_of_a_template_are_checked() -> None:
    template = relax(slices={"input_parameter": ["n"], "shuffle": True})
    diagnostic = the_one(CALL, relax=template)
    assert (diagnostic.code, diagnostic.pointer) == ("DG505", "/templates/relax/slices/shuffle")


@pytest.mark.parametrize(
    ("sort", "name"),
    [
        ("input_parameter", "n"),
        ("input_artifact", "conf"),
        ("output_parameter", "energy"),
        ("output_artifact", "log"),
    ],
)
def test_port_of_a_template_is_sliced_once(sort: str, name: str) -> None:
    slices = {"input_parameter": ["n"], sort: [name]}
    template = relax(slices=slices, **{f"{sort}_slices": {name: "{{item}}"}})
    diagnostic = next(d for d in found(CALL, relax=template) if d.code == "DG508")
    assert diagnostic.pointer == f"/templates/relax/{sort}_slices/{name}"
    assert diagnostic.related[0].pointer == f"/templates/relax/slices/{sort}/0"


def test_loop_that_cannot_be_beside_a_sub_path_is_counted_no_further() -> None:
    slices = {"input_artifact": ["conf"], "input_parameter": ["n"], "sub_path": True}
    step: dict[str, Any] = {**CALL, "slices": slices, "with_param": [1, 2, 3]}
    assert len(found(step)) == 1


SLICES = {"slices": {"input_artifact": ["f"]}}


@pytest.mark.parametrize(
    ("entry", "step", "codes"),
    [
        ({"optional": True}, {}, ["DG502"]),
        ({"optional": True}, {"artifacts": {"f": None}}, ["DG502"]),
        ({"optional": True}, {"artifacts": {"f": {"kind": "raw", "data": "a"}}}, []),
        ({"optional": True, "source": {"kind": "raw", "data": "a"}}, {}, []),
        ({}, {}, []),
    ],
)
def test_loop_over_an_artifact_needs_one(entry: Any, step: Any, codes: list[str]) -> None:
    """What must be given and is not is another rule's matter."""
    inner = {"kind": "Steps", "steps": [], "inputs": {"artifacts": {"f": entry}}}
    diagnostics = found({**SLICES, **step, "template": "inner"}, inner=inner)
    assert [d.code for d in diagnostics] == codes


def test_loop_over_an_unknown_artifact_is_one_mistake() -> None:
    diagnostics = found({**CALL, "slices": {"input_artifact": ["gone"]}})
    assert [d.code for d in diagnostics] == ["DG501"]
