"""A template that has been made, as those who call it see it."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Made", "Port"]


class Port(NamedTuple):
    """An input or output.

    `type` is a value type, or an artifact type; `needed`: a call has to give it; `big`: a big
    parameter, `both`: one that travels as an ordinary one too; `is_sliced`: slices can cut it, or
    stack it; `unpacked`: it is stored without packing, or must be;
    `optional`: it may be missing; `mounts`: it may lie in a claim, for pods alone take it; `plain`:
    only Python OPs take it, and as it is, whole or not.
    """

    name: str
    type: str = "path"
    needed: bool = True
    big: bool = False
    both: bool = False
    is_sliced: bool = False
    unpacked: bool = False
    optional: bool = False
    mounts: bool = False
    plain: bool = False


class Made(NamedTuple):
    """A template by its name, with its ports."""

    name: str
    data: dict[str, Any]
    in_parameters: list[Port]
    in_artifacts: list[Port]
    out_parameters: list[Port]
    out_artifacts: list[Port]

    @property
    def kind(self) -> str:
        """The kind of the template."""
        return str(self.data["kind"])

    @property
    def is_group(self) -> bool:
        """Whether it is `Steps` or a `DAG`."""
        return self.kind in ("Steps", "DAG")

    @property
    def slices(self) -> dict[str, Any] | None:
        """The slices of every call, if the template has any."""
        found: dict[str, Any] | None = self.data.get("slices")
        for sort in ("input_parameter", "input_artifact", "output_parameter", "output_artifact"):
            names = list(self.data.get(f"{sort}_slices", ()))
            if names:
                found = {**(found or {}), sort: names}
        return found

    @property
    def gives_anything(self) -> bool:
        """Whether it has outputs."""
        return bool(self.out_parameters or self.out_artifacts)

    @property
    def is_free(self) -> bool:
        """Whether a call has to give nothing, and slices nothing."""
        return not any(p.needed for p in (*self.in_parameters, *self.in_artifacts)) and not (
            self.slices
        )
