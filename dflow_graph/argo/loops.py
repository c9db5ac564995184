"""What a call is looped over: the items of its loop, of its slices, or the groups of these."""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.layers import PORTS
from dflow_graph.argo.loop_outputs import as_lists, is_stacked_parameter, list_name
from dflow_graph.argo.slicing import given_artifact, is_alone
from dflow_graph.argo.success import counts_successes
from dflow_graph.argo.texts import holds_tag, json_text, text_expression, text_form
from dflow_graph.index import Call
from dflow_graph.model import UNSET
from dflow_graph.python.group import items_of_text
from dflow_graph.record import Record
from dflow_graph.refs import exact_reference

__all__ = ["NO_LOOP", "Loop", "implied_by", "loop_of"]

_ENTRY = """'[{"dflow_list_item"'"""


class Loop(Record):
    """The fields of a loop in Argo.

    `items` are those that are dealt to groups of `size`, if they are; `length` is the expression of
    how many there are, known where they are dealt or their successes counted.
    """

    fields: dict[str, Any]
    items: str = ""
    length: str = ""
    size: int = 0

    @property
    def successes(self) -> str:
        """How many items a piece stands for, as a template (LOOP-6)."""
        if not self.size:
            return "1"
        rest = f"{self.length} - asInt(item) * {self.size}"
        return "{{=sprig.min(" + f"{self.size}, {rest}" + ")}}"


NO_LOOP = Loop({})


def loop_of(call: Call, body: Body, listed: str) -> Loop:
    """The loop of a call; `listed` names the parameter in which a helper gives items (SLC-5)."""
    step, slices = call.step, call.slices
    grouped = slices is not None and slices.group_size is not UNSET
    if call.host is not None or not call.is_looped:
        return NO_LOOP
    if is_alone(slices) and listed:
        return _over_list(listed, call, grouped=False)
    if step.with_sequence is not UNSET:
        if counts_successes(call):
            # Argo gathers all outputs of a loop over a list, not of one over a sequence.
            return _over_list(_sequence_list(call, body, grouped=grouped), call, grouped=grouped)
        if grouped:
            return _over_sequence(call)
        return Loop({"withSequence": _sequence(call)})
    if step.with_param is not UNSET:
        return _over_list(_list_text(step.with_param, body), call, grouped=grouped)
    name = implied_by(call, body)
    if name is None:
        return NO_LOOP
    if not name[1] and listed:
        return _over_list(listed, call, grouped=grouped)
    return _over_indices(_length(call, name[0], body), call, grouped=grouped)


def implied_by(call: Call, body: Body) -> tuple[str, bool] | None:
    """The input over whose indices slices loop, and whether it is a parameter (SLC-11)."""
    for sort in PORTS[:2]:
        named = [*(getattr(call.slices, sort) or ())] if call.slices is not None else []
        for layer, _ in body.lowering.layers.of(call):
            named += getattr(layer, sort)
        for port in named:
            # SLC-13
            if sort == "input_parameter" or given_artifact(call, port):
                return port, sort == "input_parameter"
    return None


def _list_text(value: Any, body: Body) -> str:
    parts = exact_reference(value) if isinstance(value, str) else None
    if parts is not None and is_stacked_parameter(parts, body):
        return "{{=" + list_name(parts, body) + "}}"
    value = as_lists(value, body)
    return text_form(value, None, body.type_of, lambda parts: list_name(parts, body))


def _length(call: Call, name: str, body: Body) -> str:
    """How long the argument of a sliced parameter is, as an expression."""
    assert call.target is not None
    value = (call.step.parameters or {}).get(name, UNSET)
    if value is UNSET:
        entry = call.target.in_parameters[name].entry
        value = getattr(entry, "value", getattr(entry, "default", UNSET))
    if isinstance(value, list):
        return str(len(value))
    if not isinstance(value, str) or not holds_tag(value):
        tagged = value.get("$value", {}) if isinstance(value, dict) else {}
        items = tagged.get("items", tagged.get("value"))
        return str(len(items)) if isinstance(items, list) else "0"
    # A piece of a stacked parameter may hold several elements.
    element = f"toJson(#) startsWith {_ENTRY} ? len(#) : 1"
    return f"sum(map(sprig.fromJson({text_expression(as_lists(value, body))}), {element}))"


