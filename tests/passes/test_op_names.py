"""Names and modules of Python OPs that Python cannot look up (DG812), and packages (DG813)."""

from __future__ import annotations

import keyword
from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Node
from dflow_graph.model import Workflow
from dflow_graph.passes.op_names import check_op_names, check_packages, is_qualified


def node(**fields: Any) -> Node:
    run = {"kind": "PythonOPTemplate", "op": {"name": "Run", **fields.pop("op", {})}, **fields}
    document = {"dflow_graph": "1.0", "name": "demo", "entrypoint": "run"}
    workflow = Workflow.from_dict({**document, "templates": {"run": run}})
    return Node("run", workflow.templates["run"])


def the_one(**op: Any) -> Diagnostic:
    [diagnostic] = check_op_names(node(op=op))
    return diagnostic


@pytest.mark.parametrize("word", keyword.kwlist)
def test_keyword_of_python_is_no_part_of_a_name(word: str) -> None:
    assert not is_qualified(f"lab.{word}")
    d = the_one(module=f"lab.{word}.relax")
    assert (d.code, d.pointer) == ("DG812", "/templates/run/op/module")
    assert d.message == (f"the module, `lab.{word}.relax`, holds `{word}`, a keyword of Python")


@pytest.mark.parametrize("word", [*keyword.softkwlist, "print", "nonlocals", "Class", "none"])
def test_other_words_are_names(word: str) -> None:
    assert is_qualified(word)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("lab/relax.py", "Write `lab.relax`."),
        ("lab/relax", "Write `lab.relax`."),
        ("./relax.py", "Write `relax`."),
        ("lab/2relax", "Write identifiers joined by dots, such as `pkg.relax`."),
    ],
)
def test_path_is_no_name(path: str, hint: str) -> None:
    d = the_one(module=path)
    assert d.message == f"the module, `{path}`, is a path, not a name"
    assert d.hint == hint


def test_packages_of_a_list_are_looked_at_too() -> None:
    raw = {"kind": "raw", "data": "x = 1"}
    good = {"kind": "s3", "key": "lab"}
    packages = [raw, [good, raw], "{{inputs.artifacts.lab}}", good]
    found = list(check_packages(node(python_packages=packages)))
    assert [(d.code, d.pointer) for d in found] == [
        ("DG813", "/templates/run/python_packages/0"),
        ("DG813", "/templates/run/python_packages/1/1"),
    ]
    assert found[0].message.startswith("a `raw` is no folder or file of Python code")
