"""Steps, tasks and hooks as Argo writes them: what they call, with what, when and how often."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

from dflow_graph.argo.body import NOTHING, Body, big_name
from dflow_graph.argo.dependencies import OF_PIECES, after_check, depends_of
from dflow_graph.argo.empty_loops import or_empty
from dflow_graph.argo.empty_stacks import stack_marks
from dflow_graph.argo.fetched import passes_alone
from dflow_graph.argo.item_lists import alone_source, item_list
from dflow_graph.argo.locations import archive_of
from dflow_graph.argo.loop_template import enclosed, is_enclosed
from dflow_graph.argo.loops import NO_LOOP, loop_of
from dflow_graph.argo.ports import Ports, piece_name
from dflow_graph.argo.problems import Path
from dflow_graph.argo.shapes import asked, hidden_arguments
from dflow_graph.argo.sources import FETCHED, cannot_part, pieces_of, source_fields
from dflow_graph.argo.success import check_step, counts_successes
from dflow_graph.argo.texts import (
    escaped_json,
    json_text,
    literal_text,
    text_form,
)
from dflow_graph.argo.variants import Variant, whole_reference
from dflow_graph.expr.depends import parse_dependency
from dflow_graph.index import Call
from dflow_graph.model import UNSET, InputArtifact
from dflow_graph.refs import exact_reference

__all__ = ["HOOKS", "Called", "arguments_of", "called", "groups_of", "tasks_of"]

HOOKS = {
    "success_hook": "Succeeded",
    "running_hook": "Running",
    "failure_hook": "Failed",
    "exit_hook": "",
}
"""Field of a step to the status at which its hook is called (HOOK-1); `exit` needs none."""

_LOOPS = {"withParam", "withSequence", "withItems"}


class Called(NamedTuple):
    """A step or task, and the helper steps that run before and after it, if it needs them."""

    fields: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def groups_of(body: Body) -> list[list[dict[str, Any]]]:
    """The groups of a `Steps` template; helpers have groups of their own before and after."""
    groups: list[list[dict[str, Any]]] = []
    for _, group in itertools.groupby(body.node.calls, key=lambda call: call.group):
        calls = [(call, called(call, body)) for call in group]
        for call, made in calls:
            step = call.step
            going_on = {}
            if step.continue_on_failed or made.after:
                going_on["failed"] = True
            if step.continue_on_error:
                going_on["error"] = True
            if going_on:
                made.fields["continueOn"] = going_on
        before = [made.before for _, made in calls if made.before]
        after = [made.after for _, made in calls if made.after]
        groups += [g for g in (before, [made.fields for _, made in calls], after) if g]
    return groups


def tasks_of(body: Body) -> list[dict[str, Any]]:
    """The tasks of a `DAG`; going on after a failure is said in what they depend on (DEP-4)."""
    made = [(call, called(call, body)) for call in body.node.calls]
    checks = {call.name: task.after["name"] for call, task in made if task.after}
    waits = depends_of(body.node, checks)
    _check_results(made, body)
    tasks = []
    for call, task in made:
        depends = waits.get(call.name, "")
        if task.before:
            tasks.append({**task.before, **({"depends": depends} if depends else {})})
            helper = f"{task.before['name']}.Succeeded || {task.before['name']}.Skipped"
            depends = f"({depends}) && ({helper})" if depends else helper
        tasks.append({**task.fields, **({"depends": depends} if depends else {})})
        if task.after:
            tasks.append({**task.after, "depends": after_check(call)})
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
    listed = item_list(call, body)
    loop = loop_of(call, body, listed.text)
    fields: dict[str, Any] = {"name": step.name, "template": target.name}
    arguments = arguments_of(call, target, body)
    arguments.parameters += hidden_arguments(call, wanted, loop, body) + stack_marks(call, body)
    fields.update(arguments.as_field("arguments"))
    when = {} if step.when is UNSET else {"when": step.when}
    fields.update(when)
    fields.update(loop.fields)
    if body.node.hooks:
        hooks = _hooks(call, body)
        if hooks:
            fields["hooks"] = hooks
    # A condition on the items is decided for each piece.
    once = {} if "item" in when.get("when", "") else when
    before = {**listed.helper, **once} if listed.helper else None
    after = None
    # LOOP-10: a loop over nothing has no outputs to be counted.
    if counts_successes(call) and loop.length != "0":
        after = {
            **check_step(call, loop.length, body),
            **_if_any(loop.length, once.get("when", "")),
        }
    # LOOP-11
    if loop.fields and is_enclosed(fields, after, call):
        return Called(enclosed(fields, after, call, body), before, None)
    return Called(fields, before, after)


def _if_any(count: str, when: str) -> dict[str, str]:
    """The condition of what comes after a loop that may be one over nothing."""
    if count.isdigit():
        return {"when": when} if when else {}
    condition = "{{=" + count + " > 0}}"
    return {"when": f"({when}) && {condition}" if when else condition}


def _hooks(call: Call, body: Body) -> dict[str, Any]:
    hooks: dict[str, Any] = {}
    for field, status in HOOKS.items():
        hook = getattr(call.step, field)
        if hook is UNSET:
            continue
        hooked = body.hooks[call, field]
        assert hooked.target is not None
        wanted = asked(hooked, body)
        target = body.lowering.variants.of(hooked.target, wanted.shape)
        fields: dict[str, Any] = {"template": target.name}
        arguments = arguments_of(hooked, target, body)
        arguments.parameters += hidden_arguments(hooked, wanted, NO_LOOP, body)
        arguments.parameters += stack_marks(hooked, body)
        fields.update(arguments.as_field("arguments"))
        # HOOK-1
        name = f"{body.prefix}['{call.name}']"
        expression = hook.expression or (f"{name}.status == '{status}'" if status else "")
        if expression:
            fields["expression"] = expression
        hooks[field.removesuffix("_hook")] = fields
    return hooks


def arguments_of(call: Call, target: Variant, body: Body) -> Ports:
    """What a call gives to its template, in the order of the template's inputs."""
    given = Ports()
    node, parameters = target.node, call.step.parameters or {}
    escaped = frozenset(target.shape.escaped)
    for name, port in node.in_parameters.items() if parameters else ():
        if name not in parameters:
            continue
        value = parameters[name]
        if port.is_big:
            source = body.big_source(value)
            fields = {"from": source} if source else {"raw": {"data": _big_text(value, body)}}
            given.artifacts.append({"name": big_name(name), **fields})
        else:
            type_ = None if port.type is None else str(port.type)
            if node.kind != "PythonOPTemplate":
                body.check_literal(value, (*call.path, "parameters", name))
            inside = literal_text(value) if name in escaped else None
            value = or_empty(value, body)
            text = text_form(value, type_, body.type_of) if inside is None else escaped_json(inside)
            given.parameters.append({"name": name, "value": text})
    _add_artifacts(given, call, target, body)
    return given


