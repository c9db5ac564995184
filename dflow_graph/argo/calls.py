"""Steps and tasks as Argo writes them: what they call, when and how often."""

from __future__ import annotations

import itertools
from typing import Any

from dflow_graph.argo.arguments import arguments_of
from dflow_graph.argo.body import Body
from dflow_graph.argo.dependencies import OF_PIECES, after_check, depends_of
from dflow_graph.argo.hooks import hooks_of
from dflow_graph.argo.item_lists import item_list
from dflow_graph.argo.loop_outputs import as_lists
from dflow_graph.argo.loop_template import enclosed, is_enclosed
from dflow_graph.argo.loops import NO_LOOP, loop_of
from dflow_graph.argo.parts import brought_parts
from dflow_graph.argo.shapes import Asked, asked
from dflow_graph.argo.success import check_step, counts_successes
from dflow_graph.argo.variants import Variant
from dflow_graph.expr.depends import parse_dependency
from dflow_graph.index import Call
from dflow_graph.model import UNSET
from dflow_graph.record import Record

__all__ = ["groups_of", "tasks_of"]

_LOOPS = {"withParam", "withSequence", "withItems"}


class Called(Record):
    """A step or task, and the helper steps that run before and after it, if it needs them.

    `told` are tasks in place of its hooks, by the result at which they are called.
    """

    fields: dict[str, Any]
    before: list[dict[str, Any]]
    after: dict[str, Any] | None
    told: dict[str, dict[str, Any]]


def groups_of(body: Body) -> list[list[dict[str, Any]]]:
    """The groups of a `Steps` template; helpers have groups of their own before and after."""
    groups: list[list[dict[str, Any]]] = []
    for _, group in itertools.groupby(body.node.calls, key=lambda call: call.group):
        calls = [(call, called(call, body)) for call in group]
        for call, made in calls:
            if call not in body.uncommon:
                continue
            step = call.step
            going_on = {}
            if step.continue_on_failed or made.after:
                going_on["failed"] = True
            if step.continue_on_error:
                going_on["error"] = True
            if going_on:
                made.fields["continueOn"] = going_on
            if made.after and step.continue_on_failed:
                # LOOP-5: the step has failed where its check has.
                made.after["continueOn"] = {"failed": True}
        before = [step for _, made in calls for step in made.before]
        after = [made.after for _, made in calls if made.after]
        groups += [g for g in (before, [made.fields for _, made in calls], after) if g]
    return groups


def tasks_of(body: Body) -> list[dict[str, Any]]:
    """The tasks of a `DAG`; going on after a failure is said in what they depend on (DEP-4)."""
    made = [(call, called(call, body)) for call in body.node.calls]
    checks = {call.name: task.after["name"] for call, task in made if task.after}
    told = {call.name: [hook["name"] for hook in task.told.values()] for call, task in made}
    waits = depends_of(body.node, checks, told)
    _check_results(made, body)
    tasks = []
    for call, task in made:
        depends = waits.get(call.name, "")
        first = {"depends": depends} if depends else {}
        for step in task.before:
            tasks.append({**step, **first})
            helper = f"{step['name']}.Succeeded || {step['name']}.Skipped"
            depends = f"({depends}) && ({helper})" if depends else helper
        tasks.append({**task.fields, **({"depends": depends} if depends else {})})
        if task.after:
            tasks.append({**task.after, "depends": after_check(call)})
        for result, hook in task.told.items():
            tasks.append({**hook, "depends": f"{checks.get(call.name, call.name)}.{result}"})
    return tasks


def _check_results(made: list[tuple[Call, Called]], body: Body) -> None:
    """A loop that has moved into a template of its own has no pieces in the DAG."""
    moved = {c.name: c.step for c, task in made if c.is_looped and not task.fields.keys() & _LOOPS}
    for call in body.node.calls if moved else ():
        for number, text in enumerate(call.step.dependencies or ()):
            for mention in parse_dependency(text).mentions:
                if mention.result in OF_PIECES and mention.task in moved:
                    bound = moved[mention.task].parallelism is not UNSET
                    body.cannot(
                        f"`{mention.task}.{mention.result}` asks for the pieces of a loop that has "
                        f"{'`parallelism`' if bound else 'hooks'}, and Argo knows them inside of "
                        "the template for that alone",
                        (*call.path, "dependencies", number),
                        "Ask for `Succeeded` or `Failed`, or set `parallelism` at the DAG."
                        if bound
                        else "Ask for `Succeeded` or `Failed`, or leave the hooks out.",
                    )


def called(call: Call, body: Body) -> Called:
    """A step or task, but for its place among the others."""
    step = call.step
    assert call.target is not None
    wanted = asked(call, body)
    target = body.lowering.variants.of(call.target, wanted.shape)
    if call not in body.uncommon and not wanted.apart:
        return _common(call, target, wanted, body)
    brought = brought_parts(call, wanted.apart, body)
    wanted = wanted._replace(brought=brought.sources)
    listed = item_list(call, body)
    loop = loop_of(call, body, listed.text)
    fields: dict[str, Any] = {"name": step.name, "template": target.name}
    fields.update(arguments_of(call, target, wanted, loop, body))
    when = {} if step.when is UNSET else {"when": as_lists(step.when, body)}
    fields.update(when)
    fields.update(loop.fields)
    told: dict[str, dict[str, Any]] = {}
    if body.node.hooks:
        hooks, told = hooks_of(call, target, body)
        if hooks:
            fields["hooks"] = hooks
    # A condition on the items is decided for each piece.
    once = {} if "item" in when.get("when", "") else when
    before = [{**step, **once} for step in (listed.helper, brought.step) if step]
    after = None
    # LOOP-10: a loop over nothing has no outputs to be counted.
    if counts_successes(call) and loop.length != "0":
        after = {
            **check_step(call, loop.length, body),
            **_if_any(loop.length, once.get("when", "")),
        }
    # LOOP-11
    if loop.fields and is_enclosed(fields, after, call):
        return Called(enclosed(fields, after, call, body), before, None, told)
    return Called(fields, before, after, told)


def _common(call: Call, target: Variant, wanted: Asked, body: Body) -> Called:
    """A call that has no loop, no hooks and nothing that a helper does for it."""
    fields: dict[str, Any] = {"name": call.name, "template": target.name}
    fields.update(arguments_of(call, target, wanted, NO_LOOP, body))
    if call.step.when is not UNSET:
        fields["when"] = as_lists(call.step.when, body)
    return Called(fields, [], None, {})


def _if_any(count: str, when: str) -> dict[str, str]:
    """The condition of what comes after a loop that may be one over nothing."""
    if count.isdigit():
        return {"when": when} if when else {}
    condition = "{{=" + count + " > 0}}"
    return {"when": f"({when}) && {condition}" if when else condition}
