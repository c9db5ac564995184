"""Steps and tasks: the calls of templates."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.interop.pydflow.artifacts import read_source
from dflow_graph.interop.pydflow.executors import read_executor, read_resource
from dflow_graph.interop.pydflow.fields import (
    Field,
    Table,
    flag,
    number,
    read_mapping,
    read_object,
    text,
    text_list,
    whole,
)
from dflow_graph.interop.pydflow.repairs import (
    repaired_call,
    repaired_dependencies,
    without_default_pattern,
)
from dflow_graph.interop.pydflow.tags import class_of
from dflow_graph.interop.pydflow.values import read_argument
from dflow_graph.passes.finding import quoted, shown

__all__ = ["read_slices", "read_step", "read_task"]

_SLICES: Table = {
    "py/object": None,
    "slices": Field("slices", text),
    "input_parameter": Field("input_parameter", text_list),
    "input_artifact": Field("input_artifact", text_list),
    "output_parameter": Field("output_parameter", text_list),
    "output_artifact": Field("output_artifact", text_list),
    "sub_path": Field("sub_path", flag),
    "group_size": Field("group_size", whole),
    "shuffle": Field("shuffle", flag),
    "random_seed": Field("random_seed", whole, (0,)),
    "pool_size": Field("pool_size", whole),
    "pool_timeout": Field("pool_timeout", whole),
    "register_first_only": Field("register_first_only", flag),
    "create_dir": Field("create_dir", flag),
    "raise_for_group": Field("raise_for_group", flag),
}


def _bound(conversion: Conversion, value: Any, place: Place) -> Any:
    return (
        text(conversion, value, place)
        if isinstance(value, str)
        else whole(conversion, value, place)
    )


_SEQUENCE: Table = {
    "py/object": None,
    "count": Field("count", _bound),
    "start": Field("start", _bound),
    "end": Field("end", _bound),
    "format": Field("format", text),
}


def read_slices(conversion: Conversion, value: Any, place: Place) -> Any:
    """Slices of a step or a template, without the pattern that is the default."""
    name = value.get("py/object", "Slices") if isinstance(value, dict) else "Slices"
    if not isinstance(name, str) or name.rpartition(".")[2] != "Slices":
        message = f"Slices must stand here, not {shown(name)}"
        return conversion.fault("DG108", place, message)
    slices = read_object(conversion, value, place, _SLICES, "Slices")
    return without_default_pattern(slices)


def _sequence(conversion: Conversion, value: Any, place: Place) -> Any:
    return read_object(conversion, value, place, _SEQUENCE, "a sequence") or NOTHING


def _parameters(conversion: Conversion, value: Any, place: Place) -> Any:
    return read_mapping(conversion, value, place, read_argument, "`parameters`") or NOTHING


def _artifacts(conversion: Conversion, value: Any, place: Place) -> Any:
    given = value if not isinstance(value, dict) else _given(value)
    return read_mapping(conversion, given, place, read_source, "`artifacts`") or NOTHING


def _given(artifacts: dict[str, Any]) -> dict[str, Any]:
    return {name: source for name, source in artifacts.items() if source is not None}


# What we write for a range, so that pydflow knows it for one; its other attributes repeat `expr`.
_EXPRESSIONS = ("dflow.step.ArgoRange", "dflow.io.ArgoVar")


def _with_param(conversion: Conversion, value: Any, place: Place) -> Any:
    if isinstance(value, (str, list)):
        return read_argument(conversion, value, place)
    if class_of(value) in _EXPRESSIONS and isinstance(value.get("expr"), str):
        return f"{{{{={value['expr']}}}}}"
    return conversion.fault("DG107", place, f"a text or a list must stand here, not {shown(value)}")


def _template(conversion: Conversion, value: Any, place: Place) -> Any:
    return text(conversion, value, place)


_STEP: Table = {
    "name": Field("name", text),
    "template": Field("template", _template),
    "with_param": Field("with_param", _with_param),
    "with_sequence": Field("with_sequence", _sequence),
    "slices": Field("slices", read_slices),
    "parameters": Field("parameters", _parameters, ({},)),
    "artifacts": Field("artifacts", _artifacts, ({},)),
    "continue_on_failed": Field("continue_on_failed", flag),
    "continue_on_error": Field("continue_on_error", flag),
    "continue_on_num_success": Field("continue_on_num_success", whole),
    "continue_on_success_ratio": Field("continue_on_success_ratio", number),
    "when": Field("when", text),
    "key": Field("key", text),
    "executor": Field("executor", read_executor),
    "use_resource": Field("use_resource", read_resource),
    "parallelism": Field("parallelism", whole),
    "util_image": Field("util_image", text, ("python:3.8",)),
    "util_image_pull_policy": Field("util_image_pull_policy", text),
    "util_command": Field("util_command", text_list, (["python3"],)),
}
_TASK: Table = {**_STEP, "dependencies": Field("dependencies", text_list, ([],))}
_REQUIRED = ("name", "template")


def read_step(conversion: Conversion, value: Any, place: Place) -> dict[str, Any]:
    """A step of `Steps`."""
    step = read_object(conversion, value, place, _STEP, "a step", _REQUIRED)
    repaired_call(conversion, step, place)
    _check_helpers(conversion, step, place)
    return step


def read_task(conversion: Conversion, value: Any, place: Place) -> dict[str, Any]:
    """A task of a `DAG`."""
    task = read_object(conversion, value, place, _TASK, "a task", _REQUIRED)
    repaired_call(conversion, task, place)
    repaired_dependencies(conversion, task, place)
    _check_helpers(conversion, task, place)
    return task


_MEMORY = " object at 0x"
_HELPERS = ("-init-artifact.", "-check-num-success.", "-check-success-ratio.")


def _check_helpers(conversion: Conversion, step: dict[str, Any], place: Place) -> None:
    """Reports what pydflow left out: steps that it adds itself, and objects it cannot write."""
    if _MEMORY in str(step.get("with_param")) or _MEMORY in str(step.get("with_sequence")):
        message = "what the step loops over is lost: pydflow wrote the address of an object"
        conversion.loss(place, message, kept=True)
    for field in ("parameters", "artifacts"):
        for name, argument in step.get(field, {}).items():
            if isinstance(argument, str) and any(helper in argument for helper in _HELPERS):
                at = place.at(field).at(name)
                message = f"{quoted(argument)} is of a step that pydflow left out of the graph"
                conversion.loss(at, message, kept=True)
