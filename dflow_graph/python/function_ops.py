"""OPs made of functions: their signature, their class, and what a call of one does.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import collections.abc
import copy
import inspect
import sys
import typing
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Tuple, Type

from . import context_hook
from .errors import CallError, SignatureError
from .near import quoted
from .opio import Artifact, BigParameter, OPIOSign, Parameter
from .sign_check import checked

__all__ = [
    "LIST_OF",
    "FunctionSignature",
    "function_op",
    "get_sign_from_func",
    "plain_function_op",
    "superfunction",
    "type2opiosign",
]

LIST_OF: Dict[Any, Any] = {str: List[str], Path: List[Path]}
"""An artifact type of one item to that of many."""

_Names = Mapping[str, Any]


class FunctionSignature(NamedTuple):
    """The signature of a function OP, and the ways between its result and its outputs."""

    inputs: OPIOSign
    outputs: OPIOSign
    to_outputs: Callable[[Any], Dict[str, Any]]
    from_outputs: Callable[[Mapping[str, Any]], Any]


def get_sign_from_func(func: Callable[..., Any]) -> FunctionSignature:
    """The signature of a function OP (clause OP-9). Raises `SignatureError` naming the port."""
    signature = inspect.signature(func)
    names = _names_of(func)
    inputs = OPIOSign()
    for parameter in signature.parameters.values():
        inputs[parameter.name] = _input(parameter, names)
    result = signature.return_annotation
    result = None if result is inspect.Signature.empty else _evaluated("", result, names)
    return FunctionSignature(inputs, *_result(result, names))


def _names_of(func: Callable[..., Any]) -> _Names:
    """What names in a function's annotations mean: its module's and its closure's."""
    plain = inspect.unwrap(func)
    names = dict(getattr(plain, "__globals__", {}))
    closure = getattr(plain, "__closure__", None) or ()
    for name, cell in zip(getattr(plain, "__code__").co_freevars, closure):  # noqa: B009
        try:
            names[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return names


def _input(parameter: inspect.Parameter, names: _Names) -> Any:
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
        stars = "*" if parameter.kind is parameter.VAR_POSITIONAL else "**"
        reason = f"a function that is an OP has an input for each parameter, so no {stars}"
        raise SignatureError(parameter.name, reason + parameter.name)
    sign = parameter.annotation
    sign = Any if sign is parameter.empty else _evaluated(parameter.name, sign, names)
    if parameter.default is parameter.empty:
        return sign
    if isinstance(sign, Artifact):
        if parameter.default is not None:
            raise SignatureError(parameter.name, "an artifact has no other default than None")
        sign = copy.copy(sign)
        sign.optional = True
        return sign
    if isinstance(sign, (Parameter, BigParameter)):
        sign = copy.copy(sign)
        sign.default = parameter.default
        return sign
    return Parameter(sign, default=parameter.default)


def _evaluated(port: str, annotation: Any, names: _Names) -> Any:
    """An annotation whose text, if it is one, has been given its meaning."""
    text = getattr(annotation, "__forward_arg__", annotation)
    if not isinstance(text, str):
        return annotation
    try:
        return eval(text, dict(names))  # noqa: S307 - a text of the caller's own program
    except Exception as error:
        raise SignatureError(port, f"{quoted(text)} cannot be evaluated: {error}") from error


_Result = Tuple[OPIOSign, Callable[[Any], Dict[str, Any]], Callable[[Mapping[str, Any]], Any]]


def type2opiosign(t: Any) -> _Result:
    """The output signature for the result type of a function (clause OP-9).

    With it, the function from a result to outputs, and the one back. A dict of types, a typed
    dictionary, a named tuple and `Tuple[A, B]` have an output for each part; `None` has none, and
    any other type the output `dflow_output`.
    """
    return _result(t, {})


def _result(t: Any, names: _Names) -> _Result:
    if t is None or t is type(None):
        return OPIOSign({}), lambda _: {}, lambda _: None
    if isinstance(t, collections.abc.Mapping):
        return OPIOSign(dict(t)), _as_dict, dict
    if isinstance(t, type) and issubclass(t, dict) and hasattr(t, "__annotations__"):
        return OPIOSign(_fields(t, t.__annotations__, names)), _as_dict, dict
    if isinstance(t, type) and issubclass(t, tuple) and hasattr(t, "_fields"):
        annotations = getattr(t, "__annotations__", {})
        entries = {name: annotations.get(name, Any) for name in t._fields}
        return _tuple(_fields(t, entries, names), lambda parts: t(*parts))
    parts = typing.get_args(t) if typing.get_origin(t) is tuple else ()
    if parts and parts != ((),) and parts[-1] is not Ellipsis:
        entries = {f"dflow_output_{i}": part for i, part in enumerate(parts)}
        return _tuple({k: _evaluated(k, v, names) for k, v in entries.items()}, tuple)
    return (
        OPIOSign({"dflow_output": t}),
        lambda result: {"dflow_output": result},
        lambda outputs: outputs["dflow_output"],
    )


def _fields(t: Type[Any], entries: Mapping[str, Any], names: _Names) -> Dict[str, Any]:
    scope = {**vars(sys.modules.get(t.__module__, typing)), **names}
    return {name: _evaluated(name, entry, scope) for name, entry in entries.items()}


def _as_dict(result: Any) -> Dict[str, Any]:
    if not isinstance(result, collections.abc.Mapping):
        raise CallError(
            "the function", f"returned {type(result).__name__}, not its outputs by name"
        )
    return dict(result)


def _tuple(entries: Mapping[str, Any], make: Callable[[List[Any]], Any]) -> _Result:
    def to_outputs(result: Any) -> Dict[str, Any]:
        parts = list(result) if isinstance(result, (tuple, list)) else None
        if parts is None or len(parts) != len(entries):
            found = type(result).__name__ if parts is None else f"{len(parts)} values"
            raise CallError("the function", f"returned {found}, not {len(entries)} values")
        return dict(zip(entries, parts))

    def from_outputs(outputs: Mapping[str, Any]) -> Any:
        return make([outputs[name] for name in entries])

    return OPIOSign(dict(entries)), to_outputs, from_outputs


def superfunction(func: Callable[..., Any], dag_kwargs: Dict[str, Any]) -> Any:
    """A DAG made of a function that calls OPs. Raises `SignatureError`."""
    return context_hook.make_superfunction(func, get_sign_from_func(func), dag_kwargs)


def arguments_by_name(func_name: str, known: List[str], args: Any, kwargs: Any) -> Dict[str, Any]:
    """The arguments of a call by the names of inputs. Raises `CallError` with near-misses."""
    call = f"{func_name}()"
    if len(args) > len(known):
        raise CallError(call, f"takes {len(known)} arguments, {len(args)} were given")
    by_name = dict(zip(known, args))
    for name, value in kwargs.items():
        if name in by_name:
            raise CallError(call, f"got two values for the argument {quoted(name)}")
        if name not in known:
            raise CallError(call, f"has no argument {quoted(name)}", name, known)
        by_name[name] = value
    return by_name


def function_op(base: Any, func: Callable[..., Any], template_kwargs: Dict[str, Any]) -> Any:
    """An instance of a new subclass of an OP class, which runs the function."""
    signature = get_sign_from_func(func)

    def get_input_sign(_cls: Any) -> OPIOSign:
        return copy.deepcopy(signature.inputs)

    def get_output_sign(_cls: Any) -> OPIOSign:
        return copy.deepcopy(signature.outputs)

    def execute(self: Any, op_in: Any) -> Any:
        op_in = checked(self.__class__.__name__, "input", op_in, self.get_input_sign())
        op_out = signature.to_outputs(func(**op_in))
        return checked(self.__class__.__name__, "output", op_out, self.get_output_sign())

    members = {
        "__module__": func.__module__,
        "__qualname__": func.__qualname__,
        "__doc__": func.__doc__,
        "__call__": _call,
        "func": staticmethod(func),
        "function_signature": signature,
        "template_kwargs": template_kwargs,
        "get_input_sign": classmethod(get_input_sign),
        "get_output_sign": classmethod(get_output_sign),
        "execute": execute,
        "use": _use,
        "__reduce__": _reduce,
    }
    return type(base)(func.__name__, (base,), members)()


def plain_function_op(
    base: Any, func: Callable[..., Any], inputs: OPIOSign, outputs: OPIOSign
) -> Any:
    """An instance of a new subclass of an OP class, which runs a function that is no OP by itself.

    The signature is given, the function's annotations are not read (clause OP-9).
    """

    def execute(self: Any, op_in: Any) -> Any:
        op_in = checked(self.__class__.__name__, "input", op_in, self.get_input_sign())
        result = func(**op_in)
        op_out = {name: _part(result, name) for name in outputs}
        return checked(self.__class__.__name__, "output", op_out, self.get_output_sign())

    members = {
        "__module__": func.__module__,
        "__doc__": func.__doc__,
        "get_input_sign": classmethod(lambda _cls: copy.deepcopy(inputs)),
        "get_output_sign": classmethod(lambda _cls: copy.deepcopy(outputs)),
        "execute": execute,
    }
    return type(base)(func.__name__, (base,), members)()


def _part(result: Any, output: str) -> Any:
    """The part of a result that is an output. Raises `CallError` if there is none."""
    if output == "dflow_output":
        return result
    number = output[len("dflow_output_") :] if output.startswith("dflow_output_") else ""
    try:
        if number.isdigit():
            return result[int(number)]
        if isinstance(result, collections.abc.Mapping):
            return result[output]
        return getattr(result, output)
    except (LookupError, TypeError, AttributeError):
        reason = f"returned {type(result).__name__}, which has no part {quoted(output)}"
        raise CallError("the function", reason) from None


def _use(self: Any, **kwargs: Any) -> Any:
    """The OP, with arguments for the task that a call of it makes: `key`, `when`, `slices`, …"""
    result = copy.copy(self)
    result.task_kwargs = kwargs
    return result


def _call(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Run the function, or inside `with Workflow(...)` make a task of it."""
    op_in = arguments_by_name(type(self).__name__, list(self.get_input_sign()), args, kwargs)
    if not context_hook.in_context():
        return self.execute(op_in)
    from .python_op_template import PythonOPTemplate  # noqa: PLC0415 - it needs this module's OP

    artifacts = {k for k, sign in self.get_input_sign().items() if isinstance(sign, Artifact)}
    outputs = context_hook.make_task(
        self,
        PythonOPTemplate(self, **self.template_kwargs),
        type(self).__name__.lower().replace("_", "-"),
        {name: value for name, value in op_in.items() if name not in artifacts},
        {name: value for name, value in op_in.items() if name in artifacts},
        self.task_kwargs,
    )
    return self.function_signature.from_outputs(outputs)


def _reduce(self: Any) -> Any:
    """Pickled by name: the module's name of the function is the OP itself."""
    return _by_name, (self.__class__.__module__, self.__class__.__qualname__, dict(self.__dict__))


def _by_name(module: str, name: str, state: Dict[str, Any]) -> Any:
    found: Any = sys.modules.get(module) or __import__(module, fromlist=["_"])
    for part in name.split("."):
        found = getattr(found, part)
    result = object.__new__(type(found))
    result.__dict__.update(state)
    return result
