"""The rules DG7xx over a whole graph: artifacts, where they lie and where they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index, Node, Port
from dflow_graph.model import UNSET, EnvVarSource
from dflow_graph.passes.container_paths import check_container_paths
from dflow_graph.passes.output_sources import check_output_sources
from dflow_graph.passes.pod_resources import check_pod_resources
from dflow_graph.passes.pods import check_pod
from dflow_graph.passes.run import Run
from dflow_graph.passes.saves import check_saves
from dflow_graph.passes.template_kinds import POD_KINDS, acts_on_resource
from dflow_graph.passes.volumes import check_volumes, check_workflow_volumes, shared_volumes

if TYPE_CHECKING:
    from dflow_graph.passes.claims import Claims

__all__ = ["check_storage"]

_NO_PLACE = (UNSET,) * 3
_NO_OBJECTS = (UNSET,) * 7
_OBJECTS = attrgetter(
    "envs", "volumes", "mounts", "tolerations", "affinity", "init_containers", "sidecars"
)
_PLACES = attrgetter("output_artifact_save", "input_artifact_prefix", "python_packages")


def check_storage(index: Index) -> Iterator[Diagnostic]:
    """Faults of artifacts, paths, pods and storage."""
    claims: Claims = {}
    sound: set[str] = set()
    run = Run(index)
    shared = shared_volumes(index)
    yield from check_workflow_volumes(index)
    for node in index.nodes.values():
        yield from check_container_paths(node)
        yield from check_pod(node, index)
        yield from check_pod_resources(node)
        yield from check_volumes(node, shared, run)
        if node.kind == "HTTPOPTemplate":
            from dflow_graph.passes.http_requests import check_http_request

            yield from check_http_request(node)
        yield from check_output_sources(node, index, run)
        yield from check_saves(node)
        yield from _check_template_sources(node, claims)
        if acts_on_resource(node):
            from dflow_graph.passes.manifests import Known, check_manifest

            resource = node.template.resource
            where = (*node.path, "resource")
            yield from check_manifest(resource, where, node, Known(sound, run))
        for calls in (node.uncommon_calls, node.hooks):
            for call in calls:
                if _gives_more_than_texts(call):
                    from dflow_graph.passes.step_artifacts import check_step_artifacts

                    yield from check_step_artifacts(call, claims)
                resource = call.step.use_resource
                if resource is not UNSET and call.target is not None:
                    from dflow_graph.passes.manifests import Known, check_manifest

                    where = (*call.path, "use_resource")
                    yield from check_manifest(resource, where, call.target, Known(sound, run))
    # Most graphs have none.
    if index.workflow.volumes or any(map(_holds_objects, index.nodes.values())):
        from dflow_graph.passes.kubernetes_objects import check_kubernetes_objects

        yield from check_kubernetes_objects(index)


def _holds_objects(node: Node) -> bool:
    """Whether objects of Kubernetes stand in a template."""
    template = node.template
    if node.kind == "HTTPOPTemplate":
        return any(isinstance(value, EnvVarSource) for value in (template.headers or {}).values())
    if node.kind not in POD_KINDS:
        return False
    strategy = getattr(template, "retry_strategy", UNSET)
    return _OBJECTS(template) != _NO_OBJECTS or (strategy is not UNSET and bool(strategy.affinity))


def _gives_more_than_texts(call: Call) -> bool:
    """Whether the artifacts of a call are more than references, or have to be packed."""
    if not call.step.artifacts:
        return False
    if call.slices is not None and call.slices.sub_path is True:
        return True
    return any(source.__class__ is not str for source in call.step.artifacts.values())


def _check_template_sources(node: Node, claims: Claims) -> Iterator[Diagnostic]:
    """Faults of the locations that a template itself names."""
    if node.kind == "PythonOPTemplate":
        yield from _check_python_sources(node, claims)
    else:
        for port in node.in_parameters.values():
            if port.entry.source is not UNSET:
                yield from _check_source(port, "source", claims)
        for port in (*node.in_artifacts.values(), *node.out_artifacts.values()):
            yield from _check_artifact(port, claims)
    if node.kind in POD_KINDS:
        for number, claim in enumerate(node.template.pvcs or ()):
            from dflow_graph.passes.claims import check_claim

            yield from check_claim(claim, (*node.path, "pvcs", number), claims)


def _check_source(port: Port, field: str, claims: Claims) -> Iterator[Diagnostic]:
    from dflow_graph.passes.locations import check_source

    yield from check_source(getattr(port.entry, field), (*port.path, field), claims)


def _check_artifact(port: Port, claims: Claims) -> Iterator[Diagnostic]:
    """Faults of an artifact's source or places, and of the part of it that is meant."""
    entry = port.entry
    field = "source" if port.path[2] == "inputs" else "save"
    if (getattr(entry, field), entry.sub_path, entry.slice) == _NO_PLACE:
        return
    from dflow_graph.passes.locations import check_slice_key, check_sub_path

    yield from _check_source(port, field, claims)
    yield from check_sub_path(entry.sub_path, (*port.path, "sub_path"))
    yield from check_slice_key(entry.slice, (*port.path, "slice"))


def _check_python_sources(node: Node, claims: Claims) -> Iterator[Diagnostic]:
    template = node.template
    for port in (*node.in_artifacts.values(), *node.out_artifacts.values()):
        if port.entry.save is not UNSET:
            yield from _check_source(port, "save", claims)
    if _PLACES(template) == _NO_PLACE:
        return
    from dflow_graph.passes.locations import check_slice_key, check_source

    for name, places in (template.output_artifact_save or {}).items():
        yield from check_source(places, (*node.path, "output_artifact_save", name), claims)
    for name, key in (template.input_artifact_prefix or {}).items():
        yield from check_slice_key(key, (*node.path, "input_artifact_prefix", name))
    for number, package in enumerate(template.python_packages or ()):
        yield from check_source(package, (*node.path, "python_packages", number), claims)
