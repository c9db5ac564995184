"""A step or task as a step of a Workflow: what it is given, when it runs, and over what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dflow_graph.index import Call, Node, texts_of_call
from dflow_graph.index.order import direct_dependencies
from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.cwl.javascript import (
    LIBRARY,
    Unsayable,
    condition,
    input_name,
    interpolated,
    pieces,
)
from dflow_graph.interop.cwl.ports import FILES, input_id, output_id, plain_value, text_of
from dflow_graph.interop.cwl.sources import file_of
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import quoted
from dflow_graph.record import Record
from dflow_graph.refs import Tag, exact_reference, scan

__all__ = ["Written", "many_of", "may_be_missing", "source_of", "step_of", "waits_for"]

_ITEM = "item"
_OUTPUT_PARTS = 5
# They say how often something is tried, where it runs, or what happens beside it.
_LOST = (
    "continue_on_failed", "continue_on_error", "continue_on_num_success", "use_resource",
    "continue_on_success_ratio", "key", "executor", "util_image", "util_image_pull_policy",
    "util_command", "parallelism", "success_hook", "running_hook", "failure_hook",
    "exit_hook",
)  # fmt: skip


class Written(Record):
    """The steps that a call becomes, by name: itself, and before it what lists the items.

    `inputs` are those that the workflow around it has to have for it.
    """

    steps: dict[str, Any]
    inputs: dict[str, Any]


def step_of(
    conversion: Conversion,
    call: Call,
    run: Mapping[str, str],
    more: tuple[str, ...],
    *,
    is_outermost: bool,
) -> Written:
    """The steps of a call.

    `run` has what is known of the run: name to text; `more` are outputs that the template called
    does not declare. The outermost workflow has an input for each file that has no address.
    """
    return _Step(conversion, call, run, is_outermost=is_outermost).written(more)


def source_of(node: Node, parts: tuple[str, ...]) -> str | None:
    """What a reference is called in the workflow of its template; None for one that has no name."""
    if parts[0] == "inputs" and len(parts) == 3:  # noqa: PLR2004 - inputs, parameters, NAME
        return input_id(node, parts[2], is_artifact=parts[1] == "artifacts")
    call = node.by_name.get(parts[1]) if parts[0] in ("steps", "tasks") and len(parts) > 1 else None
    if call is None or call.target is None:
        return None
    if parts[2:] == ("outputs", "result"):
        return f"{call.name}/result"
    if len(parts) == _OUTPUT_PARTS and parts[2] == "outputs":
        is_artifact = parts[3] == "artifacts"
        return f"{call.name}/{output_id(call.target, parts[4], is_artifact=is_artifact)}"
    return None


def many_of(call: Call, output: str, *, is_artifact: bool) -> int:
    """How many lists are around an output: one for each loop on the way to the tool."""
    depth = 0
    while True:
        depth += call.is_looped
        target = call.target
        assert target is not None
        ports = target.out_artifacts if is_artifact else target.out_parameters
        if not target.is_group or output not in ports:
            return depth
        field = "from_" if is_artifact else "value_from_parameter"
        text = getattr(ports[output].entry, field, "")
        parts = exact_reference(text or "")
        if parts is None or parts[0] == "inputs":
            return depth
        call, output = target.by_name[parts[1]], parts[-1]


def may_be_missing(call: Call) -> bool:
    """Whether a call may be skipped."""
    return call.step.when is not UNSET


def waits_for(call: Call) -> list[str]:
    """The steps or tasks that come first although nothing of theirs is given to a call."""
    node = call.owner
    if node.kind == "DAG":
        before = list(direct_dependencies(node)[call.name])
    else:
        groups = sorted({other.group for other in node.calls if other.group < call.group})
        before = [other.name for other in node.calls if groups and other.group == groups[-1]]
    given = {
        tag.parts[1]
        for text in texts_of_call(call)
        for tag in scan(text.text)
        if isinstance(tag, Tag) and tag.parts[0] in ("steps", "tasks") and len(tag.parts) > 1
    }
    return [name for name in before if name not in given]


class _Step:
    """One call on its way."""

    def __init__(
        self, conversion: Conversion, call: Call, run: Mapping[str, str], *, is_outermost: bool
    ) -> None:
        self.conversion = conversion
        self.call = call
        self.run = run
        self.is_outermost = is_outermost
        self.inputs: dict[str, Any] = {}
        self.given: dict[str, Any] = {}
        self.extra: dict[str, str] = {}

    def written(self, more: tuple[str, ...]) -> Written:
        """The step, and the one before it that lists its items, if there has to be one."""
        call, step = self.call, self.call.step
        assert call.target is not None
        for name in _LOST:
            if getattr(step, name, UNSET) is not UNSET:
                self.conversion.loss(Place((*call.path, name)), f"a step has no {quoted(name)}")
        if call.slices is not None:
            place = Place((*call.path, "slices"))
            self.conversion.fault("DG908", place, "slices are for Python OPs, which are no tools")
        self._arguments()
        fields: dict[str, Any] = {"run": f"#{call.target.name}"}
        before = self._loop(fields)
        if step.when is not UNSET:
            fields["when"] = self._said(lambda: condition(step.when, self._meaning), "when")
        for name in waits_for(call):
            self.given[f"after_{name}"] = {"source": f"{name}/done"}
        fields["in"] = self.given
        ports = call.target
        outs = [output_id(ports, p, is_artifact=False) for p in ports.out_parameters]
        outs += [output_id(ports, p, is_artifact=True) for p in ports.out_artifacts]
        return Written({**before, call.name: {**fields, "out": [*outs, *more]}}, self.inputs)

    def _arguments(self) -> None:
        call = self.call
        target = call.target
        assert target is not None
        for name, value in (call.step.parameters or {}).items():
            self.given[name] = self._parameter(name, value)
        given = call.step.artifacts or {}
        for name, source in given.items():
            if source is not None:
                place = Place((*call.path, "artifacts", name))
                self.given[input_id(target, name, is_artifact=True)] = self._artifact(source, place)
        for name, port in target.in_artifacts.items():
            source = getattr(port.entry, "source", UNSET)
            if name not in given and source is not UNSET:
                place = Place((*port.path, "source"))
                self.given[input_id(target, name, is_artifact=True)] = self._artifact(source, place)

    def _parameter(self, name: str, value: Any) -> dict[str, Any]:
        path = ("parameters", name)
        literal = plain_value(value)
        if not isinstance(value, str) or "{{" not in value:
            if literal is value and _has_tags(value):
                self._refuse(path, "tags within a list or an object have no counterpart")
            return {"default": text_of(value)}
        parts = exact_reference(value)
        if parts is not None and ".".join(parts) in self.run:
            return {"default": self.run[".".join(parts)]}
        if parts is not None and parts[0] != _ITEM:
            source = self._source(parts, path)
            return {"source": source, **self._as_text(parts)} if source else {}
        written = self._said(lambda: interpolated(pieces(value, self._meaning)), *path)
        return {"default": "", "valueFrom": written}

    def _as_text(self, parts: tuple[str, ...]) -> dict[str, str]:
        """What makes the outputs of a loop one text, the list of their values (REF-16)."""
        if parts[0] == "inputs" or parts[-1] == "result":
            return {}
        call = self.call.owner.by_name[parts[1]]
        return {"valueFrom": "$(text(self))"} if many_of(call, parts[-1], is_artifact=False) else {}

    def _artifact(self, source: Any, place: Place) -> dict[str, Any]:
        text = source if isinstance(source, str) else getattr(source, "from_", None)
        if isinstance(text, str):
            if not isinstance(source, str) and (source.slice or source.sub_path):
                self.conversion.fault("DG908", place, "a part of an artifact has no counterpart")
            parts = exact_reference(text)
            found = None if parts is None else source_of(self.call.owner, parts)
            if found is None:
                self.conversion.fault("DG908", place, "this artifact is known to Argo alone")
            return {"source": found}
        file = file_of(self.conversion, source, place)
        return {"default": file} if file else self._asked(place)

    def _asked(self, place: Place) -> dict[str, Any]:
        """An artifact that has no address: whoever runs the workflow gives it."""
        if not self.is_outermost:
            message = "no address leads to this artifact, and only the entrypoint can ask for it"
            self.conversion.fault("DG908", place, message, "Hand it in from the entrypoint.")
            return {}
        *_, before, last = place.source
        name = f"{self.call.name}_{before if last == 'source' else last}"
        self.inputs[name] = {"type": FILES}
        message = f"no address leads to this artifact: it is the input {quoted(name)} now"
        self.conversion.repair(place, message)
        return {"source": name}

    def _source(self, parts: tuple[str, ...], path: tuple[str | int, ...]) -> str | None:
        source = source_of(self.call.owner, parts)
        if source is None:
            self._refuse(path, f"`{'.'.join(parts)}` is known to Argo alone")
        return source

    def _meaning(self, tag: Tag) -> str:
        """The JavaScript of a tag: an input of the step that is there for it."""
        parts = tag.parts
        if parts[0] == _ITEM:
            inner = "".join(f"[{json.dumps(key)}]" for key in parts[1:])
            return (
                f"text({input_name(_ITEM)})"
                if not inner
                else f"text(value({input_name(_ITEM)}){inner})"
            )
        if tag.body in self.run:
            return json.dumps(self.run[tag.body])
        source = source_of(self.call.owner, parts)
        if source is None:
            raise Unsayable(f"`{tag.body}` is known to Argo alone")
        name = self.extra.setdefault(source, f"from_{source.replace('/', '_')}")
        self.given[name] = {"source": source}
        return f"text({input_name(name)})"

    def _loop(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Adds the scatter of a loop; gives the steps that list its items."""
        step = self.call.step
        if not self.call.is_looped:
            return {}
        fields["scatter"] = [_ITEM]
        if step.with_sequence is not UNSET:
            self.given[_ITEM] = {"default": list(self._sequence(step.with_sequence))}
            return {}
        if isinstance(step.with_param, list):
            if _has_tags(step.with_param):
                self._refuse(("with_param",), "tags within a list have no counterpart")
            self.given[_ITEM] = {"default": [text_of(item) for item in step.with_param]}
            return {}
        parts = exact_reference(step.with_param or "")
        source = self._source(parts, ("with_param",)) if parts else None
        if source is None:
            self._refuse(("with_param",), "what the loop runs over is computed")
            return {}
        name = f"items-of-{self.call.name}"
        self.given[_ITEM] = {"source": f"{name}/items"}
        return {name: _items_step(source)}

    def _sequence(self, sequence: Any) -> Iterator[str]:
        numbers = [getattr(sequence, name) for name in ("count", "start", "end")]
        if sequence.format is not UNSET or any(isinstance(n, str) for n in numbers):
            self._refuse(("with_sequence",), "a sequence with a format or tags has no counterpart")
            return
        count, start, end = (0 if number is UNSET else number for number in numbers)
        last = end if sequence.count is UNSET else start + count - 1
        way = 1 if sequence.count is not UNSET or last >= start else -1
        yield from map(str, range(start, last + way, way))

    def _said(self, make: Any, *path: str | int) -> str:
        try:
            said: str = make()
        except Unsayable as reason:
            self._refuse(path, str(reason))
            return ""
        return said

    def _refuse(self, path: tuple[str | int, ...], message: str) -> None:
        self.conversion.fault("DG908", Place((*self.call.path, *path)), message)


def _items_step(source: str) -> dict[str, Any]:
    """A step that makes a list of the text of one."""
    return {
        "run": {
            "class": "ExpressionTool",
            "requirements": {"InlineJavascriptRequirement": {"expressionLib": [LIBRARY]}},
            "inputs": {"list": "Any"},
            "outputs": {"items": "string[]"},
            "expression": '$({"items": items(inputs["list"])})',
        },
        "in": {"list": {"source": source}},
        "out": ["items"],
    }


def _has_tags(value: Any) -> bool:
    if isinstance(value, str):
        return "{{" in value
    if isinstance(value, dict):
        return any(map(_has_tags, value.values()))
    return isinstance(value, list) and any(map(_has_tags, value))
