"""How a store of S3 is to keep objects: its encryption, and the making of its bucket (STO-15).

Only a graph with such options imports this module.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, near_misses, quoted
from dflow_graph.passes.kubernetes_objects import check_kubernetes_object

__all__ = ["check_store_options"]

_KINDS = {
    "create_bucket_if_not_present": "CreateS3BucketOptions",
    "encryption_options": "S3EncryptionOptions",
}
_KEY, _SECRET, _CONTEXT = "kmsKeyId", "serverSideCustomerKeySecret", "kmsEncryptionContext"


def check_store_options(location: Any, path: Path) -> Iterator[Diagnostic]:
    """Faults of the options of an S3 location."""
    for field, kind in _KINDS.items():
        if given := getattr(location, field):
            yield from check_kubernetes_object(given, kind, (*path, field), near_misses)
    if options := location.encryption_options:
        yield from _check_encryption(options, location, (*path, "encryption_options"))


def _check_encryption(options: dict[str, Any], location: Any, path: Path) -> Iterator[Diagnostic]:
    key, secret, context = (options.get(name) or None for name in (_KEY, _SECRET, _CONTEXT))
    # STO-15
    if secret is not None and key is not None:
        what = f"objects are encrypted with `{_KEY}` or with `{_SECRET}`, not with both"
        yield _fault(what, (*path, _SECRET), "Keep one of the two.")
    elif secret is not None and location.insecure is True:
        what = f"`{_SECRET}` goes to the store by https alone, and `insecure` says http"
        yield _fault(what, (*path, _SECRET), "Remove `insecure`, or encrypt with another key.")
    if isinstance(context, str):
        if key is None:
            what = f"`{_CONTEXT}` has no effect without `{_KEY}`"
            yield _fault(what, (*path, _CONTEXT), f"Add `{_KEY}`, or remove it.")
        elif "{{" not in context and not _is_context(context):
            what = f"{quoted(context)} is no JSON text of an object with texts"
            hint = 'Write it as in `"{\\"project\\": \\"alloys\\"}"`.'
            yield finding("DG736", what, (*path, _CONTEXT), hint=hint, clause="STO-15")
    if (key or secret) is not None and options.get("enableEncryption") is None:
        what = "Argo encrypts nothing where `enableEncryption` is not true"
        hint = 'Add `"enableEncryption": true`, or false if that is meant.'
        yield finding("DG736", what, path, hint=hint, clause="STO-15")


def _fault(message: str, path: Path, hint: str) -> Diagnostic:
    return finding("DG736", message, path, hint=hint, clause="STO-15", at_key=True)


def _is_context(text: str) -> bool:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and all(isinstance(part, str) for part in value.values())
