"""The page of a rule: what it finds, why, an example, and how to mend it."""

from __future__ import annotations

from pathlib import Path

from dflow_graph.rules import FAMILIES, Rule

__all__ = ["page_text"]

_PAGES = Path(__file__).parent / "pages"


def page_text(rule: Rule) -> str:
    """The page of a rule as Markdown: heading and facts from the catalogue, then its own text."""
    body = (_PAGES / f"{rule.code}.md").read_text(encoding="utf-8")
    family = FAMILIES[rule.code[:3]]
    return (
        f"# {rule.code}: {rule.name}\n\n"
        f"{rule.summary}\n\n"
        f"Family: {family}. Severity: {rule.severity.value}. Clause: {rule.clause}.\n\n"
        f"{body}"
    )
