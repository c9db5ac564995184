"""Exchange with the Python Workflow Definition, judged by its own loader and engine."""

from __future__ import annotations

import copy
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_workflow_definition.models import PythonWorkflowDefinitionWorkflow
from python_workflow_definition.purepython import load_workflow_json

import dflow_graph
from dflow_graph.differences import diff
from dflow_graph.interop.formats import Options, recognised
from dflow_graph.interop.pwd.reading import from_pwd
from dflow_graph.interop.pwd.writing import to_pwd
from dflow_graph.python.local_run import run_template
from tests.differences.graphs import model

MODULE = """
import collections

def product_and_quotient(x, y):
    return {"product": x * y, "quotient": x / y}

def total(x, y):
    return x + y

def square(x):
    return x ** 2

def repeated(text, times):
    return text * times

def point(x):
    return collections.namedtuple("Point", "x y")(x, -x)

def pair(x):
    return x, [x]

def fails_alike(x):
    return 3
"""


def function(number: int, name: str) -> dict[str, Any]:
    return {"id": number, "type": "function", "value": f"functions_of_tests.{name}"}


def given_value(number: int, name: str, value: Any) -> dict[str, Any]:
    return {"id": number, "type": "input", "name": name, "value": value}


def edge(source: int, port: str | None, target: int, to: str | None) -> dict[str, Any]:
    return {"source": source, "sourcePort": port, "target": target, "targetPort": to}


def workflow(nodes: list[Any], edges: list[Any]) -> dict[str, Any]:
    return {"version": "0.1.0", "nodes": nodes, "edges": edges}


ARITHMETIC = workflow(
    [
        function(0, "product_and_quotient"),
        function(1, "total"),
        function(2, "square"),
        given_value(3, "x", 1),
        given_value(4, "y", 2),
        {"id": 5, "type": "output", "name": "result"},
    ],
    [
        edge(3, None, 0, "x"),
        edge(4, None, 0, "y"),
        edge(0, "product", 1, "x"),
        edge(0, "quotient", 1, "y"),
        edge(1, None, 2, "x"),
        edge(2, None, 5, None),
    ],
)
TEXTS = workflow(
    [
        given_value(10, "value", "a"),
        given_value(11, "value", 2),
        given_value(12, "tags", "{{not.a.tag}}"),
        function(13, "repeated"),
        function(14, "repeated"),
        function(15, "total"),
        {"id": 16, "type": "output", "name": "text"},
    ],
    [
        edge(10, None, 13, "text"),
        edge(11, None, 13, "times"),
        edge(12, None, 14, "text"),
        edge(11, None, 14, "times"),
        edge(13, None, 15, "x"),
        edge(14, None, 15, "y"),
        edge(15, None, 16, None),
    ],
)
GATHERED = workflow(
    [
        given_value(0, "settings", {"x": 3, "y": [1, None]}),
        function(1, "square"),
        {"id": 2, "type": "function", "value": "python_workflow_definition.shared.get_list"},
        {"id": 3, "type": "output", "name": "result"},
    ],
    [
        edge(0, "x", 1, "x"),
        edge(1, None, 2, "a"),
        edge(0, "y", 2, "b"),
        edge(0, None, 2, "c"),
        edge(2, None, 3, None),
    ],
)
WORKFLOWS = {"arithmetic": (ARITHMETIC, 6.25), "texts": (TEXTS, "aa" + "{{not.a.tag}}" * 2),
             "gathered": (GATHERED, [9, [1, None], {"x": 3, "y": [1, None]}])}  # fmt: skip
every_workflow = pytest.mark.parametrize("name", WORKFLOWS)


