"""What Argo refuses, or refuses in some version, of a sound graph (DG901 to DG906)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import astuple

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index, Node
from dflow_graph.model import UNSET, EnvVarSource
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.versions import check_versions

__all__ = [
    "LARGEST_TEMPLATE",
    "LARGEST_WORKFLOW",
    "MOST_INPUTS",
    "MOST_TASKS",
    "MOST_TEMPLATES",
    "check_portability",
]

MOST_TEMPLATES = 200
MOST_TASKS = 200
MOST_INPUTS = 500
LARGEST_TEMPLATE = 131_072
LARGEST_WORKFLOW = 1_048_576
# {"name":"a","template":"b"}, with the comma behind it: no step is shorter in a manifest.
_SHORTEST_STEP = 28
# A character has at most six bytes as JSON, `\u001f`, and the names of all fields have these.
_MOST_BYTES = 6
_NAMES = 4_096
_SMALL = LARGEST_TEMPLATE - _NAMES
_NO_POD = frozenset(("Steps", "DAG", "HTTPOPTemplate", "SuspendOPTemplate"))


def check_portability(index: Index) -> Iterator[Diagnostic]:
    """Sizes, counts and features that Argo 3.4 to 4.1 does not take, or not in every version."""
    yield from _check_counts(index)
    yield from _check_sizes(index)
    for node in index.nodes.values():
        if node.kind == "HTTPOPTemplate" and node.template.headers is not UNSET:
            yield from _check_headers(node)
    yield from check_versions(index)


def _check_counts(index: Index) -> Iterator[Diagnostic]:
    # TPL-19
    if len(index.nodes) > MOST_TEMPLATES:
        yield finding(
            "DG901",
            f"the graph has {len(index.nodes)} templates; Argo's full definition of the resource, "
            f"the default from 4.0 on, allows {MOST_TEMPLATES} in a workflow",
            ("templates",),
            hint="Share templates among steps, or divide the graph into several workflows.",
            at_key=True,
        )
    for node in index.nodes.values():
        # TPL-19
        if node.kind == "DAG" and len(node.calls) > MOST_TASKS:
            yield finding(
                "DG902",
                f"{quoted(node.name)} has {len(node.calls)} tasks; Argo's full definition of the "
                f"resource, the default from 4.0 on, allows {MOST_TASKS} in a DAG",
                (*node.path, "tasks"),
                hint="Put groups of tasks into DAG templates of their own, or loop over a task.",
                at_key=True,
            )
        # TPL-19
        if len(node.in_parameters) > MOST_INPUTS:
            yield _too_many_inputs(node)


def _too_many_inputs(node: Node) -> Diagnostic:
    where = ("op", "inputs") if node.kind == "PythonOPTemplate" else ("inputs", "parameters")
    return finding(
        "DG903",
        f"{quoted(node.name)} has {len(node.in_parameters)} input parameters; Argo's full "
        f"definition of the resource, the default from 4.0 on, allows {MOST_INPUTS} in a template",
        (*node.path, *where),
        hint="Put values that belong together into one parameter.",
        at_key=True,
    )


def _check_sizes(index: Index) -> Iterator[Diagnostic]:
    calls = sum(len(node.calls) for node in index.nodes.values())
    least = calls * _SHORTEST_STEP
    size = None if least > LARGEST_WORKFLOW else len(msgspec.json.encode(index.workflow))
    if size is None or size > LARGEST_TEMPLATE:
        for node in index.nodes.values():
            if node.kind not in _NO_POD:
                yield from _check_template(node)
    if size is not None and size > LARGEST_WORKFLOW:
        size -= _extensions(index)
        least = size
    # ARGO-2
    if least > LARGEST_WORKFLOW:
        shown = f"at least {least:,}" if size is None else f"{size:,}"
        yield finding(
            "DG905",
            f"the graph has {shown} bytes as JSON; Argo stores workflows of up to "
            f"{LARGEST_WORKFLOW:,} bytes",
            (),
            hint="Move large values into artifacts, loop in place of many steps, or divide "
            "the graph into several workflows.",
        )


def _extensions(index: Index) -> int:
    """How many bytes of a graph are data of other tools, which no manifest has."""
    parts = [index.workflow, *(node.template for node in index.nodes.values())]
    return sum(len(msgspec.json.encode(p.extensions)) for p in parts if p.extensions is not UNSET)


def _check_template(node: Node) -> Iterator[Diagnostic]:
    template = node.template
    script = getattr(template, "script", UNSET)
    if script.__class__ is str:
        # Most are short for all that their characters may become.
        rest = [v for v in astuple(template) if v is not UNSET and v is not script]
        if len(msgspec.json.encode(rest)) + _MOST_BYTES * len(script) <= _SMALL:
            return
    size = len(msgspec.json.encode(template))
    if size > LARGEST_TEMPLATE and template.extensions is not UNSET:
        size -= len(msgspec.json.encode(template.extensions))
    # ARGO-1
    if size > LARGEST_TEMPLATE:
        yield finding(
            "DG904",
            f"the template {quoted(node.name)} has {size:,} bytes as JSON; Argo before 3.6 runs "
            f"no template of more than {LARGEST_TEMPLATE:,} bytes",
            node.path,
            hint="Move code into the image or `python_packages`, and data into artifacts.",
            at_key=True,
        )


def _check_headers(node: Node) -> Iterator[Diagnostic]:
    for name, value in node.template.headers.items():
        # ARGO-3
        if isinstance(value, EnvVarSource) and list(value.value_from) != ["secretKeyRef"]:
            yield finding(
                "DG906",
                f"the header {quoted(name)} takes its value from "
                f"{' and '.join(quoted(k) for k in list(value.value_from)[:3]) or 'nowhere'}; "
                "Argo takes the value of a header from a secret alone",
                (*node.path, "headers", name, "value_from"),
                hint="Write the value as text, or as an object of kind `Secret`.",
            )
