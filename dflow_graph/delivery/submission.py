"""Submits a manifest to an Argo server, at most once however often a request is repeated.

A submission has a name and a label of its own. Where an answer gets lost, the request is repeated
under the same name: the server refuses a second workflow of that name, and the label tells whether
the first one is this submission.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from dflow_graph.delivery.server import Answer, NoAnswerError, Server, ServerError
from dflow_graph.record import Record

__all__ = ["LABEL", "Submitted", "submit_manifest"]

LABEL = "dflow-graph/submission"
"""The label that tells one submission from another."""

_LONGEST_NAME = 63
_LONGEST_END = 8
_ATTEMPTS = 4
_PASSING = (429, 502, 503, 504)
_REASONS = {
    401: "the server does not know you: set DFLOW_TOKEN to a valid token",
    403: "the token may not create workflows in the namespace `{namespace}`",
    404: "no such path there: is it an Argo server, and is `{namespace}` right?",
    409: "the namespace `{namespace}` has a workflow `{name}` already",
}


class Submitted(Record):
    """A workflow that the server has accepted."""

    name: str
    uid: str
    namespace: str
    link: str


def submit_manifest(
    manifest: dict[str, Any],
    server: Server,
    namespace: str,
    *,
    submission: str | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> Submitted:
    """Posts a manifest to `/api/v1/workflows/{namespace}`; the manifest itself is left as it is.

    `submission` tells this submission from all others (random without it). `wait` waits for so many
    seconds before a request is repeated. Raises `ServerError` with what the server said.
    """
    submission = submission or secrets.token_hex(8)
    workflow = _named(manifest, namespace, submission)
    name = workflow["metadata"]["name"]
    path = f"api/v1/workflows/{namespace}"
    lost = False
    for attempt in range(_ATTEMPTS):
        last = attempt == _ATTEMPTS - 1
        try:
            answer = server.ask("POST", path, {"namespace": namespace, "workflow": workflow})
            if answer.status == 409 and lost:  # noqa: PLR2004 - Conflict
                answer = _earlier(server, f"{path}/{name}", submission) or answer
            if answer.status not in _PASSING or last:
                return _result(answer, server, namespace, name)
        except ServerError as error:
            # What comes after a lost answer does not say what became of the first request.
            if isinstance(error, NoAnswerError) and not last:
                lost = True
            elif lost or isinstance(error, NoAnswerError):
                text = f"{error}; `{name}` may have been submitted all the same"
                raise ServerError(text) from None
            else:
                raise
        else:
            # A gateway that gives up may have passed the request on.
            lost = True
        wait(2.0**attempt)
    raise AssertionError


def _named(manifest: dict[str, Any], namespace: str, submission: str) -> dict[str, Any]:
    """The manifest under a name that no other submission has, unless its graph has an `id`."""
    metadata = {**manifest["metadata"], "namespace": namespace}
    prefix = metadata.pop("generateName", None)
    if prefix is not None:
        end = submission[:_LONGEST_END]
        metadata["name"] = prefix[: _LONGEST_NAME - len(end)] + end
    metadata["labels"] = {**metadata.get("labels", {}), LABEL: submission}
    return {**manifest, "metadata": metadata}


def _earlier(server: Server, path: str, submission: str) -> Answer | None:
    """The workflow of that name, if an earlier attempt of this submission has made it."""
    try:
        found = server.ask("GET", path)
    except ServerError:
        return None
    labels = _member(_member(found.body, "metadata"), "labels")
    return found if labels.get(LABEL) == submission else None


def _result(answer: Answer, server: Server, namespace: str, name: str) -> Submitted:
    if answer.status == 200:  # noqa: PLR2004 - OK
        metadata = _member(answer.body, "metadata")
        made = metadata.get("name")
        if not isinstance(made, str) or not made:
            raise ServerError(f"{server.host} answers, but not as an Argo server does")
        link = f"{server.host}/workflows/{quote(namespace)}/{quote(made)}"
        return Submitted(made, str(metadata.get("uid", "")), namespace, link)
    reason = _REASONS.get(answer.status, f"the server answers {answer.status}")
    if answer.elsewhere:
        reason = (
            f"the server answers {answer.status} and points to {answer.elsewhere}, where no token "
            "is sent unasked; give that address if you trust it"
        )
    text = reason.replace("{namespace}", namespace).replace("{name}", name)
    said = f" ({answer.message})" if answer.message else ""
    raise ServerError(f"{server.host}: {text}{said}")


def _member(value: dict[str, Any], name: str) -> dict[str, Any]:
    member = value.get(name)
    return member if isinstance(member, dict) else {}
