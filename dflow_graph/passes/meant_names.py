"""Which known name a malformed one was meant for: a part left out, or one too many.

Only a name that is at fault asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.index import Call, Node
from dflow_graph.passes.finding import near_misses, quoted
from dflow_graph.passes.outcome import Outcome, Place

__all__ = ["hinted"]

_SORTS = ("parameters", "artifacts")
_CALLS = {"Steps": "steps", "DAG": "tasks"}
# Of more calls than these hardly one alone has such an output, and each is asked for each name.
_MOST_CALLS = 100


def hinted(found: Outcome, parts: tuple[str, ...], place: Place) -> Outcome:
    """The outcome for a name of two parts or more, with a hint to write the one that is meant."""
    sorts = [near_misses(part, _SORTS) for part in parts[1:-1]]
    wanted = next((close[0] for close in sorts if close), "")
    names = {
        ".".join(name)
        for name in _known(parts, place.node)
        if (wanted in name or not wanted)
        and not (place.in_expression and any("-" in part for part in name))
    }
    return found._replace(hint=f"Write {quoted(names.pop())}.") if len(names) == 1 else found


def _known(parts: tuple[str, ...], node: Node) -> Iterator[tuple[str, ...]]:
    """The names that end with the same port: of the step that is named, or of any."""
    port = parts[-1]
    if parts[0] == "inputs" or parts[1] in _SORTS:
        if port in node.in_parameters:
            yield "inputs", "parameters", port
        if port in node.in_artifacts:
            yield "inputs", "artifacts", port
    head = parts[0]
    if head == _CALLS.get(node.kind):
        named = node.by_name.get(parts[1])
        if named is not None:
            yield from _outputs(head, named, port)
        elif len(node.by_name) <= _MOST_CALLS:
            for call in node.by_name.values():
                yield from _outputs(head, call, port)


def _outputs(head: str, call: Call, port: str) -> Iterator[tuple[str, ...]]:
    if call.target is None:
        return
    if port in call.target.out_parameters:
        yield head, call.name, "outputs", "parameters", port
    if port in call.target.out_artifacts:
        yield head, call.name, "outputs", "artifacts", port
