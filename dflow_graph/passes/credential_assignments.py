"""Credentials that a program assigns: `export TOKEN=…`, `password = "…"`, `--password …`.

Imports the standard library alone. The patterns are linear: names are bounded, and begin where no
other character of a name stands before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dflow_graph.passes.credential_names import Strength, may_be_credential, strength_of
from dflow_graph.passes.credential_shapes import Match
from dflow_graph.regex import regex

__all__ = ["assigned_credentials"]

_WORDS = ("passw", "passphrase", "pwd", "token", "secret", "credential", "key")
_NAME = r"(?P<name>[A-Za-z0-9_.-]{2,64})"
_QUOTED = regex(
    rf"(?<![A-Za-z0-9_.-]){_NAME}[\"']?\]?(?:\s{{0,4}}:\s{{0,4}}\w{{1,40}})?\s{{0,4}}[:=]\s{{0,4}}"
    r"(?P<quote>[\"'])(?P<value>[^\"'\s]{4,512})(?P=quote)"
)
_BARE = regex(
    r"^[ \t]{0,64}(?:export[ \t]{1,8}|set[ \t]{1,8})?(?P<name>[A-Z][A-Z0-9_]{1,64})="
    r"(?P<value>[^\s\"'$`(){}<>;|&\\,\[\]]{6,512})[ \t]{0,64}(?:$|;|&&)",
    re.MULTILINE,
)
_FLAG = regex(
    r"(?<![A-Za-z0-9_.-])--(?P<name>[a-z][a-z0-9-]{1,64})[= ][\"']?"
    r"(?P<value>[^\s\"'$`{}<>;|&\\]{6,512})"
)
_LONG = 16


def assigned_credentials(text: str) -> Iterator[Match]:
    """Literals that a text gives to names of credentials. A weak name needs a long, mixed one."""
    lower = text.lower()
    if not any(word in lower for word in _WORDS):
        return
    seen = set()
    for pattern in (_QUOTED, _BARE, _FLAG):
        for match in pattern.finditer(text):
            strength = strength_of(match["name"])
            start = match.start("value")
            if start not in seen and _is_credential(
                strength, match["value"], is_bare=pattern is not _QUOTED
            ):
                seen.add(start)
                yield Match(match["name"], "", *match.span("value"))


def _is_credential(strength: Strength, value: str, *, is_bare: bool) -> bool:
    if not may_be_credential(strength, value):
        return False
    if is_bare and not any(c.isdigit() for c in value):
        return False
    return strength is Strength.STRONG or len(value) >= _LONG