@pytest.fixture
def functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that both sides import."""
    (tmp_path / "functions_of_tests.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "functions_of_tests", raising=False)
    importlib.invalidate_caches()


def graph_of(data: Any) -> dict[str, Any]:
    graph, report = from_pwd(data, Options(path="some/Arith Metic.json"))
    assert graph is not None, report
    return graph


def written(graph: dict[str, Any]) -> dict[str, Any]:
    data, report = to_pwd(graph, Options())
    assert data is not None, report
    return data


def their_result(data: Any, folder: Path) -> Any:
    """What their engine computes."""
    path = folder / "workflow.json"
    path.write_text(json.dumps(data))
    return load_workflow_json(str(path))


def plain(value: Any) -> Any:
    return value["$value"]["value"] if isinstance(value, dict) and "$value" in value else value


def our_results(graph: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What the tasks of a graph give, each run as a pod runs it: `{task.output: JSON value}`."""
    main = graph["templates"]["main"]
    inputs = main.get("inputs", {}).get("parameters", {})
    texts = {f"{{{{inputs.parameters.{name}}}}}": plain(p["value"]) for name, p in inputs.items()}
    waiting = list(main["tasks"])
    while waiting:
        ready = next(
            t for t in waiting
            if all("{{tasks" not in str(v) or v in texts for v in t["parameters"].values())
        )  # fmt: skip
        waiting.remove(ready)
        arguments = {
            name: texts[value] if isinstance(value, str) and value in texts else plain(value)
            for name, value in ready["parameters"].items()
        }
        outputs = run_template(
            graph["templates"][ready["template"]],
            arguments, work_dir=folder / ready["name"], allow_source=True,
        )["parameters"]  # fmt: skip
        for name, value in outputs.items():
            texts[f"{{{{tasks.{ready['name']}.outputs.parameters.{name}}}}}"] = value
    return {
        name: texts[port["value_from_parameter"]]
        for name, port in main["outputs"]["parameters"].items()
    }


@every_workflow
def test_a_workflow_becomes_a_valid_graph(name: str) -> None:
    report = dflow_graph.validate(graph_of(WORKFLOWS[name][0]))
    assert report.diagnostics == ()


@every_workflow
@pytest.mark.usefixtures("functions")
def test_both_sides_compute_the_same(name: str, tmp_path: Path) -> None:
    data, expected = WORKFLOWS[name]
    assert their_result(data, tmp_path) == expected
    graph = graph_of(data)
    (ours,) = our_results(graph, tmp_path).values()
    assert ours == expected
    assert their_result(written(graph), tmp_path) == expected


@pytest.mark.parametrize("name", ["arithmetic", "texts"])
def test_a_workflow_comes_back_but_for_its_numbers(name: str) -> None:
    data = WORKFLOWS[name][0]
    back = written(graph_of(data))
    assert PythonWorkflowDefinitionWorkflow.load_json_str(json.dumps(back)) is not None
    again = graph_of(back)
    assert [c for c in diff(model(graph_of(data)), model(again)) if c.what == "field"] == []
    assert recognised(back) is not None
    assert recognised(back).name == "pwd"


def test_the_numbers_of_a_workflow_may_be_any() -> None:
    data = copy.deepcopy(ARITHMETIC)
    for node in data["nodes"]:
        node["id"] = 70 - node["id"]
    for link in data["edges"]:
        link["source"], link["target"] = 70 - link["source"], 70 - link["target"]
    data["nodes"].reverse()
    assert diff(model(graph_of(ARITHMETIC)), model(graph_of(data))) == []


def test_a_text_that_looks_like_a_number_stays_a_text() -> None:
    data = copy.deepcopy(TEXTS)
    data["nodes"][0]["value"] = "12"
    graph = graph_of(data)
    assert graph["templates"]["main"]["inputs"]["parameters"]["value"] == {
        "type": "str", "value": "12",
    }  # fmt: skip
    assert graph["templates"]["repeated"]["op"]["inputs"]["text"]["type"] == "str"


def test_names_are_made_to_fit() -> None:
    graph = graph_of(TEXTS)
    assert graph["name"] == "arith-metic"
    main = graph["templates"]["main"]
    assert list(main["inputs"]["parameters"]) == ["value", "value_2", "tags"]
    assert [task["name"] for task in main["tasks"]] == ["repeated", "repeated-2", "total"]
    assert {task["template"] for task in main["tasks"]} == {"repeated", "total"}


@pytest.mark.usefixtures("functions")
def test_parts_of_results_are_found_by_name_and_number(tmp_path: Path) -> None:
    for name, outputs in (("point", ["x", "y"]), ("pair", ["dflow_output_0", "dflow_output"])):
        template = {
            "kind": "PythonOPTemplate",
            "op": {
                "name": name, "module": "functions_of_tests",
                "inputs": {"x": {"kind": "Parameter", "type": "int"}},
                "outputs": {o: {"kind": "Parameter", "type": "any"} for o in outputs},
            },
        }  # fmt: skip
        given = run_template(template, {"x": 2}, work_dir=tmp_path / name, allow_source=True)
        expected = {"x": 2, "y": -2} if name == "point" else {"dflow_output_0": 2}
        for output, value in expected.items():
            assert given["parameters"][output] == value


