"""One finding for each thing at fault, however many places show it (CONF-8).

`told_once` works on findings alone, once their places in the text are known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sized
from itertools import chain

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Node
from dflow_graph.index.symbols import Path
from dflow_graph.source.pointer import join

__all__ = ["missing_port", "told_once"]

_MOST_RELATED = 20
_SAME = "the same is at fault here"


def missing_port(node: Node, side: str, sort: str, name: str) -> tuple[Path, ...]:
    """What may be at fault for a port that a template has not, `side` being `inputs` or `outputs`.

    It is the port, and the whole side where the template has none of that sort there: what has
    ports of neither sort lacks them for one reason.
    """
    is_parameter = sort == "parameters"
    if side == "inputs":
        known: Sized = node.in_parameters if is_parameter else node.in_artifacts
    else:
        known = node.out_parameters if is_parameter else node.out_artifacts
    port = (*node.path, side, sort, name)
    return (port,) if known else ((*node.path, side), port)


def told_once(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings with the first in the text alone of those that one thing explains.

    Of two things that may be at fault it is the one that explains more. The first finding tells of
    the places of the others. Of a call that may lack slices it is the first in that call, if any.
    """
    number = Counter(chain.from_iterable([diagnostic.culprits for diagnostic in found]))
    if number.total() == len(number):
        return found  # each thing has one finding, however many these are
    groups: defaultdict[Path, list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        if diagnostic.culprits:
            groups[max(diagnostic.culprits, key=number.__getitem__)].append(diagnostic)
    firsts: dict[int, Diagnostic] = {}
    others: set[int] = set()
    for culprit, group in groups.items():
        first, *rest = sorted(group, key=lambda d: (d.line, d.column))
        if culprit[0] == "slices":
            first, *rest = sorted((first, *rest), key=_is_outside(culprit[1:]))
        if rest:
            places = [Place(_SAME, d.pointer, d.line, d.column) for d in rest[:_MOST_RELATED]]
            if len(rest) > _MOST_RELATED:
                more = f"{_SAME}, and at {len(rest) - _MOST_RELATED} places after it"
                places[-1] = places[-1]._replace(message=more)
            firsts[id(first)] = first._replace(related=(*first.related, *places))
            others.update(map(id, rest))
    return [firsts.get(id(d), d) for d in found if id(d) not in others]


def _is_outside(call: Path) -> Callable[[Diagnostic], bool]:
    """Tells whether a finding stands in another place than a call."""
    pointer = join(call) + "/"
    return lambda diagnostic: not f"{diagnostic.pointer}/".startswith(pointer)
