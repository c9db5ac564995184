"""What a name stands for, and whether it may stand where it stands (REF-3 to REF-22).

`resolve` answers for one name. It knows nothing of texts: where in them the name was found, and
whether as a simple tag or in an expression, its caller knows.
"""

from __future__ import annotations

from dflow_graph.index import Call, Node, Role
from dflow_graph.model import UNSET
from dflow_graph.passes.culprits import missing_port
from dflow_graph.passes.finding import quoted
from dflow_graph.passes.meant_names import hinted
from dflow_graph.passes.outcome import FINE, Outcome, Place, fault, unknown
from dflow_graph.passes.scope_ports import Side, find_port
from dflow_graph.passes.scope_steps import NOT_PODS, resolve_step

__all__ = ["HEADS", "names_artifact", "resolve"]

HEADS = (
    "workflow",
    "inputs",
    "outputs",
    "steps",
    "tasks",
    "node",
    "pod",
    "item",
    "retries",
    "lastRetry",
    "request",
    "response",
)
"""First parts of all names that tags know."""
_OF_HTTP = {
    "request": ("method", "url", "body", "headers"),
    "response": ("statusCode", "body", "headers"),
}
_LAST_RETRY = frozenset({("exitCode",), ("status",), ("duration",), ("message",)})


def resolve(parts: tuple[str, ...], place: Place) -> Outcome:
    """What the name with these parts stands for at this place."""
    head = parts[0]
    if place.role is Role.RUN and head in HEADS and not _is_of_run(head, place):
        what = f"{quoted('.'.join(parts))} is known only in a template"
        return fault("DG309", what, "Name what is known of the workflow.")
    if head == "inputs":
        return _input(parts, place)
    if head in ("steps", "tasks"):
        return resolve_step(parts, place)
    if head == "workflow":
        from dflow_graph.passes.scope_workflow import resolve_workflow

        return resolve_workflow(parts, place)
    if head == "item":
        return _item(parts, place)
    if head == "outputs":
        return _own_output(parts, place)
    return _other(parts, place)


def names_artifact(parts: tuple[str, ...]) -> bool:
    """Whether a known name is that of an artifact; `.path` of one is a text."""
    if parts[0] == "inputs":
        return len(parts) == 3 and parts[1] == "artifacts"
    if parts[0] == "workflow":
        return len(parts) == 4 and parts[1:3] == ("outputs", "artifacts")
    return parts[0] in ("steps", "tasks") and parts[2:4] == ("outputs", "artifacts")


def _is_of_run(head: str, place: Place) -> bool:
    """Whether names of this beginning are known outside of templates; an executor is in a pod."""
    return head == "workflow" or (place.in_executor and head in ("node", "pod"))


def _input(parts: tuple[str, ...], place: Place) -> Outcome:
    # REF-6
    node, name = place.node, ".".join(parts)
    side = Side(
        "DG307",
        "input",
        quoted(node.name),
        {"parameters": node.in_parameters, "artifacts": node.in_artifacts},
        node,
    )
    match parts[1:]:
        case ("artifacts", _, "path"):
            found = find_port(parts[:-1], place, side, 1)
            if found.code:
                return found
            if node.kind in NOT_PODS:
                what = f"{quoted(name)} is known only in the pod that has the artifact"
                return fault("DG309", what, "Pass the artifact itself on.")
            return FINE
        case ("parameters" | "artifacts", _, *_):
            return find_port(parts, place, side, 1)
        case ("parameters",):
            return FINE
        case ("artifacts",) | () if place.in_expression:
            return FINE
        case ("artifacts",):
            what = f"{quoted(name)} names no artifact"
            return fault("DG307", what, "Write `inputs.artifacts.NAME`.")
    what = f"{quoted(name)} is no input"
    found = fault("DG307", what, "Write `inputs.parameters.NAME` or `inputs.artifacts.NAME`.")
    return hinted(found, parts, place) if len(parts) > 1 else found


