"""The references pass: every tag of every text stands for something that is known there (REF).

Most tags are a lone reference that is right; for those a match and a few look-ups must do. All
others take the long way through the tag grammar, the expression parser and `scope`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import (
    Call,
    Index,
    Node,
    Port,
    Role,
    Text,
    texts_beyond_arguments,
    texts_of_arguments,
    texts_of_call,
    texts_of_template,
    texts_of_workflow,
)
from dflow_graph.index.texts import strings
from dflow_graph.model import UNSET, SuspendOPTemplate
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.outcome import Outcome, Place
from dflow_graph.passes.run import Run
from dflow_graph.passes.scope import HEADS, resolve
from dflow_graph.passes.scope_steps import stacks
from dflow_graph.passes.tag_findings import (
    big_in_text,
    foreign,
    hyphen,
    malformed,
    not_lone,
    of_outcome,
    wrong_sort,
)
from dflow_graph.passes.usage import Usage
from dflow_graph.passes.waits import Waits
from dflow_graph.refs import Tag, TagFault, exact_reference
from dflow_graph.regex import regex

if TYPE_CHECKING:
    from dflow_graph.expr.check import Reference

__all__ = ["check_references"]

# Of the names that REF-1 allows, those that are quickly told.
_NAME = "([-A-Za-z0-9_]+)"
_LONE = {
    kind: tuple(
        regex(rf"{{{{(?:{head}\.{_NAME}\.outputs\.{sort}\.{_NAME}|inputs\.{sort}\.{_NAME})}}}}\Z")
        for sort in ("parameters", "artifacts")
    )
    for kind, head in (("Steps", "steps"), ("DAG", "tasks"))
}
# Names whose meaning depends on the call in which they stand.
_PLACED = regex(r"\b(?:item|steps|tasks)\b")
# An enumeration is slow to look into, and its members to hash.
_ARGUMENT, _CONDITION, _SOURCE = Role.ARGUMENT, Role.CONDITION, Role.SOURCE
_PLACELESS = (Role.ARGUMENT, Role.CONDITION, Role.LOOP, Role.KEY)
_LENIENT = (Role.SCRIPT,)
_LONE_ROLES = (Role.SOURCE, Role.REFERENCE)
_UNRESOLVED = frozenset({"DG301", "DG303", "DG306", "DG308", "DG315"})
# Findings of expressions that are read all the same.
_OF_SOUND = frozenset({"DG333"})
_EXECUTORS = ("executor", "use_resource")
_OWN_VALUES = ("value", "default")
_PARTS_OF_VALUE = 6  # templates, T, outputs, parameters, N, value
_PARTS_OF_ARGUMENT = 2  # parameters, N
_PARTS_OF_DEFAULT = 4  # templates, T, output_parameter_default, N
_MOST_HYPHENS = 30
_IMPLYING = (Role.ARGUMENT, Role.SOURCE)


def check_references(index: Index) -> Iterator[Diagnostic]:
    """Faults of tags, expressions and conditions, and inputs that nothing uses."""
    usage, run = Usage(index), Run(index)
    nowhere = _Walker(index, run, Node("", SuspendOPTemplate()), usage)
    for text in texts_of_workflow(index.workflow):
        yield from nowhere.check(text, None)
    for node in index.nodes.values():
        walker = _Walker(index, run, node, usage)
        for text in texts_of_template(node):
            if not walker.is_plain_output(text):
                yield from walker.check(text, None)
        yield from walker.check_calls()
        yield from walker.waits.told()
    yield from usage.unused()


class _Walker:
    """Checks the texts of one template."""

    def __init__(self, index: Index, run: Run, node: Node, usage: Usage) -> None:
        self.index = index
        self.run = run
        self.node = node
        self.used = usage.of(node)
        self.waits = Waits(node)
        self._right_anywhere: dict[str, tuple[Role, ...]] = {}
        self._lone = _LONE.get(node.kind, ())

    def check_calls(self) -> Iterator[Diagnostic]:
        """Every fault of the texts of steps, tasks and hooks."""
        for call in self.node.calls:
            if not self.is_plainly_right(call):
                for text in texts_of_arguments(call):
                    yield from self.check_once(text, call)
        for call in self.node.uncommon_calls:
            for text in texts_beyond_arguments(call):
                yield from self.check_once(text, call)
        for hook in self.node.hooks:
            for text in texts_of_call(hook):
                yield from self.check(text, hook)

    def check_once(self, text: Text, call: Call) -> Iterator[Diagnostic]:
        """Every fault of a text; nothing for one that was right in another call, and is in all."""
        roles = self._right_anywhere.get(text.text, ())
        if text.role in roles and not _is_part(text, call):
            return
        faulty = False
        for found in self.check(text, call):
            faulty = True
            yield found
        if not faulty and not _PLACED.search(text.text):
            self._right_anywhere[text.text] = (*roles, text.role)

    def is_plainly_right(self, call: Call) -> bool:
        """Whether arguments and condition are literals, lone references that are right, or known.

        Never wrongly True; the long way answers for all else.
        """
        step, known = call.step, self._right_anywhere
        if step.parameters:
            for value in step.parameters.values():
                kind = value.__class__
                if kind is str:
                    if (
                        "{{" in value
                        and _ARGUMENT not in known.get(value, ())
                        and not self._is_right(value, call, is_artifact=False)
                    ):
                        return False
                elif (kind is list or kind is dict) and any(strings(value, (), _ARGUMENT)):
                    return False
        if step.artifacts:
            for source in step.artifacts.values():
                if source.__class__ is not str or (
                    _SOURCE not in known.get(source, ())
                    and not self._is_right(source, call, is_artifact=True)
                ):
                    return False
        when = step.when
        return when is UNSET or _CONDITION in known.get(when, ())

    def is_plain_output(self, text: Text) -> bool:
        """Whether a text says what an output of Steps or a DAG is, and is a right reference."""
        return (
            text.role in _LONE_ROLES
            and text.path[2] == "outputs"
            and self.node.is_group
            and self._is_right(text.text, None, is_artifact=text.role is _SOURCE)
        )

    def _is_right(self, text: str, call: Call | None, *, is_artifact: bool) -> bool:
        """Whether a text is a lone reference to something of that sort that comes before.

        Before the call, or before the outputs of the template where there is none.
        """
        match = self._lone[is_artifact].match(text)
        if match is None:
            return False
        step, output, name = match.groups()
        node = self.node
        if step is None:
            if name not in (node.in_artifacts if is_artifact else node.in_parameters):
                return False
            self.used.add(name)
            role = _SOURCE if is_artifact else _ARGUMENT
            roles = self._right_anywhere.get(text, ())
            if role not in roles:
                self._right_anywhere[text] = (*roles, role)
            return True
        source = node.by_name.get(step)
        if source is None:
            return False
        # The tasks of a DAG have no order yet.
        if call is not None and (source is call or -1 < call.group <= source.group):
            return False
        target = source.target
        if target is None:
            return False  # an unknown template is one mistake, and reported
        if is_artifact:
            return output in target.out_artifacts and (
                not source.is_looped or stacks(source, output)
            )
        return output in target.out_parameters

    def check(self, text: Text, call: Call | None) -> Iterator[Diagnostic]:
        """Every fault of one text."""
        for found in self._faults(text, call):
            # A name that is not understood may be meant for any input, and for any task.
            self.used.add("")
            if found.code in _UNRESOLVED:
                self.waits.is_uncertain = True
            yield found

    def _faults(self, text: Text, call: Call | None) -> Iterator[Diagnostic]:
        place = self._place(text, call)
        if text.role is Role.EXPRESSION:
            yield from self._check_expression(text, text.text, 0, place)
            return
        tags = self.run.scan(text.text)
        lone = exact_reference(text.text) is not None
        if text.role in _LONE_ROLES and not lone and _all_tags(tags):
            yield not_lone(text)
            return
        for tag in tags:
            if isinstance(tag, TagFault):
                if not _is_of_another_language(text, tag):
                    yield malformed(text, tag)
            elif tag.is_expression:
                yield from self._check_expression(text, tag.body, tag.offset, place)
            else:
                yield from self._check_name(text, tag, place, lone=lone)
        if text.role is Role.CONDITION and _all_tags(tags):
            from dflow_graph.passes.expressions import check_condition

            yield from check_condition(text)

    def _place(self, text: Text, call: Call | None) -> Place:
        if call is None:
            in_executor = text.path[0] == "context"
        else:
            in_executor = text.path[len(call.path)] in _EXECUTORS
        in_outputs = text.path[2:3] == ("outputs",)
        return Place(
            self.index, self.run, self.node, call, text.role, False, in_executor, in_outputs
        )

    def _check_name(
        self, text: Text, tag: Tag, place: Place, *, lone: bool
    ) -> Iterator[Diagnostic]:
        parts = tag.parts
        # REF-8
        if text.role in _LENIENT and parts[0] not in HEADS:
            close = self.run.near_misses(parts[0], HEADS) if len(parts) > 1 else []
            meant = [h for h in close if not resolve((h, *parts[1:]), place).code]
            if meant:
                yield foreign(text, tag, meant[0])
            return
        outcome = resolve(parts, place)
        where = (tag.start, tag.end)
        if outcome.code:
            yield of_outcome(outcome, text, where)
            return
        yield from self._check_found(text, where, parts, outcome, place, lone=lone)

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
            self.used.add(parts[2] if len(parts) > 2 else "")
        port = outcome.port
        is_artifact = _names_artifact(parts)
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
        from dflow_graph.passes.expressions import check_expression, references_of

        faults = list(check_expression(text, body, offset))
        yield from faults
        if any(fault.code not in _OF_SOUND for fault in faults):
            return
        inside = place._replace(in_expression=True)
        if text.path[-1] == "from_expression":
            yield from _check_artifact_results(text, body, inside)
        found = references_of(body)
        passed = -1
        for number, reference in enumerate(found):
            if number <= passed:
                continue
            parts, end = reference.parts, reference.end
            outcome = resolve(parts, inside)
            hyphened = list(_hyphened(body, found, number, inside))
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


def _all_tags(tags: list[Tag | TagFault]) -> bool:
    return all(isinstance(tag, Tag) for tag in tags)


def _is_of_another_language(text: Text, fault: TagFault) -> bool:
    """Whether a tag without a name is some program's, such as `{{.State.Status}}` in a script."""
    # REF-8
    if text.role not in _LENIENT or fault.problem not in ("empty", "malformed"):
        return False
    first = text.text[fault.start + 2 : fault.end].split()[0]
    return first.partition(".")[0] not in HEADS


