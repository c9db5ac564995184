"""Slices, artifacts and retries as they meet in one graph, held against plain Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dflow_graph import (
    ContainerOPTemplate,
    InputArtifact,
    Inputs,
    OutputParameter,
    Outputs,
    ShellOPTemplate,
    Step,
    Steps,
    argo_range,
    upload_artifact,
)
from dflow_graph.python import Slices
from tests.argo import ops
from tests.argo.harness.cluster import Cluster
from tests.argo.steps_in_pods import output, run, summed, template, text

pytestmark = pytest.mark.argo_oracle


def test_slices_by_path_go_over_a_stacked_artifact_with_a_gap(argo: Cluster) -> None:
    names = ["a", "", "c"]
    stacking = Slices(input_parameter=["name"], output_artifact=["file"])
    write = Step(
        "write",
        template(ops.Write, slices=stacking),
        parameters={"name": names},
        with_param=argo_range(len(names)),
    )
    by_path = Slices(
        input_artifact=["file"], output_parameter=["text"], output_artifact=["copy"], sub_path=True
    )
    read = Step(
        "read",
        template(ops.Read, slices=by_path),
        artifacts={"file": write.outputs.artifacts["file"]},
    )
    copies = {"files": read.outputs.artifacts["copy"]}
    whole = Step("whole", template(ops.ReadAll), artifacts=copies)
    done = run(argo, write, read, [whole, summed(read.outputs.parameters["text"])])
    texts = [f"this is {name}" if name else None for name in names]
    assert output(done, "whole", "texts") == texts
    assert output(done, "show", "value") == [text or "missing" for text in texts]


def test_a_pool_of_which_enough_succeeds_gives_what_succeeded(argo: Cluster) -> None:
    numbers = [2, 4, -1, 6, 8]
    slices = Slices(
        input_parameter=["x"],
        output_parameter=["y"],
        output_artifact=["f"],
        group_size=2,
        pool_size=2,
    )
    pool = Step(
        "pool",
        template(ops.FailsAt, retry_on_transient_error=1, slices=slices),
        parameters={"x": numbers},
        with_param=argo_range(len(numbers)),
        continue_on_success_ratio=0.8,
    )
    read = Step("read", template(ops.ReadAll), artifacts={"files": pool.outputs.artifacts["f"]})
    done = run(argo, pool, [read, summed(pool.outputs.parameters["y"])])
    good = [number for number in numbers if number > 0]
    assert output(done, "show", "value") == good
    assert output(done, "read", "texts") == [str(number) for number in good]
    assert len([n for n in done.named("pool") if n["type"] == "Pod"]) == 3


def texts_of(step: str, artifact: Any) -> tuple[Step, Step]:
    """A step that reads the items of an artifact, one a slice, and one that shows the texts."""
    slices = Slices(input_artifact=["file"], output_parameter=["text"])
    read = Step(step, template(ops.Read, slices=slices), artifacts={"file": artifact})
    same = template(ops.Same)
    return read, Step(f"show-{step}", same, parameters={"value": read.outputs.parameters["text"]})


def test_slices_go_over_the_items_of_what_is_packed(
    argo: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("c", "d"):
        Path(name).write_text(name)
    write = Step("write", template(ops.WriteAll), parameters={"names": ["a", "b"]})
    files, named = write.outputs.artifacts["files"], write.outputs.artifacts["named"]
    uploaded = texts_of("uploaded", upload_artifact(["c", "d"]))
    packed = texts_of("packed", named)
    several = texts_of("several", [files, write.outputs.artifacts["folder"], files])
    pairs = list(zip(uploaded, packed, several, strict=True))
    done = run(argo, write, *(list(group) for group in pairs), folder=tmp_path)
    # SLC-11, ART-7
    assert output(done, "show-uploaded", "value") == ["c", "d"]
    assert output(done, "show-packed", "value") == ["this is a", "this is b"]
    items = ["this is a", "this is b"]
    assert output(done, "show-several", "value") == [*items, "['empty']", *items]


def test_parts_of_several_sources_go_on_through_steps(argo: Cluster) -> None:
    write = Step("write", template(ops.WriteAll), parameters={"names": ["a", "b"]})
    named = write.outputs.artifacts["named"]
    inner = Steps("inner", inputs=Inputs(artifacts={"files": InputArtifact()}))
    inner.add(
        Step("read", template(ops.ReadNamed), artifacts={"files": inner.inputs.artifacts["files"]})
    )
    outer = Steps("outer", inputs=Inputs(artifacts={"files": InputArtifact()}))
    outer.add(Step("inside", inner, artifacts={"files": outer.inputs.artifacts["files"]}))
    parts = {"p": named["b"], "q": named["a"]}
    done = run(argo, write, Step("outside", outer, artifacts={"files": parts}))
    # ART-3
    assert output(done, "read", "texts") == {"p": "this is b", "q": "this is a"}


def test_a_script_and_a_container_find_several_sources_below_the_path(argo: Cluster) -> None:
    write = Step("write", template(ops.WriteAll), parameters={"names": ["a", "b"]})
    taken = Inputs(
        artifacts={"all": InputArtifact(path="/in/all"), "one": InputArtifact(path="/in/one")}
    )
    said = Outputs(parameters={"said": OutputParameter(value_from_path="/tmp/said")})
    found = "find . -type f | grep -v "
    shown = f"cd {{{{inputs.artifacts.all.path}}}} && {found}[.]dflow/ | sort > /tmp/said"
    script = ShellOPTemplate("script", image="alpine:3", script=shown, inputs=taken, outputs=said)
    container = ContainerOPTemplate(
        name="contain",
        image="alpine:3",
        command=[
            "sh",
            "-c",
            "cat {{inputs.artifacts.all.path}}/p/q {{inputs.artifacts.one.path}} > /tmp/said",
        ],
        inputs=taken,
        outputs=said,
    )
    outputs = write.outputs.artifacts
    raw = "as it is"
    listed = {"all": [outputs["files"], raw, outputs["folder"]], "one": raw}
    mapped = {"all": {"p.q": raw, "r": outputs["files"].sub_path("a")}, "one": raw}
    inner = Steps(
        "inner", inputs=Inputs(artifacts={"all": InputArtifact(), "one": InputArtifact()})
    )
    passed = {name: inner.inputs.artifacts[name] for name in ("all", "one")}
    inner.add(Step("inside", container, artifacts=passed))
    calls = [
        Step("listed", script, artifacts=listed),
        Step("mapped", script, artifacts=mapped),
        Step("inner", inner, artifacts=mapped),
    ]
    done = run(argo, write, calls)
    # ART-7
    assert text(done, "listed", "said") == "./0/a\n./0/b\n./1\n./2/folder/empty/.empty_dir"
    assert text(done, "mapped", "said") == "./p/q\n./r"
    assert text(done, "inside", "said") == raw * 2


def test_scripts_get_parts_of_artifacts_from_a_helper(argo: Cluster) -> None:
    write = Step("write", template(ops.WriteAll), parameters={"names": ["a", "b", "c"]})
    by_slices = Slices(input_parameter=["x"], output_artifact=["f"])
    stack = Step("stack", template(ops.FailsAt, slices=by_slices), parameters={"x": [2, 4]})
    taken = Inputs(artifacts={"one": InputArtifact(path="/in/one", optional=True)})
    said = Outputs(parameters={"said": OutputParameter(value_from_path="/tmp/said")})
    shown = "cd /in; find . -type f | grep -v [.]dflow/ | sort | xargs -n1 cat > /tmp/said"
    script = ShellOPTemplate("script", image="alpine:3", script=shown, inputs=taken, outputs=said)
    named, files = write.outputs.artifacts["named"], write.outputs.artifacts["files"]
    inner = Steps("inner", inputs=Inputs(artifacts={"all": InputArtifact()}))
    inner.add(Step("inside", script, artifacts={"one": inner.inputs.artifacts["all"]}))
    calls = [
        Step("named", script, artifacts={"one": named["b"]}),
        Step("stacked", script, artifacts={"one": stack.outputs.artifacts["f"][1]}),
        Step("several", script, artifacts={"one": [named["c"], files[0], "raw"]}),
        Step("loop", script, artifacts={"one": files[1]}, with_param=[1, 2]),
        Step("inner", inner, artifacts={"all": {"p": named["a"], "q": files[2]}}),
    ]
    done = run(argo, [write, stack], calls)
    # ART-3, ART-7
    assert text(done, "named", "said") == "this is b"
    assert text(done, "stacked", "said") == "4"
    assert text(done, "several", "said") == "this is cthis is araw"
    assert text(done, "loop(0:1)", "said") == text(done, "loop(1:2)", "said") == "this is b"
    assert text(done, "inside", "said") == "this is athis is c"
