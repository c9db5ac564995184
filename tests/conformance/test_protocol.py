"""Every message of a run is what the schemas of the protocol say."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dflow_graph.conformance.answers import answer, claims
from dflow_graph.conformance.cases import ASKED, Case, load_cases
from dflow_graph.conformance.json_schema import KEYWORDS, SchemaError, accepts
from dflow_graph.conformance.protocol import (
    STOP,
    ProtocolError,
    answer_of,
    case_message,
    document_bytes,
    implementation_of,
    start_message,
)
from dflow_graph.resources import data_folder
from dflow_graph.types.grammar import parse_type
from dflow_graph.types.json_schema import type_schema

SUITE = data_folder("conformance")
MESSAGES = ["case", "errored", "result", "skipped", "start", "started", "stop"]


@cache
def judge(name: str) -> Draft202012Validator:
    schema = json.loads((SUITE / "protocol" / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@cache
def one_of_each() -> list[Case]:
    """Some cases of each family, those that are written in bytes among them."""
    found: dict[tuple[str, str], Case] = {}
    for case in load_cases():
        question = f"{case.input.get('question')}{sorted(case.input)}"
        found.setdefault((case.family, question), case)
    return list(found.values())


def test_every_message_has_its_schema() -> None:
    names = {path.name.removesuffix(".schema.json") for path in (SUITE / "protocol").iterdir()}
    assert sorted(names) == MESSAGES
    text = (SUITE / "protocol.md").read_text(encoding="utf-8")
    assert all(f"`{ask}`" in text for ask in ASKED.values())
    for name in MESSAGES:
        assert judge(name).schema["description"]


def test_start_and_stop_are_what_their_schemas_say() -> None:
    judge("start").validate(start_message())
    judge("stop").validate(STOP)
    judge("started").validate(claims())
    assert implementation_of(claims()).name == "dflow-graph"


@pytest.mark.parametrize("case", one_of_each(), ids=lambda c: c.id)
def test_case_and_answer_are_what_their_schemas_say(case: Case) -> None:
    message = case_message(case, 1)
    judge("case").validate(message)
    assert "expect" not in json.dumps(list(message))
    reply = {"seq": 1, "result": answer(case.ask, message["input"])}
    judge("result").validate(reply)
    assert answer_of(reply, case, 1, "places").content == reply["result"]


def test_bytes_that_are_a_text_travel_as_one() -> None:
    for case in load_cases():
        if "base64" in case.input:
            given = case_message(case, 1)["input"]
            raw = document_bytes(case.input)
            assert document_bytes(given) == raw
            assert ("text" in given) is (raw.decode("utf-8", "ignore").encode() == raw)


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"protocol": True, "implementation": {}, "claims": {}},
        {"protocol": 1, "implementation": {"name": "a"}, "claims": {"levels": []}},
        {"protocol": 1, "implementation": {"name": "a", "version": "1", "language": "C"}},
        {"protocol": 1, "implementation": [], "claims": {"levels": []}},
    ],
)
def test_start_is_refused_where_its_schema_refuses_it(reply: dict[str, Any]) -> None:
    assert not judge("started").is_valid(reply) or reply.get("protocol") is True
    with pytest.raises(ProtocolError):
        implementation_of(reply)


@pytest.mark.parametrize(
    ("ask", "result"),
    [
        ("validate", {"valid": 1, "diagnostics": []}),
        ("validate", {"valid": True}),
        ("validate", {"valid": False, "diagnostics": ["DG001"]}),
        ("validate", {"valid": False, "diagnostics": [{"code": "DG001"}]}),
        ("emit", {"valid": True, "diagnostics": [], "manifest": "yaml"}),
        ("type", {"ok": None}),
        ("type", {"schema": []}),
        ("roundtrip", {}),
        ("canonical", {"canonical": "{}", "digest": 1}),
        ("run", {"exit_code": "0"}),
        ("run", {"exit_code": 0, "artifacts": []}),
    ],
)
def test_result_of_a_wrong_shape_is_garbage(ask: str, result: dict[str, Any]) -> None:
    family = next(family for family, name in ASKED.items() if name == ask)
    case = Case("a", family, "core", "", (), (), {}, {})
    with pytest.raises(ProtocolError, match=rf"a result of `{ask}` has"):
        answer_of({"seq": 1, "result": result}, case, 1, "places")


def test_who_reports_verdicts_needs_no_findings() -> None:
    case = Case("a", "valid", "core", "", (), (), {}, {})
    assert answer_of({"seq": 1, "result": {"valid": True}}, case, 1, "verdict").kind == "result"
    findings = {"valid": False, "diagnostics": [{"code": "DG001"}]}
    assert answer_of({"seq": 1, "result": findings}, case, 1, "codes").kind == "result"


def test_protocol_lists_the_keywords_of_schemas_that_the_suite_knows() -> None:
    text = (SUITE / "protocol.md").read_text(encoding="utf-8")
    listed = re.search(r"knows the keywords `([^`]+)`, `(\$ref)`", text)
    assert listed
    assert {*listed[1].split(), listed[2]} == KEYWORDS


@pytest.mark.parametrize(
    "case",
    [c for c in load_cases() if c.input.get("question") == "schema"],
    ids=lambda c: c.id,
)
def test_schemas_of_types_are_judged_as_jsonschema_judges_them(case: Case) -> None:
    schema = type_schema(parse_type(case.input["type"]))
    other = Draft202012Validator(schema)
    for value in [*case.expect["accepts"], *case.expect["rejects"]]:
        assert accepts(schema, value) is other.is_valid(value)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        (True, [1, None], []),
        (False, [], [1, None]),
        ({"type": ["integer", "null"]}, [1, 1.0, None], [1.5, True, "1"]),
        ({"const": 1}, [1, 1.0], [True, "1"]),
        ({"enum": [[1], {"a": None}]}, [[1.0], {"a": None}], [[True], {"a": 0}, {}]),
        ({"uniqueItems": True}, [[1, True], "aa", [[1], [2]]], [[1, 1.0], [{"a": 1}, {"a": 1}]]),
        ({"prefixItems": [{"type": "string"}], "items": False}, [[], ["a"]], [[1], ["a", 1]]),
        ({"minItems": 1, "maxItems": 2}, [[1], "x"], [[], [1, 2, 3]]),
        ({"minLength": 1, "maxLength": 2}, ["a", 1], ["", "abc"]),
        ({"pattern": "^a"}, ["ab", 1], ["ba"]),
        ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}], [{}, {"a": 1, "b": 2}]),
        (
            {"properties": {"a": {"type": "null"}}, "additionalProperties": {"type": "string"}},
            [{"a": None, "b": "c"}, []],
            [{"a": 1}, {"b": 1}],
        ),
        ({"required": ["a"]}, [{"a": 1}, []], [{}]),
        ({"propertyNames": {"maxLength": 1}}, [{"a": 1}, 1], [{"ab": 1}]),
        ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, [1.5], [1, "a"]),
        ({"allOf": [{"type": "integer"}, {"not": {"const": 1}}]}, [2], [1, "a"]),
        ({"if": {"type": "string"}, "then": {"const": "a"}, "else": {"const": 1}}, ["a", 1], ["b"]),
        ({"$defs": {"a/b": {"const": 1}}, "$ref": "#/$defs/a~1b"}, [1], [2]),
    ],
)
def test_keyword_is_read_as_jsonschema_reads_it(
    schema: Any, good: list[Any], bad: list[Any]
) -> None:
    other = Draft202012Validator(schema)
    assert [accepts(schema, value) for value in good] == [other.is_valid(v) for v in good]
    assert all(accepts(schema, value) for value in good)
    assert not any(accepts(schema, value) or other.is_valid(value) for value in bad)


@pytest.mark.parametrize(
    "schema",
    [
        {"contains": {}},
        {"$ref": "https://a.example/s"},
        {"$ref": "#"},
        {"$ref": "#/$defs/a"},
        {"$ref": 1},
        {"not": []},
        {"type": "text"},
        {"type": 1},
        {"anyOf": 1},
        {"required": 1},
        {"additionalProperties": "no"},
        {"propertyNames": {"pattern": "("}},
        "true",
    ],
)
def test_schema_that_the_suite_cannot_judge_is_said_to_be_so(schema: Any) -> None:
    with pytest.raises(SchemaError):
        accepts(schema, {"a": 1})
