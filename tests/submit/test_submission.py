"""A submission reaches the server once, whatever happens on the way, and failures are plain."""

from __future__ import annotations

import contextlib
import copy
import socket
import time
from typing import Any

import pytest

from dflow_graph.delivery.server import NoAnswerError, Server, ServerError
from dflow_graph.delivery.submission import LABEL, Submitted, submit_manifest
from tests.submit.argo_server import FakeArgo, Handler, fake_argo

MANIFEST: dict[str, Any] = {
    "apiVersion": "argoproj.io/v1alpha1",
    "kind": "Workflow",
    "metadata": {"generateName": "water-"},
    "spec": {"entrypoint": "main", "templates": []},
}


def send(argo: FakeArgo, manifest: dict[str, Any] = MANIFEST, **options: Any) -> Submitted:
    server = Server(argo.host, token="word", timeout=5)
    return submit_manifest(manifest, server, "ns", wait=lambda _: None, **options)


def test_a_workflow_is_made_under_a_name_of_its_own_and_its_link_is_given() -> None:
    with fake_argo() as argo:
        done = send(argo, submission="0123456789abcdef")
    assert done == Submitted(
        "water-01234567",
        "uid-of-water-01234567",
        "ns",
        f"{argo.host}/workflows/ns/water-01234567",
    )
    metadata = argo.workflows["ns", "water-01234567"]["metadata"]
    assert metadata["labels"] == {LABEL: "0123456789abcdef"}
    assert metadata["namespace"] == "ns"


def test_two_submissions_of_one_manifest_are_two_workflows() -> None:
    with fake_argo() as argo:
        first, second = send(argo), send(argo)
    assert first.name != second.name
    assert len(argo.workflows) == 2


def test_the_manifest_is_left_as_it_was() -> None:
    manifest = copy.deepcopy(MANIFEST)
    with fake_argo() as argo:
        send(argo, manifest)
    assert manifest == MANIFEST


def test_a_name_is_never_longer_than_argo_allows() -> None:
    manifest = {**MANIFEST, "metadata": {"generateName": "w" * 62 + "-"}}
    with fake_argo() as argo:
        assert len(send(argo, manifest).name) == 63


def test_the_token_goes_into_the_header() -> None:
    with fake_argo() as argo:
        send(argo)
    assert argo.requests[0][2]["Authorization"] == "Bearer word"


def lose_the_answer(handler: Handler, number: int) -> bool:
    """The request arrives and is obeyed, but its answer does not come back."""
    if number == 0:
        handler.act()
        handler.drop()
    return number == 0


def gateway_gives_up(handler: Handler, number: int) -> bool:
    if number == 0:
        handler.act()
        handler.say(504, b"<html>gateway time-out</html>")
    return number == 0


@pytest.mark.parametrize("trouble", [lose_the_answer, gateway_gives_up])
def test_a_lost_answer_makes_no_second_workflow(trouble: Any) -> None:
    with fake_argo(trouble) as argo:
        done = send(argo)
    assert list(argo.workflows) == [("ns", done.name)]
    assert [method for method, _, _ in argo.requests] == ["POST", "POST", "GET"]


def lose_the_request(handler: Handler, number: int) -> bool:
    if number < 2:
        handler.drop()
    return number < 2


def test_a_lost_request_is_repeated() -> None:
    with fake_argo(lose_the_request) as argo:
        done = send(argo)
    assert list(argo.workflows) == [("ns", done.name)]
    assert len(argo.requests) == 3


def test_a_foreign_workflow_of_the_same_name_is_never_taken_for_ours() -> None:
    manifest = {**MANIFEST, "metadata": {"name": "water"}}
    with fake_argo(lose_the_request) as argo:
        argo.workflows["ns", "water"] = {"metadata": {"name": "water", "labels": {}}}
        with pytest.raises(ServerError, match="has a workflow `water` already"):
            send(argo, manifest)


