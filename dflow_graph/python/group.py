"""Which slices a pod works on: the indices that its patterns give (clauses SLC-4 to SLC-9).

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from typing import Any, Dict, List, Mapping, Optional

from .errors import GraphError
from .near import quoted
from .slice_patterns import Index, evaluate

__all__ = ["Indices", "group_items", "items_of_text"]

Values = Mapping[str, Optional[str]]
"""Name of an input to the text that arrived, or to None where none did."""

_ITEM = re.compile(r"\(item(?:\.([^()]*))?\)")


def items_of_text(text: str) -> List[Any]:
    """The items of a loop: those of a list as JSON, or the numbers of a sequence (LOOP-3).

    A sequence is an object with `count` or `end`, and if they are given `start` and `format`; its
    items are texts. Raises `ValueError` for anything else.
    """
    said = json.loads(text)
    if isinstance(said, list):
        return said
    if not isinstance(said, dict) or not said.keys() & {"count", "end"}:
        raise ValueError(text)
    start = int(said.get("start") or 0)
    if said.get("count") is not None:
        numbers = range(start, start + int(said["count"]))
    else:
        end = int(said["end"])
        numbers = range(start, end + 1) if end >= start else range(start, end - 1, -1)
    return [(said.get("format") or "%d") % number for number in numbers]


def group_items(group: Mapping[str, Any], values: Values) -> List[Any]:
    """The items of the loop that the pod's group has (SLC-6, SLC-16).

    `group` has `size`, `shuffle`, `seed` and `format`, and under `items` and `number` the names of
    the values that hold the items of all groups and the number of the pod's own.
    """
    try:
        items = items_of_text(values[group["items"]] or "")
        size, text = group["size"], values[group["number"]] or ""
        number = _number(text, group["format"], len(items))
    except (KeyError, ValueError):
        raise GraphError("slices", "the items of the group did not arrive at the pod") from None
    order = list(range(len(items)))
    if group["shuffle"]:
        # SLC-16
        random.Random(group["seed"]).shuffle(order)  # noqa: S311 - no secret
    return [items[place] for place in order[number * size : (number + 1) * size]]


def _number(text: str, form: Optional[str], most: int) -> int:
    """The number of a group, which a sequence may have written in a form of its own."""
    if form is None:
        return int(text)
    return [form % number for number in range(most)].index(text)


class Indices:
    """The index of each sliced port; a list of indices where the pod has several slices."""

    def __init__(self, task: Mapping[str, Any], values: Values) -> None:
        self._layers: List[Mapping[str, Any]] = task["layers"]
        self._patterns: Mapping[str, Mapping[str, List[int]]] = task["patterns"]
        self._values = values
        self._found: Dict[int, Index] = {}

    def of(self, field: str, port: str) -> Optional[Index]:
        """The index, or list of indices, of a port in a map such as `input_parameter_slices`."""
        layers = self._patterns[field].get(port)
        if layers is None:
            return None
        found = [self._of_layer(number) for number in layers]
        # SLC-9: outputs are nested the innermost loop first, and inputs the outermost.
        return _joined(found if field.startswith("output") else found[::-1])

    @property
    def outputs(self) -> Dict[str, Any]:
        """The indices of all stacked outputs, by name."""
        fields = ("output_parameter_slices", "output_artifact_slices")
        return {port: self.of(field, port) for field in fields for port in self._patterns[field]}

    @property
    def count(self) -> int:
        """How many slices the pod has, where it has several."""
        found = map(self._of_layer, range(len(self._layers)))
        return max((len(index) for index in found if isinstance(index, list)), default=0)

    def _of_layer(self, number: int) -> Index:
        if number not in self._found:
            self._found[number] = self._evaluated(self._layers[number])
        return self._found[number]

    def _evaluated(self, layer: Mapping[str, Any]) -> Index:
        if layer["group"] is None:
            return evaluate("".join(self._text(part, None) for part in layer["parts"]))
        found: List[Any] = []
        for item in group_items(layer["group"], self._values):
            index = evaluate("".join(self._text(part, item) for part in layer["parts"]))
            found += index if isinstance(index, list) else [index]
        return found

    def _text(self, part: Any, item: Any) -> str:
        if isinstance(part, str):
            return part
        if "item" in part:
            return _member_text(item, part["item"])
        text = self._values.get(part["text"])
        if text is None:
            raise GraphError(
                "slices", f"the value {quoted(part['text'])} did not arrive at the pod"
            )
        return _ITEM.sub(lambda match: _member_text(item, match[1] or ""), text)


def _member_text(item: Any, way: str) -> str:
    for member in filter(None, way.split(".")):
        item = item[member]
    return item if isinstance(item, str) else json.dumps(item)


def _joined(found: List[Index]) -> Index:
    if len(found) == 1:
        return found[0]
    several = any(isinstance(index, list) for index in found)
    lists = [index if isinstance(index, list) else [index] for index in found]
    ways = [".".join(map(str, way)) for way in itertools.product(*lists)]
    return list(ways) if several else ways[0]
