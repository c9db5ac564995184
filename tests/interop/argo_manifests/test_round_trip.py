"""Manifests of every construct become graphs that mean the same, as Argo's validator agrees."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.interop.argo.format import FORMAT
from dflow_graph.source.pointer import join
from tests.argo.oracle import Oracle, unknown_to_hera
from tests.interop.argo_manifests.meaning import differences
from tests.interop.argo_manifests.rounds import Round, round_trip

FOLDER = Path(__file__).parent / "manifests"
MANIFESTS = sorted(FOLDER.iterdir())
REPORTS = Path(__file__).parent / "reports.txt"
every_manifest = pytest.mark.parametrize("path", MANIFESTS, ids=[path.stem for path in MANIFESTS])


@cache
def made(path: Path) -> Round:
    return round_trip(path.read_bytes())


def test_there_are_enough() -> None:
    assert len(MANIFESTS) >= 60


@every_manifest
def test_manifest_becomes_a_graph_that_is_valid_and_means_the_same(path: Path) -> None:
    found = made(path)
    assert found.report.diagnostics == ()
    assert [d for d in found.findings if d.severity == "error"] == []
    assert found.different == ()


@pytest.mark.argo_oracle
@every_manifest
def test_what_comes_out_is_accepted_by_argo(path: Path, oracle: Oracle) -> None:
    emitted = made(path).emitted
    assert emitted is not None
    verdict = oracle(emitted)
    assert verdict.ok, verdict
    assert unknown_to_hera(emitted) == []


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Any:
    """The scalars of plain data with the ways that lead to them; null says nothing."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    elif value is not None:
        yield path, value


@every_manifest
def test_every_leaf_is_in_the_graph_in_its_extensions_or_in_the_report(path: Path) -> None:
    found = made(path)
    text = json.dumps(found.graph, ensure_ascii=False).lower()
    reported = [entry.source for entry in found.report.entries]
    for way, value in leaves(found.source):
        if way[-1] in ("apiVersion", "kind") and len(way) <= 3:
            continue
        is_reported = any(way[: len(source)] == source for source in reported)
        said = value.removesuffix("-") if isinstance(value, str) else value
        written = json.dumps(said, ensure_ascii=False).strip('"').lower()
        parts = [written, json.dumps(written, ensure_ascii=False).strip('"')]
        # Flags are at their place; dependencies are written in parts, and lists as lists.
        assert (
            is_reported
            or isinstance(value, bool)
            or way[-1] == "depends"
            or way[-1] == "withParam"
            or any(part in text for part in parts)
            or json.dumps(value.strip("{} "))[1:-1] in text
        ), (join(way), value)


def test_what_manifests_lose_is_what_it_was() -> None:
    """The report of each manifest, to be read as a diff: DFLOW_GRAPH_UPDATE=1 writes it anew."""
    lines = []
    for path in MANIFESTS:
        entries = made(path).report.entries
        lines += [path.name, *(f"  {entry.line()}" for entry in entries)] if entries else []
    text = "\n".join(lines) + "\n"
    if os.environ.get("DFLOW_GRAPH_UPDATE"):
        REPORTS.write_text(text, encoding="utf-8")
    assert text == REPORTS.read_text(encoding="utf-8")


@every_manifest
def test_reading_twice_gives_the_same_and_changes_nothing(path: Path) -> None:
    found = made(path)
    before = json.dumps(found.source)
    again = round_trip(path.read_bytes())
    assert json.dumps(found.source) == before
    assert (again.graph, again.report) == (found.graph, found.report)


def test_extensions_change_nothing_that_is_emitted() -> None:
    """EXT-2: extensions MUST NOT change what a graph means."""
    found = made(FOLDER / "lossy-template-settings.yaml")
    assert found.emitted is not None
    assert "podSpecPatch" not in json.dumps(found.emitted)
    assert found.graph is not None
    kept = found.graph["templates"]["pod"]["extensions"]["argo"]
    assert kept["podSpecPatch"] == '{"containers": []}'
    assert kept["container"]["envFrom"] == [{"secretRef": {"name": "all"}}]


CHANGES: list[tuple[str, Any]] = [
    ("container", lambda t: t["container"]["args"].reverse()),
    ("container", lambda t: t["container"].update(workingDir="/")),
    ("script-shell", lambda t: t["script"].update(source=t["script"]["source"] + "\n")),
    ("dag-dependencies", lambda t: t["dag"]["tasks"][3].update(depends="b.Succeeded && c")),
    ("dag-dependencies", lambda t: t["dag"]["tasks"][2].update(template="main")),
    ("steps-conditions", lambda t: t["steps"][1][0].update(when="false")),
    ("steps-continue-on", lambda t: t["steps"][0][0].pop("continueOn")),
    ("steps-in-order", lambda t: t["steps"].reverse()),
    ("loop-items", lambda t: t["steps"][0][1].update(withParam="[1, 2]")),
    ("loop-sequence", lambda t: t["steps"][0][0]["withSequence"].update(count="4")),
    ("hooks-of-steps", lambda t: t["steps"][0][0]["hooks"].pop("exit")),
    ("memoize", lambda t: t["memoize"].update(maxAge="1h")),
    ("artifacts-s3", lambda t: t["inputs"]["artifacts"][0]["s3"].update(key="other")),
    ("environment", lambda t: t["container"]["env"].reverse()),
    ("scheduling", lambda t: t.update(nodeSelector={})),
    ("http", lambda t: t["steps"][0][0]["arguments"]["parameters"].clear()),
    ("volumes", lambda t: t["container"]["volumeMounts"].pop()),
]


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_comparison_sees_a_change(name: str, change: Any) -> None:
    found = made(FOLDER / f"{name}.yaml")
    emitted = json.loads(json.dumps(found.emitted))
    assert differences(found.source, emitted) == []
    change(emitted["spec"]["templates"][0])
    assert differences(found.source, emitted)


def test_format_reads_alone() -> None:
    assert FORMAT.write is None
