"""Objects inside of templates and steps as jsonpickle tags that pydflow restores.

Restoring sets attributes and runs no constructor, so that every attribute is written. Where the
constructor has to derive some, it is called by `py/reduce`, with arguments that are data.
"""

from __future__ import annotations

import inspect
from typing import Any

from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.interop.pydflow.executors import EXECUTORS
from dflow_graph.interop.pydflow.types import EXTENSION
from dflow_graph.interop.pydflow.values import written_value
from dflow_graph.passes.finding import quoted

__all__ = [
    "written_environment",
    "written_executor",
    "written_pvc",
    "written_resource",
    "written_saves",
    "written_slices",
    "written_source",
]

_SLICES: dict[str, Any] = {
    "input_parameter": [],
    "input_artifact": [],
    "output_parameter": [],
    "output_artifact": [],
    "sub_path": False,
    "slices": "{{item}}",
    "group_size": None,
    "shuffle": False,
    "random_seed": 0,
    "pool_size": None,
    "pool_timeout": None,
    "register_first_only": False,
    "create_dir": False,
    "raise_for_group": False,
}
_CLASSES = {kind.__name__: name for name, kind in EXECUTORS.items()}
_OF_LOCATION = frozenset({"kind", "key", "urn", "slice", "sub_path", "path", "url", "extensions"})
_HELPER = "-init-artifact.outputs."
_ENV_SOURCES = ("configMapKeyRef", "fieldRef", "resourceFieldRef", "secretKeyRef")


def written_slices(slices: dict[str, Any]) -> dict[str, Any]:
    """Slices with all their attributes."""
    given = {name: value for name, value in slices.items() if name in _SLICES}
    if "slices" not in given and given.get("sub_path") and "group_size" not in given:
        given["slices"] = "{{item.order}}"
    return {"py/object": "dflow.python.python_op_template.Slices", **_SLICES, **given}


def written_source(conversion: Conversion, source: Any, place: Place) -> Any:
    """A source of an artifact; NOTHING, and a loss, where pydflow has none like it."""
    if isinstance(source, str) and _HELPER in source:
        conversion.loss(place, "the step that this refers to is one of pydflow's own")
        return NOTHING
    if source is None or isinstance(source, str):
        return source
    if isinstance(source, list):
        items = [written_source(conversion, item, place.at(i)) for i, item in enumerate(source)]
        return [item for item in items if item is not NOTHING]
    writer = _WRITERS.get(source["kind"])
    if writer is None:
        conversion.loss(
            place, f"pydflow's graph has no artifact of the kind {quoted(source['kind'])}"
        )
        return NOTHING
    for name in source:
        if name not in _OF_LOCATION and source["kind"] not in ("pvc", "raw", "map", "ref"):
            conversion.loss(place.at(name), f"pydflow takes {quoted(name)} from its configuration")
    return writer(conversion, source, place)


def _s3(_conversion: Conversion, source: dict[str, Any], _place: Place) -> Any:
    key = source["key"]
    if source.get("sub_path"):
        key = f"{key.rstrip('/')}/{source['sub_path']}"
    return {
        "py/object": "dflow.common.S3Artifact",
        "key": key,
        "urn": source.get("urn", ""),
        "slice": source.get("slice"),
    }


def _local(_conversion: Conversion, source: dict[str, Any], _place: Place) -> Any:
    path = source["path"]
    if source.get("sub_path"):
        path = f"{path.rstrip('/')}/{source['sub_path']}"
    return {
        "py/object": "dflow.common.LocalArtifact",
        "local_path": path,
        "slice": source.get("slice"),
        "parent": None,
    }


def _http(_conversion: Conversion, source: dict[str, Any], _place: Place) -> Any:
    return {"py/object": "dflow.common.HTTPArtifact", "url": source["url"]}


def _raw(_conversion: Conversion, source: dict[str, Any], _place: Place) -> Any:
    return source["data"]


def _ref(conversion: Conversion, source: dict[str, Any], place: Place) -> Any:
    if source.get("slice"):
        conversion.loss(place.at("slice"), "pydflow's graph refers to whole artifacts only")
    sub_path = source.get("sub_path")
    return f"{source['_from']}/{sub_path}" if sub_path else source["_from"]


def _pvc(_conversion: Conversion, source: dict[str, Any], _place: Place) -> Any:
    return written_pvc(source)


