"""The rules DG3xx: references and their scope."""

from __future__ import annotations

from dflow_graph.rules.rule import ERROR, WARNING, Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule("DG301", "malformed-tag", ERROR, "REF-1", "A tag does not follow the grammar of tags."),
    Rule("DG302", "unknown-template", ERROR, "STEP-1", "A template is called that is not there."),
    Rule(
        "DG303", "unknown-step", ERROR, "REF-3", "A step or task is referred to that is not there."
    ),
    Rule("DG304", "unknown-output", ERROR, "REF-3", "An output is referred to that is not there."),
    Rule("DG305", "later-step", ERROR, "REF-4", "A step refers to one that has not finished yet."),
    Rule(
        "DG306", "steps-outside-steps", ERROR, "REF-5", "A name belongs to the other kind of group."
    ),
    Rule("DG307", "unknown-input", ERROR, "REF-6", "An input is referred to that is not there."),
    Rule("DG308", "unknown-prefix", ERROR, "REF-7", "A name begins with nothing that is known."),
    Rule("DG309", "name-out-of-scope", ERROR, "REF-7", "A name is not known where it stands."),
    Rule("DG310", "item-outside-loop", ERROR, "REF-20", "An `item` is used outside of a loop."),
    Rule("DG311", "missing-argument", ERROR, "STEP-4", "An input gets nothing."),
    Rule("DG312", "unknown-argument", ERROR, "STEP-5", "An argument names no input."),
    Rule(
        "DG313", "wrong-sort", ERROR, "REF-11", "An artifact is given for a parameter, or reverse."
    ),
    Rule("DG314", "task-not-before", ERROR, "DEP-9", "A task refers to one it does not wait for."),
    Rule("DG315", "not-a-lone-reference", ERROR, "REF-24", "More than one reference stands here."),
    Rule(
        "DG316", "unknown-workflow-name", ERROR, "REF-9", "The workflow has nothing of this name."
    ),
    Rule("DG317", "unknown-global-output", ERROR, "REF-10", "No output has this global name."),
    Rule("DG318", "malformed-expression", ERROR, "EXPR-3", "An expression cannot be parsed."),
    Rule("DG319", "unknown-function", ERROR, "EXPR-5", "A function is unknown, or called wrongly."),
    Rule("DG320", "malformed-condition", ERROR, "WHEN-1", "A condition cannot be parsed."),
    Rule(
        "DG321", "result-of-no-pod", ERROR, "REF-18", "A call without a pod is asked for a result."
    ),
    Rule(
        "DG322", "inputs-of-a-step", ERROR, "REF-19", "The inputs of another call are referred to."
    ),
    Rule("DG323", "unstacked-loop-artifact", ERROR, "REF-17", "A loop's artifact is not stacked."),
    Rule("DG324", "outputs-of-no-loop", ERROR, "REF-15", "All outputs of a loop that is none."),
    Rule(
        "DG325", "unknown-item-member", ERROR, "REF-20", "An item of the loop has no such member."
    ),
    Rule("DG326", "unused-input", WARNING, "REF-26", "Nothing refers to an input."),
    Rule(
        "DG327",
        "hyphen-in-expression",
        ERROR,
        "EXPR-13",
        "A hyphen in a name is read as a minus.",
    ),
    Rule("DG328", "hidden-parameters", ERROR, "REF-21", "A collection is hidden by its members."),
    Rule("DG329", "annotation-reference", WARNING, "REF-22", "A graph depends on an annotation."),
    Rule("DG330", "foreign-tag", WARNING, "REF-8", "A tag for another program looks like a slip."),
    Rule(
        "DG331",
        "braces-in-expression",
        ERROR,
        "EXPR-1",
        "An expression field is written with braces.",
    ),
    Rule(
        "DG332",
        "misplaced-resource",
        ERROR,
        "STEP-9",
        "A `use_resource` stands where it cannot act.",
    ),
    Rule(
        "DG333", "changing-function", WARNING, "EXPR-11", "A function's result differs each time."
    ),
    Rule(
        "DG334",
        "unknown-port-in-map",
        ERROR,
        "TPL-13",
        "A setting is given for a port that the OP does not have.",
    ),
    Rule(
        "DG335",
        "bare-text-in-condition",
        WARNING,
        "WHEN-2",
        "A tag that may be any text stands in a condition without quotes.",
    ),
    Rule(
        "DG336",
        "output-of-skipped-step",
        WARNING,
        "WHEN-7",
        "An output is referred to that is missing if its step is skipped.",
    ),
    Rule(
        "DG337",
        "condition-without-truth",
        ERROR,
        "WHEN-3",
        "A condition can be neither true nor false.",
    ),
    Rule("DG338", "half-opened-tag", WARNING, "REF-27", "A reference lacks a brace of its tag."),
    Rule(
        "DG339",
        "text-for-number",
        WARNING,
        "EXPR-18",
        "An expression computes with a parameter, which is a text there.",
    ),
    Rule(
        "DG340",
        "never-equal",
        WARNING,
        "WHEN-10",
        "Two things are compared that are never equal.",
    ),
    Rule(
        "DG341",
        "malformed-resource-condition",
        ERROR,
        "EXPR-12",
        "What a resource is to be like is no list of conditions.",
    ),
)
