"""Which types may be at fault for what is found about them: one that is wrong is one mistake.

Only a graph with several such findings imports this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.type_causes import CONNECTIONS, Found, port_of
from dflow_graph.refs import exact_reference
from dflow_graph.source.pointer import join

__all__ = ["with_culprits"]

_MOST = 1_000  # values for one port: more are no slip of its type


def with_culprits(found: list[Found], index: Index) -> Iterator[Diagnostic]:
    """The findings, each with the types that explain it (CONF-8).

    What does not fit an output is explained by the output or by the input. A value is so by the
    type of its port only where nothing fits that.
    """
    ports = [port or port_of(diagnostic.pointer) for diagnostic, port in found]
    failing: defaultdict[Path, set[str]] = defaultdict(set)
    for (diagnostic, _), port in zip(found, ports, strict=True):
        failing[port].add(diagnostic.pointer)
    wrong = {port for port, places in failing.items() if _is_all(places, port, index)}
    for (diagnostic, _), port in zip(found, ports, strict=True):
        if diagnostic.code in CONNECTIONS:
            source = port_of(diagnostic.related[0].pointer)
            types = (("type", *source), ("type", *port))
            yield diagnostic._replace(culprits=(*types, *diagnostic.culprits))
        elif diagnostic.code == "DG402" and port in wrong:
            yield diagnostic._replace(culprits=(("type", *port), *diagnostic.culprits))
        else:
            yield diagnostic


def _is_all(places: set[str], port: Path, index: Index) -> bool:
    """Whether nothing of what an input gets fits it, by the places of what does not."""
    if len(places) > _MOST:
        return False
    given = list(_given_to(port, index))
    return bool(given) and all(
        at in places or (items and all(item in places for item in items)) for at, items in given
    )


def _given_to(port: Path, index: Index) -> Iterator[tuple[str, list[str]]]:
    """The places of what an input gets from calls and from itself, each with those of its items.

    Texts that are put together when they run are left out, and what a template hands on to itself.
    """
    node = index.nodes.get(str(port[1]))
    if node is None:
        return  # a parameter of the workflow
    entry = node.in_parameters.get(str(port[-1]))
    if entry is None or entry.path != port:
        return
    workflow, name = index.workflow, entry.name
    for call in node.callers:
        value = (call.step.parameters or {}).get(name, UNSET)
        if call.owner is not node:
            yield from _place_of(value, (*call.path, "parameters", name))
    own = [(field, getattr(entry.entry, field, UNSET)) for field in ("default", "value")]
    for field, value in own:
        yield from _place_of(value, (*port, field))
    is_root = node.name in (workflow.entrypoint, workflow.on_exit)
    if is_root and all(value is UNSET for _, value in own):
        yield from _place_of((workflow.parameters or {}).get(name, UNSET), ("parameters", name))


def _place_of(value: Any, path: Path) -> Iterator[tuple[str, list[str]]]:
    if value.__class__ is str and "{{" in value:
        parts = exact_reference(value)
        if parts is not None:
            is_of_run = parts[:2] == ("workflow", "parameters")
            yield join(("parameters", parts[-1]) if is_of_run else path), []
    elif value.__class__ is list or value.__class__ is dict:
        yield join(path), [join((*path, key)) for key in _keys(value)]
    elif value is not UNSET:
        yield join(path), []


def _keys(value: Any) -> Iterable[Any]:
    return range(len(value)) if isinstance(value, list) else value
