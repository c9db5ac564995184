"""YAML as other programs write it: several documents, anchors, merge keys, tags of the core schema.

Foreign files are read with this, never graphs (clauses YAML-2 to YAML-6 hold for those). Scalars
mean what Kubernetes' reader takes them for. What is shared by aliases is counted as often as it is
named, so that a small text cannot stand for a large value. Must not import anything above
`dflow_graph.source`.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent

from dflow_graph.readers.encoding import decode_text
from dflow_graph.readers.faults import Flaw, fault_of, quote
from dflow_graph.readers.surrogates import HALF, lone_half_flaw
from dflow_graph.readers.yaml_core import resolve_core
from dflow_graph.readers.yaml_faults import complaint_flaw
from dflow_graph.readers.yaml_locator import Node, YamlLocator
from dflow_graph.readers.yaml_prologue import control_flaw
from dflow_graph.readers.yaml_shield import Shield
from dflow_graph.record import Record
from dflow_graph.source.document import Document, Limits, Span

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # pragma: no cover - an installation without libyaml
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

__all__ = ["ALIASED_NODES", "read_yaml_stream"]

ALIASED_NODES = 100_000
"""How many values aliases may stand for in one text."""

_DEFAULT_LIMITS = Limits()
_CORE = "tag:yaml.org,2002:"
_MERGE = "<<"
_TAGGED = re.compile(r"(?:&\S+\s+)?!")


class _Read(Record):
    """A value, where it stands, how many values it is, and how deep it goes."""

    value: Any
    node: Node
    size: int
    depth: int


def read_yaml_stream(data: bytes | str, limits: Limits = _DEFAULT_LIMITS) -> Document:
    """The documents of a text: the only one, or a list of several; empty ones are left out.

    Raises `Fault` on the first fault: DG001 to DG003, DG005 to DG013, DG017.
    """
    text = decode_text(data, limits)
    flaw = control_flaw(text)
    if flaw:
        raise fault_of(text, flaw)
    shield = Shield(text)
    _check_events(text, shield.text, limits)
    builder = _Builder(text, shield, limits)
    # What is made is known by the identity of its node: all nodes have to live as long.
    nodes = list(_composed(text, shield.text))
    read = [builder.read(node, 0) for node in nodes]
    read = [each for each in read if each.value is not None]
    if len(read) == 1:
        root, node = read[0].value, read[0].node
    else:
        root = [each.value for each in read]
        node = (0, len(text), -1, -1, [each.node for each in read])
    if not read:
        message = "the document is empty: it has nothing but comments and marks"
        raise fault_of(text, Flaw("DG003", 0, 0, message, "Write one object."))
    return Document(text=text, notation="yaml", root=root, locator=YamlLocator(node))


def _check_events(text: str, shielded: str, limits: Limits) -> None:
    """Refuses what is too deep or too large before anything is built (LIM-2, LIM-3)."""
    depth = nodes = 0
    loader = _Loader(shielded)
    while True:
        event = _next(text, loader.get_event)
        if event is None:
            return
        if isinstance(event, CollectionEndEvent):
            depth -= 1
            continue
        nodes += 1
        start = event.start_mark.index
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > limits.max_depth:
                raise fault_of(text, _too_deep(start, limits))
        if nodes > limits.max_nodes:
            message = f"the document has more than {limits.max_nodes} values"
            raise fault_of(text, Flaw("DG011", start, start + 1, message, "Split the document."))


def _composed(text: str, shielded: str) -> Any:
    loader = _Loader(shielded)
    while _next(text, loader.check_node):
        yield _next(text, loader.get_node)


def _next(text: str, ask: Any) -> Any:
    try:
        return ask()
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        context = getattr(error, "context_mark", None)
        problem = str(getattr(error, "problem", None) or "found an invalid character")
        flaw = complaint_flaw(
            text,
            problem,
            str(getattr(error, "context", None) or ""),
            mark.index if mark else 0,
            context.index if context else None,
        )
    raise fault_of(text, flaw)


def _too_deep(start: int, limits: Limits) -> Flaw:
    message = f"the values are nested more than {limits.max_depth} deep"
    return Flaw("DG010", start, start + 1, message, "Write the document with fewer levels.")


class _Builder:
    """Makes values of composed nodes; a node that aliases share is made once."""

    def __init__(self, text: str, shield: Shield, limits: Limits) -> None:
        self.text = text
        self.shield = shield
        self.limits = limits
        self.made: dict[int, _Read] = {}
        self.open: set[int] = set()
        self.aliased = 0

    def read(self, node: Any, above: int) -> _Read:
        """What a node stands for, below so many levels."""
        start = node.start_mark.index
        if id(node) in self.open:
            message = "the value holds an alias of itself, and would never end"
            raise self._fault("DG012", node, message, "Write the value out.")
        made = self.made.get(id(node))
        if made is None:
            self.open.add(id(node))
            made = self.made[id(node)] = self._made(node, above)
            self.open.discard(id(node))
        else:
            self.aliased += made.size
            if self.aliased > ALIASED_NODES:
                message = f"the aliases of the text stand for more than {ALIASED_NODES} values"
                raise self._fault("DG011", node, message, "Write the values out where they differ.")
        if above + made.depth > self.limits.max_depth:
            raise fault_of(self.text, _too_deep(start, self.limits))
        return made

    def _made(self, node: Any, above: int) -> _Read:
        kind = type(node).__name__
        if kind == "ScalarNode":
            return _Read(self._scalar(node), self._place(node, None), 1, 0)
        self._check_tag(node, "map" if kind == "MappingNode" else "seq")
        if kind == "MappingNode":
            return self._mapping(node, above)
        items = [self.read(item, above + 1) for item in node.value]
        place = self._place(node, [item.node for item in items])
        return _summed([item.value for item in items], place, items)

    def _mapping(self, node: Any, above: int) -> _Read:
        value: dict[str, Any] = {}
        places: dict[str, Node] = {}
        merged: list[_Read] = []
        parts: list[_Read] = []
        for key_node, value_node in node.value:
            key = self._key(key_node)
            read = self.read(value_node, above + 1)
            parts.append(read)
            if key is None:
                merged += self._merged(read, value_node)
                continue
            if key in value:
                first = Span(*places[key][2:4])
                raise self._fault("DG006", key_node, f"the key {quote(key)} occurs twice in one "
                                  "mapping", "Remove one of the two members.", first)  # fmt: skip
            value[key] = read.value
            start, end, _, _, inside = read.node
            at = key_node.start_mark.index, key_node.end_mark.index
            places[key] = (start, end, *at, inside)
        for source in merged:
            for key, item in source.value.items():
                if key not in value:
                    value[key], places[key] = item, source.node[4][key]
        return _summed(value, self._place(node, places), parts)

    def _merged(self, read: _Read, node: Any) -> list[_Read]:
        """The mappings that a merge key names, the first before the others."""
        sources = [read]
        if isinstance(read.value, list):
            sources = [self.made[id(item)] for item in node.value]
        if not all(isinstance(source.value, dict) for source in sources):
            message = "what `<<` merges is neither a mapping nor a list of mappings"
            raise self._fault("DG005", node, message, "Name an anchor of a mapping.")
        return sources

    def _key(self, node: Any) -> str | None:
        """The name of a member; None for a merge key."""
        if type(node).__name__ != "ScalarNode":
            raise self._fault("DG017", node, "a key is a mapping or a list", "Write a text.")
        if node.value == _MERGE and not node.style and node.tag in (_CORE + "str", _CORE + "merge"):
            return None
        key = self._scalar(node)
        # Kubernetes' reader makes texts of all keys.
        return key if isinstance(key, str) else json.dumps(key)

    def _scalar(self, node: Any) -> Any:
        text = self.shield.restore(node.value, in_double_quotes=node.style == '"')
        if node.style == '"' and HALF.search(text):
            raise fault_of(self.text, lone_half_flaw(self.text, node.start_mark.index))
        tag = node.tag.removeprefix(_CORE)
        if node.style and tag == "str":
            return text
        if tag == "str" and _TAGGED.match(self.text, node.start_mark.index):
            return text
        at = node.start_mark.index, node.end_mark.index
        value = resolve_core(text, "" if tag == "str" else tag, *at)
        if isinstance(value, Flaw):
            raise fault_of(self.text, value)
        return value

    def _check_tag(self, node: Any, expected: str) -> None:
        if node.tag != _CORE + expected:
            message = f"the tag {quote(node.tag)} makes something else of a value"
            raise self._fault("DG013", node, message, "Remove the tag.")

    def _place(self, node: Any, inside: Any) -> Node:
        return node.start_mark.index, node.end_mark.index, -1, -1, inside

    def _fault(
        self, code: str, node: Any, message: str, hint: str, first: Span | None = None
    ) -> Exception:
        start = node.start_mark.index
        return fault_of(self.text, Flaw(code, start, start + 1, message, hint), first=first)


def _summed(value: Any, place: Node, parts: list[_Read]) -> _Read:
    depth = max((part.depth for part in parts), default=0)
    return _Read(value, place, 1 + sum(part.size for part in parts), 1 + depth)
