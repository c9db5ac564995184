"""HTTP requests (DG710, DG715): messages, hints and places."""

from __future__ import annotations

import pytest

from tests.passes.storage_graphs import codes, graph, the_one


@pytest.mark.parametrize("method", ["get", "POST", "Patch"])
def test_dg710_takes_methods_in_any_case(method: str) -> None:
    template = {"kind": "HTTPOPTemplate", "url": "https://a", "method": method}
    assert codes(graph({"template": "call"}, call=template)) == []


@pytest.mark.parametrize(("method", "hint"), [("PUST", "`P"), ("x", "Write `GET` or `POST`.")])
def test_dg710_names_methods_that_are_near(method: str, hint: str) -> None:
    template = {"kind": "HTTPOPTemplate", "url": "https://a", "method": method}
    diagnostic = the_one(graph({"template": "call"}, call=template))
    assert diagnostic.code == "DG710"
    assert hint in diagnostic.hint


@pytest.mark.parametrize("body", ["e30", "e30=\n", "e3?=", "ä==="])
def test_dg715_refuses_what_is_no_base64(body: str) -> None:
    template = {"kind": "HTTPOPTemplate", "url": "https://a", "body_base64": body}
    diagnostic = the_one(graph({"template": "call"}, call=template))
    assert diagnostic.message == "`body_base64` of `call` is not base64 with padding"


def test_dg715_says_one_thing_of_two_bodies() -> None:
    template = {"kind": "HTTPOPTemplate", "url": "https://a", "body": "", "body_base64": "?"}
    diagnostic = the_one(graph({"template": "call"}, call=template))
    assert diagnostic.related[0].pointer == "/templates/call/body"
