"""How long a list is that comes by way of references, and how many pieces a loop has (SLC-28)."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from dflow_graph.index import Call, Index, Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.patterns import is_bare
from dflow_graph.passes.pieces import Length, loop_pieces, own_length, sliced_inputs
from dflow_graph.record import Record
from dflow_graph.refs import exact_reference
from dflow_graph.types.nodes import ARTIFACTS

__all__ = ["Lengths"]

_SHORTENING = (
    "when",
    "continue_on_failed",
    "continue_on_error",
    "continue_on_num_success",
    "continue_on_success_ratio",
)


class _Loop(Record):
    """How many pieces a looped call has."""

    call: Call


class _Input(Record):
    """How long an input of `Steps` or `DAG` is."""

    node: Node
    name: str
    sort: str


class _Output(Record):
    """How long an output of a call is."""

    call: Call
    name: str
    sort: str


_Question = _Loop | _Input | _Output
_Answer = Generator[_Question, "Length | None", "Length | None"]


class Lengths:
    """The lengths in a graph, each found once; `sort` is `parameters` or `artifacts`.

    One length rests on others, through any number of steps. So an answer is a generator that asks
    for these, and one loop runs them all: no chain is too long for it.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[_Question, Length | None] = {}

    def of_argument(self, call: Call, sort: str, value: Any, path: Path) -> Length | None:
        """The length of an argument at this place that is a reference."""
        return self._run(_of_value(call.owner, sort, value, path, self._index))

    def of_loop(self, call: Call) -> Length | None:
        """The number of pieces of a looped call."""
        return self._run(self._answer(_Loop(call)))

    def _run(self, answer: _Answer) -> Length | None:
        waiting: list[tuple[_Question | None, _Answer]] = [(None, answer)]
        reply: Length | None = None
        while waiting:
            question, asking = waiting[-1]
            try:
                other = asking.send(reply)
            except StopIteration as found:
                waiting.pop()
                reply = found.value
                if question is not None:
                    self._known[question] = reply
                continue
            reply = self._known.get(other)
            if other not in self._known:
                self._known[other] = None  # until it is known: what rests on itself is not
                waiting.append((other, self._answer(other)))
        return reply

    def _answer(self, question: _Question) -> _Answer:
        if isinstance(question, _Loop):
            return _of_loop(question.call, self._index)
        if isinstance(question, _Input):
            return _of_input(question, self._index)
        return _of_output(question, self._index)


def _of_value(node: Node, sort: str, value: Any, path: Path, index: Index) -> _Answer:
    """The length of what stands in a template as an argument, a default or a source."""
    parts = exact_reference(value) if value.__class__ is str else None
    if parts is None:
        return _said(own_length(value, sort), path)
    if len(parts) == 3 and parts[:2] == ("inputs", sort):  # noqa: PLR2004
        # SLC-28, 2
        return (yield _Input(node, parts[2], sort)) if node.is_group else None
    if len(parts) == 3 and parts[:2] == ("workflow", "parameters"):  # noqa: PLR2004
        given = (index.workflow.parameters or {}).get(parts[2])
        is_list = given.__class__ is list
        return _said(own_length(given, sort), ("parameters", parts[2])) if is_list else None
    if len(parts) == 5 and parts[0] in ("steps", "tasks") and parts[2:4] == ("outputs", sort):  # noqa: PLR2004
        call = node.by_name.get(parts[1])
        return None if call is None else (yield _Output(call, parts[4], sort))
    return None


def _said(number: int | None, path: Path) -> Length | None:
    return None if number is None else Length(number, path)


def _of_loop(call: Call, index: Index) -> _Answer:
    step, slices = call.step, call.slices
    by_items = slices is not None and slices.sub_path is True and slices.group_size is UNSET
    if not by_items and (step.with_param is not UNSET or step.with_sequence is not UNSET):
        pieces = loop_pieces(step)
        if pieces is not None:
            return Length(pieces.number, (*call.path, pieces.field))
        if step.with_sequence is not UNSET:
            return None
        path = (*call.path, "with_param")
        return (yield from _of_value(call.owner, "parameters", step.with_param, path, index))
    found: list[Length] = []
    inputs = sliced_inputs(call)
    for sort, names in (("parameters", inputs.parameters), ("artifacts", inputs.artifacts)):
        for name in names:
            value, path = (getattr(step, sort) or {}).get(name), (*call.path, sort, name)
            length = _said(own_length(value, sort, by_items=by_items), path)
            if length is None:
                length = yield from _of_value(call.owner, sort, value, path, index)
            if length is not None:
                found.append(length)
    return found[0] if len({length.number for length in found}) == 1 else None


