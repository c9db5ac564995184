"""What the fields of one template are printed with: its names, their types, where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from dflow_graph.argo.claims import joined_place
from dflow_graph.argo.lowering import Lowering
from dflow_graph.argo.mentions import outputs_mentioned
from dflow_graph.argo.problems import Path
from dflow_graph.argo.slicing import sets_of
from dflow_graph.argo.stacking import Place
from dflow_graph.argo.texts import misread_text
from dflow_graph.argo.variants import Fetch, Names, Variant
from dflow_graph.index import Call, Port
from dflow_graph.index.order import direct_dependencies
from dflow_graph.model import CustomLocation, PVCLocation, RefSource
from dflow_graph.record import Record
from dflow_graph.refs import exact_reference

__all__ = ["BIG", "NOTHING", "Body", "Fetched", "big_name", "place_name"]

BIG = "dflow_bigpar_"

# How many parts names have: `inputs.parameters.x`, `steps.s.outputs.parameters.x`.
_INPUT, _OUTPUT = 3, 5
_PREFIXES = {"DAG": "tasks", "Steps": "steps"}


NOTHING = "dflow_nothing"
"""The optional input artifact of `Steps` that nobody gives."""


def big_name(name: str) -> str:
    """The artifact as which a big parameter travels (BIG-6)."""
    return BIG + name


def place_name(artifact: str) -> str:
    """The hidden input that says where an artifact lies that Argo does not bring."""
    return f"dflow_at_{artifact}"


class Fetched(Record):
    """Where an artifact lies that Argo does not bring: the path in a claim, or the URN of one.

    Without `claim` a plug-in fetches it.
    """

    place: str
    claim: str = ""


class Body:
    """A template that is being printed, in one of its shapes.

    `prefix` is `tasks` in a DAG, `steps` in Steps, nothing in other templates. `parts`, `alone`,
    `keyed`, `taken` and `left_out` are what the shape says, to be asked for often, `outer` the
    layers of slices around with their ports, and `cut` the input artifacts of which a part is
    taken. `fetched` are those that Argo does not bring, `copies` the claims in which outputs are
    kept, each with the path in it.
    """

    def __init__(self, variant: Variant, lowering: Lowering) -> None:
        self.variant = variant
        self.node = variant.node
        self.template: Any = variant.node.template
        self.lowering = lowering
        self.options = lowering.options
        self.problems = lowering.problems
        self.prefix = _PREFIXES.get(self.node.kind, "")
        self.needs_nothing = False
        self._step_names = Names(set(self.node.by_name))
        shape = variant.shape
        self.parts = dict(shape.parts)
        self.alone = frozenset(shape.alone)
        self.keyed = frozenset(shape.keyed)
        self.taken = frozenset(shape.taken)
        self.left_out = frozenset(shape.left_out)
        self.fetched = {fetch.name: self._fetched(fetch) for fetch in shape.fetched}
        self.copies: dict[str, list[tuple[str, str]]] = {}
        self.outer = [(layer, sets_of(layer)) for layer in shape.layers]
        self.cut = {
            name
            for name, port in self.node.in_artifacts.items()
            if self.node.is_group and (name in self.taken or port.entry.slice)
        }

    def _fetched(self, fetch: Fetch) -> Fetched:
        if not fetch.is_own:
            return Fetched(f"{{{{inputs.parameters.{place_name(fetch.name)}}}}}", fetch.claim)
        entry: Any = self.node.in_artifacts[fetch.name].entry
        if isinstance(entry.source, CustomLocation):
            return Fetched(entry.source.urn)
        return Fetched(joined_place(entry.source.subpath, entry.sub_path or ""), fetch.claim)

    def fetched_from(self, source: Any, below: str = "") -> Fetched | None:
        """Where a source lies, with the path below it, if Argo does not bring it."""
        if isinstance(source, PVCLocation):
            return Fetched(joined_place(source.subpath, below), self.lowering.claims.named(source))
        if isinstance(source, CustomLocation):
            return Fetched(source.urn)
        if not self.fetched or not isinstance(source, (str, RefSource)):
            return None
        text = source if isinstance(source, str) else source.from_
        parts = exact_reference(text) or ()
        if parts[:2] != ("inputs", "artifacts") or parts[2] not in self.fetched:
            return None
        sub_path = source.sub_path or "" if isinstance(source, RefSource) else ""
        known = self.fetched[parts[2]]
        if not known.claim:
            return known
        return known._replace(place=joined_place(known.place, joined_place(sub_path, below)))

    @cached_property
    def is_plain(self) -> bool:
        """Whether a common call means the same here as in any other template.

        Here nothing has arrived in pieces, in parts or by way of a claim, no slices around cut
        anything, and no output is a stacked artifact.
        """
        around = (self.outer, self.parts, self.alone, self.keyed, self.cut, self.taken)
        return not (any(around) or self.fetched or self.lowering.stacks.leave(self.node))

    @cached_property
    def uncommon(self) -> frozenset[Call]:
        """The hooks, and the steps that have more than arguments, a condition and dependencies."""
        return frozenset((*self.node.uncommon_calls, *self.node.hooks))

    @cached_property
    def loops(self) -> frozenset[str]:
        """The names of the steps that are looped."""
        return frozenset(call.name for call in self.node.uncommon_calls if call.is_looped)

    @cached_property
    def hooks(self) -> dict[tuple[Call | None, int | str], Call]:
        """The hooks of the steps, by step and field."""
        return {(hook.host, hook.place): hook for hook in self.node.hooks}

    @cached_property
    def awaited(self) -> frozenset[str]:
        """The tasks of a DAG for which others wait."""
        if self.node.kind != "DAG":
            return frozenset()
        return frozenset().union(*direct_dependencies(self.node).values())

    @cached_property
    def mentioned(self) -> dict[str, set[str]]:
        """The outputs of steps that the template refers to, by step."""
        return outputs_mentioned(self.node)

    def step_name(self, wanted: str) -> str:
        """A name for a step that the graph does not have."""
        return self._step_names.free(wanted)

    def port_of(self, parts: tuple[str, ...]) -> Port | None:
        """The input of this template, or the output of one of its steps, that a name stands for."""
        if len(parts) == _INPUT and parts[0] == "inputs":
            ports = self.node.in_artifacts if parts[1] == "artifacts" else self.node.in_parameters
            return ports.get(parts[2])
        if len(parts) == _OUTPUT and parts[0] == self.prefix and parts[2] == "outputs":
            call = self.node.by_name.get(parts[1])
            if call is not None and call.target is not None:
                return _outputs(call, parts[3]).get(parts[4])
        return None

    def type_of(self, parts: tuple[str, ...]) -> str | None:
        """The type of what a name stands for; None where the graph says none."""
        if parts[0] not in ("inputs", "steps", "tasks"):
            return None if parts[:2] == ("workflow", "parameters") or parts[0] == "item" else "str"
        port = self.port_of(parts)
        if port is None:
            return None if parts[2:3] == ("outputs",) else "str"
        call = self.node.by_name.get(parts[1]) if parts[0] != "inputs" else None
        return "list[any]" if call is not None and call.is_looped else port.type

    def big_source(self, value: Any) -> str | None:
        """The reference to the artifact of a big parameter, where a value refers to one."""
        parts = exact_reference(value) if isinstance(value, str) else None
        if parts is None:
            return None
        port = self.port_of(parts)
        if port is None or port.is_artifact or not port.is_big:
            return None
        return "{{" + ".".join((*parts[:-2], "artifacts", big_name(parts[-1]))) + "}}"

    def place_of(self, parts: tuple[str, ...]) -> Place | None:
        """Where a stacked artifact lies that a name stands for; None for any other (SLC-8)."""
        if parts[:3] == ("workflow", "outputs", "artifacts"):
            return self.lowering.stacks.global_place(parts[-1])
        if len(parts) != _OUTPUT or parts[0] != self.prefix or parts[3] != "artifacts":
            return None
        call = self.node.by_name.get(parts[1])
        if call is None or call.target is None or parts[4] not in call.target.out_artifacts:
            return None
        return self.lowering.stacks.place(call, parts[4], self.keyed)

    def check_literal(self, value: Any, path: Path) -> None:
        """Takes note of a text that has to arrive letter by letter (VAL-5), and cannot."""
        text = misread_text(value)
        if text is not None:
            self.cannot(
                f"Argo finds a tag in the text `{text[:40]}`, however it is written",
                path,
                "Give it as a raw artifact or a big parameter, or to a Python OP.",
            )

    def cannot(self, message: str, path: Path, hint: str = "") -> None:
        """Takes note of something that has no place in a manifest."""
        self.problems.add("DG908", message, path, hint=hint)


def _outputs(call: Call, sort: str) -> Mapping[str, Port]:
    assert call.target is not None
    return call.target.out_artifacts if sort == "artifacts" else call.target.out_parameters
