"""Carries out a pod of Argo's: what its init container, its containers and its executor do."""

import contextlib
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.argo.harness.artifacts import Carrier, ExecutorError
from tests.argo.harness.executor import Executor
from tests.argo.harness.kubernetes import ApiError
from tests.argo.harness.repository import Repository
from tests.argo.harness.rooms import Files, Process, Room
from tests.argo.harness.volumes import NoSuchVolumeError, Volumes

Json = dict[str, Any]
_LONGEST_RESULT = 256 * 1024
_ARGOS = ("init", "wait")
"""The containers of Argo's executor: what they do is done here."""
_FIELDS = {"spec.nodeName": "node-1"}
_TOO_LONG = "Pod was active on the node longer than the specified deadline"


class Outcome(NamedTuple):
    """What came of a pod: codes and messages of its containers, outputs, what it printed.

    `template_size` is how many bytes of its template the controller gave it. `reason` is why the
    pod as a whole failed, as the kubelet says it.
    """

    template: str
    codes: dict[str, tuple[int, str]]
    outputs: Json
    log: str
    template_size: int = 0
    reason: str = ""


class Surroundings(NamedTuple):
    """What a pod finds around it.

    `secrets` is name to key to text, `config_map` gives the data of a config map by its name, and
    `claims` is the folder of volume claims. `programs` are those of all images, beside Python, and
    `images` has what else an image has, by its name.
    """

    repository: Repository
    secrets: dict[str, dict[str, str]]
    config_map: Callable[[str], Json]
    claims: Path
    executor: Executor
    programs: dict[str, str]
    images: dict[str, Files]


