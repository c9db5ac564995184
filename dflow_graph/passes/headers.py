"""Headers of requests: what HTTP takes as their names and values (DG744)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.regex import regex

__all__ = ["check_headers", "check_probes"]

_TOKEN = regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_OF_PROBE = regex(r"[-A-Za-z0-9]+", re.ASCII)
_CONTROL = regex(r"[\x00-\x08\x0a-\x1f\x7f]")
_TAG = regex(r"\{\{.*?\}\}", re.DOTALL)
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def check_headers(headers: Mapping[str, Any], where: Path) -> Iterator[Diagnostic]:
    """Names that are no tokens of RFC 9110, and values that would end the line of the header."""
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name):
            yield _malformed_name(name, (*where, name), at_key=True)
        elif value.__class__ is str:
            yield from _check_value(name, value, (*where, name))


def check_probes(container: Mapping[str, Any], where: Path) -> Iterator[Diagnostic]:
    """The headers of a container's probes, of which Kubernetes takes fewer names."""
    for probe in _PROBES:
        found = container.get(probe)
        request = found.get("httpGet") if isinstance(found, dict) else None
        headers = request.get("httpHeaders") if isinstance(request, dict) else None
        for number, header in enumerate(headers if isinstance(headers, list) else ()):
            path = (*where, probe, "httpGet", "httpHeaders", number)
            name = header.get("name") if isinstance(header, dict) else None
            if isinstance(name, str) and "{{" not in name and not _OF_PROBE.fullmatch(name):
                yield _malformed_name(name, (*path, "name"))


def _malformed_name(name: str, where: Path, *, at_key: bool = False) -> Diagnostic:
    # TPL-29
    return finding(
        "DG744",
        f"{quoted(name)} is no name of a header",
        where,
        hint="Use letters, digits and hyphens, as in `X-Request-ID`.",
        at_key=at_key,
    )


def _check_value(name: str, value: str, where: Path) -> Iterator[Diagnostic]:
    # What tags stand for is not known.
    bare = _TAG.sub(lambda tag: "a" * len(tag[0]), value)
    control = _CONTROL.search(bare)
    # TPL-29
    if control is not None:
        what = "a line break" if control[0] in "\r\n" else "a control character"
        yield finding(
            "DG744",
            f"the value of the header {quoted(name)} has {what} in it",
            where,
            hint="Write it in one line; a text of YAML behind `|-` does not end in a line break.",
            within=control.span(),
        )