def _group_count(length: str, size: int) -> str:
    if length.isdigit():
        return str(-(-int(length) // size))
    return f"int(({length} + {size - 1}) / {size})"


def _group_size(call: Call) -> int:
    size = UNSET if call.slices is None else call.slices.group_size
    assert isinstance(size, int)
    return size


def _counting(count: str) -> dict[str, Any]:
    return {"withParam": "{{=toJson(sprig.untilStep(0, " + count + ", 1))}}"}


def _over_indices(length: str, call: Call, *, grouped: bool) -> Loop:
    if not grouped:
        return Loop(_counting(length), length=length)
    count = length if length.isdigit() else "{{=" + length + "}}"
    size = _group_size(call)
    return Loop(_counting(_group_count(length, size)), '{"count":"' + count + '"}', length, size)


def _over_list(text: str, call: Call, *, grouped: bool) -> Loop:
    if not grouped:
        return Loop({"withParam": text}, length=_count(text) if counts_successes(call) else "")
    count, size = _count(text), _group_size(call)
    return Loop(_counting(_group_count(count, size)), text, count, size)


def _count(text: str) -> str:
    """How many items a list has, as an expression."""
    if "{{" not in text:
        return str(len(json.loads(text)))
    return f"len(sprig.fromJson({text_expression(text)}))"


def _sequence(call: Call) -> dict[str, Any]:
    sequence = call.step.with_sequence
    fields = {}
    for name in ("count", "start", "end", "format"):
        value = getattr(sequence, name)
        if value is not UNSET:
            fields[name] = str(value)
    return fields


def _sequence_list(call: Call, body: Body, *, grouped: bool) -> str:
    """The items of a sequence as a list (LOOP-3)."""
    said = _sequence(call)
    is_computed = any("{{" in text for text in said.values())
    if not is_computed and not (grouped and "format" in said):
        return json_text(items_of_text(json_text(said)))
    if "format" in said:
        body.cannot(
            "successes of a loop over a sequence with a `format` that is computed or in groups",
            (*call.path, "with_sequence"),
            "Leave `format` out, or loop over a list with `with_param`.",
        )
    start = _number(said.get("start", "0"))
    if "count" in said:
        numbers = f"sprig.untilStep({start}, {start} + {_number(said['count'])}, 1)"
    else:
        end = _number(said["end"])
        up = f"sprig.untilStep({start}, {end} + 1, 1)"
        numbers = f"({start} <= {end} ? {up} : sprig.untilStep({start}, {end} - 1, -1))"
    return "{{=toJson(map(" + numbers + ", string(#)))}}"


def _over_sequence(call: Call) -> Loop:
    """The groups of a sequence: a sequence as well, in the same form (SLC-6)."""
    said = _sequence(call)
    size = _group_size(call)
    numbers = {name: _number(text) for name, text in said.items() if name != "format"}
    if "count" in numbers:
        length = numbers["count"]
    else:
        start, end = numbers.get("start", "0"), numbers["end"]
        length = f"(abs({end} - {start}) + 1)"
        if _is_number(start) and _is_number(end):
            length = str(abs(int(end) - int(start)) + 1)
    count = _group_count(length, size)
    form = {"format": said["format"]} if "format" in said else {}
    fields = {"count": count if count.isdigit() else "{{=" + count + "}}", **form}
    # Written by hand: what stands in a tag must not be escaped twice.
    items = ",".join(
        f"{json_text(name)}:{json_text(text) if '{{' not in text else chr(34) + text + chr(34)}"
        for name, text in said.items()
    )
    return Loop({"withSequence": fields}, "{" + items + "}")


def _is_number(text: str) -> bool:
    return text.lstrip("-").isdigit()


def _number(text: str) -> str:
    return text if _is_number(text) else f"int({text_expression(text)})"
