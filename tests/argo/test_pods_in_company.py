"""Pods with containers before and beside the main one, with a limit of time, and with files from
web servers and git repositories."""

from __future__ import annotations

import base64
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.emission import valid_model
from tests.argo.harness.cluster import NAMESPACE, Cluster, Run
from tests.argo.harness.graphs import run_graph
from tests.argo.harness.kubernetes import Place
from tests.argo.test_imports_in_pods import CLASS, NAMES, op_of
from tests.argo.test_services_run import web

pytestmark = pytest.mark.argo_oracle

Json = dict[str, Any]

SHARED: Json = {
    "volumes": [{"name": "shared", "emptyDir": {}}],
    "mounts": [{"name": "shared", "mountPath": "/shared"}],
}
TEXT: Json = {"parameters": {"text": {"type": "str", "value_from_path": "/tmp/text"}}}


def shell(script: str, **fields: Any) -> Json:
    return {"kind": "ShellOPTemplate", "image": "alpine:3", "script": script, **fields}


def container(name: str, script: str, **fields: Any) -> Json:
    return {"name": name, "image": "alpine:3", "command": ["sh", "-c"], "args": [script], **fields}


def graph_of(template: Json, **step: Any) -> Json:
    """A graph of one step, `work`."""
    main = {"kind": "Steps", "steps": [[{"name": "work", "template": "work", **step}]]}
    return {
        "dflow_graph": "1.0",
        "name": "company",
        "entrypoint": "main",
        "templates": {"main": main, "work": template},
    }


def run(argo: Cluster, template: Json, **step: Any) -> Run:
    return run_graph(argo, valid_model(graph_of(template, **step)))


def pods(done: Run) -> list[Json]:
    return [node for node in done.nodes if node["type"] == "Pod"]


def test_containers_run_before_and_beside_the_main_one(argo: Cluster) -> None:
    wait = "for n in $(seq 100); do test -e /shared/{name} && break; sleep 0.05; done\n"
    work = shell(
        # The main container and the one beside it wait for each other.
        "touch /shared/asked\n"
        + wait.format(name="answer")
        + "cat /shared/first /shared/second /shared/answer > /tmp/text\n",
        outputs=TEXT,
        init_containers=[
            container(
                "one",
                "echo 1 > /shared/first; cat /in/data >> /shared/first",
                mirrorVolumeMounts=True,
            ),
            container("two", "cp /shared/first /shared/second", mirrorVolumeMounts=True),
        ],
        sidecars=[
            container(
                "beside",
                wait.format(name="asked")
                + "test ! -e /tmp/text && echo yes > /shared/answer; sleep 60",
                volumeMounts=SHARED["mounts"],
            )
        ],
        inputs={"artifacts": {"data": {"path": "/in/data"}}},
        **SHARED,
    )
    start = time.monotonic()
    done = run(argo, work, artifacts={"data": {"kind": "raw", "data": "raw\n"}})
    assert done.phase == "Succeeded", done.log()
    assert done.outputs("work") == {"text": "1\nraw\n1\nraw\nyes"}
    ((_, outcome),) = done.pods.items()
    assert {name: code for name, (code, _) in outcome.codes.items()} == {
        "one": 0,
        "two": 0,
        "main": 0,
        "wait": 0,
        # What runs on beside is ended, and is no failure.
        "beside": 143,
    }
    assert time.monotonic() - start < 50


def test_a_container_that_fails_before_keeps_the_main_one_from_starting(argo: Cluster) -> None:
    work = shell("touch /shared/ran", init_containers=[container("check", "exit 3")], **SHARED)
    done = run(argo, work)
    assert (done.phase, list(next(iter(done.pods.values())).codes)) == ("Failed", ["check"])
    (node,) = pods(done)
    assert node["message"] == "check: Error (exit code 3)"


def test_a_script_that_takes_too_long_is_stopped(argo: Cluster) -> None:
    done = run(argo, shell("sleep 60", timeout=4))
    (node,) = pods(done)
    assert (node["phase"], node["outputs"]["exitCode"]) == ("Failed", "143")
    assert node["message"] == "Pod was active on the node longer than the specified deadline"


SLOW = "import subprocess\nfrom dflow.python import *\n" + CLASS.format(**NAMES).replace(
    'return OPIO({"y": op_in["x"]})',
    "try:\n"
    '            subprocess.run(["sleep", "60"], check=True)\n'
    "        except Exception:\n"
    '            raise TransientError("as many OPs say it of all that happens")\n'
    "        return OPIO({})",
)


