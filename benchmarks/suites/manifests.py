"""Manifests of the same scripts, by pydflow and by us: their parts, their size, what leaks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, NamedTuple

from benchmarks.processes import HOMES, ROOT, interpreter
from benchmarks.suites import Settings
from benchmarks.tables import Claim, Results, Table
from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.delivery.uploads import upload_local_files
from dflow_graph.emission import checked_options, valid_model

__all__ = ["Manifest", "manifests"]

SCRIPTS = (ROOT / "tests" / "scripts", ROOT / "tests" / "interop" / "scripts")
_PODS = {"script", "container", "containerSet"}
_HELPERS = ("-init-artifact", "-check-num-success", "-check-success-ratio", "dflow-")
"""How templates are called that no script has: pydflow's at their end, ours at their start."""
_SECRETS = (
    "correct-horse-battery",
    "something-secret",
    "not-a-real-token",
    "the key of this",
    "FAKE-ACCESS-KEY-1234",
    "FAKE-SECRET-KEY-5678",
    "FAKE-SECRET-VALUE-99",
    "FAKE-t0ken-4711-xyzzy",
    "FAKE-PASSWORD-42x",
)
"""What the scripts, and the store that pydflow is given, have as credentials."""


class Manifest(NamedTuple):
    """A manifest that was made, as compact JSON, or why there is none."""

    text: str = ""
    why: str = ""

    def figures(self) -> dict[str, int]:
        """What is counted of it."""
        templates = json.loads(self.text)["spec"]["templates"]
        helpers = {t["name"] for t in templates if _is_helper(t)}
        return {
            "templates": len(templates),
            "helpers": sum(_calls(t, helpers) for t in templates),
            "bytes": len(self.text.encode()),
            "secrets": sum(secret in self.text for secret in _SECRETS),
        }


def _is_helper(template: dict[str, Any]) -> bool:
    name = template["name"]
    named = name.startswith(_HELPERS[-1]) or name.endswith(_HELPERS[:-1])
    return named and bool(_PODS & template.keys())


def _calls(template: dict[str, Any], names: set[str]) -> int:
    """How many steps and tasks of a template call one of these."""
    groups = [*template.get("steps", ()), template.get("dag", {}).get("tasks", ())]
    return sum(call.get("template") in names for group in groups for call in group)


_NOT_INSTALLED = Manifest(why="not installed")


class _Anything:
    """A store that takes everything and keeps nothing, as the one that pydflow is given."""

    prefix = ""

    def has(self, key: str) -> bool:
        del key
        return False

    def put(self, key: str, content: IO[bytes]) -> None:
        """Stores nothing."""


