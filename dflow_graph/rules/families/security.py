"""The rules DG8xx: credentials and sources."""

from __future__ import annotations

from dflow_graph.rules.rule import ERROR, WARNING, Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule("DG801", "credential-in-text", ERROR, "SEC-1", "A text holds a known form of credential."),
    Rule("DG802", "credential-in-setting", ERROR, "SEC-1", "A setting holds a credential."),
    Rule(
        "DG803",
        "suspected-credential",
        WARNING,
        "SEC-8",
        "A value may be a credential by its name.",
    ),
    Rule("DG804", "setting-given-twice", ERROR, "SEC-2", "A setting is a secret and a value."),
    Rule("DG805", "op-without-code", ERROR, "OP-2", "An OP has neither source nor module."),
    Rule("DG806", "missing-source-digest", ERROR, "OP-4", "A source has no digest."),
    Rule("DG807", "malformed-source-digest", ERROR, "OP-4", "A digest has the wrong form."),
    Rule("DG808", "wrong-source-digest", ERROR, "OP-4", "A digest is not that of its source."),
    Rule("DG809", "digest-without-source", ERROR, "OP-4", "A digest has no source."),
    Rule("DG810", "unchecked-certificate", WARNING, "SEC-9", "A server's identity goes unchecked."),
    Rule("DG811", "source-without-op", ERROR, "OP-8", "A source does not define its OP."),
    Rule("DG812", "malformed-op-name", ERROR, "OP-6", "An OP or its module has no Python name."),
    Rule("DG813", "unimportable-package", ERROR, "OP-10", "A package is no Python code."),
)
