"""Tells whether a YAML text has comments: a rewrite of the text would lose them."""

from __future__ import annotations

import re

import yaml

__all__ = ["has_comment"]

_COMMENT = re.compile(r"(?:^|[ \t])#", re.MULTILINE)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def has_comment(text: str) -> bool:
    """Whether a YAML text without a syntax fault has a comment."""
    end = 0
    outside = []
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark:
            start = event.start_mark.index
            if event.style in ("|", ">"):
                # The line of the indicator may end with a comment; the block below cannot.
                header_end = text.find("\n", start)
                start = header_end if header_end >= 0 else start
            outside.append(text[end:start])
            end = max(end, event.end_mark.index)
    outside.append(text[end:])
    return any(_COMMENT.search(piece) for piece in outside)
