"""Finds the executor of a kind, and has it carry out a template."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from dflow_graph.argo.executors.container import render_container
from dflow_graph.argo.executors.dispatcher import render_dispatcher
from dflow_graph.argo.executors.interface import (
    ExecutorError,
    ExecutorSettings,
    PodTemplate,
    Render,
)

__all__ = ["GROUP", "carried_out"]

GROUP = "dflow_graph.executors"
"""The group of entry points by which other packages bring executors."""

_OWN: dict[str, Render] = {
    "ContainerExecutor": render_container,
    "DispatcherExecutor": render_dispatcher,
}
_PORTS = [(side, sort) for side in ("inputs", "outputs") for sort in ("parameters", "artifacts")]


def carried_out(pod: PodTemplate, executor: dict[str, Any]) -> dict[str, Any]:
    """The template that carries out another by an executor, which is an object of the graph.

    Raises `ExecutorError`, whatever a plug-in does.
    """
    kind = executor["kind"]
    render = _OWN.get(kind) or _plugin(kind)
    secrets = {
        name: {k: v for k, v in secret.items() if k in ("name", "key", "optional")}
        for name, secret in executor.get("secrets", {}).items()
    }
    # A copy each time: what a plug-in changes is its own.
    settings = ExecutorSettings(kind, copy.deepcopy(executor.get("config", {})), secrets)
    given = pod._replace(fields=copy.deepcopy(pod.fields))
    try:
        fields = render(given, settings)
    except ExecutorError:
        raise
    except Exception as error:  # noqa: BLE001 - a plug-in is somebody else's code
        raise ExecutorError(
            f"the executor `{kind}` fails: {type(error).__name__}: {error}"
        ) from None
    _check(kind, pod.fields, fields)
    return fields


def _plugin(kind: str) -> Render:
    found = [point for point in entry_points(group=GROUP) if point.name == kind]
    if not found:
        known = ", ".join(sorted({*_OWN, *(point.name for point in entry_points(group=GROUP))}))
        raise ExecutorError(
            f"there is no executor `{kind}` here; known are {known}",
            ("kind",),
            f"Install a package with an entry point `{kind}` of the group `{GROUP}`, "
            "or use one of the known.",
        )
    if len({point.value for point in found}) > 1:
        where = " and ".join(sorted(_origin(point) for point in found))
        raise ExecutorError(
            f"several packages bring an executor `{kind}`: {where}",
            ("kind",),
            "Uninstall all but one of them.",
        )
    (point, *_) = found
    try:
        render = point.load()
    except Exception as error:  # noqa: BLE001 - a plug-in is somebody else's code
        reason = f"{type(error).__name__}: {error}"
        raise ExecutorError(f"{_origin(point)} cannot be loaded: {reason}", ("kind",)) from None
    if not callable(render):
        raise ExecutorError(f"{_origin(point)} is no function", ("kind",))
    found_render: Render = render
    return found_render


def _origin(point: EntryPoint) -> str:
    package = point.dist.name if point.dist is not None else "an unknown package"
    return f"`{point.value}` of {package}"


def _check(kind: str, before: dict[str, Any], after: Any) -> None:
    """That a result is a template in which the ports of the graph are still what they were."""
    try:
        same = isinstance(after, dict) and json.loads(json.dumps(after, allow_nan=False)) == after
    except (TypeError, ValueError, RecursionError):
        same = False
    if not same:
        raise ExecutorError(f"the executor `{kind}` gives no JSON object for a template")
    lost = sorted(_port_names(before) - _port_names(after))
    if lost:
        raise ExecutorError(f"the executor `{kind}` loses {', '.join(lost[:5])} of the template")


def _port_names(fields: dict[str, Any]) -> set[str]:
    return set(_names(fields))


def _names(fields: dict[str, Any]) -> Iterator[str]:
    for side, sort in _PORTS:
        for port in (fields.get(side) or {}).get(sort) or ():
            yield f"{side}.{sort}.{port.get('name')}"
