"""Credentials that a text assigns or passes on: `TOKEN=…`, `"password": "…"`, `?api_key=…`.

Imports the standard library alone. The patterns are linear: names are bounded, and begin where no
other character of a name stands before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dflow_graph.passes.credential_names import (
    Strength,
    is_literal_header,
    looks_random,
    may_be_credential,
    strength_of,
)
from dflow_graph.passes.credential_shapes import Match, is_placeholder
from dflow_graph.regex import regex

__all__ = ["assigned_credentials"]

_NO_NAME = r"(?<![A-Za-z0-9_.-])(?<!::)"
_NAME = r"(?P<name>[A-Za-z0-9_.-]{2,64})"
_BLANK = r"[ \t]{1,8}"
# What a shell does not end a word with, and no value that it makes: `$(…)`, `$TOKEN`.
_WORD = r"(?P<value>[^\s\"'$`(){}<>;|&\\,\[\]]{6,512})(?=$|[\s;&|)\"'])"
# A value in quotes tells that it is one: in Python, JSON, YAML, shells, quotes within quotes.
_QUOTED = regex(
    rf"{_NO_NAME}{_NAME}(?P<quoted>\\?[\"'])?\]?(?:\s{{0,4}}:\s{{0,4}}\w{{1,40}})?"
    r"\s{0,4}(?P<sign>:=|=>|[:=,])\s{0,4}[rRbBfFuU]{0,2}"
    r"(?P<quote>\\?(?:\"\"\"|'''|[\"']))(?P<value>(?:[^\"'\s\\]|\\(?![\"'])){4,512})(?P=quote)"
)
# Without quotes, capitals tell a variable of the environment.
_BARE = regex(rf"(?<![^\s\"';&|(=,])(?P<name>[A-Z][A-Z0-9_]{{1,64}})={_WORD}", re.MULTILINE)
# Else `secret_key=value_2` may name two variables of a program: the value has to look random.
_LOWER = regex(rf"{_NO_NAME}{_NAME}[ \t]{{0,8}}[:=][ \t]{{0,8}}{_WORD}", re.MULTILINE)
# A line of YAML.
_MEMBER = regex(rf"^[ \t-]{{0,64}}{_NAME}:[ \t]{{1,8}}{_WORD}[ \t]{{0,64}}$", re.MULTILINE)
_FLAG = regex(
    r"(?<![A-Za-z0-9_.-])--(?P<name>[a-z][a-z0-9-]{1,64})[= ][\"']?"
    r"(?P<value>[^\s\"'$`{}<>;|&\\]{6,512})"
)
_SET = regex(
    rf"(?<![^\s\"';&|(])(?:setenv|ENV|set(?:{_BLANK}-[a-z]{{1,4}})?){_BLANK}{_NAME}{_BLANK}{_WORD}",
    re.MULTILINE,
)
_HEADER = regex(
    r"(?:-H|--header)[ =]?\\?[\"'](?P<name>[A-Za-z-]{4,64}):[ ]?(?P<value>[^\"'\n\\]{6,1024})"
)
# A parameter of a URL; its names are shorter, and its values stand for themselves.
_QUERY = regex(
    r"(?<=[?&])(?:amp;)?(?P<name>[A-Za-z0-9_.-]{2,64})="
    r"(?P<value>[A-Za-z0-9%._~+/:=-]{8,1024})(?=[\s&;#\"'`<>)\]},|\\]|$)",
    re.MULTILINE,
)
_SIGNATURE = regex(r"(?:[A-Za-z0-9-]{0,40}signature|sig|auth|token)", re.IGNORECASE)
_SHORTEST_SIGNATURE = 24
_SECOND = r"[\"']?(?P<value>[^\s\"'$`{}<>;|&\\-][^\s\"'$`{}<>;|&\\]{3,255})"
_OPTIONS = r"(?:[ \t]{1,8}[^\s;|&]{1,256}){0,12}?[ \t]{1,8}"
# What these programs take as a password, without saying so.
_COMMANDS = tuple(
    regex(rf"(?<![\w.-]){command}{_SECOND}", re.MULTILINE)
    for command in (
        r"sshpass -p ?",
        rf"mysql(?:dump|admin)?{_OPTIONS}-p",
        rf"(?:docker|podman|nerdctl|buildah|skopeo|helm registry) login{_OPTIONS}-p[ =]?",
        rf"redis-cli{_OPTIONS}-a[ =]?",
        rf"az login{_OPTIONS}-p[ =]?",
        r"wandb login ",
        r"mc alias set(?: [^\s;|&]{1,256}){3} ",
        # The number of a user and of a group is none.
        (
            rf"curl{_OPTIONS}(?:-u|--user)[ =]?[\"']?"
            r"[\w.@+-]{1,128}:(?!\d{1,8}(?!\w))"
        ),
        # The file .netrc
        r"login[ \t\n]{1,8}[^\s\"']{1,128}[ \t\n]{1,8}password[ \t]{1,8}",
    )
)
_LONG = 16


def assigned_credentials(text: str) -> Iterator[Match]:
    """Literals that a text gives to names of credentials, or to programs as passwords.

    A weak name needs a long, mixed value. No place is found twice.
    """
    seen: set[int] = set()
    for match in _all(text):
        if match.start not in seen:
            seen.add(match.start)
            yield match


def _all(text: str) -> Iterator[Match]:
    for match in _QUERY.finditer(text):
        if _is_of_query(match["name"], match["value"]):
            yield _of(match)
    yield from _quoted(text)
    for pattern in (_BARE, _MEMBER, _FLAG, _SET, _LOWER, _HEADER):
        for match in pattern.finditer(text):
            if _is_unquoted(pattern, match["name"], match["value"]):
                yield _of(match)
    for pattern in _COMMANDS:
        for match in pattern.finditer(text):
            if not is_placeholder(match["value"]):
                yield Match("password", "", *match.span("value"))


def _is_unquoted(pattern: re.Pattern[str], name: str, value: str) -> bool:
    if pattern is _HEADER:
        return is_literal_header(name, value)
    if pattern is _LOWER:
        return looks_random(strength_of(name), value)
    return any(c.isdigit() for c in value) and _is_credential(strength_of(name), value)


def _is_of_query(name: str, value: str) -> bool:
    """Whether a parameter of a URL gives access: by its name, or as a long random value."""
    strength = strength_of(name)
    if strength is Strength.STRONG:
        return any(c.isdigit() for c in value) and may_be_credential(strength, value)
    if looks_random(max(strength, Strength.WEAK if name.lower() == "key" else strength), value):
        return True
    return (
        _SIGNATURE.fullmatch(name) is not None
        and len(value) >= _SHORTEST_SIGNATURE
        and looks_random(Strength.STRONG, value)
    )


def _quoted(text: str) -> Iterator[Match]:
    for match in _QUOTED.finditer(text):
        strength, value = strength_of(match["name"]), match["value"]
        if match["sign"] == ",":
            # A list of names is not one of names and values.
            strength = min(strength, Strength.WEAK) if match["quoted"] else Strength.NONE
        if _is_credential(strength, value):
            yield _of(match)


def _of(match: re.Match[str]) -> Match:
    return Match(match["name"], "", *match.span("value"))


def _is_credential(strength: Strength, value: str) -> bool:
    return may_be_credential(strength, value) and (
        strength is Strength.STRONG or len(value) >= _LONG
    )
