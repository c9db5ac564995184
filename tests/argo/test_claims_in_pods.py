"""Artifacts that lie in volume claims: pods read them where they are, and copy outputs there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dflow_graph import (
    PVC,
    ContainerExecutor,
    ContainerOPTemplate,
    InputArtifact,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    ScriptOPTemplate,
    ShellOPTemplate,
    Step,
    Steps,
    Workflow,
    argo_range,
)
from dflow_graph.model import Workflow as Graph
from dflow_graph.python import Slices
from tests.argo import ops
from tests.argo.harness.cluster import Cluster, Run
from tests.argo.harness.graphs import run_graph
from tests.argo.steps_in_pods import template, text

pytestmark = pytest.mark.argo_oracle

LAB = [{"name": "lab", "persistentVolumeClaim": {"claimName": "lab-data"}}]


@pytest.fixture
def lab(argo: Cluster) -> Iterator[Path]:
    """The folder of a claim that was there before the run."""
    folder = argo.claims / "lab-data"
    folder.mkdir()
    (folder / "runs/one").mkdir(parents=True)
    (folder / "runs/one/a.txt").write_text("a\n")
    (folder / "runs/one/b.txt").write_text("b\n")
    (folder / "note.txt").write_text("noted\n")
    yield folder
    shutil.rmtree(folder)


def run(argo: Cluster, *groups: Any, volumes: Any = LAB, **fields: Any) -> Run:
    workflow = Workflow("claims")
    for group in groups:
        workflow.add(group)
    return run_graph(argo, Graph.from_dict({**workflow.to_graph(), "volumes": volumes, **fields}))


def shown(files: Path) -> list[str]:
    return sorted(p.relative_to(files).as_posix() for p in files.rglob("*") if p.is_file())


def reader(name: str, source: Any, **fields: Any) -> Step:
    return Step(name, template(ops.Read), artifacts={"file": source}, **fields)


def shell(script: str, **fields: Any) -> ShellOPTemplate:
    inputs = Inputs(artifacts={"data": InputArtifact(path="/tmp/in/data")})
    outputs = Outputs(parameters={"said": OutputParameter(value_from_path="/tmp/said")})
    said = {"inputs": inputs, "outputs": outputs, **fields}
    return ShellOPTemplate("show", image="alpine:3", script=script, **said)


def test_an_op_reads_a_file_and_a_folder_of_a_claim(argo: Cluster, lab: Path) -> None:
    file = reader("file", PVC("lab-data", "runs/one/a.txt"))
    folder = reader("folder", PVC("lab-data", "runs/one"))
    missing = reader("missing", PVC("lab-data", "runs/two"))
    done = run(argo, [file, folder, missing])
    assert text(done, "file", "text") == "a\n"
    assert text(done, "folder", "text") == "['a.txt', 'b.txt']"
    # ART-14
    assert text(done, "missing", "text") == "missing"


def test_a_container_and_a_script_read_a_claim(argo: Cluster, lab: Path) -> None:
    source = {"data": PVC("lab-data", "runs/one")}
    script = Step(
        "script", shell("ls {{inputs.artifacts.data.path}} > /tmp/said"), artifacts=source
    )
    container = ContainerOPTemplate(
        name="contain",
        image="alpine:3",
        command=["sh", "-c", "cat $1/* > /tmp/said", "sh"],
        args=["{{inputs.artifacts.data.path}}"],
        inputs=Inputs(artifacts={"data": InputArtifact(path="/tmp/in/data")}),
        outputs=Outputs(parameters={"said": OutputParameter(value_from_path="/tmp/said")}),
    )
    done = run(argo, [script, Step("container", container, artifacts=source)])
    assert text(done, "script", "said") == "a.txt\nb.txt"
    assert text(done, "container", "said") == "a\nb"


def test_what_a_pod_reads_of_a_claim_it_cannot_change(argo: Cluster, lab: Path) -> None:
    script = "(echo no > /tmp/in/data/a.txt) 2>/dev/null && x=yes; echo $x. > /tmp/said"
    source = {"data": PVC("lab-data", "runs/one")}
    done = run(argo, Step("script", shell(script), artifacts=source))
    assert text(done, "script", "said") == "."
    assert (lab / "runs/one/a.txt").read_text() == "a\n"


def test_a_claim_is_reached_through_steps_by_name_and_by_part(argo: Cluster, lab: Path) -> None:
    inner = Steps("inner", inputs=Inputs(artifacts={"files": InputArtifact()}))
    files = inner.inputs.artifacts["files"]
    inner.add(reader("whole", files))
    inner.add(reader("part", files.sub_path("b.txt")))
    call = Step("call", inner, artifacts={"files": PVC("lab-data", "runs/one")})
    done = run(argo, call)
    assert text(done, "whole", "text") == "['a.txt', 'b.txt']"
    assert text(done, "part", "text") == "b\n"


def test_a_template_reads_its_own_claim_unless_a_step_gives_another(
    argo: Cluster, lab: Path
) -> None:
    (lab / "other").mkdir()
    inputs = {"data": InputArtifact(path="/tmp/in/data", source=PVC("lab-data", "runs/one"))}
    show = shell("ls /tmp/in/data > /tmp/said", inputs=Inputs(artifacts=inputs))
    other = Step("other", show, artifacts={"data": PVC("lab-data", "runs")})
    done = run(argo, [Step("own", show), other])
    assert text(done, "own", "said") == "a.txt\nb.txt"
    assert text(done, "other", "said") == "one"


def test_one_of_several_sources_lies_in_a_claim(argo: Cluster, lab: Path) -> None:
    write = Step("write", template(ops.Write), parameters={"name": "here.txt"})
    sources = [PVC("lab-data", "runs/one/b.txt"), write.outputs.artifacts["file"]]
    both = Step("both", template(ops.ReadAll), artifacts={"files": sources})
    done = run(argo, write, both)
    assert json.loads(text(done, "both", "texts")) == ["b\n", "this is here.txt"]


def test_an_op_saves_into_a_claim_that_a_later_one_reads(argo: Cluster) -> None:
    saves = {name: [PVC("kept", f"out/{name}")] for name in ("files", "folder", "named")}
    names = {"names": ["one", "two"]}
    write = Step("write", template(ops.WriteAll, output_artifact_save=saves), parameters=names)
    steps = [
        Step("list", template(ops.ReadAll), artifacts={"files": PVC("kept", "out/files")}),
        Step("map", template(ops.ReadNamed), artifacts={"files": PVC("kept", "out/named")}),
        reader("folder", PVC("kept", "out/folder")),
        # Besides, it is stored where all artifacts are.
        reader("stored", write.outputs.artifacts["folder"]),
    ]
    done = run(argo, write, steps, volumes=[])
    assert json.loads(text(done, "list", "texts")) == ["this is one", "this is two"]
    assert json.loads(text(done, "map", "texts")) == {"one": "this is one", "two": "this is two"}
    assert text(done, "folder", "text") == text(done, "stored", "text") == "['empty']"
    # ART-14: a claim keeps empty folders as they are.
    (claim,) = argo.claims.glob("*-kept")
    assert not list(claim.rglob(".empty_dir"))
    assert list(claim.rglob("folder/empty"))


def test_slices_save_into_one_folder_of_a_claim_and_read_it(argo: Cluster, lab: Path) -> None:
    save = {"file": [PVC("lab-data", "sliced")]}
    slices = Slices("{{item}}", input_parameter=["name"], output_artifact=["file"])
    write = Step(
        "write",
        template(ops.Write, slices=slices, output_artifact_save=save),
        parameters={"name": ["x", "y", "z"]},
        with_param=argo_range(3),
    )
    index = Slices("{{item}}", input_artifact=["file"])
    cut = Step(
        "cut",
        template(ops.Read, slices=index),
        artifacts={"file": PVC("lab-data", "sliced")},
        with_param=argo_range(3),
    )
    alone = Step(
        "alone",
        template(ops.Read, slices=Slices(sub_path=True, input_artifact=["file"])),
        artifacts={"file": PVC("lab-data", "sliced")},
    )
    done = run(argo, write, [cut, alone])
    assert done.phase == "Succeeded", f"{done.message}\n{done.log()}"
    for step in ("cut", "alone"):
        found = [
            p["value"]
            for node in done.named(step)
            if node["type"] == "Pod"
            for p in node["outputs"]["parameters"]
            if p["name"] == "text"
        ]
        assert sorted(found) == ["this is x", "this is y", "this is z"], step
    assert shown(lab / "sliced")[-3:] == ["x", "y", "z"]


def keeper(path: str, script: str, subpath: str, **fields: Any) -> dict[str, Any]:
    save = [PVC("lab-data", subpath)]
    outputs = Outputs(artifacts={"made": OutputArtifact(path=path, save=save, **fields)})
    return {"image": "alpine:3", "outputs": outputs, "script": script}


def test_scripts_and_containers_save_into_a_claim(argo: Cluster, lab: Path) -> None:
    said = keeper("/tmp/out", "mkdir /tmp/out; echo hi > /tmp/out/f; exit 0", "from/shell")
    python = keeper(
        "/tmp/out/f.txt",
        "import os; os.mkdir('/tmp/out'); open('/tmp/out/f.txt', 'w').write('hi')",
        "from/python.txt",
    )
    contained = keeper("/tmp/f", "", "from/{{workflow.name}}.txt")
    contained.pop("script")
    steps = [
        Step("shell", ShellOPTemplate("shell", **said)),
        Step("python", ScriptOPTemplate("python", command=["python3"], **python)),
        Step(
            "contained",
            ContainerOPTemplate(
                name="contained", command=["sh", "-c"], args=["echo x > /tmp/f"], **contained
            ),
        ),
    ]
    done = run(argo, steps)
    assert done.phase == "Succeeded", f"{done.message}\n{done.log()}"
    name = done.workflow["metadata"]["name"]
    assert shown(lab / "from") == sorted([f"{name}.txt", "python.txt", "shell/f"])
    assert (lab / "from/python.txt").read_text() == "hi"


def test_a_copy_changes_no_exit_code_and_fails_aloud(argo: Cluster, lab: Path) -> None:
    (lab / "taken/by").mkdir(parents=True)
    fails = keeper("/tmp/f", "echo x > /tmp/f; exit 7", "failed.txt")
    taken = keeper("/tmp/f", "echo x > /tmp/f", "taken")
    absent = keeper("/tmp/none", "true", "absent", optional=True)
    made = [("fails", fails), ("taken", taken), ("absent", absent)]
    steps = [Step(n, ShellOPTemplate(n, **s), continue_on_failed=True) for n, s in made]
    done = run(argo, steps)
    codes = {n: done.named(n)[0]["outputs"]["exitCode"] for n, _ in made}
    assert codes == {"fails": "7", "taken": "1", "absent": "0"}
    assert "/taken is a folder, and the output a file" in done.log()
    # What a store gets of a step that failed, a claim gets too.
    assert (lab / "failed.txt").read_text() == "x\n"
    assert not (lab / "absent").exists()


ENGINE = """\
#!/bin/sh
# A container engine that has one image: the pod it is in.
echo "$@" > /tmp/seen
while [ "$1" != alpine:3 ]; do shift; done
shift
exec "$@"
"""


def test_what_an_executor_runs_reads_a_claim_and_is_kept_in_one(argo: Cluster, lab: Path) -> None:
    program = {"path": "/tmp/engine/docker", "mode": 0o755, "source": ENGINE}
    work = ShellOPTemplate(
        "work",
        image="alpine:3",
        script="mkdir /tmp/out; (cat {{inputs.artifacts.data.path}}; echo run) > /tmp/out/copy",
        inputs=Inputs(
            artifacts={
                "data": InputArtifact(path="/tmp/in/data"),
                "engine": InputArtifact(**program),
            }
        ),
        outputs=Outputs(
            parameters={"seen": OutputParameter(value_from_path="/tmp/seen")},
            artifacts={
                "copy": OutputArtifact(path="/tmp/out/copy", save=[PVC("lab-data", "kept/copy")])
            },
        ),
    )
    engine = ContainerExecutor(docker="/tmp/engine/docker")
    source = {"data": PVC("lab-data", "runs/one/a.txt")}
    done = run(argo, Step("work", work, artifacts=source, executor=engine))
    # EXE-5, ART-6
    assert "-v /tmp:/tmp" in text(done, "work", "seen")
    assert (lab / "kept/copy").read_text() == "a\nrun\n"
    assert (lab / "runs/one/a.txt").read_text() == "a\n"
