"""The floors and fences of CONTRIBUTING.md: who may import whom, wherever in a module it does."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dflow_graph

ROOT = Path(dflow_graph.__file__).parent
FLOORS: list[set[str]] = [
    {"diagnostics", "source", "refs", "regex", "near_names", "expr", "types", "python", "record"}
    | {"resources"},
    {"readers", "model", "rules"},
    {"codec", "schema", "render", "index"},
    {"passes"},
    {"analysis", "pipeline", "canonical_form", "writers", "yaml_writer", "sources"},
]
ABOVE = len(FLOORS)  # authoring, lowering, exchange: what builds on the validator
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
FLOOR |= {"__init__": ABOVE, "conformance": ABOVE + 1, "cli": ABOVE + 2, "__main__": ABOVE + 2}
FENCES = {
    "msgspec": {"model", "codec", "schema", "index", "passes"},
    "yaml": {"readers", "yaml_writer", "authoring"},
    "click": {"cli"},
    "rfc8785": {"canonical_form"},
    "h5py": {"python"},
    "networkx": {"view"},
    "numpy": {"python"},
}
# The entrance knows only the version, and where each name is at home.
ENTRANCES = {"dflow_graph", "dflow_graph.__version__"}


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path, *, at_once: bool = False) -> Iterator[str]:
    """The full names that a module imports, when it is imported `at_once` or later.

    Those for type checkers alone are left out.
    """
    waiting: list[ast.AST] = [ast.parse(path.read_bytes())]
    package = ["dflow_graph", *path.relative_to(ROOT).parts[:-1]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
        elif at_once and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            home = ".".join((*base, *([node.module] if node.module else [])))
            yield from (f"{home}.{name.name}" for name in node.names)
        else:
            waiting += ast.iter_child_nodes(node)


MODULES = sorted(path for path in ROOT.rglob("*.py") if "_data" not in path.parts)


def test_modules_are_found() -> None:
    assert {"cli", "passes", "model"} <= {room_of(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_from_its_own_floor_or_a_lower_one(path: Path) -> None:
    room = room_of(path)
    for name in imported(path):
        if not name.startswith("dflow_graph.") or name in ENTRANCES:
            continue
        other = name.split(".")[1]
        if room != other:
            assert FLOOR.get(other, ABOVE) <= FLOOR.get(room, ABOVE), f"{room} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_third_parties_stay_behind_their_fences(path: Path) -> None:
    room = room_of(path)
    for name in imported(path):
        party = name.split(".")[0]
        if FLOOR.get(room, ABOVE) < ABOVE and party not in (
            *sys.stdlib_module_names,
            "dflow_graph",
        ):
            assert room in FENCES.get(party, ()), f"{room} imports {party}"
        assert room in FENCES.get(party, {room}), f"{room} imports {party}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "python").rglob("*.py")), ids=lambda path: path.name
)
def test_what_runs_in_a_pod_is_imported_with_the_standard_library_alone(path: Path) -> None:
    for name in imported(path, at_once=True):
        known = name.split(".")[0] in sys.stdlib_module_names
        assert known or name.startswith("dflow_graph.python"), name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_named_tuples_are_records(path: Path) -> None:
    # What runs in a pod has the standard library alone.
    assert room_of(path) == "python" or "typing.NamedTuple" not in imported(path)
