"""Texts with tags as pydflow's loader has to find them.

The loader takes every text that begins and ends with a tag for one reference, and tells a loop over
a range from a loop over any other text by the class of an object.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.regex import regex

__all__ = ["written_loop", "written_text"]

_TAG = regex(r"\{\{([^{}]*)\}\}")
_WORD = regex(r"[A-Za-z_]\w*")
_FEWEST = 2
_RANGE = regex(
    r"\{\{=toJson\(sprig\.untilStep\((?P<start>[^{}]*?), (?P<end>[^{}]*), (?P<step>[^{},]*)\)\)\}\}"
)
_NUMBER = regex(r"-?\d{1,18}")
_PARAMETER = regex(
    r"sprig\.atoi\((?:(?P<scope>steps|tasks)\['(?P<call>[-\w]+)'\]\.outputs|inputs)"
    r"\.parameters\['(?P<name>[-\w]+)'\]\)"
)


def written_text(conversion: Conversion, value: Any, place: Place) -> Any:
    """A text that begins with a reference and ends with another tag, so that it is taken for none.

    The first reference becomes an expression, which has the same value.
    """
    if not isinstance(value, str) or not (value.startswith("{{") and value.endswith("}}")):
        return value
    tags = list(_TAG.finditer(value))
    if len(tags) < _FEWEST or tags[0].start() != 0:
        return value
    scope, *names = tags[0].group(1).strip().split(".")
    if scope not in ("inputs", "steps", "tasks"):
        return value
    expression = scope + "".join(f".{n}" if _WORD.fullmatch(n) else f"['{n}']" for n in names)
    message = "the first reference is an expression, since pydflow takes the whole text for one"
    conversion.repair(place, message)
    return f"{{{{={expression}}}}}{value[tags[0].end() :]}"


def written_loop(step: dict[str, Any]) -> None:
    """Makes the object that pydflow has for a range of the text that its graph has for it."""
    text = step.get("with_param")
    if not isinstance(text, str):
        return
    found = _RANGE.fullmatch(text)
    if found is None:
        return
    bounds = {name: _bound(bound) for name, bound in found.groupdict().items()}
    step["with_param"] = {"py/object": "dflow.step.ArgoRange", **bounds, "expr": text[3:-2]}


def _bound(text: str) -> Any:
    """A bound of a range: a number, a reference, or the object of an expression."""
    if _NUMBER.fullmatch(text):
        return int(text)
    found = _PARAMETER.fullmatch(text)
    if found is None:
        return {"py/object": "dflow.io.ArgoVar", "expr": text}
    call = f"{found['scope']}.{found['call']}.outputs" if found["scope"] else "inputs"
    return f"{{{{{call}.parameters.{found['name']}}}}}"