def _of_input(question: _Input, index: Index) -> _Answer:
    """The length that every call gives to an input, if it is one."""
    node, name, sort = question
    port = (node.in_parameters if sort == "parameters" else node.in_artifacts).get(name)
    if port is None or port.is_big:
        return None
    found: Length | None = None
    for owner, value, path in _given_to(port, node, sort, index):
        # A loop over slices gives elements.
        length = None if owner is None else (yield from _of_value(owner, sort, value, path, index))
        if length is None or (found is not None and found.number != length.number):
            return None
        found = found or length
    return found


def _given_to(
    port: Port, node: Node, sort: str, index: Index
) -> Iterator[tuple[Node | None, Any, Path]]:
    """What each call gives to an input, and the run itself, each with where it stands."""
    is_artifact = sort == "artifacts"
    own = port.entry.source if is_artifact else port.entry.value
    place = (*port.path, "source" if is_artifact else "value")
    for call in node.callers:
        given = getattr(call.step, sort) or {}
        if port.name in getattr(sliced_inputs(call), sort):
            yield None, None, place
        elif port.name in given:
            yield call.owner, given[port.name], (*call.path, sort, port.name)
        else:
            yield node, own, place
    if node.name in (index.workflow.entrypoint, index.workflow.on_exit):
        given = {} if is_artifact else (index.workflow.parameters or {})
        is_given = port.name in given
        yield node, given.get(port.name, own), ("parameters", port.name) if is_given else place


def _of_output(question: _Output, index: Index) -> _Answer:
    call, name, sort = question
    target = call.target
    if target is None:
        return None
    port = (target.out_parameters if sort == "parameters" else target.out_artifacts).get(name)
    if port is None or port.is_big:
        return None
    if call.is_looped:
        length = (yield _Loop(call)) if _gives_one_a_piece(call, target, port) else None
        # LOOP-10: a loop over nothing has no outputs.
        return length if length is not None and length.number else None
    if not target.is_group:
        return _said(own_length(getattr(port.entry, "value", None), sort), (*port.path, "value"))
    if getattr(port.entry, "default", UNSET) is not UNSET:
        return None
    field = "value_from_parameter" if sort == "parameters" else "_from"
    inner = getattr(port.entry, field if sort == "parameters" else "from_")
    return (yield from _of_value(target, sort, inner, (*port.path, field), index))


def _gives_one_a_piece(call: Call, target: Node, port: Port) -> bool:
    """Whether an output of a loop has exactly one element for each piece (REF-16, SLC-8)."""
    step, slices = call.step, call.slices
    settings = (getattr(step, field) for field in _SHORTENING)
    if any(setting is not UNSET and setting is not False for setting in settings):
        return False
    field = "output_artifact" if port.is_artifact else "output_parameter"
    patterns = (
        getattr(target.template, f"{field}_slices") or {}
        if target.kind == "PythonOPTemplate"
        else {}
    )
    if port.name in patterns:
        is_one = is_bare(patterns[port.name])
    elif slices is not None and port.name in (getattr(slices, field) or ()):
        is_one = slices.slices is UNSET or is_bare(slices.slices)
    else:
        return not port.is_artifact and (slices is None or slices.group_size is UNSET)
    return is_one and (not port.is_artifact or _is_one_path(port, target))


def _is_one_path(port: Port, target: Node) -> bool:
    """Whether a slice's artifact is one item, not a list or a dictionary of them (ART-11)."""
    if target.kind != "PythonOPTemplate":
        return False
    assert port.type is not None  # a signature says all types
    type_ = ARTIFACTS.get(port.type)
    if type_ is None:
        from dflow_graph.types.artifacts import TypeSyntaxError, parse_artifact_type

        try:
            type_ = parse_artifact_type(port.type)
        except TypeSyntaxError:
            return False
    return type_.shape == "leaf" and not type_.hdf5
