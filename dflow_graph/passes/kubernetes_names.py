"""Names that Kubernetes reads: labels, variables, containers, objects (DG209 to DG212)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Index, Node
from dflow_graph.model import UNSET, EnvVarSource, Secret, Workflow
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.labels import check_labels
from dflow_graph.passes.object_names import (
    check_claim_names,
    check_location,
    check_object_key,
    check_object_name,
    check_secrets,
    check_volumes,
)
from dflow_graph.passes.spelling import LABEL, slug, untagged
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

__all__ = ["check_kubernetes_names"]

_LONGEST_LABEL = 63
_LETTERS = "Use lower-case letters, digits and hyphens."
_VARIABLE = regex(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
_NOT_IN_VARIABLE = regex(r"[^-._a-zA-Z0-9]+")
_RESERVED = frozenset(("main", "init", "wait", "supervisor"))
_PLUGIN = "artifact-plugin-"
_LABELLED = attrgetter("labels", "annotations")
_POD = attrgetter("node_selector", "envs", "volumes", "pvcs", "init_containers", "sidecars")
_NO_LABELS = (UNSET,) * 2
_NO_POD = (UNSET,) * 6
_NOT_PODS = frozenset((
    "Steps", "DAG", "HTTPOPTemplate", "ResourceOPTemplate", "SuspendOPTemplate",
))  # fmt: skip
_Path = tuple[str | int, ...]


def check_kubernetes_names(index: Index) -> Iterator[Diagnostic]:
    """Every name in the graph that Kubernetes would refuse (clauses NAM-3 and NAM-11 to NAM-14)."""
    yield from _check_workflow(index.workflow)
    for node in index.nodes.values():
        template = node.template
        if template.memoize_config_map is not UNSET:
            where = (*node.path, "memoize_config_map")
            yield from check_object_name(template.memoize_config_map, where, "config map")
        if _LABELLED(template) != _NO_LABELS:
            yield from _check_metadata(template, node.path)
        if node.kind not in _NOT_PODS and _POD(template) != _NO_POD:
            yield from _check_pod(template, node.path)
        elif node.kind == "HTTPOPTemplate":
            for name, value in (template.headers or {}).items():
                yield from _check_variable_source(value, (*node.path, "headers", name))
        yield from _check_ports(node)
        if node.uncommon_calls:
            yield from _check_calls((*node.uncommon_calls, *node.hooks))


def _check_calls(calls: Iterable[Call]) -> Iterator[Diagnostic]:
    """The claims and secrets of steps: in what they give to artifacts, and in their executors."""
    for call in calls:
        step = call.step
        if step.artifacts is not UNSET:
            for name, source in step.artifacts.items():
                if source.__class__ is not str and source is not None:
                    yield from check_location(source, (*call.path, "artifacts", name))
        if step.executor is not UNSET:
            yield from check_secrets(step.executor, (*call.path, "executor"))


def _check_workflow(workflow: Workflow) -> Iterator[Diagnostic]:
    # NAM-3
    space = workflow.namespace
    if space is not UNSET and not (len(space) <= _LONGEST_LABEL and LABEL.fullmatch(space)):
        close = slug(space, _LONGEST_LABEL)
        yield finding(
            "DG211",
            f"the namespace {quoted(space)} is none: at most {_LONGEST_LABEL} lower-case letters, "
            "digits and hyphens, with a letter or digit at both ends",
            ("namespace",),
            hint=f"Write {quoted(close)}." if close else _LETTERS,
            clause="NAM-3",
        )
    yield from _check_metadata(workflow, ())
    if workflow.service_account_name is not UNSET:
        yield from check_object_name(
            workflow.service_account_name, ("service_account_name",), "service account"
        )
    for number, secret in enumerate(workflow.image_pull_secrets or ()):
        yield from check_object_name(secret, ("image_pull_secrets", number), "secret")
    repository = workflow.artifact_repository
    if repository is not UNSET:
        path: _Path = ("artifact_repository",)
        if repository.config_map is not UNSET:
            where = (*path, "config_map")
            yield from check_object_name(repository.config_map, where, "config map")
        yield from check_object_key(repository.key, (*path, "key"), "config map")
    yield from check_volumes(workflow.volumes or (), ("volumes",))
    if workflow.context is not UNSET:
        yield from check_secrets(workflow.context, ("context",))


def _check_metadata(part: Any, path: _Path) -> Iterator[Diagnostic]:
    yield from check_labels(part.labels or {}, (*path, "labels"), "label", values=True)
    yield from check_labels(
        part.annotations or {}, (*path, "annotations"), "annotation", values=False
    )


def _check_pod(template: Any, path: _Path) -> Iterator[Diagnostic]:
    yield from check_labels(
        template.node_selector or {}, (*path, "node_selector"), "node label", values=True
    )
    for name, value in (template.envs or {}).items():
        where = (*path, "envs", name)
        # NAM-11
        if not _VARIABLE.fullmatch(name):
            yield _bad_variable(name, where)
        if value.__class__ is not str:
            yield from _check_variable_source(value, where)
    yield from check_volumes(template.volumes or (), (*path, "volumes"))
    for number, claim in enumerate(template.pvcs or ()):
        yield from check_claim_names(claim, (*path, "pvcs", number))
    yield from _check_containers(template, path)


def _bad_variable(name: str, path: _Path) -> Diagnostic:
    close = _NOT_IN_VARIABLE.sub("_", name[:60]).strip("_")
    if close[:1].isdigit():
        close = "_" + close
    what = f"the name of the variable {quoted(name)}" if name else "the empty name of a variable"
    return finding(
        "DG209",
        f"{what} is none that Kubernetes takes: ASCII letters, digits, `_`, `-` and `.`, "
        "with no digit in front",
        path,
        hint=f"Write {quoted(close)}." if close else "Use ASCII letters, digits and _.",
        at_key=True,
    )


def _check_variable_source(value: Any, path: _Path) -> Iterator[Diagnostic]:
    """The object that a variable or header takes its value from."""
    if isinstance(value, Secret):
        yield from check_object_name(value.name, (*path, "name"), "secret")
        if value.key is not UNSET:
            yield from check_object_key(value.key, (*path, "key"), "secret")
    elif isinstance(value, EnvVarSource):
        for field, sort in (("secretKeyRef", "secret"), ("configMapKeyRef", "config map")):
            where = (*path, "value_from", field)
            reference = value.value_from.get(field)
            if isinstance(reference, dict):
                yield from check_object_name(reference.get("name"), (*where, "name"), sort)
                yield from check_object_key(reference.get("key"), (*where, "key"), sort)


def _check_containers(template: Any, path: _Path) -> Iterator[Diagnostic]:
    first: dict[str, _Path] = {}
    for field in ("init_containers", "sidecars"):
        for number, container in enumerate(getattr(template, field) or ()):
            where = (*path, field, number)
            name = container.get("name")
            # NAM-14
            if "name" not in container:
                yield _bad_container("this container has no name", where, "Give it a name.")
            elif not isinstance(name, str):
                message = "the container's name is no text"
                yield _bad_container(message, (*where, "name"), "Write a text, such as `helper`.")
            else:
                yield from _check_container(name, (*where, "name"), first)


def _check_container(name: str, path: _Path, first: dict[str, _Path]) -> Iterator[Diagnostic]:
    if name in _RESERVED or name.startswith(_PLUGIN):
        message = f"{quoted(name)} is the name of a container that Argo adds itself"
        yield _bad_container(message, path, "Give it another name.")
    elif not _may_be_label(name):
        close = slug(name, _LONGEST_LABEL)
        yield _bad_container(
            f"the name of the container {quoted(name)} is none that Kubernetes takes: at most "
            f"{_LONGEST_LABEL} lower-case letters, digits and hyphens",
            path,
            f"Write {quoted(close)}." if close else _LETTERS,
        )
    elif name in first:
        place = Place(message="the first container of that name", pointer=join(first[name]))
        message = f"a second container of the template has the name {quoted(name)}"
        yield _bad_container(message, path, "Give it a name of its own.", (place,))
    else:
        first[name] = path


def _may_be_label(name: str) -> bool:
    """Whether a name is a label once its tags are replaced; True for malformed tags."""
    bare = untagged(name)
    return bare is None or (len(bare) <= _LONGEST_LABEL and LABEL.fullmatch(bare) is not None)


def _bad_container(
    message: str, path: _Path, hint: str, related: tuple[Place, ...] = ()
) -> Diagnostic:
    return finding("DG212", message, path, hint=hint, related=related)


def _check_ports(node: Node) -> Iterator[Diagnostic]:
    """The claims and secrets of sources and of locations to save to."""
    if node.kind == "PythonOPTemplate":
        yield from _check_python_op(node)
        return
    for port in node.in_parameters.values():
        if port.entry.source is not UNSET:
            yield from check_location(port.entry.source, (*port.path, "source"))
    for port in node.in_artifacts.values():
        if port.entry.source is not UNSET:
            yield from check_location(port.entry.source, (*port.path, "source"))
    for port in node.out_artifacts.values():
        if port.entry.save is not UNSET:
            yield from _check_saves(port.entry.save, (*port.path, "save"))


def _check_saves(save: Iterable[Any], path: _Path) -> Iterator[Diagnostic]:
    for number, location in enumerate(save):
        yield from check_location(location, (*path, number))


def _check_python_op(node: Node) -> Iterator[Diagnostic]:
    template = node.template
    for port in node.out_artifacts.values():
        if port.entry.save is not UNSET:
            yield from _check_saves(port.entry.save, (*port.path, "save"))
    for name, save in (template.output_artifact_save or {}).items():
        yield from _check_saves(save, (*node.path, "output_artifact_save", name))
    for number, package in enumerate(template.python_packages or ()):
        yield from check_location(package, (*node.path, "python_packages", number))
