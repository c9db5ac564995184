"""A credential that is planted anywhere in a graph is reported, or does not reach its manifest."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.delivery.local_files import local_files
from dflow_graph.index import build_index
from dflow_graph.pipeline import loads, read
from tests.argo.test_accepted import GRAPHS, WITHOUT_PLACE, model_of

Path = tuple[str | int, ...]

# Made here, so that no file holds what looks like a credential.
SENTINELS = {
    "token": "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0iL3oR6"[:36],
    "access-key": "AKIA" + "QX7ZT2M9WB4KD6RN",
    "url": "https://someone:" + "Zr8kWq2vTn5x" + "@files.example.org/a",
    "private-key": "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEowIBAAKCAQEA7v9Qk2LrX8pT3cWd",
}
# What must not come out: of a URL its password, of a key its digits.
SECRETS = {
    name: text.split("someone:")[-1].split("@")[0].split("\n")[-1]
    for name, text in SENTINELS.items()
}


@cache
def places() -> dict[str, tuple[str, Path]]:
    """Every sort of place for a text, with one graph and path; names of the graph are left out."""
    found: dict[str, tuple[str, Path]] = {}
    for number, graph in enumerate(GRAPHS):
        if graph.stem in WITHOUT_PLACE:
            continue
        for path in texts(model_of(graph).to_dict(), ()):
            found.setdefault(sort_of(path), (str(number), path))
    return found


def texts(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, (*path, number))


_MAPS = {
    *("templates", "parameters", "artifacts", "annotations", "labels", "inputs", "outputs"),
    *("envs", "headers", "config", "secrets", "items", "limits", "requests", "node_selector"),
}


def sort_of(path: Path) -> str:
    """A path without numbers, and without the names that the author chose."""
    parts = []
    for before, part in zip(("", *path), path, strict=False):
        is_name = before in _MAPS and part not in _MAPS
        parts.append("*" if is_name or isinstance(part, int) else str(part))
    return "/".join(parts)


def planted(document: Any, path: Path, text: str) -> Any:
    changed = copy.deepcopy(document)
    holder = changed
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = text
    if path[-1] == "source" and "source_digest" in holder:
        holder["source_digest"] = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    return changed


def leak(document: Any, secret: str) -> str:
    """How a credential passes unseen, or the empty text."""
    reading = read(json.dumps(document).encode())
    told = [d for d in reading.report.diagnostics if d.code.startswith("DG8")]
    if told or reading.model is None or not reading.report.valid:
        return ""
    model = loads(json.dumps(document))
    files = local_files(build_index(model))
    options = EmitOptions(uploads={f.pointer: f"files/{n}" for n, f in enumerate(files)})
    try:
        manifest = emit_argo(model, options)
    except CannotEmitError as refusal:
        codes = {d.code for d in refusal.diagnostics}
        return "emission alone finds it" if "DG801" in codes else ""
    return "it is in the manifest" if secret in json.dumps(manifest) else ""


@pytest.mark.parametrize("sort", SENTINELS)
def test_a_planted_credential_is_reported_or_does_not_reach_the_manifest(sort: str) -> None:
    assert len(places()) > 300
    leaks = []
    first = list(SENTINELS).index(sort)
    for count, (place, (number, path)) in enumerate(places().items(), first):
        around = ("{}", "before {} after")[count % 2]
        document = model_of(GRAPHS[int(number)]).to_dict()
        text = around.format(SENTINELS[sort])
        if path[-1] == "source":
            text = "class A:\n    pass\n# " + text.replace("\n", "\n# ")
        found = leak(planted(document, path, text), SECRETS[sort])
        leaks += [f"{place} of {GRAPHS[int(number)].name}: {found}"] if found else []
    assert leaks == []


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/templates/work/envs", {"API_TOKEN": "tr0ub4dor&3"}),
        ("/templates/ask/headers", {"Authorization": "tr0ub4dor&3"}),
        ("/templates/ask/headers", {"X-Api-Key": "tr0ub4dor&3"}),
        ("/context", {"kind": "ContainerExecutor", "config": {"password": "tr0ub4dor&3"}}),
        ("/templates/main/steps/0/0/executor", {"kind": "Q", "config": {"token": "tr0ub4dor&3"}}),
    ],
)
def test_a_setting_that_is_a_credential_by_its_name_is_reported(pointer: str, value: Any) -> None:
    main = {"kind": "Steps", "steps": [[{"name": "a", "template": "work"}], []]}
    main["steps"][1] = [{"name": "b", "template": "ask"}]  # type: ignore[index]
    document: Any = {
        "dflow_graph": "1.0",
        "name": "named",
        "entrypoint": "main",
        "templates": {
            "main": main,
            "work": {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true"},
            "ask": {"kind": "HTTPOPTemplate", "url": "https://example.org"},
        },
    }
    assert read(json.dumps(document).encode()).report.valid
    path = [int(p) if p.isdigit() else p for p in pointer.split("/")[1:]]
    report = read(json.dumps(planted(document, tuple(path), value)).encode()).report
    assert [d.code for d in report.diagnostics] == ["DG802"]
    assert "tr0ub4dor" not in str(report.diagnostics)


def test_what_the_author_has_a_reason_for_is_emitted() -> None:
    _, (number, path) = next((p, v) for p, v in places().items() if p == "templates/*/image")
    document = planted(model_of(GRAPHS[int(number)]).to_dict(), path, SENTINELS["token"])
    with pytest.raises(CannotEmitError) as refusal:
        emit_argo(loads(json.dumps(document)))
    (found,) = refusal.value.diagnostics
    assert (found.code, found.pointer) == ("DG801", "/" + "/".join(map(str, path)))
    assert SECRETS["token"] not in str(found)
    entry = {"code": "DG801", "pointer": found.pointer, "reason": "a canary, which opens nothing"}
    document["extensions"] = {"dflow-graph": {"ignore": [entry]}}
    assert SECRETS["token"] in json.dumps(emit_argo(loads(json.dumps(document))))
