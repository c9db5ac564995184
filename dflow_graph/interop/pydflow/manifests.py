"""An Argo manifest of pydflow (`Workflow.to_dict`) as far as it carries the graph.

A manifest has no OPs: a Python OP is the script that pydflow made of it, of which `manifest_ops`
makes one again. The manifest is brought into the shape of pydflow's graph, and then read as one.
"""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.credentials import is_credential
from dflow_graph.interop.pydflow.kubernetes import snake_case_of
from dflow_graph.interop.pydflow.manifest_ops import (
    RecoveredOP,
    is_script_of_op,
    recovered_op,
)
from dflow_graph.interop.pydflow.manifest_slices import with_slices
from dflow_graph.interop.pydflow.tags import class_of
from dflow_graph.passes.finding import quoted
from dflow_graph.regex import regex

__all__ = ["graph_of_manifest"]

_POD = {
    "volumes": "volumes",
    "initContainers": "init_containers",
    "sidecars": "sidecars",
    "nodeSelector": "node_selector",
    "tolerations": "tolerations",
    "affinity": "affinity",
    "timeout": "timeout",
    "retryStrategy": "retry_strategy",
    "resource": "resource",
}
_CONTAINER = {
    "image": "image",
    "imagePullPolicy": "image_pull_policy",
    "volumeMounts": "mounts",
    "command": "command",
    "source": "script",
}
_CALL = {"when": "when", "withParam": "with_param", "withSequence": "with_sequence"}
_PROGRESS = "workflows.argoproj.io/progress"
# What pydflow adds to a template, in the names of ports and in references to them.
# The output of a function is an author's, all the same.
_OWN_PORT = regex(r"\bdflow_(?!output(?:_\d|\b))(?=\w)")
_REFERENCE = regex(
    r"(\b(?:inputs|outputs)\.(?:parameters|artifacts)(?:\.|\['))dflow_(?!output(?:_\d|\b))"
)
_ASSIGNED = regex(r"""['"]?(\w{1,64})['"]?\]?\s?[:=]\s?['"]([^'"\n]{4,4096})['"]""")
_SSH = regex(r"\bsshpass -p (\S{4,256})")
_OWN = "pydflow_"
_KEY = "pydflow_dflow_key"
_PACKAGES = "pydflow_dflow_python_packages"
_MAY_BE_NULL = ("value", "default")
_SPEC = frozenset({"entrypoint", "templates", "arguments", "parallelism", "podGC"}) | {
    "imagePullSecrets",
    "artifactRepositoryRef",
}


def graph_of_manifest(conversion: Conversion, manifest: dict[str, Any]) -> dict[str, Any]:
    """The graph of pydflow that a manifest came from, as far as it tells."""
    ops = _recovered(manifest)
    manifest = _with_own_names(manifest)
    metadata, spec = _object(manifest.get("metadata")), _object(manifest["spec"])
    for name in spec:
        if name == "serviceAccountName":
            at = Place().at("spec").at(name)
            conversion.loss(at, "the account is of pydflow's configuration, not of the workflow")
        elif name not in _SPEC and spec[name]:
            conversion.unknown(Place().at("spec").at(name), name, "a manifest", _SPEC)
    templates = [t for t in _list(spec.get("templates")) if isinstance(t, dict)]
    graphs = {str(t.get("name")): _template(conversion, t) for t in templates}
    _read_arguments(graphs)
    ops = with_slices(conversion, graphs, ops)
    for name, graph in list(graphs.items()):
        if name in ops:
            graphs[name] = _of_op(conversion, graph, ops[name], name)
        elif is_script_of_op(graph.get("script")):
            at = Place(("templates", name, "script"), ("templates", name, "script"))
            message = (
                "this Python OP stays the script that pydflow made of it: for groups or paths of"
            )
            conversion.loss(at, f"{message} items, big parameters, state or an executor", kept=True)
            _take_types(graph)
    for graph in graphs.values():
        for call in (
            c for group in (*graph.get("steps", ()), graph.get("tasks", ())) for c in group
        ):
            if str(call["template"]) in ops:
                _take_own_ports(call, graphs[str(call["template"])])
    name = metadata.get("name") or str(metadata.get("generateName", "")).rstrip("-")
    return {
        "name": name or None,
        "namespace": metadata.get("namespace"),
        "annotations": metadata.get("annotations"),
        "labels": metadata.get("labels"),
        "parallelism": spec.get("parallelism"),
        "pod_gc_strategy": _object(spec.get("podGC")).get("strategy"),
        "artifact_repo_key": _object(spec.get("artifactRepositoryRef")).get("key"),
        "image_pull_secrets": list(map(_pull_secret, _list(spec.get("imagePullSecrets")))),
        "parameters": _arguments(_object(spec.get("arguments")).get("parameters")),
        "entrypoint": spec.get("entrypoint"),
        "templates": graphs,
    }


