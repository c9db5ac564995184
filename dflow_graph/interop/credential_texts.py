"""Credentials that a text assigns or passes on: `PASSWORD = "…"`, `--token …`, `curl -u name:…`.

Forms that tell by themselves are in `passes.credential_shapes`. Imports no format.
"""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.passes.credential_assignments import assigned_credentials as suspected_credentials
from dflow_graph.passes.credential_names import may_be_credential, strength_of
from dflow_graph.passes.credential_words import may_assign
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
_LONGEST = 1 << 20


def assigned_credentials(text: str, *, is_code: bool) -> Iterator[tuple[int, int]]:
    """Where in a text values stand that a name or a command says to be credentials.

    Placeholders are none. `is_code` is for Python, where `password=value` passes on a variable.
    What a validator would find is among them; places that touch are one.
    """
    if len(text) > _LONGEST or not may_assign(text):
        return
    spans = [(match.start, match.end) for match in suspected_credentials(text)]
    for pattern in (_QUOTED,) if is_code else (_QUOTED, _BARE, _OPTION):
        spans += [
            found.span("value")
            for found in pattern.finditer(text)
            if may_be_credential(strength_of(found["name"]), found["value"])
        ]
    apart: list[tuple[int, int]] = []
    for span in sorted(spans):
        if apart and span[0] < apart[-1][1]:
            before = apart.pop()
            apart.append((before[0], max(before[1], span[1])))
        else:
            apart.append(span)
    yield from apart
