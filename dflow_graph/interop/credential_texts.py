"""Credentials that a text assigns or passes on: `PASSWORD = "…"`, `--token …`, `curl -u name:…`.

Forms that tell by themselves are in `passes.credential_shapes`. Imports no format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dflow_graph.passes.credential_names import Strength, may_be_credential, strength_of
from dflow_graph.passes.credential_shapes import is_placeholder
from dflow_graph.regex import regex

__all__ = ["assigned_credentials"]

# A name, perhaps in quotes or an index, and a quoted value: Python, YAML, JSON, shells.
_QUOTED = regex(
    r"""(?<!\w)['"]?(?P<name>[\w./-]{1,64})\\?['"]?\]?(?:\s?:\s?[\w.]{1,32}(?=\s?=))?\s?[:=,]\s?"""
    r"""(?=\\?(?P<quote>['"])(?P<value>[^'"\n\\]{4,4096})\\?(?P=quote))"""
)
# Without quotes the value of a name in Python is another name, so that code is left out.
_BARE = regex(r"(?<![\w-])(?P<name>\w{1,64})=(?P<value>[^\s'\"{}$;|&()<>,]{4,4096})")
_OPTION = regex(
    r"(?<!\S)--(?P<name>[\w-]{1,64})[= ](?P<value>[^\s'\"{}$;|&()<>-][^\s'\"{}$;|&()<>]{3,4095})"
)
_COMMANDS = (
    regex(r"\bsshpass -p ?['\"]?(?P<value>[^\s'\"]{4,256})"),
    regex(r"\bmysql\w{0,16} [^\n;|]{0,256}?-p(?P<value>[^\s'\";|]{4,256})"),
    regex(
        r"\b(?:curl|wget|helm|svn|oras|skopeo) [^\n;|]{0,256}?(?:-u|--user|--creds)[ =]"
        r"['\"]?[\w.@+-]{1,128}:(?!\d{1,8}(?!\w))(?P<value>[^\s'\"]{4,256})"
    ),
)
_LONGEST = 1 << 20
_HINT = regex("pass|pwd|key|token|secret|credential|auth|cookie|-u|user", re.IGNORECASE)


def assigned_credentials(text: str, *, is_code: bool) -> Iterator[tuple[int, int]]:
    """Where in a text values stand that a name or a command says to be credentials.

    Placeholders are none. `is_code` is for Python, where `password=value` passes on a variable.
    """
    if len(text) > _LONGEST or _HINT.search(text) is None:
        return
    for pattern in (_QUOTED,) if is_code else (_QUOTED, _BARE, _OPTION, *_COMMANDS):
        for found in pattern.finditer(text):
            if _is_one(found.groupdict().get("name"), found["value"]):
                yield found.span("value")


def _is_one(name: str | None, value: str) -> bool:
    if name is None:
        return not is_placeholder(value)
    strength = strength_of(name)
    return strength is not Strength.NONE and may_be_credential(strength, value)
