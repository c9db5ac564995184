"""A loop in a template of its own, for what Argo cannot say of a loop.

That is a bound on its pieces (STEP-8), and hooks of the whole (HOOK-1). What the fields of the loop
refer to outside comes in as hidden inputs, `dflow_ref_0` and so on; what they refer to of the
loop's item stays.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.index import Call
from dflow_graph.model import UNSET
from dflow_graph.passes.expressions import references_of
from dflow_graph.refs import Tag, scan

__all__ = ["enclosed", "is_enclosed"]

_FREE = ("item", "workflow")
"""The beginnings of names that mean the same inside, or only there."""

_SOURCES = {"from", "fromExpression"}
_OUTER = ("name", "template", "continueOn", "hooks", "when")


def is_enclosed(fields: dict[str, Any], after: dict[str, Any] | None, call: Call) -> bool:
    """Whether the loop of a step moves into a template of its own; the arguments of `enclosed`.

    Of a loop among steps Argo calls the hooks for each piece, where `steps.S.status` is unknown; of
    one in a DAG it calls them for the whole, and `exit` for both. None knows what `after` decides.
    """
    hooks = fields.get("hooks", {})
    is_known = call.group < 0 and "exit" not in hooks and after is None
    return call.step.parallelism is not UNSET or not (hooks == {} or is_known)


def enclosed(
    fields: dict[str, Any], after: dict[str, Any] | None, call: Call, body: Body
) -> dict[str, Any]:
    """The call of a template in which the loop runs; its hooks stay outside.

    `fields` are those of the loop as a step; `after` those of the step that counts its successes.
    """
    carrier = _Carrier(call, body)
    inner = {name: value for name, value in fields.items() if name != "continueOn"}
    outer = {name: fields[name] for name in _OUTER if name in fields}
    # A condition on the items is decided inside, any other one outside.
    (outer if _is_of_item(str(fields.get("when", ""))) else inner).pop("when", None)
    inner.pop("hooks", None)
    going_on = {"continueOn": {"failed": True}} if after is not None else {}
    steps = [[{**carrier.moved(inner), **going_on}]]
    if after is not None:
        steps.append([carrier.moved({k: v for k, v in after.items() if k != "depends"})])
    template: dict[str, Any] = {}
    if carrier.inputs:
        template["inputs"] = carrier.inputs
    outputs = _outputs(call, body)
    if outputs:
        template["outputs"] = {"parameters": outputs}
    if call.step.parallelism is not UNSET:
        template["parallelism"] = call.step.parallelism
    template["steps"] = steps
    outer["template"] = body.lowering.helpers.of(f"{call.name}-loop", template)
    return {**outer, **({"arguments": carrier.arguments} if carrier.arguments else {})}


def _is_of_item(text: str) -> bool:
    """Whether a text may have a tag of the item; other names with `item` in them do no harm."""
    return any("item" in tag.body for tag in scan(text) if isinstance(tag, Tag))


def _outputs(call: Call, body: Body) -> list[dict[str, Any]]:
    """The gathered outputs of the loop, as far as the template around it refers to them."""
    assert call.target is not None
    mentioned = body.mentioned.get(call.name, ())
    names = [name for name in call.target.out_parameters if name in mentioned]
    return [
        {
            "name": name,
            "valueFrom": {
                "parameter": f"{{{{steps.{call.name}.outputs.parameters.{name}}}}}",
                # LOOP-10: a loop over nothing.
                "default": "[]",
            },
        }
        for name in names
    ]


class _Carrier:
    """Takes fields into another template, and keeps what has to be brought along."""

    def __init__(self, call: Call, body: Body) -> None:
        self._own = (body.prefix, call.name)
        self._names: dict[tuple[str, str], str] = {}
        self.inputs: dict[str, list[dict[str, Any]]] = {}
        self.arguments: dict[str, list[dict[str, Any]]] = {}

    def moved(self, value: Any) -> Any:
        """A value with its references to the outside replaced by those to hidden inputs."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.moved(item) for item in value]
        if isinstance(value, dict):
            fields = {k: self.moved(v) for k, v in value.items() if k not in _SOURCES}
            for field in _SOURCES & value.keys():
                fields["from"] = self._brought(field, value[field])
            if "fromExpression" in value:
                # It stands beside the expression for the validator's sake, which is outside now.
                fields.pop("raw", None)
            return fields
        return value

    def _text(self, text: str) -> str:
        written = []
        end = 0
        for tag in scan(text):
            if not isinstance(tag, Tag):
                continue
            written += [text[end : tag.start], self._tag(text[tag.start : tag.end], tag)]
            end = tag.end
        return "".join((*written, text[end:]))

    def _tag(self, whole: str, tag: Tag) -> str:
        if not tag.is_expression:
            if tag.parts[:2] == self._own:
                return "{{" + ".".join(("steps", *tag.parts[1:])) + "}}"
            return whole if tag.parts[0] in _FREE else self._brought("value", whole)
        found = references_of(tag.body)
        if not any(reference.parts[0] == "item" for reference in found):
            return self._brought("value", whole)
        written = []
        end = 0
        for reference in found:
            written.append(tag.body[end : reference.start])
            spelt = tag.body[reference.start : reference.end]
            if reference.parts[0] not in _FREE:
                name = self._brought("value", "{{=" + spelt + "}}")
                spelt = name.strip("{}")
            written.append(spelt)
            end = reference.end
        return "{{=" + "".join((*written, tag.body[end:])) + "}}"

    def _brought(self, field: str, text: str) -> str:
        """The reference to the hidden input that brings what a text stands for outside."""
        sort = "parameters" if field == "value" else "artifacts"
        name = self._names.get((sort, text))
        if name is None:
            name = self._names[(sort, text)] = f"dflow_ref_{len(self._names)}"
            optional: dict[str, Any] = {"optional": True} if sort == "artifacts" else {}
            self.inputs.setdefault(sort, []).append({"name": name, **optional})
            if field == "fromExpression":
                optional = {**optional, "raw": {"data": ""}}
            self.arguments.setdefault(sort, []).append({"name": name, field: text, **optional})
        return f"{{{{inputs.{sort}.{name}}}}}"
