"""The rules DG8xx over a whole graph: credentials, and the sources of Python OPs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index, Likeness, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.alike_calls import Verdicts, one_of_each
from dflow_graph.passes.credential_names import Strength
from dflow_graph.passes.credential_shapes import SHORTEST
from dflow_graph.passes.credentials import Search, credential_finding
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.remaining_texts import credentials_of_data, has_remaining_credential
from dflow_graph.passes.secret_fields import check_secret_fields, check_sources
from dflow_graph.source.pointer import join

if TYPE_CHECKING:
    from dflow_graph.passes.digests import Digests

__all__ = ["check_security"]

_NONE = Strength.NONE
_HOLDERS = frozenset((str, dict, list))


def check_security(index: Index) -> Iterator[Diagnostic]:
    """Credentials that are written out, OPs without trustworthy code, unchecked servers."""
    search = Search()
    found = list(_check_fields(index, search))
    yield from found
    # SEC-4
    if has_remaining_credential(index, search.clean):
        yield from _check_remaining(index, {d.pointer for d in found})


def _check_remaining(index: Index, reported: set[str]) -> Iterator[Diagnostic]:
    """The credentials at places where none has been reported."""
    for path, match, is_name in credentials_of_data(index.workflow.to_dict()):
        if join(path) not in reported:
            yield credential_finding(match, path, at_key=is_name)


def _check_fields(index: Index, search: Search) -> Iterator[Diagnostic]:
    """What is found where free text and settings stand."""
    digests: Digests = {}
    yield from _check_workflow(index.workflow, search)
    arguments = _Arguments(index, search)
    for node in index.nodes.values():
        yield from check_secret_fields(node, search)
        if node.kind == "PythonOPTemplate":
            from dflow_graph.passes.op_sources import check_op_source

            yield from check_op_source(node, digests)
        elif node.kind == "HTTPOPTemplate":
            yield from _check_certificate(node)
        yield from arguments.check(node)
        for call in node.uncommon_calls:
            if _has_more(call.step):
                yield from _check_step(call, search)
        for call in node.hooks:
            yield from _check_hook(call, search)


def _check_workflow(workflow: Any, search: Search) -> Iterator[Diagnostic]:
    for field in ("parameters", "annotations", "labels", "volumes", "extensions"):
        yield from search.tree(getattr(workflow, field), (field,))
    if workflow.context is not UNSET:
        yield from search.executor(workflow.context, ("context",))


class _Arguments:
    """Looks for credentials in what steps and tasks give to their templates.

    Where no outline of a text may be one of a credential, one call of each sort is looked at.
    """

    def __init__(self, index: Index, search: Search) -> None:
        self._search = search
        self._verdicts = Verdicts()
        seen: set[Likeness] = set()
        nodes = [node for node in index.nodes.values() if node.is_rich]
        calls = [call for node in nodes for call in one_of_each(node.calls, seen)]
        self._is_clean = search.together(_texts_given(calls))
        if not self._is_clean:
            search.together(_texts_given(call for node in nodes for call in node.calls))

    def check(self, node: Node) -> Iterator[Diagnostic]:
        """Credentials in the arguments of the calls of one template."""
        calls: Iterable[Call] = node.calls if node.is_rich else ()
        if self._is_clean:
            calls = self._verdicts.doubtful(calls)
        for call in calls:
            doubtful = _worth_a_look(call.step.parameters or {}, self._search)
            for name, value in doubtful:
                # SEC-8
                yield from self._search.named(name, value, (*call.path, "parameters", name))
            if not doubtful and call.likeness is not None:
                self._verdicts.note(call.likeness)


def _texts_given(calls: Iterable[Call]) -> Iterator[str]:
    """The texts that calls give to their templates and that may hold a credential."""
    for call in calls:
        for value in (call.step.parameters or {}).values():
            if value.__class__ is str and len(value) >= SHORTEST and not _is_lone(value):
                yield value


def _is_lone(text: str) -> bool:
    """Whether a text is a lone name, which is none; an expression may have a text in it."""
    return text[:2] == "{{" and text[2:3] != "=" and text.find("}}") == len(text) - 2


def _worth_a_look(parameters: dict[str, Any], search: Search) -> list[tuple[str, Any]]:
    """The values that may hold a credential; nearly all are numbers, clean texts, references."""
    found: list[tuple[str, Any]] = []
    for name, value in parameters.items():
        kind = value.__class__
        if kind is str:
            is_clean = len(value) < SHORTEST or value in search.clean
            if (is_clean and search.names.get(name) is _NONE) or _is_lone(value):
                continue
        elif kind is not dict and (kind is not list or _HOLDERS.isdisjoint(map(type, value))):
            continue
        found.append((name, value))
    return found


def _has_more(step: Any) -> bool:
    """Whether a step has anything besides parameters and references that may hold a text."""
    if step.artifacts:
        for source in step.artifacts.values():
            if source.__class__ is not str:
                return True
    return (
        step.executor is not UNSET
        or step.extensions is not UNSET
        or step.use_resource is not UNSET
        or step.with_param.__class__ is list
    )


def _check_step(call: Call, search: Search) -> Iterator[Diagnostic]:
    if call.step.with_param.__class__ is list:
        yield from search.tree(call.step.with_param, (*call.path, "with_param"))
    yield from _check_call(call, search)


def _check_call(call: Call, search: Search) -> Iterator[Diagnostic]:
    """What steps and hooks have in common."""
    step, path = call.step, call.path
    yield from check_sources(step.artifacts or {}, (*path, "artifacts"), search)
    if step.executor is not UNSET:
        yield from search.executor(step.executor, (*path, "executor"))
    if step.use_resource is not UNSET:
        yield from search.text(step.use_resource.manifest, (*path, "use_resource", "manifest"))
    yield from search.tree(step.extensions, (*path, "extensions"))


def _check_hook(call: Call, search: Search) -> Iterator[Diagnostic]:
    for name, value in (call.step.parameters or {}).items():
        # SEC-8
        yield from search.named(name, value, (*call.path, "parameters", name))
    yield from _check_call(call, search)


def _check_certificate(node: Node) -> Iterator[Diagnostic]:
    # SEC-9
    if node.template.insecure_skip_verify is True:
        yield finding(
            "DG810",
            f"{quoted(node.name)} does not check whom it talks to",
            (*node.path, "insecure_skip_verify"),
            hint="Remove `insecure_skip_verify`, and give the server a certificate that is known.",
        )
