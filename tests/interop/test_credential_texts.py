"""Credentials that a text assigns or passes on are found; what only looks like one is not."""

from __future__ import annotations

import pytest

from dflow_graph.interop.credential_texts import assigned_credentials

FOUND = [
    ('config["token"] = "ab12-cd34-ef56"', "ab12-cd34-ef56"),
    ("PASSWORD = 'hunter2x'", "hunter2x"),
    ('connect(api_key="FAKE-K-1234")', "FAKE-K-1234"),
    ("{'password': 'x1-y2-z3'}", "x1-y2-z3"),
    ('os.environ.get("PASSWORD", "FAKE-default-1")', "FAKE-default-1"),
    ("setattr(x, 'secret_key', \"abcdef123\")", "abcdef123"),
    ('def f(password: str = "hunter2x"): pass', "hunter2x"),
]
IN_SHELLS = [
    ("export AWS_SECRET_ACCESS_KEY=Zx01Zx02Zx03", "Zx01Zx02Zx03"),
    ("tool --password hunter2x", "hunter2x"),
    ("tool --token=ab12cd34ef56", "ab12cd34ef56"),
    ("curl -s -u alice:s3cr3tpw https://x", "s3cr3tpw"),
    ("mysql -u root -ps3cr3tpw -h db", "s3cr3tpw"),
    ("sshpass -p s3cr3tpw ssh h", "s3cr3tpw"),
]
NONE = [
    "x = 'password'",
    "password = getpass()",
    'help="the password of the user"',
    'password = "{{inputs.parameters.password}}"',
    "secret_key = '<your key>'",
    "token = 'word'",
    "",
]
NONE_IN_SHELLS = ["password=$PASSWORD", "docker run -u 1000:1000 x", "chown -u user:group f"]


def values(text: str, *, is_code: bool) -> set[str]:
    return {text[start:end] for start, end in assigned_credentials(text, is_code=is_code)}


@pytest.mark.parametrize(("text", "value"), [*FOUND, *IN_SHELLS])
def test_assigned_credential_is_found(text: str, value: str) -> None:
    assert values(text, is_code=False) == {value}


@pytest.mark.parametrize(("text", "value"), FOUND)
def test_assigned_credential_is_found_in_code(text: str, value: str) -> None:
    assert values(text, is_code=True) == {value}


@pytest.mark.parametrize("text", [*NONE, *NONE_IN_SHELLS])
def test_what_is_none_is_left(text: str) -> None:
    assert values(text, is_code=False) == set()


def test_places_that_overlap_are_one() -> None:
    assert values("tool --password hunt(er2)x", is_code=False) == {"hunt(er2)x"}


def test_what_the_validator_suspects_is_found_in_code() -> None:
    assert values("connect(secret_key => 'hunter2x')", is_code=True) == {"hunter2x"}


def test_variable_that_python_passes_on_is_none() -> None:
    assert values("connect(password=my_pass_word_2)", is_code=True) == set()
