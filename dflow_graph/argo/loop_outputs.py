"""The outputs of loops as the lists that a graph means (REF-16, SLC-8), where Argo gives others.

Argo knows no outputs of a loop over nothing, and gathers the texts of the pieces: `["1", "2"]` of
two numbers. Where an argument is what slices stack and nothing else, it stays as the pieces wrote
it, for the run-time puts it together (SLC-24).
"""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.texts import spelt
from dflow_graph.index import Call, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.expressions import references_of
from dflow_graph.passes.outlines import places_in
from dflow_graph.refs import Tag, exact_reference, scan

__all__ = ["as_lists", "is_stacked_parameter", "list_name"]

_OUTPUT = 5
"""The parts of `steps.a.outputs.parameters.x`."""

# What an element is, that Argo has read where all are lists or objects, and left as text otherwise.
_AS_JSON = "sprig.kindIs('string', #) ? # : toJson(#)"
_AS_ANY = "sprig.kindIs('string', #) && (# == 'null' || sprig.fromJson(#) != nil) ? # : toJson(#)"


def is_stacked_parameter(parts: tuple[str, ...], body: Body) -> bool:
    """Whether a name is that of an output parameter that the slices of a step stack."""
    call = _loop_of(parts, body)
    return call is not None and _is_stacked(parts[4], call, body)


def _is_stacked(name: str, call: Call, body: Body) -> bool:
    return any(name in layer.output_parameter for layer, _ in body.lowering.layers.of(call))


def _loop_of(parts: tuple[str, ...], body: Body) -> Call | None:
    """The loop of whose output parameter a name is, if it is one."""
    if len(parts) != _OUTPUT or (parts[0], *parts[2:4]) != (body.prefix, "outputs", "parameters"):
        return None
    call = body.node.by_name.get(parts[1])
    return call if call is not None and call.is_looped else None


def _may_be_empty(call: Call, body: Body) -> bool:
    """Whether a loop may have no piece; one that a condition leaves out has no outputs at all."""
    length = body.lowering.lengths.of_loop(call)
    return call.step.when is UNSET and (length is None or length.number == 0)


def _as_list(name: str, call: Call, body: Body, spelling: str) -> str:
    """The expression of the JSON of a list of which Argo has gathered the texts."""
    assert call.target is not None
    if _is_stacked(name, call, body):
        is_nested = _is_nested(name, call.target, body, set())
        return spelling if is_nested else f"toJson({_stacked_items(spelling)})"
    port = call.target.out_parameters.get(name)
    type_ = (port and port.type) or "str"
    # VAL-8: of texts Argo makes a list of texts, of lists and objects a list of these.
    if type_ == "str" or (type_.startswith(("list", "dict")) and "|" not in type_):
        return spelling
    elements = f"map(sprig.fromJson({spelling}), {_AS_ANY if type_ == 'any' else _AS_JSON})"
    return f"'[' + sprig.join(',', {elements}) + ']'"


def _stacked_items(name: str) -> str:
    """The elements of a stacked parameter, as an expression; it travels in pieces (SLC-24)."""
    pieces = f"map(sprig.fromJson({name}), sprig.trimAll('[]', toJson(#)))"
    return f"map(sprig.fromJson('[' + sprig.join(',', {pieces}) + ']'), #.dflow_list_item)"


def _is_nested(name: str, node: Node, body: Body, seen: set[tuple[str, str]]) -> bool:
    """Whether an output of a template comes from a loop inside, whose pieces are lists again."""
    if (node.name, name) in seen:
        return False
    seen.add((node.name, name))
    for call in node.calls:
        for output, fed in body.lowering.producers.fed(call, "parameters").items():
            if name not in fed or call.target is None:
                continue
            if call.is_looped or _is_nested(output, call.target, body, seen):
                return True
    return False


def as_lists(value: Any, body: Body) -> Any:
    """A text whose tags stand for the lists that the outputs of loops are.

    Whatever is no text stays as it is.
    """
    if not body.loops or not isinstance(value, str) or "outputs.parameters" not in value:
        return value
    if not _may_name_loop(value, body):
        return value
    parts = exact_reference(value) or ()
    if is_stacked_parameter(parts, body):
        # SLC-24
        return _in_pieces(value, parts, body)
    written = []
    end = 0
    for tag in scan(value):
        if not isinstance(tag, Tag):
            continue
        whole = value[tag.start : tag.end]
        written += [value[end : tag.start], _expressed(whole, tag, body)]
        end = tag.end
    return "".join((*written, value[end:]))


def _may_name_loop(text: str, body: Body) -> bool:
    """Whether a text may name an output of a loop. Never wrongly False."""
    places = places_in(text)
    return places is None or any(
        text[slice(*name[1])] in body.loops for name in places if len(name) == _OUTPUT
    )


def _in_pieces(value: str, parts: tuple[str, ...], body: Body) -> str:
    """A reference to a stacked parameter, with the empty list of a loop over nothing."""
    call = body.node.by_name[parts[1]]
    text = _or_empty(spelt(parts), spelt(parts), call, body)
    return value if text == spelt(parts) else "{{=" + text + "}}"


def _expressed(whole: str, tag: Tag, body: Body) -> str:
    if not tag.is_expression:
        text = list_name(tag.parts, body)
        return whole if text == spelt(tag.parts) else "{{=" + text + "}}"
    written = []
    end = 0
    for found in references_of(tag.body):
        spelling = tag.body[found.start : found.end]
        written += [tag.body[end : found.start], _list_spelt(spelling, found.parts, body)]
        end = found.end
    return "{{=" + "".join((*written, tag.body[end:])) + "}}"


def list_name(parts: tuple[str, ...], body: Body) -> str:
    """The expression of what a name stands for: of the text of a list, if it is one of a loop."""
    return _list_spelt(spelt(parts), parts, body)


def _list_spelt(spelling: str, parts: tuple[str, ...], body: Body) -> str:
    call = _loop_of(parts, body)
    if call is None:
        return spelling
    return _or_empty(_as_list(parts[4], call, body, spelling), spelling, call, body)


def _or_empty(text: str, spelling: str, call: Call, body: Body) -> str:
    if _may_be_empty(call, body):
        return f"({body.prefix}['{call.name}'].status == 'Skipped' ? '[]' : {text})"
    return text if text == spelling else f"({text})"
