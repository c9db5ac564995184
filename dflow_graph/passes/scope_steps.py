"""Names that begin with `steps.` or `tasks.`: outputs of and facts about other calls."""

from __future__ import annotations

from dflow_graph.index import Call, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import quoted
from dflow_graph.passes.outcome import FINE, Outcome, Place, fault, unknown

__all__ = ["NOT_PODS", "resolve_step", "stacks"]

_FACTS = frozenset({"id", "status", "startedAt", "finishedAt", "ip", "hostNodeName", "exitCode"})
NOT_PODS = frozenset({"Steps", "DAG", "SuspendOPTemplate", "HTTPOPTemplate"})
"""Kinds of templates that run no pod."""


def resolve_step(parts: tuple[str, ...], place: Place) -> Outcome:
    """What a name that begins with `steps` or `tasks` stands for."""
    head, node = parts[0], place.node
    kind = "Steps" if head == "steps" else "DAG"
    if node.kind != kind:
        # REF-5
        right = {"Steps": "steps", "DAG": "tasks"}.get(node.kind)
        where = f"{quoted(node.name)} is of kind {node.kind}"
        hint = f"Write `{right}.` instead." if right else "Pass the value in as an input."
        return fault("DG306", f"`{head}.` is known only in a {kind} template; {where}", hint)
    if parts[1:] == ("name",) or (len(parts) == 1 and place.in_expression):
        return FINE
    source = node.by_name.get(parts[1]) if len(parts) > 1 else None
    noun = head[:-1]
    if source is None:
        # REF-3
        what = f"{quoted(node.name)} has no {noun} {quoted('.'.join(parts[1:2]))}"
        return unknown(place, "DG303", what, parts[1] if len(parts) > 1 else "", node.by_name)
    late = _order(source, place, noun)
    if late is not None:
        return late
    return _step_member(parts, source, place, noun)


def _order(source: Call, place: Place, noun: str) -> Outcome | None:
    """A fault if the step cannot have finished where it is referred to (REF-4)."""
    call = place.call
    if call is None:
        if place.in_outputs:  # which come last
            return None
        what = f"no {noun} has run yet where {quoted(place.node.name)} begins"
        hint = f"Refer to a {noun} in another one, or in the outputs."
        return fault("DG305", what, hint, "REF-4")
    host = call.host or call
    if source is host:
        if call.host is None:
            what = f"{quoted(source.name)} refers to itself"
            return fault("DG305", what, f"Refer to a {noun} that comes before it.", "REF-4")
        return None
    if host.group >= 0 and source.group >= host.group:
        if source.group == host.group:
            what = f"{quoted(source.name)} runs at the same time, in the same group"
        else:
            what = f"{quoted(source.name)} runs later, in group {source.group + 1}"
        hint = f"Move {quoted(source.name)} to a group before group {host.group + 1}."
        return fault("DG305", what, hint, "REF-4")
    return None


def _step_member(parts: tuple[str, ...], source: Call, place: Place, noun: str) -> Outcome:
    if len(parts) == 2 and place.in_expression:
        return FINE
    member = parts[2] if len(parts) > 2 else ""
    name = quoted(source.name)
    if member == "inputs":
        # REF-19
        what = f"the inputs of {name} are known only inside of it"
        return fault("DG322", what, "Refer to what the step was given instead.")
    hook = place.call
    is_late = hook is not None and hook.place == "exit_hook"
    if hook is not None and hook.host is source and member != "status" and not is_late:
        # HOOK-2
        what = f"of its own step {name} a hook knows the `status` alone"
        return fault("DG305", what, "Refer to a step that comes before it.", "HOOK-2")
    if member != "outputs":
        if member == "exitCode" and source.target is not None and not _is_pod(source.target):
            return _no_pod(source, "exit code")
        if member in _FACTS and len(parts) == 3:
            return FINE
        what = f"{quoted('.'.join(parts))} is nothing that is known of a {noun}"
        return unknown(place, "DG304", what, member, ["outputs", *sorted(_FACTS)])
    return _step_outputs(parts, source, place)


def _step_outputs(parts: tuple[str, ...], source: Call, place: Place) -> Outcome:
    sort = parts[3] if len(parts) > 3 else ""
    if sort == "result" and len(parts) == 4:
        if (
            source.target is None
            or _is_pod(source.target)
            or source.target.kind == "HTTPOPTemplate"
        ):
            return FINE
        return _no_pod(source, "result")
    if sort not in ("parameters", "artifacts"):
        if len(parts) == 3 and place.in_expression:
            return FINE
        what = f"{quoted('.'.join(parts))} is no output"
        return unknown(place, "DG304", what, sort, ["parameters", "artifacts", "result"])
    return _step_output(parts, source, place, sort)


def _step_output(parts: tuple[str, ...], source: Call, place: Place, sort: str) -> Outcome:
    target, name = source.target, quoted(source.name)
    if target is None:
        return FINE  # an unknown template is one mistake, and reported
    if len(parts) == 4:
        # REF-15
        if sort == "parameters" and (place.in_expression or source.step.with_param is not UNSET):
            return FINE
        what = f"{quoted('.'.join(parts))} stands for the outputs of all pieces of a loop"
        hint = "Name one output." if sort == "parameters" else "Name one artifact."
        return fault("DG324", f"{what}, and {name} has no `with_param`", hint)
    ports = target.out_parameters if sort == "parameters" else target.out_artifacts
    port = ports.get(parts[4])
    if port is None:
        other = target.out_artifacts if sort == "parameters" else target.out_parameters
        noun = sort[:-1]
        if parts[4] in other:
            right = "artifacts" if sort == "parameters" else "parameters"
            what = f"{quoted(parts[4])} of {name} is an output {right[:-1]}, no {noun}"
            return fault("DG304", what, f"Write `{'.'.join((*parts[:3], right, parts[4]))}`.")
        what = f"{name} (template {quoted(target.name)}) has no output {noun} {quoted(parts[4])}"
        return unknown(place, "DG304", what, parts[4], ports)
    if len(parts) > 5:
        what = f"{quoted('.'.join(parts))} leads beyond the output {quoted(parts[4])}"
        return fault("DG304", what, f"Write `{'.'.join(parts[:5])}`.")
    if sort == "artifacts" and source.is_looped and not stacks(source, parts[4]):
        # REF-17
        what = f"{name} is looped, and its pieces have no common artifact {quoted(parts[4])}"
        return fault("DG323", what, f"Add {quoted(parts[4])} to `output_artifact` of its slices.")
    return Outcome(port=port)


def stacks(call: Call, name: str) -> bool:
    """Whether the pieces of a loop have the output artifact of this name in common (REF-17)."""
    if call.slices is not None and name in (call.slices.output_artifact or ()):
        return True
    target = call.target
    return (
        target is not None
        and target.kind == "PythonOPTemplate"
        and name in (target.template.output_artifact_slices or ())
    )


def _is_pod(node: Node) -> bool:
    return node.kind not in NOT_PODS


def _no_pod(source: Call, what: str) -> Outcome:
    # REF-18
    kind = source.target.kind if source.target else ""
    message = f"{quoted(source.name)} calls a template of kind {kind}, which has no {what}"
    return fault("DG321", message, "Refer to an output parameter instead.")
