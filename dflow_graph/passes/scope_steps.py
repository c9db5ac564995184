"""Names that begin with `steps.` or `tasks.`: outputs of and facts about other calls."""

from __future__ import annotations

from dflow_graph.index import Call, Node, Role
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import quoted
from dflow_graph.passes.meant_names import hinted
from dflow_graph.passes.outcome import FINE, Outcome, Place, fault, unknown
from dflow_graph.passes.scope_ports import Side, find_port
from dflow_graph.passes.stacked import stacks, stacks_unknown

__all__ = ["NOT_PODS", "resolve_step"]

_PARTS = frozenset(("inputs", "outputs", "parameters", "artifacts"))
_FACTS = frozenset({"id", "status", "startedAt", "finishedAt", "hostNodeName", "exitCode"})
_TOLD_AT_THE_END = (("outputs", "parameters"), ("outputs", "artifacts"))
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
    noun = head[:-1]
    if parts[1:] == ("name",) or (len(parts) == 1 and place.in_expression):
        return FINE
    # REF-3
    if len(parts) == 1:
        hint = f"Write `{head}.NAME.outputs.parameters.NAME`."
        return fault("DG303", f"`{head}` names no {noun}", hint)
    source = node.by_name.get(parts[1])
    if source is None:
        if "" in node.by_name:
            return FINE  # the step without a name (NAM-5) may be the one
        what = f"{quoted(node.name)} has no {noun} {quoted(parts[1])}"
        missing = (*node.path, "steps", parts[1])
        found = unknown(place, "DG303", what, parts[1], node.by_name, culprits=(missing,))
        if parts[1] in _PARTS:
            return hinted(found, parts, place)
        # A slip of the name is more likely than a step of another template.
        owner = None if found.message != what else _where_it_is(parts[1], place)
        return found if owner is None else found._replace(hint=owner)
    late = _order(source, place, noun)
    if late is not None:
        return late
    if len(parts) > 2:
        return _step_member(parts, source, place, noun)
    if place.in_expression:
        return FINE
    what = f"{quoted('.'.join(parts))} names nothing that is known of the {noun}"
    return fault("DG304", what, f"Write `{'.'.join(parts)}.outputs.parameters.NAME`.")


def _order(source: Call, place: Place, noun: str) -> Outcome | None:
    """A fault if the step cannot have finished where it is referred to (REF-4)."""
    call = place.call
    if call is None:
        if place.in_outputs:  # which come last
            return None
        what = f"no {noun} has run yet where {quoted(place.node.name)} begins"
        hint = f"Refer to a {noun} in another one, or in the outputs."
        return fault("DG305", what, hint)
    host = call.host or call
    if source is host:
        if call.host is None:
            what = f"{quoted(source.name)} refers to itself"
            return fault("DG305", what, f"Refer to a {noun} that comes before it.")
        return None
    if host.group >= 0 and source.group >= host.group:
        if source.group == host.group:
            what = f"{quoted(source.name)} runs at the same time, in the same group"
        else:
            what = f"{quoted(source.name)} runs later, in group {source.group + 1}"
        hint = f"Move {quoted(source.name)} to a group before group {host.group + 1}."
        order = (*place.node.path, "order")
        culprits = (*order, source.name), (*order, host.name)
        return fault("DG305", what, hint, culprits=culprits)
    return None


def _where_it_is(name: str, place: Place) -> str | None:
    """How to come by what a step of this name gives, if another template has one."""
    node = place.run.template_with(name)
    if node is None:
        return None
    return (
        f"Hand on what {quoted(name)} of {quoted(node.name)} gives as an output of "
        f"{quoted(node.name)}."
    )