def _names_artifact(parts: tuple[str, ...]) -> bool:
    """Whether a known name is that of an artifact; `.path` of one is a text."""
    if parts[0] == "inputs":
        return len(parts) == 3 and parts[1] == "artifacts"
    if parts[0] == "workflow":
        return len(parts) == 4 and parts[1:3] == ("outputs", "artifacts")
    return parts[0] in ("steps", "tasks") and parts[2:4] == ("outputs", "artifacts")


def _wants_artifact(text: Text, *, is_artifact: bool) -> bool:
    if text.role is Role.SOURCE:
        return True
    # An artifact's name may stand in an expression that gives an artifact, and nowhere else.
    return is_artifact and text.path[-1] == "from_expression"


def _check_artifact_results(text: Text, body: str, place: Place) -> Iterator[Diagnostic]:
    """`from_expression` gives an artifact whatever its conditions come to."""
    from dflow_graph.expr.nodes import Array, Binary, Constant, Map, Unary
    from dflow_graph.passes.expressions import references_of, results_of

    no_artifacts = (Array, Binary, Constant, Map, Unary)
    known = {(r.start, r.end): r.parts for r in references_of(body)}
    for node in results_of(body):
        parts = known.get((node.start, node.end))
        if parts is None:
            is_nil = isinstance(node, Constant) and node.kind == "nil"
            is_none = isinstance(node, no_artifacts) and not is_nil
        else:
            # What is unknown is said elsewhere.
            is_none = not _names_artifact(parts) and not resolve(parts, place).code
        if is_none:
            # EXPR-8
            yield finding(
                "DG313",
                f"{quoted(body[node.start : node.end])} is no artifact, and may be the result",
                text.path,
                hint="Refer to an artifact in each branch.",
                clause="EXPR-8",
                within=(node.start, node.end),
            )


