"""The run-time library that a manifest carries is whole, small and always the same."""

from __future__ import annotations

import base64
import bz2
import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.runtime import OPS, RUNTIME, runtime_text
from tests.argo.harness.cluster import Cluster
from tests.argo.harness.graphs import run_graph
from tests.argo.slice_graphs import WORK, from_files, graph, in_kind, reader, sliced
from tests.argo.slice_graphs import files as five_files

ONE = in_kind("Steps", [{"name": "one", "template": "work", "parameters": {"n": 1}}])


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runtime") / "runtime.zip"
    text = runtime_text().translate(str.maketrans(".,:/[]", "$&<>{}"))
    path.write_bytes(bz2.decompress(base64.b85decode(text)))
    return path


def in_pod(archive: Path, program: str) -> str:
    """What a bare interpreter prints that has the library and nothing else of ours."""
    start = f"import sys; sys.path.insert(0, {str(archive)!r})\n"
    start += "from dflow_graph.python.in_pod import alias_dflow; alias_dflow()\n"
    command = [sys.executable, "-I", "-S", "-c", start + program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def test_equal_sources_give_equal_bytes() -> None:
    first = runtime_text()
    runtime_text.cache_clear()
    assert runtime_text() == first


def test_every_module_of_the_library_can_be_imported(archive: Path) -> None:
    names = zipfile.ZipFile(io.BytesIO(archive.read_bytes())).namelist()
    modules = [name[: -len(".py")].replace("/", ".") for name in names if "__init__" not in name]
    program = f"import importlib\nfor m in {modules!r}: importlib.import_module(m)\nprint('all')"
    assert in_pod(archive, program) == "all\n"


def test_sources_that_import_dflow_find_the_library(archive: Path) -> None:
    program = (
        "import dflow.python.utils\n"
        "from dflow import Workflow, config\n"
        "from dflow.python import OP, Artifact, upload_packages\n"
        "upload_packages.append(1); config['mode'] = 'debug'\n"
        "import dflow_graph.python.op\n"
        "print(OP is dflow_graph.python.op.OP, Workflow)"
    )
    assert in_pod(archive, program) == "True <dflow_graph.Workflow, which is not in this pod>\n"


def test_every_module_that_stands_for_one_of_dflow_comes_along(archive: Path) -> None:
    root = files("dflow_graph")
    names = [
        "",
        *(f"{path.name}/" for path in root.iterdir() if path.joinpath("__init__.py").is_file()),
    ]
    stand_ins = {
        f"dflow_graph/{folder}{path.name}"
        for folder in names
        for path in root.joinpath(folder).iterdir()
        if path.name.endswith(".py")
        if path.read_text(encoding="utf-8").startswith(
            ('"""dflow\'s module ', '"""dflow\'s package ')
        )
    }
    assert {"dflow_graph/utils.py", "dflow_graph/plugins/dispatcher.py"} < stand_ins
    assert stand_ins <= set(zipfile.ZipFile(archive).namelist())


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("from dflow import Workflow; Workflow('x')", "dflow_graph.Workflow writes graphs"),
        ("from dflow import Step; Step.name", "dflow_graph.Step writes graphs"),
        ("from dflow import Nothing", "cannot import name 'Nothing'"),
        ("import dflow.nothing", "No module named 'dflow.nothing'"),
    ],
)
def test_what_a_pod_has_not_is_said_when_it_is_used(
    program: str, message: str, archive: Path
) -> None:
    assert message in in_pod(archive, program)


def carriers_of(manifest: dict[str, Any], roots: frozenset[str] = OPS) -> tuple[int, int]:
    """How often a manifest holds the library, and how often it refers to it."""
    text = json.dumps(manifest)
    return text.count(runtime_text(roots)), text.count(f"{{{{workflow.parameters.{RUNTIME}}}}}")


