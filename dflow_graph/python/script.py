"""The Python text that the pod of an OP runs: its task as data, and the values of its inputs.

The text is safe whatever stands in the task: strings are ASCII JSON in which no brace is left that
Argo could take for a tag, and values arrive in base64, so that none can break out of its quotes.
Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import base64
import bz2
import json
import re
from typing import Any, Dict, List, Mapping, NamedTuple, Union

from . import lineage
from .errors import GraphError
from .near import quoted
from .opio import Artifact, BigParameter
from .slice_patterns import patterns_of, rendered

__all__ = [
    "HiddenInput",
    "hidden_inputs",
    "input_expression",
    "json_text_of",
    "render",
    "script_text",
    "task_of",
]

_PORT_NAME = re.compile(r"[-a-zA-Z0-9_]+")
_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_ITEM = re.compile(r"\{\{\s*item(?:\.([^{}]*?))?\s*\}\}")

Part = Union[str, Dict[str, str]]
"""A piece of a pattern: a text, `{"text": name of a value}`, or `{"item": way into the item}`."""

_LONGEST_PLAIN = 24_576
"""How long a task may be, in characters, that people are to read in the script."""

_SCRIPT = """\
import json

TASK = {task}
VALUES = json.loads(r'''{values}''')
{start}
from {package}.in_pod import alias_dflow

alias_dflow()
if __name__ == "__main__":
    from {package}.pod import main

    main(TASK, VALUES)
"""


class HiddenInput(NamedTuple):
    """An input parameter that only the pod knows of.

    `value` is what a call of the template gives it, which may be a tag of the call's loop; where
    it is `None`, the one who makes the call has to find it.
    """

    meaning: str
    value: Union[str, None]


def hidden_inputs(template: Any) -> Dict[str, HiddenInput]:
    """The input parameters that a template's pod needs beside those of the OP, by name."""
    inputs = {"dflow_key": HiddenInput("the key of the step", "")}
    slices = template.slices
    for tag, name in _loop_variables(template).items():
        inputs[name] = HiddenInput("a value of the loop", tag)
    if slices is not None and slices.sub_path and slices.group_size is None:
        for port in slices.input_artifact:
            inputs[f"dflow_{port}_sub_path"] = HiddenInput("where the slice's item lies", ".")
    if slices is not None and slices.group_size is not None:
        inputs["dflow_group"] = HiddenInput("the number of the group", "{{item}}")
        inputs["dflow_items"] = HiddenInput("the items of all groups, a list as JSON", None)
    if template.skip_slice_input:
        inputs["dflow_skip_slice_input"] = HiddenInput("1: inputs are not cut", "0")
    if lineage.get_client() is not None:
        for port, sign in template.input_sign.items():
            if isinstance(sign, Artifact):
                inputs[f"dflow_{port}_urn"] = HiddenInput("the URN of an input artifact", None)
        if slices is not None and slices.register_first_only:
            inputs["dflow_is_first"] = HiddenInput("1: the slice is the first of its loop", None)
    return inputs


def _loop_variables(template: Any) -> Dict[str, str]:
    """The tags of the loop in patterns, each with the hidden input that holds its value."""
    _cut(template)
    return dict(template.dflow_vars)


def task_of(template: Any) -> Dict[str, Any]:
    """What a pod is to do, as plain data."""
    names: Dict[str, str] = {}
    layers: List[Dict[str, Any]] = []
    patterns: Dict[str, Dict[str, List[int]]] = {}
    for field, entries in _cut(template).items():
        patterns[field] = {}
        for port, pattern in entries.items():
            layer = {"parts": _parts(pattern, names), "group": _group(template)}
            if layer not in layers:
                layers.append(layer)
            patterns[field][port] = [layers.index(layer)]
    return {
        "op": template.op_graph,
        "tmp_root": template.tmp_root,
        "pre_script": template.pre_script,
        "post_script": template.post_script,
        "success_tag": template.success_tag,
        "create_dir": template.create_slice_dir or _of_slices(template, "create_dir", False),
        "slices": {} if template.slices is None else template.slices.to_dict(),
        "layers": layers,
        "patterns": patterns,
        "values_of_patterns": names,
        "prefixes": template.input_artifact_prefix,
        "escaped": [],
        "takes": {},
        "n_parts": template.n_parts,
        "keys_of_parts": template.keys_of_parts,
        "packages": ["dflow_python_packages"] if template.python_packages else [],
    }


