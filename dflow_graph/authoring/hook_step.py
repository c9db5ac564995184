"""HookStep: a template that is called when a step reaches a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from dflow_graph.authoring.step import CALL_FIELDS, Step, argument_fields
from dflow_graph.python.graph_object import EXTENSIONS, known_arguments
from dflow_graph.python.op_template import OPTemplate
from dflow_graph.python.port_fields import expression_field

__all__ = ["HookStep"]

_ARGUMENTS = ("parameters", "artifacts", "slices", "key", "executor", "use_resource", "extensions")


class HookStep(Step):
    """A template that is called when a step reaches a state, or `expression` becomes true.

    Takes those arguments of a `Step` that say what is called and how it is carried out.
    """

    FIELDS = (
        CALL_FIELDS["template"],
        expression_field("expression"),
        *argument_fields(),
        CALL_FIELDS["slices"],
        CALL_FIELDS["key"],
        CALL_FIELDS["executor"],
        CALL_FIELDS["use_resource"],
        EXTENSIONS,
    )

    def __init__(
        self, template: OPTemplate, expression: Optional[str] = None, **kwargs: Any
    ) -> None:
        given = known_arguments("HookStep", kwargs, _ARGUMENTS)
        self.expression = expression
        self.name = getattr(template, "name", "hook")
        self._call(template, given.get("parameters"), given.get("artifacts"))
        self._carry_out(
            *(given.get(name) for name in ("slices", "key", "executor", "use_resource"))
        )
        self.extensions = given.get("extensions")

    @property
    def hooks(self) -> Mapping[str, Any]:  # type: ignore[override] # a hook has none
        """None: a hook has no hooks."""
        return {}
