"""What the side panel says of calls and templates: ports, types, settings and sources, as texts.

A text in which the validator found a credential is not shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dflow_graph.index import Call, Node, Port
from dflow_graph.model import UNSET
from dflow_graph.record import Record
from dflow_graph.render.text import SECRET_CODES
from dflow_graph.source.pointer import join
from dflow_graph.view.labels import kind_word
from dflow_graph.view.outline import Outline
from dflow_graph.view.texts import visible, visible_lines

__all__ = ["Details", "TemplateDetails"]

_MOST = 600  # characters of a value
_MOST_SOURCE = 20_000  # characters of a source
_HIDDEN = "(not shown: a credential was found in it)"
_OF_CALLS = frozenset(
    {"name", "template", "parameters", "artifacts", "success_hook", "running_hook", "failure_hook"}
    | {"exit_hook"}
)
_OF_TEMPLATES = frozenset({"kind", "inputs", "outputs", "steps", "tasks", "op"})
_OF_WORKFLOWS = frozenset({"dflow_graph", "$schema", "name", "templates", "extensions"})
_SOURCES = ("script", "pre_script", "post_script", "body")
_OF_OPS = frozenset({"inputs", "outputs", "source"})

Facts = list[tuple[str, str]]


class TemplateDetails(Record):
    """What is said of a template: `search` are words by which it is found, `sources` named texts.

    Ports are name, what they are, type, and where their value comes from.
    """

    search: str
    inputs: list[tuple[str, str, str, str]]
    outputs: list[tuple[str, str, str, str]]
    facts: Facts
    sources: Facts


class Details:
    """The texts of one graph."""

    def __init__(self, outline: Outline) -> None:
        self._workflow = outline.workflow
        self._secret: set[str] = set()
        self._around_secrets: set[str] = set()
        for several in outline.findings.values():
            for found in several:
                if found.code in SECRET_CODES:
                    self._secret.add(found.pointer)
                    self._around_secrets.update(_above(found.pointer))

    def workflow_facts(self) -> Facts:
        """The settings of the workflow itself."""
        return self._facts(_plain(self._workflow, _OF_WORKFLOWS), (), _OF_WORKFLOWS)

    def of_call(self, call: Call) -> tuple[Facts, Facts]:
        """The settings of a call, and its arguments by the port that takes them."""
        settings = call.step.to_dict()
        given: Facts = []
        for field in ("parameters", "artifacts"):
            for name, value in (settings.get(field) or {}).items():
                given.append((visible(name), self._text(value, (*call.path, field, name))))
        return self._facts(settings, call.path, _OF_CALLS), given

    def of_template(self, node: Node) -> TemplateDetails:
        """The ports, settings and sources of a template."""
        template, path = node.template, node.path
        settings = _plain(template, _OF_TEMPLATES)
        sources: Facts = []
        op = getattr(template, "op", None)
        facts: Facts = []
        if op is not None:
            facts += self._facts(_plain(op, _OF_OPS), (*path, "op"), _OF_OPS)
            if op.source is not UNSET:
                sources.append(("Source", self._source(op.source, (*path, "op", "source"))))
        for field in _SOURCES:
            text = settings.pop(field, None)
            if isinstance(text, str):
                heading = "Source" if field == "script" else field
                sources.append((heading, self._source(text, (*path, field))))
        resource = settings.get("resource")
        if isinstance(resource, dict) and isinstance(resource.get("manifest"), str):
            where = (*path, "resource", "manifest")
            sources.append(("Manifest", self._source(resource.pop("manifest"), where)))
        facts += self._facts(settings, path, _OF_TEMPLATES)
        image = settings.get("image", "")
        return TemplateDetails(
            f"{visible(node.name)}\n{kind_word(node.kind)}\n{visible(str(image))}",
            self._ports((*node.in_parameters.values(), *node.in_artifacts.values()), inputs=True),
            self._ports(
                (*node.out_parameters.values(), *node.out_artifacts.values()), inputs=False
            ),
            facts,
            sources,
        )

    def _ports(self, ports: Iterable[Port], *, inputs: bool) -> list[tuple[str, str, str, str]]:
        return [
            (visible(port.name), _what(port), visible(port.type or ""), self._note(port, inputs))
            for port in ports
        ]

    def _note(self, port: Port, inputs: bool) -> str:
        settings = port.entry.to_dict()
        notes = [
            f"{name.lstrip('_')} {self._text(value, (*port.path, name))}"
            for name, value in settings.items()
            if name not in ("kind", "type", "save_as_artifact", "optional")
        ]
        if inputs and not port.required:
            notes.insert(0, "optional")
        return ", ".join(notes)

    def _facts(self, settings: Mapping[str, Any], path: Any, left_out: frozenset[str]) -> Facts:
        return [
            (visible(name), self._text(value, (*path, name)))
            for name, value in settings.items()
            if name not in left_out
        ]

    def _text(self, value: Any, path: tuple[str | int, ...]) -> str:
        """A value as a short text."""
        if self._is_secret(path):
            return _HIDDEN
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return visible_lines(text, _MOST)

    def _source(self, text: str, path: tuple[str | int, ...]) -> str:
        return _HIDDEN if self._is_secret(path) else visible_lines(text, _MOST_SOURCE)

    def _is_secret(self, path: tuple[str | int, ...]) -> bool:
        """Whether a credential was found at a place, within it or around it."""
        if not self._secret:
            return False
        pointer = join(path)
        if pointer in self._secret or pointer in self._around_secrets:
            return True
        return not self._secret.isdisjoint(_above(pointer))


def _above(pointer: str) -> Iterator[str]:
    """The pointers of what a place lies in, without the whole document."""
    while "/" in pointer[1:]:
        pointer = pointer[: pointer.rindex("/")]
        yield pointer


def _plain(part: Any, left_out: frozenset[str]) -> dict[str, Any]:
    """The members of an object as plain data, without those that are left out."""
    kept = {}
    for field, name in zip(part.__struct_fields__, part.__struct_encode_fields__, strict=True):
        value = getattr(part, field)
        if value is not UNSET and name not in left_out:
            kept[name] = _builtins(value)
    return kept


def _builtins(value: Any) -> Any:
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, list):
        return [_builtins(item) for item in value]
    if isinstance(value, dict):
        return {key: _builtins(item) for key, item in value.items()}
    return value


def _what(port: Port) -> str:
    if port.is_artifact:
        return "artifact"
    return "big parameter" if port.is_big else "parameter"
