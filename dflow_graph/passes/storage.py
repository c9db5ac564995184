"""The rules DG7xx over a whole graph: artifacts, where they lie and where they are kept."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.claims import Claims, check_claim
from dflow_graph.passes.container_paths import check_container_paths
from dflow_graph.passes.http_requests import check_http_request
from dflow_graph.passes.locations import check_slice_key, check_source, check_sub_path
from dflow_graph.passes.manifests import Known, check_manifest
from dflow_graph.passes.output_sources import check_output_sources
from dflow_graph.passes.pod_resources import check_pod_resources
from dflow_graph.passes.pods import check_pod
from dflow_graph.passes.run import Run
from dflow_graph.passes.saves import check_saves
from dflow_graph.passes.step_artifacts import check_step_artifacts
from dflow_graph.passes.template_kinds import POD_KINDS, acts_on_resource
from dflow_graph.passes.volumes import check_volumes, check_workflow_volumes, shared_volumes

__all__ = ["check_storage"]


def check_storage(index: Index) -> Iterator[Diagnostic]:
    """Faults of artifacts, paths, pods and storage."""
    claims: Claims = {}
    run = Run(index)
    manifests = Known(set(), run)
    shared = shared_volumes(index)
    yield from check_workflow_volumes(index)
    for node in index.nodes.values():
        yield from check_container_paths(node)
        yield from check_pod(node, index)
        yield from check_pod_resources(node)
        yield from check_volumes(node, shared, run)
        yield from check_http_request(node)
        yield from check_output_sources(node)
        yield from check_saves(node)
        yield from _check_template_sources(node, claims)
        if acts_on_resource(node):
            resource = node.template.resource
            where = (*node.path, "resource")
            yield from check_manifest(resource, where, node.in_artifacts, manifests)
        for calls in (node.calls, node.hooks):
            for call in calls:
                if call.step.artifacts:
                    yield from check_step_artifacts(call, claims)
                resource = call.step.use_resource
                if resource is not UNSET and call.target is not None:
                    where = (*call.path, "use_resource")
                    inputs = call.target.in_artifacts
                    yield from check_manifest(resource, where, inputs, manifests)


def _check_template_sources(node: Node, claims: Claims) -> Iterator[Diagnostic]:
    """Faults of the locations that a template itself names."""
    if node.kind == "PythonOPTemplate":
        yield from _check_python_sources(node, claims)
    else:
        for ports in (node.in_parameters, node.in_artifacts):
            for port in ports.values():
                yield from check_source(port.entry.source, (*port.path, "source"), claims)
        for ports in (node.in_artifacts, node.out_artifacts):
            for port in ports.values():
                yield from check_sub_path(port.entry.sub_path, (*port.path, "sub_path"))
                yield from check_slice_key(port.entry.slice, (*port.path, "slice"))
        for port in node.out_artifacts.values():
            yield from check_source(port.entry.save, (*port.path, "save"), claims)
    if node.kind in POD_KINDS:
        for number, claim in enumerate(node.template.pvcs or ()):
            yield from check_claim(claim, (*node.path, "pvcs", number), claims)


def _check_python_sources(node: Node, claims: Claims) -> Iterator[Diagnostic]:
    template = node.template
    for ports in (node.in_artifacts, node.out_artifacts):
        for port in ports.values():
            yield from check_source(port.entry.save, (*port.path, "save"), claims)
    for name, places in (template.output_artifact_save or {}).items():
        yield from check_source(places, (*node.path, "output_artifact_save", name), claims)
    for name, key in (template.input_artifact_prefix or {}).items():
        yield from check_slice_key(key, (*node.path, "input_artifact_prefix", name))
    for number, package in enumerate(template.python_packages or ()):
        yield from check_source(package, (*node.path, "python_packages", number), claims)
