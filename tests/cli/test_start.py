"""How the command line starts: a small sound graph pays for nothing that it does not need."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.graphs.sliced import sliced
from tests.cli.conftest import Run

SMALL = {
    "dflow_graph": "1.0",
    "name": "small",
    "entrypoint": "main",
    "templates": {
        "main": {
            "kind": "Steps",
            "steps": [[{"name": "hello", "template": "hello", "parameters": {"name": "world"}}]],
        },
        "hello": {
            "kind": "ShellOPTemplate",
            "inputs": {"parameters": {"name": {"type": "str"}}},
            "image": "alpine:3.19",
            "script": "echo {{inputs.parameters.name}}",
        },
    },
}
# Each with what makes a graph need it.
NEEDLESS = {
    "click": "an option, or text that is not plain",
    "dataclasses": "nothing: it imports `inspect`, which is slow",
    "inspect": "nothing",
    "pathlib": "writing",
    "json": "numbers beyond all floats, or faulty values",
    "hashlib": "many sources of OPs, or long ones",
    "yaml": "YAML",
    "importlib.metadata": "nothing",
    "difflib": "nothing",
    "unicodedata": "a finding",
    "dflow_graph.rules": "a finding",
    "dflow_graph.readers": "a finding",
    "dflow_graph.schema": "a fault of structure",
    "dflow_graph.passes.structure": "a fault of structure",
    "dflow_graph.near_names": "an unknown name",
    "dflow_graph.passes.consequences": "two findings",
    "dflow_graph.passes.call_outlines": "calls that are alike",
    "dflow_graph.expr.check": "an expression",
    "dflow_graph.expr.condition": "a condition",
    "dflow_graph.types.grammar": "a type that is no bare name",
    "dflow_graph.types.values": "a value to look into",
    "dflow_graph.passes.locations": "a location",
    "dflow_graph.passes.manifests": "a resource",
    "dflow_graph.passes.pieces": "a loop",
    "dflow_graph.passes.lengths": "a loop",
    "dflow_graph.passes.dependencies": "a DAG",
    "dflow_graph.index.order": "a DAG",
    "dflow_graph.render.sarif": "SARIF",
    "concurrent.futures": "several jobs",
}


def modules_for(graph: Any, folder: Path) -> frozenset[str]:
    """The modules that are imported in the end, in a Python that brings none of its own."""
    path = folder / "small.json"
    path.write_text(json.dumps(graph))
    code = (
        "import sys, msgspec; before = set(sys.modules)\n"
        f"sys.argv = ['dflow-graph', 'validate', {str(path)!r}]\n"
        "from dflow_graph.__main__ import main\n"
        "try:\n    main()\nfinally:\n    print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    summary, modules = done.stdout.splitlines()
    assert summary == "1 file checked, nothing found"
    return frozenset(modules.split())


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    return modules_for(SMALL, tmp_path_factory.mktemp("small"))


def test_loops_expressions_and_sources_need_no_slow_module(tmp_path: Path) -> None:
    loaded = modules_for(sliced(30), tmp_path)
    needed = ("expr.check", "expr.condition", "passes.pieces", "passes.op_sources")
    assert {f"dflow_graph.{name}" for name in needed} <= loaded
    slow = {"binascii", "click", "json", "hashlib", "dflow_graph.rules", "dflow_graph.readers"}
    assert not loaded & slow
    # Claims, requests, maps of sources and comparisons are for graphs that have them, the long way
    # of names, what follows from what and what may be at fault for those with findings.
    others = (
        "claims", "http_requests", "map_names", "never_equal", "text_forms",
        "text_names", "scope", "consequences", "culprits", "slice_causes",
    )  # fmt: skip
    assert not loaded & {f"dflow_graph.passes.{name}" for name in others}
    # Most connections are of one type on both ends.
    assert "dflow_graph.types.assign" not in loaded


def test_small_graph_is_looked_at_by_every_family(loaded: frozenset[str]) -> None:
    families = ("calls", "references", "types", "storage", "security", "names", "slices")
    assert {f"dflow_graph.passes.{family}" for family in families} <= loaded


@pytest.mark.parametrize("module", NEEDLESS)
def test_small_sound_graph_needs_no(module: str, loaded: frozenset[str]) -> None:
    assert module not in loaded, f"it is for {NEEDLESS[module]}"


def test_msgspec_is_imported_without_what_typing_has_too(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    path.write_text(json.dumps(SMALL))
    # What is taken out of `sys.modules` again has been looked for all the same.
    code = (
        "import sys\n"
        "class Asked(list):\n"
        "    def find_spec(self, name, *_):\n        self.append(name)\n"
        "sys.meta_path.insert(0, asked := Asked())\n"
        f"sys.argv = ['dflow-graph', 'validate', {str(path)!r}]\n"
        "from dflow_graph.__main__ import main\n"
        "try:\n    main()\nfinally:\n"
        "    print('typing_extensions' in asked, 'msgspec' in asked)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == f"{sys.version_info < (3, 11)} True"


@pytest.mark.parametrize("name", ["good.json", "bad.yaml", "none.json", "."])
def test_paths_alone_are_taken_as_with_an_option(
    run: Run, good: Path, bad: Path, name: str
) -> None:
    short, long = run("validate", name), run("validate", "--fail-on", "error", name)
    assert (short.returncode, short.stdout, short.stderr) == (
        long.returncode,
        long.stdout,
        long.stderr,
    )


@pytest.mark.parametrize(
    "arguments", [(), ("validate",), ("validate", "--hlep"), ("vaildate", "a")]
)
def test_misuse_is_told_by_the_usage(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Usage: dflow-graph" in done.stdout + done.stderr


def test_interrupt_ends_without_a_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "dflow_graph", "validate", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        process.stdin.write("{" + " " * 100_000)  # it waits for the rest
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.strip() == "Aborted!"
