"""Lists and numbers that Argo computes while a workflow runs: `argo_range` and its kin.

Each gives an expression (annex of the specification); ports in it are written as expressions too.
"""

from __future__ import annotations

import json
import re
from typing import Any

from dflow_graph.python.errors import CallError
from dflow_graph.python.graph_object import EXTENSIONS, Field, GraphObject
from dflow_graph.python.io import (
    ArgoVar,
    InputArtifact,
    InputParameter,
    OutputArtifact,
    OutputParameter,
)

__all__ = [
    "ArgoConcat",
    "ArgoSequence",
    "argo_concat",
    "argo_enumerate",
    "argo_len",
    "argo_range",
    "argo_sequence",
    "argo_sum",
]

_PARAMETERS = (InputParameter, OutputParameter)
_ARTIFACTS = (InputArtifact, OutputArtifact)
_PAIRED_BRACE = re.compile(r"\{(?=\{)|(?<=\{)\{|\}(?=\})|(?<=\})\}")


def _in_tag(value: Any) -> Any:
    """A variable as the tag of its expression, as dflow writes it here also for a port."""
    return f"{{{{={value.expr}}}}}" if isinstance(value, ArgoVar) else value


class ArgoConcat(ArgoVar):
    """A list of lists joined into one; `length` is the expression of its number of items."""

    def __init__(self, param: ArgoVar) -> None:
        lists = f"sprig.fromJson({param.expr})"
        super().__init__(f"flatten({lists})")
        self.param = param
        # The sum of the lengths is known to every version of Argo, `flatten` is not.
        self.length = f"sum(map({lists}, len(#)))"


class ArgoSequence(GraphObject):
    """Numbers to loop over (clause LOOP-3): `count` of them, or those up to `end`."""

    FIELDS = (
        Field("count", _in_tag),
        Field("start", _in_tag, default=0),
        Field("end", _in_tag),
        Field("format"),
        EXTENSIONS,
    )

    def __init__(
        self,
        count: Any = None,
        start: Any = None,
        end: Any = None,
        format: str | None = None,  # noqa: A002 - dflow's name
        *,
        extensions: dict[str, Any] | None = None,
    ) -> None:
        self.count, self.start, self.end, self.format = count, start, end, format
        self.extensions = extensions


def argo_range(*args: Any) -> ArgoVar:
    """The whole numbers of Python's `range`, as the JSON text of a list.

    One to three arguments: end; start, end; start, end, step. Each a number or a parameter.
    """
    if not 1 <= len(args) <= 3:  # noqa: PLR2004 - as `range` has it
        raise CallError("argo_range", f"wants 1 to 3 arguments, not {len(args)}")
    start, end, step = (0, args[0], 1) if len(args) == 1 else (*args, 1)[:3]
    numbers = [_whole_number("argo_range", value) for value in (start, end, step)]
    return ArgoVar(f"toJson(sprig.untilStep({', '.join(numbers)}))")


def argo_sequence(
    count: Any = None,
    start: Any = None,
    end: Any = None,
    format: str | None = None,  # noqa: A002 - dflow's name
) -> ArgoSequence:
    """A sequence of numbers: `count` of them from `start` on, or those from `start` to `end`.

    Each a number or a parameter; `format` is that of printf (clause LOOP-9).
    """
    if (count is None) == (end is None):
        raise CallError("argo_sequence", "wants either `count` or `end`")
    for value in (count, start, end):
        if value is not None:
            _whole_number("argo_sequence", value)
    return ArgoSequence(count, start, end, format)


def argo_len(param: Any) -> ArgoVar:
    """The number of items of a list: of a parameter, or of an artifact whose items are known.

    A big output of a step travels as an ordinary parameter too from then on (`save_both`).
    """
    if isinstance(param, ArgoConcat):
        return ArgoVar(param.length)
    if isinstance(param, _ARTIFACTS):
        reason = (
            "the number of items of an artifact is not known in a graph; "
            "give it as an output parameter of the step that makes the artifact"
        )
        raise CallError("argo_len", reason)
    if isinstance(param, ArgoVar):
        return ArgoVar(f"len({_list_of('argo_len', param)})")
    items = param if isinstance(param, (list, tuple, dict)) else getattr(param, "path_list", None)
    if items is None:
        found = type(param).__name__
        raise CallError("argo_len", f"wants a parameter or an artifact of known items, not {found}")
    return ArgoVar(str(len(items)))


