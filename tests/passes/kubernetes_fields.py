"""Writes the table of fields of Kubernetes objects, from hera's models of them.

`python -m tests.passes.kubernetes_fields` rewrites `dflow_graph/passes/kubernetes_fields.py`.
"""

from __future__ import annotations

import textwrap
import typing
from pathlib import Path
from types import NoneType
from typing import Any

from hera.workflows import models
from pydantic import AwareDatetime, BaseModel

from dflow_graph.passes import kubernetes_fields

__all__ = ["TABLE", "module_text"]

TABLE = Path(kubernetes_fields.__file__)
_ROOTS = (
    models.Volume,
    models.VolumeMount,
    models.Toleration,
    models.Affinity,
    models.UserContainer,
    models.EnvVarSource,
    models.RetryAffinity,
    models.S3EncryptionOptions,
    models.CreateS3BucketOptions,
)
# hera takes a number alone for one port whose description says that it may be a name as well.
_OR_NAME = "Name must be"
# What has 64 bits in Kubernetes; every other whole number has 32.
_LONG = frozenset(
    (
        ("ObjectMeta", "deletionGracePeriodSeconds"),
        ("ObjectMeta", "generation"),
        ("Probe", "terminationGracePeriodSeconds"),
        ("SecurityContext", "runAsGroup"),
        ("SecurityContext", "runAsUser"),
        ("ServiceAccountTokenProjection", "expirationSeconds"),
        ("SleepAction", "seconds"),
        ("Toleration", "tolerationSeconds"),
    )
)
_SCALARS = {
    str: "",
    AwareDatetime: "",
    int: "int",
    bool: "bool",
    models.Quantity: "amount",
    models.IntOrString: "port",
}
_BEGIN, _END = '_TABLE = """\n', '"""\n'


def module_text() -> str:
    """The module with the table that hera's models give."""
    text = TABLE.read_text(encoding="utf-8")
    head, _, rest = text.partition(_BEGIN)
    lines = [line for name, fields in sorted(_objects().items()) for line in _lines(name, fields)]
    return head + _BEGIN + "".join(f"{line}\n" for line in lines) + _END + rest.partition(_END)[2]


def _lines(name: str, fields: dict[str, str]) -> list[str]:
    words = [f"{field}:{shape}" if shape else field for field, shape in fields.items()]
    wrapped = textwrap.fill(
        f"{name} = {' '.join(words)}",
        96,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped.splitlines()


def _objects() -> dict[str, dict[str, str]]:
    """Each object with its fields, a `!` behind those that it must have, and what they hold."""
    found: dict[str, dict[str, str]] = {}
    waiting: list[type[BaseModel]] = [*_ROOTS]
    while waiting:
        model = waiting.pop()
        if model.__name__ in found:
            continue
        fields = found[model.__name__] = {}
        for own, field in model.model_fields.items():
            name = field.alias or own
            mark = "!" if field.is_required() else ""
            place = (model.__name__, name)
            shape = "long" if place in _LONG else _shape(field.annotation, waiting)
            if shape == "int" and _OR_NAME in (field.description or ""):
                shape = "port"
            fields[name + mark] = shape
    return found


def _shape(annotation: Any, waiting: list[type[BaseModel]]) -> str:
    """What a field of this type holds, as the table says it; models that it meets are to come."""
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is list:
        return f"[{_shape(parts[0], waiting)}]"
    if origin is dict:
        return f"{{{_shape(parts[1], waiting)}}}"
    if parts:
        (inner,) = (part for part in parts if part is not NoneType)
        return _shape(inner, waiting)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if annotation.model_fields.keys() == {"root"}:
        return _shape(annotation.model_fields["root"].annotation, waiting)
    waiting.append(annotation)
    return str(annotation.__name__)


if __name__ == "__main__":
    TABLE.write_text(module_text(), encoding="utf-8", newline="\n")
