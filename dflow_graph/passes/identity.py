"""What a document claims to be: a graph of a known version, or something else (DG101-DG104)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.codec import SUPPORTED_VERSION
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.near_names import closest_names
from dflow_graph.passes.finding import finding, quoted, shown
from dflow_graph.regex import regex

__all__ = ["check_identity"]

_VERSION = regex(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?!\n)$")
_FIRST_MEMBER = f'Begin the document with "dflow_graph": "{SUPPORTED_VERSION}".'


def check_identity(root: Any) -> Iterator[Diagnostic]:
    """Nothing for a graph of the version known here; else the one finding that says what it is."""
    if not isinstance(root, dict):
        yield finding(
            "DG104",
            f"a graph is an object, but this document is {shown(root)}",
            (),
            hint="Write an object with `dflow_graph`, `name`, `entrypoint` and `templates`.",
        )
    elif "dflow_graph" in root:
        yield from _check_version(root["dflow_graph"])
    # DOC-6
    elif _is_pydflow(root):
        yield finding(
            "DG103",
            "this is a graph that pydflow wrote, not a document of this format",
            (),
            hint="Convert it with `dflow-graph convert --from pydflow FILE`.",
        )
    # DOC-5
    elif "apiVersion" in root and "kind" in root:
        yield finding(
            "DG104",
            f"this is a Kubernetes manifest of kind {shown(root['kind'])}, not a graph",
            (),
            hint="Give the graph that the manifest was made from.",
        )
    elif "templates" in root or "entrypoint" in root:
        yield _missing_version(root)
    else:
        yield finding(
            "DG104",
            "this object is not a graph: it has neither `dflow_graph` nor `templates`",
            (),
            hint=_FIRST_MEMBER,
        )


def _missing_version(root: dict[str, Any]) -> Diagnostic:
    # DOC-2
    # CONF-8
    meant = closest_names("dflow_graph", root)
    if meant:
        written = min(meant)
        return finding(
            "DG101",
            f"the document does not say its version: {quoted(written)} is not `dflow_graph`",
            (written,),
            hint=f"Rename {quoted(written)} to `dflow_graph`.",
            at_key=True,
        )
    return finding(
        "DG101", "the document does not say which version it follows", (), hint=_FIRST_MEMBER
    )


def _check_version(version: Any) -> Iterator[Diagnostic]:
    # DOC-3
    if version == SUPPORTED_VERSION:
        return
    if not isinstance(version, str) or not _VERSION.match(version):
        problem = f"{shown(version)} is not a version of the form MAJOR.MINOR"
        hint = f'Write "dflow_graph": "{SUPPORTED_VERSION}".'
    else:
        problem = f"version {version} is not known here; this tool reads {SUPPORTED_VERSION}"
        hint = (
            f"Use a dflow-graph that reads {version}, or write the document as {SUPPORTED_VERSION}."
        )
    yield finding("DG102", problem, ("dflow_graph",), hint=hint)


def _is_pydflow(root: dict[str, Any]) -> bool:
    """Pydflow's root has these members always, and names a template's kind `type`."""
    if any(key.startswith("py/") for key in root):
        return True
    templates = root.get("templates")
    return isinstance(templates, dict) and any(
        isinstance(t, dict) and "type" in t and "kind" not in t for t in templates.values()
    )
