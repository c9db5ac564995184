"""`Steps` and `DAG` templates: calls in an order, and outputs made of theirs."""

from __future__ import annotations

from typing import Any

from tests.argo.generated.calls import Call
from tests.argo.generated.dice import Dice
from tests.argo.generated.made import Made, Port
from tests.argo.generated.pods import annotated, memoized
from tests.argo.generated.scope import Scope, Value
from tests.argo.generated.values import can_default, value_of

__all__ = ["group"]

Json = dict[str, Any]


def group(
    dice: Dice, length: int, targets: list[Made], workflow: Json, *, is_first: bool = False
) -> Made:
    """A template of calls to others; `workflow` takes the workflow parameters that it needs."""
    scope = Scope(dice, length, workflow, is_first=is_first)
    kind = dice.pick("Steps", "DAG")
    data: Json = {"kind": kind, **annotated(dice)}
    name = dice.name("main" if is_first else "super")
    if kind == "Steps":
        data["steps"], made = _groups(scope, targets)
    else:
        data["tasks"], made = _tasks(scope, targets)
    outputs, parameters, artifacts = _outputs(made, dice, length)
    again = kind == "Steps" and not is_first and dice.chance(4)
    in_parameters, in_artifacts = scope.parameters(), scope.artifacts()
    if again:
        _call_again(name, data, scope, in_parameters, in_artifacts)
        in_parameters = [p._replace(is_sliced=False) for p in in_parameters]
        in_parameters.append(Port("count-down", "int"))
        in_artifacts = [p._replace(is_sliced=False) for p in in_artifacts]
        parameters = [p._replace(is_sliced=False) for p in parameters]
        artifacts = [p._replace(is_sliced=False) for p in artifacts]
    data["inputs"], data["outputs"] = scope.inputs, outputs
    if dice.chance(5):
        data["parallelism"] = dice.number(1, 4)
    data.update(memoized(dice, []))
    return Made(name, data, in_parameters, in_artifacts, parameters, artifacts)


def _groups(scope: Scope, targets: list[Made]) -> tuple[list[list[Json]], list[Value]]:
    groups = []
    made: list[Value] = []
    for _ in range(scope.dice.number(1, 3)):
        calls = [_call(scope, targets, "steps") for _ in range(scope.dice.number(1, 2))]
        for call in calls:
            made += call.outputs
            scope.values += call.outputs
        groups.append([call.fields for call in calls])
    return groups, made


def _tasks(scope: Scope, targets: list[Made]) -> tuple[list[Json], list[Value]]:
    dice = scope.dice
    tasks: list[Json] = []
    made: list[Value] = []
    calls: list[Call] = []
    for _ in range(dice.number(1, 4)):
        call = _call(scope, targets, "tasks")
        needed = list(call.after)
        for other in calls:
            if other.name not in needed and dice.chance(4):
                of_pieces = other.loop.is_loop and not _is_enclosed(other)
                result = "AllFailed" if of_pieces else "Failed"
                needed.append(dice.pick(other.name, f"{other.name}.{result} || {other.name}"))
        if needed:
            call.fields["dependencies"] = needed
        calls.append(call)
        made += call.outputs
        scope.values += call.outputs
        tasks.append(call.fields)
    return (tasks[::-1] if dice.chance() else tasks), made


def _is_enclosed(call: Call) -> bool:
    """Whether the loop of a task may stand in a template of its own, where its pieces are."""
    return any(name == "parallelism" or name.endswith("_hook") for name in call.fields)


def _call(scope: Scope, targets: list[Made], prefix: str) -> Call:
    dice = scope.dice
    call = Call(dice.of(targets), dice.name("do", "Step-b", "task"), prefix, scope)
    hooked = [t for t in targets if not t.is_group and not t.slices and not _artifacts(t)]
    if hooked and dice.chance(6):
        call.hook(hooked)
    return call


def _artifacts(target: Made) -> bool:
    return any(p.needed for p in target.in_artifacts)


def _outputs(made: list[Value], dice: Dice, length: int) -> tuple[Json, list[Port], list[Port]]:
    parameters: Json = {}
    artifacts: Json = {}
    outs, files = [], []
    for value in made:
        # ARGO-5: a stacked artifact that is saved does not leave a group.
        if not dice.chance(3) or (value.saved and value.is_stacked):
            continue
        name = dice.name("out", "Out_2")
        if value.is_artifact:
            field, port = _artifact(value, name, made, dice)
            artifacts[name] = field
            files.append(port)
        else:
            field, port = _parameter(value, name, made, dice, length)
            parameters[name] = field
            outs.append(port)
    return {"parameters": parameters, "artifacts": artifacts}, outs, files


def _parameter(
    value: Value, name: str, made: list[Value], dice: Dice, length: int
) -> tuple[Json, Port]:
    port = value.port
    big = port.big and not port.both
    field: Json = {"type": port.type} if dice.chance() or big else {}
    is_sliced = port.is_sliced
    twins = [] if big else [v for v in _twins(value, made) if not v.port.big or v.port.both]
    if twins and dice.chance(3):
        other = dice.of(twins)
        field["value_from_expression"] = _either(value, other)
        is_sliced = is_sliced and other.port.is_sliced
    else:
        field["value_from_parameter"] = value.reference
    if big:
        field["save_as_artifact"] = True
    elif can_default(port.type) and (not port.needed or dice.chance(6)):
        field["default"] = value_of(port.type, dice, length)
    if dice.chance(6) and not big:
        field["global_name"] = dice.name("global")
    needed = "default" not in field
    return field, Port(name, port.type, needed and port.needed, big, is_sliced=is_sliced)


def _artifact(value: Value, name: str, made: list[Value], dice: Dice) -> tuple[Json, Port]:
    field: Json = {}
    # ARGO-5: slices around the group do not stack what is saved within it.
    is_sliced = value.port.is_sliced and not value.saved
    twins = [] if value.saved else [v for v in _twins(value, made) if not v.saved]
    if twins and dice.chance(3):
        other = dice.of(twins)
        field["from_expression"] = _either(value, other)
        is_sliced = is_sliced and other.port.is_sliced
    else:
        field["_from"] = value.reference
        if dice.chance(6):
            field["sub_path"] = "sub"
            is_sliced = False
    needed = value.port.needed
    if not needed:
        field["optional"] = True
    if dice.chance(6):
        field["global_name"] = dice.name("global")
    port = Port(name, value.port.type, needed, is_sliced=is_sliced, unpacked=value.port.unpacked)
    return field, port


def _twins(value: Value, made: list[Value]) -> list[Value]:
    return [
        v
        for v in made
        if v is not value
        and v.is_artifact is value.is_artifact
        and v.port.type == value.port.type
        and v.port.needed == value.port.needed
    ]


def _either(one: Value, other: Value) -> str:
    return f"workflow.name == 'x' ? {one.expression} : {other.expression}"


def _call_again(
    name: str, data: Json, scope: Scope, parameters: list[Port], artifacts: list[Port]
) -> None:
    """A last step in which the template calls itself, until a number has come down."""
    count = "count-down"
    scope.inputs["parameters"][count] = {"type": "int"}
    given: Json = {p.name: f"{{{{inputs.parameters.{p.name}}}}}" for p in parameters}
    given[count] = "{{=asInt(inputs.parameters['" + count + "']) - 1}}"
    step: Json = {"name": "again", "template": name, "parameters": given}
    step["when"] = "{{inputs.parameters." + count + "}} > 0"
    files = {p.name: f"{{{{inputs.artifacts.{p.name}}}}}" for p in artifacts}
    if files:
        step["artifacts"] = files
    data["steps"].append([step])
