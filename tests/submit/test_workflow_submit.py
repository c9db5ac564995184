"""`Workflow.submit` and `convert_to_argo` go the way of `emit`, with dflow's settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import dflow_graph
from dflow_graph import InputArtifact, Inputs, ShellOPTemplate, Step, Workflow, upload_artifact
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.authoring import config as settings
from dflow_graph.delivery.server import ServerError
from dflow_graph.pipeline import InvalidGraphError
from dflow_graph.python import PythonOPTemplate
from dflow_graph.python.errors import UnsupportedError
from tests.argo import ops
from tests.submit.argo_server import Handler, fake_argo


@pytest.fixture(autouse=True)
def no_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DFLOW_GRAPH_MODE", raising=False)


def small(name: str = "small", **options: Any) -> Workflow:
    workflow = Workflow(name, **options)
    workflow.add(Step("a", ShellOPTemplate("say", image="alpine:3", script="echo hello")))
    return workflow


def test_convert_to_argo_is_what_emit_gives() -> None:
    workflow = small()
    manifest = workflow.convert_to_argo()
    assert manifest == dflow_graph.emit(workflow)
    assert manifest == dflow_graph.emit(workflow.to_graph())
    assert manifest["kind"] == "Workflow"


def test_convert_to_argo_refuses_a_graph_with_errors(capsys: pytest.CaptureFixture[str]) -> None:
    workflow = small()
    workflow.entrypoint.steps[0].when = "a ==="  # type: ignore[union-attr]
    with pytest.raises(InvalidGraphError):
        workflow.convert_to_argo()
    assert "error[DG320]" in capsys.readouterr().err


def test_submit_sends_the_manifest_to_the_server_of_the_workflow() -> None:
    with fake_argo() as argo:
        workflow = small(host=argo.host, token="word", namespace="lab")
        manifest = workflow.convert_to_argo()
        done = workflow.submit()
    assert argo.workflows["lab", done.name]["spec"] == manifest["spec"]
    assert (workflow.id, workflow.uid) == (done.name, f"uid-of-{done.name}")
    assert argo.requests[0][2]["Authorization"] == "Bearer word"


def test_submit_takes_server_and_headers_from_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with fake_argo() as argo:
        monkeypatch.setitem(settings.config, "host", argo.host)
        monkeypatch.setitem(settings.config, "token", "word")
        monkeypatch.setitem(settings.config, "namespace", "lab")
        monkeypatch.setitem(settings.config, "http_headers", {"X-Lab": "7"})
        done = small().submit()
    headers = argo.requests[0][2]
    assert (headers["Authorization"], headers["X-Lab"]) == ("Bearer word", "7")
    assert done.namespace == "lab"


def test_the_end_of_with_submits_where_a_server_is_named() -> None:
    with fake_argo() as argo, Workflow("inside", host=argo.host):
        Step("a", ShellOPTemplate("say", image="alpine:3", script="echo hello"))
    assert len(argo.workflows) == 1


def test_a_refusal_of_the_server_reaches_the_script() -> None:
    def refuse(handler: Handler, number: int) -> bool:
        handler.say(401, {"message": "token not valid"})
        return True

    with fake_argo(refuse) as argo, pytest.raises(ServerError, match="token not valid"):
        small(host=argo.host).submit()


def test_steps_of_an_earlier_run_cannot_be_taken_over() -> None:
    with pytest.raises(UnsupportedError, match="reuse_step"):
        small().submit(reuse_step=[])


def test_local_files_are_uploaded_before(
    bucket: Any, s3_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.txt").write_text("some")
    for name, value in {
        "endpoint": s3_server.removeprefix("http://"),
        "bucket_name": bucket.name,
        "prefix": "lab/",
    }.items():
        monkeypatch.setitem(settings.s3_config, name, value)
    template = ShellOPTemplate(
        "read",
        image="alpine:3",
        script="cat /tmp/data",
        inputs=Inputs(artifacts={"data": InputArtifact(path="/tmp/data")}),
    )
    with fake_argo() as argo:
        workflow = Workflow("local", host=argo.host)
        workflow.add(Step("a", template, artifacts={"data": upload_artifact("data.txt")}))
        done = workflow.submit()
    (found,) = bucket.objects.all()
    assert found.key.startswith("lab/sha256-")
    spec = argo.workflows["argo", done.name]["spec"]
    (step,) = spec["templates"][0]["steps"][0]
    assert step["arguments"]["artifacts"] == [{"name": "data", "s3": {"key": found.key}}]


def test_files_from_elsewhere_are_uploaded_where_the_script_says_so(
    bucket: Any, s3_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "__init__.py").write_text("answer = 42\n")
    monkeypatch.setitem(settings.s3_config, "endpoint", s3_server.removeprefix("http://"))
    monkeypatch.setitem(settings.s3_config, "bucket_name", bucket.name)

    packages = [str(tmp_path / "lab")]
    template = PythonOPTemplate(ops.Double, image="python:3.11", python_packages=packages)
    with fake_argo() as argo:
        workflow = Workflow("packages", host=argo.host)
        workflow.add(Step("a", template, parameters={"x": 1}))
        with pytest.raises(CannotEmitError, match="allow_outside=True"):
            workflow.submit()
        assert (argo.requests, list(bucket.objects.all())) == ([], [])
        workflow.submit(allow_outside=True)
    assert len(argo.workflows) == len(list(bucket.objects.all())) == 1
