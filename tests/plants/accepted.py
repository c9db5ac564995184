"""Why something other than one finding at its place is right, class by class.

A class is a fault, what came of it, and the codes. What stands in neither list is to be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.plants.judge import Outcome

__all__ = ["reason_for"]

_ACCEPTED: dict[tuple[str, Outcome, tuple[str, ...]], str] = {
    ("wrong_json_type", Outcome.OTHER_CODE, ("DG102",)): "a version is no text: it is told as one",
    ("wrong_json_type", Outcome.OTHER_CODE, ("DG109",)): "the list of allowed values says more",
    ("wrong_type_of_member", Outcome.OTHER_CODE, ("DG109",)): "the list of values says more",
    ("wrong_type_of_member", Outcome.MISPLACED, ("DG107",)): "the culprit is the member below",
    ("reference_to_itself", Outcome.OTHER_CODE, ("DG305",)): "told as a reference, not as a wait",
    ("unknown_dependency", Outcome.OTHER_CODE, ("DG603",)): "the changed text is no dependency",
    ("bad_sequence", Outcome.MISPLACED, ("DG514",)): "of two bounds the second is the culprit",
    ("bad_slices", Outcome.SILENT, ()): "slices make a loop of their own (SLC-11)",
    ("leading_digit", Outcome.SILENT, ()): "allowed where no task waits for another (NAM-7)",
    ("literal_of_wrong_type", Outcome.MISPLACED, ("DG402",)): "the culprit is the item below",
    ("literal_of_wrong_type", Outcome.MORE, ("DG402",)): "two items are wrong",
    ("default_of_wrong_type", Outcome.MISPLACED, ("DG402",)): "the culprit is the member below",
    ("default_of_wrong_type", Outcome.MORE, ("DG402",)): "two items are wrong",
    ("several_saves", Outcome.SILENT, ()): "a claim may keep it besides (ART-6)",
    ("malformed_key", Outcome.SILENT, ()): "items of two loops are not compared one by one (KEY-2)",
    (
        "unknown_source",
        Outcome.SILENT,
        (),
    ): "known where files and plug-ins are (DG909, ART-22)",
}


def reason_for(fault: str, outcome: Outcome, codes: Sequence[str]) -> str:
    """Why this outcome is right; empty if nobody has said so."""
    return _ACCEPTED.get((fault, outcome, tuple(codes)), "")
