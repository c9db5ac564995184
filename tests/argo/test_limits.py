"""Limits of Argo that a manifest passes where its graph does not (TPL-19, ARGO-1, ARGO-2)."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dflow_graph.argo.limits import beyond_limits
from dflow_graph.argo.manifest import emitted
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.cli.main import cli
from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.emission import ManifestSizeWarning, emit, matters
from dflow_graph.pipeline import read
from tests.argo.slice_graphs import SLICES, WORK, op, parameter

Json = dict[str, Any]


def graph(main: Json, **templates: Json) -> Json:
    used = {"main": main, **templates}
    return {"dflow_graph": "1.0", "name": "large", "entrypoint": "main", "templates": used}


def late(document: Json, **options: Any) -> list[tuple[str, str]]:
    """Codes and pointers of what the manifest adds to the findings of the graph."""
    return [(d.code, d.pointer) for d in findings(document, **options)]


def findings(document: Json, **options: Any) -> list[Diagnostic]:
    reading = read(json.dumps(document).encode())
    assert reading.model is not None
    assert reading.report.diagnostics == ()
    found = emitted(reading.model, EmitOptions(**options)).findings
    assert all(d.severity is Severity.WARNING for d in found)
    return found


def sliced(number: int, **slices: Any) -> Json:
    step = {"name": f"s-{number}", "template": "work", "parameters": {"n": [1, 2]}}
    return {**step, "slices": {**SLICES, **slices}}


def test_dg901_counts_the_templates_of_calls_that_ask_for_something_else() -> None:
    settings = [
        {"pool_size": 1, "group_size": 1, "random_seed": n, "shuffle": True} for n in range(201)
    ]
    steps = [[sliced(n, **ways)] for n, ways in enumerate(settings)]
    (found,) = findings(graph({"kind": "Steps", "steps": steps}, work=WORK))
    assert (found.code, found.pointer) == ("DG901", "/templates")
    assert "202 templates: 2 of the graph, 200 for calls" in found.message
    assert late(graph({"kind": "Steps", "steps": steps[:-2]}, work=WORK)) == []


def test_dg902_counts_the_checks_of_loops() -> None:
    tasks = [{**sliced(n), "continue_on_num_success": 1} for n in range(101)]
    found = late(graph({"kind": "DAG", "tasks": tasks}, work=WORK))
    assert found == [("DG902", "/templates/main/tasks")]
    assert late(graph({"kind": "DAG", "tasks": tasks[1:]}, work=WORK)) == []


def test_dg903_counts_hidden_inputs() -> None:
    inputs = {f"p{n}": parameter("int") for n in range(500)}
    many = op("Many", "class Many: pass", inputs, {})
    step = {"name": "s", "template": "many", "parameters": dict.fromkeys(inputs, 1)}
    assert late(graph({"kind": "Steps", "steps": [[step]]}, many=many)) == [
        ("DG903", "/templates/many")
    ]


@pytest.mark.parametrize(("runtime", "codes"), [("inline", ["DG904"]), ("image", [])])
def test_dg904_counts_the_library_that_a_pod_gets(runtime: Any, codes: list[str]) -> None:
    # Text that cannot be packed well.
    digests = b"".join(hashlib.sha512(str(n).encode()).digest() for n in range(1_150))
    source = f"class Work:\n    text = '{base64.b64encode(digests).decode()}'\n"
    work = op("Work", source, {}, {})
    step = {"name": "s", "template": "work"}
    document = graph({"kind": "Steps", "steps": [[step]]}, work=work)
    assert [d.code for d in findings(document, runtime=runtime)] == codes


def test_dg905_counts_what_the_emitter_adds() -> None:
    manifest = {"spec": {"templates": [{"name": "a", "suspend": {}, "x": "y" * 1_048_576}]}}
    (found,) = beyond_limits(manifest, [("templates", "a")])
    assert (found.code, found.pointer) == ("DG905", "")


def large() -> Json:
    tasks = [{**sliced(n), "continue_on_num_success": 1} for n in range(101)]
    return graph({"kind": "DAG", "tasks": tasks}, work=WORK)


def test_emit_warns_of_a_manifest_that_its_version_does_not_take() -> None:
    with pytest.warns(ManifestSizeWarning, match="/templates/main/tasks: DG902 .* 202 tasks"):
        emit(large(), argo_version="4.0")
    emit(large(), argo_version="3.7")


@pytest.mark.parametrize(("version", "is_told"), [("3.7", False), ("4.1", True)])
def test_the_command_tells_where_a_manifest_is_too_large(
    version: str, is_told: bool, tmp_path: Path
) -> None:
    path = tmp_path / "large.json"
    path.write_text(json.dumps(large(), indent=1))
    done = CliRunner().invoke(cli, ["emit", str(path), "--argo-version", version])
    assert done.exit_code == 0
    assert ("large.json:8:4: warning[DG902]" in done.stderr) is is_told


def chain(levels: int) -> Json:
    """Each template calls the next one twice, once in a loop over an input of its own."""
    names = [f"p{n}" for n in range(levels)]
    given = {name: f"{{{{inputs.parameters.{name}}}}}" for name in names}
    templates: dict[str, Json] = {}
    for n in range(levels):
        plain = {"name": "plain", "template": f"t{n + 1}", "parameters": given}
        slices = {"input_parameter": [f"p{n}"]}
        looped = {**plain, "name": "looped", "with_param": [0, 1], "slices": slices}
        inputs = {name: {"type": "any"} if n else {"type": "any", "value": 1} for name in names}
        steps = [[plain, looped]]
        templates[f"t{n}"] = {"kind": "Steps", "inputs": {"parameters": inputs}, "steps": steps}
    last = op("Work", "class Work: pass\n", dict.fromkeys(names, parameter("any")), {})
    return {**graph(templates["t0"], **templates, **{f"t{levels}": last}), "entrypoint": "t0"}


def refused(document: Json) -> Diagnostic:
    model = read(json.dumps(document).encode()).model
    assert model is not None
    with pytest.raises(CannotEmitError) as refusal:
        emitted(model)
    (found,) = refusal.value.diagnostics
    return found


def test_ways_to_call_a_template_that_double_with_each_call_end_the_emission() -> None:
    model = read(json.dumps(chain(6)).encode()).model
    assert model is not None
    assert len(emitted(model).manifest["spec"]["templates"]) == 2**7 - 1
    # Without an end there would be a million of them.
    found = refused(chain(20))
    assert (found.code, found.pointer) == ("DG908", "/templates/t10")
    assert "in 1,024 ways and more" in found.message


def test_a_template_that_calls_itself_in_a_loop_with_slices_ends_the_emission() -> None:
    value = "{{inputs.parameters.n}}"
    again = {**sliced(1), "template": "main", "with_param": [0, 1], "when": f"{value} != 'x'"}
    again["parameters"] = {"n": value}
    inputs = {"parameters": {"n": {"type": "any", "value": [1, 2]}}}
    again["slices"] = {"input_parameter": ["n"]}
    work = {"name": "work", "template": "work", "parameters": {"n": value}}
    main = {"kind": "Steps", "inputs": inputs, "steps": [[work, again]]}
    found = refused(graph(main, work=op("Work", "class Work: pass\n", {"n": parameter("any")}, {})))
    assert (found.code, found.pointer) == ("DG908", "/templates/main")
    assert "in 101 loops with slices, one within another" in found.message


@pytest.mark.parametrize(
    ("code", "message", "versions"),
    [
        ("DG901", "", ["4.0", "4.1"]),
        ("DG902", "", ["4.0", "4.1"]),
        ("DG903", "", ["4.0", "4.1"]),
        ("DG904", "", ["3.4", "3.5"]),
        ("DG905", "", ["3.4", "3.5", "3.6", "3.7", "4.0", "4.1"]),
        ("DG907", "`uniq` is not known to Argo before 3.5", ["3.4"]),
        ("DG907", "`cap` is not known to Argo before 3.7", ["3.4", "3.5", "3.6"]),
    ],
)
def test_a_finding_matters_to_the_versions_that_it_is_about(
    code: str, message: str, versions: list[str]
) -> None:
    diagnostic = Diagnostic(code, Severity.WARNING, message, "")
    known = ("3.4", "3.5", "3.6", "3.7", "4.0", "4.1")
    assert [v for v in known if matters(diagnostic, v)] == versions
