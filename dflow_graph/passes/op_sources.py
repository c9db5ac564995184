"""The code of Python OPs: where it is, and the digest that it is trusted by (DG805 to DG813)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Node
from dflow_graph.model import UNSET
from dflow_graph.passes.digests import Digests, digest_of
from dflow_graph.passes.finding import finding, near_misses, quoted
from dflow_graph.passes.op_names import check_op_names, check_packages, is_qualified
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

__all__ = ["check_op_source"]

_DEFINED = regex(r"^[ \t]*(?:async[ \t]+)?(?:class|def)[ \t]+(\w+)", re.MULTILINE)
_MOST_NAMES = 300
_DIGEST = regex(r"sha256:[0-9a-f]{64}\Z")


def check_op_source(node: Node, digests: Digests) -> Iterator[Diagnostic]:
    """Faults of where the code of one template's OP is, and of its digest."""
    op, where = node.template.op, (*node.path, "op")
    yield from check_op_names(node)
    yield from check_packages(node)
    if op.source is UNSET:
        # OP-2
        if op.module in (UNSET, "__main__"):
            yield finding(
                "DG805",
                f"the code of OP {quoted(op.name)} is nowhere: it has no `source`, and "
                + ("no `module`" if op.module is UNSET else "`__main__` is no module of a pod"),
                where,
                hint="Add `source` with `source_digest`, or the `module` that holds the OP.",
            )
        # OP-4
        elif op.source_digest is not UNSET:
            yield finding(
                "DG809",
                f"OP {quoted(op.name)} has a `source_digest` but no `source`",
                (*where, "source_digest"),
                hint="Remove `source_digest`, or add the source.",
                at_key=True,
            )
        return
    if is_qualified(op.name):
        yield from _undefined(op.name, op.source, where)
    digest = digest_of(op.source, digests)
    # OP-4
    if op.source_digest is UNSET:
        yield finding(
            "DG806",
            f"the source of OP {quoted(op.name)} has no digest",
            where,
            hint=f'Add "source_digest": "{digest}".',
        )
    elif op.source_digest != digest:
        yield from _bad_digest(op.name, op.source_digest, digest, (*where, "source_digest"))


def _bad_digest(
    name: str, written: str, digest: str, where: tuple[str | int, ...]
) -> Iterator[Diagnostic]:
    # OP-4
    if not _DIGEST.match(written):
        yield finding(
            "DG807",
            f"{quoted(written)} is not a digest of the form `sha256:` and 64 lower-case digits",
            where,
            hint=f'Write "{digest}", after a look at the source.',
        )
    else:
        yield finding(
            "DG808",
            f"the source of OP {quoted(name)} is not the one of this digest: "
            f"it has {digest[:15]}…, not {written[:15]}…",
            where,
            hint=f'If the source is as it should be, write "{digest}".',
        )


def _undefined(name: str, source: str, where: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    """Nothing for a source that defines the OP, as far as its lines tell."""
    for part in name.split("."):
        if _defines(part, source):
            continue
        known = list(dict.fromkeys(_DEFINED.findall(source)))
        close = near_misses(part, known[:_MOST_NAMES]) or known[:5]
        rest = "; it defines " + ", ".join(quoted(k) for k in close) if close else ""
        # OP-8
        yield finding(
            "DG811",
            f"the source of OP {quoted(name)} does not define {quoted(part)}{rest}",
            (*where, "name"),
            hint="Give the OP the name that the source has, or add the definition.",
            related=(Place(message="the source is here", pointer=join((*where, "source"))),),
        )
        return


def _defines(name: str, source: str) -> bool:
    """Whether a class, function, assignment or import of the source has the name."""
    if name not in source:
        return False
    if f"\nclass {name}(" in source or f"\ndef {name}(" in source:  # as in most
        return True
    word = rf"(?<!\w){name}(?!\w)"
    forms = (
        rf"^[ \t]*(?:async[ \t]+)?(?:class|def)[ \t]+{word}",
        rf"^[ \t]*{word}[ \t]*(?::[^=\n]*)?=(?!=)",
        rf"^[ \t]*(?:from[ \t]+[\w.]+[ \t]+)?import\b[^\n]*{word}",
        rf"^[ \t]*{word}[ \t]*(?:,|\bas\b|\)|$)",
    )
    return any(re.search(form, source, re.MULTILINE) for form in forms)
