"""The built-in implementation with one bug for each level, as a program: `broken.py LEVEL`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from dflow_graph.conformance import answers, builtin

Result = dict[str, Any]


def _duplicates_pass(result: Result) -> Result:
    kept = [d for d in result["diagnostics"] if d["code"] != "DG006"]
    return {"valid": not kept, "diagnostics": kept}


def _structure_only(result: Result) -> Result:
    kept = [d for d in result["diagnostics"] if d["code"] < "DG2"]
    return {"valid": not kept, "diagnostics": kept}


def _numbers_as_python_writes_them(result: Result) -> Result:
    value = json.loads(result["canonical"])
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return {**result, "canonical": text}


def _steps_in_one_group(result: Result) -> Result:
    for template in (result.get("manifest") or {"spec": {"templates": []}})["spec"]["templates"]:
        if "steps" in template:
            template["steps"] = [[step for group in template["steps"] for step in group]]
    return result


def _every_failure_is_1(result: Result) -> Result:
    return {**result, "exit_code": min(result["exit_code"], 1)}


BUGS: dict[str, tuple[str, Callable[[Result], Result]]] = {
    "core": ("validate", _duplicates_pass),
    "semantic": ("validate", _structure_only),
    "exchange": ("canonical", _numbers_as_python_writes_them),
    "emit": ("emit", _steps_in_one_group),
    "runtime": ("run", _every_failure_is_1),
}

if __name__ == "__main__":
    ask, change = BUGS[sys.argv[1]]
    right = answers._ANSWERS[ask]
    answers._ANSWERS[ask] = lambda given: change(right(given))
    builtin.main()
