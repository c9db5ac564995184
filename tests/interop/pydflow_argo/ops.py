"""What the script of a Python OP does in a manifest, read from both sorts of scripts as text.

pydflow's script names each port with the slice that it takes; ours has the task as JSON.
"""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["is_op", "op_of"]

_THEIRS = "from dflow.python import OPIO, TransientError"
_OURS = "TASK = json.loads(r'''"
_OBJECT = re.compile(r"^op_obj = (\w+)(?:\.loads\(r\'\'\'(.*)\'\'\'\))?", re.MULTILINE)
_INPUT = re.compile(
    r"^ *input\['([^']+)'\] = handle_input_(?:parameter\('[^']*', (?:r\'\'\'.*?\'\'\'|''), "
    r"|artifact\('[^']*', )input_sign\['[^']*'\], (.*?), r'([^']*)'(.*)\)$",
    re.MULTILINE,
)
_PARTS = re.compile(r"n_parts=(?!None)(\w+)")
_KEYS = re.compile(r"keys_of_parts=(?!None)")
_OUTPUT = re.compile(r"^ *op_obj\.slices\['([^']+)'\] = (.*)$", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{inputs\.parameters\.dflow_(?:var_\d+|slice(?:_\d+)?)\}\}")
_GROUP = re.compile(r"\{\{inputs\.parameters\.dflow_var_\d+\}\}(?:'\))?\*(\d+),")
# Of a group: `[range(…)[PATTERN] for i in range(…)]`, or `[[PATTERN for j in …][…] for i in …]`.
_OF_GROUP = re.compile(
    r"^\[(?:\[(?P<listed>.*?) for j in .*|range\(.*?\)\[(?P<plain>.*)\]) for i in "
)
_SKIPPED = re.compile(r"^\(None if \S+ else (.*)\)$")
_DEALT = re.compile(r"'?(?:shuffled\[i\]|\b[ij]\b)'?")
_POOL = re.compile(r"^ *op_obj\.pool_size = (\S+)$", re.MULTILINE)
_FOLDERS = re.compile(r"^ *(?:op_obj\.create_slice_dir = True|slice_dirs = list\()", re.MULTILINE)
_SEED = re.compile(r"^random\.seed\((\d+)\)$", re.MULTILINE)


def is_op(source: str) -> bool:
    """Whether a script runs a Python OP."""
    return _THEIRS in source or _OURS in source


def op_of(source: str) -> dict[str, Any]:
    """`{name, root, inputs: {port: slice}, outputs: {port: slice}, group, pool, folders, …}`.

    A slice is a pattern with `(var)` for what the call gives, or None for a port that is whole.
    """
    return _theirs(source) if _THEIRS in source else _ours(source)


def _theirs(source: str) -> dict[str, Any]:
    frame = source[source.rindex(_THEIRS) :]
    called = _OBJECT.search(frame)
    assert called is not None
    inputs = _INPUT.findall(frame)
    assert len(inputs) == len(re.findall(r"^ *input\['[^']+'\] = handle", frame, re.MULTILINE))
    groups, pool, seed = _GROUP.search(frame), _POOL.search(frame), _SEED.search(source)
    kept = json.loads(called[2])["py/object"].rpartition(".")[2] if called[2] else ""
    return {
        "name": kept or called[1],
        "state": bool(kept),
        "root": sorted({root for _, _, root, _ in inputs} or {"/tmp"}),
        "inputs": {name: _pattern(slices) for name, slices, *_ in inputs},
        "outputs": {name: _pattern(slices) for name, slices in _OUTPUT.findall(frame)},
        "group": int(groups[1]) if groups else None,
        "seed": int(seed[1]) if "shuffled[i]" in frame and seed else None,
        "pool": None if pool is None or pool[1] == "None" else int(pool[1]),
        "folders": _FOLDERS.search(frame) is not None,
        "parts": {n: found[1] for n, _, _, rest in inputs if (found := _PARTS.search(rest))},
        "keys": sorted(name for name, _, _, rest in inputs if _KEYS.search(rest)),
    }


def _pattern(slices: str) -> str | None:
    if slices == "None":
        return None
    slices = (_SKIPPED.sub(r"\1", slices)).replace("input_slices", "(var)")
    found = _OF_GROUP.match(slices)
    if found:
        return _DEALT.sub("(var)", found["listed"] or found["plain"])
    return _VARIABLE.sub("(var)", slices).replace("'(var)'", "(var)")


def _ours(source: str) -> dict[str, Any]:
    start = source.index(_OURS) + len(_OURS)
    task = json.loads(source[start : source.index("''')", start)])
    settings = task.get("slices") or {}
    sliced = {
        side: {
            port
            for sort in ("parameter", "artifact")
            for port, layers in task["patterns"].get(f"{side}_{sort}_slices", {}).items()
            if layers
        }
        for side in ("input", "output")
    }
    group = next((layer["group"] for layer in task["layers"] if layer.get("group")), None)

    def ports(side: str) -> dict[str, Any]:
        names = task["op"].get(f"{side}s", {})
        return {port: "(var)" if port in sliced[side] else None for port in names}

    return {
        "name": task["op"]["name"],
        "state": bool(task["op"].get("state")),
        "root": [task["tmp_root"]],
        "inputs": ports("input"),
        "outputs": ports("output"),
        "group": group["size"] if group else None,
        "seed": group["seed"] if group and group["shuffle"] else None,
        "pool": settings.get("pool_size"),
        "folders": task["create_dir"],
        "parts": {name: str(number) for name, number in task["n_parts"].items()},
        "keys": sorted(task["keys_of_parts"]),
    }
