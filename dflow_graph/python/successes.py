"""Whether enough pieces of a loop have succeeded (clause LOOP-6).

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import json
import sys
from typing import Optional

from .group import items_of_text

__all__ = ["enough", "main"]

SUCCESSES = "dflow_successes"


def enough(successes: str, items: str, number: Optional[str], ratio: Optional[str]) -> str:
    """What is missing for the loop to count as a success, or an empty text if nothing is.

    `successes` is the JSON list of the outputs of all pieces that succeeded, `items` the items of
    the loop. Raises `ValueError` where a text is not what it should be.
    """
    found = sum(int(outputs[SUCCESSES]) for outputs in json.loads(successes))
    if number is not None:
        wanted = float(number)
        return "" if found >= wanted else f"{found} pieces succeeded, {number} have to"
    count = len(items_of_text(items))
    # A loop over nothing has not failed.
    share = found / count if count else 1.0
    text = f"{found} of {count} pieces succeeded, a share of {ratio} has to"
    return "" if share >= float(ratio or 0) else text


def main(successes: str, items: str, number: Optional[str], ratio: Optional[str]) -> None:
    """End the process: with 0 if enough pieces have succeeded, else with 1 and a message."""
    message = enough(successes, items, number, ratio)
    if message:
        sys.stderr.write(message + "\n")
        sys.exit(1)
