"""What an answer is worth: the result of a case held against what is expected of it.

A judgement is a list of differences, in words; none means that the case is passed. Message texts
of an implementation never count.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from dflow_graph.conformance.cases import Case
from dflow_graph.conformance.outcome import Outcome

__all__ = ["judged", "same_json"]

_MOST = 5  # differences that are listed
_SHOWN = 160


def judged(case: Case, result: dict[str, Any], reports: str) -> Outcome:
    """The outcome of a case that was answered by a result."""
    differences = list(_JUDGES[case.ask](case, result, reports))
    status = "failed" if differences else "passed"
    more = len(differences) - _MOST
    shown = [*differences[:_MOST], f"and {more} more"] if more > 0 else differences
    by = reports if case.ask in {"validate", "emit"} else "places"
    return Outcome(case, status, "", tuple(shown), by)


def _findings(case: Case, result: dict[str, Any], reports: str) -> Iterator[str]:
    valid = case.expect["valid"]
    if result["valid"] is not valid:
        yield f"valid: expected {_text(valid)}, got {_text(result['valid'])}"
    if reports == "verdict":
        return
    expected = {_finding(item, reports) for item in case.expect["diagnostics"]}
    found = {_finding(item, reports) for item in result["diagnostics"]}
    # DOC-10: in YAML a fault may be told of any value that holds the one that is meant.
    for code, pointer in sorted(found - expected):
        if not any(
            code == "DG005" == wanted and (place == pointer or place.startswith(pointer + "/"))
            for wanted, place in expected
        ):
            yield f"not expected: {code}{_place(pointer, reports)}"
    for code, pointer in sorted(expected - found):
        if code != "DG005" or not any(code == other for other, _ in found):
            yield f"missing: {code}{_place(pointer, reports)}"


def _finding(item: dict[str, str], reports: str) -> tuple[str, str]:
    return item["code"], item["pointer"] if reports == "places" else ""


def _place(pointer: str, reports: str) -> str:
    if reports != "places":
        return ""
    return f" at {pointer}" if pointer else " at the whole document"


def _emission(case: Case, result: dict[str, Any], reports: str) -> Iterator[str]:
    yield from _findings(case, result, reports)
    manifest = result.get("manifest")
    if not case.expect["valid"]:
        if manifest is not None:
            yield "a manifest was written for a graph that has no place in one"
        return
    if manifest is None:
        yield "no manifest was written"
        return
    if "manifest" in case.expect:
        from dflow_graph.conformance.projection import projection  # noqa: PLC0415 - one family's

        view = projection(case.input["document"], manifest)
        yield from differences(case.expect["manifest"], view)


def _ok(case: Case, result: dict[str, Any], reports: str) -> Iterator[str]:  # noqa: ARG001
    if result.get("ok") is not case.expect["ok"]:
        yield f"ok: expected {_text(case.expect['ok'])}, got {_text(result.get('ok'))}"


def _type(case: Case, result: dict[str, Any], reports: str) -> Iterator[str]:
    if case.input["question"] != "schema":
        yield from _ok(case, result, reports)
        return
    if "schema" not in result:
        yield "there is no `schema` in the result"
        return
    from dflow_graph.conformance.json_schema import SchemaError, accepts  # noqa: PLC0415

    for name, wanted in (("accepts", True), ("rejects", False)):
        for value in case.expect[name]:
            try:
                if accepts(result["schema"], value) is not wanted:
                    verb = "rejects" if wanted else "accepts"
                    yield f"the schema {verb} {_text(value)}"
            except SchemaError as error:
                yield str(error)
                return


def _round_trip(case: Case, result: dict[str, Any], reports: str) -> Iterator[str]:  # noqa: ARG001
    expected = case.expect.get("document", case.input.get("document"))
    yield from differences(expected, result["document"])


def _canonical(case: Case, result: dict[str, Any], reports: str) -> Iterator[str]:  # noqa: ARG001
    for name in ("canonical", "digest"):
        expected, found = case.expect[name], result[name]
        if expected != found:
            at = next(
                (i for i, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b),
                min(len(expected), len(found)),
            )
            start = max(0, at - 20)
            yield (
                f"{name} differs at character {at}: expected {_text(expected[start : at + 40])}, "
                f"got {_text(found[start : at + 40])}"
            )


def _migrated(case: Case, result: dict[str, Any], reports: str) -> Iterator[str]:  # noqa: ARG001
    expected, found = case.expect["document"], result["document"]
    if expected is None or found is None:
        if expected is not found:
            yield "it was converted" if expected is None else "it was not converted"
        return
    wanted, got = _canonical_value(expected), _canonical_value(found)
    if got is None:
        yield "what came of it is no graph"
        return
    yield from differences(wanted, got)


def _canonical_value(document: Any) -> Any:
    """What counts of a graph, as plain data; None for what is no graph."""
    from dflow_graph.canonical_form import canonical  # noqa: PLC0415
    from dflow_graph.pipeline import read  # noqa: PLC0415

    model = read(json.dumps(document).encode("ascii"), notation="json", meaning=False).model
    return None if model is None else json.loads(canonical(model))


def _run(case: Case, result: dict[str, Any], reports: str) -> Iterator[str]:  # noqa: ARG001
    yield from differences(case.expect["exit_code"], result["exit_code"], "/exit_code")
    if case.expect["exit_code"] == 0:
        yield from differences(case.expect["parameters"], result.get("parameters"), "/parameters")
        artifacts = _stored(result.get("artifacts", {}))
        yield from differences(_stored(case.expect["artifacts"]), artifacts, "/artifacts")


def _stored(artifacts: dict[str, Any]) -> dict[str, Any]:
    """Artifacts as they are stored: a list of one path is that path (ART-13)."""
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in artifacts.items()
    }


_JUDGES: dict[str, Callable[[Case, dict[str, Any], str], Iterator[str]]] = {
    "validate": _findings,
    "emit": _emission,
    "type": _type,
    "expression": _ok,
    "roundtrip": _round_trip,
    "canonical": _canonical,
    "migrate": _migrated,
    "run": _run,
}


def same_json(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON: `1` and `1.0` are, `1` and `true` are not (NUM-4)."""
    return next(differences(one, other), None) is None


def differences(expected: Any, found: Any, pointer: str = "") -> Iterator[str]:
    """Where two JSON values differ, each place once."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted({*expected, *found}):
            place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            if key not in found:
                yield f"{place} is missing: expected {_text(expected[key])}"
            elif key not in expected:
                yield f"{place} is not expected: got {_text(found[key])}"
            else:
                yield from differences(expected[key], found[key], place)
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            yield f"{pointer or 'the list'} has {len(found)} items, expected {len(expected)}"
        for index, (one, other) in enumerate(zip(expected, found, strict=False)):
            yield from differences(one, other, f"{pointer}/{index}")
    elif (type(expected) is not type(found) and not _numbers(expected, found)) or expected != found:
        yield _differ(pointer, expected, found)


def _numbers(*values: Any) -> bool:
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _differ(pointer: str, expected: Any, found: Any) -> str:
    return f"{pointer or 'the value'}: expected {_text(expected)}, got {_text(found)}"


def _text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
