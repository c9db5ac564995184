"""A cluster of one: Argo's controller as a process, and pods that are carried out as they come."""

import contextlib
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.argo.harness.executor import Executor
from tests.argo.harness.kubernetes import Event, Place, Server, now
from tests.argo.harness.pods import Outcome, Surroundings, run_pod
from tests.argo.harness.repository import Repository
from tests.argo.harness.rooms import Files

Json = dict[str, Any]

NAMESPACE = "argo"
BUCKET = "repository"
_WORKFLOWS = "apis/argoproj.io/v1alpha1/workflows"
_COMPONENT = "workflows.argoproj.io/component"
_RESULTS = "apis/argoproj.io/v1alpha1/workflowtaskresults"
_ENDED = {"Succeeded", "Failed", "Error"}

# Without a registry to ask, the administrator tells what images start.
_CONFIG = f"""\
metricsConfig: {{enabled: false}}
images:
  registry.example.org/metrics:2.0: {{entrypoint: [metrics]}}
artifactRepository:
  s3: {{bucket: {BUCKET}, endpoint: store, insecure: true}}
"""

_SETTINGS = {
    # The controller looks again after this time; its default of ten seconds suits a real cluster.
    "DEFAULT_REQUEUE_TIME": "20ms",
    "ARGO_PROGRESS_PATCH_TICK_DURATION": "0",
}


class Run:
    """A workflow at its end: its status, what its pods printed, and the artifact store."""

    def __init__(self, workflow: Json, pods: dict[str, Outcome], repository: Repository) -> None:
        self.workflow = workflow
        self.phase: str = workflow["status"]["phase"]
        self.message: str = workflow["status"].get("message", "")
        self.nodes: list[Json] = list(workflow["status"].get("nodes", {}).values())
        self.pods = pods
        self.repository = repository

    def named(self, name: str) -> list[Json]:
        """The nodes that people see under that name (`step`, `step(0:a)`), ordered by name."""
        found = [
            n
            for n in self.nodes
            if n["displayName"] == name or n["displayName"].startswith(f"{name}(")
        ]
        return sorted(found, key=lambda n: n["name"])

    def outputs(self, name: str) -> dict[str, str]:
        """The output parameters of the one node of that name."""
        (node,) = (n for n in self.nodes if n["displayName"] == name)
        return {p["name"]: p["value"] for p in node.get("outputs", {}).get("parameters", [])}

    def log(self) -> str:
        """What all pods printed, for people."""
        return "\n".join(f"--- {name} {pod.codes}\n{pod.log}" for name, pod in self.pods.items())


