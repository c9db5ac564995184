"""The rules DG0xx: what is wrong with a text before it is a document."""

from __future__ import annotations

from dflow_graph.rules.rule import ERROR, Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule("DG001", "unreadable-encoding", ERROR, "ENC-1", "The text is not UTF-8."),
    Rule("DG002", "byte-order-mark", ERROR, "ENC-2", "The text begins with a byte order mark."),
    Rule("DG003", "empty-document", ERROR, "DOC-1", "There is no value in the text."),
    Rule("DG004", "json-syntax-error", ERROR, "DOC-1", "The text is not JSON."),
    Rule("DG005", "yaml-syntax-error", ERROR, "YAML-1", "The text is not YAML."),
    Rule("DG006", "duplicate-key", ERROR, "OBJ-2", "An object has two members of one name."),
    Rule("DG007", "number-out-of-range", ERROR, "NUM-2", "A number does not fit a double."),
    Rule("DG008", "non-finite-number", ERROR, "NUM-1", "A number is NaN or infinite."),
    Rule("DG009", "lone-surrogate", ERROR, "ENC-3", "A string holds half a character."),
    Rule("DG010", "nesting-too-deep", ERROR, "LIM-2", "Lists and objects are nested too deep."),
    Rule("DG011", "document-too-large", ERROR, "LIM-1", "The document is larger than the limit."),
    Rule("DG012", "yaml-anchor", ERROR, "YAML-2", "A YAML anchor or alias is used."),
    Rule("DG013", "yaml-tag", ERROR, "YAML-3", "A YAML tag is used."),
    Rule("DG014", "ambiguous-yaml-scalar", ERROR, "YAML-4", "YAML readers differ about a scalar."),
    Rule("DG015", "several-yaml-documents", ERROR, "YAML-5", "There is more than one document."),
    Rule("DG016", "folder-without-graph", ERROR, "DOC-4", "A folder holds no graph."),
    Rule("DG017", "yaml-key-not-a-string", ERROR, "YAML-6", "A YAML key is not a string."),
    Rule("DG018", "value-too-deep", ERROR, "LIM-4", "A value is nested too deep."),
)
