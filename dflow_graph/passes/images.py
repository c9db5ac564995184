"""References to images of containers, by the grammar of registries (DG743)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.regex import regex

__all__ = ["check_image", "why_no_image"]

_WORD = r"[a-z0-9]+"
_PART = rf"{_WORD}(?:(?:[._]|__|-+){_WORD})*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[A-Fa-f0-9:]+\])(?::[0-9]+)?"
_NAME = regex(rf"(?:{_HOST}/)?(?P<path>{_PART}(?:/{_PART})*)", re.ASCII)
_TAG = regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", re.ASCII)
_DIGEST = regex(r"sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}", re.ASCII)
_SCHEME = regex(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LONGEST = 255
_IDENTIFIER = regex(r"[a-f0-9]{64}", re.ASCII)


def check_image(image: str, where: Path) -> Iterator[Diagnostic]:
    """Nothing for a text that names an image."""
    why = why_no_image(image)
    # TPL-28
    if why:
        scheme = _SCHEME.match(image)
        mended = (image[scheme.end() :] if scheme else image.lower()).strip()
        hint = "Write it as `alpine:3.20` or `registry.example.org/group/name:tag`."
        if not why_no_image(mended):
            hint = f"Write {quoted(mended)}."
        yield finding("DG743", f"{quoted(image)} names no image: {why}", where, hint=hint)


@lru_cache(maxsize=1024)
def why_no_image(image: str) -> str:
    """Why a container runtime does not read a text as the name of an image; empty if it does.

    Empty too for a text with tags, which may stand for anything.
    """
    if "{{" in image:
        return ""
    if "://" in image and _SCHEME.match(image):
        return "no scheme stands before the name of one"
    if any(character.isspace() for character in image):
        return "there is white space in it"
    named, at, digest = image.partition("@")
    if at and not _DIGEST.fullmatch(digest):
        return "what stands behind `@` is no digest, such as `sha256:` and 64 hexadecimal digits"
    name = named
    if named.rfind(":") > named.rfind("/"):
        name, _, tag = named.rpartition(":")
        if not _TAG.fullmatch(tag):
            return f"{quoted(tag)} behind the `:` is no tag" if tag else "nothing stands behind `:`"
    match = _NAME.fullmatch(name)
    if match is None:
        if _NAME.fullmatch(name.lower()):
            return "its repository has capital letters"
        return f"{quoted(name)} is no name of a repository"
    if len(match["path"]) > _LONGEST or _IDENTIFIER.fullmatch(image):
        return "a registry has no repository of such a name"
    return ""
