"""The rules DG4xx: types and values."""

from __future__ import annotations

from dflow_graph.rules.rule import ERROR, WARNING, Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule("DG401", "malformed-type", ERROR, "TYP-1", "A type does not follow the grammar of types."),
    Rule("DG402", "value-against-type", ERROR, "TYP-2", "A value is not of the type of its port."),
    Rule("DG403", "malformed-tagged-value", ERROR, "VAL-3", "A tagged value is not as it must be."),
    Rule("DG404", "types-do-not-fit", ERROR, "TYP-3", "An output cannot be given to an input."),
    Rule("DG405", "doubtful-classes", WARNING, "TYP-9", "Two classes of Python may not fit."),
    Rule("DG406", "big-for-small-parameter", ERROR, "BIG-2", "A big parameter meets another sort."),
    Rule("DG407", "big-parameter-in-text", ERROR, "BIG-3", "A big parameter stands within a text."),
    Rule(
        "DG408", "incomplete-big-parameter", ERROR, "BIG-4", "A big parameter's fields do not fit."
    ),
    Rule("DG409", "two-defaults", ERROR, "BIG-5", "An input has both a value and a source."),
    Rule("DG410", "unhashable-keys", WARNING, "TYP-8", "A dictionary's keys cannot be compared."),
    Rule("DG411", "setting-of-other-side", ERROR, "PAR-7", "A setting stands on the wrong side."),
    Rule("DG412", "value-too-large", WARNING, "PAR-9", "A value is too large for a parameter."),
    Rule("DG413", "members-beside-tag", WARNING, "VAL-12", "A tagged value has other members."),
    Rule(
        "DG414", "needless-opaque-value", WARNING, "VAL-11", "An opaque value can be said plainly."
    ),
    Rule("DG415", "opaque-default", ERROR, "OP-12", "An output's default needs Python to write."),
)
