"""A server of the Kubernetes API that keeps objects in memory: what a controller asks for, no more.

It knows every resource by its path, hands out resource versions, answers lists with label
selectors, and keeps watches open. It checks no schema and no permission.
"""

import contextlib
import datetime as dt
import itertools
import json
import sys
import threading
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from tests.argo.harness.discovery import described

Json = dict[str, Any]

_LISTS = {
    "configmaps": "ConfigMapList",
    "namespaces": "NamespaceList",
    "pods": "PodList",
    "cronworkflows": "CronWorkflowList",
    "clusterworkflowtemplates": "ClusterWorkflowTemplateList",
    "workflowartifactgctasks": "WorkflowArtifactGCTaskList",
    "workflows": "WorkflowList",
    "workflowtaskresults": "WorkflowTaskResultList",
    "workflowtasksets": "WorkflowTaskSetList",
    "workflowtemplates": "WorkflowTemplateList",
}


class Place(NamedTuple):
    """What a path names: a resource (`apis/argoproj.io/v1alpha1/workflows`), and an object."""

    resource: str
    namespace: str
    name: str


class ApiError(Exception):
    """An answer that is an error: its HTTP status and the reason by which clients know it."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.code, self.reason = code, reason


class Event(NamedTuple):
    """A change of an object, as watches tell it."""

    version: int
    type: str
    object: Json


class Objects:
    """All objects, and for each resource what has happened to them."""

    def __init__(self) -> None:
        self._objects: dict[Place, Json] = {}
        self._events: dict[str, list[Event]] = {}
        self._versions = itertools.count(1)
        self._suffixes = itertools.count(1)
        self.changed = threading.Condition(threading.RLock())
        self.listeners: list[Callable[[str, Event], None]] = []

    def version(self) -> str:
        """The version of the whole, which lists carry."""
        with self.changed:
            events = (log[-1].version for log in self._events.values() if log)
            return str(max(events, default=0))

    def _tell(self, kind: str, place: Place, item: Json) -> Json:
        version = next(self._versions)
        item["metadata"]["resourceVersion"] = str(version)
        event = Event(version, kind, copied(item))
        self._events.setdefault(place.resource, []).append(event)
        self.changed.notify_all()
        for listener in self.listeners:
            listener(place.resource, event)
        return event.object

    def create(self, place: Place, item: Json) -> Json:
        """Adds an object; a `generateName` gets a suffix."""
        meta = item.setdefault("metadata", {})
        with self.changed:
            if not meta.get("name"):
                meta["name"] = f"{meta['generateName']}{next(self._suffixes):05d}"
            meta.setdefault("namespace", place.namespace)
            place = place._replace(name=meta["name"])
            if place in self._objects:
                raise ApiError(409, "AlreadyExists", f"{place.name} already exists")
            meta["uid"] = str(uuid.uuid4())
            meta["creationTimestamp"] = now()
            if place.resource == "api/v1/pods":
                item["status"] = {"phase": "Pending"}
            self._objects[place] = item
            return self._tell("ADDED", place, item)

    def get(self, place: Place) -> Json:
        """An object by its place."""
        with self.changed:
            if place not in self._objects:
                raise ApiError(404, "NotFound", f"{place.resource} {place.name!r} not found")
            return copied(self._objects[place])

    def put(self, place: Place, item: Json) -> Json:
        """Replaces an object, if the caller knows its present version."""
        with self.changed:
            present = self.get(place)["metadata"]
            said = item["metadata"].get("resourceVersion")
            if said and said != present["resourceVersion"]:
                raise ApiError(409, "Conflict", f"{place.name} has been modified")
            self._objects[place] = item
            return self._tell("MODIFIED", place, item)

    def patch(self, place: Place, change: Json) -> Json:
        """Merges a change into an object (RFC 7396)."""
        with self.changed:
            item = merged(self.get(place), change)
            self._objects[place] = item
            return self._tell("MODIFIED", place, item)

    def delete(self, place: Place) -> Json:
        """Takes an object away."""
        with self.changed:
            item = self.get(place)
            del self._objects[place]
            return self._tell("DELETED", place, item)

    def items(self, place: Place, selects: Callable[[Json], bool]) -> list[Json]:
        """The objects of a resource, of one namespace where the place has one."""
        with self.changed:
            return [
                copied(item)
                for at, item in self._objects.items()
                if at.resource == place.resource and place.namespace in {"", at.namespace}
                if selects(item)
            ]

    def watch(
        self, place: Place, since: str, selects: Callable[[Json], bool], until: threading.Event
    ) -> Iterator[tuple[str, Json]]:
        """What happens to the selected objects of a resource; what is there, where `since` is none.

        An object that ceases to be selected is told as deleted.
        """
        seen = set()
        with self.changed:
            start = int(since or 0)
            log = self._events.setdefault(place.resource, [])
            position = next((n for n, e in enumerate(log) if e.version > start), len(log))
            present = self.items(place, selects) if since in {"", "0"} else []
            if since in {"", "0"}:
                position = len(log)
            else:
                seen = {e.object["metadata"]["uid"] for e in log[:position] if selects(e.object)}
        for item in present:
            seen.add(item["metadata"]["uid"])
            yield "ADDED", item
        while not until.is_set():
            with self.changed:
                if position == len(log):
                    self.changed.wait(0.5)
                news, position = log[position:], len(log)
            for event in news:
                uid = event.object["metadata"]["uid"]
                if place.namespace not in {"", event.object["metadata"].get("namespace")}:
                    continue
                if not selects(event.object):
                    if uid in seen:
                        seen.discard(uid)
                        yield "DELETED", event.object
                    continue
                kind = event.type
                if kind == "MODIFIED" and uid not in seen:
                    kind = "ADDED"
                seen.add(uid)
                yield kind, event.object


def copied(item: Json) -> Json:
    """A copy that shares nothing."""
    copy: Json = json.loads(json.dumps(item))
    return copy


def now() -> str:
    """The time as Kubernetes writes it."""
    return dt.datetime.now(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def merged(item: Any, change: Any) -> Any:
    """An object with a merge patch applied (RFC 7396)."""
    if not isinstance(change, dict):
        return change
    result = dict(item) if isinstance(item, dict) else {}
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def selector(labels: str, fields: str) -> Callable[[Json], bool]:
    """Whether an object has the labels, and the name, that a list asks for."""
    rules = [rule.strip() for rule in labels.split(",") if rule.strip()] if labels else []

    def holds(rule: str, own: Json) -> bool:
        if "!=" in rule:
            name, value = rule.split("!=")
            return own.get(name) != value
        if "=" in rule:
            name, value = rule.replace("==", "=").split("=")
            return own.get(name) == value
        return (rule[1:] not in own) if rule.startswith("!") else rule in own

    def selects(item: Json) -> bool:
        meta = item["metadata"]
        named = all(
            meta.get("name") == rule.split("=")[1]
            for rule in fields.split(",")
            if rule.startswith("metadata.name=")
        )
        return named and all(holds(rule, meta.get("labels") or {}) for rule in rules)

    return selects


def place_of(path: str) -> Place:
    """The place that a path of the API names; a subresource (`status`) is its object."""
    parts = path.strip("/").split("/")
    group, rest = (parts[:2], parts[2:]) if parts[0] == "api" else (parts[:3], parts[3:])
    namespace = ""
    if rest[0] == "namespaces" and len(rest) > 2:
        namespace, rest = rest[1], rest[2:]
    return Place("/".join([*group, rest[0]]), namespace, rest[1] if len(rest) > 1 else "")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """A server in a test is silent."""

    def _answer(self, code: int, item: Json) -> None:
        data = json.dumps(item).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _body(self) -> Json:
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return json.loads(data) if data else {}

    def _serve(self) -> None:
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        body = self._body()
        said = described(url.path) if self.command == "GET" else None
        if said is not None:
            self._answer(200, said)
            return
        try:
            place = place_of(url.path)
            if self.command == "GET" and not place.name and query.get("watch") in {"1", "true"}:
                self._watch(place, query)
            else:
                self._answer(*self._result(place, query, body))
        except ApiError as error:
            status = {"kind": "Status", "apiVersion": "v1", "status": "Failure"}
            self._answer(
                error.code,
                {**status, "code": error.code, "reason": error.reason, "message": str(error)},
            )

    def _result(self, place: Place, query: Json, body: Json) -> tuple[int, Json]:
        objects = self.server.objects
        if place.resource.endswith("/selfsubjectaccessreviews"):
            return 201, {**body, "status": {"allowed": True}}
        if self.command == "POST":
            return 201, objects.create(place, body)
        if self.command == "PUT":
            return 200, objects.put(place, body)
        if self.command == "PATCH":
            return 200, objects.patch(place, body)
        if self.command == "DELETE":
            return 200, objects.delete(place)
        if place.name:
            return 200, objects.get(place)
        version, group = objects.version(), place.resource.rpartition("/")[0]
        selects = selector(query.get("labelSelector", ""), query.get("fieldSelector", ""))
        return 200, {
            "kind": _LISTS[place.resource.rpartition("/")[2]],
            "apiVersion": group.partition("/")[2],
            "metadata": {"resourceVersion": version},
            "items": objects.items(place, selects),
        }

    def _watch(self, place: Place, query: Json) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        selects = selector(query.get("labelSelector", ""), query.get("fieldSelector", ""))
        since = query.get("resourceVersion", "")
        events = self.server.objects.watch(place, since, selects, self.server.stopped)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for kind, item in events:
                line = json.dumps({"type": kind, "object": item}).encode() + b"\n"
                self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
                self.wfile.flush()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - http.server's names


class Server(ThreadingHTTPServer):
    """The API on a port of loopback that was free."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects = Objects()
        self.stopped = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no fault; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self) -> None:
        self.stopped.set()
        self.shutdown()
        self.server_close()
