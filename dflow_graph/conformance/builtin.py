"""The built-in implementation behind the protocol: `python -m dflow_graph.conformance.builtin`."""

from __future__ import annotations

import gc
import json
import sys
from typing import Any, BinaryIO

from dflow_graph.conformance.answers import answer, claims

__all__ = ["main", "serve"]


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answers requests, a line each, until `stop` or the end of the input."""
    for line in requests:
        request = json.loads(line)
        if request["command"] == "stop":
            return
        reply = claims() if request["command"] == "start" else _answered(request)
        replies.write(json.dumps(reply, separators=(",", ":")).encode("ascii") + b"\n")
        replies.flush()


def _answered(request: dict[str, Any]) -> dict[str, Any]:
    try:
        result = answer(request["ask"], request["input"])
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is the case's, not the run's
        return {"seq": request["seq"], "errored": f"{type(error).__name__}: {error}"}
    return {"seq": request["seq"], "result": result}


def main() -> None:
    """Serves on standard input and output; what an OP prints goes to standard error."""
    import os  # noqa: PLC0415

    gc.set_threshold(100_000)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with replies:
        serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
