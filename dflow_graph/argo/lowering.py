"""What all templates of a manifest share while a graph is lowered."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from dflow_graph.argo.claims import Claims
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.problems import Path, Problems
from dflow_graph.argo.producers import Producers
from dflow_graph.argo.python_templates import nearest_python
from dflow_graph.argo.slicing import OwnLayers
from dflow_graph.argo.stacking import Stacks
from dflow_graph.argo.texts import json_text
from dflow_graph.argo.variants import Helpers, Variants
from dflow_graph.index import Index
from dflow_graph.model import UNSET
from dflow_graph.passes.known_lengths import Lengths

__all__ = ["Lowering"]


class Lowering:
    """A graph on its way to a manifest: what is known of it, and what has been made so far.

    The graph has no extensions (EXT-1).
    `listening` has the input artifacts of templates that are told of stacks, by template, and
    `executors` has where the graph says each executor for the first time, by its JSON; `context` is
    that of pods whose steps name none (EXE-2), empty if there is none. `asked` has what common
    calls ask of a template, by its name; `texts` are those of what has been printed, as far as they
    are long enough to hold a credential.
    """

    def __init__(self, index: Index, options: EmitOptions) -> None:
        self.index = index
        self.options = options
        self.problems = Problems()
        self.layers = OwnLayers(index)
        self.producers = Producers()
        self.stacks = Stacks(index, self.layers, self.producers)
        self.variants = Variants(index)
        self.helpers = Helpers(self.variants.names)
        self.claims = Claims(index.workflow)
        self.listening: dict[str, list[str]] = {}
        self.executors: dict[str, Path] = {}
        self.asked: dict[str, Any] = {}
        self.texts: set[str] = set()
        self.context = ""
        if index.workflow.context is not UNSET:
            self.context = json_text(index.workflow.context.to_dict())
            self.executors[self.context] = ("context",)

    @cached_property
    def python_templates(self) -> dict[str, Any]:
        """The template with Python to which each one leads first, by name."""
        return nearest_python(self.index)

    @cached_property
    def lengths(self) -> Lengths:
        """How many pieces the loops have, as far as the graph says it."""
        return Lengths(self.index)
