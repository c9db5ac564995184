"""Whether two manifests of Argo mean the same, told without any part of the converter.

Each manifest is brought into one spelling: templates are told by how they are reached, and not by
their names; `dependencies` and `depends` by the states of tasks under which they hold; items, lists
and numbers by what Argo makes of them. What differs then is listed with its place.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["differences", "spec_of", "with_defaults", "without"]

STATES = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned")
KINDS = ("container", "script", "steps", "dag", "suspend", "http", "resource")
POD_SCHEDULING = ("nodeSelector", "tolerations", "affinity")
STORES = ("s3", "oss", "gcs", "azure", "http", "git", "raw")


def differences(source: dict[str, Any], result: dict[str, Any]) -> list[str]:
    """Where two manifests differ in what they do; empty if nowhere."""
    left, right = Workflow(source), Workflow(result)
    found = list(_compare(left.settings(), right.settings(), "spec"))
    waiting = [
        (f"spec.{name}", left.spec.get(name), right.spec.get(name))
        for name in ("entrypoint", "onExit")
    ]
    seen = set()
    while waiting:
        place, a, b = waiting.pop()
        if a is None or b is None:
            if a != b:
                found.append(f"{place}: {a!r} is not {b!r}")
            continue
        if (_key(a), _key(b)) in seen:
            continue
        seen.add((_key(a), _key(b)))
        one, other = left.template(a), right.template(b)
        called, calling = one.pop("calls"), other.pop("calls")
        found += _compare(one, other, f"template {_key(a)}")
        if called.keys() == calling.keys():
            waiting += [(f"{_key(a)}.{n}", t, calling[n]) for n, t in called.items()]
        else:
            found.append(f"template {_key(a)} calls {sorted(called)}, not {sorted(calling)}")
    return found


def _key(template: Any) -> str:
    return template if isinstance(template, str) else json.dumps(template, sort_keys=True)


def spec_of(manifest: dict[str, Any]) -> dict[str, Any]:
    """The spec of the workflow of a manifest, of whatever kind."""
    spec: dict[str, Any] = manifest["spec"]
    return spec["workflowSpec"] if manifest["kind"] == "CronWorkflow" else spec


def without(value: Any, path: tuple[Any, ...]) -> None:
    """Takes out the part of a manifest to which a path leads, if it is there."""
    for name in path[:-1]:
        is_there = (
            name in value
            if isinstance(value, dict)
            else (isinstance(value, list) and isinstance(name, int) and name < len(value))
        )
        if not is_there:
            return
        value = value[name]
    last = path[-1]
    if isinstance(value, dict):
        value.pop(last, None)
    elif isinstance(value, list) and isinstance(last, int) and last < len(value):
        value[last] = None


def _compare(a: Any, b: Any, place: str) -> Iterator[str]:
    if isinstance(a, dict) and isinstance(b, dict):
        for name in sorted(a.keys() | b.keys()):
            if name not in a or name not in b:
                side = "only in the result" if name not in a else "missing in the result"
                yield f"{place}.{name}: {side}: {json.dumps(a.get(name, b.get(name)))[:200]}"
            else:
                yield from _compare(a[name], b[name], f"{place}.{name}")
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for number, (one, other) in enumerate(zip(a, b, strict=True)):
            yield from _compare(one, other, f"{place}.{number}")
    elif a != b or type(a) is not type(b):
        yield f"{place}: {json.dumps(a)[:200]} is not {json.dumps(b)[:200]}"


def with_defaults(manifest: dict[str, Any]) -> None:
    """Brings what a workflow says for all of its templates into each of them."""
    workflow, spec = Workflow(manifest), spec_of(manifest)
    spec["templates"] = [workflow.inside(t) for t in spec["templates"]]
    spec.pop("templateDefaults", None)


class Workflow:
    """A manifest with its templates in one spelling."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self.manifest = manifest
        self.spec = dict(spec_of(manifest))
        exit_hook = (self.spec.get("hooks") or {}).get("exit")
        if exit_hook:
            self.spec["onExit"] = exit_hook["template"]
        given = [t for t in self.spec["templates"] if t]
        self.templates = {t["name"]: t for t in given}
        if "entrypoint" not in self.spec and len(given) == 1:
            self.spec["entrypoint"] = given[0]["name"]

    def settings(self) -> dict[str, Any]:
        """What the workflow says beside templates."""
        spec = self.spec
        metadata = self.manifest.get("metadata") or {}
        more = self.spec.get("workflowMetadata") or {}
        if self.manifest["kind"] == "CronWorkflow":
            more = {**more, **(self.manifest["spec"].get("workflowMetadata") or {})}
        repository = dict(spec.get("artifactRepositoryRef") or {})
        if repository:
            repository.setdefault("configMap", "artifact-repositories")
        name = metadata.get("name") or metadata.get("generateName") or "workflow"
        return {
            # Kubernetes takes no capitals.
            "name": name.rstrip("-").lower(),
            "namespace": metadata.get("namespace"),
            "labels": _texts({**(metadata.get("labels") or {}), **(more.get("labels") or {})}),
            "annotations": _texts(
                {**(metadata.get("annotations") or {}), **(more.get("annotations") or {})}
            ),
            "parameters": _parameters((spec.get("arguments") or {}).get("parameters")),
            "parallelism": spec.get("parallelism"),
            "podGC": (spec.get("podGC") or {}).get("strategy"),
            "repository": repository,
            "pull secrets": [s["name"] for s in spec.get("imagePullSecrets") or ()],
            "volumes": _plain(spec.get("volumes") or []),
            "account": spec.get("serviceAccountName"),
            "claims": {
                c["metadata"]["name"]: _claim(c["spec"])
                for c in spec.get("volumeClaimTemplates") or ()
                if c
            },
        }

    def template(self, called: Any) -> dict[str, Any]:
        """A template, named or within a step, in one spelling; `calls` are those it calls."""
        template = self.inside(called)
        kind = next((k for k in KINDS if template.get(k) is not None), "")
        artifacts = dict(_artifacts((template.get("inputs") or {}).get("artifacts")))
        if called == self.spec.get("entrypoint"):
            for item in (self.spec.get("arguments") or {}).get("artifacts") or ():
                if item["name"] in artifacts:
                    artifacts[item["name"]].update(_artifact(item))
        result = {
            "kind": kind,
            "metadata": _filled(
                {n: _texts(v) for n, v in (template.get("metadata") or {}).items() if v}
            ),
            "inputs": _inputs((template.get("inputs") or {}).get("parameters")),
            "artifacts": artifacts,
            "outputs": _outputs((template.get("outputs") or {}).get("parameters")),
            "output artifacts": _artifacts((template.get("outputs") or {}).get("artifacts")),
            "memoize": _memoize(template.get("memoize")),
            "parallelism": template.get("parallelism"),
            "timeout": _seconds(template.get("timeout")),
            "retry": _retry(template.get("retryStrategy")),
            **{n: _plain(template.get(n) or None) for n in POD_SCHEDULING},
            "volumes": _plain(template.get("volumes") or []),
            "before": _plain(template.get("initContainers") or []),
            "beside": _plain(template.get("sidecars") or []),
        }
        work, calls = self._work(kind, template[kind]) if kind else ({}, {})
        return {**result, "work": work, "calls": calls}

    def _completed(self, template: dict[str, Any]) -> dict[str, Any]:
        defaults = self.spec.get("templateDefaults") or {}
        kind = next((k for k in KINDS if template.get(k) is not None), "")
        base = {k: v for k, v in defaults.items() if k not in KINDS or k == kind}
        merged = _patched(base, template)
        if kind in ("container", "script", "resource"):
            for name in POD_SCHEDULING:
                if not merged.get(name) and self.spec.get(name):
                    merged[name] = self.spec[name]
        return merged

    def _work(self, kind: str, work: Any) -> tuple[Any, dict[str, Any]]:
        if kind == "steps":
            return self._groups(work)
        if kind == "dag":
            return self._tasks(work["tasks"])
        if kind == "container":
            return _container(work), {}
        if kind == "script":
            read = _container(work)
            # The arguments of a script come before its file.
            command = [*read.pop("command"), *read.pop("args")]
            return {**read, "command": command, "source": work.get("source", "")}, {}
        if kind == "suspend":
            return {"duration": _seconds(work.get("duration"))}, {}
        if kind == "http":
            return _http(work), {}
        read = {**work, "mergeStrategy": work.get("mergeStrategy", "strategic")}
        read["setOwnerReference"] = bool(work.get("setOwnerReference"))
        return read, {}

    def _groups(self, groups: Any) -> tuple[Any, dict[str, Any]]:
        calls: dict[str, Any] = {}
        read = [[self._call(step, calls, "steps") for step in group] for group in groups]
        going_on = {
            step["name"]: {k for k, v in (step.get("continueOn") or {}).items() if v}
            for group in groups
            for step in group
        }
        on = {name: sorted(states) for name, states in going_on.items() if states}
        return {"groups": [sorted(group, key=str) for group in read], "goes on": on}, calls

    def _tasks(self, tasks: Any) -> tuple[Any, dict[str, Any]]:
        calls: dict[str, Any] = {}
        named = {task["name"]: task for task in tasks}
        read = {
            name: {**self._call(task, calls, "tasks"), "after": _waits(task, named)}
            for name, task in named.items()
        }
        return read, calls

    def _call(self, call: Any, calls: dict[str, Any], scope: str) -> dict[str, Any]:
        name = call["name"]
        target = call["inline"] if call.get("inline") else call["template"]
        calls[name] = target
        inputs = (self.inside(target).get("inputs") or {}) if target else {}
        hooks = {k: v for k, v in (call.get("hooks") or {}).items() if v}
        if call.get("onExit"):
            hooks["exit"] = {"template": call["onExit"]}
        read_hooks = []
        for event, hook in hooks.items():
            expression = hook.get("expression") or ""
            label = "exit" if event == "exit" else expression
            calls[f"{name} on {label}"] = hook["template"]
            known = self.inside(hook["template"]).get("inputs") or {}
            read_hooks.append({"on": label, **_arguments(hook.get("arguments"), known, scope),
                               "expression": expression})  # fmt: skip
        return {
            "name": name,
            **_arguments(call.get("arguments"), inputs, scope),
            "when": _text(call.get("when")),
            "items": _items(call),
            "sequence": {k: str(v) for k, v in (call.get("withSequence") or {}).items()},
            "hooks": sorted(read_hooks, key=str),
        }

    def inside(self, template: Any) -> dict[str, Any]:
        """A template, named or within a step, with what the workflow says for all."""
        found = template if isinstance(template, dict) else self.templates.get(template, {})
        return self._completed(found)


