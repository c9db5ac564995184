"""Checks what no type can say: how deep the values of a graph nest, how large their integers are.

The tables name, for each object, the fields that hold values and the fields that hold objects with
such fields; a test compares them with the Structs. They are written out because walking types at
run time would cost more than decoding.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Any

from msgspec.structs import astuple

from dflow_graph.model.base import MAX_SAFE_INTEGER, UNSET, Object
from dflow_graph.model.steps import NO_UNCOMMON, UNCOMMON, Step
from dflow_graph.model.templates import DAG, Steps

__all__ = ["MAX_VALUE_DEPTH", "VALUE_FIELDS", "deep_values", "values_are_plain"]

# LIM-4
MAX_VALUE_DEPTH = 32

_POD_VALUES = ("volumes", "mounts", "tolerations", "affinity", "init_containers", "sidecars")
_SCRIPT = (
    ("extensions", *_POD_VALUES),
    ("inputs", "outputs", "retry_strategy", "resource", "envs", "pvcs"),
)
_LEAF = (("extensions",), ())
_STORED = (("extensions",), ("access_key_secret", "secret_key_secret"))

VALUE_FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Workflow": (
        ("parameters", "volumes", "extensions"),
        ("artifact_repository", "context", "templates"),
    ),
    "ArtifactRepository": _LEAF,
    "PythonOPTemplate": (
        ("extensions", "output_parameter_default", *_POD_VALUES),
        ("op", "slices", "output_artifact_save", "python_packages", "envs", "pvcs"),
    ),
    "ScriptOPTemplate": _SCRIPT,
    "ShellOPTemplate": _SCRIPT,
    "PythonScriptOPTemplate": _SCRIPT,
    "ContainerOPTemplate": _SCRIPT,
    "HTTPOPTemplate": (("extensions",), ("inputs", "outputs", "headers")),
    "ResourceOPTemplate": (("extensions",), ("inputs", "outputs", "resource", "retry_strategy")),
    "SuspendOPTemplate": (("extensions",), ("inputs", "outputs")),
    "Steps": (("extensions",), ("inputs", "outputs", "steps")),
    "DAG": (("extensions",), ("inputs", "outputs", "tasks")),
    "Step": (
        ("parameters", "with_param", "extensions"),
        (
            "artifacts",
            "with_sequence",
            "slices",
            "executor",
            "use_resource",
            "success_hook",
            "running_hook",
            "failure_hook",
            "exit_hook",
        ),
    ),
    "HookStep": (
        ("parameters", "extensions"),
        ("artifacts", "slices", "executor", "use_resource"),
    ),
    "Slices": _LEAF,
    "Sequence": _LEAF,
    "Inputs": (("extensions",), ("parameters", "artifacts")),
    "Outputs": (("extensions",), ("parameters", "artifacts")),
    "InputParameter": (("value", "extensions"), ("source",)),
    "InputArtifact": (("extensions",), ("source",)),
    "OutputParameter": (("value", "default", "extensions"), ()),
    "OutputArtifact": (("extensions",), ("save",)),
    "OP": (("extensions",), ("inputs", "outputs", "state")),
    "OPState": (("args", "kwargs", "extensions"), ()),
    "Artifact": (("extensions",), ("save",)),
    "Parameter": (("default", "extensions"), ()),
    "BigParameter": (("default", "extensions"), ()),
    "Executor": (("config", "extensions"), ("secrets",)),
    "Resource": _LEAF,
    "RetryStrategy": (("affinity", "extensions"), ("backoff",)),
    "Backoff": _LEAF,
    "Secret": _LEAF,
    "EnvVarSource": (("value_from", "extensions"), ()),
    "SecretKey": _LEAF,
    "S3Location": (
        ("create_bucket_if_not_present", "encryption_options", "extensions"),
        ("access_key_secret", "secret_key_secret"),
    ),
    "OSSLocation": _STORED,
    "GCSLocation": (("extensions",), ("service_account_key_secret",)),
    "AzureLocation": (("extensions",), ("account_key_secret",)),
    "HTTPLocation": (("extensions",), ("username_secret", "password_secret")),
    "RawLocation": _LEAF,
    "GitLocation": (
        ("extensions",),
        ("username_secret", "password_secret", "ssh_private_key_secret"),
    ),
    "LocalLocation": _LEAF,
    "PVC": _LEAF,
    "PVCLocation": _LEAF,
    "CustomLocation": _LEAF,
    "RefSource": _LEAF,
    "MapSource": (("extensions",), ("items",)),
}
VALUE_FIELDS["Task"] = VALUE_FIELDS["Step"]


def _plain(value: Any, depth: int) -> bool:
    """Whether a value nests at most `depth` levels and holds only integers that a double holds."""
    kind = value.__class__
    if kind is not dict and kind is not list:
        # NUM-2
        return kind is not int or -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER
    if depth == 0:
        return False
    for item in value.values() if kind is dict else value:
        kind = item.__class__
        # A call for each text and each small number would take most of the time.
        if kind is int:
            if not -MAX_SAFE_INTEGER <= item <= MAX_SAFE_INTEGER:
                return False
        elif (kind is dict or kind is list) and not _plain(item, depth - 1):
            return False
    return True


class _Getter:
    """Reads several fields of one class in one call, and knows what it gives where none is set."""

    __slots__ = ("nothing", "read")

    def __init__(self, names: tuple[str, ...]) -> None:
        # attrgetter gives a bare value for one name; a second one keeps it a tuple.
        padded = names if len(names) > 1 else (*names, *names)
        self.read = attrgetter(*padded) if names else lambda _part: ()
        self.nothing = (UNSET,) * len(padded)


_GETTERS: dict[str, tuple[_Getter, _Getter]] = {
    name: (_Getter(value_fields), _Getter(object_fields))
    for name, (value_fields, object_fields) in VALUE_FIELDS.items()
}


def values_are_plain(part: Any) -> bool:
    """Whether all values of an object, or of a list or dict of objects, keep LIM-4 and NUM-2."""
    kind = part.__class__
    if kind is list:
        return _all_plain(part)
    if kind is dict:
        return _all_plain(part.values())
    values, objects = _GETTERS[kind.__name__]
    given = values.read(part)
    if given != values.nothing:
        for value in filter(None, given):
            if not _plain(value, MAX_VALUE_DEPTH):
                return False
    if kind is Steps:
        *ports, steps = objects.read(part)
        return _all_plain(ports) and all(map(_step_is_plain, chain.from_iterable(steps)))
    if kind is DAG:
        *ports, tasks = objects.read(part)
        return _all_plain(ports) and all(map(_step_is_plain, tasks))
    return _all_plain(objects.read(part))


def _all_plain(parts: Iterable[Any]) -> bool:
    """Whether all values of some objects, or of lists or dicts of objects, keep them too."""
    # What is false holds nothing; most fields are not there.
    for part in filter(None, parts):
        if part.__class__ is not str and not values_are_plain(part):
            return False
    return True


def _step_is_plain(step: Step) -> bool:
    """The same of a step: there may be a hundred thousand, most with a few arguments alone."""
    if astuple(step)[UNCOMMON] != NO_UNCOMMON:
        return values_are_plain(step)
    if step.parameters and not _plain(step.parameters, MAX_VALUE_DEPTH):
        return False
    if step.artifacts:
        for source in step.artifacts.values():
            if source.__class__ is not str and source and not values_are_plain(source):
                return False
    return True


def deep_values(part: Any, pointer: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where the values of an object nest too deep: the path of each first list or dict below."""
    if isinstance(part, list):
        for index, item in enumerate(part):
            yield from deep_values(item, (*pointer, index))
    elif isinstance(part, dict):
        for key, item in part.items():
            yield from deep_values(item, (*pointer, key))
    elif isinstance(part, Object):
        value_fields, object_fields = VALUE_FIELDS[type(part).__name__]
        for name in value_fields:
            yield from _too_deep(getattr(part, name), MAX_VALUE_DEPTH, (*pointer, name))
        for name in object_fields:
            yield from deep_values(getattr(part, name), (*pointer, name))


def _too_deep(
    value: Any, depth: int, pointer: tuple[str | int, ...]
) -> Iterator[tuple[str | int, ...]]:
    if not isinstance(value, (list, dict)):
        return
    if depth == 0:
        yield pointer
        return
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield from _too_deep(item, depth - 1, (*pointer, key))
