"""What a manifest of pydflow and one of ours do, in one spelling, told without the converter.

A manifest is read into plain data: the templates that authors know, reached from the entrypoint;
of each its ports, its pod and what it calls; of each call its order, loop, arguments, condition and
hooks. Helper pods and hidden ports are left out; what they stand for is said by name: items of
slices, successes, big parameters. Templates are paired by the calls that reach them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.interop.argo_manifests.spelling import plain_of, retry_of, seconds_of
from tests.interop.argo_manifests.waits import STATES, waits
from tests.interop.pydflow_argo.loops import bounded, with_names
from tests.interop.pydflow_argo.ops import is_op, op_of
from tests.interop.pydflow_argo.parts import (
    arguments_of,
    filled,
    is_empty,
    is_hidden,
    item_of,
    named,
    place_of,
    pod_of,
    ports_of,
)
from tests.interop.pydflow_argo.words import argument, condition, expression, loop, text

__all__ = ["Difference", "differences"]

_PROGRESS = "workflows.argoproj.io/progress"
_CHECKS = ("-check-num-success", "-check-success-ratio")
_ITEMS = "-init-artifact"
_VARIABLES = ("dflow_var_0", "dflow_slice_1", "dflow_slice")
_READ = frozenset(
    (
        *("name", "inputs", "outputs", "metadata", "steps", "dag", "script", "container"),
        *("retryStrategy", "timeout", "memoize", "parallelism"),
    )
)
_SPEC_READ = frozenset(("templates", "arguments", "entrypoint", "onExit"))


class Difference(NamedTuple):
    """Where two manifests say other things: a path through what they mean, and both sides."""

    path: str
    theirs: Any
    ours: Any

    def __str__(self) -> str:
        shown = (json.dumps(side, default=sorted)[:160] for side in (self.theirs, self.ours))
        return f"{self.path}: {' is not '.join(shown)}"


def differences(theirs: dict[str, Any], ours: dict[str, Any]) -> list[Difference]:
    """Where a manifest of pydflow and one of ours differ in what they do; empty if nowhere."""
    left, right = Manifest(with_names(theirs)), Manifest(ours)
    found = list(_compared(left.settings(), right.settings(), "workflow"))
    waiting = [("main", left.entry("entrypoint"), right.entry("entrypoint"))]
    waiting += [("exit", left.entry("onExit"), right.entry("onExit"))]
    seen = set()
    while waiting:
        place, a, b = waiting.pop()
        if a is None or b is None:
            found += [Difference(place, a, b)] if a != b else []
            continue
        if (a, b) in seen:
            continue
        seen.add((a, b))
        one, other = left.template(a), right.template(b)
        called, calling = one.pop("targets"), other.pop("targets")
        found += _compared(one, other, place)
        waiting += [
            (f"{place}.{n}", called[n], calling[n]) for n in sorted(called.keys() & calling.keys())
        ]
    return sorted(found, key=lambda difference: difference.path)


def _compared(a: Any, b: Any, path: str) -> Iterator[Difference]:
    if isinstance(a, dict) and isinstance(b, dict):
        for name in sorted(a.keys() | b.keys()):
            yield from _compared(a.get(name), b.get(name), f"{path}/{name}")
    elif a != b and not (is_empty(a) and is_empty(b)):
        yield Difference(path, a, b)


class Manifest:
    """A manifest whose templates are told by what they do."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self.metadata, self.spec = manifest["metadata"], manifest["spec"]
        self.templates = named(self.spec["templates"])

    def entry(self, field: str) -> str | None:
        found: str | None = self.spec.get(field)
        return found

    def settings(self) -> dict[str, Any]:
        """What the workflow says beside templates."""
        name = self.metadata.get("name") or self.metadata.get("generateName")
        metadata = {k: v for k, v in self.metadata.items() if k not in ("name", "generateName")}
        given = named((self.spec.get("arguments") or {}).get("parameters"))
        other = {k: plain_of(v) for k, v in self.spec.items() if k not in _SPEC_READ}
        return {
            "name": name.rstrip("-"),
            "metadata": filled(metadata),
            "parameters": {
                n: argument(p.get("value")) for n, p in given.items() if not is_hidden(n)
            },
            **{f"spec {k}": filled(v) for k, v in other.items()},
        }

    def template(self, name: str) -> dict[str, Any]:
        """A template in one spelling; `targets` are the templates that its calls reach."""
        template = self.templates[name]
        metadata = {k: dict(v or {}) for k, v in (template.get("metadata") or {}).items()}
        if metadata.get("annotations", {}).get(_PROGRESS) == "0/1":
            del metadata["annotations"][_PROGRESS]
        memoize = dict(template.get("memoize") or {})
        if memoize:
            memoize["key"] = text(memoize["key"])
        read = {
            "metadata": filled(metadata),
            "inputs": ports_of(template.get("inputs")),
            "outputs": ports_of(template.get("outputs")),
            "retry": retry_of(template.get("retryStrategy")),
            "timeout": seconds_of(template.get("timeout")),
            "memoize": memoize,
            "parallelism": template.get("parallelism"),
            **{k: filled(plain_of(v)) for k, v in template.items() if k not in _READ},
            "targets": {},
        }
        if "steps" in template:
            read |= self._steps(template["steps"])
        elif "dag" in template:
            read |= self._tasks(template["dag"]["tasks"])
        else:
            read |= pod_of(template)
        return read

    def _steps(self, groups: Any) -> dict[str, Any]:
        read: dict[str, Any] = {"kind": "steps", "calls": {}, "targets": {}, "order": []}
        helpers = self._helpers(step for group in groups for step in group)
        for group in groups:
            kept = [step for step in group if step["name"] not in helpers]
            for step in kept:
                self._add(read, step, helpers)
            if kept:
                read["order"].append(sorted(step["name"] for step in kept))
        return read

    def _tasks(self, tasks: Any) -> dict[str, Any]:
        read: dict[str, Any] = {"kind": "dag", "calls": {}, "targets": {}}
        helpers = self._helpers(tasks)
        tasks_named = named(tasks)
        for task in tasks:
            if task["name"] not in helpers:
                self._add(read, task, helpers)
                after = _without(helpers, waits(task, tasks_named))
                read["calls"][task["name"]]["after"] = after
        return read

    def _helpers(self, calls: Any) -> dict[str, dict[str, Any]]:
        """The calls of helper pods, by name."""
        return {call["name"]: call for call in calls if self._is_helper(call["template"])}

    def _is_helper(self, template: str) -> bool:
        return template.endswith((*_CHECKS, _ITEMS)) or template.startswith("dflow-")

    def _add(self, read: dict[str, Any], call: dict[str, Any], helpers: dict[str, Any]) -> None:
        name = call["name"]
        call, inside = bounded(call, self.templates)
        helpers = helpers | named(inside)
        read["targets"][name] = call["template"]
        hooks = {}
        for hook in (call.get("hooks") or {}).values():
            on = expression(hook.get("expression") or "")
            hooks[on] = {"is there": True, **arguments_of(hook.get("arguments"))}
            read["targets"][f"{name} on {on}"] = hook["template"]
        hidden = named((call.get("arguments") or {}).get("parameters"))
        ranges = loop(call)
        if ranges and (found := _helper_of(ranges.get("items"), helpers)):
            ranges = {"items of": _items(helpers[found])}
        read["calls"][name] = {
            "is there": True,
            "arguments": {
                **self._defaults(call["template"]),
                **arguments_of(call.get("arguments")),
            },
            "when": condition(call.get("when")),
            "loop": ranges,
            "key": text(hidden.get("dflow_key", {}).get("value")),
            "slices": self._slices(call["template"], hidden),
            "hooks": hooks,
            "goes on": sorted(k for k, v in (call.get("continueOn") or {}).items() if v),
            "bound": call.get("bound"),
            "succeeds with": self._successes(name, helpers),
        }

    def _defaults(self, template: str) -> dict[str, Any]:
        """What inputs are where a call does not give them; Argo does the same with both."""
        ports = ports_of(self.templates[template].get("inputs"))
        given = {name: port.get("value", port.get("from")) for name, port in ports.items()}
        return {name: value for name, value in given.items() if value is not None}

    def _slices(self, template: str, hidden: dict[str, Any]) -> Any:
        """By port, or as a whole for a group, the pattern of the slice that a call takes."""
        given = next((str(hidden[n].get("value")) for n in _VARIABLES if n in hidden), None)
        source = (self.templates[template].get("script") or {}).get("source", "")
        if given is None or not is_op(source):
            return item_of(given) if given is not None else None
        op = op_of(source)
        return {
            f"{side} {port}": item_of(pattern.replace("(var)", given))
            for side in ("inputs", "outputs")
            for port, pattern in op[side].items()
            if pattern is not None
        }

    def _successes(self, name: str, helpers: dict[str, Any]) -> Any:
        """The number or ratio of slices that have to succeed, as a helper behind it checks."""
        for call in helpers.values():
            given = named((call.get("arguments") or {}).get("parameters"))
            of = given.get("success") or given.get("successes") or {}
            if not re.match(rf"\{{\{{steps\.{re.escape(name)}\.", str(text(of.get("value")))):
                continue
            # Of a ratio ours asks how many pieces there were.
            is_ratio = "pieces" in given or call["template"].endswith(_CHECKS[1])
            told = given.get("threshold") or given.get("wanted") or {}
            return {"ratio" if is_ratio else "number": float(told["value"])}
        return None


def _without(helpers: Any, waiting: list[Any]) -> list[Any]:
    """Conditions of tasks without helper pods and without daemons, which no graph has."""
    kept = []
    for names, states in waiting:
        if set(names) & set(helpers):
            continue
        under = [held for held in states if "Daemoned" not in held]
        if len(under) < (len(STATES) - 1) ** len(names):
            kept.append({" ".join(names): [" ".join(held) for held in under]})
    return kept


def _helper_of(items: Any, helpers: Any) -> str | None:
    found = re.fullmatch(r"\{\{(?:steps|tasks)\.([\w-]+)\.outputs\.parameters\.\w+\}\}", str(items))
    return found[1] if found and found[1] in helpers else None


def _items(helper: dict[str, Any]) -> dict[str, Any]:
    """The artifacts of whose items a helper makes a list."""
    given = named((helper.get("arguments") or {}).get("artifacts"))
    return {n: place_of(item) for n, item in given.items() if not n.startswith("dflow_")}