def _patched(base: Any, patch: Any, name: str = "") -> Any:
    """A strategic merge: objects by member, lists of named things by name, others as a whole."""
    if isinstance(base, dict) and isinstance(patch, dict):
        return {
            **base,
            **{k: _patched(base[k], v, k) if k in base else v for k, v in patch.items()},
        }
    keys = {"volumeMounts": "mountPath", "env": "name", "volumes": "name", "sidecars": "name",
            "initContainers": "name", "parameters": "name", "artifacts": "name"}  # fmt: skip
    if name in keys and isinstance(base, list) and isinstance(patch, list):
        key = keys[name]
        others = {item[key]: item for item in base}
        mine = [_patched(others.get(item[key], {}), item) for item in patch]
        return mine + [item for item in base if item[key] not in {i[key] for i in patch}]
    return patch


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in members.items() if v not in (None, {}, [], "")}


def _text(value: Any) -> Any:
    """The text that Argo makes of a scalar."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (int, float)) else value


def _texts(members: Any) -> Any:
    return {k: _text(v) for k, v in (members or {}).items() if v is not None}


def _plain(value: Any) -> Any:
    """An object of Kubernetes without members that are null."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if v is not None}
    return [_plain(v) for v in value if v is not None] if isinstance(value, list) else value


def _seconds(value: Any) -> Any:
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


