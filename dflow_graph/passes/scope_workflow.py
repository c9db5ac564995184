"""Names that begin with `workflow.`: what is known of the whole run."""

from __future__ import annotations

from dflow_graph.diagnostics import Place as Elsewhere
from dflow_graph.passes.finding import quoted
from dflow_graph.passes.outcome import FINE, Outcome, Place, fault, unknown
from dflow_graph.source.pointer import join

__all__ = ["resolve_workflow"]

_WORKFLOW = frozenset(
    {
        "annotations",
        "creationTimestamp",
        "duration",
        "failures",
        "labels",
        "mainEntrypoint",
        "name",
        "namespace",
        "outputs",
        "parameters",
        "serviceAccountName",
        "status",
        "uid",
    }
)

_WITH_PART = 3
_MOST_SHOWN = 5
_LETTERS_OF_TIME = frozenset("aAbBcCdDeFHIjklmMnpRrsSTtUuVvWwxXyYzZ")


def resolve_workflow(parts: tuple[str, ...], place: Place) -> Outcome:
    """What a name that begins with `workflow` stands for."""
    if len(parts) == 1:
        if place.in_expression:
            return FINE
        return fault("DG316", "`workflow` names nothing", "Write `workflow.name`.", "REF-7")
    member = parts[1]
    if member not in _WORKFLOW:
        what = f"{quoted('.'.join(parts))} is nothing that is known of a workflow"
        return unknown(place, "DG316", what, member, sorted(_WORKFLOW), clause="REF-7")
    if member == "annotations":
        # REF-22
        what = "annotations do not count for the digest, yet this graph would depend on one"
        return fault("DG329", what, "Use a workflow parameter or a label.")
    if member == "failures" and place.node.name in place.run.before_end:
        what = "`workflow.failures` is known only when the workflow has ended"
        return fault("DG309", what, "Use it in the `on_exit` template.")
    if member in ("parameters", "labels"):
        return _workflow_member(parts, place, member)
    if member == "outputs":
        return _global_output(parts, place)
    if len(parts) > 2 and not _is_part_of_time(parts):
        what = f"{quoted('.'.join(parts))} is nothing that is known of a workflow"
        return fault("DG316", what, f"Write `workflow.{member}`.", "REF-7")
    return FINE


def _workflow_member(parts: tuple[str, ...], place: Place, member: str) -> Outcome:
    # REF-9
    declared = getattr(place.graph.workflow, member) or {}
    if len(parts) == 2:
        if place.in_expression and member == "parameters" and declared:
            # REF-21
            what = "in an expression `workflow.parameters` is hidden by its members"
            return fault("DG328", what, "Write `workflow.parameters.json`.")
        return FINE if declared or member == "labels" else _nothing_declared(parts, place)
    # A label's name may have dots; a parameter's has none, and what follows it leads beyond.
    name = ".".join(parts[2:])
    if name in declared:
        return FINE
    if name == "json":
        return FINE if declared or member == "labels" else _nothing_declared(parts, place)
    what = f"the workflow has no {member[:-1]} {quoted(name)}"
    culprit, hint = (member, name), f"Add {quoted(name)} to the `{member}` of the workflow."
    return unknown(place, "DG316", what, name, declared, culprits=(culprit,), otherwise=hint)


def _nothing_declared(parts: tuple[str, ...], place: Place) -> Outcome:
    """All parameters of a workflow that has none, which an expression may still ask for."""
    if place.in_expression:
        return FINE
    what = f"the workflow has no parameters, and Argo then knows no {quoted('.'.join(parts))}"
    return fault("DG316", what, "Give the workflow `parameters`, or write `[]`.")


def _global_output(parts: tuple[str, ...], place: Place) -> Outcome:
    # REF-10
    if len(parts) < 4 or parts[2] not in ("parameters", "artifacts"):
        if place.in_expression and len(parts) < 4:
            return FINE
        what = f"{quoted('.'.join(parts))} is no output of the workflow"
        return fault("DG317", what, "Write `workflow.outputs.parameters.GLOBAL_NAME`.")
    sort, name = parts[2], ".".join(parts[3:])
    if len(parts) > 4:
        what = f"{quoted('.'.join(parts))} leads beyond the output {quoted(parts[3])}"
        hint = f"Write `{'.'.join(parts[:4])}`."
        return fault("DG317", what, hint)._replace(related=_close_names(sort, name, place))
    if place.run.may_be_global(sort, name):
        return FINE
    what = f"no output {sort[:-1]} has the global name {quoted(name)}"
    known = place.run.global_names(sort)
    hint = f"Give an output the `global_name` {quoted(name)}."
    found = unknown(place, "DG317", what, name, known, culprits=(parts[1:],), otherwise=hint)
    return found._replace(related=_close_names(sort, name, place))


def _close_names(sort: str, name: str, place: Place) -> tuple[Elsewhere, ...]:
    """Where outputs have the global names that may have been meant, or that tags may make."""
    known = place.run.global_names(sort)
    names = [name] if name in known else place.run.near_misses(name, known)
    names += [other for other in place.run.names_with_tags(sort) if other not in names]
    return tuple(
        Elsewhere(message=f"{quoted(other)} stands here", pointer=join(known[other]))
        for other in names[:_MOST_SHOWN]
    )


def _is_part_of_time(parts: tuple[str, ...]) -> bool:
    """`creationTimestamp` with `RFC3339`, `s` or one letter of strftime."""
    if parts[1] != "creationTimestamp" or len(parts) > _WITH_PART:
        return False
    return parts[2] == "RFC3339" or parts[2] in _LETTERS_OF_TIME
