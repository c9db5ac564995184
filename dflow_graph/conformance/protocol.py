"""The messages of the protocol: what the runner says, and what it takes for an answer.

`conformance/protocol.md` is the text of it, `conformance/protocol/*.schema.json` its schemas.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from dflow_graph.conformance.cases import FAMILIES, LEVELS, Case
from dflow_graph.record import Record

__all__ = [
    "PROTOCOL",
    "REPORTS",
    "STOP",
    "Answer",
    "Claims",
    "Implementation",
    "ProtocolError",
    "answer_of",
    "case_message",
    "document_bytes",
    "implementation_of",
    "line_of",
    "start_message",
    "value_of_line",
]

PROTOCOL = 1
REPORTS = ("verdict", "codes", "places")
STOP = {"command": "stop"}
_SHOWN = 120


class ProtocolError(ValueError):
    """A line that is no message of the protocol, or not the one that was due."""

    def __init__(self, message: str, *, problem: str = "garbage") -> None:
        super().__init__(message)
        self.problem = problem


class Claims(Record):
    """What an implementation says that it can do; nothing else is asked of it."""

    levels: tuple[str, ...]
    families: tuple[str, ...] = FAMILIES
    notations: tuple[str, ...] = ("json", "yaml")
    reports: str = "places"

    def cover(self, case: Case) -> bool:
        """Whether a case lies within the claims."""
        return (
            case.level in self.levels
            and case.family in self.families
            and case.notation in self.notations
        )


class Implementation(Record):
    """Who answers, and what is claimed."""

    name: str
    version: str
    language: str
    claims: Claims


class Answer(Record):
    """A reply to a case: `kind` is `result`, `skipped` or `errored`."""

    kind: str
    content: Any


def line_of(message: dict[str, Any]) -> bytes:
    """A message as a line of JSON."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def start_message() -> dict[str, Any]:
    """The first message."""
    return {"command": "start", "protocol": PROTOCOL}


def case_message(case: Case, seq: int) -> dict[str, Any]:
    """What a case asks, without what it expects."""
    return {
        "command": "case",
        "seq": seq,
        "id": case.id,
        "ask": case.ask,
        "input": _input(case.input),
    }


def document_bytes(given: dict[str, Any]) -> bytes:
    """The document of an input, as a file has it."""
    if "document" in given:
        return json.dumps(given["document"], ensure_ascii=False).encode("utf-8")
    if "base64" in given:
        return base64.b64decode(given["base64"])
    return str(given["text"]).encode("utf-8")


def _input(given: dict[str, Any]) -> dict[str, Any]:
    """The input with its document as the text, or as the bytes that are no text in UTF-8."""
    if "document" in given:
        rest = {key: value for key, value in given.items() if key != "document"}
        return {**rest, "text": json.dumps(given["document"], ensure_ascii=False)}
    if "base64" not in given:
        return given
    try:
        text = base64.b64decode(given["base64"]).decode("utf-8")
    except UnicodeDecodeError:
        return given
    rest = {key: value for key, value in given.items() if key != "base64"}
    return {**rest, "text": text}


def value_of_line(line: bytes) -> dict[str, Any]:
    """The object that a line holds. Raises `ProtocolError`."""
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ProtocolError(f"a line that is no JSON: {_shown(line)}") from None
    if not isinstance(value, dict):
        raise ProtocolError(f"a line that is no JSON object: {_shown(line)}")
    return value


def _shown(line: bytes) -> str:
    text = line.decode("utf-8", errors="replace").rstrip("\r\n")
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def implementation_of(reply: dict[str, Any]) -> Implementation:
    """What the reply to `start` says. Raises `ProtocolError`."""
    version = reply.get("protocol")
    if version != PROTOCOL or isinstance(version, bool):
        message = f"it speaks version {version!r} of the protocol, and the suite version {PROTOCOL}"
        raise ProtocolError(message, problem="version")
    about = _member(reply, "implementation", dict)
    claims = _member(reply, "claims", dict)
    return Implementation(
        name=_member(about, "name", str),
        version=_member(about, "version", str),
        language=_member(about, "language", str),
        claims=Claims(
            levels=_names(claims, "levels", LEVELS),
            families=_names(claims, "families", FAMILIES, default=FAMILIES),
            notations=_names(claims, "notations", ("json", "yaml"), default=("json", "yaml")),
            reports=_names({"reports": [claims.get("reports", "places")]}, "reports", REPORTS)[0],
        ),
    )