def _tight(text: Any) -> Any:
    """A template without blanks in its simple tags."""
    if not isinstance(text, str):
        return text
    text = re.sub(r"\{\{\s*([^\s{}=][^\s{}]*)\s*\}\}", r"{{\1}}", text)
    # The emitter computes the name of the task itself.
    return text.replace("{{=tasks.name}}", "{{tasks.name}}")


def _parameters(items: Any) -> dict[str, Any]:
    found = {}
    for item in items or ():
        if item:
            value = item.get("value")
            found[item["name"]] = _tight(_text(item.get("default") if value is None else value))
    return found


def _inputs(items: Any) -> dict[str, Any]:
    return _parameters(items)


def _outputs(items: Any) -> dict[str, Any]:
    found = {}
    for item in items or ():
        if not item:
            continue
        origin = dict(item.get("valueFrom") or {})
        if "default" in item and origin:
            origin.setdefault("default", item["default"])
        if "default" in origin:
            origin["default"] = _text(origin["default"])
        if "parameter" in origin:
            bare = origin["parameter"].strip("{} ")
            origin["parameter"] = "{{" + bare + "}}"
        if "value" in item and not origin:
            origin = {"value": _text(item["value"])}
        found[item["name"]] = {"from": origin, "global": item.get("globalName")}
    return found


