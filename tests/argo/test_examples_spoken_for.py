"""Every example with a Python OP is run to its end, or listed with the reason why it is not."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.argo.examples_in_pods import EXAMPLES

# Example to why it is not run to its end in pods.
NOT_RUN: dict[str, str] = {}


def names_of_examples(text: str) -> set[str]:
    """The examples that a program names in its texts."""
    return {
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.endswith((".json", ".yaml")) and (EXAMPLES / node.value).is_file()
    }


def test_every_example_with_a_python_op_is_run() -> None:
    files = sorted(p for p in EXAMPLES.iterdir() if p.suffix in (".json", ".yaml"))
    with_ops = {path.name for path in files if "PythonOPTemplate" in path.read_text()}
    run = set()
    for path in Path(__file__).parent.glob("test_*examples*_run.py"):
        run |= names_of_examples(path.read_text())
    assert with_ops - run == NOT_RUN.keys()
