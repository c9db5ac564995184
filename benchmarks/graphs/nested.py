"""Templates in templates: ten steps in the innermost, ten calls in each above, DAG or Steps."""

from __future__ import annotations

from typing import Any

from benchmarks.relax import RELAX, START, head

__all__ = ["nested"]

_TEN = 10
_STRUCTURE = "{{inputs.artifacts.structure}}"


def _calls(names: list[str], targets: list[str], prefix: str) -> list[dict[str, Any]]:
    """A chain: each call takes what the one before it gives."""
    sources = [_STRUCTURE]
    sources += [f"{{{{{prefix}.{name}.outputs.artifacts.relaxed}}}}" for name in names[:-1]]
    return [
        {"name": name, "template": target, "artifacts": {"structure": source}}
        for name, target, source in zip(names, targets, sources, strict=True)
    ]


def _above(targets: list[str], level: int) -> dict[str, Any]:
    """A template that calls these one after another."""
    names = [f"part-{number}" for number in range(len(targets))]
    is_dag = level % 2 == 1
    prefix = "tasks" if is_dag else "steps"
    calls = _calls(names, targets, prefix)
    source = f"{{{{{prefix}.{names[-1]}.outputs.artifacts.relaxed}}}}"
    body = {"tasks": calls} if is_dag else {"steps": [[call] for call in calls]}
    return {
        "kind": "DAG" if is_dag else "Steps",
        "inputs": {"artifacts": {"structure": {}}},
        "outputs": {"artifacts": {"relaxed": {"_from": source}}},
        **body,
    }


def _innermost(first: int, steps: int) -> dict[str, Any]:
    template = _above(["relax"] * steps, 0)
    for number, group in enumerate(template["steps"], first):
        group[0]["parameters"] = {"index": number}
    return template


def nested(steps: int) -> dict[str, Any]:
    templates = {
        f"level-0-{first // _TEN}": _innermost(first, min(_TEN, steps - first))
        for first in range(0, steps, _TEN)
    }
    names, level = list(templates), 0
    while len(names) > _TEN:
        level += 1
        parts = [names[i : i + _TEN] for i in range(0, len(names), _TEN)]
        names = [f"level-{level}-{number}" for number in range(len(parts))]
        templates |= {name: _above(part, level) for name, part in zip(names, parts, strict=True)}
    main = {**_above(names, level + 1), "inputs": {"artifacts": START}}
    return head({"main": main, **templates, "relax": RELAX})
