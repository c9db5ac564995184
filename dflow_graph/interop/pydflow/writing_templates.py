"""Templates and steps of the format as pydflow's loader takes them.

The loader passes what it finds to constructors, so that a graph may hold more than pydflow's own
writer puts into one: slices, archives, keys of memoization.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.interop.pydflow.durations import seconds_of
from dflow_graph.interop.pydflow.types import EXTENSION
from dflow_graph.interop.pydflow.values import written_value
from dflow_graph.interop.pydflow.writing_objects import (
    written_environment,
    written_executor,
    written_pvc,
    written_resource,
    written_saves,
    written_slices,
    written_source,
)
from dflow_graph.interop.pydflow.writing_texts import written_loop, written_text
from dflow_graph.interop.pydflow.writing_types import (
    kept_type,
    written_artifact_type,
    written_port_type,
    written_type,
)
from dflow_graph.passes.finding import quoted
from dflow_graph.python.kubernetes import camel_case
from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = ["Way", "written_members", "written_template"]

Writer = Callable[[Conversion, Any, Place], Any]
_IMPORT = regex(r"^([ \t]*(?:from|import)[ \t]+)dflow_graph\b")


class Way(Record):
    """How a member is written, and under which name."""

    name: str
    write: Writer


def _as_it_is(_conversion: Conversion, value: Any, _place: Place) -> Any:
    return value


def written_members(
    conversion: Conversion,
    value: dict[str, Any],
    place: Place,
    table: Mapping[str, Way | None],
    what: str,
) -> dict[str, Any]:
    """The members of an object under pydflow's names; what it has no place for is a loss."""
    result = {}
    for name, member in value.items():
        if name == "extensions" and set(member) == {EXTENSION}:
            continue
        if name not in table:
            conversion.loss(place.at(name), f"pydflow's graph has no {quoted(name)} of {what}")
            continue
        way = table[name]
        if way is not None:
            written = way.write(conversion, member, place.at(name, way.name))
            if written is not NOTHING:
                result[way.name] = written
    return result


def _kept(*names: str) -> dict[str, Way | None]:
    return {name: Way(name, _as_it_is) for name in names}


def _value(_conversion: Conversion, value: Any, _place: Place) -> Any:
    return written_value(value)


def _values(_conversion: Conversion, value: Any, _place: Place) -> Any:
    return {name: written_value(item) for name, item in value.items()}


def _arguments(conversion: Conversion, value: Any, place: Place) -> Any:
    written = {name: written_value(item) for name, item in value.items()}
    return {name: written_text(conversion, v, place.at(name)) for name, v in written.items()}


def _parameter_type(_conversion: Conversion, value: Any, _place: Place) -> Any:
    return written_type(value)


def _artifact_type(_conversion: Conversion, value: Any, _place: Place) -> Any:
    return written_artifact_type(value)


def _sources(conversion: Conversion, value: Any, place: Place) -> Any:
    written = {k: written_source(conversion, item, place.at(k)) for k, item in value.items()}
    return {name: source for name, source in written.items() if source is not NOTHING}


def _slices(_conversion: Conversion, value: Any, _place: Place) -> Any:
    return written_slices(value)


def _packages(conversion: Conversion, value: Any, place: Place) -> Any:
    paths = []
    for index, package in enumerate(value):
        if isinstance(package, dict) and package["kind"] == "local":
            paths.append(package["path"])
        else:
            conversion.loss(place.at(index), "a package of pydflow's graph is a path")
    return paths


def _pvcs(_conversion: Conversion, value: Any, _place: Place) -> Any:
    return [written_pvc(claim) for claim in value]


def _saves(conversion: Conversion, value: Any, place: Place) -> Any:
    return {name: written_saves(conversion, s, place.at(name)) for name, s in value.items()}


def _retry(_conversion: Conversion, value: Any, _place: Place) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        camel_case(n): _retry(_conversion, v, _place) for n, v in value.items() if n != "affinity"
    } | ({"affinity": value["affinity"]} if "affinity" in value else {})


