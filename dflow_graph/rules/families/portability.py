"""The rules DG9xx: what Argo cannot take."""

from __future__ import annotations

from dflow_graph.rules.rule import ERROR, WARNING, Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule(
        "DG901", "too-many-templates", WARNING, "TPL-19",
        "A graph has more templates than Argo takes in one workflow.",
    ),
    Rule(
        "DG902", "too-many-tasks", WARNING, "TPL-19",
        "A DAG has more tasks than Argo takes in one template.",
    ),
    Rule(
        "DG903", "too-many-input-parameters", WARNING, "TPL-19",
        "A template has more input parameters than Argo takes.",
    ),
    Rule(
        "DG904", "oversized-template", WARNING, "ARGO-1",
        "A template is larger than older versions of Argo can run.",
    ),
    Rule(
        "DG905", "oversized-workflow", WARNING, "ARGO-2",
        "A graph is larger than Argo can store.",
    ),
    Rule(
        "DG906", "header-not-from-secret", ERROR, "ARGO-3",
        "A header of a request takes its value from something other than a secret.",
    ),
    Rule(
        "DG907", "unknown-to-older-argo", WARNING, "ARGO-4",
        "A field, variable or function is used that older versions of Argo do not know.",
    ),
    Rule(
        "DG908", "no-place-in-argo", ERROR, "ARGO-5",
        "A part of a graph that is emitted has no place in a manifest.",
    ),
    Rule(
        "DG909", "file-not-uploaded", ERROR, "ARGO-6",
        "A graph that is emitted takes a file from the machine on which it is emitted.",
    ),
)  # fmt: skip
