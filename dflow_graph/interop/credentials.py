"""Credentials in what pydflow wrote: found by name, replaced by references to Kubernetes secrets.

A value that was found once is looked for everywhere in the result (clause SEC-1): the source of an
OP often repeats it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from dflow_graph.authoring.settings import split_secrets
from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.credential_texts import assigned_credentials
from dflow_graph.interop.report import Entry
from dflow_graph.passes.credential_names import Strength, may_be_credential, strength_of
from dflow_graph.passes.credential_shapes import known_credentials

__all__ = ["REDACTED", "is_credential", "separated", "swept", "without_credentials"]

REDACTED = "<credential>"
"""What stands where a credential stood that no reference can replace; a placeholder (SEC-1)."""

_SHORTEST_ANYWHERE = 8
_QUOTES = "'\""
_CODE = ("source", "pre_script", "post_script")
_PAIR = 2


def is_credential(name: str, value: Any) -> bool:
    """Whether a setting of this name holds a credential in clear."""
    strength = strength_of(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return strength is Strength.STRONG
    if not isinstance(value, str) or not value or "{{" in value:
        return False
    return strength is Strength.STRONG or may_be_credential(strength, value)


def separated(
    conversion: Conversion, settings: dict[str, Any], secret: str, place: Place
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The settings of an executor without credentials, and where each is to be kept (SEC-2).

    Each one is reported: at its own place, and at `secrets` of the result.
    """
    config, secrets = split_secrets(settings, secret)
    for name, key in secrets.items():
        way = _way(settings, name)
        value = settings
        for part in way:
            value = value[part]
        at = Place((*place.source, *way), (*place.result, "secrets", name))
        message = (
            f"a credential; expected in the Kubernetes secret `{key['name']}` as `{key['key']}`"
        )
        conversion.secret(at, message, value)
    return config, secrets


def _way(settings: dict[str, Any], dotted: str) -> list[str]:
    """The member names that a dotted name joins; they may hold dots themselves."""
    waiting: list[tuple[list[str], Any]] = [([], settings)]
    while waiting:
        way, value = waiting.pop()
        if ".".join(way) == dotted:
            return way
        if isinstance(value, dict):
            waiting.extend(([*way, name], item) for name, item in value.items())
    raise KeyError(dotted)


def without_credentials(conversion: Conversion, value: Any, place: Place, name: str = "") -> Any:
    """A copy of a value, what is a credential by the name of its member replaced.

    `name` is what the value itself is called.
    """
    if is_credential(name, value):
        conversion.secret(place, f"a credential; replaced by `{REDACTED}`", value)
        return REDACTED
    if isinstance(value, list):
        if len(value) == _PAIR and isinstance(value[0], str) and is_credential(*value):
            # VAL-3: an item of a dictionary whose keys are not all texts
            return [value[0], without_credentials(conversion, value[1], place.at(1), value[0])]
        return [without_credentials(conversion, v, place.at(i)) for i, v in enumerate(value)]
    if not isinstance(value, dict):
        return value
    return {
        key: without_credentials(conversion, item, place.at(key), key)
        for key, item in value.items()
    }


def swept(conversion: Conversion, document: dict[str, Any]) -> dict[str, Any]:
    """The result without any text that was found to be a credential, or has the form of one.

    An OP's `source_digest` follows its `source`. Each place is reported.
    """
    for text, is_code in _texts(document, is_code=False):
        for start, end in assigned_credentials(text, is_code=is_code):
            conversion.credentials.add(text[start:end])
    known = sorted(filter(_is_telling, conversion.credentials), key=len, reverse=True)
    swept_document: dict[str, Any] = _swept(conversion, document, (), known, is_code=False)
    return swept_document


def _texts(value: Any, *, is_code: bool) -> Iterator[tuple[str, bool]]:
    """Every text, and whether it is code of Python."""
    if isinstance(value, str):
        yield value, is_code
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, is_code=is_code)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, is_code=_is_code(value, name))


def _is_code(parent: dict[str, Any], name: str) -> bool:
    command = parent.get("command")
    runs_python = isinstance(command, list) and any("python" in str(word) for word in command)
    return name in _CODE or (name == "script" and runs_python)


def _is_telling(value: str) -> bool:
    """Whether a value can be looked for: `password` as a password is a word like any other."""
    is_word = value.isalpha() and (len(value) < _SHORTEST_ANYWHERE or bool(strength_of(value)))
    return bool(value.strip()) and not is_word and value != REDACTED


def _swept(
    conversion: Conversion,
    value: Any,
    path: tuple[str | int, ...],
    known: list[str],
    *,
    is_code: bool,
) -> Any:
    if isinstance(value, str):
        clean = _clean_text(value, known, is_code=is_code)
        if clean != value:
            message = f"the text holds a credential; replaced by `{REDACTED}` in it"
            conversion.entries.append(Entry("secret", path, path, message, "DG801"))
        return clean
    if isinstance(value, list):
        return [
            _swept(conversion, item, (*path, i), known, is_code=is_code)
            for i, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    members = {
        name: _swept(conversion, item, (*path, name), known, is_code=_is_code(value, name))
        for name, item in value.items()
    }
    if value.get("source_digest") and members.get("source") != value.get("source"):
        # OP-4
        digest = hashlib.sha256(str(members["source"]).encode("utf-8")).hexdigest()
        members["source_digest"] = f"sha256:{digest}"
    return members


def _clean_text(text: str, known: list[str], *, is_code: bool) -> str:
    # The latest first, so that the places of the others stay right.
    for start, end in sorted(set(assigned_credentials(text, is_code=is_code)), reverse=True):
        text = text[:start] + REDACTED + text[end:]
    for credential in known:
        if credential not in text:
            continue
        if len(credential) >= _SHORTEST_ANYWHERE:
            text = text.replace(credential, REDACTED)
        for quote in _QUOTES:
            # A short one is told from a word by its quotes.
            text = text.replace(f"{quote}{credential}{quote}", f"{quote}{REDACTED}{quote}")
    for match in sorted(known_credentials(text), key=lambda m: m.start, reverse=True):
        text = text[: match.start] + REDACTED + text[match.end :]
    return text
