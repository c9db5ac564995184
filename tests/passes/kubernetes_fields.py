"""Writes the table of fields of Kubernetes objects, from hera's models of them.

`python -m tests.passes.kubernetes_fields` rewrites `dflow_graph/passes/kubernetes_fields.py`.
"""

from __future__ import annotations

import textwrap
import typing
from pathlib import Path
from typing import Any

from hera.workflows import models
from pydantic import BaseModel

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
)
_BEGIN, _END = '_TABLE = """\n', '"""\n'


def module_text() -> str:
    """The module with the table that hera's models give."""
    text = TABLE.read_text(encoding="utf-8")
    head, _, rest = text.partition(_BEGIN)
    lines = [line for name, fields in sorted(_objects().items()) for line in _lines(name, fields)]
    return head + _BEGIN + "".join(f"{line}\n" for line in lines) + _END + rest.partition(_END)[2]


def _lines(name: str, fields: dict[str, str]) -> list[str]:
    words = [f"{field}:{kind}" if kind else field for field, kind in fields.items()]
    wrapped = textwrap.fill(
        f"{name} = {' '.join(words)}",
        96,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped.splitlines()


def _objects() -> dict[str, dict[str, str]]:
    """Each object with its fields, and the object that a field has, if it is one."""
    found: dict[str, dict[str, str]] = {}
    waiting: list[type[BaseModel]] = [*_ROOTS]
    while waiting:
        model = waiting.pop()
        if model.__name__ in found:
            continue
        fields = found[model.__name__] = {}
        for name, field in model.model_fields.items():
            inner = [m for m in _models(field.annotation) if _is_object(m)]
            fields[field.alias or name] = inner[0].__name__ if inner else ""
            waiting += inner
    return found


def _is_object(model: type[BaseModel]) -> bool:
    """Whether a model has fields of its own, rather than being another name of a value."""
    return bool(model.model_fields) and "root" not in model.model_fields


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models in a type; what stands in a map has names of the author's, and is left out."""
    if typing.get_origin(annotation) is dict:
        return []
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [model for part in typing.get_args(annotation) for model in _models(part)]


if __name__ == "__main__":
    TABLE.write_text(module_text(), encoding="utf-8", newline="\n")
