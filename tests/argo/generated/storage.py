"""Where artifacts come from and where they are kept: locations of every kind that Argo reads."""

from __future__ import annotations

from typing import Any

from tests.argo.generated.dice import Dice

__all__ = ["location", "packages", "same_places", "saves", "secret_key"]


def secret_key(dice: Dice, key: str) -> dict[str, Any]:
    """One key of a secret."""
    found: dict[str, Any] = {"name": dice.pick("store", "my.secret"), "key": key}
    return {**found, "optional": True} if dice.chance(4) else found


def _part(dice: Dice, fields: dict[str, Any], *, slices: bool) -> dict[str, Any]:
    if dice.chance(4):
        fields["sub_path"] = dice.pick("sub", "a/b")
    if slices and dice.chance(4):
        fields["slice"] = dice.pick("0", "a.1")
    return fields


def _login(dice: Dice, **keys: str) -> dict[str, Any]:
    return {name: secret_key(dice, key) for name, key in keys.items()} if dice.chance() else {}


def _s3(dice: Dice, key: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": "s3", "key": key}
    if dice.chance():
        fields.update(bucket="data", endpoint="store.example.org:9000")
        if dice.chance():
            fields.update(insecure=True, region="eu-1")
        login = _login(dice, access_key_secret="id", secret_key_secret="word")
        fields.update(login or dice.pick({}, {"use_sdk_creds": True}))
    rare = (
        ("role_arn", "arn:aws:iam::1:role/r"),
        ("create_bucket_if_not_present", {"objectLocking": True}),
        ("encryption_options", {"enableEncryption": True}),
        ("urn", "lineage:1"),
    )
    return {**fields, **dict(field for field in rare if dice.chance(6))}


def _oss(dice: Dice, key: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": "oss", "key": key}
    if dice.chance():
        fields.update(bucket="data", endpoint="https://oss.example.org")
    return {**fields, **_login(dice, access_key_secret="id", secret_key_secret="word")}


def _gcs(dice: Dice, key: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": "gcs", "key": key}
    if dice.chance():
        fields["bucket"] = "data"
    return {**fields, **_login(dice, service_account_key_secret="json")}


def _azure(dice: Dice, key: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": "azure", "blob": key}
    if dice.chance():
        fields.update(container="data", endpoint="https://me.blob.example.org")
    return {**fields, **_login(dice, account_key_secret="key")}


_STORES = (_s3, _oss, _gcs, _azure)


def location(dice: Dice, *, slices: bool) -> dict[str, Any]:
    """A location to read from; `slices`: one of which an item may be taken."""
    kind = dice.number(0, 7)
    if kind < len(_STORES):
        return _part(dice, _STORES[kind](dice, dice.pick("in/a", "b", "c.tgz")), slices=slices)
    if kind == 4:
        return {"kind": "raw", "data": dice.pick("text\n", "", "{{workflow.name}}", "'\"\\")}
    if kind == 5:
        login = _login(dice, username_secret="user", password_secret="word")
        headers = {"headers": {"Accept": "text/plain"}} if dice.chance() else {}
        return {"kind": "http", "url": "https://example.org/a.txt", **headers, **login}
    if kind == 6:
        fields: dict[str, Any] = {"kind": "git", "repo": "https://example.org/r.git"}
        if dice.chance():
            fields.update(revision="main", depth=1)
        login = _login(dice, ssh_private_key_secret="key")
        login = login or _login(dice, username_secret="user", password_secret="word")
        return {**fields, **login}
    return _part(dice, {"kind": "local", "path": dice.pick("data/x", "y.py")}, slices=slices)


def same_places(dice: Dice, length: int) -> list[dict[str, Any]]:
    """Locations that differ in their key alone, over which slices with `sub_path` can run."""
    make = dice.of(_STORES)
    first = make(dice, "part-0")
    name = "blob" if "blob" in first else "key"
    return [{**first, name: f"part-{number}"} for number in range(length)]


def saves(dice: Dice) -> list[dict[str, Any]]:
    """Where an output is kept in place of the artifact repository, or nothing."""
    if not dice.chance(4):
        return []
    return [dice.of(_STORES)(dice, dice.name("out/kept"))]


def packages(dice: Dice) -> list[Any]:
    """Python packages of an OP."""
    found: list[Any] = []
    if dice.chance(4):
        found.append({"kind": "local", "path": "src/package"})
    if dice.chance(4):
        found.append([{"kind": "s3", "key": "packages/one"}, {"kind": "s3", "key": "packages/b"}])
    if dice.chance(6):
        found.append({"kind": "git", "repo": "git@example.org:me/tools.git"})
    return found
