"""Whether two manifests of Argo mean the same, told without any part of the converter.

Each manifest is brought into one spelling: templates are told by how they are reached, and not by
their names; `dependencies` and `depends` by the states of tasks under which they hold; items, lists
and numbers by what Argo makes of them. What differs then is listed with its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.interop.argo_manifests.spelling import (
    arguments_of,
    artifact_of,
    artifacts_of,
    claim_of,
    container_of,
    filled_of,
    http_of,
    inputs_of,
    items_of,
    memoize_of,
    outputs_of,
    parameters_of,
    patched_of,
    plain_of,
    retry_of,
    seconds_of,
    text_of,
    texts_of,
)
from tests.interop.argo_manifests.waits import waits

__all__ = ["differences", "spec_of", "with_defaults", "without"]

KINDS = ("container", "script", "steps", "dag", "suspend", "http", "resource")
POD_SCHEDULING = ("nodeSelector", "tolerations", "affinity")


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
            "labels": texts_of({**(metadata.get("labels") or {}), **(more.get("labels") or {})}),
            "annotations": texts_of(
                {**(metadata.get("annotations") or {}), **(more.get("annotations") or {})}
            ),
            "parameters": parameters_of((spec.get("arguments") or {}).get("parameters")),
            "parallelism": spec.get("parallelism"),
            "podGC": (spec.get("podGC") or {}).get("strategy"),
            "repository": repository,
            "pull secrets": [s["name"] for s in spec.get("imagePullSecrets") or ()],
            "volumes": plain_of(spec.get("volumes") or []),
            "account": spec.get("serviceAccountName"),
            "claims": {
                c["metadata"]["name"]: claim_of(c["spec"])
                for c in spec.get("volumeClaimTemplates") or ()
                if c
            },
        }

    def template(self, called: Any) -> dict[str, Any]:
        """A template, named or within a step, in one spelling; `calls` are those it calls."""
        template = self.inside(called)
        kind = next((k for k in KINDS if template.get(k) is not None), "")
        artifacts = dict(artifacts_of((template.get("inputs") or {}).get("artifacts")))
        if called == self.spec.get("entrypoint"):
            for item in (self.spec.get("arguments") or {}).get("artifacts") or ():
                if item["name"] in artifacts:
                    artifacts[item["name"]].update(artifact_of(item))
        result = {
            "kind": kind,
            "metadata": filled_of(
                {n: texts_of(v) for n, v in (template.get("metadata") or {}).items() if v}
            ),
            "inputs": inputs_of((template.get("inputs") or {}).get("parameters")),
            "artifacts": artifacts,
            "outputs": outputs_of((template.get("outputs") or {}).get("parameters")),
            "output artifacts": artifacts_of((template.get("outputs") or {}).get("artifacts")),
            "memoize": memoize_of(template.get("memoize")),
            "parallelism": template.get("parallelism"),
            "timeout": seconds_of(template.get("timeout")),
            "retry": retry_of(template.get("retryStrategy")),
            **{n: plain_of(template.get(n) or None) for n in POD_SCHEDULING},
            "volumes": plain_of(template.get("volumes") or []),
            "before": plain_of(template.get("initContainers") or []),
            "beside": plain_of(template.get("sidecars") or []),
        }
        work, calls = self._work(kind, template[kind]) if kind else ({}, {})
        return {**result, "work": work, "calls": calls}

    def _completed(self, template: dict[str, Any]) -> dict[str, Any]:
        defaults = self.spec.get("templateDefaults") or {}
        kind = next((k for k in KINDS if template.get(k) is not None), "")
        base = {k: v for k, v in defaults.items() if k not in KINDS or k == kind}
        merged = patched_of(base, template)
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
            return container_of(work), {}
        if kind == "script":
            read = container_of(work)
            # The arguments of a script come before its file.
            command = [*read.pop("command"), *read.pop("args")]
            return {**read, "command": command, "source": work.get("source", "")}, {}
        if kind == "suspend":
            return {"duration": seconds_of(work.get("duration"))}, {}
        if kind == "http":
            return http_of(work), {}
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
            name: {**self._call(task, calls, "tasks"), "after": waits(task, named)}
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
            read_hooks.append({"on": label, **arguments_of(hook.get("arguments"), known, scope),
                               "expression": expression})  # fmt: skip
        return {
            "name": name,
            **arguments_of(call.get("arguments"), inputs, scope),
            "when": text_of(call.get("when")),
            "items": items_of(call),
            "sequence": {k: str(v) for k, v in (call.get("withSequence") or {}).items()},
            "hooks": sorted(read_hooks, key=str),
        }

    def inside(self, template: Any) -> dict[str, Any]:
        """A template, named or within a step, with what the workflow says for all."""
        found = template if isinstance(template, dict) else self.templates.get(template, {})
        return self._completed(found)
