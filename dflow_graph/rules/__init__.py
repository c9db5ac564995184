"""The catalogue of rules: literal tables, one for each family, and a page for each code.

A rule's name describes the bad pattern, never the remedy. A code is never reused.
"""

from __future__ import annotations

from dflow_graph.rules.families import (
    names,
    portability,
    references,
    security,
    slices,
    storage,
    structure,
    syntax,
    topology,
    types,
)
from dflow_graph.rules.rule import Rule

__all__ = ["FAMILIES", "RULES", "Rule"]

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

_TABLES = (
    syntax,
    structure,
    names,
    references,
    types,
    slices,
    topology,
    storage,
    security,
    portability,
)

RULES: dict[str, Rule] = {rule.code: rule for table in _TABLES for rule in table.RULES}
"""Every rule by its code, in order of codes."""
