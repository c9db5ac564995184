"""Text that pydflow wrote to plain data: JSON that may hold NaN and large integers, or YAML.

NaN and infinities, which are no JSON, become `{"py/float": NAME}`; integers that no double holds
become `{"py/int": DIGITS}`. Faults of the text are those of
the project's own readers.
"""

from __future__ import annotations

import math
import re
from typing import Any, Literal

from dflow_graph.readers import read
from dflow_graph.readers.encoding import decode_text
from dflow_graph.regex import regex
from dflow_graph.source.document import Document, Limits
from dflow_graph.source.fault import Fault

__all__ = ["document_of_text"]

# A string is matched as a whole, so that what it holds is no number.
_ODD_NUMBER = regex(
    r'"(?:[^"\\]|\\.)*"|(?<![\w.+-])(?:NaN|-?Infinity|-?[1-9]\d{15,4095})(?![\w.])', re.DOTALL
)
_NAMES = {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}


def document_of_text(
    data: bytes | str, notation: Literal["json", "yaml", "auto"] = "auto"
) -> Document:
    """The document of a text. Raises `Fault` (clauses ENC, DOC, OBJ, NUM, LIM, YAML)."""
    try:
        return read(data, notation)
    except Fault as fault:
        if fault.code == "DG014":
            from dflow_graph.readers.yaml_reader import read_yaml  # noqa: PLC0415

            # PyYAML writes the texts `y` and `n` without quotes, and NaN as `.nan`.
            found = read_yaml(data, by_pyyaml=True)
            found.root = _finite(found.root)
            return found
        if fault.code not in ("DG007", "DG008") or notation == "yaml":
            raise
        return read(_ODD_NUMBER.sub(_tagged, decode_text(data, Limits())), "json")


def _finite(value: Any) -> Any:
    """The value with tags for numbers that are none of JSON."""
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"py/float": str(value)}
    return value


def _tagged(found: Any) -> str:
    text = str(found.group())
    if text.lstrip("-").isdecimal():
        return f'{{"py/int": "{text}"}}'
    return f'{{"py/float": "{_NAMES[text]}"}}' if text in _NAMES else text
