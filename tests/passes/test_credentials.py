"""Settings of executors (DG802, DG804): messages and places."""

from __future__ import annotations

from tests.passes.security_graphs import SECRET, STEP, places, the_one, with_step


def test_dg802_is_said_of_a_setting_inside_of_another() -> None:
    config = {"machine": [{"remote_profile": {"password": 123456, "port": 22}}]}
    diagnostic = the_one(with_step(executor={"kind": "E", "config": config}))
    assert diagnostic.pointer == f"{STEP}/executor/config/machine/0/remote_profile/password"
    assert diagnostic.clause == "SEC-2"
    assert diagnostic.hint == (
        "Keep it in a Kubernetes secret, and name that secret and its key here."
    )


def test_settings_that_are_no_credentials_are_left_alone() -> None:
    config = {"private_key_file": "/home/me/.ssh/id", "password": None, "token": True, "port": 22}
    executor = {"kind": "E", "config": config, "secrets": {"word": {"name": "lab", "key": "w"}}}
    assert places(with_step(executor=executor)) == []
    assert places(with_step(executor={"kind": "E"})) == []


def test_dg804_names_the_secret() -> None:
    secrets = {"user": {"name": "lab", "key": "user"}}
    executor = {"kind": "E", "config": {"user": "me"}, "secrets": secrets}
    diagnostic = the_one(with_step(executor=executor))
    assert diagnostic.code == "DG804"
    assert diagnostic.message == "the setting `user` stands both in `config` and in `secrets`"
    assert diagnostic.related[0].pointer == f"{STEP}/executor/secrets/user"


def test_dg804_leaves_a_credential_to_dg802() -> None:
    secrets = {"password": {"name": "lab", "key": "word"}}
    executor = {"kind": "E", "config": {"password": "hunter2"}, "secrets": secrets}
    assert the_one(with_step(executor=executor)).code == "DG802"


def test_extensions_of_an_executor_are_searched() -> None:
    executor = {"kind": "E", "extensions": {"lab": {"password": SECRET}}}
    diagnostic = the_one(with_step(executor=executor))
    assert diagnostic.pointer == f"{STEP}/executor/extensions/lab/password"
