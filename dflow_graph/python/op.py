"""OP: a Python operator, its signature, its state, and what it can do while it runs.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import abc
import copy
import functools
import inspect
import logging
import os
from types import MethodType
from typing import Any, Callable, Dict, Iterable, Mapping, Optional, Type

from . import function_ops, lineage, loading, storage_keys
from .graph_object import constructor_signature
from .op_graph import graph_of
from .opio import OPIO, Artifact, BigParameter, OPIOSign, Parameter
from .progress import write_progress
from .sign_check import checked
from .source import get_source_code, source_lines
from .type_text import type_text
from .utils import handle_output_artifact, handle_output_parameter

__all__ = ["OP", "OPType", "get_source_code", "type2opiosign"]

type2opiosign = function_ops.type2opiosign

_RUNTIME = (
    *("progress_total", "progress_current", "key", "workflow_name", "tmp_root", "outputs"),
    *("create_slice_dir", "pool_size", "slices", "task_kwargs"),
)
"""What is set on an OP from outside, and is no part of what it is."""


class OPType(abc.ABCMeta):
    """The class of OP classes: it remembers what an instance was constructed with."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """A new instance, which knows the arguments of its constructor (clause OP-5)."""
        arguments = (_unshared(args), _unshared(kwargs))
        instance = super().__call__(*args, **kwargs)
        if isinstance(instance, OP):
            object.__setattr__(instance, "_arguments", arguments)
            object.__setattr__(instance, "_set_later", ())
        return instance

    @property
    def __signature__(cls) -> inspect.Signature:
        """What `inspect` says of a call of the class."""
        return constructor_signature(cls)


def _unshared(value: Any) -> Any:
    """A copy of lists, tuples, sets and dicts, so that a constructor may change its arguments."""
    kind = type(value)
    if kind in (list, tuple, set):
        return kind(map(_unshared, value))
    if kind is dict:
        return {key: _unshared(item) for key, item in value.items()}
    return value


class _ClassOrInstanceMethod(classmethod):  # type: ignore[type-arg]
    """A class method that gets the instance where it is called on one."""

    def __get__(self, instance: Any, owner: Optional[Type[Any]] = None) -> Any:
        return MethodType(self.__func__, owner if instance is None else instance)


class OP(abc.ABC, metaclass=OPType):
    """A Python operator.

    `progress_current` and `progress_total` are its progress; assigned while it runs in a pod, they
    are told to Argo. `key` is the key of the step that runs it and `workflow_name` the workflow's,
    in a pod only.
    """

    progress_total = 1
    progress_current = 0
    key: Optional[str] = None
    workflow_name: Optional[str] = None
    tmp_root = "/tmp"  # noqa: S108 - a path of a pod
    create_slice_dir = False
    pool_size: Optional[int] = None
    outputs: Mapping[str, Any] = {}
    slices: Mapping[str, Any] = {}
    task_kwargs: Mapping[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __setattr__(self, key: str, value: Any) -> None:
        super().__setattr__(key, value)
        later = self.__dict__.get("_set_later")
        if later is not None and key not in (*_RUNTIME, *later):
            object.__setattr__(self, "_set_later", (*later, key))
        if key in ("progress_total", "progress_current"):
            write_progress(self.progress_current, self.progress_total)

    @classmethod
    @abc.abstractmethod
    def get_input_sign(cls) -> OPIOSign:
        """The signature of the inputs: port name to `Artifact`, `Parameter` or type."""

    @classmethod
    @abc.abstractmethod
    def get_output_sign(cls) -> OPIOSign:
        """The signature of the outputs: port name to `Artifact`, `Parameter` or type."""

    @abc.abstractmethod
    def execute(self, op_in: OPIO) -> OPIO:
        """Run the OP: its outputs by name, for its inputs by name."""
        raise NotImplementedError

    @staticmethod
    def exec_sign_check(func: Callable[[Any, OPIO], OPIO]) -> Callable[[Any, OPIO], OPIO]:
        """`execute` with its inputs and outputs held against the signature (clause OP-11).

        Defaults are filled into a copy. Raises `SignatureMismatchError` for missing and undeclared
        ports, all at once, and `PortError` for a value of a wrong type.
        """

        @functools.wraps(func)
        def execute_checked(self: Any, op_in: OPIO) -> OPIO:
            name = type(self).__name__
            op_out = func(self, checked(name, "input", op_in, self.get_input_sign()))
            return checked(name, "output", op_out, self.get_output_sign())

        return execute_checked

    @classmethod
    def function(cls, func: Optional[Callable[..., Any]] = None, **kwargs: Any) -> Any:
        """An OP made of a function; further arguments are those of its `PythonOPTemplate`.

        Parameters are inputs, the result is the outputs (clause OP-9). Called inside
        `with Workflow(...)`, the OP becomes a task; elsewhere it runs. Raises `SignatureError`.
        """
        if func is None:
            return functools.partial(cls.function, **kwargs)
        return function_ops.function_op(cls, func, kwargs)

    @classmethod
    def superfunction(cls, func: Optional[Callable[..., Any]] = None, **kwargs: Any) -> Any:
        """A DAG made of a function that calls OPs; further arguments are those of its `DAG`."""
        if func is None:
            return functools.partial(cls.superfunction, **kwargs)
        return function_ops.superfunction(func, kwargs)

    @classmethod
    def get_opio_info(cls, opio_sign: Mapping[str, Any]) -> Dict[str, Any]:
        """The entries of a signature by name; a bare type as its text (clause TYP-1)."""
        entries = (Artifact, Parameter, BigParameter)
        return {
            name: sign if isinstance(sign, entries) else type_text(sign)
            for name, sign in opio_sign.items()
        }

    @classmethod
    def get_info(cls) -> Dict[str, Any]:
        """`name`, `inputs`, `outputs` and the source of `execute`, for people to read."""
        inputs = cls.get_opio_info(cls.get_input_sign())
        outputs = cls.get_opio_info(cls.get_output_sign())
        return {
            "name": f"{cls.__module__}.{cls.__name__}",
            "inputs": {name: str(sign) for name, sign in inputs.items()},
            "outputs": {name: str(sign) for name, sign in outputs.items()},
            "execute": "".join(source_lines(getattr(cls, "func", cls.execute))),
        }

    @_ClassOrInstanceMethod
    def convert_to_graph(self: Any) -> Dict[str, Any]:
        """The `OP` object of the format (clause OP-1); on an instance with its state.

        Raises `SourceNotFoundError` where only the source could say what the OP does, and
        `UnserialisableError` for a state that cannot be written.
        """
        return graph_of(self)

    to_dict = convert_to_graph

    @classmethod
    def from_graph(
        cls, graph: Mapping[str, Any], *, trust: Iterable[str] = (), allow_source: bool = False
    ) -> Any:
        """The OP of an `OP` object: a class, or an instance where it has state or is a function.

        Nothing of the graph is executed or imported unless `trust` has its `source_digest`, or
        `allow_source` is true (clause OP-3); an OP that is not trusted has its signature, and
        refuses to run with `UntrustedSourceError`. Raises `GraphError` for what is no OP and
        `SourceDigestError` for a source that was changed.
        """
        return loading.load_op(cls, graph, trust=trust, allow_source=allow_source)

    def get_input_artifact_storage_key(self, name: str) -> str:
        """The key in the storage of an input artifact; in a pod only."""
        return storage_keys.input_key(name)

    def get_output_artifact_storage_key(self, name: str) -> str:
        """The key in the storage of an output artifact; in a pod only."""
        return storage_keys.output_key(name)

    def register_output_artifact(
        self, name: str, namespace: str, dataset_name: str, **kwargs: Any
    ) -> None:
        """Register an output artifact as a data set with the lineage client, if there is one."""
        client = lineage.get_client()
        if client is None:
            logging.getLogger(__name__).warning("no lineage client is set: %s is lost", name)
            return
        uri = self.get_output_artifact_storage_key(name)
        client.register_artifact(namespace=namespace, name=dataset_name, uri=uri, **kwargs)

    def set_output(self, name: str, value: Any, symlink: bool = True) -> None:
        """Give one output before `execute` returns, so that it outlives a failure.

        `symlink` is kept for dflow's sake: files are copied, now and again when the OP fails.
        """
        del symlink
        self.outputs = {**self.outputs, name: value}
        self.handle_outputs({name: value})

    def handle_outputs(self, outputs: Mapping[str, Any]) -> None:
        """Write outputs to where the pod's outputs lie, below `tmp_root` (clause TPL-12)."""
        for folder in ("parameters", "artifacts"):
            os.makedirs(os.path.join(self.tmp_root, "outputs", folder), exist_ok=True)
        signature = self.get_output_sign()
        for name, value in outputs.items():
            sign, slices = signature[name], self.slices.get(name)
            if not isinstance(sign, Artifact):
                handle_output_parameter(name, value, sign, slices, self.tmp_root)
                continue
            if self.pool_size and slices is not None:
                sign = stacked(sign)
            handle_output_artifact(
                name,
                value,
                sign,
                slices,
                self.tmp_root,
                create_dir=self.create_slice_dir and slices is not None,
            )


def stacked(sign: Artifact) -> Artifact:
    """The entry of an artifact of which one OP call gives or takes one, and a pool many."""
    whole: Dict[Any, Any] = function_ops.LIST_OF
    if sign.type not in whole:
        return sign
    result = copy.copy(sign)
    result.type = whole[sign.type]
    return result
