"""References to outputs of steps that a condition may skip (clause WHEN-7)."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Node, Role, Text, texts_of_call, texts_of_template
from dflow_graph.model import UNSET
from dflow_graph.passes.alike_calls import Verdicts
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.names_in_text import names_in
from dflow_graph.passes.outlines import places_in
from dflow_graph.refs import exact_reference
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

if TYPE_CHECKING:
    from dflow_graph.index.order import Order

__all__ = ["check_skipped_steps"]

_OUTPUTS = ".outputs"
# What may stand for another value where an output is missing.
_ALTERNATIVE = regex(r"\?|\bif\b")
_WORD = regex(r"[^\s()&|!]+")
_others = attrgetter("with_param", "with_sequence", "key", "executor", "use_resource")
_NONE = (UNSET,) * 5
_EMPTY: dict[str, Any] = {}
_HOLDERS = frozenset((str, dict, list))


def check_skipped_steps(
    node: Node, conditional: list[Call], verdicts: Verdicts
) -> Iterator[Diagnostic]:
    """Every reference in a template to what a skipped step would not have given.

    `conditional` are the calls of the template that have a condition.
    """
    # A loop has the outputs of those pieces that ran.
    skipped = {
        call.name: call
        for call in conditional
        if not call.is_looped and node.by_name[call.name] is call
    }
    if not skipped:
        return
    search = _Search(node, skipped)
    yield from verdicts.faults(node.calls, search.step)
    for hook in node.hooks:
        yield from search.hook(hook)
    if node.out_parameters or node.out_artifacts:
        for text in texts_of_template(node):
            if text.path[2] == "outputs":
                yield from search.output(text)


class _Search:
    """Looks through the texts of one template for outputs of steps that may be skipped."""

    def __init__(self, node: Node, skipped: dict[str, Call]) -> None:
        self._node = node
        self._skipped = skipped
        self._order: Order | None = None
        self._head = "steps" if node.kind == "Steps" else "tasks"
        self._prefix = f"{{{{{self._head}."

    def step(self, call: Call) -> Iterator[Diagnostic]:
        """The texts of a step or task."""
        when = call.step.when
        if when is UNSET:
            if self._may_refer(call.step):
                yield from self._texts(call)
        # With a condition of its own it may be skipped as well; the condition is read first.
        elif _OUTPUTS in when and not self._names_others(when):
            yield from self._check(Text((*call.path, "when"), when, Role.CONDITION), call)

    def _may_refer(self, step: Any) -> bool:
        """Whether a step may refer to one that may be skipped; quick for those that do not."""
        others = _others(step)
        if others != _NONE:
            for value in others:
                if value is not UNSET and (value.__class__ is not str or _OUTPUTS in value):
                    return True
        for value in (step.parameters or _EMPTY).values():
            if value.__class__ is str:
                if _OUTPUTS in value and not self._names_others(value):
                    return True
            elif value.__class__ is dict or (
                value.__class__ is list and not _HOLDERS.isdisjoint(map(type, value))
            ):
                return True
        for source in (step.artifacts or _EMPTY).values():
            if source.__class__ is not str or (
                _OUTPUTS in source and not self._names_others(source)
            ):
                return True
        return False

    def _names_others(self, text: str, *, is_expression: bool = False) -> bool:
        """Whether a text plainly refers to nothing but steps that are always run."""
        if text.startswith(self._prefix) and text.find("}}") == len(text) - 2:
            begin = len(self._prefix)
            return text[begin : text.find(".", begin)] not in self._skipped
        names = places_in(text, is_expression=is_expression)
        if names is None:
            return False
        for parts in names:
            if len(parts) > 1 and text[parts[1][0] : parts[1][1]] in self._skipped:
                return False
        return True

    def hook(self, hook: Call) -> Iterator[Diagnostic]:
        """The texts of a hook, which is called only if its step has run."""
        assert hook.host is not None
        if hook.host.step.when is UNSET:
            yield from self._texts(hook)

    def _texts(self, call: Call) -> Iterator[Diagnostic]:
        """The texts of a step, task or hook without a condition."""
        for text in texts_of_call(call):
            if _OUTPUTS in text.text and not self._is_met_by_input(text, call):
                yield from self._check(text, call)

    def output(self, text: Text) -> Iterator[Diagnostic]:
        """A text of the template's own outputs."""
        ports = self._node.out_parameters, self._node.out_artifacts
        port = ports[text.path[3] == "artifacts"][str(text.path[4])]
        if getattr(port.entry, "default", UNSET) is not UNSET:
            return
        if getattr(port.entry, "optional", False) is not True:
            yield from self._check(text, None)

    def _is_met_by_input(self, text: Text, call: Call) -> bool:
        """Whether the input that takes an argument has a value without it."""
        place = text.path[call.depth :]
        if place[0] not in ("parameters", "artifacts"):
            return False
        target = call.target
        if target is None:
            return True  # what it does without is not known
        if place[0] == "artifacts":
            port = target.in_artifacts.get(str(place[1]))
        else:
            is_whole = len(place) == 2 and exact_reference(text.text) is not None  # noqa: PLR2004
            port = target.in_parameters.get(str(place[1])) if is_whole else None
        return port is not None and not port.required

    def _check(self, text: Text, call: Call | None) -> Iterator[Diagnostic]:
        if self._names_others(text.text, is_expression=text.role is Role.EXPRESSION):
            return
        for parts, within, expression in names_in(text):
            if _ALTERNATIVE.search(expression):
                continue
            if len(parts) < 4 or parts[0] != self._head or parts[2] != "outputs":  # noqa: PLR2004
                continue
            source = self._skipped.get(parts[1])
            if source is None or source is call or _has_default(source, parts):
                continue
            if call is not None and not self._runs_without(call, source):
                continue
            # WHEN-7
            yield finding(
                "DG336",
                f"{quoted('.'.join(parts))} has no value if {quoted(source.name)} is skipped",
                text.path,
                hint="Give the output a `default`, let the input do without, or use `??` in an "
                "expression.",
                within=within,
                related=(
                    Place(
                        message="this condition may skip it",
                        pointer=join((*source.path, "when")),
                    ),
                ),
            )

    def _runs_without(self, call: Call, source: Call) -> bool:
        """Whether a step that refers to another runs all the same when that one is skipped."""
        host = call.host or call
        if self._node.kind == "Steps":
            return source.group < host.group
        # DEP-4, DEP-5: a reference makes a task wait for success, its name alone does not.
        entries = host.step.dependencies or ()
        if source.name not in entries:
            return False
        words = [word for entry in entries for word in _WORD.findall(entry)]
        if any(word.startswith(f"{source.name}.") for word in words):
            return False
        if self._order is None:
            from dflow_graph.index.order import order_of

            self._order = order_of(self._node)
        order = self._order
        return not any(
            order.comes_before(source.name, other) for other in order.direct.get(host.name, ())
        )


def _has_default(source: Call, parts: tuple[str, ...]) -> bool:
    """Whether an output of a skipped step has a value; also True for one that is not there."""
    target, sort = source.target, parts[3]
    if target is None:
        return True
    if sort == "result":
        return False
    if len(parts) < 5:  # noqa: PLR2004
        return True
    ports = target.out_parameters if sort == "parameters" else target.out_artifacts
    port = ports.get(parts[4])
    if port is None:
        return True
    if getattr(port.entry, "default", UNSET) is not UNSET:
        return True
    apart = getattr(target.template, "output_parameter_default", None) or ()
    return parts[4] in apart