def _artifacts(items: Any) -> dict[str, Any]:
    # The emitter's own, for what is missing where a step was skipped.
    named = [item for item in items or () if item and item["name"] != "dflow_nothing"]
    return {item["name"]: _artifact(item) for item in named}


def _artifact(item: dict[str, Any]) -> dict[str, Any]:
    """An artifact: where it lies in the pod, where it comes from or is kept, and how packed."""
    archive = next((k for k in ("none", "zip") if (item.get("archive") or {}).get(k) is not None),
                   "tar")  # fmt: skip
    said = {
        "path": item.get("path"),
        "mode": item.get("mode"),
        "optional": item.get("optional") or None,
        "global": item.get("globalName"),
        "archive": archive if archive != "tar" else None,
        **_place(item),
    }
    return _filled(said)


def _place(item: dict[str, Any]) -> dict[str, Any]:
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
        location = _plain({k: v for k, v in location.items() if v not in (False, "", {})})
        name = "blob" if store == "azure" else "key"
        if below and name in location:
            location = {**location, name: f"{location[name].rstrip('/')}/{below}"}
            below = ""
        return {"store": store, "location": location, "below": below}
    return {}


def _arguments(given: Any, inputs: Any, scope: str) -> dict[str, Any]:
    """Arguments for what the template takes; Argo passes over others."""
    given = given or {}
    parameters = {i["name"] for i in inputs.get("parameters") or () if i}
    artifacts = {i["name"]: i for i in inputs.get("artifacts") or () if i}
    read = {n: v for n, v in _parameters(given.get("parameters")).items() if n in parameters}
    sources = {
        item["name"]: _filled(_place(item))
        for item in given.get("artifacts") or ()
        if item and item["name"] in artifacts
    }
    return {"given": read, "sources": sources}


def _items(call: dict[str, Any]) -> Any:
    if call.get("withItems") is not None:
        items = call["withItems"]
        if "{{" in json.dumps(items):
            return {"computed": "[" + ", ".join(map(_computed, items)) + "]"}
        return _numbers(items)
    text = call.get("withParam")
    if text is None:
        return None
    text = text if isinstance(text, str) else json.dumps(text)
    try:
        return _numbers(json.loads(text))
    except ValueError:
        listed = re.fullmatch(r"\{\{=toJson\((\[.*\])\)\}\}", text)
        return {"computed": listed[1]} if listed else _tight(text)


def _computed(item: Any) -> str:
    """An item as an expression: a constant, or the text of what its only tag refers to."""
    if isinstance(item, str) and item.startswith("{{"):
        return f"string({item.strip('{} ')})"
    return json.dumps(item) if isinstance(item, str) else f"sprig.fromJson({json.dumps(str(item))})"


