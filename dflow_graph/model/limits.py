"""Checks what no type can say: how deep the values of a graph nest, how large their integers are.

The tables name, for each object, the fields that hold values and the fields that hold objects with
such fields; a test compares them with the Structs.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import UnsetType
from msgspec.structs import astuple

from dflow_graph.model.base import MAX_SAFE_INTEGER, Object
from dflow_graph.model.steps import NO_UNCOMMON, UNCOMMON, Step, Task

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


# What is no number, and has nothing in it.
_HARMLESS = frozenset((str, float, bool, type(None), UnsetType))


def values_are_plain(part: Any) -> bool:
    """Whether an object holds only integers that a double holds, and values that keep LIM-4.

    Never wrongly True. Objects and values are looked through alike, since what is no value nests
    less deep, and has small integers.
    """
    return _all_plain(astuple(part), MAX_VALUE_DEPTH)


def _all_plain(parts: Iterable[Any], depth: int) -> bool:
    """The same of some parts, which may hold lists and dicts of so many levels."""
    for part in parts:
        kind = part.__class__
        if kind in _HARMLESS:
            continue
        if kind is int:
            # NUM-2
            if not -MAX_SAFE_INTEGER <= part <= MAX_SAFE_INTEGER:
                return False
        elif kind is Step or kind is Task:
            if not _step_is_plain(part):
                return False
        elif kind is dict or kind is list:
            # LIM-4
            if depth == 0 or not _all_plain(part.values() if kind is dict else part, depth - 1):
                return False
        elif not _all_plain(astuple(part), MAX_VALUE_DEPTH):
            return False
    return True


def _step_is_plain(step: Step) -> bool:
    """The same of a step: there may be a hundred thousand, most with a few arguments alone."""
    fields = astuple(step)
    if fields[UNCOMMON] != NO_UNCOMMON:
        return _all_plain(fields, MAX_VALUE_DEPTH)
    if step.parameters:
        for value in step.parameters.values():
            kind = value.__class__
            if kind is int:
                if not -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
                    return False
            elif kind not in _HARMLESS and not _all_plain((value,), MAX_VALUE_DEPTH - 1):
                return False
    if step.artifacts:
        for source in step.artifacts.values():
            if source.__class__ is not str and not _all_plain((source,), MAX_VALUE_DEPTH - 1):
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
