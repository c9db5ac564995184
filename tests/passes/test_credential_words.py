"""The first look at a text misses no assignment that the patterns find."""

from __future__ import annotations

from itertools import product

import pytest

from dflow_graph.interop import credential_texts
from dflow_graph.passes.credential_assignments import assigned_credentials
from dflow_graph.passes.credential_shapes import all_outlines
from dflow_graph.passes.credential_words import may_assign

NAMES = [
    *("password", "DB_PASSWD", "passphrase", "MYSQL_PWD", "api_key", "apiKey", "x-api-key"),
    *("AWS_ACCESS_KEY_ID", "accessKeyId", "access_key-id", "access_key" + "-" * 50 + "id"),
    *("token", "HF_TOKEN", "-token", "é_token", "secret", "secret/key", "Credential"),
    *("credentials", "Authorization", "Cookie", "_auth", "bohrium_ticket", "a" * 60 + "_key"),
]
BEFORE = ["", " ", "\n", "--", "-e ", "::", "export ", "setenv ", "set -x\t", "ENV  ", "-H '", "["]
QUOTES = ["", '"', "'", r"\"", '"""']
SIGNS = [
    "=",
    ": ",
    "=>",
    ":=",
    " , ",
    ", ",
    " ",
    "\t",
    ": str = ",
    "] = ",
    "\u2003=\u2003",
    "\n:\n",
]
RANDOM = "aB3dE6gH9jK2mN5pQ8"
PROGRAMS = [
    *("sshpass -p hunter2x ssh lab", "mysqldump -u me -phunter2x lab", "wandb login hunter2x"),
    *("docker login -u me -p hunter2x r.example.org", "redis-cli -h lab -a hunter2x"),
    *("mc alias set lab http://lab me hunter2x", "curl -s\t-u me:hunter2x https://lab"),
    *("machine lab\n  login\n me password\thunter2x\n", "az login -u me -p hunter2x"),
]
TEXTS = [
    *(f"{name}{sign}{q}{RANDOM}{q}" for name, sign, q in product(NAMES, SIGNS, QUOTES)),
    *(
        f"{before}{q}api_key{q}{sign}{other}{RANDOM}{other}"
        for before, q, sign, other in product(BEFORE, QUOTES, SIGNS, QUOTES)
    ),
    *PROGRAMS,
]
"""Assignments in every spelling, most of them of credentials."""


def test_text_that_assigns_a_credential_may_assign_one() -> None:
    assigning = [text for text in TEXTS if list(assigned_credentials(text))]
    assert len(assigning) > len(TEXTS) / 3
    assert [text for text in assigning if not may_assign(text)] == []
    # Nor is one missed among the outlines of several.
    assert [text for text in assigning if not may_assign(all_outlines(["1", text, "a"]))] == []


@pytest.mark.parametrize("is_code", [True, False])
def test_nothing_that_is_kept_from_a_graph_is_missed(
    is_code: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [list(credential_texts.assigned_credentials(t, is_code=is_code)) for t in TEXTS]
    monkeypatch.setattr(credential_texts, "may_assign", lambda text: True)
    looked = [list(credential_texts.assigned_credentials(t, is_code=is_code)) for t in TEXTS]
    assert [t for t, one, two in zip(TEXTS, found, looked, strict=True) if one != two] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "for key in table:\n    pass\n",
        "key = value",
        "def run(self, *, tokens=3, secret_name=None): ...",
        "echo token",
        "if password is None and token is not None:",
        "--key-file=a.txt",
        "curl https://lab",
        "logins = 3",
    ],
)
def test_text_without_the_name_of_a_credential_before_a_sign_is_told_at_once(text: str) -> None:
    assert not may_assign(text)


@pytest.mark.parametrize("before", ["a key is a thing\n", "no token here\n"])
def test_a_word_that_is_given_nothing_hides_no_other(before: str) -> None:
    assert not may_assign(before)
    assert may_assign(f"{before}API_KEY=aB3dE6gH9jK2")
    assert may_assign(f"{before}MY_TOKEN=aB3dE6gH9jK2")
