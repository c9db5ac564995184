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


# In conformance cases, which have what no example has.
_IN_CASES: dict[tuple[str, Outcome, tuple[str, ...]], str] = {
    ("unknown_fact", Outcome.SILENT, ()): "braces of the shell are no tag (REF-8)",
    ("unclosed_tag", Outcome.OTHER_CODE, ("DG318",)): "it ends at the braces of the next tag",
    ("unopened_tag", Outcome.SILENT, ()): "the tag is that of another program (REF-8)",
    ("loop_is_removed", Outcome.SILENT, ()): "slices of the template make the loop (SLC-11)",
    ("item_of_wrong_type", Outcome.SILENT, ()): "the pattern takes something else than the item",
    ("bad_slices", Outcome.MISPLACED, ("DG324",)): "slices make the loop; its outputs are no more",
    ("unequal_lengths", Outcome.SILENT, ()): "the pattern or the other length is not known (SLC-3)",
    ("unequal_lengths", Outcome.MORE, ("DG503",)): "no list that it is held against has its length",
    ("unequal_lengths", Outcome.MORE, ("DG503", "DG520")): "nothing that needs its length has it",
    ("broken_expression", Outcome.SILENT, ()): "it ends in a comment",
    (
        "unknown_function",
        Outcome.SILENT,
        (),
    ): "of `$env`, or it takes any number of arguments",
    ("unknown_function", Outcome.OTHER_CODE, ("DG318",)): "a predicate stands in no other function",
    ("malformed_template_name", Outcome.MORE, ("DG202", "DG326")): "an ignore entry has the name",
    ("duplicate_global_name", Outcome.SILENT, ()): "names with tags are not compared (NAM-10)",
    ("bad_request", Outcome.SILENT, ()): "`get` and `delete` need no manifest (TPL-10)",
    ("bad_output", Outcome.MISPLACED, ("DG729",)): "either of the two sources is one too many",
    ("bad_output", Outcome.SILENT, ()): "an optional output may come from nowhere",
    ("dotted_memoize_key", Outcome.MORE, ("DG219",)): "another key has the name of the run, too",
    (
        "too_many_parts",
        Outcome.MORE,
        ("DG609", "DG901"),
    ): "those of the case count, too",
}


def reason_for(fault: str, outcome: Outcome, codes: Sequence[str], file: str = "") -> str:
    """Why this outcome is right; empty if nobody has said so."""
    key = (fault, outcome, tuple(codes))
    return _ACCEPTED.get(key, "") or (_IN_CASES.get(key, "") if file.startswith("valid-") else "")