def test_no_answer_at_all_says_that_it_may_have_been_submitted() -> None:
    def silent(handler: Handler, number: int) -> bool:
        handler.drop()
        return True

    with fake_argo(silent) as argo, pytest.raises(ServerError, match="may have been submitted"):
        send(argo)
    assert len(argo.requests) == 4


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_refusal_after_a_lost_answer_does_not_hide_the_first_request(status: int) -> None:
    def refused_later(handler: Handler, number: int) -> bool:
        if not lose_the_answer(handler, number):
            handler.say(status, b"{}")
        return True

    with fake_argo(refused_later) as argo:
        with pytest.raises(ServerError, match="may have been submitted all the same"):
            send(argo)
        assert len(argo.workflows) == 1


def test_a_refusal_at_once_says_nothing_of_the_kind() -> None:
    def refused(handler: Handler, number: int) -> bool:
        handler.say(401, b"{}")
        return True

    with fake_argo(refused) as argo, pytest.raises(ServerError) as refusal:
        send(argo)
    assert "all the same" not in str(refusal.value)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "set DFLOW_TOKEN to a valid token"),
        (403, "may not create workflows in the namespace `ns`"),
        (404, "is it an Argo server"),
        (409, "has a workflow `water-01234567` already"),
        (500, "the server answers 500"),
        (302, "the server answers 302"),
    ],
)
def test_a_refusal_is_told_plainly_and_not_repeated(status: int, words: str) -> None:
    def refuse(handler: Handler, number: int) -> bool:
        handler.say(status, {"message": "what the server says"}, Location="http://127.0.0.1:9/")
        return True

    with fake_argo(refuse) as argo, pytest.raises(ServerError) as caught:
        send(argo, submission="0123456789abcdef")
    assert words in str(caught.value)
    assert "what the server says" in str(caught.value)
    assert len(argo.requests) == 1


def test_a_server_that_stays_busy_is_asked_four_times() -> None:
    def busy(handler: Handler, number: int) -> bool:
        handler.say(503, {})
        return True

    waits: list[float] = []
    with fake_argo(busy) as argo, pytest.raises(ServerError, match="answers 503"):
        submit_manifest(MANIFEST, Server(argo.host), "ns", wait=waits.append)
    assert len(argo.requests) == 4
    assert waits == [1, 2, 4]


def test_a_page_that_is_no_answer_of_argo_is_no_success() -> None:
    def page(handler: Handler, number: int) -> bool:
        handler.say(200, b"<html>sign in</html>")
        return True

    with fake_argo(page) as argo, pytest.raises(ServerError, match="not as an Argo server does"):
        send(argo)


@pytest.mark.parametrize(
    "body", [b"[1, 2]", b"null", b"", b'{"metadata": {"name": null}}', b'{"metadata": []}']
)
def test_json_that_names_no_workflow_is_no_success(body: bytes) -> None:
    def other(handler: Handler, number: int) -> bool:
        handler.say(200, body)
        return True

    with fake_argo(other) as argo, pytest.raises(ServerError, match="not as an Argo server does"):
        send(argo)


def test_an_answer_that_breaks_off_makes_no_second_workflow() -> None:
    def cut(handler: Handler, number: int) -> bool:
        if number == 0:
            handler.act()
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            handler.wfile.write(b'{"metadata":')
            handler.drop()
        return number == 0

    with fake_argo(cut) as argo:
        done = send(argo)
    assert list(argo.workflows) == [("ns", done.name)]
    assert [method for method, _, _ in argo.requests] == ["POST", "POST", "GET"]


def test_an_answer_that_trickles_in_is_not_waited_for_without_end() -> None:
    def trickle(handler: Handler, number: int) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(100):
                handler.wfile.write(b" ")
                time.sleep(0.05)
        return True

    with fake_argo(trickle) as argo:
        server = Server(argo.host, timeout=0.2)
        with pytest.raises(NoAnswerError, match=r"no whole answer in 0\.2 s"):
            server.ask("GET", "api/v1/workflows/ns/a")


