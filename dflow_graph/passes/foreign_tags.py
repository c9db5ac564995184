"""Which tags in the text of a script are those of another program (REF-8).

Argo leaves a tag as it is unless it begins with one of its own names and a dot.
"""

from __future__ import annotations

from dflow_graph.passes.scope import HEADS
from dflow_graph.regex import regex

__all__ = ["is_foreign_tag", "may_be_foreign"]

# What a tag that is no expression never stands for.
_OF_EXPRESSIONS = ("request", "response")
_OF_TAGS = [head for head in HEADS if head not in _OF_EXPRESSIONS]
_ARGOS = tuple(f"{head}." for head in _OF_TAGS)
_OWN = regex(rf"\b(?:{'|'.join(_OF_TAGS)})\.")
# What makes an item in other languages: a `for`, Vue's `"item in …"`, Handlebars, Ansible.
_ITEM = regex(
    r"\b(?:for|let|const|var)\s+\$?item\b|[\"'(]\s*item\s+(?:in|of)\b|\|item\||"
    r"\b(?:with_\w+|loop)\s*:"
)


def is_foreign_tag(problem: str, body: str) -> bool:
    """Whether a tag at fault, by what is wrong with it, is left to another program."""
    if problem == "nested":
        return _OWN.search(body) is None
    if problem not in ("empty", "malformed"):
        return False
    return not body.lstrip().startswith(_ARGOS)


def may_be_foreign(parts: tuple[str, ...], text: str) -> bool:
    """Whether a name that is not known at its place in a text is another program's there."""
    if parts[0] in _OF_EXPRESSIONS:
        return True
    if len(parts) > 1 or parts[0] == "retries":
        return False
    # `{{item}}` is what a script has that was meant for a step, unless the text itself makes it.
    return parts[0] != "item" or _ITEM.search(text) is not None