def _recovered(manifest: dict[str, Any]) -> dict[str, RecoveredOP]:
    found = {}
    for template in _list(_object(manifest["spec"]).get("templates")):
        op = recovered_op(template) if isinstance(template, dict) else None
        if op is not None:
            found[str(template.get("name"))] = op
    return found


def _of_op(
    conversion: Conversion, graph: dict[str, Any], recovered: RecoveredOP, name: str
) -> dict[str, Any]:
    """The template of a Python OP instead of that of its script."""
    of_script = ("inputs", "outputs", "script", "retry_strategy", "init_progress")
    kept = {field: item for field, item in graph.items() if field not in of_script}
    place = Place(("templates", name, "script"), ("templates", name, "op"))
    message = (
        "the script is that of a Python OP; the configuration of the machine in it is left out"
    )
    conversion.note("repair", place, message)
    return {**kept, "type": "PythonOPTemplate", "op": recovered.op, **recovered.settings}


def _take_types(graph: dict[str, Any]) -> None:
    """Takes the types of the OP from a script that may work on slices of them, and its `item`."""
    for port in _object(graph["inputs"].get("parameters")).values():
        port.pop("type", None)
        if "{{item" in str(port.get("value")):
            del port["value"]  # each step gives it


def _take_own_ports(call: dict[str, Any], template: dict[str, Any]) -> None:
    """Makes of the ports that pydflow adds to a step of a Python OP what they stand for."""
    key = call["parameters"].pop(_KEY, None)
    if key:
        call["key"] = key
    packages = call["artifacts"].pop(_PACKAGES, None)
    if packages is not None:
        template["python_packages"] = [packages]


def _read_arguments(graphs: dict[str, dict[str, Any]]) -> None:
    """Arguments are texts in a manifest; the type of the port says which of them are JSON."""
    for graph in graphs.values():
        for group in (*graph.get("steps", ()), graph.get("tasks", ())):
            for call in group:
                called = graphs.get(str(call["template"]), {})
                ports = called.get("inputs", {}).get("parameters", {})
                for name, value in call["parameters"].items():
                    call["parameters"][name] = _value(value, ports.get(name, {}).get("type"))