def _hyphened(
    body: str, found: tuple[Reference, ...], first: int, place: Place
) -> Iterator[tuple[int, tuple[str, ...], Outcome]]:
    """The names that a reference makes with those behind it, by hyphens between them.

    Each with the number of its last reference, and what looking it up comes to.
    """
    name = found[first].parts
    for number in range(first + 1, min(len(found), first + _MOST_HYPHENS)):
        left, right = found[number - 1], found[number]
        if left.end + 1 != right.start or body[left.end] != "-":
            break
        if not resolve(right.parts, place).code:
            break  # a difference
        name = (*name[:-1], f"{name[-1]}-{right.parts[0]}", *right.parts[1:])
        yield number, name, resolve(name, place)


def _is_part(text: Text, call: Call) -> bool:
    """Whether a text stands within an argument or the like, and is not all of it."""
    return len(text.path) > len(call.path) + _PARTS_OF_ARGUMENT


def _passes_on(text: Text, place: Place, port: Port, *, lone: bool) -> bool:
    """Whether a big parameter may stand here: as a whole value, or if it is an ordinary one too."""
    # BIG-3
    if getattr(port.entry, "save_both", False) is True:
        return True
    if not lone:
        return False
    if place.call is not None:
        return text.role is _ARGUMENT and not _is_part(text, place.call)
    path = text.path
    return text.role is Role.REFERENCE or (
        (len(path) == _PARTS_OF_VALUE and path[3] == "parameters" and path[5] in _OWN_VALUES)
        or (len(path) == _PARTS_OF_DEFAULT and path[2] == "output_parameter_default")
    )
