"""Names of parameters and artifacts, in templates and in the whole workflow (DG206 to DG208)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Index, Node, Port
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.reach import Reach
from dflow_graph.passes.spelling import untagged
from dflow_graph.refs import Tag, scan
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

__all__ = ["check_port_names"]

_PORT = regex(r"[-a-zA-Z0-9_]+")
_NOT_IN_PORT = regex(r"[^-a-zA-Z0-9_]+")
_RESULT = regex(r"dflow_output(?:_[0-9]+)?")
_Path = tuple[str | int, ...]
# What is not the same all through a run.
_VARYING = tuple((part,) for part in ("duration", "failures", "outputs", "status"))


def check_port_names(index: Index) -> Iterator[Diagnostic]:
    """Malformed and reserved names of ports, and names that two outputs share in the workflow."""
    for name in index.workflow.parameters or ():
        # NAM-8
        if not _PORT.fullmatch(name):
            yield _malformed(
                name, ("parameters", name), "name of the workflow parameter", at_key=True
            )
    for node in index.nodes.values():
        for ports in (node.in_parameters, node.in_artifacts):
            for name in ports:
                if not name.isidentifier() or name[0] == "d" or not name.isascii():
                    yield from _check_port(ports[name], may_be_result=False)
        for ports in (node.out_parameters, node.out_artifacts):
            for name in ports:
                if not name.isidentifier() or name[0] == "d" or not name.isascii():
                    yield from _check_port(ports[name], may_be_result=True)
    yield from _check_global_names(index)


def _check_port(port: Port, *, may_be_result: bool) -> Iterator[Diagnostic]:
    name, sort = port.name, "artifact" if port.is_artifact else "parameter"
    # NAM-8
    if not _PORT.fullmatch(name):
        yield _malformed(name, port.path, f"name of the {sort}", at_key=True)
    # NAM-9
    elif name.startswith("dflow_") and not (may_be_result and _RESULT.fullmatch(name)):
        yield finding(
            "DG207",
            f"the name of the {sort} {quoted(name)} begins with `dflow_`, which is kept for "
            "the ports that an emitter adds",
            port.path,
            hint=f"Rename it, for example to {quoted(name[len('dflow_') :] or 'x')}.",
            at_key=True,
        )


def _malformed(name: str, path: _Path, sort: str, *, at_key: bool) -> Diagnostic:
    close = _NOT_IN_PORT.sub("_", name[:60]).strip("_")
    what = f"the {sort} {quoted(name)}" if name else f"the empty {sort}"
    return finding(
        "DG206",
        f"{what} is none that Argo takes: ASCII letters, digits, hyphens and underscores",
        path,
        hint=f"Write {quoted(close)}." if close else "Use ASCII letters, digits, - and _.",
        at_key=at_key,
    )


def _global_names(node: Node) -> Iterator[tuple[str, str, _Path]]:
    """Each name within the workflow that a template writes: its sort, the name, its place."""
    maps: dict[str, Any] = {}
    if node.kind == "PythonOPTemplate":
        maps = {
            "parameter": node.template.output_parameter_global_name,
            "artifact": node.template.output_artifact_global_name,
        }
    for sort, ports in (("parameter", node.out_parameters), ("artifact", node.out_artifacts)):
        given = maps.get(sort) or {}
        for name, text in given.items():
            yield sort, text, (*node.path, f"output_{sort}_global_name", name)
        for name, port in ports.items():
            own: Any = getattr(port.entry, "global_name", UNSET)
            if own is not UNSET and name not in given:
                yield sort, own, (*port.path, "global_name")


def _check_global_names(index: Index) -> Iterator[Diagnostic]:
    taken: dict[tuple[str, str, str], list[tuple[Node, _Path]]] = {}
    for node in index.nodes.values():
        if not node.out_parameters and not node.out_artifacts:
            continue
        for sort, name, path in _global_names(node):
            bare = untagged(name)
            # NAM-8
            if bare is not None and not _PORT.fullmatch(bare):
                yield _malformed(name, path, f"global name of the {sort}", at_key=False)
            elif bare is not None and (scope := _scope(name, node)) is not None:
                taken.setdefault((sort, name, scope), []).append((node, path))
    shared = {key: users for key, users in taken.items() if len(users) > 1}
    if shared:
        reach = Reach(index)
        for (sort, name, _), users in shared.items():
            yield from _shared(sort, name, users, reach)


def _scope(name: str, node: Node) -> str | None:
    """Within what a name means the same: a template, or the run (empty); None if nowhere."""
    if "{{" not in name:
        return ""
    tags = [tag for tag in scan(name) if isinstance(tag, Tag)]
    if any(tag.is_expression for tag in tags):
        return None
    is_of_run = all(tag.parts[0] == "workflow" and tag.parts[1:2] not in _VARYING for tag in tags)
    return "" if is_of_run else node.name


def _shared(
    sort: str, name: str, users: list[tuple[Node, _Path]], reach: Reach
) -> Iterator[Diagnostic]:
    """Outputs of one name of which two can run; templates that only may run may be alternatives."""
    first: tuple[Node, _Path] | None = None
    is_certain = False
    for user in users:
        node, path = user
        if not reach.may_run(node):
            continue
        must_run = reach.must_run(node)
        # NAM-10
        if first is not None and (node is first[0] or must_run or is_certain):
            place = Place(message="the first output of that name", pointer=join(first[1]))
            yield finding(
                "DG208",
                f"a second output {sort} is called {quoted(name)} in the whole workflow",
                path,
                hint="Give each of the two a `global_name` of its own.",
                related=(place,),
            )
        if first is None or (must_run and not is_certain):
            first, is_certain = user, must_run