_INPUT_PARAMETER: Mapping[str, Way | None] = {
    **_kept("save_as_artifact", "path"),
    "type": Way("type", _parameter_type),
    "value": Way("value", _value),
    "source": Way("source", written_source),
}
_INPUT_ARTIFACT: Mapping[str, Way | None] = {
    **_kept("path", "optional", "mode", "sub_path", "slice", "archive", "save_as_parameter"),
    "type": Way("type", _artifact_type),
    "source": Way("source", written_source),
}
_OUTPUT_PARAMETER: Mapping[str, Way | None] = {
    **_kept("value_from_path", "value_from_parameter", "value_from_expression", "global_name"),
    **_kept("save_as_artifact", "save_both"),
    "type": Way("type", _parameter_type),
    "value": Way("value", _value),
    "default": Way("default", _value),
}
_OUTPUT_ARTIFACT: Mapping[str, Way | None] = {
    **_kept("path", "_from", "from_expression", "archive", "global_name", "optional"),
    "type": Way("type", _artifact_type),
    "save": Way("save", written_saves),
}
_PORTS = {
    ("inputs", "parameters"): _INPUT_PARAMETER,
    ("inputs", "artifacts"): _INPUT_ARTIFACT,
    ("outputs", "parameters"): _OUTPUT_PARAMETER,
    ("outputs", "artifacts"): _OUTPUT_ARTIFACT,
}


def _ports(side: str) -> Writer:
    def write(conversion: Conversion, value: Any, place: Place) -> Any:
        result: dict[str, Any] = {}
        for sort in ("parameters", "artifacts"):
            table, at = _PORTS[side, sort], place.at(sort)
            result[sort] = {
                name: {
                    "name": name,
                    **written_members(conversion, port, at.at(name), table, "a port"),
                    **_own_type(port, is_artifact=sort == "artifacts"),
                }
                for name, port in value.get(sort, {}).items()
            }
        return result

    return write


def _own_type(port: dict[str, Any], *, is_artifact: bool) -> dict[str, str]:
    has_own = "type" in port and kept_type(port)
    return {"type": written_port_type(port, is_artifact=is_artifact)} if has_own else {}


def _op(conversion: Conversion, value: Any, place: Place) -> Any:
    table: Mapping[str, Way | None] = {
        **_kept("module", "name"),
        "source": Way("source", _op_source),
        "source_digest": None,
        "inputs": Way("inputs", _signature),
        "outputs": Way("outputs", _signature),
    }
    return written_members(conversion, value, place, table, "an OP")


def _op_source(conversion: Conversion, value: Any, place: Place) -> Any:
    lines = [_IMPORT.sub(r"\1dflow", line) for line in value.split("\n")]
    source = "\n".join(lines)
    if source != value:
        conversion.repair(place, "the source imports from `dflow` instead of `dflow_graph`")
    return source


def _signature(conversion: Conversion, value: Any, place: Place) -> Any:
    return {name: _entry(conversion, sign, place.at(name)) for name, sign in value.items()}


def _entry(conversion: Conversion, sign: dict[str, Any], place: Place) -> Any:
    kind = sign["kind"]
    if kind == "Parameter" and set(sign) - {"extensions"} == {"kind", "type"}:
        return written_port_type(sign, is_artifact=False)
    entry: dict[str, Any] = {"py/object": f"dflow.python.opio.{kind}"}
    if kind == "Artifact":
        saves = sign.get("save")
        return {
            **entry,
            "type": written_port_type(sign, is_artifact=True),
            "archive": sign.get("archive", "tar"),
            "save": written_saves(conversion, saves, place.at("save")) if saves else None,
            "optional": sign.get("optional", False),
            "global_name": sign.get("global_name"),
            "sub_path": sign.get("sub_path", True),
        }
    entry["type"] = written_port_type(sign, is_artifact=False)
    if kind == "Parameter":
        entry["global_name"] = sign.get("global_name")
    elif "save_both" in sign:
        conversion.loss(place.at("save_both"), "a BigParameter of pydflow has no `save_both`")
    return {**entry, "default": written_value(sign["default"])} if "default" in sign else entry


def _steps(conversion: Conversion, value: Any, place: Place) -> Any:
    return [
        [_call(conversion, step, place.at(i).at(j), _STEP) for j, step in enumerate(group)]
        for i, group in enumerate(value)
    ]


def _tasks(conversion: Conversion, value: Any, place: Place) -> Any:
    return [_call(conversion, task, place.at(i), _TASK) for i, task in enumerate(value)]


def _call(
    conversion: Conversion, step: dict[str, Any], place: Place, table: Mapping[str, Way | None]
) -> dict[str, Any]:
    written = written_members(conversion, step, place, table, "a step")
    written_loop(written)
    # The loader looks into `artifacts` unasked.
    return {"parameters": {}, "artifacts": {}, **written}


_STEP: Mapping[str, Way | None] = {
    **_kept("name", "template", "when", "with_sequence", "parallelism"),
    "key": Way("key", written_text),
    **_kept("continue_on_failed", "continue_on_error"),
    **_kept("continue_on_num_success", "continue_on_success_ratio"),
    **_kept("util_image", "util_image_pull_policy", "util_command"),
    "with_param": Way("with_param", _value),
    "parameters": Way("parameters", _arguments),
    "artifacts": Way("artifacts", _sources),
    "slices": Way("slices", _slices),
    "executor": Way("executor", written_executor),
    "use_resource": Way("use_resource", written_resource),
}
_TASK = {**_STEP, **_kept("dependencies")}