def _item(parts: tuple[str, ...], place: Place) -> Outcome:
    # REF-20
    call = place.call
    if call is None:
        if place.role is Role.PATTERN:
            return FINE
        return _no_loop("the template itself is in no loop")
    if call.host is not None:
        return _no_loop("a hook is in no loop")
    if not call.is_looped:
        if place.role is Role.PATTERN:
            return FINE  # slices without a loop are one mistake, and reported (SLC-11)
        if call.target is None and call.step.slices is UNSET:
            return FINE  # a template may have slices of its own, which loop
        why = f"{quoted(call.name)} has neither `with_param` nor `with_sequence`"
        return _no_loop(why, call)
    if place.role is Role.LOOP:
        return _no_loop("what the loop runs over is there before its items")
    if len(parts) == 1:
        return FINE
    # The name of a member may have dots, where nothing leads beyond it.
    key = parts[1] if place.in_expression else ".".join(parts[1:])
    seen, member = place.run.members, (id(call), key, place.role is Role.PATTERN)
    if member not in seen:
        from dflow_graph.passes.item_members import look_up_member

        seen[member] = look_up_member(key, call, place)
    return seen[member]


def _no_loop(why: str, call: Call | None = None) -> Outcome:
    from dflow_graph.passes.slice_causes import slices_of

    what, hint = f"`item` is known only in a loop; {why}", "Add `with_param`, or name a value."
    return fault("DG310", what, hint, culprits=slices_of(call))


def _own_output(parts: tuple[str, ...], place: Place) -> Outcome:
    node = place.node
    if node.kind in NOT_PODS:
        what = f"{quoted('.'.join(parts))} is known only in the pod that writes the output"
        return fault("DG309", what, "Refer to the output of a step or task.")
    sides = {"parameters": node.out_parameters, "artifacts": node.out_artifacts}
    match parts[1:]:
        case ("parameters" | "artifacts" as sort, port, *rest):
            if port not in sides[sort]:
                what = f"{quoted(node.name)} has no output {sort[:-1]} {quoted(port)}"
                culprits = missing_port(node, "outputs", sort, port)
                known = sides[sort]
                return unknown(place, "DG304", what, port, known, clause="REF-7", culprits=culprits)
            if rest != ["path"]:
                what = f"of an output only its path is known here, not {quoted('.'.join(parts))}"
                return fault("DG309", what, f"Write `{'.'.join(parts[:3])}.path`.")
            return FINE
    what = f"{quoted('.'.join(parts))} is no output"
    return fault("DG304", what, "Write `outputs.artifacts.NAME.path`.", "REF-7")


def _other(parts: tuple[str, ...], place: Place) -> Outcome:
    head, node, name = parts[0], place.node, ".".join(parts)
    if head == "node" and parts[1:] == ("name",):
        return FINE
    if head == "pod" and parts[1:] == ("name",):
        if place.in_executor or node.kind not in NOT_PODS:
            return FINE
        what = "`pod.name` is known only in a pod"
        return fault("DG309", what, "Use it in the template's script.")
    if head in ("retries", "lastRetry"):
        if _retries(node):
            if parts == ("retries",) or (head == "lastRetry" and parts[1:] in _LAST_RETRY):
                return FINE
            what = f"{quoted(name)} is nothing that is known of a retry"
            known = ["retries", *(f"lastRetry.{fact}" for (fact,) in sorted(_LAST_RETRY))]
            return unknown(place, "DG309", what, name, known)
        why = f"{quoted(name)} is known only in a template that is retried"
        return fault("DG309", why, "Give the template a `retry_strategy`.")
    asks_http = head in ("request", "response") and place.role is Role.EXPRESSION
    if asks_http and node.kind == "HTTPOPTemplate":
        facts = _OF_HTTP[head]
        if len(parts) == 1 or parts[1] in facts:
            return FINE
        what = f"{quoted(parts[1])} is nothing that is known of a {head}"
        return unknown(place, "DG309", what, name, [f"{head}.{fact}" for fact in facts])
    if head in HEADS:
        return fault("DG309", f"{quoted(name)} is not known here", "Name what is in scope.")
    what = f"{quoted(head)} begins no name that is known here"
    heads = (*HEADS, "sprig") if place.in_expression else HEADS
    return unknown(place, "DG308", what, head, heads)


def _retries(node: Node) -> bool:
    template = node.template
    if node.kind == "PythonOPTemplate":
        return any(
            getattr(template, f"retry_on_{when}") is not UNSET
            for when in ("transient_error", "failure", "error", "failure_and_error")
        )
    return getattr(template, "retry_strategy", UNSET) is not UNSET
