"""The names in one text, by the tag grammar and the expression parser: the long way (REF, EXPR)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index, Node, Port, Role, Text, is_part
from dflow_graph.passes.foreign_tags import is_foreign_tag, may_be_foreign
from dflow_graph.passes.lone_references import LONE_ROLES
from dflow_graph.passes.outcome import Outcome, Place
from dflow_graph.passes.outlines import tags_of
from dflow_graph.passes.run import Run
from dflow_graph.passes.scope import HEADS, names_artifact, resolve
from dflow_graph.passes.tag_findings import (
    big_in_text,
    foreign,
    hyphen,
    malformed,
    not_lone,
    of_outcome,
    wrong_sort,
)
from dflow_graph.passes.waits import Waits
from dflow_graph.refs import Tag, TagFault, may_be_half

__all__ = ["TextNames"]

_LENIENT = (Role.SCRIPT,)
# Findings of expressions that are read all the same.
_OF_SOUND = frozenset({"DG333"})
_EXECUTORS = ("executor", "use_resource")
_OWN_VALUES = ("value", "default")
_PARTS_OF_VALUE = 6  # templates, T, outputs, parameters, N, value
_PARTS_OF_DEFAULT = 4  # templates, T, output_parameter_default, N
_SORTS = ("parameters", "artifacts")
_IMPLYING = (Role.ARGUMENT, Role.SOURCE)


class TextNames:
    """Checks the texts of one template; notes the inputs that they use, and for whom they wait."""

    def __init__(self, index: Index, run: Run, node: Node, used: set[str]) -> None:
        self._index = index
        self._run = run
        self._node = node
        self._used = used
        self.waits = Waits(node)

    def faults(self, text: Text, call: Call | None) -> Iterator[Diagnostic]:
        """Every fault of one text."""
        place = self._place(text, call)
        if text.role is Role.EXPRESSION:
            found = list(self._check_expression(text, text.text, 0, place))
            yield from found or self._check_truth_of_expression(text)
            return
        tags = tags_of(text.text)
        lone = _is_lone(tags, text.text)
        if text.role in LONE_ROLES and not lone and _all_tags(tags):
            yield not_lone(text)
            return
        found = list(self._check_tags(text, tags, place, lone=lone))
        yield from found
        if not lone and may_be_half(text.text):
            from dflow_graph.passes.half_tags import check_half_tags

            taken = [(t.start, t.end) for t in tags if not _is_of_another_language(text, t)]
            yield from check_half_tags(text, taken, place)
        if text.role is Role.CONDITION and _all_tags(tags):
            yield from self._check_condition(text, tags, is_right=not found)

    def _check_tags(
        self, text: Text, tags: list[Tag | TagFault], place: Place, *, lone: bool
    ) -> Iterator[Diagnostic]:
        for tag in tags:
            if isinstance(tag, TagFault):
                if not _is_of_another_language(text, tag):
                    yield malformed(text, tag)
            elif tag.is_expression:
                yield from self._check_expression(text, tag.body, tag.offset, place)
            else:
                yield from self._check_name(text, tag, place, lone=lone)

    def _check_condition(
        self, text: Text, tags: list[Tag | TagFault], *, is_right: bool
    ) -> Iterator[Diagnostic]:
        """Faults of a `when`; what it comes to is asked only where its tags are right."""
        from dflow_graph.passes.expressions import check_condition

        found = list(check_condition(text))
        yield from found
        if is_right and not found:
            from dflow_graph.passes.truths import check_truth_of_condition

            yield from check_truth_of_condition(text, tags, self._node)

    def _check_truth_of_expression(self, text: Text) -> Iterator[Diagnostic]:
        from dflow_graph.passes.truths import check_truth_of_expression

        return check_truth_of_expression(text)

    def _place(self, text: Text, call: Call | None) -> Place:
        if call is None:
            in_executor = text.path[0] == "context"
        else:
            in_executor = text.path[call.depth] in _EXECUTORS
        in_outputs = text.path[2:3] == ("outputs",)
        return Place(
            self._index, self._run, self._node, call, text.role, False, in_executor, in_outputs
        )

    def _check_name(
        self, text: Text, tag: Tag, place: Place, *, lone: bool
    ) -> Iterator[Diagnostic]:
        parts = tag.parts
        # REF-8
        if text.role in _LENIENT and parts[0] not in HEADS:
            if len(parts) > 1 and (meant := self._meant(parts, place)):
                yield foreign(text, tag, ".".join(meant))
            return
        outcome = resolve(parts, place)
        where = (tag.start, tag.end)
        if not outcome.code:
            yield from self._check_found(text, where, parts, outcome, place, lone=lone)
        elif text.role not in _LENIENT or not may_be_foreign(parts, text.text):
            yield of_outcome(outcome, text, where)

    def _meant(self, parts: tuple[str, ...], place: Place) -> tuple[str, ...]:
        """The known name that has another first part, or one in front; empty if there is none."""
        near = self._run.near_misses(parts[0], HEADS)
        names = [(head, *parts[1:]) for head in near]
        if parts[0] in _SORTS:
            names += [(side, *parts) for side in ("inputs", "outputs")]
        return next((name for name in names if not resolve(name, place).code), ())

    def _check_found(
        self,
        text: Text,
        where: tuple[int, int],
        parts: tuple[str, ...],
        outcome: Outcome,
        place: Place,
        *,
        lone: bool,
    ) -> Iterator[Diagnostic]:
        """What is known, but may be of the wrong sort here, or not have come yet."""
        if parts[0] == "inputs":
            self._used.add(parts[2] if len(parts) > 2 else "")
        port = outcome.port
        is_artifact = names_artifact(parts)
        if is_artifact is not _wants_artifact(text, is_artifact=is_artifact):
            yield wrong_sort(text, where, parts, is_artifact=is_artifact)
        elif port is not None and port.is_big and not _passes_on(text, place, port, lone=lone):
            yield big_in_text(text, where, parts)
        elif parts[0] == "tasks" and place.call is not None and len(parts) > 1:
            # DEP-1: what a hook refers to is nothing that its task waits for.
            implied = lone and text.role in _IMPLYING and place.call.host is None
            if not implied:
                self.waits.check(text, where, parts[1], place.call)

    def _check_expression(
        self, text: Text, body: str, offset: int, place: Place
    ) -> Iterator[Diagnostic]:
        from dflow_graph.passes.expressions import check_expression

        faults = list(check_expression(text, body, offset, self._run.near_functions))
        yield from faults
        if any(fault.code not in _OF_SOUND for fault in faults):
            return
        faults = list(self._check_names(text, body, offset, place))
        yield from faults
        if not faults:
            from dflow_graph.passes.text_operands import check_text_operands

            yield from check_text_operands(text, body, offset, self._node)

    def _check_names(
        self, text: Text, body: str, offset: int, place: Place
    ) -> Iterator[Diagnostic]:
        """Faults of the names in an expression without a fault of its own."""
        from dflow_graph.passes.expression_names import check_artifact_results, hyphened_names
        from dflow_graph.passes.expressions import references_of

        inside = place._replace(in_expression=True)
        if text.path[-1] == "from_expression":
            yield from check_artifact_results(text, body, inside)
        found = references_of(body)
        passed = -1
        for number, reference in enumerate(found):
            if number <= passed:
                continue
            parts, end = reference.parts, reference.end
            outcome = resolve(parts, inside)
            hyphened = list(hyphened_names(body, found, number, inside))
            passed = max((last for last, _, known in hyphened if not known.code), default=0)
            if passed:
                yield hyphen(text, found[number : passed + 1], offset)
                continue
            if outcome.code and hyphened:
                # EXPR-13: one slip, however many names a hyphen makes of it
                last, parts, outcome = hyphened[-1]
                passed, end = last, found[last].end
            where = (offset + reference.start, offset + end)
            if outcome.code:
                yield of_outcome(outcome, text, where)
            else:
                yield from self._check_found(
                    text, where, reference.parts, outcome, inside, lone=False
                )


def _is_lone(tags: list[Tag | TagFault], text: str) -> bool:
    """Whether a text is one simple tag and nothing else (REF-24)."""
    if len(tags) != 1:
        return False
    tag = tags[0]
    return (
        isinstance(tag, Tag) and tag.start == 0 and tag.end == len(text) and not tag.is_expression
    )


def _all_tags(tags: list[Tag | TagFault]) -> bool:
    return all(isinstance(tag, Tag) for tag in tags)


def _is_of_another_language(text: Text, fault: Tag | TagFault) -> bool:
    """Whether a tag without a name is some program's, such as `{{.State.Status}}` in a script."""
    # REF-8
    if isinstance(fault, Tag) or text.role not in _LENIENT:
        return False
    return is_foreign_tag(fault.problem, text.text[fault.start + 2 : fault.end])


def _wants_artifact(text: Text, *, is_artifact: bool) -> bool:
    if text.role is Role.SOURCE:
        return True
    # An artifact's name may stand in an expression that gives an artifact, and nowhere else.
    return is_artifact and text.path[-1] == "from_expression"


def _passes_on(text: Text, place: Place, port: Port, *, lone: bool) -> bool:
    """Whether a big parameter may stand here: as a whole value, or if it is an ordinary one too."""
    # BIG-3
    if getattr(port.entry, "save_both", False) is True:
        return True
    if not lone:
        return False
    if place.call is not None:
        return text.role is Role.ARGUMENT and not is_part(text, place.call)
    path = text.path
    return text.role is Role.REFERENCE or (
        (len(path) == _PARTS_OF_VALUE and path[3] == "parameters" and path[5] in _OWN_VALUES)
        or (len(path) == _PARTS_OF_DEFAULT and path[2] == "output_parameter_default")
    )
