"""The fields of templates and sources in which a credential may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.credentials import Search

__all__ = ["check_secret_fields", "check_sources"]

_PROGRAMS = ("script", "pre_script", "post_script", "body")
_TREES = ("annotations", "labels", "extensions", "volumes", "init_containers", "sidecars")
_VALUES = ("value", "default")
_TEXTS = {"http": "url", "git": "repo", "azure": "endpoint", "custom": "urn"}


def check_secret_fields(node: Node, search: Search) -> Iterator[Diagnostic]:
    """Credentials in the fields of one template, its steps and tasks left out."""
    template, path = node.template, node.path
    for field in _TREES:
        value = getattr(template, field, UNSET)
        if value:
            yield from search.tree(value, (*path, field))
    for ports in (node.in_parameters, node.out_parameters):
        for port in ports.values():
            yield from _check_parameter(port, search)
    for ports in (node.in_artifacts, node.out_artifacts):
        for port in ports.values():
            yield from _check_source_and_extensions(port, search)
    if not node.is_group:
        yield from _check_leaf(node, search)


def _check_leaf(node: Node, search: Search) -> Iterator[Diagnostic]:
    template, path = node.template, node.path
    for field in _PROGRAMS:
        text = getattr(template, field, UNSET)
        if text is not UNSET:
            yield from search.text(text, (*path, field))
    yield from search.environment(getattr(template, "envs", UNSET), (*path, "envs"))
    yield from _check_command(node, search)
    if node.kind == "PythonOPTemplate":
        yield from _check_op(node, search)
    elif node.kind == "HTTPOPTemplate":
        yield from search.text(template.url, (*path, "url"))
        yield from search.headers(template.headers, (*path, "headers"))
    resource = getattr(template, "resource", UNSET)
    if resource is not UNSET:
        yield from search.text(resource.manifest, (*path, "resource", "manifest"))


def _check_parameter(port: Port, search: Search) -> Iterator[Diagnostic]:
    entry = port.entry
    for field in _VALUES:
        value = getattr(entry, field, UNSET)
        if value is not UNSET:
            yield from search.named(port.name, value, (*port.path, field))
    yield from _check_source_and_extensions(port, search)


def _check_source_and_extensions(port: Port, search: Search) -> Iterator[Diagnostic]:
    entry = port.entry
    yield from _check_source(getattr(entry, "source", UNSET), (*port.path, "source"), search)
    if entry.extensions:
        yield from search.tree(entry.extensions, (*port.path, "extensions"))


def _check_op(node: Node, search: Search) -> Iterator[Diagnostic]:
    template, path = node.template, node.path
    yield from search.text(template.op.source, (*path, "op", "source"))
    if template.op.state is not UNSET:
        for field in ("args", "kwargs"):
            value = getattr(template.op.state, field)
            yield from search.tree(value, (*path, "op", "state", field))
    for name, value in (template.output_parameter_default or {}).items():
        yield from search.named(name, value, (*path, "output_parameter_default", name))
    for number, package in enumerate(template.python_packages or ()):
        yield from _check_source(package, (*path, "python_packages", number), search)


def _check_command(node: Node, search: Search) -> Iterator[Diagnostic]:
    """Arguments of a program; the value of a flag may be the argument after it."""
    for field in ("command", "args"):
        words: Any = getattr(node.template, field, UNSET)
        flag = ""
        for number, word in enumerate(words or ()):
            where = (*node.path, field, number)
            if word.startswith("-"):
                yield from search.text(word, where)
            else:
                yield from search.named(flag, word, where)
            flag = word.lstrip("-") if word.startswith("--") and "=" not in word else ""


def check_sources(sources: Mapping[str, Any], path: Path, search: Search) -> Iterator[Diagnostic]:
    """Credentials in the sources of artifacts, by name."""
    for name, source in sources.items():
        yield from _check_source(source, (*path, name), search)


def _check_source(source: Any, path: Path, search: Search) -> Iterator[Diagnostic]:
    if isinstance(source, list):
        for number, item in enumerate(source):
            yield from _check_source(item, (*path, number), search)
    elif source is None or source is UNSET or source.__class__ is str:
        return
    elif source.kind == "map":
        yield from check_sources(source.items, (*path, "items"), search)
    else:
        yield from _check_location(source, path, search)


def _check_location(location: Any, path: Path, search: Search) -> Iterator[Diagnostic]:
    kind = location.kind
    if kind == "raw":
        yield from search.text(location.data, (*path, "data"))
    elif kind in _TEXTS:
        field = _TEXTS[kind]
        yield from search.text(getattr(location, field), (*path, field))
        yield from search.headers(getattr(location, "headers", UNSET), (*path, "headers"))
    if location.extensions:
        yield from search.tree(location.extensions, (*path, "extensions"))