def test_the_library_travels_once_and_only_where_the_image_has_none() -> None:
    works = {"work": WORK, "again": {**WORK, "image": "python:3.8"}}
    two = in_kind("Steps", [{"name": n, "template": n, "parameters": {"n": 1}} for n in works])
    assert carriers_of(emit_argo(graph(two, **works))) == (1, 2)
    assert carriers_of(emit_argo(graph(ONE), EmitOptions(runtime="image"))) == (0, 0)
    assert carriers_of(emit_argo(graph(ONE, work={**WORK, "upload_dflow": False}))) == (0, 0)


ALONE = {"sub_path": True, "input_artifact": ["file"]}
HELPED = in_kind(
    "Steps",
    [five_files(), sliced({}, ALONE, **from_files(), continue_on_num_success=3), reader()],
)
HELPERS = frozenset({"item_lists", "successes"})


def test_helper_pods_bring_what_they_need_and_no_more() -> None:
    assert carriers_of(emit_argo(graph(HELPED)), OPS | HELPERS) == (1, 5)
    manifest = emit_argo(graph(HELPED), EmitOptions(runtime="image"))
    assert carriers_of(manifest, HELPERS) == (1, 2)
    assert len(runtime_text(HELPERS)) < 10_000
    assert len(runtime_text(frozenset({"successes"}))) < 1_200


LISTED = """\
mkdir -p /tmp/list/.dflow
echo -n a > /tmp/list/a
echo '{"path_list": [{"dflow_list_item": "a", "order": 0}]}' > /tmp/list/.dflow/0.json
"""


@pytest.mark.argo_oracle
def test_helper_pods_need_nothing_of_their_image(argo: Cluster) -> None:
    shell = {"kind": "ShellOPTemplate", "image": "alpine:3"}
    made = {"artifacts": {"files": {"type": "list[path]", "path": "/tmp/list", "archive": None}}}
    templates = {
        "files": {**shell, "script": LISTED, "outputs": made},
        "one": {**shell, "script": "exit {{inputs.parameters.code}}",
                "inputs": {"parameters": {"code": {"type": "int"}}}},
    }  # fmt: skip
    loop = {"name": "one", "template": "one", "with_param": [0, 1, 0]}
    loop |= {"parameters": {"code": "{{item}}"}, "continue_on_num_success": 2}
    first = {"name": "files", "template": "files"}
    main = in_kind("Steps", [first, loop, sliced({}, ALONE, **from_files())])
    run = argo.run(emit_argo(graph(main, **templates), EmitOptions(runtime="image")))
    assert run.named("one-check")[0]["phase"] == "Succeeded", run.log()
    assert json.loads(run.outputs("work-items")["items"]) == [{"order": 0, "file": "a"}]
    # What has no helper needs the library of its image, which is bare here.
    assert run.named("work")[-1]["phase"] == "Failed"


def test_the_library_has_no_character_that_anything_on_its_way_changes() -> None:
    assert not set("\"\\<>&{}$' \n") & set(runtime_text())


def _sized(length: int) -> dict[str, Any]:
    """An OP whose source is that much longer, by text that cannot be packed well."""
    table = base64.b64encode(random.Random(1).randbytes(length * 3 // 8)).decode()
    lines = "\n".join(f"    {table[i : i + 40]!r}," for i in range(0, len(table), 40))
    source = f"{WORK['op']['source']}\nTABLE = (\n{lines}\n)\n"
    digest = f"sha256:{hashlib.sha256(source.encode()).hexdigest()}"
    return {**WORK, "op": {**WORK["op"], "source": source, "source_digest": digest}}


@pytest.mark.argo_oracle
def test_the_template_of_a_pod_has_room_for_the_source_of_its_op(argo: Cluster) -> None:
    work = _sized(70_000)
    done = run_graph(argo, graph(ONE, work=work))
    assert done.phase == "Succeeded", done.log()
    (pod,) = done.pods.values()
    assert len(work["op"]["source"]) > 40_000
    # ARGO-1: before 3.6 a pod gets its template by an environment variable, of less than 128 KiB.
    assert pod.template_size < 100_000
