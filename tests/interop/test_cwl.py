"""Export to CWL, judged by cwltool, which also runs the results."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dflow_graph
from dflow_graph.interop.cwl.writing import to_cwl
from dflow_graph.interop.formats import Options
from dflow_graph.pipeline import read_file
from dflow_graph.resources import data_folder
from tests.conformance.test_cases import case_of

ROOT = Path(__file__).parents[2]
SQUARE = {
    "kind": "PythonScriptOPTemplate",
    "image": "python:3",
    "script": 'i = int("{{inputs.parameters.i}}")\nopen("/out/o", "w").write(f"{i * i}\\n")\n',
    "inputs": {"parameters": {"i": {"type": "int"}}},
    "outputs": {"parameters": {"o": {"value_from_path": "/out/o"}}},
}
LIST = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "script": "echo '[3, \"4\"]' > /tmp/o\necho printed",
    "outputs": {"parameters": {"o": {"value_from_path": "/tmp/o", "default": "[]"}}},
}
SAY = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "envs": {"GREETING": "hello $(no) ${no} \\$(no) {{inputs.parameters.who}}"},
    "requests": {"cpu": "500m", "memory": "64Mi"},
    "timeout": "1m",
    "script": (
        "echo \"$GREETING\" '{{inputs.parameters.squares}}' > {{outputs.parameters.o.path}}\n"
        "mkdir /logs; cat {{inputs.artifacts.f.path}} /more > /logs/all\n"
        "echo {{.Other}} >> /logs/all\n"
        "echo $(echo nested) ${GREETING#hello} >> /logs/all\n"
    ),
    "inputs": {
        "parameters": {"who": {}, "squares": {}},
        "artifacts": {"f": {"path": "/f"}, "more": {"path": "/more"}},
    },
    "outputs": {
        "parameters": {"o": {"value_from_path": "/o"}},
        "artifacts": {"logs": {"path": "/logs"}},
    },
}
COUNT = {
    "kind": "ContainerOPTemplate",
    "image": "alpine:3",
    "command": ["sh", "-c"],
    "args": ["cat /in/all | wc -l > /n; cp -r /in /copy"],
    "inputs": {"artifacts": {"in": {"path": "/in"}}},
    "outputs": {
        "parameters": {"n": {"value_from_path": "/n"}},
        "artifacts": {"copy": {"path": "/copy"}},
    },
}


def graph(main: dict[str, Any], **templates: Any) -> dict[str, Any]:
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {"main": main, **templates},
    }


def every_way() -> dict[str, Any]:
    """Loops over lists, results and numbers, conditions, files, folders, and a nested DAG."""
    main = {
        "kind": "Steps",
        "inputs": {"parameters": {"who": {"type": "str"}}},
        "outputs": {
            "parameters": {
                "all": {"value_from_parameter": "{{steps.each.outputs.parameters.o}}"},
                "said": {"value_from_parameter": "{{steps.say.outputs.parameters.o}}"},
                "lines": {"value_from_parameter": "{{steps.inner.outputs.parameters.n}}"},
                "tens": {"value_from_parameter": "{{steps.fixed.outputs.parameters.o}}"},
                "printed": {"value_from_parameter": "{{steps.list.outputs.result}}"},
                "never": {"value_from_parameter": "{{steps.never.outputs.parameters.o}}"},
            },
            "artifacts": {"copy": {"_from": "{{steps.inner.outputs.artifacts.copy}}"}},
        },
        "steps": [
            [{"name": "list", "template": "list"}],
            [
                {
                    "name": "each", "template": "square", "parameters": {"i": "{{item}}"},
                    "with_param": "{{steps.list.outputs.parameters.o}}",
                },
                {
                    "name": "fixed", "template": "square",
                    "parameters": {"i": "{{item.a}}{{item.b}}"},
                    "with_param": [{"a": 1, "b": 0}, {"a": 2, "b": "0"}],
                },
                {
                    "name": "numbers", "template": "square", "parameters": {"i": "{{item}}"},
                    "with_sequence": {"start": 2, "end": 1},
                },
            ],
            [
                {
                    "name": "say", "template": "say",
                    "parameters": {
                        "who": "{{inputs.parameters.who}}",
                        "squares": "{{steps.each.outputs.parameters.o}}",
                    },
                    "artifacts": {
                        "f": {"kind": "raw", "data": "raw\n"},
                        "more": {"kind": "s3", "key": "more.txt"},
                    },
                    "when": "'{{inputs.parameters.who}}' != 'x' && 2 > 1",
                },
                {
                    "name": "never", "template": "square", "parameters": {"i": 7},
                    "when": "{{inputs.parameters.who}} == 'x' && 2 > 1 || !true",
                },
            ],
            [
                {
                    "name": "inner", "template": "inner",
                    "artifacts": {"in": "{{steps.say.outputs.artifacts.logs}}"},
                }
            ],
        ],
    }  # fmt: skip
    inner = {
        "kind": "DAG",
        "inputs": {"artifacts": {"in": {}}},
        "outputs": {
            "parameters": {"n": {"value_from_parameter": "{{tasks.count.outputs.parameters.n}}"}},
            "artifacts": {"copy": {"_from": "{{tasks.count.outputs.artifacts.copy}}"}},
        },
        "tasks": [
            {
                "name": "count", "template": "count", "dependencies": ["first"],
                "artifacts": {"in": "{{inputs.artifacts.in}}"},
            },
            {
                "name": "first", "template": "square",
                "parameters": {"i": "{{workflow.parameters.n}}"},
            },
        ],
    }  # fmt: skip
    return {
        **graph(main, inner=inner, list=LIST, square=SQUARE, say=SAY, count=COUNT),
        "parameters": {"who": 'wor$(ld "', "n": 3},
    }


def written(data: dict[str, Any]) -> dict[str, Any]:
    cwl, report = to_cwl(data, Options())
    assert cwl is not None, report
    return cwl


def run(cwl: dict[str, Any], folder: Path, **inputs: Any) -> dict[str, Any]:
    """What cwltool gives, without containers."""
    (folder / "graph.cwl").write_text(json.dumps(cwl))
    (folder / "job.json").write_text(json.dumps(inputs))
    done = subprocess.run(
        [sys.executable, "-m", "cwltool", "--no-container", "--quiet", "--outdir", "out",
         "graph.cwl", "job.json"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "TMPDIR": str(folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def verdicts(documents: list[dict[str, Any]], folder: Path) -> list[str | None]:
    """What cwltool finds in each document."""
    names = [f"{number}.cwl" for number in range(len(documents))]
    for name, document in zip(names, documents, strict=True):
        (folder / name).write_text(json.dumps(document))
    # In the folder: cwltool breaks its lines, and words, by how long the paths in them are.
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.interop.cwl_judge", *names],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_workflow_runs_as_it_says(tmp_path: Path) -> None:
    assert dflow_graph.validate(every_way()).errors == 0
    more = tmp_path / "elsewhere.txt"
    more.write_text("more\n")
    result = run(written(every_way()), tmp_path, say_more={"class": "File", "path": str(more)})
    assert result["all"] == ["9", "16"]
    assert result["tens"] == ["100", "400"]
    assert result["printed"].strip() == "printed"
    assert result["never"] is None
    assert result["said"] == 'hello $(no) ${no} \\$(no) wor$(ld " [9,16]'
    assert result["lines"].strip() == "4"
    assert result["copy"]["class"] == "Directory"
    text = (tmp_path / "out" / "copy" / "all").read_text()
    assert text == 'raw\nmore\n{{.Other}}\nnested $(no) ${no} \\$(no) wor$(ld "\n'


def test_a_template_alone_is_a_tool(tmp_path: Path) -> None:
    data = {**graph(SQUARE), "parameters": {"i": 12}}
    assert run(written(data), tmp_path) == {"o": "144"}
    assert run(written(data), tmp_path, i=5) == {"o": "25"}


def test_what_is_written_is_valid(tmp_path: Path) -> None:
    """Of the examples and valid cases, those that CWL has a place for."""
    graphs = [
        read_file(path).model.to_dict()
        for path in sorted((ROOT / "examples").glob("*.*"))
        if path.suffix in (".json", ".yaml")
    ]
    cases = sorted((data_folder("conformance") / "v1" / "valid").glob("*.json"))
    graphs += [c["input"]["document"] for c in map(case_of, cases) if "document" in c["input"]]
    documents = []
    for each in graphs:
        before = copy.deepcopy(each)
        document, report = to_cwl(each, Options())
        assert each == before
        assert (document is None) == bool(report.diagnostics)
        if document is not None:
            documents.append(document)
            assert to_cwl(each, Options())[0] == document
    assert len(documents) > 30
    found = verdicts(documents, tmp_path)
    assert [(d["$graph"], said) for d, said in zip(documents, found, strict=True) if said] == []


def test_the_judge_refuses_what_is_wrong(tmp_path: Path) -> None:
    good = written(every_way())
    bad = copy.deepcopy(good)
    bad["$graph"][0]["steps"]["say"]["in"]["who"]["source"] = "nowhere"
    first, second = verdicts([good, bad], tmp_path)
    assert first is None
    assert "nowhere" in second


STEP = {"name": "a", "template": "square", "parameters": {"i": 1}}
UNTIL = "{{=toJson(sprig.untilStep(0, 4, 1))}}"


def with_step(**fields: Any) -> dict[str, Any]:
    return graph({"kind": "Steps", "steps": [[{**STEP, **fields}]]}, square=SQUARE)


def with_template(**fields: Any) -> dict[str, Any]:
    data = with_step()
    data["templates"]["square"] = {**SQUARE, **fields}
    return data


PYTHON_OP = {
    "kind": "PythonOPTemplate", "image": "python:3",
    "op": {"name": "Op", "module": "ops", "inputs": {"i": {"kind": "Parameter", "type": "int"}}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        (with_step(parameters={"i": "{{=1 + 1}}"}), "/templates/main/steps/0/0/parameters/i"),
        (with_step(parameters={"i": "{{workflow.uid}}"}), "/templates/main/steps/0/0/parameters/i"),
        (graph({"kind": "Steps", "steps": [[{**STEP, "parameters": {"i": ["{{workflow.name}}"]}}]]},
               square={**SQUARE, "inputs": {"parameters": {"i": {}}}}),
         "/templates/main/steps/0/0/parameters/i"),
        (with_step(when="'a' =~ 'b'"), "/templates/main/steps/0/0/when"),
        (with_step(with_param=UNTIL, parameters={"i": "{{item}}"}),
         "/templates/main/steps/0/0/with_param"),
        (with_step(with_sequence={"count": 2, "format": "%02d"}, parameters={"i": "{{item}}"}),
         "/templates/main/steps/0/0/with_sequence"),
        (graph({"kind": "Steps", "steps": [[{**STEP, "template": "op"}]]}, op=PYTHON_OP),
         "/templates/op/kind"),
        (with_template(volumes=[{"name": "v", "emptyDir": {}}]), "/templates/square/volumes"),
        (with_template(script='print("{{pod.name}}")'), "/templates/square/script"),
    ],
)  # fmt: skip
def test_what_would_do_something_else_is_refused(data: dict[str, Any], pointer: str) -> None:
    assert dflow_graph.validate(data).errors == 0, dflow_graph.validate(data).diagnostics
    document, report = to_cwl(data, Options())
    assert document is None
    assert pointer in [found.pointer for found in report.diagnostics]


def test_recursion_is_refused() -> None:
    data = with_step()
    again = {"name": "again", "template": "main", "when": "{{steps.a.outputs.parameters.o}} < 9"}
    data["templates"]["main"]["steps"].append([again])
    _, report = to_cwl(data, Options())
    assert [(d.code, d.pointer) for d in report.diagnostics] == [("DG606", "/templates/main")]


def test_what_says_where_and_how_often_is_a_loss() -> None:
    data = with_step(key="k", continue_on_failed=True)
    data["labels"] = {"a": "b"}
    data["templates"]["square"] = {
        **SQUARE,
        "retry_strategy": {"limit": 2},
        "node_selector": {"a": "b"},
        "requests": {"nvidia.com/gpu": "1"},
        "limits": {"nvidia.com/gpu": "1"},
        "envs": {"TOKEN": {"kind": "Secret", "name": "s"}},
        "script": "print({{inputs.parameters.i}})",
    }
    document, report = to_cwl(data, Options())
    assert document is not None
    lost = {"/".join(map(str, entry.source)) for entry in report.of_kind("loss")}
    square = "templates/square"
    assert lost == {
        "labels", "templates/main/steps/0/0/key", "templates/main/steps/0/0/continue_on_failed",
        f"{square}/retry_strategy", f"{square}/node_selector", f"{square}/requests/nvidia.com/gpu",
        f"{square}/limits/nvidia.com/gpu", f"{square}/envs/TOKEN", f"{square}/outputs/parameters/o",
    }  # fmt: skip


def test_a_graph_with_errors_is_not_written() -> None:
    document, report = to_cwl(with_step(template="nowhere"), Options())
    assert document is None
    assert report.diagnostics[0].code == "DG302"


def test_order_without_data_and_conditions_are_said() -> None:
    step = {**STEP, "name": "b", "when": "{{steps.a.outputs.parameters.o}} == 1 && 'x' != 'y'"}
    data = graph(
        {"kind": "Steps", "steps": [[STEP], [step], [{**STEP, "name": "c"}]]}, square=SQUARE
    )
    main, square = written(data)["$graph"]
    assert (
        main["steps"]["b"]["when"] == '$(value(text(inputs["from_a_o"])) === 1 && ("x") !== ("y"))'
    )
    assert "after_a" not in main["steps"]["b"]["in"]
    assert main["steps"]["c"]["in"]["after_b"] == {"source": "b/done"}
    assert "done" in main["steps"]["b"]["out"]
    assert "done" in square["outputs"]