def _step_member(parts: tuple[str, ...], source: Call, place: Place, noun: str) -> Outcome:
    member, name = parts[2], quoted(source.name)
    if member == "inputs":
        # REF-19
        what = f"the inputs of {name} are known only inside of it"
        return fault("DG322", what, "Refer to what the step was given instead.")
    hook = place.call
    if hook is not None and hook.host is source and member != "status":
        # HOOK-2
        what = f"of its own step {name} a hook knows the `status` alone"
        if hook.place == "exit_hook":
            if parts[2:4] in _TOLD_AT_THE_END and place.role is not Role.EXPRESSION:
                return _step_outputs(parts, source, place)
            what += ", and an `exit_hook` in its arguments the outputs"
        return fault("DG305", what, "Refer to a step that comes before it.", "HOOK-2")
    if member == "outputs":
        return _step_outputs(parts, source, place)
    if member == "exitCode" and source.target is not None and not _runs_pod(source, source.target):
        return _no_pod(source, source.target, "exit code")
    if member in _FACTS and len(parts) == 3:
        return FINE
    if member == "ip":
        what = f"{quoted('.'.join(parts))} is known of a daemon alone, and {name} is none"
        return fault("DG309", what, "Let the step give its address as an output parameter.")
    what = f"{quoted('.'.join(parts))} is nothing that is known of a {noun}"
    found = unknown(place, "DG304", what, member, ["outputs", *sorted(_FACTS)])
    return hinted(found, parts, place)


def _step_outputs(parts: tuple[str, ...], source: Call, place: Place) -> Outcome:
    target, what = source.target, f"{quoted('.'.join(parts))} is no output"
    match parts[3:]:
        case ("result",):
            if target is None or _runs_pod(source, target) or target.kind == "HTTPOPTemplate":
                return FINE
            return _no_pod(source, target, "result")
        case ("parameters" | "artifacts" as sort, *_):
            if target is None:
                return FINE  # an unknown template is one mistake, and reported
            return _step_output(parts, source, target, place, sort)
        case () if place.in_expression:
            return FINE
        case (sort, *_):
            found = unknown(place, "DG304", what, sort, ["parameters", "artifacts", "result"])
            return hinted(found, parts, place)
    return fault("DG304", what, f"Write `{'.'.join(parts)}.parameters.NAME`.")


def _step_output(
    parts: tuple[str, ...], source: Call, target: Node, place: Place, sort: str
) -> Outcome:
    name = quoted(source.name)
    if len(parts) == 4:
        # REF-15
        if sort == "parameters" and (place.in_expression or source.step.with_param is not UNSET):
            return FINE
        what = f"{quoted('.'.join(parts))} stands for the outputs of all pieces of a loop"
        hint = "Name one output." if sort == "parameters" else "Name one artifact."
        return fault("DG324", f"{what}, and {name} has no `with_param`", hint)
    owner = f"{name} (template {quoted(target.name)})"
    ports = {"parameters": target.out_parameters, "artifacts": target.out_artifacts}
    side = Side("DG304", "output", owner, ports, target)
    found = find_port(parts, place, side, 3)
    if found.code:
        return found
    if (
        sort == "artifacts"
        and source.is_looped
        and not stacks(source, parts[4])
        and not stacks_unknown(source)
    ):
        # REF-17
        what = f"{name} is looped, and its pieces have no common artifact {quoted(parts[4])}"
        hint = f"Add {quoted(parts[4])} to `output_artifact` of its slices."
        slices = ("slices", *source.path)
        return fault("DG323", what, hint, culprits=((*slices, parts[4]), slices))
    return found


def _runs_pod(source: Call, target: Node) -> bool:
    """Whether a call runs a program, rather than acting on a resource (NOT-5)."""
    return (
        target.kind not in NOT_PODS
        and target.kind != "ResourceOPTemplate"
        and getattr(target.template, "resource", UNSET) is UNSET
        and source.step.use_resource is UNSET
    )


def _no_pod(source: Call, target: Node, what: str) -> Outcome:
    # REF-18
    why = f"calls a template of kind {target.kind}"
    if target.kind not in NOT_PODS:
        why = "acts on a resource"
    message = f"{quoted(source.name)} {why}, which has no {what}"
    return fault("DG321", message, "Refer to an output parameter instead.")
