"""Parts of a manifest in one spelling, by what Argo makes of them."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = [
    "arguments_of",
    "artifact_of",
    "artifacts_of",
    "claim_of",
    "container_of",
    "filled_of",
    "http_of",
    "inputs_of",
    "items_of",
    "memoize_of",
    "outputs_of",
    "parameters_of",
    "patched_of",
    "plain_of",
    "retry_of",
    "seconds_of",
    "text_of",
    "texts_of",
]

STORES = ("s3", "oss", "gcs", "azure", "http", "git", "raw")


def patched_of(base: Any, patch: Any, name: str = "") -> Any:
    """A strategic merge: objects by member, lists of named things by name, others as a whole."""
    if isinstance(base, dict) and isinstance(patch, dict):
        return {
            **base,
            **{k: patched_of(base[k], v, k) if k in base else v for k, v in patch.items()},
        }
    keys = {"volumeMounts": "mountPath", "env": "name", "volumes": "name", "sidecars": "name",
            "initContainers": "name", "parameters": "name", "artifacts": "name"}  # fmt: skip
    if name in keys and isinstance(base, list) and isinstance(patch, list):
        key = keys[name]
        others = {item[key]: item for item in base}
        mine = [patched_of(others.get(item[key], {}), item) for item in patch]
        return mine + [item for item in base if item[key] not in {i[key] for i in patch}]
    return patch


def filled_of(members: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in members.items() if v not in (None, {}, [], "")}


def text_of(value: Any) -> Any:
    """The text that Argo makes of a scalar."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (int, float)) else value


def texts_of(members: Any) -> Any:
    return {k: text_of(v) for k, v in (members or {}).items() if v is not None}


def plain_of(value: Any) -> Any:
    """An object of Kubernetes without members that are null."""
    if isinstance(value, dict):
        return {k: plain_of(v) for k, v in value.items() if v is not None}
    return [plain_of(v) for v in value if v is not None] if isinstance(value, list) else value


def seconds_of(value: Any) -> Any:
    """A duration in seconds; a text with a tag as it is."""
    if value in (None, ""):
        return None
    text = str(value)
    if "{{" in text:
        return text
    if text.isdigit():
        return float(text)
    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
    parts = re.findall(r"([\d.]+)(h|ms|m|s)", text)
    return round(sum(float(n) * units[u] for n, u in parts), 6)


def tight_of(text: Any) -> Any:
    """A template without blanks in its simple tags."""
    if not isinstance(text, str):
        return text
    text = re.sub(r"\{\{\s*([^\s{}=][^\s{}]*)\s*\}\}", r"{{\1}}", text)
    # The emitter computes the name of the task itself.
    return text.replace("{{=tasks.name}}", "{{tasks.name}}")


def parameters_of(items: Any) -> dict[str, Any]:
    found = {}
    for item in items or ():
        if item:
            value = item.get("value")
            found[item["name"]] = tight_of(text_of(item.get("default") if value is None else value))
    return found


def inputs_of(items: Any) -> dict[str, Any]:
    return parameters_of(items)


def outputs_of(items: Any) -> dict[str, Any]:
    found = {}
    for item in items or ():
        if not item:
            continue
        origin = dict(item.get("valueFrom") or {})
        if "default" in item and origin:
            origin.setdefault("default", item["default"])
        if "default" in origin:
            origin["default"] = text_of(origin["default"])
        if "parameter" in origin:
            bare = origin["parameter"].strip("{} ")
            origin["parameter"] = "{{" + bare + "}}"
        if "value" in item and not origin:
            origin = {"value": text_of(item["value"])}
        found[item["name"]] = {"from": origin, "global": item.get("globalName")}
    return found


def artifacts_of(items: Any) -> dict[str, Any]:
    # The emitter's own, for what is missing where a step was skipped.
    named = [item for item in items or () if item and item["name"] != "dflow_nothing"]
    return {item["name"]: artifact_of(item) for item in named}


def artifact_of(item: dict[str, Any]) -> dict[str, Any]:
    """An artifact: where it lies in the pod, where it comes from or is kept, and how packed."""
    archive = next((k for k in ("none", "zip") if (item.get("archive") or {}).get(k) is not None),
                   "tar")  # fmt: skip
    said = {
        "path": item.get("path"),
        "mode": item.get("mode"),
        "optional": item.get("optional") or None,
        "global": item.get("globalName"),
        "archive": archive if archive != "tar" else None,
        **place_of(item),
    }
    return filled_of(said)


