"""Puts a mutant in the place of its module: in the functions that are there, or at its import."""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.util
import marshal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutants.corpus import ROOT

__all__ = ["Functions", "import_anew", "module_name"]

_Key = tuple[str, int]


class Functions:
    """The functions of a module, wherever they are referred to, with the code that they have."""

    def __init__(self, path: Path) -> None:
        file = importlib.import_module(module_name(path)).__file__
        self._functions: dict[_Key, list[FunctionType]] = {}
        for thing in gc.get_objects():
            if type(thing) is FunctionType and thing.__code__.co_filename == file:
                self._functions.setdefault(_key(thing.__code__), []).append(thing)

    def take(self, code: bytes) -> None:
        """Gives each function the code that it has in a mutant; ValueError if it cannot have it."""
        for new in _codes(marshal.loads(code)):
            for function in self._functions.get(_key(new), ()):
                function.__code__ = new


def _key(code: CodeType) -> _Key:
    return code.co_name, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code of all functions in a code; two lambdas of one line have no names to tell them."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if not constant.co_name.startswith("<"):
                yield constant
            yield from _codes(constant)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutated code of one module, wherever it is imported."""

    def __init__(self, path: Path, code: bytes) -> None:
        self._path, self._name, self._code = path, module_name(path), code

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> Any:
        if name != self._name:
            return None
        is_package = self._path.name == "__init__.py"
        spec = importlib.util.spec_from_loader(name, self, is_package=is_package)
        if spec is not None and is_package:
            spec.submodule_search_locations = [str(self._path.parent)]
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(marshal.loads(self._code), module.__dict__)


def import_anew(path: Path, code: bytes) -> None:
    """Forgets the package and its tests, so that they are imported once more with the mutant."""
    sys.meta_path.insert(0, _Finder(path, code))
    for name in list(sys.modules):
        top, _, rest = name.partition(".")
        if top == "dflow_graph" or (top == "tests" and not rest.startswith("mutants")):
            del sys.modules[name]


def module_name(path: Path) -> str:
    """The dotted name of a module of the project."""
    parts = path.resolve().relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
