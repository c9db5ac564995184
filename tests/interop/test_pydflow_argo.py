"""ours → Argo and pydflow → Argo: the same workflow gives manifests that mean the same.

Our manifests are made of pydflow's graph and of the native graph of the same script. Each
difference is of a kind that is listed with its reason; `pydflow_argo/differences.txt` has them all.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.interop.document import document_of_text
from dflow_graph.interop.pydflow import from_pydflow
from dflow_graph.pipeline import InvalidGraphError
from tests.argo.conftest import oracle  # noqa: F401 - a fixture
from tests.argo.oracle import Oracle
from tests.interop.pydflow_argo.kinds import KINDS, kind_of
from tests.interop.pydflow_argo.lowering import manifest_of
from tests.interop.pydflow_argo.meaning import Difference, differences

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "pydflow.md"
FOUND = HERE / "pydflow_argo" / "differences.txt"
NAMES = [path.name.partition(".")[0] for path in sorted((HERE / "graphs").glob("*.argo.json"))]
WAYS = ("converted", "native")
REMOTE = "an executor that comes as a plug-in"
IN_CLEAR = "a credential in clear"
# What has no manifest here, with the rules that say so.
NO_MANIFEST = {
    "apex_properties": {"converted": "DG908", "native": "DG908"},
    "argo_functions": {"converted": "DG301 DG318"},
    "artifact_lists": {"converted": "DG311", "native": "DG909"},
    "concurrent_learning": {"converted": "DG407"},
    "fp_groups": {"converted": "DG303"},
    "plugins": {"converted": "DG908", "native": "no graph"},
    "python_packages": {"converted": "DG909", "native": "DG909"},
    "secrets_and_clients": {"converted": "DG908", "native": "DG802"},
    "true_errors": {"converted": "DG316 DG402", "native": "DG316 DG402"},
    "typed_ports": {"native": "DG404"},
}
# What Argo's own validator says of pydflow's manifests.
REFUSED_BY_ARGO = {
    "big_parameters": "failed to resolve {{steps.expand.outputs.parameters.table}}",
    "concurrent_learning": "inputs.parameters.config was not supplied",
    "dag_deps": "cannot use 'continueOn' when using 'depends'",
    "dpgen_loop": "failed to resolve {{steps.prep-train.outputs.parameters.task_names}}",
    "true_errors": "failed to resolve {{workflow.parameters.z}}",
    "workflow_settings": "cannot unmarshal string into Go struct field WorkflowSpec.spec.imagePull",
}
LEAST_COMPARED = 75


@cache
def theirs(name: str) -> Any:
    return json.loads((HERE / "graphs" / f"{name}.argo.json").read_text())


def graph_of(name: str, way: str, native: Path) -> Any:
    if way == "native":
        path = native / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else None
    graph = document_of_text((HERE / "graphs" / f"{name}.graph.json").read_bytes()).root
    return from_pydflow(graph, stable_names=True)[0]


def ours(name: str, way: str, native: Path) -> dict[str, Any] | str:
    """Our manifest, or the rules that say why there is none."""
    graph = graph_of(name, way, native)
    if graph is None:
        return "no graph"
    try:
        return manifest_of(graph)
    except CannotEmitError as error:
        return " ".join(sorted({d.code for d in error.diagnostics}))
    except InvalidGraphError as error:
        errors = {d.code for d in error.report.diagnostics if d.severity == "error"}
        return " ".join(sorted(errors))


@pytest.fixture(scope="module")
def compared(native: Path) -> dict[tuple[str, str], list[Difference] | str]:
    """By workflow and way, how the manifests differ, or the rules that say why there is none."""
    found: dict[tuple[str, str], list[Difference] | str] = {}
    for name in NAMES:
        for way in WAYS:
            manifest = ours(name, way, native)
            is_text = isinstance(manifest, str)
            found[name, way] = manifest if is_text else differences(theirs(name), manifest)  # type: ignore[assignment, arg-type]
    return found


def pairs(compared: Any) -> Iterator[tuple[str, str, Difference]]:
    for (name, way), found in compared.items():
        if not isinstance(found, str):
            for difference in found:
                yield name, way, difference


def test_every_difference_is_of_a_listed_kind(compared: Any) -> None:
    unlisted = [
        f"{name} {way}: {difference}"
        for name, way, difference in pairs(compared)
        if kind_of(difference, is_native=way == "native") is None
    ]
    assert unlisted == []


def test_every_listed_kind_occurs(compared: Any) -> None:
    found = {kind_of(d, is_native=way == "native") for _, way, d in pairs(compared)}
    assert [kind.name for kind in KINDS if kind not in found] == []


def test_what_has_no_manifest_is_listed(compared: Any) -> None:
    without: dict[str, dict[str, str]] = {}
    for (name, way), found in compared.items():
        if isinstance(found, str):
            without.setdefault(name, {})[way] = found
    assert without == NO_MANIFEST
    assert len(compared) - sum(map(len, without.values())) >= LEAST_COMPARED


def test_differences_are_those_that_are_written_down(compared: Any) -> None:
    """Each difference, to be read as a diff: DFLOW_GRAPH_UPDATE=1 writes them anew.

    That of the account, which is in all of them, is left out.
    """
    lines = []
    for (name, way), found in compared.items():
        if isinstance(found, str):
            continue
        kinds = [
            (kind_of(difference, is_native=way == "native"), difference) for difference in found
        ]
        told = [f"  [{kind.name if kind else '?'}] {d}" for kind, d in kinds if kind != KINDS[0]]
        lines += [f"{name} {way}", *(told or ["  nothing"])]
    text = "\n".join(lines) + "\n"
    if os.environ.get("DFLOW_GRAPH_UPDATE"):
        FOUND.write_text(text, encoding="utf-8")
    assert text == FOUND.read_text(encoding="utf-8")


def test_kinds_are_those_of_the_documentation() -> None:
    before, mark, rest = PAGE.read_text().partition("<!-- differences -->\n")
    _, end, after = rest.partition("\n<!-- end differences -->")
    rows = [f"| {kind.name} | {kind.reason} |" for kind in KINDS]
    table = "\n".join(["| difference | reason |", "|---|---|", *rows])
    text = f"{before}{mark}{table}{end}{after}"
    if os.environ.get("DFLOW_GRAPH_UPDATE"):
        PAGE.write_text(text)
    assert PAGE.read_text() == text
    assert mark
    assert end


@pytest.mark.argo_oracle
@pytest.mark.parametrize("name", NAMES)
def test_argo_refuses_what_is_said_to_be_refused(name: str, oracle: Oracle) -> None:  # noqa: F811
    manifest = {k: v for k, v in theirs(name).items() if k != "status"}
    verdict = oracle({"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", **manifest})
    assert verdict.ok == (name not in REFUSED_BY_ARGO), verdict.error
    assert REFUSED_BY_ARGO.get(name, "") in verdict.error


def template(manifest: dict[str, Any], begin: str) -> Any:
    named = (t for t in manifest["spec"]["templates"] if t["name"].startswith(begin))
    return next(t for t in named if not t["name"].endswith("-init-artifact"))


def step(manifest: dict[str, Any], name: str) -> Any:
    for each in manifest["spec"]["templates"]:
        for group in [*each.get("steps", []), each.get("dag", {}).get("tasks", [])]:
            for call in group:
                if call["name"] == name:
                    return call
    raise KeyError(name)


def argument(manifest: dict[str, Any], name: str, port: str, sort: str = "parameters") -> Any:
    return next(p for p in step(manifest, name)["arguments"][sort] if p["name"] == port)


def swapped(manifest: dict[str, Any], name: str, sort: str, ports: tuple[str, str]) -> None:
    one, other = (argument(manifest, name, port, sort) for port in ports)
    one["name"], other["name"] = other["name"], one["name"]


PLANTED: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("dag_deps", "/b/after", lambda m: step(m, "b").pop("depends")),
    ("dag_deps", "/c/after", lambda m: step(m, "c").update(depends="(b.Failed || b.Succeeded)")),
    ("dag_deps", "/b/arguments/x", lambda m: argument(m, "b", "x").update(value="2")),
    ("dag_deps", "/r/from", lambda m: template(m, "d-main")["outputs"]["parameters"][0].update(
        valueFrom={"parameter": "tasks.a.outputs.parameters.y"})),
    ("super_op", "/t2", lambda m: step(m, "t2").update(name="t3")),
    ("slices_basic", "/order", lambda m: template(m, "slices-basic-steps")["steps"].reverse()),
    ("slices_basic", "/fixed/loop", lambda m: step(m, "fixed").update(
        withParam="{{=toJson(sprig.untilStep(0, 5, 1))}}")),
    ("slices_basic", "/measure/loop", lambda m: step(m, "measure").pop("withParam")),
    ("slices_basic", "/file", lambda m: argument(m, "fixed", "file", "artifacts").update(
        {"from": "{{steps.measure.outputs.artifacts.copy}}"})),
    ("typed_functions", "/arguments/", lambda m: swapped(
        m, "compute", "parameters", ("x", "names"))),
    ("dpgen_loop", "/arguments/models", lambda m: argument(
        m, "select", "models", "artifacts").update(
            {"from": "{{steps.prep-run.outputs.artifacts.logs}}"})),
    ("dag_deps", "/calls/more", lambda m: template(m, "d-main")["dag"]["tasks"].append(
        {"name": "more", "template": template(m, "double")["name"]})),
    ("slices_basic", "/key", lambda m: argument(m, "measure", "dflow_key").update(value="m")),
    ("slices_basic", "/slices/inputs name", lambda m: template(m, "measure-o93xu")["script"].update(
        source=template(m, "measure-o93xu")["script"]["source"].replace(
            "input_sign['name'], {{inputs.parameters.dflow_var_0}}", "input_sign['name'], None"))),
    ("slices_sequence", "/loop/sequence", lambda m: step(m, "down")["withSequence"].update(end=7)),
    ("slices_groups", "/loop/groups of", lambda m: step(m, "many").update(
        withParam=step(m, "many")["withParam"].replace("% 2", "% 3").replace("/2)", "/3)"))),
    ("slices_groups", "/op/seed", lambda m: template(m, "runone")["script"].update(
        source=template(m, "runone")["script"]["source"].replace("seed(11)", "seed(12)"))),
    ("slices_subpath", "/loop/items of", lambda m: argument(
        m, "cut-init-artifact", "f", "artifacts")["s3"].update(key="other/.dflow")),
    ("continue_on", "/most/succeeds with", lambda m: argument(
        m, "most-check-success-ratio", "threshold").update(value="0.5")),
    ("continue_on", "/may-fail/goes on", lambda m: step(m, "may-fail").pop("continueOn")),
    ("recursion", "/when", lambda m: [
        call.pop("when", None) for t in m["spec"]["templates"] for g in t.get("steps", ())
        for call in g]),
    ("conditional_outputs", "/from", lambda m: [
        p["valueFrom"].update(expression="1") for t in m["spec"]["templates"]
        for p in t["outputs"]["parameters"] if "expression" in p.get("valueFrom", {})]),
    ("retries", "/retry/limit", lambda m: [
        t["retryStrategy"].update(limit=9) for t in m["spec"]["templates"]
        if "retryStrategy" in t]),
    ("retries", "/timeout", lambda m: [t.pop("timeout", None) for t in m["spec"]["templates"]]),
    ("kubernetes_dicts", "/volumes", lambda m: [
        t.update(volumes=[]) for t in m["spec"]["templates"]]),
    ("kubernetes_dicts", "/tolerations", lambda m: [
        t.update(tolerations=[]) for t in m["spec"]["templates"]]),
    ("kubernetes_dicts", "/sidecars", lambda m: [
        t.update(sidecars=[]) for t in m["spec"]["templates"]]),
    ("secret_environment", "/env", lambda m: [
        t["script"].update(env=[]) for t in m["spec"]["templates"] if "script" in t]),
    ("main_ops", "/image", lambda m: template(m, "hello")["script"].update(image="python:3.9")),
    ("main_ops", "/op/name", lambda m: template(m, "hello")["script"].update(
        source=template(m, "hello")["script"]["source"].replace("op_obj = Hello", "op_obj = Bye"))),
    ("shell_op", "/source", lambda m: [
        t["script"].update(source=t["script"]["source"] + "\nrm x") for t in m["spec"]["templates"]
        if "script" in t]),
    ("container_op", "/resources", lambda m: [
        t["script"]["resources"].update(limits={"cpu": "9"}) for t in m["spec"]["templates"]
        if "script" in t]),
    ("memoized_groups", "/memoize/key", lambda m: [
        t["memoize"].update(key="other") for t in m["spec"]["templates"] if "memoize" in t]),
    ("workflow_settings", "workflow/parameters", lambda m: m["spec"]["arguments"]["parameters"]
        .append({"name": "more", "value": "1"})),
    ("workflow_settings", "workflow/spec podGC", lambda m: m["spec"].pop("podGC")),
    ("main_ops", "/hooks", lambda m: template(m, "main-ops")["steps"][0][0].update(
        hooks={"exit": {"expression": "true", "template": template(m, "hello")["name"]}})),
    ("main_ops", "exit", lambda m: m["spec"].update(onExit=template(m, "hello")["name"])),
    ("s3_source", "/s3", lambda m: [
        a["s3"].update(key="elsewhere") for t in m["spec"]["templates"] for g in t.get("steps", ())
        for call in g for a in call["arguments"]["artifacts"] if "s3" in a
        and not a["name"].startswith("dflow_")]),
    ("optional_artifacts", "/optional", lambda m: [
        a.update(optional=False) for t in m["spec"]["templates"]
        for a in t["inputs"]["artifacts"]]),
    ("main_ops", "/deadline", lambda m: template(m, "hello").update(deadline=3)),
    ("main_ops", "workflow/spec priority", lambda m: m["spec"].update(priority=3)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "place", "change"), PLANTED, ids=[f"{n}{p}".replace(" ", "-") for n, p, _ in PLANTED]
)
def test_planted_difference_is_found_at_its_place(
    name: str, place: str, change: Callable[[Any], Any], native: Path
) -> None:
    manifest = ours(name, "native", native)
    assert isinstance(manifest, dict)
    broken = copy.deepcopy(theirs(name))
    change(broken)
    before = {str(difference) for difference in differences(theirs(name), manifest)}
    found = [d for d in differences(broken, manifest) if str(d) not in before]
    assert any(place in difference.path for difference in found), found
