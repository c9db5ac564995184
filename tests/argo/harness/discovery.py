"""What a Kubernetes API says of itself to kubectl: the kinds that it has, and no schema of them."""

from typing import Any

Json = dict[str, Any]

_KINDS = {
    "api/v1": {"ConfigMap": "configmaps"},
    "apis/batch/v1": {"Job": "jobs"},
    "apis/wlm.sylabs.io/v1alpha1": {"SlurmJob": "slurmjobs"},
}
_VERBS = ["create", "delete", "get", "list", "patch", "update", "watch"]


def described(path: str) -> Json | None:
    """The answer at a path that names no resource; None where the path names one."""
    path = path.strip("/")
    if path == "api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "apis":
        groups = [place.split("/")[1:] for place in _KINDS if place.startswith("apis/")]
        listed = []
        for name, version in groups:
            said = {"groupVersion": f"{name}/{version}", "version": version}
            listed.append({"name": name, "versions": [said], "preferredVersion": said})
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": listed}
    if path in _KINDS:
        kinds = [
            {"name": plural, "namespaced": True, "kind": kind, "verbs": _VERBS}
            for kind, plural in _KINDS[path].items()
        ]
        version = path.partition("/")[2]
        return {"kind": "APIResourceList", "groupVersion": version, "resources": kinds}
    if path == "openapi/v3":
        return {"paths": {p: {"serverRelativeURL": f"/openapi/v3/{p}"} for p in _KINDS}}
    if path.startswith("openapi/v3/"):
        return _openapi(path.removeprefix("openapi/v3/"))
    return None


def _openapi(place: str) -> Json:
    """That the server itself checks the fields of what it is sent, so that kubectl need not."""
    group, _, version = place.partition("/")[2].rpartition("/")
    checks = [{"name": "fieldValidation", "in": "query"}]
    paths = {}
    for kind, plural in _KINDS[place].items():
        named = {"group": group, "version": version, "kind": kind}
        patch = {"parameters": checks, "x-kubernetes-group-version-kind": named, "responses": {}}
        paths[f"/{place}/namespaces/{{namespace}}/{plural}/{{name}}"] = {"patch": patch}
    return {"openapi": "3.0.0", "info": {"title": "here", "version": "1"}, "paths": paths}
