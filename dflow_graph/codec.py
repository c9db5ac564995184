"""Text to model and back: the fast way in, and the writers.

The fast way decodes JSON straight into Structs and then proves that nothing was lost or out of
bounds; where it cannot prove that, it answers None and the positional reader decides. Both give the
same verdict (clause OBJ-3).
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from dflow_graph.model import ModelError, Workflow
from dflow_graph.model.limits import values_are_plain
from dflow_graph.record import Record
from dflow_graph.regex import regex
from dflow_graph.source.document import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "SUPPORTED_VERSION",
    "collector_paused",
    "decode_json",
    "decode_plain",
    "encode_json",
    "model_of",
    "parts_of",
]

# DOC-3
SUPPORTED_VERSION = "1.0"


@contextmanager
def collector_paused() -> Iterator[None]:
    """Reading makes many containers and hardly a cycle; the collector would only visit them."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@cache
def _workflow_decoder() -> msgspec.json.Decoder[Workflow]:
    return msgspec.json.Decoder(Workflow)


# Each value but the first stands behind a comma, or is the first of a list or object.
_COUNTED = b',[{"'
_UNCOUNTED = bytes(set(range(256)).difference(_COUNTED))
_STRETCH = 1 << 16
_ESCAPED_QUOTE = regex(rb"\\u0022")  # found a third faster than by `find`
_UNPROVEN = "not proven to be flawless JSON"


class Tally(Record):
    """How many values a JSON text has at the most, and how many quotes exactly."""

    values: int
    quotes: int


def tally(data: bytes) -> Tally:
    """The tally of a JSON text. One pass, in stretches that fit a cache."""
    marks = quotes = 0
    for start in range(0, len(data), _STRETCH):
        found = data[start : start + _STRETCH].translate(None, _UNCOUNTED)
        marks += len(found)
        quotes += found.count(b'"')
    return Tally(1 + marks - quotes, quotes)


def nothing_dropped(data: bytes, quotes: int, written: Iterable[bytes]) -> bool:
    """Whether `written`, made from what was decoded of `data`, still has every member; never wrong.

    A decoder that meets a name twice keeps one member, and with the other go the quotes of its
    key. Writing can only add a quote where the text has it as an escaped number; then, or where the
    counts differ, the answer is no. (Clause OBJ-2.)
    """
    if quotes != sum(part.count(b'"') for part in written):
        return False
    escape = data.find(b"\\")
    return escape < 0 or _ESCAPED_QUOTE.search(data, escape) is None


def parts_of(workflow: Workflow) -> Iterator[Any]:
    """A model template by template, so that no copy of it lies in memory as a whole.

    The last part is the rest of the model, with the names of the templates alone.
    """
    yield from workflow.templates.values()
    yield msgspec.structs.replace(workflow, templates=dict.fromkeys(workflow.templates))


def decode_json(data: bytes, limits: Limits) -> Workflow | None:
    """The model of a JSON text that has no structural fault, or None where that is not proven."""
    if len(data) > limits.max_bytes:
        return None
    counted = tally(data)
    if counted.values > limits.max_nodes:
        return None
    with collector_paused():
        try:
            workflow = _workflow_decoder().decode(data)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return None
        if workflow.dflow_graph != SUPPORTED_VERSION or not values_are_plain(workflow):
            return None
        # OBJ-2: the model holds each member once.
        written = map(msgspec.json.encode, parts_of(workflow))
        return workflow if nothing_dropped(data, counted.quotes, written) else None


def decode_plain(data: bytes, limits: Limits) -> Any:
    """The plain value of a JSON text without a syntax fault; raises `ValueError` if not proven.

    Fast where the text is flawless; says nothing about the fault where it is not.
    """
    if len(data) > limits.max_bytes:
        raise ValueError(_UNPROVEN)
    counted = tally(data)
    if counted.values > limits.max_nodes:
        raise ValueError(_UNPROVEN)
    try:
        with collector_paused():
            value = msgspec.json.decode(data)
            written = msgspec.json.encode(value)
    except (msgspec.MsgspecError, OverflowError, RecursionError) as error:
        raise ValueError(_UNPROVEN) from error
    if not nothing_dropped(data, counted.quotes, [written]) or not _within(value, limits.max_depth):
        raise ValueError(_UNPROVEN)
    return value


def _within(value: Any, max_depth: int) -> bool:
    """Whether a value keeps to LIM-2 and NUM-2."""
    waiting = [(value, 0)]
    while waiting:
        part, depth = waiting.pop()
        if part.__class__ is int:
            if not -(2**53) < part < 2**53:
                return False
        elif part.__class__ is dict or part.__class__ is list:
            if depth == max_depth:
                return False
            items = part.values() if part.__class__ is dict else part
            waiting.extend((v, depth + 1) for v in items if v.__class__ is not str)
    return True


def model_of(value: Any) -> Workflow:
    """The model of plain data that has the shape of a graph. Raises `ModelError` if it has not."""
    try:
        with collector_paused():
            return msgspec.convert(value, Workflow)
    except msgspec.ValidationError as first:
        try:
            return msgspec.convert(_whole_numbers(value), Workflow)
        except msgspec.ValidationError:
            raise ModelError("Workflow", str(first)) from None


def _whole_numbers(value: Any) -> Any:
    """A copy with `1.0` written as `1`: they are one number, also for an integer (NUM-4)."""
    if isinstance(value, dict):
        return {key: _whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def encode_json(workflow: Workflow, *, indent: int = 2) -> bytes:
    """The JSON text of a model, with a newline at its end; members in the order of the Structs."""
    data = msgspec.json.encode(workflow)
    return (msgspec.json.format(data, indent=indent) if indent else data) + b"\n"


def encode_plain(value: Any) -> bytes:
    """The JSON text of plain data, faults and all, for checking what a caller hands in.

    Raises `TypeError` for what is no plain data: this is the caller's misuse, not a finding.
    """
    import json  # noqa: PLC0415 - unlike msgspec it writes NaN and large integers, to be found

    return json.dumps(value, ensure_ascii=True, allow_nan=True).encode("ascii")
