"""What scripts call as `dflow.jsonpickle`: objects to JSON texts and back, running nothing."""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.python.values import from_value, to_value

__all__ = ["decode", "dumps", "encode", "loads"]


def dumps(value: Any, **options: Any) -> str:
    """The JSON text of a Python value (clauses VAL-1 to VAL-4). Options are those of `json`."""
    return json.dumps(to_value(value), **options)


def loads(text: str, **options: Any) -> Any:
    """The Python value of a JSON text; opaque values are refused, since decoding runs code."""
    return from_value(json.loads(text, **options))


encode = dumps
decode = loads
