"""Digests of texts (OP-4), without OpenSSL where few are asked for.

Imports the standard library alone.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["Digests", "digest_of"]

Digests = dict[str, str]
"""Text to its digest, so that a text that is used many times is digested once."""

_FEW, _SHORT = 64, 1 << 14


def digest_of(text: str, known: Digests) -> str:
    """The digest of a text: `sha256:` and 64 digits; notes it among those that are known."""
    digest = known.get(text)
    if digest is None:
        raw = text.encode("utf-8", errors="surrogatepass")
        sha256 = _sha256(is_little=len(known) < _FEW and len(raw) <= _SHORT)
        digest = known[text] = "sha256:" + sha256(raw).hexdigest()
    return digest


def _sha256(*, is_little: bool) -> Any:
    """The function of hashlib, or where there is little to digest, the one that is slow and there.

    hashlib loads OpenSSL, which takes as long as a megabyte of digests; the standard library's own
    `random` goes around it in the same way.
    """
    if is_little and "hashlib" not in sys.modules:
        for module in ("_sha2", "_sha256"):  # since 3.12, and before
            try:
                return __import__(module).sha256
            except ImportError:
                continue
    import hashlib

    return hashlib.sha256
