"""Makes the sources of OPs that were written for dflow find in a pod what they import.

A pod has the modules that run an OP, and not those that write graphs: a name of these stands for
itself there, and says so when it is used. Must not import anything but the standard library.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, Callable, Dict, List, Mapping, NoReturn, Optional, Tuple

__all__ = ["Elsewhere", "alias_dflow", "lazily"]

_OURS = (__package__ or "dflow_graph.python").partition(".")[0]
_THEIRS = "dflow"


def _ignored(**_settings: Any) -> None:
    """Takes settings that only what writes graphs reads."""


def _plug_ins() -> Any:
    return importlib.import_module(f"{__package__}.plug_ins")


_GIVEN: Dict[str, Callable[[], Any]] = {
    "config": lambda: _plug_ins().CONFIG,
    "s3_config": dict,
    "upload_packages": list,
    "set_config": lambda: _ignored,
    "set_s3_config": lambda: _ignored,
}
"""What modules fill or call while they are imported."""


class Elsewhere:
    """Stands for a name that is no part of what a pod has.

    Modules may derive classes of it, and name it in annotations and tests of types: only what would
    use it is refused.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise RuntimeError(
            f"{self._name} writes graphs and is not in this pod; an image with dflow-graph has it, "
            "and the template then says `upload_dflow: false`"
        )

    __call__ = _refuse

    def __mro_entries__(self, bases: Tuple[Any, ...]) -> Tuple[type, ...]:
        del bases
        return (type("Elsewhere", (), {"__init__": self._refuse}),)

    def __instancecheck__(self, _instance: Any) -> bool:
        return False

    def __or__(self, _other: Any) -> Elsewhere:
        return self

    __ror__ = __or__

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._refuse()

    def __repr__(self) -> str:
        return f"<{self._name}, which is not in this pod>"


def lazily(package: str, places: Mapping[str, str]) -> Tuple[Callable[[str], Any], List[str]]:
    """The `__getattr__` of a package that imports a name from its place when it is first asked for.

    `places` is name to module. A name whose module does not exist is an `Elsewhere`. The second
    value is the package's `__all__`.
    """

    def find(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found: Any
        if _exists(places[name]):
            found = getattr(importlib.import_module(places[name]), name)
        else:
            found = _GIVEN.get(name, lambda: Elsewhere(f"{package}.{name}"))()
        setattr(sys.modules[package], name, found)
        return found

    return find, sorted(places)


def alias_dflow() -> None:
    """Let `dflow` and its modules be other names of this package and its modules.

    The classes of another dflow, where one is installed, are not the ones that run the OP; modules
    that this package has not are that one's.
    """
    if not any(isinstance(finder, _Alias) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Alias())


class _Alias(MetaPathFinder, Loader):
    """Finds modules of dflow, and loads those of this package in their place."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Optional[ModuleSpec]:
        del path, target
        if fullname != _THEIRS and not fullname.startswith(f"{_THEIRS}."):
            return None
        if not _exists(_of_ours(fullname)):
            return _of_theirs(fullname)
        return ModuleSpec(fullname, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        # The import system hands out what stands here when a loader is done.
        sys.modules[module.__name__] = importlib.import_module(_of_ours(module.__name__))


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _of_ours(name: str) -> str:
    return _OURS + name[len(_THEIRS) :]


def _of_theirs(fullname: str) -> Optional[ModuleSpec]:
    """A module of the dflow that is installed, if one is."""
    name, path = "", None
    for part in fullname.split("."):
        name = f"{name}.{part}".lstrip(".")
        found = PathFinder.find_spec(name, path)
        if found is None:
            return None
        path = found.submodule_search_locations or []
    return found