class Cluster:
    """Runs workflows. One controller serves many, one after another or at once.

    `executor` gives the program of Argo's executor, which not every workflow needs.
    """

    def __init__(
        self, controller: Path, executor: Callable[[], Path], folder: Path, workers: int = 2
    ) -> None:
        self.server = Server()
        self.repository = Repository()
        self.secrets: dict[str, dict[str, str]] = {}
        self.claims = folder / "claims"
        self.claims.mkdir()
        self.executor = Executor(executor, self.server.url, folder)
        self.programs: dict[str, str] = {}
        self.images: dict[str, Files] = {}
        self._around = Surroundings(
            self.repository,
            self.secrets,
            self._config_map,
            self.claims,
            self.executor,
            self.programs,
            self.images,
        )
        self._outcomes: dict[str, dict[str, Outcome]] = {}
        self._pool = ThreadPoolExecutor(workers)
        objects = self.server.objects
        objects.create(
            Place("api/v1/configmaps", NAMESPACE, ""),
            {
                "metadata": {"name": "workflow-controller-configmap"},
                "data": {"config": _CONFIG},
            },
        )
        # Whose rights the pods have that speak to the server; it asks for none.
        objects.create(
            Place("api/v1/serviceaccounts", NAMESPACE, ""), {"metadata": {"name": "default"}}
        )
        objects.listeners.append(self._notice)
        self._process, self._log = self._start(controller, folder)

    def _start(self, controller: Path, folder: Path) -> tuple[Any, Path]:
        log = folder / "controller.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [str(controller), self.server.url],
                env={"HOME": str(folder), "PATH": os.environ["PATH"], **_SETTINGS},
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        return process, log

    def stop(self) -> None:
        """Ends the controller."""
        self._process.stdin.close()
        self._process.wait()
        self._pool.shutdown(cancel_futures=True)
        self.server.stop()

    def _notice(self, resource: str, event: Event) -> None:
        if resource != "api/v1/pods" or event.type != "ADDED":
            return
        if event.object["metadata"]["labels"].get(_COMPONENT) == "agent":
            # It lives as long as its workflow, and must not take the place of a pod.
            threading.Thread(target=self._send_requests, args=(event.object,), daemon=True).start()
        else:
            self._pool.submit(self._carry_out, event.object)

    def _send_requests(self, pod: Json) -> None:
        """Carries out the agent of a workflow."""
        (owner,) = pod["metadata"]["ownerReferences"]
        place = Place("api/v1/pods", NAMESPACE, pod["metadata"]["name"])
        self.server.objects.patch(place, {"status": {"phase": "Running"}})
        done = self.executor.agent(owner["name"], owner["uid"])
        outcome = Outcome("agent", {"main": (done.returncode, done.stderr)}, {}, done.stderr)
        self._outcomes.setdefault(owner["name"], {})[place.name] = outcome

    def _config_map(self, name: str) -> Json:
        data: Json = self.server.objects.get(Place("api/v1/configmaps", NAMESPACE, name))["data"]
        return data

    def _carry_out(self, pod: Json) -> None:
        objects = self.server.objects
        name = pod["metadata"]["name"]
        objects.patch(Place("api/v1/pods", NAMESPACE, name), {"status": {"phase": "Running"}})
        try:
            outcome = run_pod(pod, self._around)
        except Exception as error:  # noqa: BLE001 - a pod that the harness cannot run has failed
            outcome = Outcome("", {"main": (70, f"harness: {error!r}")}, {}, "")
        labels = pod["metadata"]["labels"]
        workflow = labels["workflows.argoproj.io/workflow"]
        self._outcomes.setdefault(workflow, {})[name] = outcome
        if "wait" in outcome.codes:
            self._report(pod, workflow, outcome.outputs)
        status = _status(outcome, [c["name"] for c in pod["spec"]["initContainers"]])
        objects.patch(Place("api/v1/pods", NAMESPACE, name), {"status": status})

    def _report(self, pod: Json, workflow: str, outputs: Json) -> None:
        node = pod["metadata"]["annotations"]["workflows.argoproj.io/node-id"]
        labels = {
            "workflows.argoproj.io/workflow": workflow,
            "workflows.argoproj.io/report-outputs-completed": "true",
        }
        result = {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "WorkflowTaskResult",
            "metadata": {"name": node, "labels": labels},
            "outputs": outputs,
        }
        self.server.objects.create(Place(_RESULTS, NAMESPACE, ""), result)

    def run(self, manifest: Json, timeout: float = 60) -> Run:
        """Submits a workflow and waits for its end. Raises `TimeoutError` with what is known."""
        objects = self.server.objects
        item = json.loads(json.dumps(manifest))
        item["metadata"]["namespace"] = NAMESPACE
        place = Place(_WORKFLOWS, NAMESPACE, "")
        place = place._replace(name=objects.create(place, item)["metadata"]["name"])
        with objects.changed:
            ended = objects.changed.wait_for(lambda: self._has_ended(place), timeout)
        workflow = objects.get(place)
        run = Run(
            {"status": {"phase": "Unknown"}, **workflow},
            self._outcomes.get(place.name, {}),
            self.repository,
        )
        if not ended:
            said = self._log.read_text()[-2000:]
            raise TimeoutError(f"{place.name} is {run.phase} ({run.message})\n{run.log()}\n{said}")
        return run

    def _has_ended(self, place: Place) -> bool:
        item = self.server.objects.get(place)
        return item.get("status", {}).get("phase") in _ENDED


def _status(outcome: Outcome, first: list[str]) -> Json:
    """The status of a pod whose containers have ended; `first` are those that run before."""
    statuses = {
        name: {
            "name": name,
            "state": {
                "terminated": {
                    "exitCode": code,
                    "message": message,
                    "reason": "Error" if code else "Completed",
                    "startedAt": now(),
                    "finishedAt": now(),
                }
            },
        }
        for name, (code, message) in outcome.codes.items()
    }
    failed = outcome.reason or any(code for code, _ in outcome.codes.values())
    said = {"reason": "DeadlineExceeded", "message": outcome.reason} if outcome.reason else {}
    return {
        "phase": "Failed" if failed else "Succeeded",
        **said,
        "startTime": now(),
        "initContainerStatuses": [s for n, s in statuses.items() if n in first],
        "containerStatuses": [s for n, s in statuses.items() if n not in first],
        "conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": now()}],
    }


@contextlib.contextmanager
def cluster(controller: Path, executor: Callable[[], Path]) -> Iterator[Cluster]:
    """A cluster that lives as long as the block."""
    with tempfile.TemporaryDirectory() as folder:
        made = Cluster(controller, executor, Path(folder))
        try:
            yield made
        finally:
            made.stop()
