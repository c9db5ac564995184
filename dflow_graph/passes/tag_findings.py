"""What is said of tags that are at fault: one function for each way in which they can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Role, Text
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.outcome import Outcome
from dflow_graph.refs import Tag, TagFault
from dflow_graph.regex import regex

# A whole name with too many or too few signs around it.
_NAME = regex(r"[\s${=]*((?:inputs|steps|tasks|workflow)(?:\.[\w-]+){2,})[\s}]*")

if TYPE_CHECKING:
    from dflow_graph.expr.check import Reference

__all__ = [
    "big_in_text",
    "foreign",
    "hyphen",
    "malformed",
    "not_lone",
    "of_outcome",
    "wrong_sort",
]


def hyphen(text: Text, found: tuple[Reference, ...], offset: int) -> Diagnostic:
    """References with a minus between them that are one name with a hyphen."""
    # EXPR-13
    name = "-".join((found[0].parts[-1], *(part.parts[0] for part in found[1:])))
    rest = "".join(f".{part}" for part in found[-1].parts[1:])
    right = f"{'.'.join(found[0].parts[:-1])}['{name}']{rest}"
    return finding(
        "DG327",
        f"the hyphen of {quoted(name)} is read as a minus in an expression",
        text.path,
        hint=f"Write {quoted(right)}.",
        within=(offset + found[0].start, offset + found[-1].end),
    )


def big_in_text(text: Text, where: tuple[int, int], parts: tuple[str, ...]) -> Diagnostic:
    """A big parameter where a text is put together."""
    # BIG-3
    return finding(
        "DG407",
        f"{quoted('.'.join(parts))} is a big parameter; it has no text that could stand here",
        text.path,
        hint="Pass it on whole, or set `save_both` on the output.",
        within=where,
    )


def of_outcome(outcome: Outcome, text: Text, where: tuple[int, int]) -> Diagnostic:
    """What looking up a name came to, at its place."""
    return finding(
        outcome.code,
        outcome.message,
        text.path,
        hint=outcome.hint,
        clause=outcome.clause,
        within=where,
        related=outcome.related,
        culprits=outcome.culprits,
    )


def not_lone(text: Text) -> Diagnostic:
    """More or less than one reference."""
    # REF-24
    what = "an artifact" if text.role is Role.SOURCE else "a parameter"
    bare = _NAME.fullmatch(text.text)
    if bare is not None:
        hint = f"Write `{{{{{bare[1]}}}}}`."
    elif text.role is Role.SOURCE:
        hint = "Write one tag such as `{{inputs.artifacts.NAME}}`, or a location as an object."
    else:
        hint = "Write one tag such as `{{steps.NAME.outputs.parameters.NAME}}`."
    return finding(
        "DG315",
        f"{quoted(text.text)} is not one reference to {what} and nothing else",
        text.path,
        hint=hint,
    )


_TAG_FAULTS = {
    "unclosed": ("REF-1", "a tag is opened here and never closed", "Close it with `}}`."),
    "nested": ("REF-12", "a tag stands within a tag", "Write one expression, `{{=...}}`."),
    "empty": ("REF-1", "a tag holds nothing", "Name what it stands for, or remove it."),
    "malformed": ("REF-1", "the tag holds no name", "Write `{{name}}`, or `{{=expression}}`."),
    "spaced-expression": (
        "REF-13",
        "an expression begins with `{{=`, without a space",
        "Remove the space before `=`.",
    ),
}


def malformed(text: Text, fault: TagFault) -> Diagnostic:
    """A tag against the grammar."""
    clause, message, hint = _TAG_FAULTS[fault.problem]
    where = (fault.start, fault.end)
    return finding("DG301", message, text.path, hint=hint, clause=clause, within=where)


def foreign(text: Text, tag: Tag, meant: str) -> Diagnostic:
    """A tag that is left to another program, and is nearly one of ours."""
    return finding(
        "DG330",
        f"{quoted(tag.body)} is left as it is; did you mean {quoted(meant)}?",
        text.path,
        hint=f"Write {quoted(meant)} if the tag is to be replaced.",
        within=(tag.start, tag.end),
    )


def wrong_sort(
    text: Text, where: tuple[int, int], parts: tuple[str, ...], *, is_artifact: bool
) -> Diagnostic:
    """An artifact in the place of a value, or the reverse."""
    # REF-11
    name = quoted(".".join(parts))
    if is_artifact:
        message = f"{name} is an artifact, and a value is expected here"
        hint = "Give it under `artifacts`, or refer to a parameter."
        if parts[0] == "inputs" and text.role in (Role.SCRIPT, Role.PLAIN):
            hint = f"Write `{'.'.join(parts)}.path` for where it lies."
    else:
        message = f"{name} is no artifact, and one is expected here"
        hint = "Give it under `parameters`, or refer to an artifact."
    return finding("DG313", message, text.path, hint=hint, within=where)