def argo_enumerate(*args: Any, **kwargs: Any) -> ArgoVar:
    """Items of lists with their numbers, as the JSON text of a list of objects.

    Each object has `order` and a member for each list: `value` for one list, `value0`, `value1`, …
    for several, or the names given. Each list is a parameter or a list of values.
    """
    names = ["value"] if len(args) == 1 else [f"value{number}" for number in range(len(args))]
    lists = {**kwargs, **dict(zip(names, args, strict=True))}
    if not lists:
        raise CallError("argo_enumerate", "wants at least one list")
    for name in lists:
        if not name.isidentifier() or name == "order":
            raise CallError("argo_enumerate", f"`{name}` cannot be the name of a list")
    for value in lists.values():
        if isinstance(value, ArgoVar):
            _in_expression("argo_enumerate", value)
    length = argo_len(next(iter(lists.values()))).expr
    members = "".join(f", '{name}': {_item(value)}" for name, value in lists.items())
    return ArgoVar(f"toJson(map(sprig.untilStep(0, {length}, 1), {{ {{'order': #{members}}} }}))")


def argo_sum(param: ArgoVar) -> ArgoVar:
    """The sum of a list of whole numbers that is a parameter."""
    return ArgoVar(f"sum(map({_list_of('argo_sum', param)}, int(#)))")


def argo_concat(param: ArgoVar) -> ArgoConcat:
    """The concatenation of a list of lists that is a parameter."""
    _list_of("argo_concat", param)
    return ArgoConcat(param)


def _list_of(call: str, param: Any) -> str:
    """The expression of the list that a parameter is the text of."""
    if not isinstance(param, ArgoVar):
        raise CallError(call, f"wants a parameter, not {type(param).__name__}")
    return f"sprig.fromJson({_in_expression(call, param)})"


def _in_expression(call: str, var: ArgoVar) -> str:
    """The expression of a variable; a big output of a step travels as a parameter too from now on.

    Raises `CallError` for any other big parameter: it is a file, which no expression reads.
    """
    # BIG-3
    if getattr(var, "save_as_artifact", False) and not getattr(var, "save_both", False):
        if not isinstance(var, OutputParameter) or var.step is None:
            reason = (
                f"{var} is a big parameter, which travels as a file; "
                "declare it as Parameter, or give what you need of it as a further one"
            )
            raise CallError(call, reason)
        _save_both(var)
    return str(var.expr)


def _save_both(port: Any) -> None:
    """Makes a big output an ordinary parameter too, and all outputs that it is taken from."""
    while isinstance(port, OutputParameter) and not port.save_both:
        port.save_both = True
        of_template = (
            port if port.step is None else port.step.template.outputs.parameters[port.name]
        )
        of_template.save_both = True
        port = of_template.value_from_parameter


def _whole_number(call: str, value: Any) -> str:
    """The expression of a number, which is a text where it is a parameter."""
    if isinstance(value, _PARAMETERS):
        return f"sprig.atoi({value.expr})"
    if isinstance(value, ArgoVar):
        return str(value.expr)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and (value.lstrip("-").isdigit() or "{{" in value):
        return value
    raise CallError(call, f"wants whole numbers or parameters, not {value!r}")


def _item(values: Any) -> str:
    """The expression of the item of a list whose number is `#`."""
    text = values.expr if isinstance(values, ArgoVar) else _literal(values)
    return f"jsonpath({text}, '$')[#]"


def _literal(values: Any) -> str:
    """JSON as a text of the expression language, without two braces in a row (clause EXPR-7)."""
    # With an indent, braces of the structure stand apart: the others are within texts.
    lines = json.dumps(values, indent=0, ensure_ascii=False).splitlines()
    apart = (_PAIRED_BRACE.sub(lambda brace: f"\\u{ord(brace[0]):04x}", line) for line in lines)
    text = " ".join(apart).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
