"""Classes by their qualified names, without importing anything for it.

A name read from a graph is the class only where its module was imported before; otherwise a
placeholder that knows its name stands for it. Must not import anything but the standard library.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any, Dict, Optional

__all__ = [
    "MODULES_OF_GRAPHS",
    "Placeholder",
    "class_named",
    "imported_class",
    "is_instance_of",
    "qualified_name",
]

MODULES_OF_GRAPHS: Dict[str, str] = {}
"""Modules that were made from the source of an OP, with the name that the graph has for them."""


class Placeholder:
    """The base of classes that are known by name alone (`graph_name`); none can be made."""

    graph_name = ""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        raise TypeError(f"the class {self.graph_name} is not imported")


def qualified_name(cls: type) -> str:
    """The name of a class with its module: `pkg.Outer.Inner`.

    Private modules at the end are left out where the package has the class under the same name
    (`pathlib._local.Path` is `pathlib.Path`), and so is `<locals>`, which no name may hold.
    """
    if issubclass(cls, Placeholder):
        return cls.graph_name
    module, name = cls.__module__, cls.__qualname__
    module = MODULES_OF_GRAPHS.get(module, module)
    while "." in module and module.rpartition(".")[2].startswith("_"):
        parent = module.rpartition(".")[0]
        if vars(sys.modules.get(parent, object)).get(name) is not cls:
            break
        module = parent
    parts = [part for part in f"{module}.{name}".split(".") if part.isidentifier()]
    return ".".join(parts)


def imported_class(name: str) -> Optional[type]:
    """The class of a qualified name, if its module was imported before; never imports.

    Looks into the dictionaries of modules and classes alone, so that no `__getattr__` runs.
    """
    parts = name.split(".")
    for split in range(len(parts) - 1, 0, -1):
        found: Any = sys.modules.get(".".join(parts[:split]))
        for part in parts[split:]:
            found = getattr(found, "__dict__", {}).get(part)
        if isinstance(found, type):
            return found
    return None


def class_named(name: str) -> type:
    """The class of that qualified name, or its placeholder."""
    found = imported_class(name)
    if found is not None and qualified_name(found) == name:
        return found
    return _placeholder(name)


@lru_cache(maxsize=None)
def _placeholder(name: str) -> type:
    return type(name.rpartition(".")[2], (Placeholder,), {"graph_name": name})


def is_instance_of(value: Any, cls: type) -> bool:
    """Whether a value is of a class, or of the class that a placeholder names."""
    if not issubclass(cls, Placeholder):
        return isinstance(value, cls)
    if any(qualified_name(base) == cls.graph_name for base in type(value).__mro__):
        return True
    found = imported_class(cls.graph_name)
    return found is not None and isinstance(value, found)
