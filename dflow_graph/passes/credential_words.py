"""Tells of most texts at once that they assign no credential, for want of a name of one.

Imports the standard library alone. What may assign one is for the many patterns of
`credential_assignments`, each of which reads all of a text.
"""

from __future__ import annotations

from dflow_graph.passes.credential_names import Strength, strength_of
from dflow_graph.regex import regex

__all__ = ["may_assign"]

# `NAME=`, `"NAME" : `, `["NAME"] =`, `'NAME', `; or `NAME `, where something else goes before. The
# blanks are up to four white spaces of any alphabet, in UTF-8.
_BEHIND = rb"(?![a-z0-9_.-])(?:\\?[\"']?\]?[^!-~]{0,12}[:=,]|(?P<blank>[ \t]))"
# What names of credentials end with, in small letters; all begin with a letter that is rare.
_ENDS = tuple(
    regex(rb"(?P<end>%b)%b" % (end, _BEHIND))
    for end in (
        rb"k(?:ey(?:[-_./]{0,64}id)?|et|en|ie)",  # key, key_id, ticket, token, cookie
        rb"p(?:ass(?:w(?:or)?d|phrase)|wd)",
        rb"cre(?:t|dentials?)",  # secret, credential, credentials
        rb"uth(?:orization)?",
    )
)
_IN_NAME = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-"
_LONGEST_NAME = 70
_SET = regex(rb"(?:setenv|env|set(?:[ \t]{1,8}-[a-z]{1,4})?)[ \t]{1,8}\Z")
_LONGEST_SET = 30
# Programs that take a password as an option without naming it.
_WITH_OPTION = (b"sshpass -p", b"mysql", b"redis-cli", b"curl")
_LOGIN = regex(rb"login[ \t\n]")
# Parameters of URLs that are called so nowhere else.
_QUERY = regex(rb"[?&;](?:key|[a-z0-9-]{0,40}signature|sig|auth)=")


def may_assign(text: str) -> bool:
    """Whether a text may assign a credential or pass one on. Never wrongly False; linear."""
    data = text.encode("utf-8", "surrogatepass")
    return _has_name(data) or _has_program(data) or _has_query(data)


def _has_name(data: bytes) -> bool:
    """Whether the name of a credential stands where it may be given a value."""
    lower = data.lower()
    for pattern in _ENDS:
        for match in pattern.finditer(lower):
            end = match.end("end")
            start = max(end - _LONGEST_NAME, 0)
            start += len(data[start:end].rstrip(_IN_NAME))
            if match["blank"] and not _takes_a_word(lower, start):
                continue
            if strength_of(data[start:end].decode("ascii")) is not Strength.NONE:
                return True
    return False


def _has_query(data: bytes) -> bool:
    return (b"?" in data or b"&" in data) and _QUERY.search(data.lower()) is not None


def _takes_a_word(lower: bytes, start: int) -> bool:
    """Whether a name that begins there may have its value behind a mere blank."""
    before = lower[max(start - _LONGEST_SET, 0) : start]
    return lower.startswith(b"--", start) or _SET.search(before) is not None


def _has_program(data: bytes) -> bool:
    if b"-" in data and any(program in data for program in _WITH_OPTION):
        return True
    return b"mc alias set" in data or _LOGIN.search(data) is not None
