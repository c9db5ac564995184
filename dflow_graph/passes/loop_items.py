"""The items of loops: what `{{item}}` stands for, against the ports that it is given to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Node, Port, texts_of_call
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.graph_values import (
    arrives,
    check_tags,
    place_of_type,
    takes_text,
    why_wrong,
)
from dflow_graph.passes.names_in_text import names_in
from dflow_graph.passes.pieces import loop_pieces
from dflow_graph.passes.port_types import PortTypes, has_not_run, source_of
from dflow_graph.refs import exact_reference
from dflow_graph.source.pointer import join
from dflow_graph.types.nodes import (
    ANY,
    SCALARS,
    DictType,
    ListType,
    LiteralType,
    ObjectType,
    RepeatedTupleType,
    SetType,
    TupleType,
    Type,
    UnionType,
    union_of,
)
from dflow_graph.types.values import value_problems

__all__ = ["check_item", "check_loop_source", "check_members"]

_INT, _STR = SCALARS["int"], SCALARS["str"]


def check_loop_source(call: Call, node: Node, types: PortTypes) -> Iterator[Diagnostic]:
    """What a loop runs over: values that are well formed, or a parameter that may be a list."""
    given, path = call.step.with_param, (*call.path, "with_param")
    if given.__class__ is list:
        yield from check_tags(given, path)
    source = _loop_parameter(call, node)
    if source is None or source[0].is_big:  # a big parameter in a loop is BIG-3's matter
        return
    if has_not_run(source[1], call):
        return
    type_ = types.given(*source)
    # TYP-11
    if _item_type(type_) is None:
        yield finding(
            "DG404",
            f"{quoted(source[0].name)} is of type {quoted(str(type_))}, and a loop needs a list",
            path,
            hint="Refer to a list, or put the value in brackets.",
            clause="TYP-11",
            related=(_place_of(source[0]),),
            culprits=_slices_of(source, types),
        )


def _slices_of(source: tuple[Port, Call | None], types: PortTypes) -> tuple[Path, ...]:
    """The slices that would make a list of what a loop runs over (CONF-8)."""
    from dflow_graph.passes.slice_causes import slices_that_stack

    return slices_that_stack(*source, types)


def _place_of(port: Port) -> Place:
    """Where the type of a port stands, or else the port itself."""
    where = (*port.path, "type") if port.type is not None else port.path
    return Place(message=f"{quoted(port.name)} stands here", pointer=join(where))


def _place_of_loop(call: Call, node: Node) -> Place:
    """Where the list of a loop comes from, or else the loop itself."""
    source = _loop_parameter(call, node)
    if source is not None:
        return _place_of(source[0])
    field = "with_param" if call.step.with_param is not UNSET else "with_sequence"
    return Place(message="the loop is here", pointer=join((*call.path, field)))


def check_members(call: Call, node: Node, types: PortTypes) -> Iterator[Diagnostic]:
    """Members that are asked of the items of a loop over a parameter whose type has none such."""
    slices = call.slices
    if slices is not None and (slices.group_size is not UNSET or slices.sub_path is True):
        return  # what an item is then does not depend on the list (SLC-5, SLC-6)
    source = _loop_parameter(call, node)
    if source is None or source[0].is_big or has_not_run(source[1], call):
        return
    item = _item_type(types.given(*source))
    if item is None:
        return
    for text in texts_of_call(call):
        if "item." not in text.text and "item[" not in text.text:
            continue
        for parts, within, expression in names_in(text):
            key = parts[1] if expression else ".".join(parts[1:])
            if parts[0] != "item" or not key or _may_have(item, key):
                continue
            # REF-20
            yield finding(
                "DG325",
                f"the items of this loop are of type {quoted(str(item))}, and have no member "
                f"{quoted(key)}",
                text.path,
                hint="Loop over a list of objects, or write `{{item}}`.",
                within=within,
                related=place_of_type(source[0]),
            )
            if not _is_object(item):
                return  # the list is the mistake, whatever is asked of its items


def _is_object(type_: Type) -> bool:
    """Whether some values of a type have members."""
    parts = type_.parts if isinstance(type_, UnionType) else (type_,)
    return any(isinstance(part, DictType) for part in parts)


def _may_have(type_: Type, key: str) -> bool:
    """Whether a value of a type may have a member of this name."""
    if isinstance(type_, UnionType):
        return any(_may_have(part, key) for part in type_.parts)
    if isinstance(type_, DictType):
        return not isinstance(type_.key, LiteralType) or key in type_.key.constants
    return type_ == ANY or isinstance(type_, ObjectType)


def check_item(
    call: Call, node: Node, port: Port, parts: tuple[str, ...], types: PortTypes
) -> Iterator[Diagnostic]:
    """`{{item}}`, or a member of it, that is given to a port as it is."""
    wanted, slices = types.of(port), call.slices
    if wanted == ANY or not call.is_looped:
        return
    given = call.step.with_param
    # SLC-6: in a loop over groups the item is the number of the group.
    is_grouped = slices is not None and bool(slices.group_size)
    if given.__class__ is list and not is_grouped:
        yield from _check_items(given, parts[1:], call, port, wanted)
        return
    if len(parts) > 1 or (slices is not None and slices.sub_path is True):
        return
    item = _INT if given is UNSET or is_grouped else _item_of(call, node, types)
    sequence = call.step.with_sequence
    if item is None or (sequence is not UNSET and sequence.format is not UNSET):
        return
    from dflow_graph.types.assign import Verdict, verdict, why_not

    # TYP-11
    if verdict(item, wanted) is Verdict.NO and not takes_text(wanted):
        yield finding(
            "DG404",
            f"the items of this loop are of type {quoted(str(item))}, and {quoted(port.name)} "
            f"takes {quoted(str(wanted))}: {why_not(item, wanted)}",
            (*call.path, "parameters", port.name),
            hint="Loop over other items, or mend one of the types.",
            clause="TYP-11",
            related=(_place_of_loop(call, node), *place_of_type(port)),
        )


def _check_items(
    items: list[Any], keys: tuple[str, ...], call: Call, port: Port, wanted: Type
) -> Iterator[Diagnostic]:
    """The first item that is not of the port's type, and how many there are."""
    wrong = []
    for number, item in enumerate(items):
        value, path = item, (number,)
        if keys:
            key = ".".join(keys)
            if item.__class__ is not dict or key not in item:
                continue  # an unknown member is REF-20's matter
            value, path = item[key], (number, key)  # type: ignore[assignment]
        if not arrives(value, wanted):
            wrong.append((value, path))
    if not wrong:
        return
    value, path = wrong[0]
    problem = next(value_problems(value, wanted))
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    # PAR-10
    yield finding(
        "DG402",
        f"{quoted(port.name)} is of type {quoted(str(wanted))}, and gets each item: "
        f"{why_wrong(problem, quoted(str(wanted)))}{more}",
        (*call.path, "with_param", *path, *problem.path),
        hint=problem.hint or f"Loop over values of type {quoted(str(wanted))}.",
        clause="PAR-10",
        related=place_of_type(port),
    )


