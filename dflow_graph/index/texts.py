"""Every text of a graph in which tags are replaced, with its place and its role (clause REF-2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec

from dflow_graph.index.symbols import Call, Node, Path
from dflow_graph.model import UNSET, Object, Workflow
from dflow_graph.record import Record
from dflow_graph.refs import may_have_tag

__all__ = [
    "Role",
    "Text",
    "is_part",
    "texts_beyond_arguments",
    "texts_of_arguments",
    "texts_of_call",
    "texts_of_template",
    "texts_of_workflow",
]

_PARTS_OF_ARGUMENT = 2  # parameters, N


class Role(Enum):
    """What a text is for, and so what may stand in it."""

    ARGUMENT = "argument"
    """A value of a parameter; a lone reference passes that parameter on."""
    SOURCE = "source"
    """An artifact source that is a text: one reference to an artifact and nothing else (REF-24)."""
    REFERENCE = "reference"
    """`value_from_parameter`: one reference to a parameter and nothing else (REF-24)."""
    EXPRESSION = "expression"
    """An expression without braces (EXPR-1)."""
    CONDITION = "condition"
    """`when` (WHEN-1)."""
    LOOP = "loop"
    """`with_param` and the numbers of `with_sequence`."""
    KEY = "key"
    """`key` and `memoize_key`."""
    PATTERN = "pattern"
    """The pattern of slices (SLC-4)."""
    SCRIPT = "script"
    """Text for another program, whose own `{{...}}` pass through (REF-8)."""
    PLAIN = "plain"
    """Any other text with tags."""
    RUN = "run"
    """A text of the workflow itself, in no template: only what is known of the run is known."""


class Text(Record):
    """One text and where it stands; `path` leads through the document."""

    path: Path
    text: str
    role: Role


def is_part(text: Text, call: Call) -> bool:
    """Whether a text of a call stands within an argument or the like, and is not all of it."""
    return len(text.path) > call.depth + _PARTS_OF_ARGUMENT


_SCRIPTS = ("script", "command", "args", "pre_script", "post_script", "body")
_PLAIN_FIELDS = (
    "image",
    "working_dir",
    "timeout",
    "duration",
    "url",
    "init_progress",
    "node_selector",
)
# Kubernetes objects, in which other programs' texts stand.
_OBJECTS = ("volumes", "mounts", "tolerations", "affinity", "init_containers", "sidecars")
_FIELDS = (
    (("annotations", *_SCRIPTS, *_OBJECTS), Role.SCRIPT),
    (("labels", *_PLAIN_FIELDS), Role.PLAIN),
)
_VARIABLES = ("envs", "headers")
# In parts of these, or as a whole.
_FIELDS_IN_PART = (
    ((*_VARIABLES, "resource"), Role.SCRIPT),
    (("success_condition",), Role.EXPRESSION),
    (("retry_strategy",), Role.PLAIN),
)
_PORT_MAPS = (
    "input_parameter_slices",
    "input_artifact_slices",
    "output_parameter_slices",
    "output_artifact_slices",
)
_NAME_MAPS = ("output_artifact_global_name", "output_parameter_global_name")
_KEPT = frozenset({"extensions", "kind", "name"})
_HOLDERS = frozenset({str, dict, list})


def strings(value: Any, path: Path, role: Role) -> Iterator[Text]:
    """Every text in a JSON value that may hold tags, or what was meant for one.

    What is taken to the letter is left out.
    """
    if value.__class__ is str:
        if may_have_tag(value):
            yield Text(path, value, role)
    elif isinstance(value, dict):
        # VAL-2, VAL-5
        if len(value) == 1 and "$value" in value:
            return
        for key, item in value.items():
            if item.__class__ in _HOLDERS:
                yield from strings(item, (*path, key), role)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if item.__class__ in _HOLDERS:
                yield from strings(item, (*path, number), role)


def _object_strings(part: Any, path: Path, role: Role) -> Iterator[Text]:
    """The texts of an object without those that only name things."""
    if isinstance(part, Object):
        plain = {k: v for k, v in msgspec.to_builtins(part).items() if k not in _KEPT}
        yield from strings(plain, path, role)


def sources(source: Any, path: Path) -> Iterator[Text]:
    """The texts of an artifact source: references, and tags within locations."""
    if source.__class__ is str:
        yield Text(path, source, Role.SOURCE)
    elif isinstance(source, list):
        for number, item in enumerate(source):
            yield from sources(item, (*path, number))
    elif isinstance(source, Object):
        if source.kind == "map":
            for key, item in source.items.items():  # type: ignore[attr-defined]
                yield from sources(item, (*path, "items", key))
        elif source.kind == "ref":
            yield Text((*path, "_from"), source.from_, Role.SOURCE)  # type: ignore[attr-defined]
            for name in ("slice", "sub_path"):
                yield from strings(getattr(source, name), (*path, name), Role.PLAIN)
        else:
            yield from _object_strings(source, path, Role.PLAIN)


def texts_of_call(call: Call) -> Iterator[Text]:
    """The texts of a step, task or hook, without those of its hooks."""
    yield from texts_of_arguments(call)
    yield from texts_beyond_arguments(call)


def texts_of_arguments(call: Call) -> Iterator[Text]:
    """What a call gives to its template, and the condition of a step or task."""
    step, path = call.step, call.path
    if step.parameters:
        for name, value in step.parameters.items():
            if value.__class__ is str:
                if may_have_tag(value):
                    yield Text((*path, "parameters", name), value, Role.ARGUMENT)
            elif value.__class__ is dict or value.__class__ is list:
                yield from strings(value, (*path, "parameters", name), Role.ARGUMENT)
    if step.artifacts:
        for name, source in step.artifacts.items():
            if source.__class__ is str:
                yield Text((*path, "artifacts", name), source, Role.SOURCE)
            elif source is not None:
                yield from sources(source, (*path, "artifacts", name))
    if call.host is None and step.when is not UNSET:
        yield Text((*path, "when"), step.when, Role.CONDITION)


def texts_beyond_arguments(call: Call) -> Iterator[Text]:
    """The texts of a call that most calls do not have; none of a call that is not uncommon."""
    step, path = call.step, call.path
    if step.key is not UNSET:
        yield from strings(step.key, (*path, "key"), Role.KEY)
    if step.slices is not UNSET and step.slices.slices is not UNSET:
        yield from strings(step.slices.slices, (*path, "slices", "slices"), Role.PATTERN)
    if step.executor is not UNSET:
        yield from _executor_texts(step.executor, (*path, "executor"), Role.PLAIN)
    if step.use_resource is not UNSET:
        yield from _object_strings(step.use_resource, (*path, "use_resource"), Role.SCRIPT)
    yield from _hook_texts(call) if call.host is not None else _step_texts(call)


def _hook_texts(call: Call) -> Iterator[Text]:
    if call.step.expression is not UNSET:
        yield Text((*call.path, "expression"), call.step.expression, Role.EXPRESSION)


def _step_texts(call: Call) -> Iterator[Text]:
    """The texts that steps and tasks have and hooks have not."""
    step, path = call.step, call.path
    if step.with_param is not UNSET:
        yield from strings(step.with_param, (*path, "with_param"), Role.LOOP)
    if step.with_sequence is not UNSET:
        for name in ("count", "start", "end", "format"):
            number = getattr(step.with_sequence, name)
            yield from strings(number, (*path, "with_sequence", name), Role.LOOP)
    # A helper pod has no inputs of this template.
    if step.util_image is not UNSET:
        yield from strings(step.util_image, (*path, "util_image"), Role.RUN)
    if step.util_command is not UNSET:
        yield from strings(step.util_command, (*path, "util_command"), Role.RUN)


def texts_of_workflow(workflow: Workflow) -> Iterator[Text]:
    """The texts of a workflow that stand in none of its templates."""
    for name in ("parameters", "volumes"):
        yield from strings(getattr(workflow, name), (name,), Role.RUN)
    if workflow.context is not UNSET:
        yield from _executor_texts(workflow.context, ("context",), Role.RUN)


def _executor_texts(executor: Any, path: Path, role: Role) -> Iterator[Text]:
    yield from strings(executor.config, (*path, "config"), role)
    for name, secret in (executor.secrets or {}).items():
        yield from _secret_texts(secret, (*path, "secrets", name), role)


def _secret_texts(secret: Any, path: Path, role: Role) -> Iterator[Text]:
    """What names a secret and the key in it."""
    for name in ("name", "key"):
        yield from strings(getattr(secret, name), (*path, name), role)


def texts_of_template(node: Node) -> tuple[Text, ...]:
    """The texts of a template itself, without those of its steps or tasks; found once."""
    if node.texts is None:
        node.texts = tuple(_texts_of_template(node))
    return node.texts


def _texts_of_template(node: Node) -> Iterator[Text]:
    template, path = node.template, node.path
    yield from strings(template.memoize_key, (*path, "memoize_key"), Role.KEY)
    if node.kind == "PythonOPTemplate":
        yield from _python_texts(template, path)
    else:
        yield from _port_texts(template, path)
    fields = _fields_of(template.__class__)
    values = fields.read(template)
    if values != fields.nothing:
        for (name, role), value in zip(fields.roles, values, strict=True):
            if value is not UNSET:
                yield from _texts_of_field(name, value, (*path, name), role)


class _Fields(Record):
    """The fields of a class of templates that may hold texts: their names, roles and values."""

    roles: tuple[tuple[str, Role], ...]
    read: Callable[[Any], tuple[Any, ...]]
    nothing: tuple[Any, ...]
    """What is read where none of them is set."""


@cache
def _fields_of(kind: type) -> _Fields:
    own: tuple[str, ...] = kind.__struct_fields__  # type: ignore[attr-defined]
    fields = (*_FIELDS, *_FIELDS_IN_PART)
    roles = tuple((name, role) for names, role in fields for name in names if name in own)
    return _Fields(roles, attrgetter(*(name for name, _ in roles)), (UNSET,) * len(roles))


def _texts_of_field(name: str, value: Any, path: Path, role: Role) -> Iterator[Text]:
    if role is Role.EXPRESSION:
        yield Text(path, value, role)
    elif name == "resource":
        yield from _object_strings(value, path, role)
    elif name == "retry_strategy":
        yield from _retry_texts(value, path)
    elif name in _VARIABLES:
        for key, item in value.items():
            yield from _texts_of_variable(item, (*path, key), role)
    else:
        yield from strings(value, path, role)


def _texts_of_variable(item: Any, path: Path, role: Role) -> Iterator[Text]:
    """A variable or header: its value, or the secret or other object that has it."""
    if isinstance(item, str):
        yield from strings(item, path, role)
    elif item.kind == "Secret":
        yield from _secret_texts(item, path, Role.PLAIN)
    else:
        yield from strings(item.value_from, (*path, "value_from"), role)


def _retry_texts(strategy: Any, path: Path) -> Iterator[Text]:
    yield from strings(strategy.limit, (*path, "limit"), Role.PLAIN)
    if strategy.expression is not UNSET:
        yield Text((*path, "expression"), strategy.expression, Role.EXPRESSION)
    yield from _object_strings(strategy.backoff, (*path, "backoff"), Role.PLAIN)
    yield from strings(strategy.affinity, (*path, "affinity"), Role.SCRIPT)


def _python_texts(template: Any, path: Path) -> Iterator[Text]:
    if template.slices is not UNSET:
        yield from strings(template.slices.slices, (*path, "slices", "slices"), Role.PATTERN)
    for name in _PORT_MAPS:
        yield from strings(getattr(template, name), (*path, name), Role.PATTERN)
    for name in (*_NAME_MAPS, "output_parameter_default"):
        yield from strings(getattr(template, name), (*path, name), Role.PLAIN)
    for port, places in (template.output_artifact_save or {}).items():
        for number, place in enumerate(places):
            where = (*path, "output_artifact_save", port, number)
            yield from _object_strings(place, where, Role.PLAIN)
    for number, package in enumerate(template.python_packages or ()):
        yield from sources(package, (*path, "python_packages", number))
    for side in ("inputs", "outputs"):
        for port, entry in (getattr(template.op, side) or {}).items():
            where = (*path, "op", side, port)
            yield from strings(
                getattr(entry, "global_name", UNSET), (*where, "global_name"), Role.PLAIN
            )
            for number, place in enumerate(getattr(entry, "save", None) or ()):
                yield from _object_strings(place, (*where, "save", number), Role.PLAIN)


_INPUT = ("path", "sub_path", "slice")
_OUTPUT = ("value_from_path", "value", "default", "global_name")
_OUTPUT_ARTIFACT = ("path", "slice", "sub_path", "global_name")
_READ_INPUT = attrgetter("source", *_INPUT)
_NO_INPUT = (UNSET,) * (1 + len(_INPUT))
_READ_OUTPUT = attrgetter("value_from_parameter", "value_from_expression", *_OUTPUT)
_NO_VALUES = [UNSET] * len(_OUTPUT_ARTIFACT)
_READ_OUTPUT_ARTIFACT = attrgetter("from_", "from_expression", *_OUTPUT_ARTIFACT, "save")


def _port_texts(template: Any, path: Path) -> Iterator[Text]:
    if template.inputs is not UNSET:
        for name, entry in (template.inputs.parameters or {}).items():
            if entry.value is not UNSET or entry.source is not UNSET:
                where: Path = (*path, "inputs", "parameters", name)
                yield from strings(entry.value, (*where, "value"), Role.PLAIN)
                yield from sources(entry.source, (*where, "source"))
        for name, entry in (template.inputs.artifacts or {}).items():
            given = _READ_INPUT(entry)
            if given == _NO_INPUT:
                continue
            source, *values = given
            where = (*path, "inputs", "artifacts", name)
            if source is not UNSET:
                yield from sources(source, (*where, "source"))
            yield from _plain_strings(_INPUT, values, where)
    if template.outputs is not UNSET:
        for name, entry in (template.outputs.parameters or {}).items():
            yield from _output_parameter_texts(entry, (*path, "outputs", "parameters", name))
        for name, entry in (template.outputs.artifacts or {}).items():
            yield from _output_artifact_texts(entry, (*path, "outputs", "artifacts", name))


def _plain_strings(names: tuple[str, ...], values: list[Any], where: Path) -> Iterator[Text]:
    for name, value in zip(names, values, strict=True):
        if value is not UNSET:
            yield from strings(value, (*where, name), Role.PLAIN)


def _output_parameter_texts(entry: Any, where: Path) -> Iterator[Text]:
    reference, expression, *values = _READ_OUTPUT(entry)
    if reference is not UNSET:
        yield Text((*where, "value_from_parameter"), reference, Role.REFERENCE)
    if expression is not UNSET:
        yield Text((*where, "value_from_expression"), expression, Role.EXPRESSION)
    yield from _plain_strings(_OUTPUT, values, where)


def _output_artifact_texts(entry: Any, where: Path) -> Iterator[Text]:
    reference, expression, *values, save = _READ_OUTPUT_ARTIFACT(entry)
    if reference is not UNSET:
        yield Text((*where, "_from"), reference, Role.SOURCE)
    if expression is not UNSET:
        yield Text((*where, "from_expression"), expression, Role.EXPRESSION)
    if values != _NO_VALUES:
        yield from _plain_strings(_OUTPUT_ARTIFACT, values, where)
    for number, place in enumerate(save or ()):
        yield from _object_strings(place, (*where, "save", number), Role.PLAIN)
