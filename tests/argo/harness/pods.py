"""Carries out a pod of Argo's: what its init container, its main container and its executor do."""

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.argo.harness.artifacts import Carrier, ExecutorError
from tests.argo.harness.repository import Repository
from tests.argo.harness.rooms import Room

Json = dict[str, Any]
_LONGEST_RESULT = 256 * 1024


class Outcome(NamedTuple):
    """What came of a pod: codes and messages of its containers, outputs, what it printed.

    `template_size` is how many bytes of its template the controller gave it.
    """

    template: str
    codes: dict[str, tuple[int, str]]
    outputs: Json
    log: str
    template_size: int = 0


class Surroundings(NamedTuple):
    """What a pod finds around it.

    `secrets` is name to key to text, `config_map` gives the data of a config map by its name, and
    `claims` is the folder of volume claims.
    """

    repository: Repository
    secrets: dict[str, dict[str, str]]
    config_map: Callable[[str], Json]
    claims: Path


def run_pod(pod: Json, around: Surroundings) -> Outcome:
    """Runs a pod in a folder of its own, and takes the folder away."""
    template, size = _template(pod, around)
    main = next(c for c in pod["spec"]["containers"] if c["name"] == "main")
    with tempfile.TemporaryDirectory(prefix="pod-", ignore_cleanup_errors=True) as folder:
        room = Room(Path(folder), _volumes(pod, main, around.claims))
        carrier = Carrier(around.repository, template.get("archiveLocation", {}))
        try:
            _stage(template, carrier, room)
        except ExecutorError as error:
            return Outcome(template["name"], {"init": (1, str(error))}, {}, "")
        code, log, stdout = _main(main, room, around.secrets, pod)
        outputs, faults = _collected(template.get("outputs", {}), carrier, room)
    wanted = {e["name"]: e.get("value") for e in main["env"]}["ARGO_INCLUDE_SCRIPT_OUTPUT"]
    if wanted == "true":
        outputs["result"] = stdout.removesuffix("\n")[-_LONGEST_RESULT:]
    wait = (1, faults[0]) if faults else (0, "")
    return Outcome(template["name"], {"main": (code, ""), "wait": wait}, outputs, log, size)


def _template(pod: Json, around: Surroundings) -> tuple[Json, int]:
    """The template for the executor: in its environment, or in a config map if it is big."""
    init = pod["spec"]["initContainers"][0]
    name = "ARGO_TEMPLATE"
    said = {e["name"]: e.get("value", "") for e in init["env"]}.get(name, "")
    if not said.startswith("{"):
        said = around.config_map(pod["metadata"]["name"])[name]
    return json.loads(said), len(said.encode())


def _volumes(pod: Json, container: Json, claims: Path) -> dict[str, Path]:
    """The folders of the volume claims that a container mounts, by where it mounts them."""
    named = {
        volume["name"]: volume["persistentVolumeClaim"]["claimName"]
        for volume in pod["spec"].get("volumes", [])
        if "persistentVolumeClaim" in volume
    }
    folders = {}
    for mount in container.get("volumeMounts", []):
        if mount["name"] in named:
            folder = claims / named[mount["name"]] / mount.get("subPath", "")
            folder.mkdir(parents=True, exist_ok=True)
            folder = folder.resolve()
            folders[mount["mountPath"]] = folder
    return folders


def _stage(template: Json, carrier: Carrier, room: Room) -> None:
    """What the init container does."""
    if "script" in template:
        script = room.path("/argo/staging/script")
        script.parent.mkdir(parents=True)
        script.write_text(template["script"]["source"], encoding="utf-8")
    for artifact in template.get("inputs", {}).get("artifacts", []):
        carrier.load(artifact, room)


def _main(
    container: Json, room: Room, secrets: dict[str, dict[str, str]], pod: Json
) -> tuple[int, str, str]:
    """The exit code of the main container, all that it printed, and its standard output."""
    command = container["command"]
    # The executor starts the container's own command, which stands behind its own options.
    command = [*command[command.index("--") + 1 :], *container.get("args", [])]
    environment = {e["name"]: _variable(e, secrets, pod) for e in container["env"]}
    folder = container.get("workingDir", "/")
    timeout = pod["spec"].get("activeDeadlineSeconds")
    try:
        done = room.run(command, environment, folder, timeout)
    except subprocess.TimeoutExpired:
        return 143, "stopped at its deadline", ""
    return done.returncode, done.stdout + done.stderr, done.stdout


def _variable(variable: Json, secrets: dict[str, dict[str, str]], pod: Json) -> str:
    """A variable as the kubelet sets it; Linux starts no program with one of 128 KiB."""
    source = variable.get("valueFrom", {})
    text = str(variable.get("value", ""))
    if "secretKeyRef" in source:
        text = secrets[source["secretKeyRef"]["name"]][source["secretKeyRef"]["key"]]
    elif "fieldRef" in source:
        path = source["fieldRef"]["fieldPath"]
        name = path.removeprefix("metadata.annotations['").removesuffix("']")
        text = pod["metadata"]["annotations"][name]
    return text


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
