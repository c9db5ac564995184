"""Loops: what they run over, and what may stand only on them (clauses LOOP-1 to LOOP-11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted, shown
from dflow_graph.passes.pieces import Length, items_of_json, whole_number
from dflow_graph.refs import TagFault, scan
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

__all__ = ["check_loop", "check_success_counts"]

_WHOLE = regex(r"[+-]?[0-9]+\Z")
_CONVERSION = regex(r"%(?:%|[-+ #0]*(?:[1-9][0-9]*)?[doxX])?")
_COUNTING = frozenset(
    {"PythonOPTemplate", "ScriptOPTemplate", "ShellOPTemplate", "PythonScriptOPTemplate"}
)


def check_loop(call: Call, is_looped: bool) -> Iterator[Diagnostic]:
    """Every fault of a step's `with_param`, `with_sequence` and `parallelism`."""
    step, path = call.step, call.path
    if step.with_sequence is not UNSET:
        # LOOP-1
        if step.with_param is not UNSET:
            yield _two_loops(path)
        else:
            yield from _check_sequence(step.with_sequence, (*path, "with_sequence"))
    elif step.with_param.__class__ is str:
        yield from _check_list_text(step.with_param, (*path, "with_param"))
    # LOOP-11
    if step.parallelism is not UNSET and not is_looped and call.target is not None:
        from dflow_graph.passes.slice_causes import slices_of

        yield finding(
            "DG521",
            f"`parallelism` has no effect on {quoted(call.name)}, which is not looped",
            (*path, "parallelism"),
            hint="Remove it, or set it on the template that holds the step.",
            culprits=slices_of(call),
        )


def _two_loops(path: Path) -> Diagnostic:
    return finding(
        "DG512",
        "a step loops over `with_param` or over `with_sequence`, not over both",
        (*path, "with_sequence"),
        hint="Remove one of the two.",
        related=(Place(message="the other loop is here", pointer=join((*path, "with_param"))),),
    )


def _check_list_text(text: str, path: Path) -> Iterator[Diagnostic]:
    # LOOP-2
    if "{{" not in text and items_of_json(text) is None:
        yield finding(
            "DG513",
            f"{quoted(text)} is not the JSON text of a list, so there is nothing to loop over",
            path,
            hint="Write the list itself, or a reference to one in `{{` and `}}`.",
        )


def _check_sequence(sequence: Any, path: Path) -> Iterator[Diagnostic]:
    # LOOP-3
    if sequence.count is not UNSET and sequence.end is not UNSET:
        yield finding(
            "DG514",
            "a sequence has a `count` or an `end`, not both",
            (*path, "end"),
            hint="Remove one of the two.",
            related=(Place(message="`count` is here", pointer=join((*path, "count"))),),
        )
    elif sequence.count is UNSET and sequence.end is UNSET:
        yield finding(
            "DG514",
            "this sequence does not say where it ends",
            path,
            hint="Add `count`, how many numbers, or `end`, the last one.",
        )
    for name in ("count", "start", "end"):
        value = getattr(sequence, name)
        if value is not UNSET:
            yield from _check_bound(name, value, (*path, name))
    if sequence.format is not UNSET:
        yield from _check_format(sequence.format, (*path, "format"))


def _check_bound(name: str, value: int | str, path: Path) -> Iterator[Diagnostic]:
    # LOOP-8
    if isinstance(value, str) and not _may_be_whole(value):
        yield finding(
            "DG515",
            f"`{name}` of a sequence is a whole number, not {quoted(value)}",
            path,
            hint="Write a whole number, or a reference to one.",
        )
    elif name == "count" and (number := whole_number(value)) is not None and number < 0:
        yield finding(
            "DG516",
            f"a sequence cannot have {shown(value)} numbers",
            path,
            hint="Give a `count` of 0 or more; for a downward sequence, give `start` and `end`.",
        )


def _may_be_whole(text: str) -> bool:
    """Whether a text is a whole number once its tags are replaced; True for malformed tags."""
    parts, end = [], 0
    for tag in scan(text):
        if isinstance(tag, TagFault):
            return True
        parts += [text[end : tag.start], "0"]
        end = tag.end
    return _WHOLE.match("".join((*parts, text[end:]))) is not None


def _check_format(text: str, path: Path) -> Iterator[Diagnostic]:
    # LOOP-9
    number = 0
    for match in _CONVERSION.finditer(text):
        if match[0] == "%%":
            continue
        number += 1
        if match[0] == "%" or number > 1:
            what = (
                f"{quoted(text)} has more than one conversion, and there is one number"
                if match[0] != "%"
                else f"{quoted(text[match.start() :])} is no conversion of a whole number"
            )
            hint = "Keep one conversion such as `%d` or `%03d`; write a percent sign as `%%`."
            yield finding("DG517", what, path, hint=hint, within=match.span())
            return
    if number == 0:
        yield finding(
            "DG517",
            f"{quoted(text)} has no conversion, so that every item would be the same",
            path,
            hint="Add a conversion such as `%d` or `%03d` where the number is to stand.",
        )


def check_success_counts(
    call: Call,
    is_looped: bool,
    count: Length | None,
) -> Iterator[Diagnostic]:
    """Faults of `continue_on_num_success` and `continue_on_success_ratio`, of which one is there.

    `count` is the number of pieces, if it is known.
    """
    step, path, target = call.step, call.path, call.target
    has_number = step.continue_on_num_success is not UNSET
    name = "continue_on_num_success" if has_number else "continue_on_success_ratio"
    # LOOP-7
    if has_number and step.continue_on_success_ratio is not UNSET:
        yield _number_beside_ratio(path)
    if target is None:
        return
    why = _uncounted(call, target.kind, is_looped=is_looped)
    if why:
        from dflow_graph.passes.slice_causes import slices_of

        yield finding(
            "DG518",
            f"`{name}` counts the pieces of a looped script or Python OP, but {quoted(call.name)} "
            f"{why}",
            (*path, name),
            hint="Set it on the steps inside."
            if target.is_group and is_looped
            else "Use `continue_on_failed`.",
            culprits=() if is_looped else slices_of(call),
        )
    elif has_number and count is not None and step.continue_on_num_success > count.number:
        yield finding(
            "DG520",
            f"`{name}` asks for {step.continue_on_num_success}, more than the loop has pieces: "
            f"{count.number}",
            (*path, name),
            hint=f"Ask for at most {count.number}.",
            culprits=(("length", *count.origin),),
        )


def _uncounted(call: Call, kind: str, *, is_looped: bool) -> str:
    """Why no run of a call can count itself, as the rest of a sentence; empty where it can."""
    if not is_looped:
        return "is not looped"
    if kind not in _COUNTING:
        return f"calls a template of kind {kind}"
    assert call.target is not None
    if getattr(call.target.template, "resource", UNSET) is not UNSET:
        return "calls a template that acts on a resource"
    return "has `use_resource`" if call.step.use_resource is not UNSET else ""


def _number_beside_ratio(path: Path) -> Diagnostic:
    place = join((*path, "continue_on_num_success"))
    return finding(
        "DG519",
        "`continue_on_success_ratio` cannot stand beside `continue_on_num_success`",
        (*path, "continue_on_success_ratio"),
        hint="Remove one of the two.",
        related=(Place(message="the number is here", pointer=place),),
    )