def manifests(settings: Settings) -> Results:
    """A row for each script, a sum, and what is claimed of each row."""
    del settings
    scripts = sorted(path for folder in SCRIPTS for path in folder.glob("*.py"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        theirs = _theirs(folder / "theirs", scripts)
        graphs, refused = _graphs(folder / "ours", scripts)
        rows = []
        for script in scripts:
            stem = script.stem
            graph, why = graphs.get(stem), refused.get(stem, "")
            ours = {runtime: _ours(graph, runtime, why) for runtime in ("image", "inline")}
            rows.append(_row(stem, ours, theirs[stem] if theirs else _NOT_INSTALLED))
    table = Table("manifests", "Manifests of the same scripts", _COLUMNS, [*rows, _sum(rows)])
    return Results([table], _claims(rows))


def _theirs(folder: Path, scripts: list[Path]) -> dict[str, Manifest] | None:
    """What pydflow makes of each script; None where it is not installed."""
    folder.mkdir()
    command = [interpreter("pydflow"), str(ROOT / "tests" / "interop" / "judge.py"), "write"]
    done = subprocess.run([*command, folder, *scripts], capture_output=True, text=True, check=False)
    errors = folder / "errors.json"
    if not errors.exists():
        if (HOMES / "pydflow").exists():
            raise RuntimeError(f"pydflow is installed and makes no manifest:\n{done.stderr}")
        return None
    failed = json.loads(errors.read_text(encoding="utf-8"))
    made = {stem: Manifest(why=_first_line(error)) for stem, error in failed.items()}
    for path in folder.glob("*.argo.json"):
        stem = path.name.partition(".")[0]
        if stem not in made:
            made[stem] = Manifest(_compact(json.loads(path.read_text(encoding="utf-8"))))
    return made


def _graphs(folder: Path, scripts: list[Path]) -> tuple[dict[str, Path], dict[str, str]]:
    """The graph of each script under our authoring classes, and why others give none that holds."""
    folder.mkdir()
    program = ROOT / "tests" / "interop" / "native.py"
    command = [sys.executable, *map(str, (program, folder, *scripts))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, capture_output=True, check=True)
    refused = json.loads((folder / "errors.json").read_text(encoding="utf-8"))
    made = {script.stem: folder / f"{script.stem}.json" for script in scripts}
    return {stem: path for stem, path in made.items() if stem not in refused}, refused


def _ours(path: Path | None, runtime: str, why: str) -> Manifest:
    """Our manifest of a graph, with its local files taken for uploaded."""
    if path is None:
        return Manifest(why=why)
    model = valid_model(path)
    options = checked_options("argo", argo_version="3.4", runtime=runtime, memoize_prefix=None)
    try:
        uploads = upload_local_files(model, path.parent / path.stem, _Anything())
        manifest = emit_argo(model, options._replace(uploads=uploads))
    except CannotEmitError as error:
        return Manifest(why=_first_line(error.diagnostics[0].message))
    return Manifest(_compact(manifest))


def _compact(manifest: Any) -> str:
    return json.dumps(manifest, separators=(",", ":"), ensure_ascii=False)


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


_FIELDS = ("templates", "helpers", "bytes", "secrets")
_COLUMNS = {
    "script": "script",
    "templates": "templates",
    "templates_pydflow": "pydflow's",
    "helpers": "calls of helper pods",
    "helpers_pydflow": "pydflow's",
    "bytes": "bytes",
    "bytes_pydflow": "pydflow's",
    "bytes_inline": "bytes with the run-time in it",
    "secrets": "credentials",
    "secrets_pydflow": "pydflow's",
    "note": "",
}


def _row(stem: str, ours: dict[str, Manifest], their: Manifest) -> dict[str, Any]:
    row: dict[str, Any] = {"script": stem}
    notes = []
    if ours["image"].text:
        row |= ours["image"].figures()
        row["bytes_inline"] = ours["inline"].figures()["bytes"]
    else:
        notes.append(f"dflow-graph: {ours['image'].why}")
    if their.text:
        row |= {f"{field}_pydflow": value for field, value in their.figures().items()}
    else:
        notes.append(f"pydflow: {their.why}")
    row["note"] = "; ".join(notes)
    return row


def _both(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if "bytes" in row and "bytes_pydflow" in row]


def _sum(rows: list[dict[str, Any]]) -> dict[str, Any]:
    both = _both(rows)
    fields = [*_FIELDS, *(f"{field}_pydflow" for field in _FIELDS), "bytes_inline"]
    sums = {field: sum(row[field] for row in both) for field in fields}
    return {"script": f"sum of the {len(both)} that both have", **sums}


def _claims(rows: list[dict[str, Any]]) -> list[Claim]:
    both = _both(rows)
    claims = [
        Claim(f"scripts whose manifest has more {name} than pydflow's, of {len(both)}",
              sum(row[field] > row[f"{field}_pydflow"] for row in both), 0.0)
        for field, name in zip(
            _FIELDS, ("templates", "calls of helper pods", "bytes", "credentials"), strict=True
        )
    ]  # fmt: skip
    leaks = sum(row.get("secrets", 0) for row in rows)
    return [*claims, Claim("credentials in our manifests", leaks, 0)]