def _item_of(call: Call, node: Node, types: PortTypes) -> Type | None:
    source = _loop_parameter(call, node)
    if source is not None:
        return _item_type(types.given(*source))
    pieces = loop_pieces(call.step)
    if pieces is not None:
        return None if pieces.indices is None else _INT
    from dflow_graph.passes.item_members import items_of_expression

    items = items_of_expression(call.step.with_param)
    return _INT if items is not None and items.are_numbers else None


def _loop_parameter(call: Call, node: Node) -> tuple[Port, Call | None] | None:
    """The parameter that `with_param` refers to and nothing else."""
    given = call.step.with_param
    parts = exact_reference(given) if given.__class__ is str else None
    return None if parts is None else source_of(node, parts)


def _item_type(type_: Type) -> Type | None:
    """The type of the items that a loop over a value makes; None where it cannot be looped over.

    A text may hold the JSON of a list.
    """
    found: list[Type] = []
    for part in type_.parts if isinstance(type_, UnionType) else (type_,):
        if isinstance(part, (ListType, SetType, RepeatedTupleType)):
            found.append(part.item)
        elif isinstance(part, TupleType):
            found += part.items
        elif part in (ANY, _STR):
            found.append(ANY)
    if not found:
        return None if not isinstance(type_, TupleType) else ANY
    return ANY if ANY in found else union_of(*found)
