"""Names in slices: whether the template has such ports (clauses SLC-10, SLC-19, SLC-21)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model.slices import Slices
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.run import Run
from dflow_graph.record import Record
from dflow_graph.source.pointer import join

__all__ = ["check_map", "check_ports"]

_SORTS = ("input_parameter", "input_artifact", "output_parameter", "output_artifact")


class _Side(Record):
    """The ports of a template of one side and sort, such as its output artifacts."""

    node: Node
    sort: str
    run: Run

    @property
    def words(self) -> str:
        return self.sort.replace("_", " ")

    @property
    def ports(self) -> dict[str, Port]:
        node = self.node
        return {
            "input_parameter": node.in_parameters,
            "input_artifact": node.in_artifacts,
            "output_parameter": node.out_parameters,
            "output_artifact": node.out_artifacts,
        }[self.sort]


def check_ports(
    slices: Slices, path: Path, node: Node, run: Run, step: Any = None
) -> Iterator[Diagnostic]:
    """Names in slices that are no port of the template, or stand there twice.

    Of one that the step gives as an argument too, STEP-5 says that it is none.
    """
    for sort in _SORTS:
        names = getattr(slices, sort)
        if not names:
            continue
        side = _Side(node, sort, run)
        ports = side.ports
        if sort != "output_parameter" and len(names) == 1 and names[0] in ports:
            continue  # the common case
        for number, name in enumerate(names):
            if not _is_given(name, sort, step):
                yield from _check_name(name, ports, side, (*path, sort, number), at_key=False)
        yield from _repeated(names, (*path, sort))


def _is_given(name: str, sort: str, step: Any) -> bool:
    """Whether a step has an argument of this name and sort."""
    side, _, noun = sort.partition("_")
    return side == "input" and step is not None and name in (getattr(step, noun + "s") or ())


def check_map(patterns: dict[str, str], path: Path, node: Node, run: Run) -> Iterator[Diagnostic]:
    """Names in a map of patterns, such as `input_parameter_slices`, that are no such port."""
    side = _Side(node, str(path[-1]).removesuffix("_slices"), run)
    ports = side.ports
    for name in patterns:
        yield from _check_name(name, ports, side, (*path, name), at_key=True)


def _check_name(
    name: str, ports: dict[str, Port], side: _Side, path: Path, *, at_key: bool
) -> Iterator[Diagnostic]:
    port = ports.get(name)
    # SLC-10
    if port is None:
        yield _unknown(name, side, path, at_key=at_key)
    # SLC-19
    elif port.is_big and side.sort == "output_parameter":
        yield finding(
            "DG507",
            f"{quoted(name)} is a big parameter, which cannot be stacked",
            path,
            hint="Make it a parameter, or an artifact in `output_artifact`.",
            at_key=at_key,
            related=(Place(message="it is declared here", pointer=join(port.path)),),
        )


def _unknown(name: str, side: _Side, path: Path, *, at_key: bool) -> Diagnostic:
    from dflow_graph.passes.culprits import missing_port

    what = f"the template {quoted(side.node.name)} has no {side.words} {quoted(name)}"
    others = (side._replace(sort=sort) for sort in _SORTS)
    other = next((o for o in others if name in o.ports), None)
    close = [] if other else side.run.near_misses(name, side.ports)
    if other is not None:
        what += f"; {quoted(name)} is an {other.words}"
        hint = f"Move it to `{other.sort}{'_slices' if at_key else ''}`."
    elif close:
        what += f"; did you mean {' or '.join(quoted(c) for c in close)}?"
        hint = f"Write {quoted(close[0])}."
    else:
        hint = f"Name an {side.words} of the template." if side.ports else "Remove it."
    end, noun = side.sort.split("_")
    culprits = missing_port(side.node, f"{end}s", f"{noun}s", name)
    return finding("DG501", what, path, hint=hint, at_key=at_key, culprits=culprits)


def _repeated(names: list[str], path: Path) -> Iterator[Diagnostic]:
    # SLC-21
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        if name in first:
            yield finding(
                "DG508",
                f"{quoted(name)} is sliced twice",
                (*path, number),
                hint="Remove one of the two.",
                related=(
                    Place(message="it stands here first", pointer=join((*path, first[name]))),
                ),
            )
        else:
            first[name] = number
