"""Where stacked artifacts lie: under a key that is known before the first piece has run.

All pieces of a loop write below one key of the artifact repository (ART-15), and those who refer
to the whole take that key, so that nothing has to gather the pieces. The key is made in the
template that holds the loop, comes from outside where another loop is around it, and leaves it as
an output parameter.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.locations import StoredLocation, location_of
from dflow_graph.argo.producers import Producers
from dflow_graph.argo.slicing import OwnLayers
from dflow_graph.index import Call, Index, Node
from dflow_graph.model import UNSET
from dflow_graph.record import Record

__all__ = ["Place", "Stacks", "key_name"]

_BODY = "{{=sprig.trunc(16, sprig.sha256sum(node.name))}}"


class Place(Record):
    """Where a stacked artifact lies, and the key that the call of its template has to give.

    `location` is a location of Argo; `given` is empty where the template knows it by itself.
    """

    location: dict[str, Any]
    given: str = ""


def key_name(artifact: str) -> str:
    """The hidden input or output parameter that holds the key of an artifact."""
    return f"dflow_key_{artifact}"


class Stacks:
    """Which outputs of the templates of a graph are stacked artifacts, also by way of others."""

    def __init__(self, index: Index, layers: OwnLayers, producers: Producers) -> None:
        self._layers = layers
        self._producers = producers
        self._stacked: set[tuple[str, str]] = set()
        # What is not stacked by a loop here, but may be inside of a template that is called.
        above: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for node in index.nodes.values():
            for step, outputs in producers.of(node, "artifacts").items():
                call = node.by_name.get(step)
                if call is None or call.target is None:
                    continue
                for name, outs in outputs.items():
                    if name in layers.stacked(call):
                        self._stacked.update((node.name, out) for out in outs)
                    elif not call.is_looped:
                        inner = above.setdefault((call.target.name, name), [])
                        inner.extend((node.name, out) for out in outs)
        # Templates may call themselves: what rests on itself alone is not stacked.
        waiting = list(self._stacked)
        while waiting:
            new = [out for out in above.pop(waiting.pop(), ()) if out not in self._stacked]
            self._stacked.update(new)
            waiting.extend(new)
        self._leaving = {name for name, _ in self._stacked}
        self._global_names = {
            index.nodes[name].out_artifacts[out].entry.global_name for name, out in self._stacked
        }

    def global_place(self, name: str) -> Place | None:
        """Where the artifact of a `global_name` lies, if `Steps` or a `DAG` gives it by its key."""
        if name not in self._global_names:
            return None
        key = f"{{{{workflow.outputs.parameters.{key_name(name)}}}}}"
        return Place({"s3": {"key": key}})

    def leave(self, node: Node) -> bool:
        """Whether any output of a template is one."""
        return node.name in self._leaving

    def leaves(self, node: Node, out: str) -> bool:
        """Whether an output of a template is a stacked artifact that the template places itself."""
        return (node.name, out) in self._stacked

    def place(self, call: Call, artifact: str, keyed: frozenset[str]) -> Place | None:
        """Where an output of a call lies, or None if the engine knows it.

        `keyed` are the outputs of the template around the call whose key comes from outside.
        """
        assert call.target is not None
        is_near = self._layers.stacked(call) or call.target.name in self._leaving
        if not (is_near or keyed or call.owner.name in self._leaving):
            return None
        outs = self._producers.fed(call, "artifacts").get(artifact, ())
        for out in outs:
            if out in keyed:
                text = f"{{{{inputs.parameters.{key_name(out)}}}}}"
                return Place({"s3": {"key": text}}, text)
        if artifact in self._layers.stacked(call):
            saved = _saved(call, artifact)
            return Place(saved) if saved else _own(call, artifact)
        if self.leaves(call.target, artifact) and not call.is_looped:
            prefix = "tasks" if call.owner.kind == "DAG" else "steps"
            name = f"{prefix}.{call.name}.outputs.parameters.{key_name(artifact)}"
            return Place({"s3": {"key": "{{" + name + "}}"}})
        # An output that may be this one or a stacked one has a key in either case.
        mixed = any(self.leaves(call.owner, out) for out in outs)
        return _own(call, artifact) if mixed else None


def _own(call: Call, artifact: str) -> Place:
    text = f"dflow/{{{{workflow.name}}}}/{_BODY}/{call.name}/{artifact}"
    return Place({"s3": {"key": text}}, text)


def _saved(call: Call, artifact: str) -> dict[str, Any] | None:
    """The location in which the template of a call keeps an artifact, if it names one (ART-6)."""
    node = call.target
    assert node is not None
    template, entry = node.template, node.out_artifacts[artifact].entry
    places = getattr(template, "output_artifact_save", UNSET) or {}
    for place in places.get(artifact, getattr(entry, "save", UNSET)) or ():
        if isinstance(place, StoredLocation):
            return location_of(place)
    return None
