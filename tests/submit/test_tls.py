"""A server's certificate is verified unless its caller says otherwise."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from dflow_graph.delivery.server import Server, ServerError
from tests.submit.argo_server import fake_argo


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_an_unknown_certificate_is_not_trusted(context: ssl.SSLContext) -> None:
    with fake_argo(certificate=context) as argo:
        with pytest.raises(ServerError, match="its certificate is not trusted"):
            Server(argo.host).ask("GET", "api/v1/workflows/ns/a")
        assert argo.requests == []


def test_a_given_authority_is_trusted(context: ssl.SSLContext, certificate: Path) -> None:
    with fake_argo(certificate=context) as argo:
        answer = Server(argo.host, ca_file=str(certificate)).ask("GET", "api/v1/workflows/ns/a")
    assert answer.status == 404


def test_any_certificate_will_do_where_the_caller_says_so(context: ssl.SSLContext) -> None:
    with fake_argo(certificate=context) as argo:
        answer = Server(argo.host, verify=False).ask("GET", "api/v1/workflows/ns/a")
    assert answer.status == 404


def test_tls_to_a_server_without_it_is_told_plainly() -> None:
    with fake_argo() as argo:
        host = argo.host.replace("http:", "https:")
        with pytest.raises(ServerError, match="does not speak TLS"):
            Server(host).ask("GET", "api/v1/workflows/ns/a")


def test_a_file_without_certificates_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(ServerError, match=r"ca\.pem: no certificates"):
        Server("https://example.org", ca_file=str(tmp_path / "ca.pem"))
