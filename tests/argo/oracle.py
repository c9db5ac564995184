"""Argo's own validator, as a program built from the sources beside the suite and asked here.

hera's models are the second judge: what they do not know is an unknown field.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hera.workflows import models
from pydantic import ValidationError

from dflow_graph.resources import data_folder

__all__ = [
    "NoGoError",
    "Oracle",
    "Verdict",
    "built_oracle",
    "definition_of",
    "module_folder",
    "unknown_to_hera",
]

ORACLES = data_folder("conformance") / "oracles"

# hera takes the bytes of a request for a text in UTF-8, a quantity for a text, a port for a number.
_NARROW = ("http.bodyFrom.bytes", "sizeLimit", "httpGet.port")


class NoGoError(RuntimeError):
    """Go is not at hand."""


class Verdict(NamedTuple):
    """What the validator says: `stage` and `error` are empty where it accepts."""

    ok: bool
    stage: str = ""
    error: str = ""


def built_oracle(name: str = "argo") -> Path:
    """The program of an oracle, built once for its sources. Raises `NoGoError`."""
    sources = ORACLES / name
    digest = hashlib.sha256()
    for path in sorted(p for of in (sources, ORACLES / "lines") for p in of.glob("*")):
        digest.update(path.read_bytes())
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "dflow-graph" / f"{name}-oracle-{digest.hexdigest()[:16]}"
    program = folder / "oracle"
    if program.exists():
        return program
    go = _go()
    folder.mkdir(parents=True, exist_ok=True)
    # Several test processes may want it at once.
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists():
            new = folder / "oracle.new"
            build = [go, "build", "-o", str(new), "."]
            # What would be C is never reached, and takes long to build.
            pure = {**os.environ, "CGO_ENABLED": "0"}
            subprocess.run(build, cwd=sources, env=pure, check=True, timeout=900)
            new.rename(program)
    return program


def definition_of(name: str, module: str) -> Path:
    """The full definition of workflows (CRD) that the module of an oracle brings."""
    return module_folder(name, module) / "manifests/base/crds/full/argoproj.io_workflows.yaml"


def module_folder(name: str, module: str) -> Path:
    """The folder of a module of Go that an oracle is built with."""
    listed = subprocess.run(
        [_go(), "list", "-m", "-f", "{{.Dir}}", module],
        cwd=ORACLES / name,
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(listed.stdout.strip())


def _go() -> str:
    go = shutil.which("go")
    if go is None:
        raise NoGoError("Go is not on PATH; set DFLOW_GRAPH_NO_GO=1 to go without the oracle")
    return go


class Oracle:
    """One process that judges manifests one after another."""

    def __init__(self, program: Path, *arguments: Path) -> None:
        self._process = subprocess.Popen(
            [program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __call__(self, manifest: Any) -> Verdict:
        """What Argo says of a manifest, which is plain data."""
        ask, answers = self._process.stdin, self._process.stdout
        assert ask is not None
        assert answers is not None
        ask.write(json.dumps(manifest).encode() + b"\n")
        ask.flush()
        answer = answers.readline()
        assert answer, "the oracle ended"
        return Verdict(**json.loads(answer))

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()


def unknown_to_hera(manifest: dict[str, Any]) -> list[str]:
    """The fields of a manifest that hera's model does not know or takes no value for."""
    try:
        model = models.Workflow.model_validate(manifest)
    except ValidationError as error:
        faults = [(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]
        return [f"{at}: {why}" for at, why in faults if not at.endswith(_NARROW)]
    known = model.model_dump(by_alias=True, exclude_unset=True, mode="json")
    return list(_missing(manifest, known, ""))


def _missing(data: Any, known: Any, place: str) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            if not isinstance(known, dict) or name not in known:
                yield f"{place}.{name}"
            else:
                yield from _missing(value, known[name], f"{place}.{name}")
    elif isinstance(data, list) and isinstance(known, list):
        for number, (item, twin) in enumerate(zip(data, known, strict=False)):
            yield from _missing(item, twin, f"{place}.{number}")
