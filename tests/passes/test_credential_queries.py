"""Credentials in the query of a URL, by the names of its parameters."""

from __future__ import annotations

import pytest

from dflow_graph.passes.credential_assignments import assigned_credentials
from dflow_graph.passes.credential_words import may_assign

RANDOM = "aB3dE6gH9jK2mN5pQ8sT1vW4"
HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def found(text: str) -> list[str]:
    values = [text[m.start : m.end] for m in assigned_credentials(text)]
    assert may_assign(text) or not values
    return values


@pytest.mark.parametrize(
    "before",
    ["https://a.example/b?", "https://a.example/b?c=1&", "$URL?c&amp;", "$URL&"],
)
@pytest.mark.parametrize("behind", ["", "&c=1", "#c", "' -o d", "\\n", ")", "\n"])
@pytest.mark.parametrize(
    "parameter",
    [
        f"api_token={RANDOM}", f"apikey={RANDOM}", f"access_token={RANDOM}", f"key={RANDOM}",
        f"KEY={RANDOM}", f"token={RANDOM}", f"token={HEX}", f"sig={RANDOM}%3D", f"auth={RANDOM}",
        f"X-Goog-Signature={HEX}", f"Signature={HEX}", "password=hunter22", f"secret={RANDOM}",
    ],
)  # fmt: skip
def test_credential_in_a_query_is_found(before: str, parameter: str, behind: str) -> None:
    assert found(before + parameter + behind) == [parameter.partition("=")[2]]


@pytest.mark.parametrize(
    "query",
    [
        "?key=value", "?key=12345678", f"?key={HEX}", f"?id={RANDOM}", f"?keys={RANDOM}",
        "?token=YOUR_TOKEN_GOES_HERE_1", "?token={{inputs.parameters.token}}", "?token=$TOKEN_1234",
        "?api_key=changeme", "?api_key=abcdefgh", "?signature=none", "?sig=0123456789",
        "?sig=" + "a1" * 14, "?password=short1", f"?monkey={RANDOM}", "?auth=basic",
        f"?design={RANDOM}",
        f"/key={RANDOM[:12]}", "?sig=Zx9Kd3Qm7Lp2Vt8Rw5Yb1cT",
    ],
)  # fmt: skip
def test_other_parameters_of_a_query_are_left(query: str) -> None:
    assert found("https://a.example/b" + query) == []


def test_each_credential_of_a_query_is_found_once() -> None:
    assert found(f"?api_key={RANDOM}&sig={HEX}") == [RANDOM, HEX]


@pytest.mark.parametrize("text", ["key=", "a key=1", "?keys=1", "&monkey=1", "?design=1", "?"])
def test_text_without_such_a_parameter_assigns_nothing(text: str) -> None:
    assert not may_assign(text)
