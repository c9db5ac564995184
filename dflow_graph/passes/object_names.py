"""Names of the Kubernetes objects that a graph refers to: secrets, config maps, claims (DG211)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.model import UNSET, Executor, MapSource, Object, PVCLocation, SecretKey
from dflow_graph.model.storage import PVC
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.spelling import is_subdomain, slug, untagged
from dflow_graph.regex import regex

__all__ = [
    "check_claim_names",
    "check_location",
    "check_object_key",
    "check_object_name",
    "check_secrets",
    "check_volumes",
]

_LONGEST = 253
_KEY = regex(r"[-._a-zA-Z0-9]+")
_Path = tuple[str | int, ...]

# The member of a Kubernetes volume, its own member with a name, and what it names.
_VOLUMES = (
    ("persistentVolumeClaim", "claimName", "volume claim"),
    ("secret", "secretName", "secret"),
    ("configMap", "name", "config map"),
)


def check_object_name(name: Any, path: _Path, sort: str) -> Iterator[Diagnostic]:
    """The name of an object, its tags apart. What is no text is Kubernetes' own matter."""
    bare = untagged(name) if isinstance(name, str) else None
    # NAM-13
    if bare is None or is_subdomain(bare):
        return
    if not bare:
        reason = "is empty"
    elif len(bare) > _LONGEST:
        reason = f"has {len(bare)} characters; at most {_LONGEST} are allowed"
    else:
        reason = (
            f"{quoted(name)} is none that Kubernetes takes: lower-case letters, digits, hyphens "
            "and dots, with a letter or digit at both ends of each part"
        )
    close = slug(name) if bare == name else ""
    hint = f"Write {quoted(close)}." if close else "Use lower-case letters, digits and hyphens."
    yield finding("DG211", f"the name of a {sort} {reason}", path, hint=hint)


def check_object_key(key: Any, path: _Path, sort: str) -> Iterator[Diagnostic]:
    """A key within a secret or a config map."""
    bare = untagged(key) if isinstance(key, str) else None
    # NAM-13
    if bare is None or (_KEY.fullmatch(bare) and len(bare) <= _LONGEST and bare not in (".", "..")):
        return
    yield finding(
        "DG211",
        f"{quoted(bare)} is no key within a {sort}: at most {_LONGEST} ASCII letters, digits, "
        "`-`, `_` and `.`",
        path,
        hint=f"Give the key as the {sort} has it.",
    )


def check_secrets(executor: Executor, path: _Path) -> Iterator[Diagnostic]:
    """The secrets of an executor."""
    for setting, secret in (executor.secrets or {}).items():
        yield from _check_secret(secret, (*path, "secrets", setting))


def _check_secret(secret: SecretKey, path: _Path) -> Iterator[Diagnostic]:
    yield from check_object_name(secret.name, (*path, "name"), "secret")
    yield from check_object_key(secret.key, (*path, "key"), "secret")


def check_location(source: Any, path: _Path) -> Iterator[Diagnostic]:
    """The claims and secrets that an artifact source names, of any form."""
    if isinstance(source, list):
        for number, item in enumerate(source):
            yield from check_location(item, (*path, number))
    elif isinstance(source, MapSource):
        for key, item in source.items.items():
            yield from check_location(item, (*path, "items", key))
    elif isinstance(source, PVCLocation):
        yield from check_claim_names(source, path)
    elif isinstance(source, Object):
        for field in source.__struct_fields__:
            value = getattr(source, field)
            if isinstance(value, SecretKey):
                yield from _check_secret(value, (*path, field))


def check_claim_names(claim: PVC, path: _Path) -> Iterator[Diagnostic]:
    """The names of a claim and of its class of storage; an empty one asks for none."""
    yield from check_object_name(claim.name, (*path, "name"), "volume claim")
    if claim.storage_class:
        where = (*path, "storage_class")
        yield from check_object_name(claim.storage_class, where, "storage class")


def check_volumes(volumes: Iterable[Any], path: _Path) -> Iterator[Diagnostic]:
    """The objects that Kubernetes volumes mount."""
    for number, volume in enumerate(volumes):
        for member, field, sort in _VOLUMES:
            mounted = volume.get(member, UNSET)
            if isinstance(mounted, dict):
                where = (*path, number, member, field)
                yield from check_object_name(mounted.get(field), where, sort)
