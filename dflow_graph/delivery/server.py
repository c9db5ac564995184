"""An Argo server, asked over HTTP: one request, one answer, and plain errors.

Certificates are verified, redirects are not followed (they could lead the token elsewhere), and no
answer is read without a limit of size and time.
"""

from __future__ import annotations

import http.client
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from dflow_graph.record import Record

__all__ = ["Answer", "NoAnswerError", "Server", "ServerError"]

_LONGEST = 64 << 20
_BLOCK = 1 << 16
_LONGEST_MESSAGE = 500
_SHORTEST_SECRET = 6
"""What is shorter is part of any text."""
_REDIRECTS = (301, 302, 303, 307, 308)


class ServerError(OSError):
    """A server that does not do what is asked: what it said, and what to look at."""


class NoAnswerError(ServerError):
    """A request that may or may not have reached the server."""


class Answer(Record):
    """The status of an answer and its JSON; an empty object where it has none.

    `message` is what the server says of it, for people: one line, without what was secret in the
    request. `elsewhere` is the address to which it sends the one who asks.
    """

    status: int
    body: dict[str, Any]
    message: str = ""
    elsewhere: str = ""


class Server:
    """The address of an Argo server and how to speak to it.

    `host` is a URL such as `https://127.0.0.1:2746`; `ca_file` holds the certificates to trust
    besides those of the system; `verify=False` trusts any. Raises `ServerError` for what is no such
    URL or file.
    """

    def __init__(
        self,
        host: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        ca_file: str | None = None,
        verify: bool = True,
        timeout: float = 30,
    ) -> None:
        self.host = host.rstrip("/")
        self._headers = {"Accept": "application/json", **(headers or {})}
        if token:
            has_scheme = token.startswith(("Bearer ", "Basic "))
            self._headers["Authorization"] = token if has_scheme else f"Bearer {token}"
        for name, value in self._headers.items():
            if not (name + value).isprintable() or not (name + value).isascii():
                raise ServerError(f"the header {name!r} has characters that no header may have")
        self._timeout = timeout
        self._secrets = _secrets(token, headers or {})
        self._opener = urllib.request.build_opener(
            _NoRedirects, urllib.request.HTTPSHandler(context=_trust(ca_file, verify=verify))
        )
        url = urlsplit(self.host)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ServerError(f"{host!r} is no address of a server, such as https://127.0.0.1:2746")
        if url.username or url.password:
            raise ServerError("the address of a server has no password in it; use DFLOW_TOKEN")

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Sends a request; `path` is written as text, each part quoted here.

        Raises `NoAnswerError` where the answer got lost, `ServerError` where none can come.
        """
        url = self.host + "".join("/" + quote(part, safe="") for part in path.split("/"))
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = urllib.request.Request(url, data, dict(self._headers), method=method)  # noqa: S310 - the scheme is checked
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                return self._answer(answer.status, self._read(answer))
        except urllib.error.HTTPError as error:
            with error:
                elsewhere = error.headers.get("Location", "") if error.code in _REDIRECTS else ""
                return self._answer(error.code, self._rest(error), elsewhere)
        except NoAnswerError:
            raise
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            raise self._failure(error) from None

    def _read(self, answer: Any) -> bytes:
        """The body of an answer, up to a limit. Raises `NoAnswerError` where it breaks off."""
        end = time.monotonic() + self._timeout
        data = bytearray()
        while block := answer.read1(_BLOCK):
            data += block
            if len(data) > _LONGEST:
                return b""
            if time.monotonic() > end:
                raise NoAnswerError(f"{self.host} gives no whole answer in {self._timeout:g} s")
        if answer.length:
            raise NoAnswerError(f"{self.host} gives no whole answer: the connection broke off")
        return bytes(data)

    def _rest(self, error: urllib.error.HTTPError) -> bytes:
        """What a refusal says, if it does."""
        try:
            return self._read(error)
        except (OSError, http.client.HTTPException):
            return b""

    def _answer(self, status: int, data: bytes, elsewhere: str = "") -> Answer:
        body = _json(data)
        said = str(body.get("message") or body.get("error") or "")
        return Answer(status, body, self._shown(said), self._shown(elsewhere))

    def _shown(self, text: str) -> str:
        """A text of the server for people: on one line, and without what nobody is to read."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        text = "".join(letter if letter.isprintable() else " " for letter in text)
        return text[:_LONGEST_MESSAGE].strip()

    def _failure(self, error: Exception) -> ServerError:
        reason = getattr(error, "reason", error)
        if isinstance(reason, ssl.SSLCertVerificationError):
            return ServerError(
                f"{self.host}: its certificate is not trusted ({reason.verify_message}); name the "
                "certificate of its authority by `--ca-file` or SSL_CERT_FILE"
            )
        if isinstance(reason, ssl.SSLError) and "WRONG_VERSION" in str(reason):
            return ServerError(f"{self.host} does not speak TLS; is it http:// rather?")
        if isinstance(reason, ConnectionRefusedError):
            return ServerError(
                f"{self.host} refuses the connection: does an Argo server run there?"
            )
        if isinstance(reason, OSError) and isinstance(error, urllib.error.URLError):
            # Raised while connecting: nothing has been sent, but for a time-out, which may be late.
            kind = NoAnswerError if isinstance(reason, TimeoutError) else ServerError
            if isinstance(reason, (ConnectionResetError, BrokenPipeError)):
                kind = NoAnswerError
            return kind(f"{self.host} cannot be reached: {reason.strerror or reason}")
        return NoAnswerError(f"{self.host} gives no answer: {reason or type(error).__name__}")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        return None


def _trust(ca_file: str | None, *, verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ServerError(f"{ca_file}: no certificates can be read from it: {error}") from None
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _secrets(token: str | None, headers: Mapping[str, str]) -> list[str]:
    """What a server may not make us show: the token, and headers that could be one."""
    values = [token or "", *headers.values()]
    words = [word for value in values for word in (value, value.rpartition(" ")[2])]
    return sorted({word for word in words if len(word) >= _SHORTEST_SECRET}, key=len, reverse=True)


def _json(data: bytes) -> dict[str, Any]:
    """The object of an answer; what is no JSON object says nothing (a page of a proxy)."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