def test_a_server_that_never_answers_is_given_up() -> None:
    def silent(handler: Handler, number: int) -> bool:
        time.sleep(0.5)
        return True

    with fake_argo(silent) as argo:
        server = Server(argo.host, timeout=0.1)
        with pytest.raises(ServerError, match="may have been submitted"):
            submit_manifest(MANIFEST, server, "ns", wait=lambda _: None)


def test_an_answer_without_end_is_not_read_to_it() -> None:
    def endless(handler: Handler, number: int) -> bool:
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(100):
                handler.wfile.write(b" " * (1 << 20))
        return True

    with fake_argo(endless) as argo, pytest.raises(ServerError, match="not as an Argo server"):
        send(argo)


def test_what_a_server_says_is_one_line_without_the_token() -> None:
    said = "\x1b[31mno\x1b[0m\nentry for Bearer a-long-word\u202e or key-of-lab-7"

    def echo(handler: Handler, number: int) -> bool:
        handler.say(401, {"message": said})
        return True

    with fake_argo(echo) as argo:
        headers = {"X-Lab": "key-of-lab-7"}
        server = Server(argo.host, token="Bearer a-long-word", headers=headers)
        with pytest.raises(ServerError) as caught:
            submit_manifest(MANIFEST, server, "ns", wait=lambda _: None)
    text = str(caught.value)
    assert text.isprintable()
    assert "a-long-word" not in text
    assert "key-of-lab-7" not in text
    assert "entry for ***" in text


def test_a_redirect_is_told_and_not_followed() -> None:
    with fake_argo() as other:

        def elsewhere(handler: Handler, number: int) -> bool:
            handler.say(307, b"", Location=f"{other.host}/api")
            return True

        with fake_argo(elsewhere) as argo, pytest.raises(ServerError) as caught:
            send(argo)
    assert f"points to {other.host}/api" in str(caught.value)
    assert other.requests == []


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_argo() as proxy:
        monkeypatch.setenv("http_proxy", proxy.host)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        server = Server("http://argo.example.org")
        server.ask("GET", "api/v1/workflows/ns/a")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with fake_argo() as argo:
            Server(argo.host).ask("GET", "api/v1/workflows/ns/b")
    assert [path for _, path, _ in proxy.requests] == [
        "http://argo.example.org/api/v1/workflows/ns/a"
    ]
    assert len(argo.requests) == 1


def test_a_refused_connection_is_an_error_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    waits: list[float] = []
    with pytest.raises(ServerError, match="refuses the connection"):
        submit_manifest(MANIFEST, Server(f"http://127.0.0.1:{port}"), "ns", wait=waits.append)
    assert waits == []


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("127.0.0.1:2746", "is no address"),
        ("file:///etc/passwd", "is no address"),
        ("https://", "is no address"),
        ("https://me:word@example.org", "has no password in it"),
    ],
)
def test_a_host_that_is_no_address_is_told_at_once(host: str, words: str) -> None:
    with pytest.raises(ServerError, match=words) as caught:
        Server(host)
    assert "word" not in str(caught.value) or "password" in str(caught.value)


@pytest.mark.parametrize("token", ["a\nX-Other: b", "wörd"])
def test_a_token_that_no_header_can_have_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(ServerError, match="no header may have") as caught:
        Server("https://example.org", token=token)
    assert token not in str(caught.value)


def test_a_namespace_is_quoted_in_the_path() -> None:
    with fake_argo(lambda handler, number: bool(handler.say(404, {})) or True) as argo:
        server = Server(argo.host)
        with pytest.raises(ServerError):
            submit_manifest(MANIFEST, server, "a?b#c", wait=lambda _: None)
    assert argo.requests[0][1] == "/api/v1/workflows/a%3Fb%23c"
