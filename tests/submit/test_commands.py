"""`emit` and `submit` as people run them: in a process of their own, with their environment."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.submit.argo_server import Handler, fake_argo
from tests.submit.graphs import local_graph

GRAPH: dict[str, Any] = {
    "dflow_graph": "1.0",
    "name": "small",
    "entrypoint": "main",
    "templates": {
        "main": {"kind": "Steps", "steps": [[{"name": "a", "template": "say"}]]},
        "say": {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "echo hello"},
        # A warning: nobody calls it.
        "unused": {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "echo hello"},
    },
}
TOKEN = "the-token-of-the-lab"


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(GRAPH))
    return path


def command(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("DFLOW_", "SSL_"))}
    done = subprocess.run(
        [sys.executable, "-m", "dflow_graph", *map(str, arguments)],
        env={**kept, "no_proxy": "127.0.0.1", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    return done


def test_what_kubectl_reads_is_the_manifest_alone_whatever_is_found(graph: Path) -> None:
    done = command("emit", graph)
    assert "warning[" in done.stderr
    manifest = yaml.safe_load(done.stdout)
    assert (manifest["kind"], manifest["metadata"]["generateName"]) == ("Workflow", "small-")
    assert done.returncode == 0


def test_a_graph_with_an_error_gives_kubectl_nothing(graph: Path) -> None:
    graph.write_text(json.dumps({**GRAPH, "entrypoint": "other"}))
    done = command("emit", graph)
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[DG302]" in done.stderr


def test_the_environment_says_where_and_as_whom(graph: Path) -> None:
    with fake_argo() as argo:
        done = command(
            "submit",
            graph,
            DFLOW_HOST=argo.host,
            DFLOW_TOKEN=TOKEN,
            DFLOW_NAMESPACE="lab",
            DFLOW_HTTP_HEADERS="X-Lab:seven;X-Room:eight",
        )
    ((namespace, name),) = argo.workflows
    assert namespace == "lab"
    assert done.stdout == f"{name}  {argo.host}/workflows/lab/{name}\n"
    headers = argo.requests[0][2]
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert (headers["X-Lab"], headers["X-Room"]) == ("seven", "eight")


def test_arguments_take_the_place_of_the_environment(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    with fake_argo() as argo:
        done = command(
            *("submit", graph, "--host", argo.host, "--namespace", "mine"),
            *("--token-file", tmp_path / "token"),
            DFLOW_HOST="http://127.0.0.1:9",
            DFLOW_TOKEN="other",
            DFLOW_NAMESPACE="lab",
        )
    assert done.returncode == 0, done.stderr
    assert [namespace for namespace, _ in argo.workflows] == ["mine"]
    assert argo.requests[0][2]["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("status", "said"), [(401, "DFLOW_TOKEN"), (403, "may not"), (409, "already"), (500, "500")]
)
def test_a_refusal_is_one_line_and_the_status_2(graph: Path, status: int, said: str) -> None:
    def refuse(handler: Handler, number: int) -> bool:
        handler.say(status, {"message": f"no: {handler.headers['Authorization']}"})
        return True

    with fake_argo(refuse) as argo:
        done = command("submit", graph, DFLOW_HOST=argo.host, DFLOW_TOKEN=TOKEN)
    assert (done.returncode, done.stdout, len(argo.requests)) == (2, "", 1)
    last = done.stderr.splitlines()[-1]
    assert last.startswith("dflow-graph: ")
    assert said in last


@pytest.mark.parametrize("way", ["--ca-file", "SSL_CERT_FILE"])
def test_an_authority_of_the_lab_is_trusted_where_it_is_named(
    way: str, graph: Path, certificate: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    arguments = [way, certificate] if way == "--ca-file" else []
    variables = {way: str(certificate)} if way == "SSL_CERT_FILE" else {}
    with fake_argo(certificate=context) as argo:
        untold = command("submit", graph, DFLOW_HOST=argo.host)
        assert argo.requests == []
        done = command("submit", graph, *arguments, DFLOW_HOST=argo.host, **variables)
    assert (untold.returncode, done.returncode) == (2, 0), done.stderr
    assert "--ca-file` or SSL_CERT_FILE" in untold.stderr
    assert len(argo.workflows) == 1


def test_files_are_uploaded_before_the_workflow_is_submitted(
    graph: Path, bucket: Any, tmp_path: Path
) -> None:
    (tmp_path / "data.txt").write_text("some")
    graph.write_text(json.dumps(local_graph("data.txt")))
    with fake_argo() as argo:
        arguments = ("submit", graph, "--upload", f"s3://{bucket.name}/lab")
        done = command(*arguments, DFLOW_HOST=argo.host)
    assert done.returncode == 0, done.stderr
    (found,) = bucket.objects.all()
    ((_, workflow),) = argo.workflows.items()
    (step,) = workflow["spec"]["templates"][0]["steps"][0]
    assert step["arguments"]["artifacts"] == [{"name": "data", "s3": {"key": found.key}}]


def test_nothing_is_submitted_where_a_file_cannot_be_uploaded(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("some")
    graph.write_text(json.dumps(local_graph("data.txt")))
    with fake_argo() as argo:
        done = command(
            *("submit", graph, "--upload", "s3://artifacts/lab"),
            DFLOW_HOST=argo.host,
            AWS_ENDPOINT_URL_S3="http://127.0.0.1:9",
            AWS_MAX_ATTEMPTS="1",
            AWS_ACCESS_KEY_ID="a",
            AWS_SECRET_ACCESS_KEY="b",
            AWS_DEFAULT_REGION="us-east-1",
        )
    assert (done.returncode, argo.requests) == (2, [])
    assert "Could not connect" in done.stderr