def _with_own_names(value: Any) -> Any:
    """The manifest with pydflow's own ports under names that a graph may have (NAM-9)."""
    if isinstance(value, dict):
        return {name: _with_own_names(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_own_names(item) for item in value]
    if not isinstance(value, str):
        return value
    if value.startswith("dflow_") and _OWN_PORT.match(value) and value.isidentifier():
        return _OWN + value
    return _REFERENCE.sub(rf"\g<1>{_OWN}dflow_", value)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _pull_secret(value: Any) -> Any:
    return value.get("name") if isinstance(value, dict) else value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _template(conversion: Conversion, template: dict[str, Any]) -> dict[str, Any]:
    annotations = dict(_object(_object(template.get("metadata")).get("annotations")))
    result: dict[str, Any] = {
        "labels": _object(template.get("metadata")).get("labels"),
        "inputs": _ports(template.get("inputs"), is_input=True),
        "outputs": _ports(template.get("outputs"), is_input=False),
        "memoize_key": _object(template.get("memoize")).get("key"),
    }
    if "steps" in template:
        groups = [[_call(s) for s in _list(group)] for group in _list(template["steps"])]
        result.update(type="Steps", steps=groups, parallelism=template.get("parallelism"))
    elif "dag" in template:
        tasks = [_task(task) for task in _list(_object(template["dag"]).get("tasks"))]
        result.update(type="DAG", tasks=tasks, parallelism=template.get("parallelism"))
    else:
        result.update(type="ScriptOPTemplate", init_progress=annotations.pop(_PROGRESS, None))
        result.update(_pod(conversion, template))
        _declare(result)
        _note_credentials(conversion, result.get("script"), str(template.get("name")))
    result["annotations"] = annotations
    return result


def _declare(template: dict[str, Any]) -> None:
    """Declares the key, which every script of pydflow asks for and only steps with one declare."""
    parameters = template["inputs"].setdefault("parameters", {})
    if f"inputs.parameters.{_KEY}" in str(template.get("script")):
        parameters.setdefault(_KEY, {"value": ""})


def _note_credentials(conversion: Conversion, script: Any, name: str) -> None:
    """Finds the credentials that pydflow's configuration puts into a script."""
    text = script if isinstance(script, str) else ""
    given = [("password", value) for value in _SSH.findall(text)]
    for setting, value in (*_ASSIGNED.findall(text), *given):
        if is_credential(setting, value):
            place = Place(("templates", name, "script"), ("templates", name, "script"))
            conversion.secret(place, f"{quoted(setting)} of the configuration in the script", value)


def _pod(conversion: Conversion, template: dict[str, Any]) -> dict[str, Any]:
    """What a template says of its pod and container."""
    container = _object(template.get("script") or template.get("container"))
    resources = _object(container.get("resources"))
    pod = {ours: template.get(theirs) for theirs, ours in _POD.items()}
    pod.update({ours: container.get(theirs) for theirs, ours in _CONTAINER.items()})
    envs: dict[str, Any] = {}
    for variable in _list(container.get("env")):
        name = str(_object(variable).get("name"))
        found = _object(_object(variable).get("valueFrom"))
        reference = _object(found.get("secretKeyRef"))
        secret = {"py/object": "dflow.op_template.Secret", "secret_name": reference.get("name")}
        secret["secret_key"] = reference.get("key")
        other = {"py/object": "kubernetes.client.V1EnvVarSource", **found}
        envs[name] = secret if reference else other if found else _object(variable).get("value")
    name = str(template.get("name"))
    if "archiveLocation" in template:
        place = Place(("spec", "templates"), ("templates", name))
        conversion.loss(place, f"where {quoted(name)} keeps its artifacts is of the machine")
    words = _list(container.get("args"))
    script = " ".join(map(str, (*_list(container.get("command")), *words)))
    shell = {"command": ["sh"], "script": script} if "container" in template else {}
    limits = {"requests": resources.get("requests"), "limits": resources.get("limits")}
    return {**pod, **shell, **limits, "envs": envs}


def _ports(value: Any, *, is_input: bool) -> dict[str, Any]:
    ports: dict[str, Any] = {}
    for sort in ("parameters", "artifacts"):
        for port in map(_object, _list(_object(value).get(sort))):
            read = _parameter(port) if sort == "parameters" else _artifact(port, is_input=is_input)
            ports.setdefault(sort, {})[str(port.get("name"))] = read
    return ports


def _parameter(port: dict[str, Any]) -> dict[str, Any]:
    found = _object(port.get("valueFrom"))
    read: dict[str, Any] = {"global_name": port.get("globalName"), "type": _type(port)}
    for theirs in ("path", "parameter", "expression"):
        read[f"value_from_{theirs}"] = found.get(theirs)
    reference = read["value_from_parameter"]
    if isinstance(reference, str) and not reference.startswith("{{"):
        read["value_from_parameter"] = f"{{{{{reference}}}}}"
    for place, name in ((found, "default"), (port, "value")):
        if name in place:
            read[name] = _value(place[name], read["type"])
    # An output without a default has the text `null` there.
    if read.get("default", "") is None:
        del read["default"]
    return {name: item for name, item in read.items() if item is not None or name in _MAY_BE_NULL}


def _value(value: Any, type_: Any) -> Any:
    """The value that a text stands for: JSON where the port's type is no text."""
    if (
        not isinstance(value, str)
        or "{{" in value
        or type_ in (None, "str")
        or len(value) > 1 << 20
    ):
        return value
    try:
        return json.loads(value, parse_constant=_not_json)
    except (ValueError, RecursionError):
        return value


def _not_json(name: str) -> Any:
    raise ValueError(name)


def _type(port: dict[str, Any]) -> Any:
    """The type of a parameter, which pydflow puts into its description as JSON."""
    description = port.get("description")
    if not isinstance(description, str) or len(description) > 1 << 16:
        return None
    try:
        said = json.loads(description)
    except (ValueError, RecursionError):
        return None
    return _object(said).get("type")


def _artifact(port: dict[str, Any], *, is_input: bool) -> dict[str, Any]:
    read = {
        "path": port.get("path"),
        "optional": port.get("optional"),
        "global_name": port.get("globalName"),
        "_from": port.get("from"),
        "from_expression": port.get("fromExpression"),
        "mode": port.get("mode"),
        "sub_path": port.get("subPath"),
    }
    if "archive" in port:
        kinds = _object(port["archive"])
        read["archive"] = "zip" if "zip" in kinds else None if "none" in kinds else "tar"
    source = _source(port)
    if source is not None and is_input:
        read["source"] = source
    elif class_of(source):
        read["save"] = source
    return {name: item for name, item in read.items() if item is not None or name == "archive"}


def _source(port: dict[str, Any]) -> Any:
    """Where an artifact comes from."""
    if "from" in port:
        sub_path = port.get("subPath")
        return f"{port['from']}/{sub_path}" if sub_path else port["from"]
    for store in ("s3", "oss"):
        if _object(port.get(store)).get("key"):
            key = _object(port[store])["key"]
            if port.get("subPath"):
                key = f"{str(key).rstrip('/')}/{port['subPath']}"
            return {"py/object": "dflow.common.S3Artifact", "key": key}
    if _object(port.get("raw")):
        return _object(port["raw"]).get("data")
    if _object(port.get("http")):
        return {"py/object": "dflow.common.HTTPArtifact", "url": _object(port["http"]).get("url")}
    return None


def _arguments(value: Any) -> dict[str, Any]:
    return {str(_object(p).get("name")): _object(p).get("value") for p in _list(value)}


def _call(call: Any) -> dict[str, Any]:
    step = _object(call)
    arguments = _object(step.get("arguments"))
    goes_on = _object(step.get("continueOn"))
    artifacts = {
        str(_object(a).get("name")): _source(_object(a)) for a in _list(arguments.get("artifacts"))
    }
    return {
        "name": step.get("name"),
        "template": step.get("template"),
        **{snake_case_of(ours): step.get(theirs) for theirs, ours in _CALL.items()},
        "parameters": _arguments(arguments.get("parameters")),
        "artifacts": artifacts,
        "continue_on_failed": goes_on.get("failed"),
        "continue_on_error": goes_on.get("error"),
    }


def _task(task: Any) -> dict[str, Any]:
    depends = _object(task).get("depends")
    parts = depends.split(" && ") if isinstance(depends, str) and depends else []
    whole = [p[1:-1] if p.startswith("(") and p.endswith(")") else p for p in parts]
    return {**_call(task), "dependencies": whole}
