"""The rules DG2xx: names, keys and limits."""

from __future__ import annotations

from dflow_graph.rules.rule import ERROR, WARNING, Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule(
        "DG201", "malformed-workflow-name", ERROR, "NAM-1",
        "The workflow has a name that Kubernetes refuses.",
    ),
    Rule(
        "DG202", "malformed-template-name", ERROR, "NAM-4",
        "A template has a name that cannot be part of the name of a pod.",
    ),
    Rule(
        "DG203", "malformed-step-name", ERROR, "NAM-5",
        "A step or task has a name that Argo refuses.",
    ),
    Rule(
        "DG204", "duplicate-step-name", ERROR, "NAM-6",
        "Two steps or two tasks of a template have one name.",
    ),
    Rule(
        "DG205", "task-name-with-leading-digit", ERROR, "NAM-7",
        "A task begins with a digit in a DAG that has dependencies.",
    ),
    Rule(
        "DG206", "malformed-port-name", ERROR, "NAM-8",
        "A parameter or artifact has a name that Argo refuses.",
    ),
    Rule(
        "DG207", "reserved-port-name", ERROR, "NAM-9",
        "A port has a name that is kept for emitters.",
    ),
    Rule(
        "DG208", "shared-global-name", ERROR, "NAM-10",
        "Two outputs have one name in the whole workflow.",
    ),
    Rule(
        "DG209", "malformed-variable-name", ERROR, "NAM-11",
        "An environment variable has a name that Kubernetes refuses.",
    ),
    Rule(
        "DG210", "malformed-label", ERROR, "NAM-12",
        "A label or annotation is spelled in a way that Kubernetes refuses.",
    ),
    Rule(
        "DG211", "malformed-object-name", ERROR, "NAM-13",
        "A Kubernetes object that cannot exist is referred to by name.",
    ),
    Rule(
        "DG212", "unusable-container-name", ERROR, "NAM-14",
        "An init container or sidecar has no name of its own.",
    ),
    Rule(
        "DG213", "name-of-helper-step", WARNING, "NAM-16",
        "A step has a name that dflow takes for one of its own helper steps.",
    ),
    Rule(
        "DG214", "shared-key", ERROR, "KEY-2",
        "Two steps that can both run have one key.",
    ),
    Rule(
        "DG215", "looped-key-without-item", ERROR, "KEY-2",
        "All pieces of a loop have one key.",
    ),
    Rule(
        "DG216", "key-repeated-by-calls", ERROR, "KEY-2",
        "A template runs more than once, and a step in it has the same key each time.",
    ),
    Rule(
        "DG217", "malformed-key", ERROR, "KEY-3",
        "A key has characters that no key can have.",
    ),
    Rule(
        "DG218", "malformed-memoize-key", ERROR, "KEY-5",
        "A key for memoization has characters that Argo refuses.",
    ),
    Rule(
        "DG219", "dotted-name-in-memoize-key", WARNING, "KEY-5",
        "A key for memoization takes in the name of a workflow that has dots.",
    ),
    Rule(
        "DG220", "malformed-duration", ERROR, "TIM-1",
        "A text that should be a duration is none.",
    ),
    Rule(
        "DG221", "retry-count-not-whole", ERROR, "RET-6",
        "A limit or factor of retries is a text that is no whole number.",
    ),
    Rule(
        "DG222", "malformed-progress", ERROR, "TPL-18",
        "A progress is not a part of a whole.",
    ),
    Rule(
        "DG223", "competing-retries", ERROR, "RET-4",
        "A Python OP is to be tried again in two ways.",
    ),
    Rule(
        "DG224", "stray-timeout-setting", ERROR, "RET-5",
        "A timeout is to be tried again where none is, or nothing tries again.",
    ),
)  # fmt: skip
