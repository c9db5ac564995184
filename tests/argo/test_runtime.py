"""The run-time library that a manifest carries is whole, small and always the same."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.runtime import RUNTIME, runtime_text
from tests.argo.slice_graphs import WORK, graph, in_kind

ONE = in_kind("Steps", [{"name": "one", "template": "work", "parameters": {"n": 1}}])


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runtime") / "runtime.zip"
    path.write_bytes(zlib.decompress(base64.b64decode(runtime_text())))
    return path


def in_pod(archive: Path, program: str) -> str:
    """What a bare interpreter prints that has the library and nothing else of ours."""
    start = f"import sys; sys.path.insert(0, {str(archive)!r})\n"
    start += "from dflow_graph.python.in_pod import alias_dflow; alias_dflow()\n"
    command = [sys.executable, "-I", "-S", "-c", start + program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def test_the_library_leaves_room_for_an_op_in_the_environment_of_a_pod() -> None:
    # ARGO-1
    assert len(runtime_text()) < 100_000


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


def parameters_of(**options: object) -> list[str]:
    manifest = emit_argo(graph(ONE), EmitOptions(**options))  # type: ignore[arg-type]
    return [p["name"] for p in manifest["spec"].get("arguments", {}).get("parameters", [])]


def test_the_library_travels_once_and_only_where_the_image_has_none() -> None:
    assert parameters_of() == [RUNTIME]
    assert parameters_of(runtime="image") == []
    manifest = emit_argo(graph(ONE, work={**WORK, "upload_dflow": False}))
    assert "arguments" not in manifest["spec"]