def _member(value: dict[str, Any], name: str, kind: type) -> Any:
    found = value.get(name)
    if not isinstance(found, kind):
        raise ProtocolError(f"the reply to `start` has no {name!r} that is {_KINDS[kind]}")
    return found


_KINDS: dict[type, str] = {dict: "an object", str: "a text", list: "a list"}


def _names(
    value: dict[str, Any], name: str, known: tuple[str, ...], default: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    if default is not None and name not in value:
        return default
    names = _member(value, name, list)
    for item in names:
        if item not in known:
            message = f"{name!r} in the reply to `start` holds {item!r}; known are {_listed(known)}"
            raise ProtocolError(message)
    return tuple(names)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def answer_of(reply: dict[str, Any], case: Case, seq: int, reports: str) -> Answer:
    """The answer to a case. Raises `ProtocolError`."""
    if reply.get("seq") != seq or isinstance(reply.get("seq"), bool):
        message = f"it answered {reply.get('seq')!r} where {seq} was asked"
        raise ProtocolError(message, problem="out of order")
    kinds = [kind for kind in ("result", "skipped", "errored") if kind in reply]
    if len(kinds) != 1:
        raise ProtocolError("an answer has exactly one of `result`, `skipped` and `errored`")
    content = reply[kinds[0]]
    if kinds[0] != "result":
        if not isinstance(content, str):
            raise ProtocolError(f"`{kinds[0]}` is a text that says why")
        return Answer(kinds[0], content)
    if not isinstance(content, dict):
        raise ProtocolError("`result` is an object")
    fault = _RESULTS[case.ask](content, reports)
    if fault:
        raise ProtocolError(f"a result of `{case.ask}` {fault}")
    return Answer("result", content)


def _verdict_fault(result: dict[str, Any], reports: str) -> str:
    if not isinstance(result.get("valid"), bool):
        return "has `valid`, which is true or false"
    findings = result.get("diagnostics", [] if reports == "verdict" else None)
    if not isinstance(findings, list):
        return "has `diagnostics`, which is a list"
    wanted = ("code", "pointer") if reports == "places" else ("code",)
    for finding in findings:
        if not isinstance(finding, dict):
            return "has `diagnostics`, a list of objects"
        if not all(isinstance(finding.get(name), str) for name in wanted):
            return f"has texts for {' and '.join(f'`{name}`' for name in wanted)} in each finding"
    return ""


def _emission_fault(result: dict[str, Any], reports: str) -> str:
    if not isinstance(result.get("manifest"), (dict, type(None))):
        return "has `manifest`, which is an object"
    return _verdict_fault(result, reports)


def _type_fault(result: dict[str, Any], reports: str) -> str:
    if "schema" in result:
        return "" if isinstance(result["schema"], (dict, bool)) else "has `schema`, a JSON Schema"
    return _ok_fault(result, reports)


def _ok_fault(result: dict[str, Any], reports: str) -> str:  # noqa: ARG001 - one signature
    return "" if isinstance(result.get("ok"), bool) else "has `ok`, which is true or false"


def _document_fault(result: dict[str, Any], reports: str) -> str:  # noqa: ARG001
    return "" if "document" in result else "has `document`"


def _canonical_fault(result: dict[str, Any], reports: str) -> str:  # noqa: ARG001
    texts = all(isinstance(result.get(name), str) for name in ("canonical", "digest"))
    return "" if texts else "has texts for `canonical` and `digest`"


def _run_fault(result: dict[str, Any], reports: str) -> str:  # noqa: ARG001
    code = result.get("exit_code")
    if not isinstance(code, int) or isinstance(code, bool):
        return "has `exit_code`, which is a whole number"
    objects = all(isinstance(result.get(name, {}), dict) for name in ("parameters", "artifacts"))
    return "" if objects else "has objects for `parameters` and `artifacts`"


_RESULTS: dict[str, Callable[[dict[str, Any], str], str]] = {
    "validate": _verdict_fault,
    "emit": _emission_fault,
    "type": _type_fault,
    "expression": _ok_fault,
    "roundtrip": _document_fault,
    "migrate": _document_fault,
    "canonical": _canonical_fault,
    "run": _run_fault,
}