class _StoppedError(Exception):
    """A container has ended so that no other one starts, or the time of the pod is over."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


def run_pod(pod: Json, around: Surroundings) -> Outcome:
    """Runs a pod in a folder of its own, and takes the folder away."""
    template, size = _template(pod, around)
    if "resource" in template:
        return _resource(pod, template, around)
    with tempfile.TemporaryDirectory(prefix="pod-", ignore_cleanup_errors=True) as folder:
        try:
            running = _Pod(pod, Path(folder), around)
        except NoSuchVolumeError as error:
            return Outcome(template["name"], {"main": (70, f"harness: {error}")}, {}, "")
        with contextlib.closing(running):
            return running.outcome(template)._replace(template_size=size)


def _template(pod: Json, around: Surroundings) -> tuple[Json, int]:
    """The template for the executor: in its environment, or in a config map if it is big."""
    init = pod["spec"]["initContainers"][0]
    name = "ARGO_TEMPLATE"
    said = {e["name"]: e.get("value", "") for e in init["env"]}.get(name, "")
    if not said.startswith("{"):
        said = around.config_map(pod["metadata"]["name"])[name]
    return json.loads(said), len(said.encode())


def _resource(pod: Json, template: Json, around: Surroundings) -> Outcome:
    """What becomes of a pod that does something with a resource; it tells its outputs itself."""
    with tempfile.TemporaryDirectory(prefix="pod-") as folder:
        manifest = Path(folder, "manifest.yaml")
        manifest.write_text(template["resource"].get("manifest", ""))
        done = around.executor.resource(pod, template, manifest)
    message = done.stderr.strip().rpartition("\n")[2] if done.returncode else ""
    log = done.stdout + done.stderr
    return Outcome(template["name"], {"main": (done.returncode, message)}, {}, log)


class _Pod:
    """A pod with containers, from its start to its end."""

    def __init__(self, pod: Json, folder: Path, around: Surroundings) -> None:
        spec = pod["spec"]
        self._pod = pod
        self._around = around
        self._folder = folder
        self._volumes = Volumes(pod, folder / "volumes", around.claims, around.secrets)
        self._own = {c["name"]: c for c in spec["containers"] if c["name"] not in _ARGOS}
        self._first = {c["name"]: c for c in spec["initContainers"] if c["name"] not in _ARGOS}
        self._processes: dict[str, Process] = {}
        self._codes: dict[str, tuple[int, str]] = {}
        limit = spec.get("activeDeadlineSeconds")
        self._end = None if limit is None else time.monotonic() + limit
        self._main_room = self._room(self._own["main"])

    def close(self) -> None:
        """Ends what its containers left behind."""
        for process in self._processes.values():
            process.close()

    def _room(self, container: Json) -> Room:
        folder = self._folder / container["name"]
        folder.mkdir()
        files = self._around.images.get(container["image"], {})
        return Room(folder, self._volumes.mounts(container), self._around.programs, files)

    def outcome(self, template: Json) -> Outcome:
        """What comes of the pod, when all of its containers have ended."""
        carrier = Carrier(
            self._around.repository, template.get("archiveLocation", {}), self._around.executor.load
        )
        try:
            _stage(template, carrier, self._main_room)
        except ExecutorError as error:
            return Outcome(template["name"], {"init": (1, str(error))}, {}, "")
        reason = ""
        try:
            self._run_first()
            self._run_own()
        except _StoppedError as error:
            reason = error.reason
        for name, process in self._processes.items():
            # An executor that has what it wants ends the containers beside the main one.
            if name not in self._codes:
                self._codes[name] = (process.stop(), "")
        log = "".join(process.log for process in self._processes.values())
        if "main" not in self._processes:
            return Outcome(template["name"], self._codes, {}, log, reason=reason)
        outputs, faults = _collected(template.get("outputs", {}), carrier, self._main_room)
        wanted = {e["name"]: e.get("value") for e in self._own["main"]["env"]}
        if wanted["ARGO_INCLUDE_SCRIPT_OUTPUT"] == "true":
            said = self._processes["main"].stdout
            outputs["result"] = said.removesuffix("\n")[-_LONGEST_RESULT:]
        codes = {**self._codes, "wait": (1, faults[0]) if faults else (0, "")}
        return Outcome(template["name"], codes, outputs, log, reason=reason)

    def _run_first(self) -> None:
        """The containers that have to succeed one after another before the others start."""
        for name, container in self._first.items():
            self._start(name, container, container["command"], self._room(container))
            if self._wait(name):
                raise _StoppedError

    def _run_own(self) -> None:
        """The containers that run side by side; the main one says when all is over."""
        for name, container in self._own.items():
            room = self._main_room if name == "main" else self._room(container)
            # The executor starts the container's own command, which stands behind its own options.
            command = container["command"]
            self._start(name, container, command[command.index("--") + 1 :], room)
        self._wait("main")

    def _start(self, name: str, container: Json, command: list[str], room: Room) -> None:
        said = ((e["name"], self._variable(e)) for e in container.get("env", []))
        environment = {key: value for key, value in said if value is not None}
        whole = [*command, *container.get("args", [])]
        self._processes[name] = room.start(whole, environment, container.get("workingDir", "/"))

    def _wait(self, name: str) -> int:
        left = None if self._end is None else max(self._end - time.monotonic(), 0)
        code = self._processes[name].wait(left)
        if code is None:
            raise _StoppedError(_TOO_LONG)
        self._codes[name] = (code, "")
        return code

    def _variable(self, variable: Json) -> str | None:
        """A variable as the kubelet sets it; None where its optional source is not there."""
        source = variable.get("valueFrom")
        if source is None:
            return str(variable.get("value", ""))
        ((kind, said),) = source.items()
        if kind == "fieldRef":
            path = said["fieldPath"]
            if path in _FIELDS:
                return _FIELDS[path]
            name = path.removeprefix("metadata.annotations['").removesuffix("']")
            text: str = self._pod["metadata"]["annotations"][name]
            return text
        try:
            if kind == "configMapKeyRef":
                return str(self._around.config_map(said["name"])[said["key"]])
            return self._around.secrets[said["name"]][said["key"]]
        except (KeyError, ApiError):
            if said.get("optional"):
                return None
            raise


def _stage(template: Json, carrier: Carrier, room: Room) -> None:
    """What the init container does."""
    if "script" in template:
        script = room.path("/argo/staging/script")
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(template["script"]["source"], encoding="utf-8")
    for artifact in template.get("inputs", {}).get("artifacts", []):
        carrier.load(artifact, room)


def _collected(declared: Json, carrier: Carrier, room: Room) -> tuple[Json, list[str]]:
    """The outputs of a template, and why some could not be had; the executor goes on after each."""
    faults = []
    outputs: Json = {"artifacts": []}
    try:
        outputs["parameters"] = [_parameter(p, room) for p in declared.get("parameters", [])]
    except ExecutorError as error:
        faults.append(str(error))
        outputs["parameters"] = declared["parameters"]
    for artifact in declared.get("artifacts", []):
        try:
            saved = carrier.save(artifact, room)
        except ExecutorError as error:
            faults.append(str(error))
        else:
            outputs["artifacts"] += [saved] if saved else []
    return outputs, faults


def _parameter(parameter: Json, room: Room) -> Json:
    source = parameter.get("valueFrom", {})
    if not source.get("path"):
        return parameter
    try:
        text = room.path(source["path"]).read_bytes().decode()
    except OSError:
        if "default" not in source:
            raise ExecutorError(f"{source['path']}: no such file or directory") from None
        text = source["default"]
    return {**parameter, "value": text.removesuffix("\n")}
