"""What a template of a manifest says: its ports, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dflow_graph.conformance.manifest_calls import headers, location
from dflow_graph.conformance.manifest_words import (
    expression,
    items,
    members,
    named,
    reference,
    seconds,
    text_value,
)

__all__ = ["body_view", "ports_view"]

Object = dict[str, Any]


def ports_view(ours: Object, theirs: Object) -> Object:
    """The ports of the graph's template that the manifest's has, with what is said of each."""
    view: Object = {}
    for side, of_port in (("inputs", _input), ("outputs", _output)):
        ports = members(theirs.get(side))
        for sort in ("parameters", "artifacts"):
            given = named(ports.get(sort))
            known = _ports(ours, side, sort)
            found = {
                name: of_port(port, given[name], sort, ours["kind"])
                for name, port in sorted(known.items())
                if name in given
            }
            if found:
                view.setdefault(side, {})[sort] = found
    return view


def _ports(ours: Object, side: str, sort: str) -> dict[str, Object]:
    """The ports of a template that travel as what they are: big parameters do not."""
    if ours["kind"] == "PythonOPTemplate":
        signature = members(members(ours["op"]).get(side))
        kind = "Artifact" if sort == "artifacts" else "Parameter"
        return {name: entry for name, entry in signature.items() if entry["kind"] == kind}
    ports = members(members(ours.get(side)).get(sort))
    return {name: port for name, port in ports.items() if not port.get("save_as_artifact")}


def _input(port: Object, entry: Object, sort: str, kind: str) -> Object:
    if sort == "parameters":
        return {"value": text_value(entry.get("value"))} if "value" in port else {}
    view: Object = {}
    if port.get("optional"):
        view["optional"] = entry.get("optional")
    if kind not in {"PythonOPTemplate", "Steps", "DAG"}:
        view["path"] = entry.get("path")
    if isinstance(port.get("source"), (str, dict)):
        view.update(location(entry))
    return view


def _output(port: Object, entry: Object, sort: str, kind: str) -> Object:
    view: Object = {}
    if "global_name" in port:
        view["globalName"] = entry.get("globalName")
    is_python, is_super = kind == "PythonOPTemplate", kind in {"Steps", "DAG"}
    source = entry if sort == "artifacts" else members(entry.get("valueFrom"))
    for ours, theirs, read in _SOURCES:
        if ours in port:
            value = source.get(theirs)
            if value is None and theirs == "parameter":
                # Argo resolves outputs of steps alone there.
                value = expression(source.get("expression"))
            view[theirs] = read(value)
    if sort == "parameters":
        if "default" in port and not is_python:
            view["default"] = text_value(source.get("default"))
    elif not is_super:
        view["archive"] = next(iter(members(entry.get("archive"))), "tar")
    return view


_SOURCES: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("value_from_path", "path", text_value),
    ("value_from_parameter", "parameter", reference),
    ("value_from_expression", "expression", expression),
    ("path", "path", text_value),
    ("_from", "from", reference),
    ("from_expression", "fromExpression", expression),
)
"""Where an output comes from, in the words of the format and in those of Argo."""


def body_view(ours: Object, theirs: Object) -> Object:
    """What a leaf template does."""
    kind = ours["kind"]
    if kind == "HTTPOPTemplate":
        view = _http(ours, members(theirs.get("http")))
    elif kind == "SuspendOPTemplate":
        duration = members(theirs.get("suspend")).get("duration")
        view = {"does": "suspend" if "suspend" in theirs else None}
        if "duration" in ours:
            view["duration"] = seconds(duration)
    elif kind == "ResourceOPTemplate" or "resource" in ours:
        view = _resource(members(theirs.get("resource")))
    else:
        view = _pod(ours, theirs)
    if "timeout" in ours and kind != "HTTPOPTemplate":
        view["timeout"] = seconds(theirs.get("timeout"))
    if "retry_strategy" in ours:
        view["retries"] = text_value(members(theirs.get("retryStrategy")).get("limit"))
    return view


def _pod(ours: Object, theirs: Object) -> Object:
    word = "script" if "script" in theirs else "container"
    body = members(theirs.get(word))
    view: Object = {"does": "pod" if body else None}
    if ours["kind"] != "PythonOPTemplate":
        view["command"] = [*items(body.get("command")), *items(body.get("args"))]
        if "script" in ours:
            view["source"] = body.get("source")
    resources = members(body.get("resources"))
    for field, read in _POD_FIELDS.items():
        if field in ours:
            view[field] = read(body, theirs)
    for field in ("requests", "limits"):
        if field in ours:
            view[field] = {name: members(resources.get(field)).get(name) for name in ours[field]}
    if "envs" in ours:
        given = named(body.get("env"))
        view["envs"] = {name: _variable(given.get(name, {})) for name in ours["envs"]}
    return view


_POD_FIELDS: dict[str, Callable[[Object, Object], Any]] = {
    "image": lambda body, _: body.get("image"),
    "image_pull_policy": lambda body, _: body.get("imagePullPolicy"),
    "working_dir": lambda body, _: body.get("workingDir"),
    "node_selector": lambda _, template: template.get("nodeSelector"),
    "tolerations": lambda _, template: template.get("tolerations"),
    "affinity": lambda _, template: template.get("affinity"),
}


def _variable(entry: Object) -> Any:
    if "valueFrom" in entry:
        return entry["valueFrom"]
    return text_value(entry.get("value"))


def _http(ours: Object, http: Object) -> Object:
    view: Object = {"does": "http" if http else None, "url": text_value(http.get("url"))}
    view["method"] = str(http.get("method", "GET")).upper()
    if "headers" in ours:
        view["headers"] = headers(http.get("headers"))
    if "body" in ours:
        view["body"] = text_value(http.get("body"))
    if "timeout" in ours:
        view["timeout"] = http.get("timeoutSeconds")
    if "success_condition" in ours:
        view["success"] = expression(http.get("successCondition"))
    return view


def _resource(resource: Object) -> Object:
    view: Object = {"does": "resource" if resource else None, "action": resource.get("action")}
    for word in ("manifest", "successCondition", "failureCondition", "mergeStrategy"):
        if word in resource:
            view[word] = resource[word]
    return view