def _add_artifacts(given: Ports, call: Call, target: Variant, body: Body) -> None:
    node, artifacts = target.node, call.step.artifacts
    if not artifacts:
        return
    shape, above = target.shape, call.path
    pieces, alone, cut = dict(shape.parts), frozenset(shape.alone), frozenset(shape.taken)
    for name, port in node.in_artifacts.items():
        # ART-4: what is deliberately left out is not given.
        source = artifacts.get(name)
        if source is None:
            continue
        path = (*above, "artifacts", name)
        below = port.entry.sub_path or "" if isinstance(port.entry, InputArtifact) else ""
        if name in pieces:
            text = whole_reference(source)
            if text is not None and name in cut:
                cannot_part(text.strip("{} ").rpartition(".")[2], path, body)
            given.artifacts.extend(_pieces(name, text or source, path, body, below))
            continue
        if name in alone and not passes_alone(source, body):
            located = alone_source(name, source, path, body)
        else:
            located = source_fields(source, path, body, below)
        if name in cut and not node.is_group and node.kind != "PythonOPTemplate":
            body.cannot(
                f"`{node.name}` is given a part of an artifact, which only a Python OP can take",
                (*path, "slice"),
                "Give it the whole artifact, or a `sub_path` of it.",
            )
        if located is not None and FETCHED.isdisjoint(located):
            if port.entry.optional and body.prefix == "steps":
                located = _or_nothing(located, body)
            given.artifacts.append({"name": name, **located, **_as_taken(port.entry)})


def _or_nothing(located: dict[str, Any], body: Body) -> dict[str, Any]:
    """A source that is missing where its step was skipped, for an input that may be missing.

    Among steps, Argo takes an output of one that was skipped for an artifact that is nowhere, and
    that must be somewhere. An input of the template that nobody gives is missing as it should be.
    With a path below it, Argo leaves such an argument out by itself.
    """
    parts = exact_reference(located.get("from", ""))
    if parts is None or parts[0] != "steps" or "subPath" in located:
        return located
    if body.node.by_name[parts[1]].step.when is UNSET:
        return located
    body.needs_nothing = True
    step = f"steps['{parts[1]}']"
    output = f"{step}.outputs.artifacts['{parts[4]}']"
    chosen = f"{step}.status == 'Skipped' ? inputs.artifacts.{NOTHING} : {output}"
    # Argo's validator wants a place beside the expression, whose result then takes its place.
    return {"fromExpression": chosen, "raw": {"data": ""}}


def _as_taken(entry: Any) -> dict[str, Any]:
    """How an input takes its artifact: of an argument Argo keeps all but the path of the input."""
    fields: dict[str, Any] = {"optional": True} if entry.optional else {}
    # ART-5
    return {**fields, **(archive_of(None) if entry.archive is None else {})}


def _pieces(name: str, source: Any, path: Path, body: Body, below: str) -> list[dict[str, Any]]:
    """The arguments for an artifact that arrives in pieces (ART-7)."""
    if isinstance(source, str):
        # An input of this template that arrived in pieces goes on in pieces.
        own = source.strip("{} ").rpartition(".")[2]
        sources = [
            f"{{{{inputs.artifacts.{piece_name(own, i)}}}}}" for i in range(len(body.parts[own]))
        ]
        part = {"subPath": below} if below else {}
        return [
            {"name": piece_name(name, number), "from": text, **part}
            for number, text in enumerate(sources)
            if piece_name(own, number) not in body.fetched
        ]
    keys = () if isinstance(source, list) else ("items", *source.items)
    given = []
    for number, piece in enumerate(pieces_of(source)):
        place = (*path, keys[0], keys[number + 1]) if keys else (*path, number)
        fields = source_fields(piece, place, body, below)
        if fields is not None and FETCHED.isdisjoint(fields):
            given.append({"name": piece_name(name, number), **fields})
    return given


def _big_text(value: Any, body: Body) -> str:
    """The file of a big parameter: JSON, also where it is a text (BIG-1)."""
    if isinstance(value, str) and "{{" not in value:
        return json_text(value)
    return text_form(value, "object", body.type_of)
