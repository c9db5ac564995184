"""Ports, places and pods of a manifest in one spelling, without what authors do not know."""

from __future__ import annotations

import re
from typing import Any

from tests.interop.argo_manifests.spelling import plain_of
from tests.interop.pydflow_argo.ops import is_op, op_of
from tests.interop.pydflow_argo.words import argument, expression, text

__all__ = [
    "arguments_of",
    "filled",
    "is_empty",
    "is_hidden",
    "item_of",
    "named",
    "place_of",
    "pod_of",
    "ports_of",
]

_HIDDEN = re.compile(r"dflow_(?!output(?:_\d+)?$)")
_BIG = "dflow_bigpar_"
_KEY = "dflow_key_"
_SUCCESSES = ("dflow_success_tag", "dflow_successes")
_MARK = "echo 1 > /tmp/outputs/success_tag\n"
_STACKED = re.compile(
    r"\{\{inputs\.parameters\.dflow_artifact_key\}\}/\w+|\{\{inputs\.artifacts\.\w+\}\}"
)
_OF_STACK = re.compile(r"\{\{(?:steps|inputs)\.(?:[\w-]+\.outputs\.)?artifacts\.\w+\}\}")
_OWN_KEY = re.compile(r"dflow/\{\{workflow\.name\}\}/.*/([\w-]+)/(\w+)")
_UPLOAD = re.compile(r"upload/[-0-9a-f]{36}/[\w.]+|upload/\d+")
_STORES = ("s3", "oss", "raw", "http", "gcs", "azure", "git")
_CONTAINER_READ = frozenset(("source", "command", "args", "name", "image"))


def is_hidden(name: str) -> bool:
    """Whether a port is of pydflow or of the emitter, and not of an author."""
    return _HIDDEN.match(name) is not None


def named(items: Any) -> dict[str, dict[str, Any]]:
    """`{name: item}` of a list of objects that have names."""
    return {item["name"]: item for item in items or ()}


def is_empty(value: Any) -> bool:
    """Whether a member says nothing: what Argo takes for left out."""
    return value is None or value is False or value in ({}, [], "")


def filled(value: Any) -> Any:
    """Settings without members that say nothing."""
    if isinstance(value, dict):
        members = {k: filled(v) for k, v in value.items()}
        return {k: v for k, v in members.items() if not is_empty(v)}
    return [filled(item) for item in value] if isinstance(value, list) else value


def ports_of(sides: Any) -> dict[str, Any]:
    """Inputs or outputs by name, each with its sort: parameter, big parameter or artifact."""
    ports: dict[str, Any] = {}
    for name, port in named((sides or {}).get("parameters")).items():
        if name.startswith(_KEY) and "valueFrom" in port:
            # The key of what is stacked stands for the artifact.
            spelt = str(_parameter(port)["from"])
            origin = _stacked(spelt.strip('"')) or spelt
            ports[name.removeprefix(_KEY)] = {"sort": "artifact", "from": origin}
        elif not is_hidden(name):
            ports[name] = {"sort": "parameter", **_parameter(port)}
    for name, port in named((sides or {}).get("artifacts")).items():
        if name.startswith(_BIG):
            big = {k: v for k, v in _artifact(port).items() if k in ("from", "path")}
            ports[name.removeprefix(_BIG)] = {"sort": "big parameter", **big}
        elif not is_hidden(name):
            ports[name] = {"sort": "artifact", **_artifact(port)}
    return ports


def arguments_of(arguments: Any) -> dict[str, Any]:
    """The arguments of a call by name: values, and where artifacts come from."""
    given: dict[str, Any] = {}
    for name, item in named((arguments or {}).get("parameters")).items():
        if not is_hidden(name):
            given[name] = argument(item.get("value"))
    for name, item in named((arguments or {}).get("artifacts")).items():
        if name.startswith(_BIG):
            given[name.removeprefix(_BIG)] = place_of(item)
        elif not is_hidden(name):
            given[name] = place_of(item)
    return given


def item_of(pattern: str) -> str:
    """A pattern with what stands for the item: `(item)`, whether it is dealt in groups or not."""
    pattern = re.sub(r"\{\{\s*(item(?:\.\w+)?)\s*\}\}", r"(\1)", pattern)
    return pattern.replace("'(item)'", "(item)")


def _parameter(port: dict[str, Any]) -> dict[str, Any]:
    origin = dict(port.get("valueFrom") or {})
    value = port.get("value", origin.get("default", port.get("default")))
    # pydflow writes the text `null` for an output that has no default.
    default = None if value == "null" and origin else argument(value)
    found = {"global": port.get("globalName"), "value": default}
    if "parameter" in origin:
        found["from"] = text("{{" + origin["parameter"].strip("{} ") + "}}")
    elif "expression" in origin:
        found["from"] = expression(origin["expression"])
    elif "path" in origin:
        found["path"] = origin["path"]
    return found


def _artifact(port: dict[str, Any]) -> dict[str, Any]:
    archive = next((k for k in ("none", "zip") if k in (port.get("archive") or {})), None)
    names = ("path", "mode", "optional")
    return {
        **{n: port.get(n) for n in names},
        "global": port.get("globalName"),
        "archive": archive,
        "from": place_of(port),
    }


def place_of(item: dict[str, Any]) -> Any:
    """Where an artifact comes from, or goes."""
    below = item.get("subPath") or ""
    if item.get("from"):
        bare = item["from"].strip("{} ").removeprefix("=")
        return "/".join(filter(None, ["{{" + expression(bare) + "}}", below]))
    if item.get("fromExpression"):
        return expression(item["fromExpression"].strip("{} ").removeprefix("="))
    for store in _STORES:
        if item.get(store):
            place = {k: text(v) for k, v in filled(item[store]).items()}
            if "key" in place:
                place["key"] = _UPLOAD.sub("an upload", place["key"])
                stacked = _stacked(place["key"])
                if stacked:
                    return stacked
            if store == "s3" and str(place.get("key")).endswith("/.dflow"):
                below = ""
            return {store: place, "below": below} if below else {store: place}
    return None


def _stacked(key: str) -> str | None:
    """What a key stands for that slices share: what they write, or the whole of what they wrote."""
    if _STACKED.fullmatch(key):
        return "stacked"
    own = _OWN_KEY.fullmatch(key)
    if own:
        return f"{{{{steps.{own[1]}.outputs.artifacts.{own[2]}}}}}"
    return key if _OF_STACK.fullmatch(key) else None


def pod_of(template: dict[str, Any]) -> dict[str, Any]:
    """What a template runs: the image, the environment, and the OP or the script of the author."""
    field = "script" if "script" in template else "container"
    container = template.get(field) or {}
    source = container.get("source", "")
    others = {k: filled(plain_of(v)) for k, v in container.items() if k not in _CONTAINER_READ}
    outputs = named((template.get("outputs") or {}).get("parameters"))
    counted = bool(outputs.keys() & set(_SUCCESSES))
    read = {"kind": "pod", "is counted": counted, "image": container.get("image"), **others}
    if is_op(source):
        op = op_of(source)
        for side in ("inputs", "outputs"):
            op[side] = {port: pattern is not None for port, pattern in op[side].items()}
        # What an executor runs first is its own.
        command = ["a program" if "\n" in word else word for word in container["command"]]
        return {**read, "op": op, "command": command}
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    if field == "container":
        return {**read, "command": ["sh"], "source": " ".join(words)}
    return {**read, "command": words, "source": text(source.removesuffix(_MARK).rstrip("\n"))}
