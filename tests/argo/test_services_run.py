"""What Argo does without a container of the graph runs to its end: requests, resources, pauses."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from dflow_graph.emission import valid_model
from tests.argo.harness.cluster import NAMESPACE, Cluster, Run
from tests.argo.harness.graphs import run_graph
from tests.argo.harness.kubernetes import Event, Place

pytestmark = pytest.mark.argo_oracle

Json = dict[str, Any]

SHOW: Json = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "inputs": {"parameters": {"text": {"type": "str"}}},
    "outputs": {"parameters": {"text": {"type": "str", "value_from_path": "/tmp/text"}}},
    "script": "cat > /tmp/text <<'EOF'\n{{inputs.parameters.text}}\nEOF\n",
}


def run(argo: Cluster, groups: list[list[Json]], **templates: Json) -> Run:
    main = {"kind": "Steps", "steps": groups}
    graph = {
        "dflow_graph": "1.0",
        "name": "services",
        "entrypoint": "main",
        "templates": {"main": main, **templates},
    }
    return run_graph(argo, valid_model(graph))


def step(name: str, template: str = "", **fields: Any) -> Json:
    return {"name": name, "template": template or name, **fields}


def phases(done: Run) -> dict[str, str]:
    return {node["displayName"]: node["phase"] for node in done.nodes}


class Web(BaseHTTPRequestHandler):
    """Answers with what it was asked, or with the status that its path names."""

    asked: list[tuple[str, str, dict[str, str], bytes]]

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked.append((self.command, self.path, dict(self.headers), body))
        status = int(self.path[1:]) if self.path[1:].isdigit() else 200
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b"answer to " + self.path.encode())

    do_GET = do_POST = do_PUT = _answer  # noqa: N815 - http.server's names

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def web() -> Iterator[tuple[str, list[tuple[str, str, dict[str, str], bytes]]]]:
    """A web server on loopback: its address, and what it was asked."""
    asked: list[tuple[str, str, dict[str, str], bytes]] = []
    handler = type("Bound", (Web,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def test_a_request_is_sent_as_its_template_says_and_its_answer_goes_on(argo: Cluster) -> None:
    secret = {"metadata": {"name": "service"}, "data": {"key": "aHVzaA=="}}
    argo.server.objects.create(Place("api/v1/secrets", NAMESPACE, ""), secret)
    with web() as (address, asked):
        ask = {
            "kind": "HTTPOPTemplate",
            "url": f"{address}/{{{{inputs.parameters.path}}}}",
            "method": "post",
            "headers": {
                "X-Plain": "one",
                "X-Key": {"kind": "Secret", "name": "service", "key": "key"},
            },
            "body": '{"path": "{{inputs.parameters.path}}"}',
            "inputs": {"parameters": {"path": {"type": "str"}}},
        }
        result = {"text": "{{steps.ask.outputs.result}}"}
        done = run(
            argo,
            [[step("ask", parameters={"path": "a"})], [step("show", parameters=result)]],
            ask=ask,
            show=SHOW,
        )
    assert done.outputs("show") == {"text": "answer to /a"}, done.log()
    ((method, path, headers, body),) = asked
    assert (method, path, json.loads(body)) == ("POST", "/a", {"path": "a"})
    assert (headers["X-Plain"], headers["X-Key"]) == ("one", "hush")


def test_a_request_succeeds_as_its_condition_says(argo: Cluster) -> None:
    with web() as (address, asked):
        expected = {"kind": "HTTPOPTemplate", "success_condition": "response.statusCode == 404"}
        done = run(
            argo,
            [
                [
                    step("plain", continue_on_failed=True),
                    step("expected"),
                    step("refused", continue_on_failed=True),
                    step("sent"),
                ]
            ],
            plain={"kind": "HTTPOPTemplate", "url": f"{address}/500"},
            expected={**expected, "url": f"{address}/404"},
            refused={**expected, "url": f"{address}/200"},
            sent={
                "kind": "HTTPOPTemplate",
                "url": f"{address}/200",
                "method": "put",
                "body_base64": "AAEC/w==",
                "headers": {"Content-Type": "application/octet-stream"},
            },
        )
    found = phases(done)
    names = ("plain", "expected", "refused", "sent")
    assert [found[name] for name in names] == ["Failed", "Succeeded", "Failed", "Succeeded"]
    assert [body for method, _, _, body in asked if method == "PUT"] == [b"\x00\x01\x02\xff"]


MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{inputs.parameters.name}}
data:
  word: first
"""
NAMED = {"parameters": {"name": {"type": "str"}}}


def resource(action: str, manifest: str = MAP, **fields: Any) -> Json:
    return {"action": action, "manifest": manifest, **fields}


