"""Where artifacts come from and go to: pydflow's classes and texts as sources of the format.

Of an S3 artifact pydflow writes the storage settings of the machine that wrote the graph. They are
no part of the workflow: a manifest has the key alone. They are left out, credentials first.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.interop.credentials import is_credential
from dflow_graph.interop.pydflow.fields import Field, Table, read_object, text, text_list
from dflow_graph.interop.pydflow.tags import class_of, tag_of
from dflow_graph.passes.finding import quoted, shown

__all__ = ["read_package", "read_pvc", "read_saves", "read_source"]

_PVC: Table = {
    "py/object": None,
    "name": Field("name", text),
    "subpath": Field("subpath", text),
    "size": Field("size", text, ("1Gi",)),
    "storage_class": Field("storage_class", text),
    "access_modes": Field("access_modes", text_list, (["ReadWriteOnce"],)),
}
_OF_S3 = frozenset({"py/object", "key", "urn", "slice", "path_list"})
_NO_SETTING: tuple[Any, ...] = (None, [], {}, "", False)


def read_source(conversion: Conversion, value: Any, place: Place) -> Any:
    """A source of an artifact: a text, an object, a list or a mapping of them."""
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, list):
        return [read_source(conversion, item, place.at(i)) for i, item in enumerate(value)]
    name = class_of(value).rpartition(".")[2]
    if name in _READERS:
        return _READERS[name](conversion, value, place)
    if isinstance(value, dict) and tag_of(value) is None:
        items = dict(_flattened(conversion, value, place.inside("items"), ""))
        return {"kind": "map", "items": items}
    shown_class = class_of(value) or shown(value)
    return conversion.fault(
        "DG108",
        place,
        f"{quoted(shown_class)} is no source of an artifact that is known here",
        f"Known are {', '.join(sorted(_READERS))}, texts, lists and mappings of them.",
    )


def _flattened(conversion: Conversion, value: dict[str, Any], place: Place, prefix: str) -> Any:
    """Nested mappings, their keys joined by dots (ART-2)."""
    for name, item in value.items():
        key = f"{prefix}{name}"
        if isinstance(item, dict) and tag_of(item) is None:
            yield from _flattened(conversion, item, place.of(name), f"{key}.")
        else:
            yield key, read_source(conversion, item, place.at(name, key))


def _of_text(value: str) -> Any:
    """A reference, one with a path behind it, or the content of a file."""
    if not value.startswith("{{") or value.startswith("{{="):
        return {"kind": "raw", "data": value}
    reference, end, sub_path = value.partition("}}")
    if sub_path.startswith("/"):
        return {"kind": "ref", "_from": reference + end, "sub_path": sub_path[1:]}
    return value if not sub_path else {"kind": "raw", "data": value}


def _s3(conversion: Conversion, value: dict[str, Any], place: Place) -> Any:
    key = value.get("key")
    if not isinstance(key, str):
        return conversion.fault("DG105", place, "an S3 artifact lacks its `key`", "Give `key`.")
    source: dict[str, Any] = {"kind": "s3", "key": key}
    for name in ("urn", "slice"):
        if isinstance(value.get(name), (str, int)) and value[name] != "":
            source[name] = str(value[name])
    if isinstance(value.get("path_list"), list) and value["path_list"]:
        source["path_list"] = [str(item) for item in value["path_list"]]
    dropped = []
    for name, item in value.items():
        if name in _OF_S3 or item in _NO_SETTING:
            continue
        if is_credential(name, item):
            conversion.secret(
                place.at(name),
                "a credential of the machine that wrote the graph; left out",
                item,
                kept=False,
            )
        else:
            dropped.append(name)
            _hide(conversion, item, place.at(name))
    if dropped:
        names = ", ".join(map(quoted, dropped))
        conversion.loss(place, f"the storage settings {names} are of the machine, not of the graph")
    return source


def _hide(conversion: Conversion, value: Any, place: Place) -> None:
    """Remembers credentials below a setting that is left out."""
    if isinstance(value, dict):
        for name, item in value.items():
            if is_credential(name, item):
                conversion.secret(place.at(name), "a credential; left out", item, kept=False)
            else:
                _hide(conversion, item, place.at(name))


def _local(conversion: Conversion, value: dict[str, Any], place: Place) -> Any:
    path = value.get("local_path")
    if not isinstance(path, str):
        return conversion.fault("DG105", place, "a local artifact lacks its `local_path`")
    source = {"kind": "local", "path": path}
    if isinstance(value.get("slice"), (str, int)):
        source["slice"] = str(value["slice"])
    return source


def _http(conversion: Conversion, value: dict[str, Any], place: Place) -> Any:
    url = value.get("url")
    if not isinstance(url, str):
        return conversion.fault("DG105", place, "an HTTP artifact lacks its `url`")
    return {"kind": "http", "url": url}


def _pvc(conversion: Conversion, value: Any, place: Place) -> Any:
    return {"kind": "pvc", **read_pvc(conversion, value, place)}


_READERS = {
    "S3Artifact": _s3,
    "LocalArtifact": _local,
    "HTTPArtifact": _http,
    "PVC": _pvc,
}


def read_pvc(conversion: Conversion, value: Any, place: Place) -> dict[str, Any]:
    """A persistent volume claim."""
    return read_object(conversion, value, place, _PVC, "a PVC", ("name", "subpath"))


def read_saves(conversion: Conversion, value: Any, place: Place) -> Any:
    """Where an output artifact is kept: one place or a list of them."""
    items = value if isinstance(value, list) else [value]
    found = []
    for index, item in enumerate(items):
        at = place.at(index) if isinstance(value, list) else place.inside(index)
        save = _of_location(item) if isinstance(item, dict) and tag_of(item) is None else item
        if class_of(save).rpartition(".")[2] not in ("S3Artifact", "PVC"):
            conversion.fault("DG108", at, "a place to save to is an S3Artifact or a PVC")
            continue
        found.append(read_source(conversion, save, at))
    return [item for item in found if item is not NOTHING] or NOTHING


def _of_location(item: dict[str, Any]) -> dict[str, Any]:
    """What `{"s3": {"key": …}}` of a manifest is as a class."""
    inner = item.get("s3")
    return {"py/object": "dflow.common.S3Artifact", **inner} if isinstance(inner, dict) else item


def read_package(conversion: Conversion, value: Any, place: Place) -> Any:
    """A Python package: a path of the machine that wrote the graph."""
    if isinstance(value, str):
        return {"kind": "local", "path": value}
    return read_source(conversion, value, place)