@pytest.mark.usefixtures("functions")
def test_a_part_that_is_not_there_is_named(tmp_path: Path) -> None:
    op = {
        "name": "square", "module": "functions_of_tests",
        "inputs": {"x": {"kind": "Parameter", "type": "int"}},
        "outputs": {"root": {"kind": "Parameter", "type": "int"}},
    }  # fmt: skip
    with pytest.raises(Exception, match="returned int, which has no part `root`"):
        run_template(
            {"kind": "PythonOPTemplate", "op": op}, {"x": 2}, work_dir=tmp_path, allow_source=True
        )


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        (lambda d: d.pop("edges"), "DG105", ""),
        (lambda d: d.update(nodes={}), "DG107", "/nodes"),
        (lambda d: d["nodes"][0].update(value="square"), "DG812", "/nodes/0/value"),
        (lambda d: d["nodes"][0].update(value="a.b c"), "DG812", "/nodes/0/value"),
        (lambda d: d["nodes"][0].update(type="class"), "DG108", "/nodes/0"),
        (lambda d: d["nodes"][0].update(id="0"), "DG107", "/nodes/0"),
        (lambda d: d["nodes"][0].update(id=1), "DG204", "/nodes/1"),
        (lambda d: d["nodes"].__setitem__(0, 1), "DG107", "/nodes/0"),
        (lambda d: d["nodes"][3].pop("name"), "DG107", "/nodes/3"),
        (lambda d: d["edges"].__setitem__(0, None), "DG107", "/edges/0"),
        (lambda d: d["edges"][0].update(source=99), "DG303", "/edges/0/source"),
        (lambda d: d["edges"][0].update(source=5), "DG303", "/edges/0/source"),
        (lambda d: d["edges"][0].update(target=3), "DG303", "/edges/0/target"),
        (lambda d: d["edges"][0].pop("target"), "DG303", "/edges/0"),
        (lambda d: d["edges"][0].update(targetPort=None), "DG206", "/edges/0"),
        (lambda d: d["edges"][0].update(targetPort="a b"), "DG206", "/edges/0/targetPort"),
        (lambda d: d["edges"][1].update(targetPort="x"), "DG204", "/edges/1"),
        (lambda d: d["edges"][2].update(sourcePort="}}"), "DG206", "/edges/2/sourcePort"),
        (lambda d: d["edges"][0].update(sourcePort="part"), "DG105", "/edges/0"),
        (lambda d: d["edges"][0].update(source=2), "DG601", "/nodes/0"),
        (lambda d: d["edges"].pop(), "DG105", "/nodes/5"),
    ],
)
def test_what_is_no_workflow_is_refused_at_its_place(change: Any, code: str, pointer: str) -> None:
    data = copy.deepcopy(ARITHMETIC)
    change(data)
    graph, report = from_pwd(data, Options())
    assert graph is None
    assert (report.diagnostics[0].code, report.diagnostics[0].pointer) == (code, pointer)


def test_what_a_graph_has_no_place_for_is_a_loss() -> None:
    data = copy.deepcopy(ARITHMETIC)
    data["version"] = "9.9"
    data["note"] = 1
    data["nodes"][0]["colour"] = "red"
    data["nodes"].append({"id": 6, "type": "output", "name": "same"})
    data["edges"].append(edge(3, None, 6, None))
    graph, report = from_pwd(data, Options())
    assert graph is not None
    assert [entry.source for entry in report.of_kind("loss")] == [
        ("note",), ("version",), ("nodes", 0, "colour"), ("nodes", 6),
    ]  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 7) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.data())
def test_any_data_gives_a_graph_or_a_diagnostic(data: st.DataObject) -> None:
    document = copy.deepcopy(ARITHMETIC)
    for _ in range(data.draw(st.integers(1, 3))):
        items = data.draw(st.sampled_from(["nodes", "edges"]))
        place = data.draw(st.integers(0, 5))
        if isinstance(document[items][place], dict):
            key = data.draw(st.sampled_from(sorted(document[items][place])))
            document[items][place][key] = data.draw(JSON)
        else:
            document[items][place] = data.draw(JSON)
    before = copy.deepcopy(document)
    graph, report = from_pwd(document, Options())
    assert document == before
    assert (graph is None) == bool(report.diagnostics)
    if graph is not None:
        assert dflow_graph.validate(graph).errors == 0


