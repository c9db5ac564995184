"""Digests of the sources of OPs are SHA-256, with OpenSSL and without."""

from __future__ import annotations

import hashlib
import sys

import pytest

from dflow_graph.passes.digests import Digests, digest_of

TEXTS = ["", "def f(): pass\n", "Zürich – 東京 🙂", "half a character: \ud800"]


def expected(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@pytest.mark.parametrize("text", TEXTS)
def test_a_digest_is_the_same_with_openssl_and_without(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: Digests = {}
    assert digest_of(text, known) == expected(text)
    monkeypatch.delitem(sys.modules, "hashlib")
    assert digest_of(text, {}) == known[text]
    assert "hashlib" not in sys.modules


@pytest.mark.parametrize(
    ("text", "known"),
    [("x" * 20_000, {}), ("x", {str(number): "" for number in range(64)})],
    ids=["a long text", "many texts"],
)
def test_openssl_is_loaded_for_much(
    text: str, known: Digests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "hashlib")
    assert digest_of(text, known) == expected(text)
    assert "hashlib" in sys.modules


def test_a_python_without_small_modules_takes_hashlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "hashlib")
    monkeypatch.setitem(sys.modules, "_sha2", None)
    monkeypatch.setitem(sys.modules, "_sha256", None)
    assert digest_of("x", {}) == expected("x")


def test_a_text_is_digested_once() -> None:
    assert digest_of("x", {"x": "known"}) == "known"