@pytest.mark.parametrize(("fields", "count"), [({}, 1), ({"timeout_as_transient_error": True}, 2)])
def test_an_op_that_takes_too_long_is_run_again_only_where_that_is_said(
    argo: Cluster, fields: Json, count: int
) -> None:
    op = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op_of(SLOW), "timeout": 4}
    op = {**op, "retry_on_transient_error": 1, **fields}
    done = run(argo, op, parameters={"x": 0})
    # RET-1, RET-2
    assert [node["outputs"]["exitCode"] for node in pods(done)] == ["143"] * count, done.log()
    assert done.phase == "Failed"


def secret(argo: Cluster, secret_name: str, **values: str) -> None:
    data = {key: base64.b64encode(value.encode()).decode() for key, value in values.items()}
    item = {"metadata": {"name": secret_name}, "data": data}
    argo.server.objects.create(Place("api/v1/secrets", NAMESPACE, ""), item)


READ = shell(
    "cat /in/data > /tmp/text",
    inputs={"artifacts": {"data": {"path": "/in/data"}}},
    outputs=TEXT,
)


def test_a_file_comes_from_a_web_server(argo: Cluster) -> None:
    secret(argo, "web-login", name="me", word="hush")
    with web() as (address, asked):
        place = {
            "kind": "http",
            "url": f"{address}/file",
            "headers": {"X-Plain": "one"},
            "username_secret": {"name": "web-login", "key": "name"},
            "password_secret": {"name": "web-login", "key": "word"},
        }
        done = run(argo, READ, artifacts={"data": place})
    assert done.outputs("work") == {"text": "answer to /file"}
    ((method, path, headers, _),) = asked
    assert (method, path, headers["X-Plain"]) == ("GET", "/file", "one")
    login = base64.b64decode(headers["Authorization"].removeprefix("Basic "))
    assert login == b"me:hush"


def test_a_web_server_without_the_file_fails_the_step_before_it_starts(argo: Cluster) -> None:
    with web() as (address, _):
        place = {"kind": "http", "url": f"{address}/404"}
        done = run(argo, READ, artifacts={"data": place})
    ((_, pod),), (node,) = done.pods.items(), pods(done)
    assert (node["phase"], list(pod.codes)) == ("Error", ["init"])
    assert "404" in node["message"]


def git(folder: Path, *arguments: str) -> None:
    person = (
        "-c",
        "user.name=n",
        "-c",
        "user.email=n@example.org",
        "-c",
        "init.defaultBranch=main",
    )
    subprocess.run(["git", *person, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ({}, "two"),
        ({"revision": "first"}, "one"),
        ({"depth": 1}, "two"),
        ({"sub_path": "data"}, "two"),
    ],
)
def test_files_come_from_a_git_repository(
    argo: Cluster, tmp_path: Path, source: Json, text: str
) -> None:
    (tmp_path / "data").mkdir()
    git(tmp_path, "init")
    for word in ("one", "two"):
        (tmp_path / "data" / "word.txt").write_text(word)
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-m", word)
        if word == "one":
            git(tmp_path, "tag", "first")
    below = "/word.txt" if "sub_path" in source else "/data/word.txt"
    read = shell(
        f"cat /in/tree{below} > /tmp/text",
        inputs={"artifacts": {"tree": {"path": "/in/tree"}}},
        outputs=TEXT,
    )
    place = {"kind": "git", "repo": f"file://{tmp_path}", **source}
    done = run(argo, read, artifacts={"tree": place})
    assert done.phase == "Succeeded", f"{done.message}\n{done.log()}"
    assert done.outputs("work") == {"text": text}


@pytest.mark.parametrize(
    ("source", "below", "pointer", "said"),
    [
        ({"kind": "git", "sub_path": "data"}, "", "/sub_path", "kind `git` as a whole, not `data`"),
        ({"kind": "git"}, "a", "", "kind `git` as a whole, not `a`"),
        ({"kind": "git", "sub_path": "data"}, "a", "/sub_path", "not `data/a`"),
        ({"kind": "http", "url": "https://example.org/x"}, "a", "", "kind `http` as a whole"),
    ],
)
def test_a_part_that_an_input_takes_of_its_own_source_is_refused(
    source: Json, below: str, pointer: str, said: str
) -> None:
    if source["kind"] == "git":
        source = {**source, "repo": "https://git.example.org/lab/data.git"}
    port = {"path": "/in/data", "source": source, **({"sub_path": below} if below else {})}
    model = valid_model(graph_of(shell("cat /in/data", inputs={"artifacts": {"data": port}})))
    with pytest.raises(CannotEmitError) as caught:
        emit_argo(model, EmitOptions())
    (found,) = caught.value.diagnostics
    place = "/templates/work/inputs/artifacts/data/source"
    assert (found.code, found.pointer) == ("DG908", place + pointer)
    assert said in found.message
