"""Reports as one SARIF 2.1.0 log, for code scanning services and viewers.

Follows the OASIS Standard with Errata 01; the paragraphs named below are its own. Imports the
catalogue of rules and `render.text`; it reads no document and does not know the file system.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from dflow_graph import __version__
from dflow_graph.diagnostics import Diagnostic, Place, Report
from dflow_graph.render.text import safe
from dflow_graph.rules import FAMILIES, RULES, Rule
from dflow_graph.rules.page import page_text

__all__ = ["render_sarif"]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_STDIN = "<stdin>"
_DESCRIPTION = "What it finds"
_FINGERPRINT = "pathCodeAndPointer/v1"


def render_sarif(reports: Sequence[Report]) -> str:
    """The log: one run, the rules that occur in order of codes, the findings in order of reports.

    Equal reports give equal text: there is no time, no machine and no absolute path in it unless
    a report has one.
    """
    codes = sorted({d.code for report in reports for d in report.diagnostics})
    seen: Counter[str] = Counter()
    driver = {
        "name": "dflow-graph",
        "semanticVersion": __version__,
        "rules": [_rule(RULES[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(diagnostic, artifact, codes.index(diagnostic.code), seen)
            for report in reports
            for artifact in (_artifact(report.path),)
            for diagnostic in report.diagnostics
        ],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, Any]:
    """A rule as a `reportingDescriptor` (§3.49)."""
    page = page_text(rule)
    description = page.partition(f"## {_DESCRIPTION}\n")[2].partition("\n## ")[0].strip()
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": description},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [FAMILIES[rule.code[:3]], rule.clause]},
    }


def _result(
    diagnostic: Diagnostic, artifact: dict[str, Any], index: int, seen: Counter[str]
) -> dict[str, Any]:
    """A finding as a `result` (§3.27)."""
    message = _sentence(diagnostic.message)
    if diagnostic.hint:
        message += " " + _sentence(diagnostic.hint)
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": diagnostic.severity.value,
        "message": {"text": _plain(message)},
        "locations": [
            _location(
                artifact,
                diagnostic.pointer,
                startLine=diagnostic.line,
                startColumn=diagnostic.column,
                endLine=diagnostic.end_line,
                endColumn=diagnostic.end_column,
            )
        ],
        "partialFingerprints": {_FINGERPRINT: _fingerprint(artifact["uri"], diagnostic, seen)},
    }
    if diagnostic.related:
        # Numbers make equal places distinct, as the elements of this list must be.
        result["relatedLocations"] = [
            {"id": number, **_related(artifact, place)}
            for number, place in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.clause:
        result["properties"] = {"clause": diagnostic.clause}
    return result


def _related(artifact: dict[str, Any], place: Place) -> dict[str, Any]:
    location = _location(artifact, place.pointer, startLine=place.line, startColumn=place.column)
    return {**location, "message": {"text": _plain(_sentence(place.message))}}


def _location(artifact: dict[str, Any], pointer: str, **region: int) -> dict[str, Any]:
    """A `location` (§3.28); without a region where nothing can be pointed at.

    Ends are exclusive here and there, so they need no arithmetic.
    """
    physical: dict[str, Any] = {"artifactLocation": artifact}
    known = {name: number for name, number in region.items() if number > 0}
    if "startLine" in known:
        physical["region"] = known
    location: dict[str, Any] = {"physicalLocation": physical}
    if pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": safe(pointer)}]
    return location


def _artifact(path: str) -> dict[str, Any]:
    """The `artifactLocation` (§3.4) of a file; standard input has a URI that names no file."""
    if path == _STDIN:
        return {"uri": "stdin:", "description": {"text": "Standard input."}}
    pure = PurePath(path)
    if pure.is_absolute():
        # The slashes and the colon of a drive stay as they are.
        return {"uri": "file:///" + quote(_octets(pure.as_posix().lstrip("/")), safe="/:")}
    return {"uri": quote(_octets(pure.as_posix()), safe="/"), "uriBaseId": "%SRCROOT%"}


def _octets(path: str) -> bytes:
    """A path as its file system has it: names on Unix need not be UTF-8."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a name on Windows, where half a character is one
        return path.encode("utf-8", "surrogatepass")


def _sentence(text: str) -> str:
    """A message as consumers want it (§3.11.3): closed, so that a second one can follow."""
    return text if text.endswith((".", "?", "!")) else text + "."


def _plain(text: str) -> str:
    """A plain text message that has neither placeholder (§3.11.5) nor link (§3.11.6).

    Both could come from a document's own text: `{{item}}`, or `[here](…)`.
    """
    doubled = safe(text).replace("{", "{{").replace("}", "}}")
    if "](" not in doubled:
        return doubled
    return re.sub(r"(\\*)\]\(", lambda match: match[1] * 2 + r"\](", doubled)


def _fingerprint(uri: str, diagnostic: Diagnostic, seen: Counter[str]) -> str:
    """What stays the same when lines move: `HASH:N` (§3.27.17).

    HASH is the first half of the SHA-256 of the file's URI, the rule's code and the JSON pointer,
    with a NUL between them; N counts the findings of one HASH from 1, in order.
    """
    parts = f"{uri}\0{diagnostic.code}\0{diagnostic.pointer}"
    digest = hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
