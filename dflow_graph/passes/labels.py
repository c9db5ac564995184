"""Labels and annotations in the spelling of Kubernetes (DG210)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.spelling import is_subdomain, untagged
from dflow_graph.regex import regex

__all__ = ["check_labels"]

_LONGEST = 63
_NAME = regex(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?")
_NOT_IN_NAME = regex(r"[^-A-Za-z0-9_.]+")
_LETTERS = "Use ASCII letters, digits and hyphens."
_Path = tuple[str | int, ...]


def check_labels(
    labels: dict[str, str], path: _Path, sort: str, *, values: bool
) -> Iterator[Diagnostic]:
    """The keys of labels or annotations, and their `values` if these are to be names too."""
    for key, value in labels.items():
        # NAM-12
        reason = _fault_of_key(key)
        if reason is not None:
            yield finding(
                "DG210",
                f"the key {quoted(key)} of a{'n' if sort == 'annotation' else ''} {sort} {reason}",
                (*path, key),
                hint=_mend(key.rpartition("/")[2], prefix=key.rpartition("/")[0]),
                at_key=True,
            )
        bare = untagged(value) if values else None
        if bare and not (len(bare) <= _LONGEST and _NAME.fullmatch(bare)):
            yield finding(
                "DG210",
                f"the value {quoted(value)} of the {sort} {quoted(key)} "
                + _fault_of_name(bare, "may hold"),
                (*path, key),
                hint=_mend(value) if bare == value else f"{_LETTERS[:-1]} beside the tag.",
            )


def _fault_of_key(key: str) -> str | None:
    prefix, slash, name = key.rpartition("/")
    if slash and not is_subdomain(prefix):
        return "has a prefix that is no DNS name in lower case"
    if len(name) <= _LONGEST and _NAME.fullmatch(name):
        return None
    if not name:
        return "has no name behind its slash" if slash else "is empty"
    return _fault_of_name(name, "may hold")


def _fault_of_name(name: str, verb: str) -> str:
    if len(name) > _LONGEST:
        return f"has {len(name)} characters; at most {_LONGEST} are allowed"
    return (
        f"{verb} only ASCII letters, digits, `-`, `_` and `.`, and has a letter or digit at both "
        "ends"
    )


def _mend(name: str, prefix: str = "") -> str:
    close = _NOT_IN_NAME.sub("-", name[:_LONGEST]).strip("-_.")
    if not close or (prefix and not is_subdomain(prefix)):
        return _LETTERS
    return f"Write {quoted(f'{prefix}/{close}' if prefix else close)}."
