"""Where the outputs of a template come from (DG725 to DG730)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Index, Node, Port, Role
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.run import Run
from dflow_graph.passes.template_kinds import POD_KINDS, acts_on_resource
from dflow_graph.refs import exact_reference
from dflow_graph.source.pointer import join

__all__ = ["check_output_sources"]

_SOURCES = (
    "value_from_path",
    "value_from_parameter",
    "value_from_expression",
    "value_from_json_path",
    "value_from_jq_filter",
    "value_supplied",
    "value",
)
_OF_GROUP = ("value_from_parameter", "value_from_expression")
_OF_RESOURCE = ("value_from_json_path", "value_from_jq_filter", "value")
_OF_POD = ("value_from_path", "value")
_OF_SUSPEND = ("value_supplied", "value")
_OF_HTTP = ("value_from_expression", "value")


def check_output_sources(node: Node, index: Index, run: Run) -> Iterator[Diagnostic]:
    """Faults of the sources of one template's outputs."""
    if node.kind == "PythonOPTemplate":
        return
    for port in node.out_artifacts.values():
        if node.is_group:
            yield from _group_artifact(port, node)
        else:
            yield from _leaf_artifact(port, node, index, run)
    if node.out_parameters:
        allowed = _allowed(node)
        for port in node.out_parameters.values():
            yield from _parameter(port, node, allowed)


def _group_artifact(port: Port, node: Node) -> Iterator[Diagnostic]:
    entry = port.entry
    has_expression = entry.from_expression is not UNSET
    # ART-19
    if entry.from_ is not UNSET and has_expression:
        yield finding(
            "DG727",
            f"output artifact {quoted(port.name)} has both `_from` and `from_expression`",
            (*port.path, "from_expression"),
            hint="Keep one of the two.",
            at_key=True,
            related=(Place(message="`_from` is here", pointer=join((*port.path, "_from"))),),
        )
    # ART-19
    elif (
        entry.from_ is UNSET
        and not has_expression
        and entry.optional is not True
        and entry.path is UNSET  # which is told as a wrong source
    ):
        yield finding(
            "DG725",
            f"output artifact {quoted(port.name)} of {quoted(node.name)} comes from no step",
            port.path,
            hint="Add `_from` with the artifact of a step, or `from_expression`.",
        )


def _leaf_artifact(port: Port, node: Node, index: Index, run: Run) -> Iterator[Diagnostic]:
    for field, given, role in (
        ("_from", port.entry.from_, Role.SOURCE),
        ("from_expression", port.entry.from_expression, Role.EXPRESSION),
    ):
        if given is UNSET:
            continue
        from dflow_graph.passes.outcome import Place as Known
        from dflow_graph.passes.scope import resolve

        in_expression = role is Role.EXPRESSION
        place = Known(index, run, node, None, role, in_expression, False, True)
        # ART-19; a name that is not known there is the references' matter
        if not any(resolve(parts, place).code for parts in _names(given, role)):
            yield finding(
                "DG726",
                f"output artifact {quoted(port.name)} has `{field}`, "
                f"but {quoted(node.name)} is of kind `{node.kind}` and has no steps",
                (*port.path, field),
                hint="Say with `path` where the container leaves the artifact.",
                at_key=True,
            )


def _names(text: str, role: Role) -> list[tuple[str, ...]]:
    """The names in a text that should be a reference; an empty one where it is malformed."""
    if role is Role.SOURCE:
        return [exact_reference(text) or ("",)]
    from dflow_graph.expr.alike import alike
    from dflow_graph.expr.check import problems

    if problems(alike(text)):
        return [("",)]
    from dflow_graph.passes.expressions import references_of

    return [reference.parts for reference in references_of(text)]


def _allowed(node: Node) -> tuple[str, ...]:
    """The sources that an output parameter of the template may have (PAR-3)."""
    if node.is_group:
        return _OF_GROUP
    if acts_on_resource(node):
        return _OF_RESOURCE
    if node.kind in POD_KINDS:
        return _OF_POD
    return _OF_SUSPEND if node.kind == "SuspendOPTemplate" else _OF_HTTP


def _parameter(port: Port, node: Node, allowed: tuple[str, ...]) -> Iterator[Diagnostic]:
    entry = port.entry
    given = [
        field
        for field in _SOURCES
        if getattr(entry, field) is not UNSET
        and (field != "value_supplied" or entry.value_supplied is True)
    ]
    one_of = " or ".join(f"`{field}`" for field in allowed)
    # PAR-2
    if not given:
        yield finding(
            "DG728",
            f"output parameter {quoted(port.name)} of {quoted(node.name)} has no source",
            port.path,
            hint=f"Add {one_of}.",
        )
    # PAR-2
    elif len(given) > 1:
        # What the template cannot give is the one that is too much.
        kept, other = sorted(given, key=lambda field: field not in allowed)[:2]
        yield finding(
            "DG729",
            f"output parameter {quoted(port.name)} has both `{kept}` and `{other}`",
            (*port.path, other),
            hint="Keep one of the two."
            if (kept in allowed) is (other in allowed)
            else f"Keep `{kept}`: {quoted(node.name)} cannot give the other.",
            at_key=True,
            related=(Place(message=f"`{kept}` is here", pointer=join((*port.path, kept))),),
        )
    # PAR-3
    elif given[0] not in allowed:
        yield finding(
            "DG730",
            f"output parameter {quoted(port.name)} has `{given[0]}`, "
            f"which {quoted(node.name)} of kind `{node.kind}` cannot give",
            (*port.path, given[0]),
            hint=f"Use {one_of}.",
            at_key=True,
        )
