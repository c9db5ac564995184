"""The manifests of Kubernetes resources that a template or step acts on (DG737 to DG740)."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Node
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET, Resource
from dflow_graph.passes.culprits import missing_port
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.folder_paths import without_tags
from dflow_graph.passes.run import Run
from dflow_graph.record import Record
from dflow_graph.source.pointer import join

__all__ = ["Known", "check_manifest"]


class Known(Record):
    """What is known of the graph: manifests that have been found sound, and names."""

    sound: set[str]
    run: Run


_MOST = 5
_WITHOUT = ("get", "delete")


def check_manifest(
    resource: Resource, path: Path, node: Node, known: Known
) -> Iterator[Diagnostic]:
    """Faults of one resource; a manifest without is remembered in `known`.

    An input artifact of the template `node` may hold the manifest.
    """
    if resource.success_condition or resource.failure_condition:
        from dflow_graph.passes.resource_conditions import check_resource_conditions

        yield from check_resource_conditions(resource, path)
    has_text = resource.manifest is not UNSET
    # TPL-10
    if has_text and resource.manifest_from is not UNSET:
        yield finding(
            "DG738",
            "the resource has both `manifest` and `manifest_from`",
            (*path, "manifest_from"),
            hint="Keep one of the two.",
            at_key=True,
            related=(Place(message="`manifest` is here", pointer=join((*path, "manifest"))),),
        )
    elif has_text and str(resource.manifest).strip():
        yield from _check_text(str(resource.manifest), (*path, "manifest"), known)
    elif resource.manifest_from is not UNSET:
        yield from _check_artifact(resource.manifest_from, (*path, "manifest_from"), node, known)
    # TPL-10
    elif has_text or resource.action not in _WITHOUT:
        yield finding(
            "DG737",
            f"the resource to {resource.action} has no `manifest`"
            + (" but a blank one" if has_text else ""),
            (*path, "manifest") if has_text else path,
            hint="Write the manifest, or leave the field out."
            if resource.action in _WITHOUT
            else "Add the `manifest`, or `manifest_from` with the input artifact that holds it.",
        )


def _check_artifact(name: str, where: Path, node: Node, known: Known) -> Iterator[Diagnostic]:
    artifacts = node.in_artifacts
    # TPL-10
    if name not in artifacts:
        close = known.run.near_misses(name, artifacts) or nsmallest(_MOST, artifacts)
        others = "; known are " + ", ".join(quoted(a) for a in close) if close else ""
        yield finding(
            "DG740",
            f"there is no input artifact {quoted(name)} to hold the manifest{others}",
            where,
            hint="Name an input artifact of the template.",
            culprits=missing_port(node, "inputs", "artifacts", name),
        )


def _check_text(text: str, where: Path, known: Known) -> Iterator[Diagnostic]:
    if text in known.sound:
        return
    from dflow_graph.readers.plain_yaml import yaml_fault

    plain = without_tags(text)
    fault = yaml_fault(plain)
    if fault is None:
        known.sound.add(text)
        return
    problem, offset = fault
    line = plain.count("\n", 0, offset) + 1
    # TPL-10
    yield finding(
        "DG739",
        f"the manifest is not YAML: {problem}, in its line {line}",
        where,
        hint="Mend the text; a tag that holds a text stands best in quotes.",
        within=(offset, offset + 1) if plain == text else None,
    )
