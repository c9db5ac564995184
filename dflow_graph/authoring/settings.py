"""Constructor arguments as the settings of an executor: plain JSON, and credentials by reference.

A credential never leaves its object: the graph names the Kubernetes secret that holds it (SEC-2).
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dflow_graph.python.location import SecretKey
from dflow_graph.python.op_template import Secret
from dflow_graph.python.values import to_value

__all__ = ["arguments_of", "json_of", "secret_name", "split_secrets", "without_defaults"]

_VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST_NAME = 253


def arguments_of(cls: type, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a constructor's call by name; empty where they do not fit, since the
    constructor itself says so.
    """
    try:
        bound = inspect.signature(cls).bind(*args, **kwargs)
    except (TypeError, ValueError):
        return {}
    arguments = dict(bound.arguments)
    for name, parameter in inspect.signature(cls).parameters.items():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            arguments.update(arguments.pop(name, {}))
    return arguments


def without_defaults(cls: type, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that differ from the defaults of a class's constructor."""
    known = inspect.signature(cls).parameters
    return {
        name: value
        for name, value in arguments.items()
        if name not in known or known[name].kind in _VARIADIC or not _same(known[name], value)
    }


def _same(parameter: inspect.Parameter, value: Any) -> bool:
    default = parameter.default
    return default is value or (type(default) is type(value) and bool(default == value))


def json_of(value: Any) -> Any:
    """A setting as JSON: paths are texts, objects of the format are as their `to_dict` says."""
    if isinstance(value, (Secret, SecretKey)):
        return value
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: json_of(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_of(item) for item in value]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if callable(getattr(value, "to_dict", None)):
        return value.to_dict()
    return to_value(value)


def split_secrets(
    config: dict[str, Any], secret: str
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The settings without credentials, and where each credential is kept, by its dotted name.

    A `Secret` object says itself where it is kept; any other credential is expected in the
    Kubernetes secret named `secret`, under its own dotted name.
    """
    found: dict[str, dict[str, Any]] = {}
    return _without_secrets(config, (), secret, found), found


def _without_secrets(
    part: dict[str, Any], path: tuple[str, ...], secret: str, found: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in part.items():
        way = (*path, name)
        if isinstance(value, (Secret, SecretKey)):
            found[".".join(way)] = _secret_key(value)
        elif isinstance(value, dict):
            kept[name] = _without_secrets(value, way, secret, found)
        elif _is_credential(name, value):
            found[".".join(way)] = {"name": secret, "key": _key(way)}
        else:
            kept[name] = value
    return kept


def _secret_key(secret: Secret | SecretKey) -> dict[str, Any]:
    """Where a credential is kept, as `SecretKey` of the format."""
    graph = secret.convert_to_graph()
    graph.pop("kind", None)
    graph.setdefault("key", "secret")
    return graph


def _is_credential(name: str, value: Any) -> bool:
    from dflow_graph.passes.credential_names import (  # noqa: PLC0415 - only executors need it
        Strength,
        may_be_credential,
        strength_of,
    )

    strength = strength_of(name)
    if strength is Strength.STRONG and isinstance(value, int) and not isinstance(value, bool):
        return True
    # What looks like a placeholder may be a password all the same; a reference is none.
    if not isinstance(value, str) or "{{" in value:
        return False
    return strength is Strength.STRONG or may_be_credential(strength, value)


def secret_name(kind: str, *parts: Any) -> str:
    """The Kubernetes secret that is expected to hold the credentials of an executor."""
    words = ["dflow", _HUMP.sub("-", kind), *(str(part) for part in parts if part)]
    return "-".join(filter(None, map(_label, words)))[:_LONGEST_NAME].rstrip("-")


def _label(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _key(way: Iterator[str] | tuple[str, ...]) -> str:
    return re.sub(r"[^-._a-zA-Z0-9]", "-", ".".join(way))[:_LONGEST_NAME]
