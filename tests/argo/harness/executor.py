"""Argo's own executor, for what it does itself: requests, resources, and some artifacts."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_SETTINGS = {
    # How often it looks and tells; the defaults of seconds suit a real cluster.
    "ARGO_AGENT_PATCH_RATE": "50ms",
    "RESOURCE_STATE_CHECK_INTERVAL": "50ms",
}


class Executor:
    """The program of `conformance/oracles/executor`, built when it is first needed."""

    def __init__(self, program: Callable[[], Path], url: str, folder: Path) -> None:
        self._program = program
        self._url = url
        self._folder = folder

    def _command(self, *arguments: str) -> list[str]:
        return [str(self._program()), self._url, *arguments]

    def _environment(self) -> dict[str, str]:
        """What kubectl needs: the server, and a folder for what it remembers."""
        config = self._folder / "kubeconfig"
        cluster = {"name": "here", "cluster": {"server": self._url}}
        context = {"name": "here", "context": {"cluster": "here", "namespace": "argo"}}
        said = {"clusters": [cluster], "contexts": [context], "current-context": "here"}
        config.write_text(json.dumps(said))
        home = {"HOME": str(self._folder), "PATH": os.environ["PATH"], "KUBECONFIG": str(config)}
        return {**home, **_SETTINGS}

    def agent(self, workflow: str, uid: str) -> subprocess.CompletedProcess[str]:
        """Sends the requests of a workflow until it has ended."""
        return self._run(self._command("agent", workflow, uid), "")

    def resource(
        self, pod: Json, template: Json, manifest: Path
    ) -> subprocess.CompletedProcess[str]:
        """Does what a template says with a resource, waits for it, and tells its outputs."""
        (owner,) = pod["metadata"]["ownerReferences"]
        meta = pod["metadata"]
        node = meta["annotations"]["workflows.argoproj.io/node-id"]
        names = (meta["name"], node, owner["name"], owner["uid"], str(manifest))
        return self._run(self._command("resource", *names), json.dumps(template))

    def decide(self, workflow: str, node: str, outputs: dict[str, str]) -> str:
        """Ends the pause of a node, with outputs; why it could not be, or nothing."""
        return self._said("decide", workflow, node, given=outputs)

    def load(self, artifact: Json, path: Path) -> str:
        """Downloads an artifact to a path; why it could not be, or nothing."""
        return self._said("load", str(path), given=artifact)

    def _said(self, *arguments: str, given: Json) -> str:
        done = self._run(self._command(*arguments), json.dumps(given))
        return done.stderr.strip() if done.returncode else ""

    def _run(self, command: list[str], given: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            input=given,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
