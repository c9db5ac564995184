"""Inputs of Steps and DAG that slices cut only further in, where they stand uncut (SLC-29).

Only a graph with slices around a Steps or DAG imports this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.expr.check import parse
from dflow_graph.expr.nodes import Constant, Member, Node, children
from dflow_graph.index import Call, Text, texts_of_call, texts_of_template
from dflow_graph.index import Node as Template
from dflow_graph.model import UNSET, RefSource
from dflow_graph.passes.expressions import function_called, references_of
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.names_in_text import names_in
from dflow_graph.refs import exact_reference
from dflow_graph.source.pointer import join

__all__ = ["check_uncut_inputs"]

_SORTS = ("parameters", "artifacts")
_PARTS = 3  # inputs.parameters.N
_Input = tuple[str, str]
"""The sort and the name of an input."""


def check_uncut_inputs(slicers: Iterable[Call]) -> Iterator[Diagnostic]:
    """Every place in a Steps or DAG where a sliced input is meant to be an element, and is a list.

    `slicers` are the steps, tasks and hooks whose own slices are around a Steps or DAG.
    """
    cut = _cut_further_in(slicers)
    for node, inputs in cut.items():
        for text in texts_of_template(node):
            yield from _check(text, inputs)
        for call in (*node.calls, *node.hooks):
            passed = set(_passed_on(call, inputs))
            yield from _check_length(call, passed, inputs)
            for text in texts_of_call(call):
                place = text.path[call.depth :]
                if place[:2] not in passed:
                    yield from _check(text, inputs)


def _cut_further_in(slicers: Iterable[Call]) -> dict[Template, dict[_Input, Call]]:
    """The inputs of each Steps or DAG that slices around it cut, with the call that has these."""
    found: defaultdict[Template, dict[_Input, Call]] = defaultdict(dict)
    waiting: list[tuple[Template, _Input, Call]] = []
    for call in slicers:
        node, slices = call.target, call.slices
        assert node is not None
        assert slices is not None
        names = [("parameters", name) for name in slices.input_parameter or ()]
        if slices.sub_path is not True or slices.group_size is not UNSET:
            # SLC-5: otherwise a piece gets its own items alone.
            names += [("artifacts", name) for name in slices.input_artifact or ()]
        waiting += [(node, name, call) for name in names]
    while waiting:
        node, name, slicer = waiting.pop()
        if name in found[node]:
            continue
        found[node][name] = slicer
        for call in (*node.calls, *node.hooks):
            if call.target is None or not call.target.is_group:
                continue
            # SLC-9
            inner = _passed_on(call, {name: slicer})
            waiting += [(call.target, own, slicer) for own in inner]
    return found


def _passed_on(call: Call, inputs: dict[_Input, Call]) -> Iterator[_Input]:
    """The arguments of a call that are one of some inputs as a whole."""
    for sort in _SORTS:
        for name, given in (getattr(call.step, sort) or {}).items():
            parts = _reference(given)
            if parts is not None and parts[0] == "inputs" and parts[1:] in inputs:
                yield sort, name


def _reference(given: Any) -> tuple[str, ...] | None:
    """The parts of the name that an argument is all of; None if it is of none."""
    if isinstance(given, RefSource) and given.sub_path is UNSET and given.slice is UNSET:
        given = given.from_
    return exact_reference(given) if isinstance(given, str) else None


def _check(text: Text, inputs: dict[_Input, Call]) -> Iterator[Diagnostic]:
    if "inputs" not in text.text:
        return
    for parts, within, expression in names_in(text):
        name = ".".join(parts[:_PARTS])
        slicer = inputs.get((parts[1], parts[2])) if len(parts) >= _PARTS else None
        if slicer is None or parts[0] != "inputs" or _takes_element(expression, parts):
            continue
        # SLC-29
        yield finding(
            "DG522",
            f"{quoted(name)} is the whole list here: slices cut it only where it is passed on as "
            "it is",
            text.path,
            hint="Give the template another input that gets `{{item}}`, and use it here.",
            within=within,
            related=_place_of(slicer),
        )


def _check_length(
    call: Call, passed: set[_Input], inputs: dict[_Input, Call]
) -> Iterator[Diagnostic]:
    """Slices without a loop over an input that those around it cut: its length is that of all."""
    step, slices = call.step, call.slices
    if call.host is not None or slices is None or slices.sub_path is True:
        return
    if step.with_param is not UNSET or step.with_sequence is not UNSET:
        return
    # SLC-11
    names = [("parameters", name) for name in slices.input_parameter or ()]
    names += [("artifacts", name) for name in slices.input_artifact or ()]
    if names and names[0] in passed:
        given = _reference(getattr(step, names[0][0])[names[0][1]])
        assert given is not None
        # SLC-29
        yield finding(
            "DG522",
            f"{quoted(call.name)} is looped over all of {quoted('.'.join(given))}, not over the "
            "element that slices further out give",
            (*call.path, names[0][0], names[0][1]),
            hint="Say with `with_param` how many pieces there are.",
            related=_place_of(inputs[given[1], given[2]]),
        )


def _place_of(slicer: Call) -> tuple[Place, ...]:
    return (Place(message="these slices cut it", pointer=join((*slicer.path, "slices"))),)


@lru_cache(maxsize=256)
def _takes_element(expression: str, parts: tuple[str, ...]) -> bool:
    """Whether an expression takes, of each use of a name, an element or what lies deeper."""
    if not expression:
        return False
    whole = {r.start for r in references_of(expression) if r.parts == parts}
    waiting = [parse(expression)]
    while waiting:
        node = waiting.pop()
        is_part = isinstance(node, Member) and not _is_text(node.key)
        if is_part or function_called(node) == "jsonpath":
            whole = {start for start in whole if start not in range(node.start, node.end)}
        waiting.extend(children(node))
    return not whole


def _is_text(node: Node) -> bool:
    return isinstance(node, Constant) and node.kind == "string"