def test_a_resource_is_made_changed_read_and_taken_away(argo: Cluster) -> None:
    kind = {"kind": "ResourceOPTemplate", "inputs": NAMED}
    word = {
        "parameters": {
            "path": {"type": "str", "value_from_json_path": "{.data.word}"},
            "filter": {"type": "str", "value_from_jq_filter": ".data.word"},
        }
    }
    patch = resource(
        "patch", "data:\n  word: second\n", merge_strategy="merge", flags=["configmap", "kept"]
    )
    kept = {"name": "kept"}
    done = run(
        argo,
        [
            [step("make", parameters=kept), step("other", "make", parameters={"name": "other"})],
            [step("change"), step("apply", parameters={"name": "other"})],
            [step("read", parameters=kept)],
            [step("drop", parameters={"name": "other"})],
        ],
        make={**kind, "resource": resource("create"), "outputs": word},
        change={"kind": "ResourceOPTemplate", "resource": patch},
        apply={**kind, "resource": resource("apply", MAP.replace("first", "applied"))},
        read={**kind, "resource": resource("get"), "outputs": word},
        drop={**kind, "resource": resource("delete")},
    )
    assert done.phase == "Succeeded", done.log()
    assert done.outputs("make") == {"path": "first", "filter": "first"}
    assert done.outputs("read") == {"path": "second", "filter": "second"}
    maps = argo.server.objects.items(Place("api/v1/configmaps", NAMESPACE, ""), lambda _: True)
    assert {"kept", "other"} & {item["metadata"]["name"] for item in maps} == {"kept"}


JOB = """\
apiVersion: batch/v1
kind: Job
metadata:
  generateName: {{inputs.parameters.name}}-
spec: {}
"""


def test_a_resource_is_waited_for_until_a_condition_holds(argo: Cluster) -> None:
    jobs = "apis/batch/v1/jobs"

    def carry_out(kind: str, event: Event) -> None:
        """Ends a job as its name says, in steps, as a controller of jobs tells of it."""
        name = event.object["metadata"]["name"]
        status = event.object.get("status", {})
        if kind == jobs and event.type != "DELETED" and not status.get("succeeded"):
            change = {"active": 1} if not status else {"succeeded": 1}
            change = {"failed": 4} if status and name.startswith("bad") else change
            if change.items() <= status.items():
                return
            place = Place(jobs, NAMESPACE, name)
            later = threading.Timer(0.1, argo.server.objects.patch, (place, {"status": change}))
            later.start()

    argo.server.objects.listeners.append(carry_out)
    try:
        waited = resource(
            "create",
            JOB,
            success_condition="status.succeeded > 0",
            failure_condition="status.failed > 3",
            set_owner_reference=True,
        )
        ended = {
            "parameters": {"n": {"type": "int", "value_from_json_path": "{.status.succeeded}"}}
        }
        job = {"kind": "ResourceOPTemplate", "inputs": NAMED, "resource": waited, "outputs": ended}
        good = step("good", "job", parameters={"name": "good"})
        bad = step("bad", "job", parameters={"name": "bad"}, continue_on_failed=True)
        done = run(argo, [[good, bad]], job=job)
    finally:
        argo.server.objects.listeners.remove(carry_out)
    assert done.outputs("good") == {"n": "1"}, done.log()
    (failed,) = done.named("bad")
    assert failed["phase"] == "Failed"
    assert "failure condition '{status.failed gt [3]}' evaluated true" in failed["message"]
    made = argo.server.objects.items(Place(jobs, NAMESPACE, ""), lambda _: True)
    owners = {item["metadata"]["ownerReferences"][0]["name"] for item in made}
    assert owners == {done.workflow["metadata"]["name"]}


def test_a_pause_ends_by_itself_after_its_time(argo: Cluster) -> None:
    done = run(
        argo,
        [[step("pause")], [step("show", parameters={"text": "after"})]],
        pause={"kind": "SuspendOPTemplate", "duration": 1},
        show=SHOW,
    )
    assert done.phase == "Succeeded"
    (pause,), (show,) = done.named("pause"), done.named("show")
    assert pause["startedAt"] < pause["finishedAt"] <= show["startedAt"]


@pytest.mark.parametrize(
    ("decision", "ran"),
    [({"decision": "run", "reason": "it is good"}, "run"), ({"decision": "stop"}, "refuse")],
)
def test_a_pause_lasts_until_a_person_decides(
    argo: Cluster, decision: dict[str, str], ran: str
) -> None:
    def decide(kind: str, event: Event) -> None:
        """Decides as soon as the workflow waits for it."""
        nodes = event.object.get("status", {}).get("nodes", {}).values()
        if any(n["displayName"] == "approve" and n["phase"] == "Running" for n in nodes):
            argo.server.objects.listeners.remove(decide)
            name = event.object["metadata"]["name"]
            arguments = (name, "approve", decision)
            threading.Thread(target=argo.executor.decide, args=arguments).start()

    argo.server.objects.listeners.append(decide)
    text = {
        "text": "{{steps.approve.outputs.parameters.decision}}: "
        "{{steps.approve.outputs.parameters.reason}}"
    }
    word = "'{{steps.approve.outputs.parameters.decision}}'"
    done = run(
        argo,
        [
            [step("approve")],
            [
                step("run", "show", parameters=text, when=f"{word} == 'run'"),
                step("refuse", "show", parameters=text, when=f"{word} != 'run'"),
            ],
        ],
        approve={
            "kind": "SuspendOPTemplate",
            "outputs": {
                "parameters": {
                    "decision": {"type": 'literal["run", "stop"]', "value_supplied": True},
                    "reason": {"type": "str", "value_supplied": True, "default": "none given"},
                }
            },
        },
        show=SHOW,
    )
    said = {"reason": "none given", **decision}
    assert done.outputs(ran) == {"text": f"{said['decision']}: {said['reason']}"}
    assert sorted(phases(done)[name] for name in ("run", "refuse")) == ["Skipped", "Succeeded"]
