"""What a task waits for, as the states of other tasks under which it runs."""

from __future__ import annotations

import itertools
import re
from typing import Any

__all__ = ["waits"]

STATES = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned")


def waits(task: dict[str, Any], tasks: dict[str, Any]) -> list[Any]:
    """The conditions under which a task runs: of each, the tasks and the states that do."""
    if task.get("depends"):
        text = task["depends"]
    else:
        text = " && ".join(f"({good(n, tasks)})" for n in task.get("dependencies") or ())
    found = []
    for part in conjuncts(text):
        names = sorted(set(re.findall(r"[\w-]+", re.sub(r"\.\w+", "", part))))
        if not names:
            continue
        under = held(part, names, tasks)
        # What holds always says nothing.
        if len(under) < len(STATES) ** len(names):
            found.append([names, under])
    return sorted(found)


def good(name: str, tasks: dict[str, Any]) -> str:
    going_on = (tasks.get(name) or {}).get("continueOn") or {}
    states = ["Succeeded", "Skipped", "Daemoned"]
    states += ["Failed"] if going_on.get("failed") else []
    states += ["Errored"] if going_on.get("error") else []
    return " || ".join(f"{name}.{state}" for state in states)


def conjuncts(text: str) -> list[str]:
    text = stripped(text.strip())
    depth, start, parts = 0, 0, []
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if not depth and text.startswith("||", index):
            return [text]
        if not depth and text.startswith("&&", index):
            parts.append(text[start:index])
            start = index + 2
    if not parts:
        return [text]
    return [p for part in (*parts, text[start:]) for p in conjuncts(part)]


def stripped(text: str) -> str:
    while text.startswith("(") and text.endswith(")"):
        depth = 0
        for index, character in enumerate(text):
            depth += (character == "(") - (character == ")")
            if not depth and index < len(text) - 1:
                return text
        text = text[1:-1].strip()
    return text


def held(text: str, names: list[str], tasks: dict[str, Any]) -> list[Any]:
    """The states of tasks under which a condition holds."""

    def atom(match: re.Match[str]) -> str:
        name, result = match[1], match[2]
        if result is None:
            return "(" + re.sub(r"([\w-]+)\.(\w+)", r"at(('\1', '\2'))",
                                good(name, tasks)) + ")"  # fmt: skip
        return f"at(('{name}', '{result}'))"

    code = re.sub(r"([\w-]+)(?:\.(\w+))?", atom, text)
    code = code.replace("||", " or ").replace("&&", " and ").replace("!", " not ")
    compiled = compile(code.strip(), "<depends>", "eval")
    held = []
    for states in itertools.product(STATES, repeat=len(names)):
        now = dict(zip(names, states, strict=True))
        if eval(compiled, {"at": lambda pair, now=now: now[pair[0]] == pair[1]}):
            held.append(list(states))
    return held
