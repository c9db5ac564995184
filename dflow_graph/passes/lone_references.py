"""Lone references that are right, told with a match and a few look-ups: most texts are those.

A no says nothing: what is not told here takes the long way of `text_names`.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.index import Call, Node, Role, Text
from dflow_graph.index.texts import strings
from dflow_graph.model import UNSET
from dflow_graph.passes.alike_texts import Sort, is_like_right
from dflow_graph.passes.stacked import stacks
from dflow_graph.refs import may_have_tag
from dflow_graph.regex import regex

__all__ = ["LONE_ROLES", "LoneReferences", "Taken"]

# Of the names that REF-1 allows, those that are quickly told.
_NAME = "([-A-Za-z0-9_]+)"
_LONE = {
    kind: tuple(
        regex(rf"{{{{(?:{head}\.{_NAME}\.outputs\.{sort}\.{_NAME}|inputs\.{sort}\.{_NAME})}}}}\Z")
        for sort in ("parameters", "artifacts")
    )
    for kind, head in (("Steps", "steps"), ("DAG", "tasks"))
}
# An enumeration is slow to look into, and its members to hash.
_ARGUMENT, _CONDITION, _SOURCE = Role.ARGUMENT, Role.CONDITION, Role.SOURCE
_SORTS: dict[Role, Sort] = {
    _ARGUMENT: "argument",
    _CONDITION: "condition",
    Role.LOOP: "argument",
    Role.KEY: "argument",
}
LONE_ROLES = (Role.SOURCE, Role.REFERENCE)
"""What is one reference and nothing else (REF-24)."""


Taken = tuple[dict[str, tuple[Any, ...]], dict[str, tuple[Any, ...]]]
"""References to parameters and to artifacts: the step, output and input in each."""
_MOST_TAKEN = 256


class LoneReferences:
    """The references of one template; remembers texts that are right in every call of it."""

    def __init__(self, node: Node, used: set[str], taken: Taken) -> None:
        self._node = node
        self._taken = taken
        self._used = used
        self._right_anywhere: dict[str, tuple[Role, ...]] = {}
        self._lone = _LONE.get(node.kind, ())

    def is_right(self, text: Text, call: Call) -> bool:
        """Whether a text is right in all calls, or a whole argument, a lone reference and right."""
        role = text.role
        if role in self._right_anywhere.get(text.text, ()):
            return True
        is_artifact = role is _SOURCE
        if (is_artifact or role is _ARGUMENT) and self._is_right(
            text.text, call, is_artifact=is_artifact
        ):
            return True
        sort = _SORTS.get(role)
        return sort is not None and is_like_right(text.text, self._node, call, self._used, sort)

    def remember(self, text: str, role: Role) -> None:
        """Notes a text that is right in every call."""
        roles = self._right_anywhere.get(text, ())
        if role not in roles:
            self._right_anywhere[text] = (*roles, role)

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
                        may_have_tag(value)
                        and _ARGUMENT not in known.get(value, ())
                        and not self._is_right(value, call, is_artifact=False)
                        and not is_like_right(value, self._node, call, self._used)
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
        return (
            when is UNSET
            or _CONDITION in known.get(when, ())
            or is_like_right(when, self._node, call, self._used, "condition")
        )

    def is_plain_output(self, text: Text) -> bool:
        """Whether a text plainly says what an output of Steps or a DAG is: a right reference, or an
        expression like one that is right.
        """
        if text.path[2] != "outputs" or not self._node.is_group:
            return False
        if text.role in LONE_ROLES:
            return self._is_right(text.text, None, is_artifact=text.role is _SOURCE)
        return text.path[-1] == "value_from_expression" and is_like_right(
            text.text, self._node, None, self._used, "output"
        )

    def _is_right(self, text: str, call: Call | None, *, is_artifact: bool) -> bool:
        """Whether a text is a lone reference to something of that sort that comes before.

        Before the call, or before the outputs of the template where there is none.
        """
        taken = self._taken[is_artifact]
        parts = taken.get(text)
        if parts is None:
            match = self._lone[is_artifact].match(text)
            if match is None:
                return False
            parts = match.groups()
            if len(taken) < _MOST_TAKEN:
                taken[text] = parts
        step, output, name = parts
        node = self._node
        if step is None:
            if name not in (node.in_artifacts if is_artifact else node.in_parameters):
                return False
            self._used.add(name)
            self.remember(text, _SOURCE if is_artifact else _ARGUMENT)
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
