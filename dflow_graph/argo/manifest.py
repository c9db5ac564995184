"""The manifest of a workflow: what `kubectl create` takes, as plain data."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.credentials import check_credentials, texts_of
from dflow_graph.argo.execution import context_of
from dflow_graph.argo.fetched import own_fetches
from dflow_graph.argo.limits import beyond_limits, refuse_copies
from dflow_graph.argo.lowering import Lowering
from dflow_graph.argo.objects import as_kubernetes
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.pods import volume_claims
from dflow_graph.argo.problems import Path
from dflow_graph.argo.python_script import brings_runtime
from dflow_graph.argo.runtime import OPS, RUNTIME, runtime_text
from dflow_graph.argo.templates import template_fields
from dflow_graph.argo.texts import may_be_loose, text_form, tight_everywhere
from dflow_graph.argo.variants import Shape
from dflow_graph.codec import collector_paused, encode_json
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import build_index
from dflow_graph.model import UNSET, Workflow
from dflow_graph.record import Record

__all__ = ["Emission", "emit_argo", "emitted"]


class Emission(Record):
    """A manifest, and what some version of Argo does not take of it for its size."""

    manifest: dict[str, Any]
    findings: list[Diagnostic]


def emitted(workflow: Workflow, options: EmitOptions | None = None) -> Emission:
    """The manifest of a graph, as `emit_argo` makes it, held against the limits of Argo.

    The findings are warnings: `emission.matters` tells which are about a version.
    """
    manifest, origins = _written(workflow, options or EmitOptions())
    return Emission(manifest, list(beyond_limits(manifest, origins)))


def emit_argo(workflow: Workflow, options: EmitOptions | None = None) -> dict[str, Any]:
    """The Argo manifest of a graph that has been validated.

    Equal graphs give equal manifests, in the same order. Raises `CannotEmitError` with a finding
    for each part of the graph that has no place in a manifest.
    """
    return _written(workflow, options or EmitOptions())[0]


def _written(workflow: Workflow, options: EmitOptions) -> tuple[dict[str, Any], list[Path]]:
    """The manifest, and where in the graph its first templates come from."""
    # Lowering makes many containers and hardly a cycle.
    with collector_paused():
        # EXT-1
        bare = workflow.without_extensions()
        lowering = Lowering(build_index(bare), options)
        manifest = _manifest(bare, lowering)
        origins = [variant.node.path for variant in lowering.variants.waiting]
        if may_be_loose(encode_json(bare, indent=0)):
            manifest["spec"] = tight_everywhere(manifest["spec"])
            lowering.texts |= texts_of(manifest)
        check_credentials(lowering.texts, manifest, workflow, lowering.problems)
        lowering.problems.settle()
        lowering.index.dissolve()
    return manifest, origins


def _manifest(workflow: Workflow, lowering: Lowering) -> dict[str, Any]:
    entrypoint = _called_by_none(workflow.entrypoint, lowering)
    spec: dict[str, Any] = {"entrypoint": entrypoint}
    if workflow.on_exit:
        spec["onExit"] = _called_by_none(workflow.on_exit, lowering)
    templates = []
    used = []
    # Grows while it is walked: printing a call asks for the template that it calls.
    for variant in lowering.variants.waiting:
        template = template_fields(Body(variant, lowering))
        templates.append(template)
        # Now, for the processor has it at hand.
        lowering.texts |= texts_of(template)
        used.append(variant.node.template)
        refuse_copies(variant, lowering)
    helpers = lowering.helpers.templates
    lowering.problems.settle()
    parameters = [
        {"name": name, "value": text_form(value, None, lambda _: None)}
        for name, value in (workflow.parameters or {}).items()
    ]
    modules = frozenset(lowering.helpers.modules)
    if any(brings_runtime(template, lowering.options) for template in used):
        modules |= OPS
    if modules:
        parameters.append({"name": RUNTIME, "value": runtime_text(modules)})
    if parameters:
        spec["arguments"] = {"parameters": parameters}
    spec.update(_settings(workflow))
    claims = volume_claims(used, lowering.claims)
    if claims:
        spec["volumeClaimTemplates"] = claims
    manifest = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": _metadata(workflow),
        "spec": spec,
    }
    lowering.texts |= texts_of([manifest, helpers])
    spec["templates"] = [*templates, *helpers]
    return manifest


def _called_by_none(name: str, lowering: Lowering) -> str:
    """The name in the manifest of the template with which a workflow begins, or ends."""
    node = lowering.index.nodes[name]
    shape = Shape(
        executor=context_of(node, lowering), fetched=tuple(own_fetches(node, {}, lowering))
    )
    return lowering.variants.of(node, shape).name


def _metadata(workflow: Workflow) -> dict[str, Any]:
    fields: dict[str, Any] = (
        {"name": workflow.id} if workflow.id else {"generateName": f"{workflow.name}-"}
    )
    if workflow.namespace:
        fields["namespace"] = workflow.namespace
    if workflow.annotations:
        fields["annotations"] = dict(workflow.annotations)
    if workflow.labels:
        fields["labels"] = dict(workflow.labels)
    return fields


def _settings(workflow: Workflow) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if workflow.parallelism:
        fields["parallelism"] = workflow.parallelism
    if workflow.pod_gc_strategy:
        fields["podGC"] = {"strategy": workflow.pod_gc_strategy}
    if workflow.artifact_repository is not UNSET:
        repository = workflow.artifact_repository
        fields["artifactRepositoryRef"] = {
            "configMap": repository.config_map or "artifact-repositories",
            "key": repository.key,
        }
    if workflow.image_pull_secrets:
        fields["imagePullSecrets"] = [{"name": name} for name in workflow.image_pull_secrets]
    if workflow.volumes:
        fields["volumes"] = as_kubernetes(workflow.volumes)
    if workflow.service_account_name:
        fields["serviceAccountName"] = workflow.service_account_name
    return fields
