"""Where credentials are looked for (DG801 to DG803), and requests that trust anyone (DG810)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from dflow_graph.diagnostics import Severity
from tests.passes.security_graphs import (
    AWS,
    AWS_SECRET,
    DIGEST,
    GITHUB,
    JWT,
    PRIVATE_KEY,
    RUN,
    SECRET,
    STEP,
    UUID,
    found,
    graph,
    http,
    places,
    shell,
    the_one,
    with_script,
    with_step,
    with_template,
)


def test_dg801_shows_no_more_than_what_all_of_its_kind_begin_with() -> None:
    """SEC-5: a message of a validator MUST NOT repeat a text that it takes for a credential."""
    diagnostic = the_one(with_script(f"curl -u {GITHUB}"))
    assert diagnostic.code == "DG801"
    assert diagnostic.message == "this text holds a GitHub token, which begins with `ghp_…`"
    assert diagnostic.within == (8, 8 + len(GITHUB))
    assert diagnostic.pointer == f"{RUN}/script"


@pytest.mark.parametrize(
    "document",
    [
        with_script(f"a {AWS} {JWT} b"),
        with_script(PRIVATE_KEY),
        with_script("git clone https://me:hunter2x@example.org/a"),
        with_script('password = "hunter2x"'),
        with_template(envs={"PASSWORD": "hunter2x"}),
        with_step(executor={"kind": "E", "config": {"password": "hunter2x"}}),
    ],
)
def test_no_message_or_hint_repeats_a_credential(document: Any) -> None:
    """SEC-5: a message of a validator MUST NOT repeat a text that it takes for a credential."""
    for diagnostic in found(document):
        said = diagnostic.message + diagnostic.hint
        for secret in ("hunter2x", AWS[4:], JWT[3:], "MIIE"):
            assert secret not in said


def test_two_credentials_of_one_text_are_two_findings() -> None:
    diagnostics = found(with_script(f"{GITHUB} {AWS}"))
    assert [d.within for d in diagnostics] == [(0, 40), (41, 61)]


def test_credential_within_another_is_found_once() -> None:
    diagnostic = the_one(with_script(f"https://me:{GITHUB}@example.org"))
    assert diagnostic.message == "this text holds a URL with a password"


def test_assigned_credential_of_a_known_form_is_found_once() -> None:
    assert the_one(with_script(f'token = "{GITHUB}"')).code == "DG801"
    assert places(with_script(f'token = "{GITHUB}"\npassword = "hunter2"')) == [
        ("DG801", f"{RUN}/script"),
        ("DG803", f"{RUN}/script"),
    ]


def test_same_script_of_two_templates_is_found_in_both() -> None:
    bad = shell(script=f"echo {GITHUB}")
    document = graph({"template": "a"}, {"template": "b"}, a=bad, b=bad)
    assert places(document) == [("DG801", "/templates/a/script"), ("DG801", "/templates/b/script")]


RAW = {"kind": "raw", "data": 'password = "hunter2"'}
URL = "https://me:hunter2@example.org"
OP = {"name": "f", "module": "m"}


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        (with_template(annotations={"note": GITHUB}), "DG801", f"{RUN}/annotations/note"),
        (with_template(labels={"a": GITHUB}), "DG801", f"{RUN}/labels/a"),
        (
            with_template(annotations={"note": f"aws_secret_access_key={AWS_SECRET}"}),
            "DG803",
            f"{RUN}/annotations/note",
        ),
        (
            with_template(envs={"CONFIG": f'{{"secret_key": "{AWS_SECRET}"}}'}),
            "DG803",
            f"{RUN}/envs/CONFIG",
        ),
        (
            with_step(parameters={"config": f'{{"secret_key": "{AWS_SECRET}"}}'}),
            "DG803",
            f"{STEP}/parameters/config",
        ),
        (with_template(command=["run", GITHUB]), "DG801", f"{RUN}/command/1"),
        (with_template(command=["run", "--password", "hunter2"]), "DG803", f"{RUN}/command/2"),
        (with_template(command=["run", "--password=hunter2"]), "DG803", f"{RUN}/command/1"),
        (
            with_template(extensions={"t": {"password": "hunter2"}}),
            "DG803",
            f"{RUN}/extensions/t/password",
        ),
        (
            with_template(
                sidecars=[{"name": "s", "env": [{"name": "PASSWORD", "value": "hunter2"}]}]
            ),
            "DG802",
            f"{RUN}/sidecars/0/env/0/value",
        ),
        (
            with_template(resource={"action": "create", "manifest": f"a: {GITHUB}"}),
            "DG801",
            f"{RUN}/resource/manifest",
        ),
        (
            with_template(inputs={"parameters": {"password": {"value": "hunter2"}}}),
            "DG803",
            f"{RUN}/inputs/parameters/password/value",
        ),
        (
            with_template(inputs={"parameters": {"p": {"value": 1, "extensions": {"t": GITHUB}}}}),
            "DG801",
            f"{RUN}/inputs/parameters/p/extensions/t",
        ),
        (
            with_template(outputs={"parameters": {"p": {"value": 1, "default": GITHUB}}}),
            "DG801",
            f"{RUN}/outputs/parameters/p/default",
        ),
        (
            with_template(inputs={"artifacts": {"a": {"path": "/a", "source": RAW}}}),
            "DG803",
            f"{RUN}/inputs/artifacts/a/source/data",
        ),
        (with_step(parameters={"p": GITHUB}), "DG801", f"{STEP}/parameters/p"),
        (with_step(parameters={"p": [1, {"x": GITHUB}]}), "DG801", f"{STEP}/parameters/p/1/x"),
        (
            with_step(parameters={"p": {"password": "hunter2"}}),
            "DG803",
            f"{STEP}/parameters/p/password",
        ),
        (with_step(parameters={"password": "hunter2"}), "DG803", f"{STEP}/parameters/password"),
        (with_step(parameters={"p": "{{item}}" + GITHUB}), "DG801", f"{STEP}/parameters/p"),
        (with_step(with_param=["a", GITHUB]), "DG801", f"{STEP}/with_param/1"),
        (with_step(extensions={"t": GITHUB}), "DG801", f"{STEP}/extensions/t"),
        (
            with_step(use_resource={"action": "create", "manifest": f"a: {GITHUB}"}),
            "DG801",
            f"{STEP}/use_resource/manifest",
        ),
        (with_step(artifacts={"a": RAW}), "DG803", f"{STEP}/artifacts/a/data"),
        (with_step(artifacts={"a": ["{{a}}", RAW]}), "DG803", f"{STEP}/artifacts/a/1/data"),
        (
            with_step(artifacts={"a": {"kind": "map", "items": {"x": RAW}}}),
            "DG803",
            f"{STEP}/artifacts/a/items/x/data",
        ),
        (
            with_step(artifacts={"a": {"kind": "http", "url": URL}}),
            "DG801",
            f"{STEP}/artifacts/a/url",
        ),
        (
            with_step(
                artifacts={
                    "a": {"kind": "http", "url": "https://a", "headers": {"X-Lab-Token": "abc"}}
                }
            ),
            "DG802",
            f"{STEP}/artifacts/a/headers/X-Lab-Token",
        ),
        (
            with_step(artifacts={"a": {"kind": "git", "repo": URL}}),
            "DG801",
            f"{STEP}/artifacts/a/repo",
        ),
        (
            with_step(
                artifacts={"a": {"kind": "s3", "key": "a", "extensions": {"password": "hunter2"}}}
            ),
            "DG803",
            f"{STEP}/artifacts/a/extensions/password",
        ),
        (
            with_step(success_hook={"template": "run", "parameters": {"password": "hunter2"}}),
            "DG803",
            f"{STEP}/success_hook/parameters/password",
        ),
        (
            with_step(success_hook={"template": "run", "artifacts": {"a": RAW}}),
            "DG803",
            f"{STEP}/success_hook/artifacts/a/data",
        ),
        (
            graph(
                {"template": "run"}, run=shell(), workflow={"parameters": {"password": "hunter2"}}
            ),
            "DG803",
            "/parameters/password",
        ),
        (
            graph({"template": "run"}, run=shell(), workflow={"annotations": {"a": GITHUB}}),
            "DG801",
            "/annotations/a",
        ),
        (
            graph(
                {"template": "run"},
                run=shell(),
                workflow={"context": {"kind": "E", "config": {"token": SECRET}}},
            ),
            "DG802",
            "/context/config/token",
        ),
    ],
)
def test_credential_is_found_wherever_free_text_stands(
    document: Any, code: str, pointer: str
) -> None:
    """SEC-1: a document MUST NOT hold a credential."""
    diagnostic = the_one(document)
    assert (diagnostic.code, diagnostic.pointer) == (code, pointer)
    expected = Severity.WARNING if code == "DG803" else Severity.ERROR
    assert diagnostic.severity is expected


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"op": {**OP, "state": {"args": [GITHUB]}}}, "DG801", "/op/state/args/0"),
        (
            {"op": {**OP, "state": {"kwargs": {"password": "hunter2"}}}},
            "DG803",
            "/op/state/kwargs/password",
        ),
        (
            {
                "op": {
                    **OP,
                    "inputs": {
                        "password": {"kind": "Parameter", "type": "str", "default": "hunter2"}
                    },
                }
            },
            "DG803",
            "/op/inputs/password/default",
        ),
        (
            {"op": OP, "output_parameter_default": {"password": "hunter2"}},
            "DG803",
            "/output_parameter_default/password",
        ),
        ({"op": OP, "pre_script": 'password = "hunter2"'}, "DG803", "/pre_script"),
        (
            {"op": OP, "python_packages": [{"kind": "git", "repo": URL}]},
            "DG801",
            "/python_packages/0/repo",
        ),
    ],
)
def test_credential_is_found_in_the_fields_of_a_python_op(
    fields: Any, code: str, pointer: str
) -> None:
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", **fields}
    diagnostic = the_one(graph({"template": "run"}, run=template))
    assert (diagnostic.code, diagnostic.pointer) == (code, RUN + pointer)


def test_credential_in_the_source_of_an_op_is_found() -> None:
    source = 'API_TOKEN = "k3J9x7Qw2Lm5"\ndef f(): pass\n'
    digest = "sha256:" + hashlib.sha256(source.encode()).hexdigest()
    op = {"name": "f", "source": source, "source_digest": digest}
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op}
    diagnostic = the_one(graph({"template": "run"}, run=template))
    assert (diagnostic.code, diagnostic.pointer) == ("DG803", f"{RUN}/op/source")
    assert diagnostic.message == "the value of `API_TOKEN` may be a credential"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Authorization", "Basic bWU6aHVudGVyMg=="),
        ("authorization", "letmein"),
        ("Proxy-Authorization", "Bearer letmein"),
        ("Cookie", "session=1"),
        ("X-Api-Key", "letmein"),
        ("X-Lab-Token", "letmein"),
        ("PRIVATE-TOKEN", "letmein"),
    ],
)
def test_dg802_is_said_of_headers_that_log_in(header: str, value: str) -> None:
    """SEC-1: headers with a literal value."""
    diagnostic = the_one(http(headers={header: value}))
    assert (diagnostic.code, diagnostic.pointer) == ("DG802", f"{RUN}/headers/{header}")
    assert diagnostic.message == f"the setting `{header}` holds a credential"
    assert diagnostic.clause == "SEC-1"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Authorization", "Bearer {{inputs.parameters.token}}"),
        ("Authorization", "Bearer <token>"),
        ("Authorization", ""),
        ("Authorization", {"kind": "Secret", "name": "lab"}),
        ("Accept", "letmein"),
        ("X-Request-Id", UUID),
    ],
)
def test_other_headers_are_left_alone(header: str, value: Any) -> None:
    assert places(http(headers={header: value})) == []


def test_header_with_a_known_form_is_found_once() -> None:
    assert the_one(http(headers={"Authorization": f"token {GITHUB}"})).code == "DG801"


def test_request_is_looked_at() -> None:
    document = http(url=URL, body='{"password": "hunter2"}')
    assert places(document) == [("DG801", f"{RUN}/url"), ("DG803", f"{RUN}/body")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PASSWORD", {"kind": "Secret", "name": "lab"}),
        ("PASSWORD", ""),
        ("PASSWORD_FILE", "/run/secrets/word"),
        ("PASSWORD", "{{inputs.parameters.word}}"),
        ("TOKENIZERS_PARALLELISM", "false"),
        ("MAX_TOKENS", "4096"),
        ("TOKEN", "4096"),
        ("COMMIT", DIGEST),
    ],
)
def test_environment_without_a_credential_is_left_alone(name: str, value: Any) -> None:
    assert places(with_template(envs={name: value})) == []


def test_short_texts_and_numbers_of_steps_are_left_alone() -> None:
    parameters = {
        "password": "",
        "n": 1,
        "x": None,
        "name": "water",
        "long": "a text of some length",
    }
    parameters["again"] = parameters["long"]
    step = {"template": "run", "parameters": parameters}
    assert places(graph(step, {**step, "name": "again"}, run=shell())) == []


def test_references_of_steps_are_left_alone() -> None:
    parameters = {"password": "{{inputs.parameters.password}}", "n": 3, "more": [4]}
    step = with_step(parameters=parameters, artifacts={"a": "{{inputs.artifacts.a}}"})
    assert places(step) == []


def test_dg810_is_a_warning() -> None:
    diagnostic = the_one(http(insecure_skip_verify=True))
    assert (diagnostic.code, diagnostic.severity) == ("DG810", Severity.WARNING)
    assert places(http(insecure_skip_verify=False)) == []
