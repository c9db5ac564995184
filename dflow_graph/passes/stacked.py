"""Which artifacts the pieces of a loop have in common."""

from __future__ import annotations

from dflow_graph.index import Call

__all__ = ["stacks", "stacks_unknown"]


def stacks(call: Call, name: str) -> bool:
    """Whether the pieces of a loop have the output artifact of this name in common (REF-17)."""
    if call.slices is not None and name in (call.slices.output_artifact or ()):
        return True
    template = getattr(call.target, "template", None)
    return name in (getattr(template, "output_artifact_slices", None) or ())


def stacks_unknown(call: Call) -> bool:
    """Whether slices stack an artifact that is none, which may be meant for any (SLC-10)."""
    assert call.target is not None
    names = [*(getattr(call.target.template, "output_artifact_slices", None) or ())]
    if call.slices is not None:
        names += call.slices.output_artifact or ()
    return any(name not in call.target.out_artifacts for name in names)
