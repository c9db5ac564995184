"""Slice patterns: which element a piece takes (clause SLC-4). Never executed, only read."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.record import Record
from dflow_graph.refs import TagFault, scan
from dflow_graph.regex import regex

__all__ = ["check_pattern", "is_bare", "is_list"]

_SEGMENT = r"[^.,\[\]()'\"]+"
_KEY = rf"{_SEGMENT}(?:\.{_SEGMENT})*"
_ONE = regex(rf"""(?:{_KEY}|'{_KEY}'|"{_KEY}"|int\(\s*(?:[0-9]+|'[0-9]+'|"[0-9]+")\s*\))\Z""")
_PLAIN = frozenset(
    before + item + after
    for item in ("{{item}}", "'{{item}}'", '"{{item}}"')
    for before, after in (("", ""), ("int(", ")"))
)


class _Part(Record):
    start: int
    end: int


def is_bare(pattern: str) -> bool:
    """Whether a pattern is the item and nothing else."""
    return pattern.replace(" ", "") in _PLAIN


def is_list(pattern: str) -> bool:
    """Whether a pattern picks several elements."""
    return pattern.lstrip().startswith("[")


def check_pattern(pattern: str, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    """What is wrong with a pattern, if anything."""
    if pattern in _PLAIN:
        return
    masked = _masked(pattern)
    if masked is None:  # a malformed tag is reported as such
        return
    # SLC-4
    for part in _parts(masked):
        if not _ONE.match(masked[part.start : part.end].strip()):
            yield _malformed(pattern, part, path)
            return


def _masked(pattern: str) -> str | None:
    """The pattern with digits in the place of its tags."""
    parts, end = [], 0
    for tag in scan(pattern):
        if isinstance(tag, TagFault):
            return None
        parts += [pattern[end : tag.start], "0" * (tag.end - tag.start)]
        end = tag.end
    return "".join((*parts, pattern[end:]))


def _parts(masked: str) -> list[_Part]:
    """The parts of a list, or the whole."""
    start, end = 0, len(masked)
    if not is_list(masked) or not masked.rstrip().endswith("]"):
        return [_Part(start, end)]
    start, end = masked.index("[") + 1, masked.rindex("]")
    if not masked[start:end].strip():
        return []
    parts = []
    for text in masked[start:end].split(","):
        parts.append(_Part(start, start + len(text)))
        start += len(text) + 1
    return parts


def _malformed(pattern: str, part: _Part, path: tuple[str | int, ...]) -> Diagnostic:
    text = pattern[part.start : part.end]
    if is_list(text) and part == (0, len(pattern)):
        what = f"the pattern {quoted(pattern)} opens a list that nothing closes"
        hint = "End it with `]`."
    elif not text.strip():
        what = "the pattern is empty" if not pattern.strip() else "a part of the pattern is empty"
        hint = "Write `{{item}}`."
    else:
        what = f"{quoted(text.strip())} is no index or key; a pattern is never computed"
        hint = "Write `{{item}}`, a key such as `{{item}}.name`, or a list of these in `[` and `]`."
    return finding("DG504", what, path, hint=hint, within=(part.start, part.end))