def _seconds(conversion: Conversion, value: Any, place: Place) -> Any:
    seconds = seconds_of(value)
    if seconds is None:
        conversion.loss(place, "pydflow's timeout of a Python OP is a number of seconds")
        return NOTHING
    return seconds


def _timeout(_conversion: Conversion, value: Any, _place: Place) -> Any:
    return f"{value}s" if isinstance(value, int) else value


_COMMON: Mapping[str, Way | None] = {
    "kind": None,
    **_kept("annotations", "memoize_key"),
}
_POD: Mapping[str, Way | None] = {
    **_COMMON,
    **_kept("labels", "image", "image_pull_policy", "command", "requests", "limits"),
    **_kept("volumes", "mounts", "node_selector", "tolerations", "affinity"),
    **_kept("init_containers", "sidecars"),
    "envs": Way("envs", written_environment),
}
_PYTHON: Mapping[str, Way | None] = {
    **_POD,
    **_kept("retry_on_transient_error", "retry_on_failure", "retry_on_error"),
    **_kept("retry_on_failure_and_error", "timeout_as_transient_error", "upload_dflow"),
    **_kept("tmp_root", "pre_script", "post_script", "success_tag", "create_slice_dir"),
    **_kept("skip_slice_input", "input_parameter_slices", "input_artifact_slices"),
    **_kept("output_parameter_slices", "output_artifact_slices", "input_artifact_prefix"),
    **_kept("output_artifact_archive", "output_artifact_global_name"),
    **_kept("output_parameter_global_name"),
    "output_parameter_default": Way("output_parameter_default", _values),
    "output_artifact_save": Way("output_artifact_save", _saves),
    "op": Way("op", _op),
    "slices": Way("slices", _slices),
    "python_packages": Way("python_packages", _packages),
    "timeout": Way("timeout", _seconds),
}
_PORTED: Mapping[str, Way | None] = {
    "inputs": Way("inputs", _ports("inputs")),
    "outputs": Way("outputs", _ports("outputs")),
}
_SCRIPT: Mapping[str, Way | None] = {
    **_POD,
    **_PORTED,
    **_kept("script", "init_progress", "script_rendered"),
    "pvcs": Way("pvcs", _pvcs),
    "timeout": Way("timeout", _timeout),
    "retry_strategy": Way("retry_strategy", _retry),
    "resource": Way("resource", written_resource),
}
_CALLING: Mapping[str, Way | None] = {**_COMMON, **_PORTED, **_kept("parallelism")}
_KINDS: dict[str, tuple[str, Mapping[str, Way | None]]] = {
    "PythonOPTemplate": ("PythonOPTemplate", _PYTHON),
    "ScriptOPTemplate": ("ScriptOPTemplate", _SCRIPT),
    "ShellOPTemplate": ("ScriptOPTemplate", _SCRIPT),
    "PythonScriptOPTemplate": ("ScriptOPTemplate", _SCRIPT),
    "ContainerOPTemplate": ("ScriptOPTemplate", _SCRIPT),
    "ResourceOPTemplate": ("ScriptOPTemplate", _SCRIPT),
    "Steps": ("Steps", {**_CALLING, "steps": Way("steps", _steps)}),
    "DAG": ("DAG", {**_CALLING, "tasks": Way("tasks", _tasks)}),
}
_COMMANDS = {"ShellOPTemplate": ["sh"], "PythonScriptOPTemplate": ["python3"]}


def written_template(
    conversion: Conversion, name: str, template: dict[str, Any], place: Place
) -> Any:
    """A template; NOTHING with a fault for a kind that pydflow's graph does not have."""
    kind = template["kind"]
    if kind not in _KINDS:
        message = f"pydflow's graph has no {kind}; nothing that it loads calls {quoted(name)}"
        return conversion.fault("DG108", place.at("kind"), message)
    if kind == "ContainerOPTemplate":
        words = (*template.get("command", ()), *template.get("args", ()))
        template = {k: v for k, v in template.items() if k != "args"}
        template.update(command=["sh"], script=" ".join(words))
        conversion.loss(place, "the arguments of a container become one line of a shell", kept=True)
    type_, table = _KINDS[kind]
    written = written_members(conversion, template, place, table, f"a {kind}")
    if kind in _COMMANDS:
        written.setdefault("command", _COMMANDS[kind])
    if type_ == "PythonOPTemplate":
        return {"type": type_, **written}
    return {"type": type_, "name": name, **written}
