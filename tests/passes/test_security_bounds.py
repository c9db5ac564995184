"""Names and values of credentials, each word and each bound for itself (DG801 to DG804)."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from dflow_graph.passes.credential_assignments import assigned_credentials
from dflow_graph.passes.credential_names import (
    Strength,
    is_literal_header,
    looks_random,
    may_be_credential,
    strength_of,
)
from dflow_graph.passes.credential_shapes import is_placeholder, known_credentials
from tests.passes.security_graphs import (
    AWS,
    GITHUB,
    LETTERS,
    STEP,
    found,
    graph,
    places,
    shell,
    the_one,
    with_script,
    with_step,
)

MIXED = "a1b2c3d4" * 2
STRONG = """password passwd passphrase db_pwd api_key apikey app_key access_key accesskey
access_key_id secret_key secretkey private_key privatekey encryption_key signing_key access_token
auth_token api_token bearer_token refresh_token session_token private_token client_secret"""
WEAK = "token secret credential credentials authorization cookie"


@pytest.mark.parametrize("name", STRONG.split())
def test_name_of_nothing_but_a_credential_is_strong(name: str) -> None:
    assert strength_of(name) is Strength.STRONG
    assert strength_of(f"lab_{name}") is Strength.STRONG
    assert strength_of(f"{name}_file") is Strength.NONE


@pytest.mark.parametrize("name", WEAK.split())
def test_name_with_other_meanings_is_weak(name: str) -> None:
    assert strength_of(name) is Strength.WEAK
    assert strength_of(f"lab_{name}") is Strength.WEAK
    assert strength_of(f"lab{name}") is Strength.NONE


def test_humps_of_a_name_part_its_words() -> None:
    assert strength_of("accessToken") is Strength.STRONG
    assert strength_of("labToken") is Strength.WEAK
    assert strength_of("S3TOKEN") is Strength.NONE


@pytest.mark.parametrize(
    "header",
    ["Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "Api-Key", "Private-Token"],
)
def test_header_that_logs_in_is_known(header: str) -> None:
    assert is_literal_header(header, MIXED)


def test_header_of_a_token_has_the_prefix_of_its_own_kind() -> None:
    assert is_literal_header("X-Lab-Token", MIXED)
    assert not is_literal_header("Lab-Token", MIXED)
    assert not is_literal_header("X-Lab", MIXED)


@pytest.mark.parametrize("scheme", ["Bearer", "basic", "Token", "DIGEST"])
def test_placeholder_behind_the_scheme_of_a_header_is_one(scheme: str) -> None:
    assert is_literal_header("Authorization", f"{scheme} {MIXED}")
    assert not is_literal_header("Authorization", f"{scheme} <credential>")


@pytest.mark.parametrize(
    ("strength", "value", "counts"),
    [
        (Strength.STRONG, "ab1", False),
        (Strength.STRONG, "ab1c", True),
        (Strength.STRONG, "two words", True),
        (Strength.STRONG, "three words here", False),
        (Strength.STRONG, "lab_password", False),
        (Strength.STRONG, "hunter2_password", True),
        (Strength.STRONG, "/run/password1", False),
        (Strength.WEAK, "a1b2c3d", False),
        (Strength.WEAK, "a1b2c3d4", True),
        (Strength.WEAK, "abcdefghijkl", False),
        (Strength.WEAK, "123456789012", False),
        (Strength.WEAK, "abcd1 efgh2", False),
        (Strength.WEAK, MIXED, True),
        (Strength.WEAK, "aabbccdd1", True),
        (Strength.WEAK, "aabbccdd11", False),
        (Strength.NONE, MIXED, False),
    ],
)
def test_value_of_a_name_may_be_a_credential(strength: Strength, value: str, counts: bool) -> None:
    assert may_be_credential(strength, value) is counts


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("a1B2c3D4e5F6g7H8", True),
        ("a1B2c3D4e5F6g7H", False),
        ("a1b2c3d4e5f6g7h8", True),
        ("A1B2C3D4E5F6G7H8", True),
        ("a1b2-c3d4-e5f6-g7h8", False),
        ("A1B2-C3D4-E5F6-G7H8", False),
        ("a1B2-c3D4-e5F6-g7H8", True),
        ("aB1.moDule.c2d3e4f5", False),
        ("1aB.moDule.2c3d4e5f", True),
        ("abcdefghijklmnoP", False),
        ("abcdefghijklmnO1", False),
        ("abcdefghijklmN12", True),
        ("1234567890123456", False),
        ("aA1aA1aA1aA1aA1aA1", False),
        ("Aabc1Aabc1Aabc1Aabc1", False),
        ("Abcdefg1Abcdefg1", True),
    ],
)
def test_value_without_quotes_has_to_look_random(value: str, is_one: bool) -> None:
    assert looks_random(Strength.STRONG, value) is is_one
    assert not looks_random(Strength.NONE, value)


@pytest.mark.parametrize(
    ("login", "counts"),
    [("me:hunter2", True), (":hunter2", False), ("me:", False), ("hunter2", False)],
)
def test_login_of_docker_is_a_name_and_a_password(login: str, counts: bool) -> None:
    text = '{"auth": "' + b64encode(login.encode()).decode() + '"}'
    assert bool(list(known_credentials(text))) is counts


@pytest.mark.parametrize(
    "text",
    [
        "password = 'hunter2'",
        "passphrase = 'hunter2'",
        "db_pwd = 'hunter2'",
        f"lab_token = '{MIXED}'",
        f"lab_secret = '{MIXED}'",
        f"credential = '{MIXED}'",
        "api_key = 'hunter2'",
        "password = 'correcthorse'",
        "export LAB_PASSWORD=hunter2",
    ],
)
def test_assignment_to_each_word_is_found(text: str) -> None:
    matches = list(assigned_credentials(text))
    assert [text[m.start : m.end] for m in matches] == [
        text.replace("=", " = ").split()[-1].strip("'")
    ]
    assert matches[0].shown == ""


@pytest.mark.parametrize(
    "text",
    [
        "token = 'a1b2c3d4e5f6g7h'",
        "token = 'aaaabbbbcccc1111'",
        "export LAB_PASSWORD=correcthorse",
    ],
)
def test_assignment_of_less_is_left_alone(text: str) -> None:
    assert list(assigned_credentials(text)) == []


@pytest.mark.parametrize("value", ["ab{{item}}1", "$HOME1x", "ab${X}cd1", "ab$(cat f)1"])
def test_part_that_is_filled_in_later_makes_a_placeholder(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("value", ["a$b1cd", "ab$1cd"])
def test_dollar_inside_of_a_value_makes_none(value: str) -> None:
    assert not is_placeholder(value)


def test_shortest_text_with_a_password_is_looked_at() -> None:
    assert the_one(with_script("a://b:c1d2@e")).code == "DG801"


@pytest.mark.parametrize("name", ["authorization", "Authorization", "AUTHORIZATION"])
def test_authorization_is_found_in_any_case(name: str) -> None:
    assert the_one(with_script(f"curl -H {name}: Bearer {LETTERS}")).code == "DG801"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (AWS, "AKIA…"),
        ("github_" + "pat_" + LETTERS, "gith…"),
        ("https://a/b?sig=" + LETTERS + LETTERS, ""),
        ("X-Amz-" + "Signature=" + "0123456789abcdef" * 4, ""),
        ("-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\n", ""),
    ],
)
def test_no_more_is_shown_than_what_all_of_a_kind_begin_with(text: str, shown: str) -> None:
    assert [match.shown for match in known_credentials(text)] == [shown]


def test_sample_of_documentation_is_told_from_a_credential() -> None:
    assert list(known_credentials("ghp_" + "abc" * 12)) == []
    assert len(list(known_credentials("ghp_" + "abcd" * 9))) == 1
    for word in ("EXAMPLE", "example", "xxxx"):
        assert list(known_credentials(GITHUB + word)) == []


def test_script_without_a_credential_is_left_alone() -> None:
    assert found(with_script("echo authorization: none of ours; cat a@b://c")) == []


def given(**values: Any) -> list[tuple[str, str]]:
    """What is found where a step gives these values."""
    return [
        (code, pointer.removeprefix(STEP + "/")) for code, pointer in places(with_step(**values))
    ]


def test_shortest_value_with_a_password_is_looked_at() -> None:
    assert given(parameters={"x": "a://b:c1d2@e"}) == [("DG801", "parameters/x")]


def test_value_of_two_places_is_found_in_both() -> None:
    assert given(parameters={"x": AWS, "y": AWS}) == [
        ("DG801", "parameters/x"),
        ("DG801", "parameters/y"),
    ]


def test_assignment_of_two_scripts_is_found_in_both() -> None:
    run = shell(script="password = 'hunter2'")
    document = graph({"template": "run"}, {"template": "again"}, run=run, again=run)
    assert [code for code, _ in places(document)] == ["DG803", "DG803"]


def test_assigned_value_is_marked() -> None:
    assert the_one(with_script("password = 'hunter2'")).within == (12, 19)


def test_credential_of_a_known_form_under_a_strong_name_is_found_once() -> None:
    assert given(parameters={"password": AWS}) == [("DG801", "parameters/password")]


def test_number_is_no_password_but_among_settings() -> None:
    assert given(parameters={"x": {"password": 123456}}) == []
    executor = {"kind": "RemoteExecutor", "config": {"password": 123456}}
    assert given(executor=executor) == [("DG802", "executor/config/password")]


def test_lists_in_lists_are_looked_through() -> None:
    assert given(parameters={"x": [[AWS]]}) == [("DG801", "parameters/x/0/0")]


def test_name_beside_a_value_is_that_of_a_variable_and_of_nothing_else() -> None:
    assert given(extensions={"a": {"name": "password", "value": "hunter2"}}) == [
        ("DG802", "extensions/a/value")
    ]
    assert given(extensions={"a": {"name": "password", "other": "hunter2"}}) == []
    assert given(extensions={"a": {"value": "hunter2"}}) == []


def test_every_header_is_looked_at() -> None:
    headers = {
        "Accept": {"kind": "Secret", "name": "s", "key": "k"},
        "X-Note": AWS,
        "Cookie": "a1b2c3d4",
    }
    ask = {"kind": "HTTPOPTemplate", "url": "https://example.org", "headers": headers}
    assert places(graph({"template": "ask"}, ask=ask)) == [
        ("DG801", "/templates/ask/headers/X-Note"),
        ("DG802", "/templates/ask/headers/Cookie"),
    ]


def test_executor_may_have_secrets_alone() -> None:
    secret = {"name": "s", "key": "k"}
    assert given(executor={"kind": "RemoteExecutor", "secrets": {"password": secret}}) == []


def test_credentials_that_touch_are_two() -> None:
    text = "X-Amz-" + "Signature=" + "0123456789abcdef" * 4 + "-----BEGIN " + "PRIVATE KEY-----\n"
    assert len(found(with_script(text + "MIIEpAIBAAKCAQEA7"))) == 2


def test_assigned_value_beside_a_known_form_is_found_and_within_it_is_not() -> None:
    beside = places(with_script(f"password='hunter2'{AWS}"))
    assert [code for code, _ in beside] == ["DG801", "DG803"]
    within = places(with_script(f"{AWS}\ntoken = '{GITHUB}'"))
    assert [code for code, _ in within] == ["DG801", "DG801"]


PROGRAM = "password = 'hunter2'"
SCRIPTS = ("script", "pre_script", "post_script")


@pytest.mark.parametrize("field", SCRIPTS)
def test_every_script_of_an_op_is_looked_at(field: str) -> None:
    op = {"name": "f", "module": "lab"}
    run = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op}
    if field == "script":
        run = shell()
    document = graph({"template": "run"}, run={**run, field: PROGRAM})
    assert ("DG803", f"/templates/run/{field}") in places(document)


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("annotations", {"a": AWS}, "annotations/a"),
        ("labels", {"a": AWS}, "labels/a"),
        ("extensions", {"a": AWS}, "extensions/a"),
        ("volumes", [{"name": AWS}], "volumes/0/name"),
        ("init_containers", [{"name": "c", "image": AWS}], "init_containers/0/image"),
        ("sidecars", [{"name": "c", "image": AWS}], "sidecars/0/image"),
        ("args", [AWS], "args/0"),
    ],
)
def test_every_field_of_free_text_is_looked_at(field: str, value: Any, pointer: str) -> None:
    run = {"kind": "ContainerOPTemplate", "image": "alpine:3", "command": ["sh"], field: value}
    assert places(graph({"template": "run"}, run=run)) == [("DG801", f"/templates/run/{pointer}")]


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ({"kind": "http", "url": f"https://example.org/{AWS}"}, "url"),
        ({"kind": "git", "repo": f"https://example.org/{AWS}"}, "repo"),
        (
            {"kind": "azure", "blob": "k", "container": "c", "endpoint": f"https://a/{AWS}"},
            "endpoint",
        ),
        ({"kind": "custom", "urn": f"urn:{AWS}"}, "urn"),
    ],
)
def test_address_of_a_source_is_looked_at(source: Any, field: str) -> None:
    assert given(artifacts={"f": source}) == [("DG801", f"artifacts/f/{field}")]


@pytest.mark.parametrize("side", ["inputs", "outputs"])
def test_extensions_of_artifacts_are_looked_at(side: str) -> None:
    run = shell(**{side: {"artifacts": {"f": {"path": "/f", "extensions": {"a": AWS}}}}})
    assert places(graph({"template": "run"}, run=run)) == [
        ("DG801", f"/templates/run/{side}/artifacts/f/extensions/a")
    ]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["--password", "hunter2"], [1]),
        (["--password", "-hunter2"], []),
        (["--password=$X", "hunter2"], []),
        (["--field=password", "hunter2"], []),
        (["password", "hunter2"], []),
        (["-password", "hunter2"], []),
        (["--xtoken", MIXED], []),
        (["export LAB_PASSWORD=hunter2", PROGRAM], [0, 1]),
        (["--quiet", "x", PROGRAM], [2]),
    ],
)
def test_word_behind_a_flag_is_its_value(words: list[str], numbers: list[int]) -> None:
    run = {"kind": "ContainerOPTemplate", "image": "alpine:3", "command": ["sh"], "args": words}
    assert places(graph({"template": "run"}, run=run)) == [
        ("DG803", f"/templates/run/args/{number}") for number in numbers
    ]


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("parameters", {"x": AWS}, "parameters/x"),
        ("annotations", {"a": AWS}, "annotations/a"),
        ("labels", {"a": AWS}, "labels/a"),
        ("volumes", [{"name": AWS}], "volumes/0/name"),
        ("extensions", {"a": AWS}, "extensions/a"),
    ],
)
def test_every_field_of_the_workflow_is_looked_at(field: str, value: Any, pointer: str) -> None:
    document = graph({"template": "run"}, run=shell(), workflow={field: value})
    assert places(document) == [("DG801", f"/{pointer}")]


@pytest.mark.parametrize("value", [AWS, AWS + "{{item}}", "{{item}} " + AWS, "a://b:c1d2@e"])
def test_value_is_looked_at_whatever_its_name_had_before(value: str) -> None:
    run = shell()
    document = graph(
        {"template": "run", "parameters": {"x": "some longer text"}},
        {"template": "run", "name": "b", "parameters": {"n": 5, "m": "short", "x": value}},
        {"template": "run", "name": "c", "parameters": {"m": "short", "x": value}},
        run=run,
    )
    assert places(document) == [
        ("DG801", "/templates/main/steps/1/0/parameters/x"),
        ("DG801", "/templates/main/steps/2/0/parameters/x"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("curl -H 'Authorization: swordfish' https://a", "swordfish"),
        ("sshpass -p hunter2x ssh lab", "hunter2x"),
    ],
)
def test_credential_of_a_command_is_marked_and_not_shown(text: str, value: str) -> None:
    (match,) = assigned_credentials(text)
    assert (text[match.start : match.end], match.shown) == (value, "")


def test_argument_of_a_harmless_name_may_assign_a_credential() -> None:
    texts = ("a long text", "password='hunter2'")
    steps = [{"template": "run", "parameters": {"x": text}} for text in texts]
    diagnostic = the_one(graph(*steps, run=shell()))
    assert diagnostic.code == "DG803"
    assert diagnostic.pointer == "/templates/main/steps/1/0/parameters/x"
