"""Names of credentials, and how sure each is."""

from __future__ import annotations

import pytest

from dflow_graph.passes.credential_names import Strength, may_be_credential, strength_of
from tests.passes.security_graphs import DIGEST, SECRET, UUID


@pytest.mark.parametrize(
    ("name", "strength"),
    [
        ("password", Strength.STRONG),
        ("DB_PASSWORD", Strength.STRONG),
        ("dbPassword", Strength.STRONG),
        ("api-key", Strength.STRONG),
        ("apiKey", Strength.STRONG),
        ("AWS_SECRET_ACCESS_KEY", Strength.STRONG),
        ("AWS_ACCESS_KEY_ID", Strength.STRONG),
        ("client.secret", Strength.STRONG),
        ("MYSQL_PWD", Strength.STRONG),
        ("token", Strength.WEAK),
        ("HF_TOKEN", Strength.WEAK),
        ("secret", Strength.WEAK),
        ("credentials", Strength.WEAK),
        ("PWD", Strength.NONE),
        ("OLDPWD2", Strength.NONE),
        ("tokenizer", Strength.NONE),
        ("max_tokens", Strength.NONE),
        ("password_file", Strength.NONE),
        ("secret_name", Strength.NONE),
        ("key", Strength.NONE),
        ("public_key", Strength.NONE),
        ("mytoken", Strength.NONE),
        ("", Strength.NONE),
    ],
)
def test_name_says_how_sure_it_is(name: str, strength: Strength) -> None:
    assert strength_of(name) is strength


@pytest.mark.parametrize(
    ("strength", "value", "expected"),
    [
        (Strength.NONE, SECRET, False),
        (Strength.STRONG, "hunter2", True),
        (Strength.STRONG, "abc", False),
        (Strength.STRONG, "/run/secrets/word", False),
        (Strength.STRONG, "~/.ssh/id_rsa", False),
        (Strength.STRONG, "vault://lab/word", False),
        (Strength.STRONG, "the word of the day", False),
        (Strength.STRONG, "correct horse", True),
        (Strength.STRONG, DIGEST, True),
        (Strength.WEAK, SECRET, True),
        (Strength.WEAK, "lab-2024", True),
        (Strength.WEAK, "1234567890", False),
        (Strength.WEAK, "identifier", False),
        (Strength.WEAK, "a1b2c3", False),
        (Strength.WEAK, "aaaa1111", False),
        (Strength.WEAK, "gpt 4 mini", False),
        (Strength.WEAK, "two 22222", False),
        (Strength.WEAK, UUID, False),
        (Strength.WEAK, DIGEST, False),
        (Strength.WEAK, "d41d8cd98f00b204e9800998ecf8427e", False),
    ],
)
def test_value_counts_by_how_sure_its_name_is(
    strength: Strength, value: str, expected: bool
) -> None:
    assert may_be_credential(strength, value) is expected
