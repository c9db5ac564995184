"""What pydflow itself did to a graph when it wrote or re-wrote it, undone and reported.

pydflow's objects change as they are built, and some of these changes get into its graphs; a graph
that was read and written again has them twice.
"""

from __future__ import annotations

import re
from typing import Any

from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.passes.finding import quoted, shown
from dflow_graph.regex import regex

__all__ = [
    "repaired_call",
    "repaired_dependencies",
    "repaired_pre_script",
    "repaired_timeout",
    "strip_success_tag",
    "without_default_pattern",
]

_TIMEOUT = regex(r"(\d+)(s*)")
_GROUPED = (
    regex(
        r"\[range\(\{\{inputs\.parameters\.dflow_range_start\}\}, "
        r"\{\{inputs\.parameters\.dflow_range_end\}\}, "
        r"\{\{inputs\.parameters\.dflow_range_step\}\}\)\[(?P<index>.*)\] for i in range\(.*\]",
        re.DOTALL,
    ),
    regex(
        r"\[jsonpickle\.loads\(r'''\{\{inputs\.parameters\.dflow_with_param\}\}'''\)"
        r"\[(?P<index>.*)\] for i in range\(.*\]",
        re.DOTALL,
    ),
)
_INDEX = regex(r"shuffled\[i\]|\bi\b")
_SHUFFLE = regex(
    r"import random\nrandom\.seed\(-?\d+\)\n"
    r"shuffled = list\(range\(\{+inputs\.parameters\.dflow_nslices\}+\)\)\n"
    r"random\.shuffle\(shuffled\)\nrandom\.seed\(\)\n"
)
_SUCCESS_TAGS = (
    "\necho 1 > /tmp/outputs/success_tag\n",
    "\nwith open('/tmp/outputs/success_tag', 'w') as f:\n    f.write('1')\n",
)
_REFERENCE = regex(r"\{\{tasks\.([^.}]+)\.outputs\.(?:parameters|artifacts)\.[^.}]+\}\}")


def repaired_timeout(conversion: Conversion, value: Any, place: Place) -> Any:
    """A duration: `60s`, and `60ss` of a graph that was read and written again, is 60."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = _TIMEOUT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        if isinstance(value, str):
            return value
        message = f"a duration must stand here, not {shown(value)}"
        return conversion.fault("DG107", place, message)
    if len(found.group(2)) > 1:
        conversion.repair(place, f"{quoted(value)} is {found.group(1)} seconds, written repeatedly")
    return int(found.group(1))


def repaired_pre_script(conversion: Conversion, value: Any, place: Place) -> Any:
    """The text that runs before an OP, without the shuffling that pydflow adds to it."""
    if not isinstance(value, str):
        return conversion.fault("DG107", place, f"a text must stand here, not {shown(value)}")
    rest = _SHUFFLE.sub("", value)
    if rest != value:
        conversion.repair(place, "the lines by which pydflow shuffles slices are its own")
    return rest or NOTHING


def repaired_call(conversion: Conversion, step: dict[str, Any], place: Place) -> None:
    """Undoes in a converted step what pydflow did to its slices, keys and conditions."""
    slices = step.get("slices")
    if isinstance(slices, dict):
        _ungroup(conversion, slices, place.at("slices"))
        if slices.get("sub_path") and "group_size" not in slices:
            _whole_artifacts(conversion, step, slices, place)
        step["slices"] = without_default_pattern(slices)
    counted = {"continue_on_num_success", "continue_on_success_ratio"} & set(step)
    if counted and step.pop("continue_on_failed", False):
        at = place.at("continue_on_failed")
        conversion.note("repair", at, f"pydflow set it because of `{min(counted)}`", kept=False)


def without_default_pattern(slices: dict[str, Any]) -> dict[str, Any]:
    """The slices without a pattern that is the default for them."""
    by_order = slices.get("sub_path") and "group_size" not in slices
    default = "{{item.order}}" if by_order else "{{item}}"
    is_default = slices.get("slices") == default
    return {k: v for k, v in slices.items() if not is_default or k != "slices"}


def _ungroup(conversion: Conversion, slices: dict[str, Any], place: Place) -> None:
    pattern = slices.get("slices")
    while isinstance(pattern, str):
        found = next(filter(None, (known.fullmatch(pattern) for known in _GROUPED)), None)
        if found is None:
            break
        pattern = _INDEX.sub("{{item}}", found.group("index"))
        conversion.repair(place.at("slices"), "the pattern is that of pydflow for `group_size`")
    if pattern is not None:
        slices["slices"] = pattern


def _whole_artifacts(
    conversion: Conversion, step: dict[str, Any], slices: dict[str, Any], place: Place
) -> None:
    """Gives the sliced artifacts their keys back, to which pydflow appended the item's path."""
    for name in slices.get("input_artifact", ()):
        source = step.get("artifacts", {}).get(name)
        if not isinstance(source, dict) or "key" not in source:
            continue
        at = place.at("artifacts").at(name).at("key")
        tag = f"{{{{item.{name}}}}}"
        key = source["key"]
        while key.endswith(f"/{tag}"):
            key = key.removesuffix(f"/{tag}")
        if key != source["key"]:
            conversion.repair(at, f"the path of the item, {quoted(tag)}, is pydflow's addition")
            source["key"] = key
        elif key == tag:
            message = "which artifacts the step slices is lost: pydflow wrote only a reference"
            conversion.loss(at, message, kept=True)


def repaired_dependencies(conversion: Conversion, task: dict[str, Any], place: Place) -> None:
    """Takes from the dependencies of a task what is there twice, or follows from an argument.

    So goes the helper that pydflow puts before a task whose slices stack artifacts.
    """
    given = task.pop("dependencies", [])
    helper = f"{task.get('name')}-init-artifact"
    arguments = (*task.get("parameters", {}).values(), *task.get("artifacts", {}).values())
    implied = {name for argument in arguments for name in _references(argument)}
    kept: list[str] = []
    seen: set[str] = set()
    for index, name in enumerate(given):
        at = Place((*place.source, "dependencies", index), (*place.result, "dependencies"))
        if name in seen:
            conversion.repair(at, f"the dependency on {quoted(name)} stands there twice")
        elif name == helper:
            conversion.repair(at, f"the pod {quoted(name)} is pydflow's own, for the slices")
        elif name not in implied:
            kept.append(name)
        seen.add(name)
    if kept:
        task["dependencies"] = kept


def _references(argument: Any) -> list[str]:
    """The tasks that an argument refers to as a whole, in lists and objects too."""
    if isinstance(argument, str):
        found = _REFERENCE.fullmatch(argument)
        return [found.group(1)] if found else []
    inner: list[Any] = []
    if isinstance(argument, dict) and "$value" not in argument:
        inner = list(argument.values())
    elif isinstance(argument, list):
        inner = argument
    return [name for item in inner for name in _references(item)]


def strip_success_tag(conversion: Conversion, template: dict[str, Any], place: Place) -> None:
    """Takes from a script the lines that write the success tag; who emits the graph adds them."""
    script = template.get("script", "")
    for ending in _SUCCESS_TAGS:
        while script.endswith(ending):
            script = script.removesuffix(ending)
            conversion.repair(
                place.at("script"), "the lines that write a success tag are pydflow's"
            )
    if "script" in template:
        template["script"] = script
