"""The rules DG1xx: what is wrong with the shape of a document."""

from __future__ import annotations

from dflow_graph.rules.rule import ERROR, WARNING, Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule("DG101", "missing-version", ERROR, "DOC-2", "The document does not say its version."),
    Rule(
        "DG102", "unsupported-version", ERROR, "DOC-3", "The document has a version not known here."
    ),
    Rule("DG103", "pydflow-graph", ERROR, "DOC-6", "The document is a graph that pydflow wrote."),
    Rule("DG104", "not-a-graph", ERROR, "DOC-5", "The document is something other than a graph."),
    Rule("DG105", "missing-field", ERROR, "OBJ-5", "An object lacks a field that it needs."),
    Rule("DG106", "unknown-field", ERROR, "OBJ-1", "An object has a field that it cannot have."),
    Rule("DG107", "wrong-type", ERROR, "OBJ-7", "A field has a value of the wrong JSON type."),
    Rule("DG108", "unknown-kind", ERROR, "OBJ-8", "An object is of a kind that does not exist."),
    Rule(
        "DG109", "value-not-allowed", ERROR, "OBJ-9", "A field has a value that is not in its list."
    ),
    Rule("DG110", "number-not-allowed", ERROR, "OBJ-10", "A number lies outside a field's range."),
    Rule(
        "DG111", "idle-ignore-entry", WARNING, "EXT-5", "An entry of the ignore list does nothing."
    ),
)
