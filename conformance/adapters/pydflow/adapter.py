"""pydflow behind the protocol of the suite: loading, round trip and manifest, which it claims.

pydflow reads its own graphs alone, so that a document is first written as one by
`dflow_graph.interop.pydflow`; what has no place there is skipped, and no fault of pydflow. Loading
a graph executes what stands in it: this adapter is for the cases of the suite and nothing else.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from importlib.metadata import version
from typing import Any

import dflow
from dflow.utils import StorageClient

from dflow_graph.conformance.protocol import document_bytes
from dflow_graph.interop.pydflow import from_pydflow, to_pydflow
from dflow_graph.pipeline import loads


class Store(StorageClient):
    """A store that takes everything and keeps nothing, in place of the one in a cluster."""

    def upload(self, key: str, path: str) -> str:  # noqa: ARG002, D102
        return key

    def list(self, prefix: str, recursive: bool = False) -> list[str]:  # noqa: ARG002, D102
        return []

    def copy(self, src: str, dst: str) -> None:  # noqa: D102
        pass

    def download(self, key: str, path: str) -> None:  # noqa: ARG002, D102
        raise OSError(key)

    def get_md5(self, key: str) -> str:  # noqa: ARG002, D102
        return ""

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        return {**dflow.s3_config, "storage_client": None}


class NoPlaceError(Exception):
    """A document that cannot be written as a graph of pydflow."""


def loaded(given: dict[str, Any]) -> Any:
    """The workflow that pydflow makes of a document."""
    document = loads(document_bytes(given), notation=given["notation"]).to_dict()
    graph, report = to_pydflow(document)
    if graph is None:
        raise NoPlaceError(report.diagnostics[0].message)
    return dflow.Workflow.from_graph(json.loads(json.dumps(graph)))


def answer(ask: str, given: dict[str, Any]) -> dict[str, Any]:
    """The result of a question."""
    if ask == "validate":
        loaded(given)
        return {"valid": True}
    workflow = loaded(given)
    if ask == "emit":
        return {"valid": True, "manifest": json.loads(json.dumps(workflow.to_dict(), default=str))}
    return {"document": from_pydflow(json.loads(workflow.to_graph_json()))[0]}


def reply(request: dict[str, Any]) -> dict[str, Any]:
    """The reply to a message."""
    if request["command"] == "start":
        about = {"name": "pydflow", "version": version("pydflow"), "language": "Python"}
        levels = ["core", "semantic", "exchange", "emit"]
        families = ["valid", "roundtrip", "emit-argo"]
        claims = {"levels": levels, "families": families, "reports": "verdict"}
        return {"protocol": 1, "implementation": about, "claims": claims}
    seq = request["seq"]
    try:
        return {"seq": seq, "result": answer(request["ask"], request["input"])}
    except NoPlaceError as error:
        return {"seq": seq, "skipped": f"its graph has no place for it: {error}"}
    except ModuleNotFoundError as error:
        return {"seq": seq, "skipped": f"loading a graph imports the module of an OP: {error}"}
    except Exception as error:  # noqa: BLE001 - pydflow raises anything
        return {"seq": seq, "errored": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answers on standard output; what pydflow prints goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os.chdir(tempfile.mkdtemp(prefix="dflow-graph-pydflow-"))
    dflow.s3_config["storage_client"] = Store()
    dflow.config["namespace"] = None  # what the machine sets is no part of a graph
    for line in sys.stdin:
        request = json.loads(line)
        if request["command"] == "stop":
            return
        replies.write(json.dumps(reply(request), default=str) + "\n")
        replies.flush()


if __name__ == "__main__":
    # pydflow writes a set in the order of its hashes, which differ from process to process.
    if os.environ.get("PYTHONHASHSEED") != "0":
        again = [sys.executable, *sys.argv]
        os.execve(sys.executable, again, {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606
    main()
