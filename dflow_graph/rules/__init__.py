"""The catalogue of rules: one literal table, and a page for each code.

A rule's name describes the bad pattern, never the remedy. A code is never reused.
"""

from __future__ import annotations

from dataclasses import dataclass

from dflow_graph.diagnostics import Severity

__all__ = ["FAMILIES", "RULES", "Rule"]

_E, _W = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, the bad pattern's name, how bad it is, its clause, and one sentence."""

    code: str
    name: str
    severity: Severity
    clause: str
    summary: str


FAMILIES = {
    "DG0": "Syntax",
    "DG1": "Structure",
    "DG2": "Names and limits",
    "DG3": "References and scope",
    "DG4": "Types and values",
    "DG5": "Slices and loops",
    "DG6": "Topology",
    "DG7": "Storage",
    "DG8": "Security",
    "DG9": "Portability to Argo",
}

_TABLE = (
    Rule("DG001", "unreadable-encoding", _E, "ENC-1", "The text is not UTF-8."),
    Rule("DG002", "byte-order-mark", _E, "ENC-2", "The text begins with a byte order mark."),
    Rule("DG003", "empty-document", _E, "DOC-1", "There is no value in the text."),
    Rule("DG004", "json-syntax-error", _E, "DOC-1", "The text is not JSON."),
    Rule("DG005", "yaml-syntax-error", _E, "YAML-1", "The text is not YAML."),
    Rule("DG006", "duplicate-key", _E, "OBJ-2", "An object has two members of one name."),
    Rule("DG007", "number-out-of-range", _E, "NUM-2", "A number does not fit a double."),
    Rule("DG008", "non-finite-number", _E, "NUM-1", "A number is NaN or infinite."),
    Rule("DG009", "lone-surrogate", _E, "ENC-3", "A string holds half a character."),
    Rule("DG010", "nesting-too-deep", _E, "LIM-2", "Lists and objects are nested too deep."),
    Rule("DG011", "document-too-large", _E, "LIM-1", "The document is larger than the limit."),
    Rule("DG012", "yaml-anchor", _E, "YAML-2", "A YAML anchor or alias is used."),
    Rule("DG013", "yaml-tag", _E, "YAML-3", "A YAML tag is used."),
    Rule("DG014", "ambiguous-yaml-scalar", _E, "YAML-4", "YAML readers differ about a scalar."),
    Rule("DG015", "several-yaml-documents", _E, "YAML-5", "There is more than one document."),
    Rule("DG016", "folder-without-graph", _E, "DOC-4", "A folder holds no graph."),
    Rule("DG017", "yaml-key-not-a-string", _E, "YAML-6", "A YAML key is not a string."),
    Rule("DG018", "value-too-deep", _E, "LIM-4", "A value is nested too deep."),
    Rule("DG101", "missing-version", _E, "DOC-2", "The document does not say its version."),
    Rule("DG102", "unsupported-version", _E, "DOC-3", "The document has a version not known here."),
    Rule("DG103", "pydflow-graph", _E, "DOC-6", "The document is a graph that pydflow wrote."),
    Rule("DG104", "not-a-graph", _E, "DOC-5", "The document is something other than a graph."),
    Rule("DG105", "missing-field", _E, "OBJ-5", "An object lacks a field that it needs."),
    Rule("DG106", "unknown-field", _E, "OBJ-1", "An object has a field that it cannot have."),
    Rule("DG107", "wrong-type", _E, "OBJ-7", "A field has a value of the wrong JSON type."),
    Rule("DG108", "unknown-kind", _E, "OBJ-8", "An object is of a kind that does not exist."),
    Rule("DG109", "value-not-allowed", _E, "OBJ-9", "A field has a value that is not in its list."),
    Rule("DG110", "number-not-allowed", _E, "OBJ-10", "A number lies outside a field's range."),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in _TABLE}
"""Every rule by its code, in order of codes."""
