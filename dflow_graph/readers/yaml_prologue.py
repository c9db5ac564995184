"""The lines of a YAML text before its value: comments and directives.

Must not import yaml, nor anything above `dflow_graph.source`.
"""

from __future__ import annotations

import re

from dflow_graph.readers.encoding import content_start
from dflow_graph.readers.faults import Flaw, quote

__all__ = ["control_flaw", "directive_flaw"]

_DIRECTIVE = re.compile(r"%[^\r\n]*")
_VERSION = re.compile(r"%YAML[ \t]+(\S+)[ \t]*(?:#.*)?")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")


def control_flaw(text: str) -> Flaw | None:
    """The flaw of the first control character, which YAML has nowhere."""
    match = _CONTROL.search(text)
    if match is None:
        return None
    message = f"the control character U+{ord(match[0]):04X} stands in the text"
    hint = rf'Write `"\x{ord(match[0]):02x}"` in double quotes, or remove the character.'
    return Flaw("DG005", *match.span(), message, hint)


def directive_flaw(text: str) -> Flaw | None:
    """The flaw of the first directive that is not `%YAML 1.2`."""
    index = content_start(text, 0)
    versions = 0
    while directive := _DIRECTIVE.match(text, index):
        line = directive[0].rstrip()
        end = index + len(line)
        version = _VERSION.fullmatch(line)
        if line.startswith("%TAG"):
            # YAML-3
            message = f"the directive {quote(line)} defines tags"
            return Flaw("DG013", index, end, message, "Remove the directive and the tags.")
        if version is None:
            message = f"the directive {quote(line)} is unknown"
            return Flaw("DG005", index, end, message, "Remove the directive.")
        # YAML-1
        versions += 1
        if version[1] != "1.2" or versions > 1:
            message = f"the text declares YAML {quote(version[1])}; the notation is YAML 1.2"
            if versions > 1:
                message = "the text declares its version of YAML twice"
            return Flaw("DG005", index, end, message, "Write `%YAML 1.2` once, or no directive.")
        index = content_start(text, directive.end())
    return None
