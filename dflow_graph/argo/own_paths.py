"""The paths of artifacts written out in a template that does not declare these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dflow_graph.argo.texts import json_text
from dflow_graph.passes.expressions import references_of
from dflow_graph.refs import Tag, scan

__all__ = ["with_paths"]


def with_paths(value: Any, paths: Mapping[str, str]) -> Any:
    """A value whose tags `inputs.artifacts.X.path` are the paths that `paths` has by name."""
    if isinstance(value, str):
        return _text(value, paths) if "artifacts" in value else value
    if isinstance(value, list):
        return [with_paths(item, paths) for item in value]
    if isinstance(value, dict):
        return {key: with_paths(item, paths) for key, item in value.items()}
    return value


def _text(text: str, paths: Mapping[str, str]) -> str:
    written, end = [], 0
    for tag in scan(text):
        if isinstance(tag, Tag):
            written += [text[end : tag.start], _tag(text[tag.start : tag.end], tag, paths)]
            end = tag.end
    return "".join((*written, text[end:]))


def _tag(whole: str, tag: Tag, paths: Mapping[str, str]) -> str:
    if not tag.is_expression:
        return _path(tag.parts, paths) or whole
    written, end = [], 0
    for reference in references_of(tag.body):
        path = _path(reference.parts, paths)
        if path is not None:
            written += [tag.body[end : reference.start], json_text(path)]
            end = reference.end
    return "{{=" + "".join((*written, tag.body[end:])) + "}}"


def _path(parts: tuple[str, ...], paths: Mapping[str, str]) -> str | None:
    if parts[:2] == ("inputs", "artifacts") and parts[3:] == ("path",):
        return paths.get(parts[2])
    return None
