"""Names that say: this is a credential. And whether a value of such a name may be one.

Imports the standard library alone.
"""

from __future__ import annotations

import re
from enum import IntEnum

from dflow_graph.passes.credential_shapes import entropy, is_placeholder
from dflow_graph.regex import regex

__all__ = ["Strength", "is_literal_header", "looks_random", "may_be_credential", "strength_of"]


class Strength(IntEnum):
    """How sure a name says that its value is a credential."""

    NONE = 0
    WEAK = 1
    """`token`, `secret`: a word that has other meanings too; the value has to look like one."""
    STRONG = 2
    """`password`, `api_key`: nothing else is called so."""


_STRONG = (
    "password",
    "passwd",
    "passphrase",
    "_pwd",
    "api_key",
    "apikey",
    "app_key",
    "access_key",
    "accesskey",
    "access_key_id",
    "secret_key",
    "secretkey",
    "private_key",
    "privatekey",
    "encryption_key",
    "signing_key",
    "access_token",
    "auth_token",
    "api_token",
    "bearer_token",
    "refresh_token",
    "session_token",
    "private_token",
    "client_secret",
    "bohrium_ticket",
)
_WEAK = ("token", "secret", "credential", "credentials", "authorization", "cookie", "_auth")
_HEADERS = (
    "authorization",
    "proxy_authorization",
    "cookie",
    "x_api_key",
    "api_key",
    "private_token",
)
_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = regex(r"[-. /]+")
_DIGEST = regex(
    r"(?:sha[0-9]+:|md5:)?(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}"
    r"|[0-9a-f]{128})\Z"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z",
    re.IGNORECASE,
)
_IDENTIFIER = regex(r"[A-Za-z][A-Za-z_-]*")
_PATH = regex(r"[~.]{0,2}/|[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LONGEST_NAME = 200
_SHORTEST_STRONG, _SHORTEST_WEAK, _SHORTEST_NUMBER = 4, 8, 10
_MIXED = 3.0
_RANDOM, _FEW_DIGITS = 16, 2
_PROSE = 3


def strength_of(name: str) -> Strength:
    """What a name says of its value, in any of the usual spellings."""
    plain = _plain(name)
    if plain.endswith(_STRONG):
        return Strength.STRONG
    if plain.endswith(_WEAK) and any(plain == w or plain.endswith("_" + w) for w in _WEAK):
        return Strength.WEAK
    return Strength.NONE


def _plain(name: str) -> str:
    name = name[-_LONGEST_NAME:]
    if not name.isupper():
        name = _HUMP.sub("_", name)
    return _SEPARATORS.sub("_", name).lower()


def is_literal_header(name: str, value: str) -> bool:
    """Whether a header carries a credential that is written out (SEC-1)."""
    plain = _plain(name)
    carries = plain in _HEADERS or (plain.startswith("x_") and plain.endswith("_token"))
    scheme, _, rest = value.strip().partition(" ")
    known = scheme.lower() in ("bearer", "basic", "token", "digest")
    return carries and not is_placeholder((rest if known else value).strip())


def may_be_credential(strength: Strength, value: str) -> bool:
    """Whether a value may be a credential, given how sure its name says so."""
    if strength is Strength.NONE or len(value) < _SHORTEST_STRONG or is_placeholder(value):
        return False
    if _PATH.match(value) or len(value.split()) >= _PROSE:
        return False
    if strength is Strength.STRONG:
        # `ACCESS_KEY = "AWS_ACCESS_KEY_ID"` says where to look for one.
        return not (_IDENTIFIER.fullmatch(value) and strength_of(value) is Strength.STRONG)
    return (
        len(value) >= _SHORTEST_WEAK
        and any(c.isdigit() for c in value)
        and any(c.isalpha() for c in value)
        and " " not in value
        and not _DIGEST.match(value)
        and entropy(value[:_LONGEST_NAME]) >= _MIXED - (len(value) < _SHORTEST_NUMBER)
    )


def looks_random(strength: Strength, value: str) -> bool:
    """Whether a value that stands without quotes is no name of a variable, but a credential."""
    if len(value) < _RANDOM or not may_be_credential(strength, value):
        return False
    if "." in value and all(part.isidentifier() for part in value.split(".")):
        return False  # a member of a module
    mixed = value.lower() != value != value.upper()
    return (
        (mixed or value.isalnum())
        and sum(c.isdigit() for c in value) >= _FEW_DIGITS
        and any(c.isalpha() for c in value)
        and entropy(value[:_LONGEST_NAME]) >= _MIXED
    )
