"""Settings of a Python OP's ports that stand apart, by port (clause TPL-13)."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Node
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.run import Run

__all__ = ["check_port_maps"]

_MAPS = {
    "input_artifact_prefix": "in_artifacts",
    "output_artifact_save": "out_artifacts",
    "output_artifact_archive": "out_artifacts",
    "output_artifact_global_name": "out_artifacts",
    "output_parameter_default": "out_parameters",
    "output_parameter_global_name": "out_parameters",
}
_maps = attrgetter(*_MAPS)
_NONE = (UNSET,) * len(_MAPS)
_SORTS = ("input_parameter", "input_artifact", "output_parameter", "output_artifact")


def check_port_maps(node: Node, run: Run) -> Iterator[Diagnostic]:
    """Every key of a map of a `PythonOPTemplate` that is no port of the map's side and sort."""
    given = _maps(node.template)
    if given == _NONE:
        return
    for (field, ports), settings in zip(_MAPS.items(), given, strict=True):
        known = getattr(node, ports)
        for name in settings or ():
            # TPL-13
            if name not in known:
                yield _unknown(node, field, name, run)


def _unknown(node: Node, field: str, name: str, run: Run) -> Diagnostic:
    from dflow_graph.passes.culprits import missing_port

    side, sort, _ = field.split("_", 2)
    known = getattr(node, _MAPS[field])
    what = f"OP {quoted(node.template.op.name)} has no {side} {sort} {quoted(name)}"
    other = next((o for o in _SORTS if name in getattr(node, _attribute(o))), None)
    close = [] if other else run.near_misses(name, known)
    if other is not None:
        what += f"; {quoted(name)} is an {other.replace('_', ' ')}"
    if close:
        what += f"; did you mean {' or '.join(quoted(c) for c in close)}?"
    return finding(
        "DG334",
        what,
        (*node.path, field, name),
        hint=f"Write {quoted(close[0])}." if close else "Remove it, or add the port to the OP.",
        at_key=True,
        culprits=missing_port(node, f"{side}s", f"{sort}s", name),
    )


def _attribute(sort: str) -> str:
    side, _, kind = sort.partition("_")
    return f"{side.removesuffix('put')}_{kind}s"
