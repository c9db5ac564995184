"""A difference between two graphs, as data."""

from __future__ import annotations

from typing import Any, Literal

from dflow_graph.record import Record

__all__ = ["Change", "ChangeKind", "Side", "What"]

ChangeKind = Literal["added", "removed", "changed", "renamed", "moved"]
What = Literal["template", "step", "task", "field"]


class Side(Record):
    """Where a change stands in one of the two graphs, and what stands there.

    `pointer` is an RFC 6901 pointer. `value` is the value of a field, the name of what has one, or,
    for a step that was moved, the number of its group, counted from 1.
    """

    pointer: str
    value: Any


class Change(Record):
    """One difference: the new graph's side is None for what was removed, the old one's for added.

    `template` and `step` say whose field it is, by their names in the new graph if they are in it;
    both are empty for a field of the workflow. `field` is the field's path, joined by dots.
    """

    kind: ChangeKind
    what: What
    template: str
    step: str
    field: str
    old: Side | None
    new: Side | None

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON has it; members that say nothing are left out."""
        data: dict[str, Any] = {"kind": self.kind, "what": self.what}
        for name in ("template", "step", "field"):
            if getattr(self, name):
                data[name] = getattr(self, name)
        for name, side in (("old", self.old), ("new", self.new)):
            if side is not None:
                data[name] = side._asdict()
        return data
