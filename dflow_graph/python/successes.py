"""Whether enough pieces of a loop have succeeded (clause LOOP-6).

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import base64
import json
import sys

__all__ = ["enough", "main"]

SUCCESSES = "dflow_successes"


def enough(successes: str, wanted: str, pieces: str = "") -> str:
    """What is missing for the loop to count as a success, or an empty text if nothing is.

    `successes` is the JSON list of the outputs of all pieces that succeeded. `wanted` is how many
    have to, or which share of all if `pieces` says how many there are. Raises `ValueError` where a
    text is not what it should be.
    """
    found = sum(int(outputs[SUCCESSES]) for outputs in json.loads(successes))
    if not pieces:
        return "" if found >= float(wanted) else f"{found} pieces succeeded, {wanted} have to"
    # A loop over nothing has not failed.
    share = found / int(pieces) if int(pieces) else 1.0
    text = f"{found} of {pieces} pieces succeeded, a share of {wanted} has to"
    return "" if share >= float(wanted) else text


def main(encoded: str, wanted: str, pieces: str) -> None:
    """End the process: with 0 if enough pieces have succeeded, else with 1 and a message.

    `encoded` are the successes in base64.
    """
    message = enough(base64.b64decode(encoded).decode("utf-8"), wanted, pieces)
    if message:
        sys.stderr.write(message + "\n")
        sys.exit(1)
