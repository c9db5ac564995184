"""The progress that a template shows before it runs (clause TPL-18)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.spelling import untagged
from dflow_graph.passes.template_kinds import POD_KINDS
from dflow_graph.regex import regex

__all__ = ["check_progress"]

_DIGITS = regex(r"[0-9]+")
_LARGE = "9" * 40


def check_progress(index: Index) -> Iterator[Diagnostic]:
    """Every `init_progress`, and every pair of numbers of an OP, that is no progress."""
    for node in index.nodes.values():
        if node.kind == "PythonOPTemplate":
            yield from _check_op(node)
        elif node.kind in POD_KINDS and isinstance(node.template.init_progress, str):
            yield from _check_text(node, node.template.init_progress)


def _check_op(node: Node) -> Iterator[Diagnostic]:
    op, where = node.template.op, (*node.path, "op")
    # TPL-18
    if op.progress_total == 0:
        yield finding(
            "DG222",
            f"OP {quoted(op.name)} can make no progress: its end is 0",
            (*where, "progress_total"),
            hint="Give a `progress_total` above 0.",
        )
        return
    done, total = op.progress_current, op.progress_total or 1
    if done is not UNSET and done > total:
        yield finding(
            "DG222",
            f"OP {quoted(op.name)} begins at {done}, beyond its end at {total}",
            (*where, "progress_current"),
            hint=f"Give a `progress_current` of at most {total}.",
        )


def _check_text(node: Node, text: str) -> Iterator[Diagnostic]:
    # TPL-18
    if not _may_be_progress(text):
        yield finding(
            "DG222",
            f"{quoted(text)} is no progress N/M of two whole numbers, N at most M and M above 0",
            (*node.path, "init_progress"),
            hint="Write it as `0/1` or `0/100`.",
        )


def _may_be_progress(text: str) -> bool:
    """Whether a text is a progress once its tags are replaced; True for malformed tags."""
    least = untagged(text, "0")
    if least is None:
        return True
    most = untagged(text, _LARGE)
    assert most is not None
    if "/" not in least:
        return "{{" in text and _DIGITS.fullmatch(least) is not None
    done, total = least.partition("/")[0], most.partition("/")[2]
    if not _DIGITS.fullmatch(done) or not _DIGITS.fullmatch(total):
        return False
    # As texts, since they may be longer than a number may be.
    done, total = done.lstrip("0"), total.lstrip("0")
    return total != "" and (len(done), done) <= (len(total), total)