def _numbers(value: Any) -> Any:
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    if isinstance(value, dict):
        return {k: _numbers(item) for k, item in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _container(container: dict[str, Any]) -> dict[str, Any]:
    resources = container.get("resources") or {}
    return {
        "image": container.get("image"),
        "pull": container.get("imagePullPolicy"),
        "command": [_text(c) for c in container.get("command") or ()],
        "args": [_text(a) for a in container.get("args") or ()],
        "folder": container.get("workingDir"),
        "env": [_variable(v) for v in container.get("env") or () if v],
        "requests": _texts(resources.get("requests")),
        "limits": _texts(resources.get("limits")),
        "mounts": _plain(container.get("volumeMounts") or []),
    }


def _variable(variable: dict[str, Any]) -> dict[str, Any]:
    origin = variable.get("valueFrom")
    if origin:
        return {"name": variable["name"], "from": _plain(origin)}
    return {"name": variable["name"], "value": _text(variable.get("value") or "")}


def _http(request: dict[str, Any]) -> dict[str, Any]:
    return {
        **request,
        "method": (request.get("method") or "GET").upper(),
        "headers": {
            h["name"]: _plain(h.get("valueFrom")) or _text(h.get("value") or "")
            for h in request.get("headers") or ()
        },
        "insecureSkipVerify": bool(request.get("insecureSkipVerify")),
    }


def _memoize(memoize: Any) -> Any:
    if not memoize:
        return None
    config_map = ((memoize.get("cache") or {}).get("configMap") or {}).get("name")
    age = _seconds(memoize.get("maxAge"))
    return {"key": memoize["key"], "age": age, "config map": config_map}


def _retry(strategy: Any) -> Any:
    if strategy is None:
        return None
    policy = strategy.get("retryPolicy")
    backoff = strategy.get("backoff") or {}
    return {
        "limit": _text(strategy.get("limit")),
        "policy": policy or ("Always" if strategy.get("expression") else "OnFailure"),
        "expression": strategy.get("expression"),
        "factor": _text(backoff.get("factor")),
        **{n: _seconds(backoff.get(n)) for n in ("duration", "maxDuration", "cap")},
        "affinity": _plain(strategy.get("affinity") or None),
    }


def _claim(spec: dict[str, Any]) -> dict[str, Any]:
    modes = spec.get("accessModes") or ["ReadWriteOnce"]
    size = ((spec.get("resources") or {}).get("requests") or {}).get("storage", "1Gi")
    return {"modes": modes, "size": _text(size), "class": spec.get("storageClassName")}


def _waits(task: dict[str, Any], tasks: dict[str, Any]) -> list[Any]:
    """The conditions under which a task runs: of each, the tasks and the states that do."""
    if task.get("depends"):
        text = task["depends"]
    else:
        text = " && ".join(f"({_good(n, tasks)})" for n in task.get("dependencies") or ())
    found = []
    for part in _conjuncts(text):
        names = sorted(set(re.findall(r"[\w-]+", re.sub(r"\.\w+", "", part))))
        if not names:
            continue
        held = _held(part, names, tasks)
        # What holds always says nothing.
        if len(held) < len(STATES) ** len(names):
            found.append([names, held])
    return sorted(found)


def _good(name: str, tasks: dict[str, Any]) -> str:
    going_on = (tasks.get(name) or {}).get("continueOn") or {}
    states = ["Succeeded", "Skipped", "Daemoned"]
    states += ["Failed"] if going_on.get("failed") else []
    states += ["Errored"] if going_on.get("error") else []
    return " || ".join(f"{name}.{state}" for state in states)


def _conjuncts(text: str) -> list[str]:
    text = _stripped(text.strip())
    depth, start, parts = 0, 0, []
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if not depth and text.startswith("||", index):
            return [text]
        if not depth and text.startswith("&&", index):
            parts.append(text[start:index])
            start = index + 2
    if not parts:
        return [text]
    return [p for part in (*parts, text[start:]) for p in _conjuncts(part)]


def _stripped(text: str) -> str:
    while text.startswith("(") and text.endswith(")"):
        depth = 0
        for index, character in enumerate(text):
            depth += (character == "(") - (character == ")")
            if not depth and index < len(text) - 1:
                return text
        text = text[1:-1].strip()
    return text


def _held(text: str, names: list[str], tasks: dict[str, Any]) -> list[Any]:
    """The states of tasks under which a condition holds."""

    def atom(match: re.Match[str]) -> str:
        name, result = match[1], match[2]
        if result is None:
            return "(" + re.sub(r"([\w-]+)\.(\w+)", r"at(('\1', '\2'))",
                                _good(name, tasks)) + ")"  # fmt: skip
        return f"at(('{name}', '{result}'))"

    code = re.sub(r"([\w-]+)(?:\.(\w+))?", atom, text)
    code = code.replace("||", " or ").replace("&&", " and ").replace("!", " not ")
    compiled = compile(code.strip(), "<depends>", "eval")
    held = []
    for states in itertools.product(STATES, repeat=len(names)):
        now = dict(zip(names, states, strict=True))
        if eval(compiled, {"at": lambda pair, now=now: now[pair[0]] == pair[1]}):
            held.append(list(states))
    return held
