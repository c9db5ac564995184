"""JSON pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["join", "split"]


def join(tokens: Iterable[str | int]) -> str:
    """The pointer through these member names and indices; `""` is the whole document."""
    parts = [token if token.__class__ is str else str(token) for token in tokens]
    text = "/".join(parts)
    if "~" in text or text.count("/") >= len(parts):  # as in hardly any, or in an empty one
        text = "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)
    return f"/{text}" if parts else ""


def split(pointer: str) -> list[str]:
    """The tokens of a pointer, unescaped; indices stay text. Raises `ValueError` if it is none."""
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise ValueError(f"not a JSON pointer: {pointer!r}")
    tokens = pointer[1:].split("/")
    if "~" not in pointer:
        return tokens
    return [token.replace("~1", "/").replace("~0", "~") for token in tokens]
