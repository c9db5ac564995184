"""The requests of HTTP templates (DG709, DG710, DG715, DG744)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Node
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, near_misses, quoted
from dflow_graph.passes.folder_paths import without_tags
from dflow_graph.passes.headers import check_headers
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

__all__ = ["check_http_request", "check_url", "public"]

# RFC 9110, section 9.3, and PATCH of RFC 5789, which its registry adds.
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")
_URL = regex(r"https?://[^\s/?#]+(?![^/?#])", re.IGNORECASE)
_USER = regex(r"://[^\s/]*@")


def public(url: str) -> str:
    """A URL as a message may show it: without what stands before the host (SEC-5)."""
    return _USER.sub("://…@", url)


def check_http_request(node: Node) -> Iterator[Diagnostic]:
    """Faults of the request of one HTTP template."""
    template = node.template
    # TPL-17
    yield from check_url(template.url, (*node.path, "url"), "TPL-17")
    method = template.method
    # TPL-17
    if method is not UNSET and method.upper() not in _METHODS:
        close = near_misses(method, _METHODS)
        yield finding(
            "DG710",
            f"{quoted(method)} is not a method of HTTP",
            (*node.path, "method"),
            hint=f"Write {' or '.join(quoted(m) for m in close or ('GET', 'POST'))}.",
        )
    if template.headers:
        yield from check_headers(template.headers, (*node.path, "headers"))
    yield from _body_faults(node)


def _body_faults(node: Node) -> Iterator[Diagnostic]:
    template, where = node.template, (*node.path, "body_base64")
    if template.body_base64 is UNSET:
        return
    # TPL-23
    if template.body is not UNSET:
        yield finding(
            "DG715",
            f"the request of {quoted(node.name)} has both `body` and `body_base64`",
            where,
            hint="Keep one of the two.",
            at_key=True,
            related=(Place(message="`body` is here", pointer=join((*node.path, "body"))),),
        )
        return
    import base64

    try:
        base64.b64decode(template.body_base64, validate=True)
    except ValueError:
        # TPL-23
        yield finding(
            "DG715",
            f"`body_base64` of {quoted(node.name)} is not base64 with padding",
            where,
            hint="Encode the body by RFC 4648, section 4, or write it as text in `body`.",
        )


def check_url(url: str, where: Path, clause: str) -> Iterator[Diagnostic]:
    """Nothing for an http or https URL; what it begins with may also be a tag."""
    # TPL-17, STO-13
    if url[:2] != "{{" and not _URL.match(without_tags(url)):
        yield finding(
            "DG709",
            f"{quoted(public(url))} is not an http or https URL",
            where,
            hint="Begin it with `https://` and a host.",
            clause=clause,
        )
