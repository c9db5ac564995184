"""The outputs of loops as the lists that a graph means (REF-16, SLC-8), where Argo gives others.

Argo knows no outputs of a loop over nothing, and gathers the texts of the pieces: `["1", "2"]` of
two numbers. What slices stack stays as the pieces wrote it, for the run-time puts it together.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.texts import expression_of
from dflow_graph.index import Call
from dflow_graph.model import UNSET
from dflow_graph.passes.expressions import references_of
from dflow_graph.refs import Tag, scan

__all__ = ["as_lists", "is_given_else", "is_stacked_parameter", "list_name"]

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


def is_given_else(parts: tuple[str, ...], body: Body) -> bool:
    """Whether Argo gives something else for a name than the list that the graph means."""
    call = _loop_of(parts, body)
    return call is not None and (_may_be_empty(call, body) or bool(_element(parts[4], call, body)))


def _may_be_empty(call: Call, body: Body) -> bool:
    """Whether a loop may have no piece; one that a condition leaves out has no outputs at all."""
    return call.step.when is UNSET and not body.lowering.lengths.of_loop(call)


def _element(name: str, call: Call, body: Body) -> str:
    """The expression of the JSON of an element that Argo has gathered; empty if it gathers JSON."""
    if _is_stacked(name, call, body):
        return ""
    assert call.target is not None
    port = call.target.out_parameters.get(name)
    type_ = (port and port.type) or "str"
    if type_ == "any":
        return _AS_ANY
    # VAL-8: of texts Argo makes a list of texts, of lists and objects a list of these.
    is_read = type_.startswith(("list", "dict")) and "|" not in type_
    return "" if type_ == "str" or is_read else _AS_JSON


def as_lists(value: Any, body: Body) -> Any:
    """A text whose tags stand for the lists that the outputs of loops are.

    Whatever is no text stays as it is.
    """
    if not body.lowering.has_loops:
        return value
    if not isinstance(value, str) or "outputs.parameters" not in value:
        return value
    written = []
    end = 0
    for tag in scan(value):
        if not isinstance(tag, Tag):
            continue
        whole = value[tag.start : tag.end]
        written += [value[end : tag.start], _expressed(whole, tag, body)]
        end = tag.end
    return "".join((*written, value[end:]))


def _expressed(whole: str, tag: Tag, body: Body) -> str:
    if not tag.is_expression:
        if not is_given_else(tag.parts, body):
            return whole
        return "{{=" + _spelt_as_list(expression_of(".".join(tag.parts)), tag.parts, body) + "}}"
    written = []
    end = 0
    for found in references_of(tag.body):
        spelt = tag.body[found.start : found.end]
        if is_given_else(found.parts, body):
            spelt = f"({_spelt_as_list(spelt, found.parts, body)})"
        written += [tag.body[end : found.start], spelt]
        end = found.end
    return "{{=" + "".join((*written, tag.body[end:])) + "}}"


def list_name(parts: tuple[str, ...], body: Body) -> str:
    """The expression of what a name stands for: of the text of a list, if it is one of a loop."""
    spelt = expression_of(".".join(parts))
    return f"({_spelt_as_list(spelt, parts, body)})" if is_given_else(parts, body) else spelt


def _spelt_as_list(spelt: str, parts: tuple[str, ...], body: Body) -> str:
    call = _loop_of(parts, body)
    assert call is not None
    element = _element(parts[4], call, body)
    if element:
        elements = f"map(sprig.fromJson({spelt}), {element})"
        spelt = f"'[' + sprig.join(',', {elements}) + ']'"
    if not _may_be_empty(call, body):
        return spelt
    return f"{body.prefix}['{call.name}'].status == 'Skipped' ? '[]' : {spelt}"
