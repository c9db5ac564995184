"""dflow-graph: the interchange format for dflow workflows, and its validator.

Names are imported when they are first used, so that `import dflow_graph` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dflow_graph.canonical_form import canonical, digest
    from dflow_graph.pipeline import InvalidGraphError, load, loads, validate
    from dflow_graph.writers import dump, dumps

__all__ = [
    "InvalidGraphError",
    "__version__",
    "canonical",
    "digest",
    "dump",
    "dumps",
    "load",
    "loads",
    "validate",
]

__version__ = "0.1.0"

_HOMES = {
    "InvalidGraphError": "dflow_graph.pipeline",
    "canonical": "dflow_graph.canonical_form",
    "digest": "dflow_graph.canonical_form",
    "dump": "dflow_graph.writers",
    "dumps": "dflow_graph.writers",
    "load": "dflow_graph.pipeline",
    "loads": "dflow_graph.pipeline",
    "validate": "dflow_graph.pipeline",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'dflow_graph' has no attribute {name!r}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
