"""What runs in a pod needs the standard library of Python 3.8, and nothing else."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "dflow_graph/python").rglob("*.py"))
OPTIONAL = {"h5py", "numpy"}
"""Packages of an extra, imported where they are needed."""


def _run(code, *options):
    run = subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def test_the_package_is_imported_without_site_packages():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import dflow_graph.python.utils"
    _run(code, "-I", "-S")


def test_the_package_is_imported_from_a_folder_under_any_name(tmp_path):
    (tmp_path / "carried").symlink_to(ROOT / "dflow_graph/python")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import carried, carried.utils;"
        "print(*(name for name in sys.modules if name.startswith('dflow_graph')))"
    )
    assert _run(code, "-I", "-S") == []


def test_importing_the_package_loads_nothing_but_the_standard_library():
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules);"
        "import dflow_graph.python.utils;"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    assert set(_run(code)) <= sys.stdlib_module_names | {"dflow_graph"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_its_neighbours_by_relative_names_alone(path):
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= 1 + len(path.relative_to(ROOT / "dflow_graph/python").parts) - 1, (
                ast.unparse(node)
            )
            names = [node.module] if node.level == 0 else []
        for name in names:
            top = str(name).partition(".")[0]
            is_known = top in sys.stdlib_module_names | OPTIONAL
            is_inside = _is_in_function(path, node) and top == "dflow_graph"
            assert is_known or is_inside, ast.unparse(node)


def _is_in_function(path, wanted):
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return any(function.lineno < wanted.lineno <= function.end_lineno for function in functions)


def test_no_module_needs_more_than_python_3_8():
    code, paths = "from vermin import main; main()", [str(path) for path in MODULES]
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            code,
            "--target=3.8-",
            "--processes=1",
            "--violations",
            "--no-tips",
            *paths,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
