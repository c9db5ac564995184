"""Slices, expressions and conditions, no two alike, in templates of templates.

Rounds of 20 steps in DAGs of ten rounds, in Steps of ten DAGs. Of ten steps in a round three have
an expression, three a condition, and one is a loop over slices; each names a number of its own, and
most of them a step before it.
"""

from __future__ import annotations

from typing import Any

from benchmarks.relax import RELAX, START, head

__all__ = ["mixed"]

_ROUND = 20
_GROUP = 5
_TEN = 10
_EXPRESSIONS, _CONDITIONS, _LOOP = (1, 4, 7), (2, 5, 8), 9  # of ten steps
_SLICES = {
    "input_parameter": ["index"],
    "output_parameter": ["energy"],
    "output_artifact": ["relaxed"],
}


def _energy(number: int) -> str:
    return f"steps['relax-{number}'].outputs.parameters.energy"


def _step(number: int, before: int | None) -> dict[str, Any]:
    """One call; `before` is a step of the group before its own, and has one value."""
    step: dict[str, Any] = {
        "name": f"relax-{number}",
        "template": "relax",
        "parameters": {"index": number, "tolerance": 0.01 * (number % 7 + 1)},
        "artifacts": {
            "structure": "{{inputs.artifacts.structure}}"
            if before is None
            else f"{{{{steps.relax-{before}.outputs.artifacts.relaxed}}}}"
        },
    }
    place = number % _TEN
    if place in _EXPRESSIONS:
        step["parameters"]["tolerance"] = _expression(number, before)
    elif place in _CONDITIONS:
        step["when"] = _condition(number, before)
    elif place == _LOOP:
        step["parameters"]["index"] = [number, number + 1, number + 2]
        step["with_param"] = "{{=toJson(sprig.untilStep(0, 3, 1))}}"
        step["slices"] = _SLICES
        step["continue_on_success_ratio"] = 0.5
    return step


def _expression(number: int, before: int | None) -> str:
    scale = "asFloat(inputs.parameters.scale)"
    if before is None:
        return f"{{{{={scale} > {number}.5 ? '0.01' : toJson({scale} / {number})}}}}"
    return f"{{{{=sprig.max(0.001, asFloat({_energy(before)}) * {scale} - {number})}}}}"


def _condition(number: int, before: int | None) -> str:
    scale = "{{inputs.parameters.scale}}"
    if before is None:
        return f"{scale} > {number} || '{number}' != 'all'"
    return f"{{{{steps.relax-{before}.outputs.parameters.energy}}}} < {number}.25 && {scale} >= 1"


def _before(number: int, first: int) -> int | None:
    """A step of the group before, which is neither a loop nor conditional."""
    group = number - (number - first) % _GROUP - _GROUP
    if group < first:
        return None
    others = (*_CONDITIONS, _LOOP)
    return next(n for n in range(group, group + _GROUP) if n % _TEN not in others)


def _ports(scaled: str) -> dict[str, Any]:
    return {
        "inputs": {"parameters": {"scale": {"type": "float"}}, "artifacts": {"structure": {}}},
        "outputs": {"parameters": {"energy": {"type": "float", "value_from_expression": scaled}}},
    }


def _round(first: int, steps: int) -> dict[str, Any]:
    calls = [_step(n, _before(n, first)) for n in range(first, first + steps)]
    energy = f"asFloat({_energy(first)}) * {first + 1}"
    return {
        "kind": "Steps",
        **_ports(energy),
        "steps": [calls[i : i + _GROUP] for i in range(0, steps, _GROUP)],
    }


def _above(targets: list[str], level: int) -> dict[str, Any]:
    """A template that calls these, each with the scale and what the one before it gives."""
    is_dag = level % 2 == 1
    prefix = "tasks" if is_dag else "steps"
    calls = []
    for number, target in enumerate(targets):
        scale = "{{inputs.parameters.scale}}"
        if number:
            scale = (
                f"{{{{=toJson(asFloat({prefix}['part-{number - 1}'].outputs.parameters.energy)"
                f" + {number})}}}}"
            )
        calls.append(
            {
                "name": f"part-{number}",
                "template": target,
                "parameters": {"scale": scale},
                "artifacts": {"structure": "{{inputs.artifacts.structure}}"},
            }
        )
        if is_dag and number:
            calls[-1]["dependencies"] = [f"part-{number - 1}"]
    last = f"{prefix}['part-{len(targets) - 1}'].outputs.parameters.energy"
    body = {"tasks": calls} if is_dag else {"steps": [[call] for call in calls]}
    return {"kind": "DAG" if is_dag else "Steps", **_ports(f"asFloat({last}) / 2"), **body}


def mixed(steps: int) -> dict[str, Any]:
    templates = {
        f"level-0-{first // _ROUND}": _round(first, min(_ROUND, steps - first))
        for first in range(0, steps, _ROUND)
    }
    names, level = list(templates), 0
    while len(names) > _TEN:
        level += 1
        parts = [names[i : i + _TEN] for i in range(0, len(names), _TEN)]
        names = [f"level-{level}-{number}" for number in range(len(parts))]
        templates |= {name: _above(part, level) for name, part in zip(names, parts, strict=True)}
    main = _above(names, level + 1)
    scale = {"scale": {"type": "float", "value": 1.5}}
    main["inputs"] = {"parameters": scale, "artifacts": START}
    return head({"main": main, **templates, "relax": RELAX})
