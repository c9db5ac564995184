"""OPs of graphs: what becomes of one that is not trusted, and how one is loaded that is.

Only here is code of a graph executed or imported, and only when the caller says so (clause OP-3).
Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import copy
import hashlib
import importlib
import json
import linecache
import sys
from types import FunctionType, ModuleType
from typing import Any, Dict, Iterable, Mapping, NoReturn

from .class_names import MODULES_OF_GRAPHS
from .errors import CallError, GraphError, UntrustedSourceError
from .function_ops import plain_function_op
from .near import quoted
from .op_data import checked_op
from .op_graph import MAIN_MODULES
from .opio import OPIO, OPIOSign
from .values import from_value

__all__ = ["load_op", "module_of_source"]

_MODULE_PREFIX = "dflow_graph_op_"


def load_op(
    base: Any, graph: Mapping[str, Any], *, trust: Iterable[str] = (), allow_source: bool = False
) -> Any:
    """The OP of an `OP` object: a class, or an instance where it has state or is a function.

    `base` is the class `OP`. See `OP.from_graph`.
    """
    if isinstance(trust, str):
        raise CallError("from_graph()", "`trust` is a set of digests, not one text")
    digest = checked_op(graph)
    kept = copy.deepcopy(dict(graph))
    signs = {side: OPIOSign.from_dict(kept.get(f"{side}s", {})) for side in ("input", "output")}
    is_named = bool(digest) and digest in set(trust)
    if is_named and _has_opaque(kept.get("state", {})):
        # VAL-4: the digest of the source does not vouch for opaque values.
        is_named, digest = False, ""
    if allow_source or is_named:
        return _trusted(base, kept, signs, digest, allow_source)
    return _with_state(_untrusted(base, kept, signs, digest), kept, lambda cls: cls())


def _untrusted(base: Any, graph: Dict[str, Any], signs: Dict[str, Any], digest: str) -> Any:
    """A class that has the signature of an OP, and refuses to run."""
    refusal = UntrustedSourceError(graph["name"], digest, graph.get("module", ""))

    def execute(_self: Any, _op_in: OPIO) -> NoReturn:
        raise refusal

    name = graph["name"].rpartition(".")[2]
    members = {**_members(graph, signs), "execute": execute, "refusal": refusal}
    return type(base)(name, (base,), members)


def _members(graph: Dict[str, Any], signs: Dict[str, Any]) -> Dict[str, Any]:
    """What a class has from the graph: its signature, its progress, and the graph itself."""

    def get_input_sign(_cls: Any) -> OPIOSign:
        return OPIOSign(copy.deepcopy(signs["input"]))

    def get_output_sign(_cls: Any) -> OPIOSign:
        return OPIOSign(copy.deepcopy(signs["output"]))

    progress: Dict[str, Any] = {
        k: graph[k] for k in ("progress_current", "progress_total") if k in graph
    }
    return {
        "__module__": __name__,
        "_graph": _stateless(graph),
        "get_input_sign": classmethod(get_input_sign),
        "get_output_sign": classmethod(get_output_sign),
        **progress,
    }


def _stateless(graph: Mapping[str, Any]) -> Dict[str, Any]:
    return {field: value for field, value in graph.items() if field != "state"}


def _with_state(cls: Any, graph: Dict[str, Any], make: Any) -> Any:
    """The class, or where the graph has state an instance, which gives the graph back as it was."""
    if "state" not in graph:
        return cls
    instance = make(cls)
    object.__setattr__(instance, "_graph", graph)
    return instance


def _trusted(
    base: Any, graph: Dict[str, Any], signs: Dict[str, Any], digest: str, allow_source: bool
) -> Any:
    # OP-2
    module = module_of_source(graph, digest) if digest else _imported(graph)
    found = _found(base, module, graph["name"])
    if isinstance(found, FunctionType):
        found = plain_function_op(base, found, signs["input"], signs["output"])
    if isinstance(found, base):
        if "state" in graph:
            raise GraphError(f"OP {quoted(graph['name'])}", "a function has no state")
        instance = copy.copy(found)
        object.__setattr__(instance, "_graph", graph)
        return instance
    cls = _bound(found, graph, signs, in_place=bool(digest))
    modules = {graph.get("module", module.__name__): module}
    return _with_state(cls, graph, lambda c: _constructed(c, graph, modules, allow_source))


def _bound(found: Any, graph: Dict[str, Any], signs: Dict[str, Any], *, in_place: bool) -> Any:
    """The class with the graph's signature, where that is not its own: the graph's binds (OP-1)."""
    members = _members(graph, signs)
    del members["__module__"]
    for side in ("input", "output"):
        own = getattr(found, f"get_{side}_sign")().to_dict()
        if own == signs[side].to_dict():
            del members[f"get_{side}_sign"]
    if not in_place:
        place = {"__module__": found.__module__, "__qualname__": found.__qualname__}
        return type(found)(found.__name__, (found,), {**members, **place, "__reduce__": _reduce})
    for name, member in members.items():
        setattr(found, name, member)
    return found


def _reduce(self: Any) -> Any:
    return _again, (self.__class__.__mro__[1], type(self)._graph, dict(self.__dict__))  # noqa: SLF001


def _again(found: Any, graph: Dict[str, Any], state: Dict[str, Any]) -> Any:
    """An instance of an imported class with a graph, in another process that trusts it as well."""
    signs = {side: OPIOSign.from_dict(graph.get(f"{side}s", {})) for side in ("input", "output")}
    instance = object.__new__(_bound(found, graph, signs, in_place=False))
    instance.__dict__.update(state)
    return instance


def _constructed(
    cls: Any, graph: Dict[str, Any], modules: Mapping[str, ModuleType], allow_source: bool
) -> Any:
    """An instance of a trusted class."""
    state = {k: v for k, v in graph["state"].items() if k in ("args", "kwargs")}
    said = from_value(state, allow_source, modules=modules)
    return cls(*said.get("args", []), **said.get("kwargs", {}))


def _has_opaque(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_has_opaque, value))
    if not isinstance(value, dict):
        return False
    tagged = value.get("$value")
    kind = tagged.get("kind") if isinstance(tagged, dict) and len(value) == 1 else None
    return kind == "opaque" or (kind != "literal" and any(map(_has_opaque, value.values())))


def module_of_source(graph: Mapping[str, Any], digest: str) -> ModuleType:
    """A module of its own in which the source of a trusted OP has been executed.

    Its name follows from the OP, so that every process gives it the same, and pickled objects find
    their classes. Raises `GraphError` where the source fails.
    """
    whole = json.dumps([digest, _stateless(graph)], sort_keys=True)
    name = _MODULE_PREFIX + hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    if name in sys.modules:
        return sys.modules[name]
    source, file = graph["source"], f"<{name}>"
    module = ModuleType(name)
    module.__file__ = file
    # Tracebacks and `inspect` find the lines here.
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    sys.modules[name] = module
    MODULES_OF_GRAPHS[name] = graph.get("module", name)
    try:
        exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - trusted
    except BaseException as error:
        del sys.modules[name]
        if not isinstance(error, Exception):
            raise
        reason = f"its source fails: {type(error).__name__}: {error}"
        raise GraphError(f"OP {quoted(graph['name'])}", reason) from error
    return module


def _imported(graph: Mapping[str, Any]) -> ModuleType:
    name = graph.get("module")
    # OP-2
    if name is None or name in MAIN_MODULES:
        raise GraphError(f"OP {quoted(graph['name'])}", "it has neither `source` nor a `module`")
    try:
        return importlib.import_module(name)
    except Exception as error:
        reason = f"its module {quoted(name)} cannot be imported: {error}"
        raise GraphError(f"OP {quoted(graph['name'])}", reason) from error


def _found(base: Any, module: ModuleType, name: str) -> Any:
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            known = [k for k in vars(found) if not k.startswith("_")]
            raise GraphError(f"OP {quoted(name)}", f"no {quoted(part)} is defined", part, known)
        found = getattr(found, part)
    is_op = isinstance(found, base) or (isinstance(found, type) and issubclass(found, base))
    if is_op or isinstance(found, FunctionType):
        return found
    reason = f"what has this name is no OP but of the class {type(found).__name__}"
    raise GraphError(f"OP {quoted(name)}", reason)
