"""A graph taken apart into its workflow, templates and calls, in data that is equal if they are.

Texts have one spelling here; where a part stands in the document is kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from dflow_graph.canonical_form import meaning
from dflow_graph.differences.spelling import (
    Names,
    one_dependency,
    one_duration,
    one_text,
    one_type,
)
from dflow_graph.index import (
    Call,
    Index,
    Node,
    Role,
    Text,
    texts_of_call,
    texts_of_template,
    texts_of_workflow,
)
from dflow_graph.index.symbols import Path
from dflow_graph.model import Workflow
from dflow_graph.record import Record

__all__ = ["CallPart", "Data", "TemplatePart", "template_part", "workflow_fields"]

Data = dict[str, Any]
_OWN = ("steps", "tasks", "kind")
_CALLED = ("template",)
_HOOKS = ("success_hook", "running_hook", "failure_hook", "exit_hook")
_DURATIONS = (
    ("timeout",),
    ("duration",),
    *(("retry_strategy", "backoff", name) for name in ("duration", "max_duration", "cap")),
)
_NO_NAMES = Names()


class CallPart(Record):
    """A step or task: its fields but for its name; `group` is -1 in a DAG."""

    name: str
    path: Path
    group: int
    fields: Data


class TemplatePart(Record):
    """A template: its fields but for its kind, and its calls by name."""

    name: str
    path: Path
    kind: str
    fields: Data
    calls: dict[str, CallPart]


def workflow_fields(
    index: Index, template_name: Callable[[str], str], *, without_effect: bool
) -> Data:
    """The fields of a workflow, its templates left out; `template_name` gives their names."""
    workflow = index.workflow
    own = {name: getattr(workflow, name) for name in workflow.__struct_fields__}
    bare = Workflow(**{**own, "templates": {}})
    fields: Data = meaning(bare, without_effect=without_effect)
    fields.pop("templates", None)
    _spell(fields, texts_of_workflow(index.workflow), 0, _NO_NAMES)
    for name in ("entrypoint", "on_exit"):
        if name in fields:
            fields[name] = template_name(fields[name])
    return fields


def template_part(
    node: Node,
    names: Names,
    template_name: Callable[[str], str],
    *,
    without_effect: bool,
) -> TemplatePart:
    """A template with its calls; `template_name` gives the names by which others are compared."""
    fields: Data = meaning(node.template, without_effect=without_effect)
    calls = {
        name: CallPart(name, call.path, call.group, data)
        for name, call, data in _calls(node, fields, names, template_name)
    }
    kind = fields["kind"]
    fields = {name: value for name, value in fields.items() if name not in _OWN}
    depth = len(node.path)
    _spell(fields, texts_of_template(node), depth, names)
    for path in _DURATIONS:
        _change(fields, path, one_duration)
    for port in _ports(node):
        if port.type is not None:
            of_kind = partial(one_type, is_artifact=port.is_artifact)
            _change(fields, (*port.path[depth:], "type"), of_kind)
    return TemplatePart(node.name, node.path, kind, fields, calls)


def _ports(node: Node) -> Iterator[Any]:
    for ports in (node.in_parameters, node.in_artifacts, node.out_parameters, node.out_artifacts):
        yield from ports.values()


def _calls(
    node: Node, fields: Data, names: Names, template_name: Callable[[str], str]
) -> Iterator[tuple[str, Call, Data]]:
    """Every call with its data; a second one of a name is told by its number."""
    hooks: dict[int, list[Call]] = {}
    for hook in node.hooks:
        hooks.setdefault(id(hook.host), []).append(hook)
    seen: dict[str, int] = {}
    for call in node.calls:
        place = fields["tasks"] if call.group < 0 else fields["steps"][call.group]
        data = place[call.place]
        name = data.pop("name")
        depth = call.depth
        for each in (call, *hooks.get(id(call), ())):
            _spell(data, texts_of_call(each), depth, names)
        for path in (_CALLED, *((hook, "template") for hook in _HOOKS)):
            _change(data, path, template_name)
        if "dependencies" in data:
            entries = (one_dependency(text, names) for text in data["dependencies"])
            data["dependencies"] = tuple(sorted(set(entries)))  # compared as one
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})", call, data


def _spell(data: Data, texts: Iterable[Text], depth: int, names: Names) -> None:
    """Gives one spelling to texts within the data of a part that stands `depth` deep."""
    for text in texts:
        path = text.path[depth:]
        _change(data, path, partial(one_text, role=text.role, names=names))
        # A reference alone may be an object or a text.
        if text.role is Role.SOURCE and path[-1] == "_from":
            _change(data, path[:-1], _plain_reference)


def _plain_reference(source: Any) -> Any:
    if isinstance(source, dict) and source.keys() == {"kind", "_from"}:
        return source["_from"]
    return source


def _change(data: Any, path: Path, function: Callable[[Any], Any]) -> None:
    """Replaces the value at a path, if there is one."""
    for token in path[:-1]:
        if isinstance(data, dict):
            data = data.get(token)
        elif isinstance(data, list) and isinstance(token, int) and token < len(data):
            data = data[token]
        else:
            return
    last = path[-1]
    if (isinstance(data, dict) and last in data) or (
        isinstance(data, list) and isinstance(last, int) and last < len(data)
    ):
        data[last] = function(data[last])  # type: ignore[index]
