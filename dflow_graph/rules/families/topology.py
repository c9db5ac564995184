"""The rules DG6xx: how templates and tasks hang together."""

from __future__ import annotations

from dflow_graph.rules.rule import ERROR, WARNING, Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule("DG601", "circular-dependency", ERROR, "DEP-6", "Tasks wait for each other in a circle."),
    Rule("DG602", "self-dependency", ERROR, "DEP-3", "A task waits for itself."),
    Rule("DG603", "malformed-dependency", ERROR, "DEP-2", "A dependency cannot be parsed."),
    Rule("DG604", "unknown-dependency", ERROR, "DEP-3", "A task waits for one that is not there."),
    Rule(
        "DG605",
        "loop-result-of-no-loop",
        ERROR,
        "DEP-7",
        "A task without pieces is asked for theirs.",
    ),
    Rule("DG606", "unused-template", WARNING, "WF-5", "Nothing calls a template."),
    Rule(
        "DG607",
        "unreachable-template",
        WARNING,
        "WF-5",
        "Templates that call each other are called by nothing else.",
    ),
    Rule("DG608", "endless-recursion", ERROR, "STEP-6", "Templates call each other without end."),
    Rule("DG609", "calls-nested-too-deep", ERROR, "STEP-11", "Calls are nested too deep for Argo."),
    Rule("DG610", "empty-group", ERROR, "STEP-2", "A template of steps or tasks has none."),
    Rule(
        "DG611",
        "exit-handler-repeats-workflow",
        WARNING,
        "HOOK-5",
        "The exit handler runs the whole workflow again.",
    ),
)
