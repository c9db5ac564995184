"""Options of a store, and credentials that do not go with a repository (DG736, DG745, DG706)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.model import Workflow

from .graphs import graph, user

SECRET = {"name": "keys", "key": "k"}
SOURCE = "/templates/main/inputs/artifacts/f/source"


def found(**source: Any) -> list[Diagnostic]:
    """What is found in the source of an input artifact."""
    template = user()
    template["inputs"]["artifacts"] = {"f": {"path": "/tmp/f", "source": source}}
    document = graph([], templates={"main": template})
    places = analyse(Workflow.from_dict(document))
    return [d for d in places if d.pointer.startswith(SOURCE)]


def encrypted(options: dict[str, Any], **fields: Any) -> list[tuple[str, str]]:
    diagnostics = found(kind="s3", key="a", encryption_options=options, **fields)
    start = len(SOURCE + "/encryption_options")
    return [(d.code, d.pointer[start:]) for d in diagnostics]


ON = {"enableEncryption": True}


@pytest.mark.parametrize(
    "options",
    [
        {},
        ON,
        {**ON, "kmsKeyId": "k"},
        {**ON, "kmsKeyId": "k", "kmsEncryptionContext": '{"a": "b"}'},
        {**ON, "kmsKeyId": "k", "kmsEncryptionContext": "{{workflow.name}}"},
        {**ON, "kmsKeyId": "k", "kmsEncryptionContext": ""},
        {**ON, "kmsKeyId": "", "serverSideCustomerKeySecret": SECRET},
        {"enableEncryption": False, "kmsKeyId": "k"},
        {"enableEncryption": False, "serverSideCustomerKeySecret": SECRET},
    ],
)
def test_sound_options_of_encryption_are_accepted(options: dict[str, Any]) -> None:
    assert encrypted(options, insecure=False) == []


@pytest.mark.parametrize(
    ("options", "code", "where"),
    [
        (
            {**ON, "kmsKeyId": "k", "serverSideCustomerKeySecret": SECRET},
            "DG736",
            "/serverSideCustomerKeySecret",
        ),
        ({"kmsKeyId": "k"}, "DG736", ""),
        ({"serverSideCustomerKeySecret": SECRET, "enableEncryption": None}, "DG736", ""),
        ({**ON, "kmsEncryptionContext": "{}"}, "DG736", "/kmsEncryptionContext"),
        ({**ON, "kmsKeyId": "k", "kmsEncryptionContext": "a=b"}, "DG736", "/kmsEncryptionContext"),
        ({**ON, "kmsKeyId": "k", "kmsEncryptionContext": "[]"}, "DG736", "/kmsEncryptionContext"),
        (
            {**ON, "kmsKeyId": "k", "kmsEncryptionContext": '{"a": 1}'},
            "DG736",
            "/kmsEncryptionContext",
        ),
        (
            {**ON, "kmsKeyId": "k", "kmsEncryptionContext": "[" * 100_000},
            "DG736",
            "/kmsEncryptionContext",
        ),
        ({**ON, "kms_key_id": "k"}, "DG745", "/kms_key_id"),
        ({"enableEncryption": "true"}, "DG746", "/enableEncryption"),
        ({**ON, "kmsKeyId": "k", "kmsEncryptionContext": {}}, "DG746", "/kmsEncryptionContext"),
    ],
)
def test_options_of_encryption_that_argo_cannot_keep_are_one_finding(
    options: dict[str, Any], code: str, where: str
) -> None:
    assert encrypted(options) == [(code, where)]


def test_a_key_of_the_customer_goes_by_https_alone() -> None:
    options = {**ON, "serverSideCustomerKeySecret": SECRET}
    expected = [("DG736", "/serverSideCustomerKeySecret")]
    assert encrypted(options, insecure=True) == expected
    assert encrypted({**ON, "kmsKeyId": "k"}, insecure=True) == []


def test_fields_of_the_options_are_those_of_argo() -> None:
    (field,) = found(kind="s3", key="a", create_bucket_if_not_present={"object_locking": True})
    assert field.pointer == SOURCE + "/create_bucket_if_not_present/object_locking"
    assert "no field of the CreateS3BucketOptions of Argo" in field.message
    assert field.hint == "Write `objectLocking`."


@pytest.mark.parametrize(
    ("repo", "fields", "wrong"),
    [
        ("https://h.org/a", ["ssh_private_key_secret"], "ssh_private_key_secret"),
        ("HTTP://h.org/a", ["ssh_private_key_secret"], "ssh_private_key_secret"),
        ("https://h.org/a", ["username_secret", "password_secret"], ""),
        ("git@h.org:a", ["username_secret", "password_secret"], "username_secret"),
        ("git@h.org:a", ["password_secret"], "password_secret"),
        ("ssh://git@h.org/a", ["password_secret"], "password_secret"),
        ("ssh://h.org/a", ["ssh_private_key_secret"], ""),
        ("git@h.org:a", ["ssh_private_key_secret"], ""),
        ("file:///a", ["ssh_private_key_secret", "username_secret"], ""),
        ("{{workflow.name}}", ["ssh_private_key_secret", "username_secret"], ""),
    ],
)
def test_credentials_go_with_the_repository(repo: str, fields: list[str], wrong: str) -> None:
    diagnostics = found(kind="git", repo=repo, **dict.fromkeys(fields, SECRET))
    at = [f"{SOURCE}/{wrong}"] if wrong else []
    assert [d.pointer for d in diagnostics if d.code == "DG736"] == at


@pytest.mark.parametrize(("key", "faults"), [("s3://b/a", 1), ("https://x", 1), ("a/s3://b", 0)])
def test_dg706_is_told_of_a_key_that_begins_as_a_url(key: str, faults: int) -> None:
    diagnostics = found(kind="s3", key=key)
    assert [d.code for d in diagnostics] == ["DG706"] * faults
    assert all(d.within == (0, key.index("//") + 2) for d in diagnostics)