def native(**task: Any) -> dict[str, Any]:
    """A graph of two function OPs, with something more on the second task."""
    op = {
        "module": "functions_of_tests",
        "inputs": {"x": {"kind": "Parameter", "type": "float"}},
        "outputs": {"dflow_output": {"kind": "Parameter", "type": "float"}},
    }
    return {
        "dflow_graph": "1.0",
        "name": "native",
        "entrypoint": "main",
        "templates": {
            "main": {
                "kind": "DAG",
                "tasks": [
                    {"name": "a", "template": "square", "parameters": {"x": 3}},
                    {
                        "name": "b", "template": "square",
                        "parameters": {"x": "{{tasks.a.outputs.parameters.dflow_output}}"}, **task,
                    },
                ],
            },
            "square": {"kind": "PythonOPTemplate", "image": "i", "op": {"name": "square", **op}},
        },
    }  # fmt: skip


@pytest.mark.usefixtures("functions")
def test_the_last_result_is_the_output_where_a_graph_has_none(tmp_path: Path) -> None:
    assert their_result(written(native()), tmp_path) == 81


@pytest.mark.usefixtures("functions")
def test_several_outputs_are_one_dictionary(tmp_path: Path) -> None:
    graph = native()
    graph["templates"]["main"]["outputs"] = {
        "parameters": {
            name: {"value_from_parameter": f"{{{{tasks.{task}.outputs.parameters.dflow_output}}}}"}
            for name, task in (("first", "a"), ("second", "b"))
        }
    }
    assert their_result(written(graph), tmp_path) == {"first": 9, "second": 81}


@pytest.mark.usefixtures("functions")
def test_steps_are_functions_that_wait_for_what_they_need(tmp_path: Path) -> None:
    graph = native()
    main = graph["templates"]["main"]
    text = json.dumps(main.pop("tasks")).replace("{{tasks.", "{{steps.")
    main.update(kind="Steps", steps=[[step] for step in json.loads(text)])
    data, report = to_pwd(graph, Options())
    assert their_result(data, tmp_path) == 81
    assert ("templates", "main", "steps") in [entry.source for entry in report.of_kind("loss")]


def with_op(**fields: Any) -> dict[str, Any]:
    graph = native()
    graph["templates"]["square"]["op"].update(fields)
    return graph


@pytest.mark.parametrize(
    ("graph", "code", "pointer"),
    [
        (native(when="1 == 1"), "DG106", "/templates/main/tasks/1/when"),
        (native(with_param=[1, 2], parameters={"x": "{{item}}"}), "DG106",
         "/templates/main/tasks/1/with_param"),
        (native(parameters={"x": "{{=1 + 1}}"}), "DG315",
         "/templates/main/tasks/1/parameters/x"),
        (with_op(name="Outer.square"), "DG812", "/templates/square/op/name"),
        ({**native(), "entrypoint": "square", "parameters": {"x": 1},
          "templates": {"square": native()["templates"]["square"]}}, "DG108",
         "/templates/square/kind"),
    ],
)  # fmt: skip
def test_what_would_compute_something_else_is_refused(
    graph: dict[str, Any], code: str, pointer: str
) -> None:
    before = copy.deepcopy(graph)
    data, report = to_pwd(graph, Options())
    assert data is None
    assert graph == before
    assert (report.diagnostics[0].code, report.diagnostics[0].pointer) == (code, pointer)


def test_a_class_and_an_artifact_are_refused() -> None:
    graph = native()
    source = "class square:\n    pass\n"
    digest = dflow_graph.python.op_graph.source_digest(source)
    graph["templates"]["square"]["op"].update(source=source, source_digest=digest)
    graph["templates"]["square"]["op"]["outputs"]["f"] = {"kind": "Artifact", "type": "path"}
    _, report = to_pwd(graph, Options())
    assert {(d.code, d.pointer) for d in report.diagnostics} == {
        ("DG108", "/templates/square/op/name"),
        ("DG313", "/templates/square/op/outputs/f"),
    }


def test_what_the_definition_has_no_place_for_is_a_loss() -> None:
    graph = native(key="k", dependencies=["a"])
    graph["labels"] = {"a": "b"}
    graph["templates"]["square"]["timeout"] = 5
    _, report = to_pwd(graph, Options())
    lost = {"/".join(map(str, entry.source)) for entry in report.of_kind("loss")}
    assert lost == {
        "name", "labels", "templates/main/tasks/1/key",
        "templates/square/image", "templates/square/timeout",
    }  # fmt: skip
