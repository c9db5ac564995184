"""Names of the workflow, its templates, steps and tasks (DG201 to DG205, DG213).

`check_names` also runs the other passes of the family: ports, Kubernetes, keys, durations.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Index, Node, texts_of_call
from dflow_graph.model import UNSET, Workflow
from dflow_graph.passes.durations import check_durations
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.keys import check_keys
from dflow_graph.passes.kubernetes_names import check_kubernetes_names
from dflow_graph.passes.port_names import check_port_names
from dflow_graph.passes.progress import check_progress
from dflow_graph.passes.retries import check_retries
from dflow_graph.passes.spelling import SUBDOMAIN, are_plain, is_subdomain, slug
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

__all__ = ["check_names"]

_LONGEST_WORKFLOW = 57
_LONGEST_RUN = 63
_LONGEST = 128
_STEP = regex(r"[a-zA-Z0-9][-a-zA-Z0-9]*")
_TEMPLATE = regex(r"[a-z0-9][-a-z0-9]*")
_HELPERS = ("-init-artifact", "-check-num-success", "-check-success-ratio")
_DIGITS = frozenset("0123456789")


def check_names(index: Index) -> Iterator[Diagnostic]:
    """Every fault of a name, a key or a duration in a graph (clauses NAM, KEY-2 to KEY-5, TIM)."""
    yield from _check_workflow(index.workflow)
    yield from _check_templates(index)
    groups = [node for node in index.nodes.values() if node.calls]
    # One look at all names takes less than one at those of each template.
    sound = _are_sound(list(chain.from_iterable([node.by_name for node in groups])))
    for node in groups:
        yield from _check_calls(node, sound=sound)
    yield from check_port_names(index)
    yield from check_kubernetes_names(index)
    yield from check_keys(index)
    yield from check_durations(index)
    yield from check_progress(index)
    yield from check_retries(index)


def _check_workflow(workflow: Workflow) -> Iterator[Diagnostic]:
    # NAM-1
    if not is_subdomain(workflow.name, _LONGEST_WORKFLOW):
        yield _bad_workflow_name("name", workflow.name, _LONGEST_WORKFLOW, "NAM-1")
    # NAM-2
    if workflow.id is not UNSET and not is_subdomain(workflow.id, _LONGEST_RUN):
        yield _bad_workflow_name("id", workflow.id, _LONGEST_RUN, "NAM-2")


def _bad_workflow_name(field: str, name: str, longest: int, clause: str) -> Diagnostic:
    if SUBDOMAIN.fullmatch(name):
        reason = f"has {len(name)} characters; at most {longest} are allowed"
        hint = f"Shorten it to {longest} characters."
    else:
        reason = (
            "is no name that Kubernetes takes: lower-case letters, digits, hyphens and dots, with "
            "a letter or digit at both ends of each part"
        )
        close = slug(name, longest)
        hint = f"Write {quoted(close)}." if close else "Use lower-case letters, digits and hyphens."
    message = f"the {field} of the workflow, {quoted(name)}, {reason}"
    return finding("DG201", message, (field,), hint=hint, clause=clause)


def _check_templates(index: Index) -> Iterator[Diagnostic]:
    names = index.nodes.keys()
    # NAM-4
    if not names or (are_plain(names, lower=True) and max(map(len, names)) <= _LONGEST):
        return
    for name, node in index.nodes.items():
        if len(name) > _LONGEST or not _TEMPLATE.fullmatch(name):
            reason, hint = _fault_of_name(name, "lower-case letters")
            message = f"the name of the template {quoted(name)} {reason}"
            yield finding("DG202", message, node.path, hint=hint, at_key=True)


def _fault_of_name(name: str, letters: str) -> tuple[str, str]:
    """What is wrong with the name of a template, step or task, and how to mend it."""
    if "{{" in name:
        return (
            "holds a tag, which means nothing in a name",
            "Write the name without braces; the pieces of a loop are numbered by themselves.",
        )
    if len(name) > _LONGEST:
        return (
            f"has {len(name)} characters; at most {_LONGEST} are allowed",
            f"Shorten it to {_LONGEST} characters.",
        )
    close = slug(name)
    return (
        f"may hold only {letters}, digits and hyphens, and begins with no hyphen"
        if name
        else "is empty",
        f"Rename it to {quoted(close)}." if close else f"Use {letters}, digits and hyphens.",
    )


def _are_sound(names: list[str]) -> bool:
    """Whether no name is malformed, too long, or ends as a helper's does. Never wrongly True."""
    joined = "\n".join(names) + "\n"
    return (
        are_plain(names)
        and max(map(len, names), default=0) <= _LONGEST
        and not any(f"{ending}\n" in joined for ending in _HELPERS)
    )


def _check_calls(node: Node, *, sound: bool) -> Iterator[Diagnostic]:
    """The names of the steps or tasks of one template."""
    names = node.by_name
    sort = "step" if node.kind == "Steps" else "task"
    if not sound:
        yield from _malformed(node, sort)
    # NAM-6
    if len(names) != len(node.calls):
        yield from _duplicates(node, sort)
    if node.kind == "DAG":
        yield from _check_digits(node)
    # NAM-16
    if not sound:
        yield from _helpers(node, sort)


def _malformed(node: Node, sort: str) -> Iterator[Diagnostic]:
    # NAM-5
    names = node.by_name.keys()
    if not are_plain(names) or max(map(len, names)) > _LONGEST:
        for name, call in node.by_name.items():
            if len(name) > _LONGEST or not _STEP.fullmatch(name):
                reason, hint = _fault_of_name(name, "letters")
                message = f"the name of the {sort} {quoted(name)} {reason}"
                yield finding("DG203", message, (*call.path, "name"), hint=hint)


def _duplicates(node: Node, sort: str) -> Iterator[Diagnostic]:
    for call in node.calls:
        first = node.by_name[call.name]
        if first is not call:
            place = Place(
                message=f"the first {sort} of that name", pointer=join((*first.path, "name"))
            )
            yield finding(
                "DG204",
                f"a second {sort} of {quoted(node.name)} has the name {quoted(call.name)}",
                (*call.path, "name"),
                hint=f"Give it a name that no other {sort} of the template has.",
                related=(place,),
            )


def _check_digits(node: Node) -> Iterator[Diagnostic]:
    # NAM-7
    numbered = [name for name in node.by_name if name[:1] in _DIGITS]
    if not numbered or not _has_dependencies(node):
        return
    for name in numbered:
        yield finding(
            "DG205",
            f"the task {quoted(name)} begins with a digit, in a DAG whose tasks depend on others",
            (*node.by_name[name].path, "name"),
            hint=f"Put a letter in front, such as {quoted('t-' + name)}.",
        )


def _has_dependencies(node: Node) -> bool:
    """Whether a task of the DAG depends on another, by its own word or by a reference (DEP-1)."""
    return any(call.step.dependencies for call in node.calls) or any(
        "tasks." in text.text or "tasks[" in text.text
        for call in node.calls
        for text in texts_of_call(call)
    )


def _helpers(node: Node, sort: str) -> Iterator[Diagnostic]:
    for name, call in node.by_name.items():
        ending = next((e for e in _HELPERS if name.endswith(e)), None)
        if ending is not None:
            yield finding(
                "DG213",
                f"{quoted(name)} ends in {quoted(ending)}, as do helper steps of dflow's own; "
                f"dflow leaves out such a {sort} when it reads or writes a graph",
                (*call.path, "name"),
                hint="Give it another ending.",
            )
