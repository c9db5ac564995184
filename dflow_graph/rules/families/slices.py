"""The rules DG5xx: slices and loops."""

from __future__ import annotations

from dflow_graph.rules.rule import ERROR, WARNING, Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule("DG501", "unknown-sliced-port", ERROR, "SLC-10", "Slices name a port that is not there."),
    Rule("DG502", "nothing-to-slice", ERROR, "SLC-11", "Slices have nothing over which to loop."),
    Rule("DG503", "unequal-slice-lengths", ERROR, "SLC-3", "Sliced lists have different lengths."),
    Rule("DG504", "malformed-slice-pattern", ERROR, "SLC-4", "A slice pattern cannot be parsed."),
    Rule("DG505", "stray-slice-option", ERROR, "SLC-15", "An option lacks the one it belongs to."),
    Rule("DG506", "empty-pool", ERROR, "SLC-15", "A pool has no processes."),
    Rule("DG507", "stacked-big-parameter", ERROR, "SLC-19", "A big parameter is to be stacked."),
    Rule("DG508", "port-sliced-twice", ERROR, "SLC-21", "A port is sliced in two places."),
    Rule("DG509", "loop-beside-sub-path", WARNING, "SLC-25", "A loop has no effect on slices."),
    Rule("DG510", "sub-path-of-nothing", ERROR, "SLC-26", "No artifact is sliced by its items."),
    Rule("DG511", "slices-on-script", ERROR, "SLC-27", "Slices are given to what cannot slice."),
    Rule("DG512", "two-loops", ERROR, "LOOP-1", "A step has two loops."),
    Rule("DG513", "loop-over-no-list", ERROR, "LOOP-2", "A loop runs over what is no list."),
    Rule(
        "DG514",
        "sequence-without-one-end",
        ERROR,
        "LOOP-3",
        "A sequence has no end, or says it twice.",
    ),
    Rule("DG515", "bound-not-whole", ERROR, "LOOP-8", "A bound of a sequence is no whole number."),
    Rule("DG516", "negative-count", ERROR, "LOOP-8", "A sequence has less than no numbers."),
    Rule("DG517", "malformed-item-format", ERROR, "LOOP-9", "A format does not make one number."),
    Rule(
        "DG518",
        "misplaced-success-count",
        ERROR,
        "LOOP-7",
        "Successes are counted where there are no pieces.",
    ),
    Rule(
        "DG519",
        "number-beside-ratio",
        ERROR,
        "LOOP-7",
        "Successes are counted in two ways at once.",
    ),
    Rule(
        "DG520",
        "unreachable-success-count",
        ERROR,
        "LOOP-7",
        "More pieces must succeed than there are.",
    ),
    Rule(
        "DG521",
        "parallelism-without-loop",
        WARNING,
        "LOOP-11",
        "The pieces of a step that is not looped are bounded.",
    ),
    Rule(
        "DG522",
        "uncut-sliced-input",
        WARNING,
        "SLC-29",
        "A sliced input stands where nothing cuts it.",
    ),
)
