"""Parameters as an OP reads and writes them (clauses VAL-8, VAL-9, BIG-1, SLC-24).

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import json
import os
from types import ModuleType
from typing import Any, Mapping, Optional

from .conversion import converted
from .errors import MalformedValueError, PortError, SliceError
from .near import quoted
from .opio import BigParameter, Parameter
from .structure import get_slices
from .text_form import NO_JSON, json_of_text, json_text, text_form, value_of_text
from .type_check import shown
from .type_text import type_text
from .values import from_value, to_value
from .writing import write_text

__all__ = ["handle_input_parameter", "handle_output_parameter"]

_ITEM, _ORDER = "dflow_list_item", "order"


def handle_input_parameter(
    name: str,
    value: str,
    sign: Any,
    slices: Any = None,
    data_root: str = "/tmp",  # noqa: S108 - dflow's default, a path of a pod
    *,
    allow_opaque: bool = False,
    modules: Optional[Mapping[str, ModuleType]] = None,
) -> Any:
    """What an OP receives of a parameter: the value that a text says, or a slice of it.

    `sign` is a `Parameter`, a bare type, or a `BigParameter`, whose text is the file
    `inputs/parameters/NAME` (clause BIG-1). Opaque values are decoded where `allow_opaque` (VAL-4).
    Raises `PortError` and `SliceError`.
    """
    is_entry = isinstance(sign, (Parameter, BigParameter))
    annotation = sign.type if is_entry else sign
    is_big = isinstance(sign, BigParameter)
    if is_big:
        with open(os.path.join(data_root, "inputs", "parameters", name), encoding="utf-8") as file:
            value = file.read()
    data = json_of_text(value)
    stacked = _unstacked(data)
    is_raw = slices is None and not is_big and stacked is None
    if is_raw:
        return value_of_text(name, value, annotation, allow_opaque=allow_opaque, modules=modules)
    if data is NO_JSON:
        raise PortError(
            name, (), _wanted(annotation, slices), "a text that is no JSON", quoted(value)
        )
    try:
        found = from_value(data if stacked is None else stacked, allow_opaque, modules=modules)
    except MalformedValueError as error:
        raise PortError(name, error.path, _wanted(annotation, slices), error.reason) from None
    if slices is None:
        return converted(found, annotation)
    return _sliced(name, found, slices, annotation)


def _wanted(annotation: Any, slices: Any) -> str:
    return type_text(annotation) if slices is None else f"list[{type_text(annotation)}]"


def _sliced(name: str, found: Any, slices: Any, annotation: Any) -> Any:
    # SLC-1
    if not isinstance(found, (list, tuple)):
        expected = "a list, since the input is sliced"
        raise PortError(name, (), expected, type(found).__name__, shown(found))
    try:
        picked = get_slices(found, slices)
    except SliceError as error:
        raise SliceError(f"input parameter `{name}`", slices, error.reason) from None
    # SLC-7: in a group without a pool the OP takes the list of the elements.
    whole = converted(picked, annotation)
    if isinstance(slices, (list, tuple)) and whole == picked:
        return [converted(item, annotation) for item in picked]
    return whole


def _unstacked(data: Any) -> Optional[list[Any]]:
    """The list of JSON values that slices wrote piece by piece, or None for anything else."""
    if not isinstance(data, list) or not data:
        return None
    pieces = [json_of_text(piece) if isinstance(piece, str) else piece for piece in data]
    entries: list[dict[str, Any]] = []
    for piece in pieces:
        if not isinstance(piece, list) or not all(map(_is_entry, piece)):
            break
        entries += piece
    else:
        # SLC-8
        return [entry[_ITEM] for entry in sorted(entries, key=_rank)]
    # SLC-9: the list of an outer loop holds the lists of the inner one.
    inner = [_unstacked(piece) for piece in pieces]
    return None if any(item is None for item in inner) else inner


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and set(entry) == {_ITEM, _ORDER}


def _rank(entry: dict[str, Any]) -> tuple[tuple[bool, int, str], ...]:
    parts = str(entry[_ORDER]).split(".")
    return tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)


def handle_output_parameter(
    name: str,
    value: Any,
    sign: Any,
    slices: Any = None,
    data_root: str = "/tmp",  # noqa: S108 - dflow's default, a path of a pod
) -> None:
    """Write a parameter that an OP gives to `outputs/parameters/NAME`.

    As text of its type, as JSON if it is a big parameter (clause BIG-1), or as pieces of a stacked
    list if it is sliced (clause SLC-24). Raises `UnserialisableError`, and `SliceError` where a
    group gives another number of results than it has slices.
    """
    annotation = sign.type if isinstance(sign, (Parameter, BigParameter)) else sign
    if slices is not None:
        text = json.dumps(_pieces(name, value, annotation, slices), ensure_ascii=False)
    elif isinstance(sign, BigParameter):
        text = json_text(converted(value, annotation))
    else:
        text = text_form(converted(value, annotation), annotation)
    if text.endswith("\n"):
        # Argo takes one line end away.
        text += "\n"
    write_text(os.path.join(data_root, "outputs", "parameters", name), text)


def _pieces(name: str, value: Any, annotation: Any, slices: Any) -> list[dict[str, Any]]:
    if not isinstance(slices, (list, tuple)):
        return [{_ITEM: to_value(converted(value, annotation)), _ORDER: slices}]
    if not isinstance(value, (list, tuple)) or len(value) != len(slices):
        reason = f"{len(slices)} results were expected, in a list, but the OP gave {shown(value)}"
        raise SliceError(f"output parameter `{name}`", shown(slices), reason)
    items = [to_value(converted(item, annotation)) for item in value]
    return [{_ITEM: item, _ORDER: index} for item, index in zip(items, slices)]
