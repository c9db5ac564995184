"""Writes plain data as YAML that every YAML reader takes for the same value.

Block style, scripts as literal blocks, and quotes around every text that some reader would take for
something else (clause YAML-4).
"""

from __future__ import annotations

from typing import Any

import yaml

from dflow_graph.readers.yaml_scalars import resolve

__all__ = ["yaml_text"]

_NEVER_BREAK = 2**31 - 1


class _Dumper(yaml.SafeDumper):
    """PyYAML's writer, with lists indented below their key, and without aliases (YAML-2)."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def represent_mapping(
        self, tag: str, mapping: Any, flow_style: bool | None = None
    ) -> yaml.MappingNode:
        node = super().represent_mapping(tag, mapping, flow_style)
        for key, _ in node.value:
            if key.style == "|":  # YAML-6: a key is no block of text
                key.style = '"'
        return node


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = None
    if _needs_escapes(text):
        style = '"'
    elif "\n" in text and _may_be_literal(text):
        style = "|"
    elif resolve(text, 0, len(text)) != text:
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _may_be_literal(text: str) -> bool:
    """Whether a literal block gives the text back: no trailing blanks, no indented first line."""
    lines = text.split("\n")
    return (
        bool(lines[0].strip())
        and lines[0][0] not in " \t"
        and not any(line.endswith((" ", "\t")) for line in lines)
    )


def _needs_escapes(text: str) -> bool:
    """Whether a text holds what some YAML reader takes for a line's end, or nobody can see."""
    return not all(c in "\n\t" or c.isprintable() for c in text)


_Dumper.add_representer(str, _represent_text)


def yaml_text(value: Any) -> str:
    """The YAML text of plain data, a newline at its end."""
    text: str = yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=_NEVER_BREAK,
    )
    return text
