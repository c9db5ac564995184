"""Mutation testing of the passes: `python -m tests.mutants --jobs 2 dflow_graph/passes/*.py`.

Each mutant is one small change of one module. It is killed if any conformance case, example or
planted fault then gives other findings, or raises. What survives is printed with its line: either
a case is missing, or the change makes no difference (a fast way, a hint, an equivalent).
"""

from __future__ import annotations

import argparse
import ast
import base64
import copy
import importlib.abc
import importlib.util
import json
import os
import pickle
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
LONGEST = 60  # seconds for one mutant
COMPARES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """What a node may be replaced by, one small change each."""
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            other = copy.deepcopy(node)
            other.ops[number] = COMPARES[type(operator)]()
            yield other
    elif isinstance(node, ast.BoolOp):
        other_bool = copy.deepcopy(node)
        other_bool.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield other_bool
        for number in range(len(node.values)):
            fewer = copy.deepcopy(node)
            del fewer.values[number]
            yield fewer if len(fewer.values) > 1 else fewer.values[0]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Expr) and isinstance(node.value, (ast.Yield, ast.YieldFrom)):
        yield ast.Pass()
    elif isinstance(node, (ast.Continue, ast.Return)):
        yield ast.Pass()
    elif isinstance(node, (ast.If, ast.IfExp)) and isinstance(node.test, (ast.Name, ast.Call)):
        other_if = copy.deepcopy(node)
        other_if.test = ast.UnaryOp(ast.Not(), copy.deepcopy(node.test))
        yield other_if


def mutants(path: Path) -> Iterator[tuple[int, str, bytes]]:
    """Every mutant of a module: its line, what was changed, the code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if field in ("annotation", "returns", "decorator_list"):
                continue
            nodes = value if isinstance(value, list) else [value]
            for number, node in enumerate(nodes):
                if not isinstance(node, ast.AST):
                    continue
                for other in changed(node):
                    ast.copy_location(other, node)
                    _put(parent, field, number, other)
                    ast.fix_missing_locations(tree)
                    line = getattr(node, "lineno", 0)
                    yield line, f"{ast.unparse(node)}  ->  {ast.unparse(other)}", _code(tree, path)
                    _put(parent, field, number, node)


def _put(parent: ast.AST, field: str, number: int, node: ast.AST) -> None:
    value = getattr(parent, field)
    if isinstance(value, list):
        value[number] = node
    else:
        setattr(parent, field, node)


def _code(tree: ast.Module, path: Path) -> bytes:
    import marshal

    return marshal.dumps(compile(tree, str(path), "exec"))


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutated code of one module, wherever it is imported."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> Any:
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)


def documents() -> list[tuple[bytes, str, Any]]:
    """Every document that is checked: bytes, notation, expected findings (None: none at all)."""
    found: list[tuple[bytes, str, Any]] = []
    for path in sorted((ROOT / "conformance" / "v1").glob("*valid/*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if case["level"] != "semantic":
            continue
        given = case["input"]
        if "document" in given:
            data = json.dumps(given["document"]).encode()
        elif "text" in given:
            data = given["text"].encode("utf-8", errors="surrogatepass")
        else:
            data = base64.b64decode(given["base64"])
        expected = sorted((d["code"], d["pointer"]) for d in case["expect"]["diagnostics"])
        found.append((data, given["notation"], expected))
    examples = sorted((ROOT / "examples").glob("*.json"))
    return found + [(path.read_bytes(), "json", []) for path in examples]


def survives(name: str, code: bytes, cases: list[tuple[bytes, str, Any]]) -> bool:
    """Whether a mutant gives what is expected of every document; runs in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        alive = False
        try:
            import marshal

            sys.meta_path.insert(0, _Finder(name, marshal.loads(code)))
            from dflow_graph.pipeline import read

            alive = all(
                sorted(
                    (d.code, d.pointer) for d in read(data, notation=notation).report.diagnostics
                )
                == expected
                for data, notation, expected in cases
            )
        except BaseException:  # noqa: BLE001 - a mutant that raises is killed
            alive = False
        os.write(writer, pickle.dumps(alive))
        os._exit(0)
    os.close(writer)
    return _answer(child, reader)


def _answer(child: int, reader: int) -> bool:
    import select
    import signal

    ready, _, _ = select.select([reader], [], [], LONGEST)
    answer = os.read(reader, 64) if ready else b""
    if not ready:
        os.kill(child, signal.SIGKILL)
    os.close(reader)
    os.waitpid(child, 0)
    return bool(answer) and bool(pickle.loads(answer))


def main() -> None:
    """Runs every mutant of the modules that are named, and prints the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    import jsonschema  # noqa: F401 - loaded once, before the forks
    import msgspec  # noqa: F401
    import yaml  # noqa: F401

    cases = documents()
    assert not [m for m in sys.modules if m.startswith("dflow_graph")]
    if not survives("", _code(ast.parse(""), Path("none")), cases):
        sys.exit("a case fails without any mutant; mend that first")
    start, total, alive = time.perf_counter(), 0, 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for path in options.modules:
            name = ".".join(path.resolve().relative_to(ROOT).with_suffix("").parts)
            tried = list(mutants(path))
            verdicts = pool.map(lambda m, n=name: survives(n, m[2], cases), tried)
            left = [m for m, verdict in zip(tried, verdicts, strict=True) if verdict]
            total, alive = total + len(tried), alive + len(left)
            print(f"{path}: {len(tried)} mutants, {len(left)} survive", flush=True)
            for line, what, _code_bytes in left:
                print(f"  {line}: {what}"[:160])
    print(f"{total} mutants, {alive} survive, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
