"""A server on loopback that answers as an Argo server does, and as a bad network makes it."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Trouble = Callable[["Handler", int], bool]
"""Called with a request and its number from 0; true where it has answered by itself."""


class FakeArgo:
    """The workflows that a server holds, and every request that it was sent."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        self.workflows: dict[tuple[str, str], dict[str, Any]] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.host = ""

    def create(self, namespace: str, workflow: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        name = workflow["metadata"]["name"]
        if (namespace, name) in self.workflows:
            return 409, {"code": 6, "message": f'workflows.argoproj.io "{name}" already exists'}
        workflow = {**workflow, "metadata": {**workflow["metadata"], "uid": f"uid-of-{name}"}}
        self.workflows[namespace, name] = workflow
        return 200, workflow


class Handler(BaseHTTPRequestHandler):
    argo: FakeArgo

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._handle(lambda namespace: self.argo.create(namespace, body["workflow"]))

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]

        def find(namespace: str) -> tuple[int, dict[str, Any]]:
            found = self.argo.workflows.get((namespace, name))
            return (404, {"message": "not found"}) if found is None else (200, found)

        self._handle(find)

    def _handle(self, answer: Callable[[str], tuple[int, dict[str, Any]]]) -> None:
        number = len(self.argo.requests)
        self.argo.requests.append((self.command, self.path, dict(self.headers)))
        self.act = lambda: answer(self.path.split("/")[-2 if self.command == "GET" else -1])
        if not self.argo.trouble(self, number):
            self.say(*self.act())

    def say(self, status: int, body: Any, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def drop(self) -> None:
        """Ends the connection without an answer."""
        self.close_connection = True
        self.connection.close()

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def fake_argo(
    trouble: Trouble = lambda handler, number: False, certificate: ssl.SSLContext | None = None
) -> Iterator[FakeArgo]:
    argo = FakeArgo(trouble)
    handler = type("Bound", (Handler,), {"argo": argo})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        scheme = "http"
        if certificate is not None:
            server.socket = certificate.wrap_socket(server.socket, server_side=True)
            scheme = "https"
        server.handle_error = lambda request, address: None  # type: ignore[method-assign]
        argo.host = f"{scheme}://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield argo
        finally:
            server.shutdown()
            thread.join()