def _map(conversion: Conversion, source: dict[str, Any], place: Place) -> Any:
    result: dict[str, Any] = {}
    for name, item in source["items"].items():
        *way, last = name.split(".")
        folder = result
        for part in way:
            folder = folder.setdefault(part, {})
        written = written_source(conversion, item, place.at("items").at(name))
        if written is not NOTHING:
            folder[last] = written
    return result


_WRITERS = {
    "s3": _s3,
    "local": _local,
    "http": _http,
    "raw": _raw,
    "ref": _ref,
    "pvc": _pvc,
    "map": _map,
}


def written_pvc(claim: dict[str, Any]) -> dict[str, Any]:
    """A persistent volume claim with all its attributes."""
    return {
        "py/object": "dflow.io.PVC",
        "name": claim["name"],
        "subpath": claim["subpath"],
        "size": claim.get("size", "1Gi"),
        "storage_class": claim.get("storage_class"),
        "access_modes": claim.get("access_modes", ["ReadWriteOnce"]),
    }


def written_saves(conversion: Conversion, saves: list[Any], place: Place) -> list[Any]:
    """Where an output is kept."""
    written = [written_source(conversion, save, place.at(i)) for i, save in enumerate(saves)]
    return [save for save in written if save is not NOTHING]


def written_environment(conversion: Conversion, envs: dict[str, Any], place: Place) -> Any:
    """Environment variables: texts, secrets, and what Kubernetes finds elsewhere."""
    result: dict[str, Any] = {}
    for name, value in envs.items():
        if isinstance(value, str):
            result[name] = value
        elif value["kind"] == "Secret":
            if value.get("optional"):
                conversion.loss(
                    place.at(name).at("optional"), "a Secret of pydflow is never optional"
                )
            result[name] = {
                "py/object": "dflow.op_template.Secret",
                "secret_name": value["name"],
                "secret_key": value.get("key", "secret"),
                "value": None,
            }
        else:
            parts = [value["value_from"].get(part) for part in _ENV_SOURCES]
            result[name] = _called("argo.workflows.client.V1EnvVarSource", parts)
    return result


def _called(name: str, arguments: list[Any]) -> dict[str, Any]:
    """A call of a class with positional arguments, as jsonpickle writes one."""
    return {"py/reduce": [{"py/type": name}, {"py/tuple": arguments}]}


def written_executor(conversion: Conversion, executor: dict[str, Any], place: Place) -> Any:
    """An executor; its credentials have no place in pydflow's graph but in clear."""
    for name in executor.get("secrets", {}):
        at = place.at("secrets").at(name)
        conversion.loss(at, "pydflow holds this credential in clear only; set it after loading")
    config = {name: written_value(item) for name, item in executor.get("config", {}).items()}
    own = executor.get("extensions", {}).get(EXTENSION)
    if isinstance(own, dict) and isinstance(own.get("class"), str):
        return {"py/object": own["class"], **config}
    name = _CLASSES.get(executor["kind"])
    if name is None:
        conversion.loss(place, f"which class {quoted(executor['kind'])} is, the graph does not say")
        return NOTHING
    parameters = inspect.signature(EXECUTORS[name]).parameters
    for setting in set(config) - set(parameters):
        conversion.loss(place.at("config").at(setting), "the constructor has no such argument")
    arguments = [config.get(key, parameter.default) for key, parameter in parameters.items()]
    return _called(name, [None if a is inspect.Parameter.empty else a for a in arguments])


def written_resource(conversion: Conversion, resource: dict[str, Any], place: Place) -> Any:
    """A resource as pydflow's class that made it, or as the dictionary of a manifest."""
    own = resource.get("extensions", {}).get(EXTENSION)
    fields = {k: v for k, v in resource.items() if k not in ("extensions", "manifest_from")}
    if isinstance(own, dict) and isinstance(own.get("class"), str):
        # The class makes by its code what is no attribute of the object.
        fields = {k: v for k, v in fields.items() if k in own.get("fields", ())}
        return {"py/object": own["class"], **fields, **written_value(own.get("attributes", {}))}
    if "manifest_from" in resource:
        conversion.loss(place.at("manifest_from"), "pydflow's resource has its manifest in itself")
    names = {
        "success_condition": "successCondition",
        "failure_condition": "failureCondition",
        "merge_strategy": "mergeStrategy",
        "set_owner_reference": "setOwnerReference",
    }
    return {names.get(name, name): value for name, value in fields.items()}