def _group(template: Any) -> Union[Dict[str, Any], None]:
    """How the items of the loop are dealt to groups, if they are (SLC-6)."""
    size = _of_slices(template, "group_size", None)
    if size is None:
        return None
    return {
        "size": size,
        "shuffle": template.slices.shuffle,
        "seed": template.slices.random_seed,
        "items": "dflow_items",
        "number": "dflow_group",
        "format": None,
    }


def _of_slices(template: Any, field: str, default: Any) -> Any:
    return default if template.slices is None else getattr(template.slices, field)


def _cut(template: Any) -> Dict[str, Dict[str, str]]:
    """The patterns that the pod applies; items that are downloaded alone need none (SLC-5)."""
    patterns = patterns_of(template)
    if _of_slices(template, "sub_path", False):
        for port in template.slices.input_artifact:
            patterns["input_artifact_slices"].pop(port, None)
    grouped = _of_slices(template, "group_size", None) is not None
    variables = template.dflow_vars
    return {
        field: {port: p if grouped else rendered(p, variables) for port, p in entries.items()}
        for field, entries in patterns.items()
    }


def _parts(pattern: str, names: Dict[str, str]) -> List[Part]:
    """A pattern in pieces; `names` (expression to name of its value) takes up what it refers to."""
    parts: List[Part] = []
    end = 0
    for match in _TAG.finditer(pattern):
        parts.append(pattern[end : match.start()])
        item = _ITEM.fullmatch(match.group())
        if item is not None:
            parts.append({"item": item[1] or ""})
        else:
            expression = _expression(match[1])
            parts.append({"text": names.setdefault(expression, f"pattern_{len(names)}")})
        end = match.end()
    return [part for part in [*parts, pattern[end:]] if part]


def _expression(tag: str) -> str:
    """The expression that has the value of a tag, as text."""
    if tag.startswith("="):
        return f"string({tag[1:].strip()})"
    first, second, *rest = (*tag.strip().split("."), "")
    names = [part for part in rest if part]
    if second in ("parameters", "artifacts") and names:
        return f"{first}.{second}[{json.dumps('.'.join(names))}]".replace('"', "'")
    return tag.strip()


def render(template: Any) -> str:
    """The text that the pod of a template runs. Raises `GraphError` for what no port is named."""
    hidden = hidden_inputs(template)
    task = task_of(template)
    parameters = [
        name
        for name, sign in template.input_sign.items()
        if not isinstance(sign, (Artifact, BigParameter))
    ]
    values = {name: input_expression(name) for name in [*parameters, *hidden]}
    names = task.pop("values_of_patterns")
    values.update({name: expression for expression, name in names.items()})
    return script_text(task, values)


def script_text(task: Mapping[str, Any], values: Mapping[str, str], start: str = "") -> str:
    """The text that a pod runs.

    `task` is what `task_of` describes, `values` the name of each value to an expression whose
    result is its text; `start` is Python text that makes the run-time library importable.
    """
    values = {**values, "workflow_name": "workflow.name", "pod_name": "pod.name"}
    lines = ",\n".join(f"{json.dumps(n)}: {json.dumps(_encoded(e))}" for n, e in values.items())
    return _SCRIPT.format(
        task=_loaded(json_text_of(task)),
        values="{\n" + lines + "\n}",
        start=start,
        package=__package__ or "dflow_graph.python",
    )


def _loaded(task: str) -> str:
    """Python text for a task; a long one is packed, since pods get few templates of 128 KiB."""
    if len(task) <= _LONGEST_PLAIN:
        return f"json.loads(r'''{task}''')"
    # Not zlib, of which there are versions that give other bytes.
    packed = base64.b64encode(bz2.compress(task.encode("ascii"))).decode("ascii")
    modules = '__import__("bz2").decompress(__import__("base64").b64decode'
    return f'json.loads({modules}("{packed}")))'


def input_expression(name: str) -> str:
    """The expression whose result is an input parameter. Raises `GraphError` for no name."""
    if not _PORT_NAME.fullmatch(name):
        # NAM-8
        raise GraphError(f"input {quoted(name)}", "a name has letters, digits, `-` and `_` only")
    return f"inputs.parameters['{name}']"


def _encoded(expression: str) -> str:
    return f"{{{{=sprig.b64enc({expression})}}}}"


def json_text_of(data: Any) -> str:
    """ASCII JSON that is safe inside `r'''…'''`, and in which nothing is a tag (clause OP-7)."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, indent=1)
    return re.sub(r'"(?:[^"\\]|\\.)*"', _without_braces, text)


def _without_braces(match: Any) -> str:
    text: str = match.group()
    return text.replace("{", "\\u007b").replace("}", "\\u007d").replace("'", "\\u0027")
