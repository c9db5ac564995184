"""Where artifacts come from and where they are kept: locations of every kind that Argo reads."""

from __future__ import annotations

from typing import Any

from tests.argo.generated.dice import Dice
from tests.argo.generated.made import Port

__all__ = ["location", "location_for", "packages", "same_places", "saves", "secret_key"]


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


_CLAIMS: tuple[dict[str, Any], ...] = (
    {"name": "data"},
    # A volume of some templates has it.
    {"name": "scratch"},
    {"name": "grown", "size": "2Gi", "storage_class": "fast", "access_modes": ["ReadWriteMany"]},
)


def _claimed(dice: Dice, subpath: str) -> dict[str, Any]:
    """A folder or file of a claim."""
    return {"kind": "pvc", **dice.of(_CLAIMS), "subpath": subpath}


def _plugged(dice: Dice, *, slices: bool) -> dict[str, Any]:
    """An artifact that a plug-in knows."""
    fields: dict[str, Any] = {
        "kind": "custom",
        "urn": dice.pick("lab://a", "lab://{{workflow.name}}"),
    }
    return {**fields, "slice": "0"} if slices and dice.chance(4) else fields


def location_for(dice: Dice, port: Port, *, slices: bool) -> dict[str, Any]:
    """A location for an input, as far as it takes locations of every kind."""
    if port.mounts and dice.chance(5):
        return _claimed(dice, dice.pick("in/a", "b.txt", "{{workflow.name}}"))
    if port.plain and dice.chance(6):
        return _plugged(dice, slices=slices)
    return location(dice, slices=slices)


def location(dice: Dice, *, slices: bool) -> dict[str, Any]:
    """A location that Argo reads; `slices`: one of which an item may be taken."""
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
        if login:
            fields["repo"] = "git@example.org:r.git"
        login = login or _login(dice, username_secret="user", password_secret="word")
        return {**fields, **login}
    return _part(dice, {"kind": "local", "path": dice.pick("data/x", "y.py")}, slices=slices)


def same_places(dice: Dice, port: Port, length: int) -> list[dict[str, Any]]:
    """Locations that differ in their key alone, over which slices with `sub_path` can run."""
    if port.mounts and dice.chance(3):
        return [{"kind": "pvc", "name": "data", "subpath": f"p/{n}"} for n in range(length)]
    if port.plain and dice.chance(3):
        return [{"kind": "custom", "urn": f"lab://{n}"} for n in range(length)]
    make = dice.of(_STORES)
    first = make(dice, "part-0")
    name = "blob" if "blob" in first else "key"
    return [{**first, name: f"part-{number}"} for number in range(length)]


def saves(dice: Dice) -> list[dict[str, Any]]:
    """Where an output is kept in place of the artifact repository, and besides, or nothing."""
    found = []
    if dice.chance(4):
        found.append(dice.of(_STORES)(dice, dice.name("out/kept")))
    if dice.chance(6):
        found.append(_claimed(dice, dice.name("kept")))
    return found


def packages(dice: Dice) -> list[Any]:
    """Python packages of an OP."""
    found: list[Any] = []
    if dice.chance(4):
        found.append({"kind": "local", "path": "src/package"})
    if dice.chance(4):
        found.append([{"kind": "s3", "key": "packages/one"}, {"kind": "s3", "key": "packages/b"}])
    if dice.chance(6):
        found.append({"kind": "git", "repo": "git@example.org:me/tools.git"})
    if dice.chance(6):
        found.append(_claimed(dice, "lib/more"))
    return found