def place_of(item: dict[str, Any]) -> dict[str, Any]:
    below = item.get("subPath") or ""
    if item.get("from"):
        return {"from": "{{" + item["from"].strip("{} ") + "}}", "below": below}
    if item.get("fromExpression"):
        # What the emitter says of a step that may be skipped, for an input that may be missing.
        found = re.fullmatch(
            r"steps\['[^']+'\]\.status == 'Skipped' \? \S+ : (steps\S+)",
            item["fromExpression"],
        )
        if found:
            return {"from": "{{" + re.sub(r"\['([^']+)'\]", r".\1", found[1]) + "}}"}
        return {"from expression": item["fromExpression"]}
    for store in STORES:
        location = item.get(store)
        if location is None:
            continue
        location = plain_of({k: v for k, v in location.items() if v not in (False, "", {})})
        name = "blob" if store == "azure" else "key"
        if below and name in location:
            location = {**location, name: f"{location[name].rstrip('/')}/{below}"}
            below = ""
        return {"store": store, "location": location, "below": below}
    return {}


def arguments_of(given: Any, inputs: Any, scope: str) -> dict[str, Any]:
    """Arguments for what the template takes; Argo passes over others."""
    given = given or {}
    parameters = {i["name"] for i in inputs.get("parameters") or () if i}
    artifacts = {i["name"]: i for i in inputs.get("artifacts") or () if i}
    read = {n: v for n, v in parameters_of(given.get("parameters")).items() if n in parameters}
    sources = {
        item["name"]: filled_of(place_of(item))
        for item in given.get("artifacts") or ()
        if item and item["name"] in artifacts
    }
    return {"given": read, "sources": sources}


def items_of(call: dict[str, Any]) -> Any:
    if call.get("withItems") is not None:
        items = call["withItems"]
        if "{{" in json.dumps(items):
            return {"computed": "[" + ", ".join(map(computed_of, items)) + "]"}
        return numbers_of(items)
    text = call.get("withParam")
    if text is None:
        return None
    text = text if isinstance(text, str) else json.dumps(text)
    try:
        return numbers_of(json.loads(text))
    except ValueError:
        listed = re.fullmatch(r"\{\{=toJson\((\[.*\])\)\}\}", text)
        return {"computed": listed[1]} if listed else tight_of(text)


def computed_of(item: Any) -> str:
    """An item as an expression: a constant, or the text of what its only tag refers to."""
    if isinstance(item, str) and item.startswith("{{"):
        return f"string({item.strip('{} ')})"
    return json.dumps(item) if isinstance(item, str) else f"sprig.fromJson({json.dumps(str(item))})"


def numbers_of(value: Any) -> Any:
    if isinstance(value, list):
        return [numbers_of(item) for item in value]
    if isinstance(value, dict):
        return {k: numbers_of(item) for k, item in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def container_of(container: dict[str, Any]) -> dict[str, Any]:
    resources = container.get("resources") or {}
    return {
        "image": container.get("image"),
        "pull": container.get("imagePullPolicy"),
        "command": [text_of(c) for c in container.get("command") or ()],
        "args": [text_of(a) for a in container.get("args") or ()],
        "folder": container.get("workingDir"),
        "env": [variable_of(v) for v in container.get("env") or () if v],
        "requests": texts_of(resources.get("requests")),
        "limits": texts_of(resources.get("limits")),
        "mounts": plain_of(container.get("volumeMounts") or []),
    }


def variable_of(variable: dict[str, Any]) -> dict[str, Any]:
    origin = variable.get("valueFrom")
    if origin:
        return {"name": variable["name"], "from": plain_of(origin)}
    return {"name": variable["name"], "value": text_of(variable.get("value") or "")}


def http_of(request: dict[str, Any]) -> dict[str, Any]:
    return {
        **request,
        "method": (request.get("method") or "GET").upper(),
        "headers": {
            h["name"]: plain_of(h.get("valueFrom")) or text_of(h.get("value") or "")
            for h in request.get("headers") or ()
        },
        "insecureSkipVerify": bool(request.get("insecureSkipVerify")),
    }


def memoize_of(memoize: Any) -> Any:
    if not memoize:
        return None
    config_map = ((memoize.get("cache") or {}).get("configMap") or {}).get("name")
    age = seconds_of(memoize.get("maxAge"))
    return {"key": memoize["key"], "age": age, "config map": config_map}


def retry_of(strategy: Any) -> Any:
    if strategy is None:
        return None
    policy = strategy.get("retryPolicy")
    backoff = strategy.get("backoff") or {}
    return {
        "limit": text_of(strategy.get("limit")),
        "policy": policy or ("Always" if strategy.get("expression") else "OnFailure"),
        "expression": strategy.get("expression"),
        "factor": text_of(backoff.get("factor")),
        **{n: seconds_of(backoff.get(n)) for n in ("duration", "maxDuration", "cap")},
        "affinity": plain_of(strategy.get("affinity") or None),
    }


def claim_of(spec: dict[str, Any]) -> dict[str, Any]:
    modes = spec.get("accessModes") or ["ReadWriteOnce"]
    size = ((spec.get("resources") or {}).get("requests") or {}).get("storage", "1Gi")
    return {"modes": modes, "size": text_of(size), "class": spec.get("storageClassName")}
