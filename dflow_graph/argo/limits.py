"""What Argo does not take of a finished manifest for its size (TPL-19, ARGO-1, ARGO-2).

The graph has been held against the same limits. A manifest may have more: several templates for
one, helpers, hidden inputs, checks of loops, the run-time library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dflow_graph.argo.lowering import Lowering
from dflow_graph.argo.problems import Path
from dflow_graph.argo.runtime import RUNTIME, carried_runtime
from dflow_graph.argo.texts import json_text
from dflow_graph.argo.variants import Variant
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.passes.finding import finding
from dflow_graph.passes.portability import (
    LARGEST_TEMPLATE,
    LARGEST_WORKFLOW,
    MOST_INPUTS,
    MOST_TASKS,
    MOST_TEMPLATES,
)

__all__ = ["beyond_limits", "refuse_copies"]

_PODS = ("script", "container", "resource")
_DEFINITION = "Argo's full definition of the resource, the default from 4.0 on, allows"
_RUNTIME_TAG = "{{workflow.parameters." + RUNTIME + "}}"

MOST_COPIED = 4 * LARGEST_WORKFLOW
"""Bytes of templates that may stand in a manifest several times: each call in a chain that asks in
two ways doubles the ways in which the rest of the chain is asked for."""

MOST_LAYERS = 100
"""Loops with slices, one within another: so deep does Argo call templates."""

_HINT = (
    "Let the calls in each template, and those of a template that calls itself, ask for the same "
    "slices, executors, keys and parts of artifacts."
)


def refuse_copies(variant: Variant, lowering: Lowering) -> None:
    """Ends an emission that asks for a template in more ways than any Argo could store or run.

    `variant` is the one that was printed last.
    """
    node, layers = variant.node, len(variant.shape.layers)
    # ARGO-5
    if layers > MOST_LAYERS:
        said = (
            f"`{node.name}` is called in {layers} loops with slices, one within another, each time "
            f"by a template of its own; Argo goes {MOST_LAYERS} calls deep"
        )
    elif lowering.variants.copied > MOST_COPIED:
        ways = lowering.variants.number_of(node)
        said = (
            f"calls ask for `{node.name}` in {ways:,} ways and more, each of which is a template "
            f"of its own: with other such templates these have more than {MOST_COPIED:,} bytes, "
            f"and Argo stores workflows of up to {LARGEST_WORKFLOW:,}"
        )
    else:
        return
    lowering.problems.add("DG908", said, node.path, hint=_HINT)
    lowering.problems.settle()


def beyond_limits(manifest: dict[str, Any], origins: Sequence[Path]) -> Iterator[Diagnostic]:
    """Findings about a manifest that is too large, at the parts of the graph that make it so.

    `origins` are the places in the graph of the first templates of the manifest, in their order;
    all other templates are the emitter's own. Which version a finding is about, `emission.matters`
    says.
    """
    templates = manifest["spec"]["templates"]
    if len(templates) > MOST_TEMPLATES:
        yield _too_many_templates(templates, origins)
    for number, template in enumerate(templates):
        path = origins[number] if number < len(origins) else ()
        yield from _check_counts(template, path)
    size = len(json_text(manifest).encode())
    runtime = carried_runtime(manifest)
    if size > LARGEST_TEMPLATE - len(runtime):
        for number, template in enumerate(templates):
            path = origins[number] if number < len(origins) else ()
            yield from _check_template(template, path, len(runtime))
    # ARGO-2
    if size > LARGEST_WORKFLOW:
        yield finding(
            "DG905",
            f"the manifest has {size:,} bytes as JSON; Argo stores workflows of up to "
            f"{LARGEST_WORKFLOW:,} bytes",
            (),
            hint="Move large values into artifacts, loop in place of many steps, expect the "
            "run-time in the images, or divide the graph into several workflows.",
        )


def _too_many_templates(templates: list[Any], origins: Sequence[Path]) -> Diagnostic:
    # TPL-19
    own = len(set(origins))
    again, helpers = len(origins) - own, len(templates) - len(origins)
    return finding(
        "DG901",
        f"the manifest has {len(templates)} templates: {own} of the graph, {again} for calls that "
        f"ask for something else, {helpers} of helpers; {_DEFINITION} {MOST_TEMPLATES} in a "
        "workflow",
        ("templates",),
        hint="Let calls of one template ask for the same slices, executors and keys, or divide "
        "the graph into several workflows.",
        at_key=True,
    )


def _check_counts(template: dict[str, Any], path: Path) -> Iterator[Diagnostic]:
    name = template["name"]
    tasks = template.get("dag", {}).get("tasks", ())
    # TPL-19
    if len(tasks) > MOST_TASKS:
        yield finding(
            "DG902",
            f"`{name}` has {len(tasks)} tasks in the manifest, helpers of loops among them; "
            f"{_DEFINITION} {MOST_TASKS} in a DAG",
            (*path, "tasks"),
            hint="Put groups of tasks into DAG templates of their own, or loop over a task.",
            at_key=True,
        )
    inputs = template.get("inputs", {}).get("parameters", ())
    # TPL-19
    if len(inputs) > MOST_INPUTS:
        yield finding(
            "DG903",
            f"`{name}` has {len(inputs)} input parameters in the manifest, hidden ones among them; "
            f"{_DEFINITION} {MOST_INPUTS} in a template",
            path,
            hint="Put values that belong together into one parameter.",
            at_key=True,
        )


def _check_template(template: dict[str, Any], path: Path, library: int) -> Iterator[Diagnostic]:
    if not any(kind in template for kind in _PODS):
        return
    size = len(json_text(template).encode())
    # The pod gets the template with the parameters of the workflow in their places.
    source = template.get("script", {}).get("source", "")
    runtime = source.count(_RUNTIME_TAG) * (library - len(_RUNTIME_TAG))
    size += runtime
    # ARGO-1
    if size > LARGEST_TEMPLATE:
        with_it = f", the run-time library among them with {runtime:,}" if runtime else ""
        yield finding(
            "DG904",
            f"the template `{template['name']}` has {size:,} bytes as JSON in the manifest"
            f"{with_it}; Argo before 3.6 runs no template of more than {LARGEST_TEMPLATE:,} bytes",
            path,
            hint="Move code into the image or `python_packages`, and data into artifacts"
            + (", or expect the run-time in the image." if runtime else "."),
            at_key=True,
        )
