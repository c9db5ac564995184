"""Two graphs or manifests of pydflow held against each other, up to what is random in them.

Random are the ends of template names and the keys of uploads, which are numbered in the order in
which they appear, and the order of Python packages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["classes_of", "differences", "normal"]

COPIED = ("Steps", "DAG", "ScriptOPTemplate")
COPYING = ("slices", "continue_on_num_success", "continue_on_success_ratio")
_UPLOAD = re.compile(r"upload/[-0-9a-f]{36}/[\w.]+")


def normal(data: Any, classes: frozenset[str] = frozenset()) -> Any:
    """The data with its random names numbered; `classes` are the names of the OPs in it."""
    text = json.dumps(data)
    for name in sorted(classes, key=len, reverse=True):
        ends: dict[str, str] = {}
        base = name.replace("_", "-").lower()
        pattern = re.compile(rf"(?<![-\w]){re.escape(base)}((?:-[a-z0-9]{{5}}(?![a-z0-9]))+)")
        text = pattern.sub(lambda m, e=ends, b=base: f"{b}#{e.setdefault(m[1], str(len(e)))}", text)
    uploads: dict[str, str] = {}
    text = _UPLOAD.sub(lambda m: uploads.setdefault(m[0], f"upload/{len(uploads)}"), text)
    return _sorted_packages(json.loads(text))


def _sorted_packages(data: Any) -> Any:
    """The data with the packages of templates in order: pydflow keeps them in a set."""
    for template in data["templates"].values() if "templates" in data else ():
        template.get("python_packages", []).sort()
    return data


def classes_of(graph: Any) -> frozenset[str]:
    """The names of the OPs of a graph of pydflow."""
    ops = (template.get("op") for template in graph["templates"].values())
    return frozenset(op["name"] for op in ops if op) | frozenset(_copied(graph))


def _copied(graph: Any) -> Iterator[str]:
    """The names of templates of which pydflow makes copies: for slices, counts and executors."""
    for template in graph["templates"].values():
        for group in (*template.get("steps", ()), template.get("tasks", ())):
            for call in group:
                called = graph["templates"].get(call["template"], {})
                if call["executor"] and called.get("type") == "ScriptOPTemplate":
                    yield call["template"]
                elif any(call[why] for why in COPYING) and called.get("type") in COPIED:
                    yield call["template"].rpartition("-")[0]


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """The pointers at which two values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            if name not in one or name not in other:
                yield f"{path}/{name}"
            else:
                yield from differences(one[name], other[name], f"{path}/{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{path}/{index}")
    elif one != other and not (one != one and other != other):  # noqa: PLR0124 - both are NaN
        yield path
