"""Writes a text to be measured with: `python -m benchmarks.write NAME STEPS STRAYS FILE`.

NAME is one of `benchmarks.formats` or, for graphs of ours, `shape:NAME` or `faults:KIND:SHARE`,
with `one` fault, one in each `hundredth` step, or one in `each`.
Prints how many bytes were written, or which package is missing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.formats import format_module
from benchmarks.graphs import graph_text
from benchmarks.graphs.faults import faulty_text
from benchmarks.layers import layers

__all__ = ["main", "text_of"]

_COUNTED = 1_000  # steps up to which a text is read back


def text_of(name: str, steps: int, strays: int = 0) -> bytes:
    """The text of that name. Raises `ImportError` where its format needs a package."""
    match name.split(":"):
        case ["shape", shape]:
            return graph_text(shape, steps)
        case ["faults", kind, share]:
            counts = {"one": 1, "hundredth": max(steps // 100, 1), "each": steps}
            return faulty_text(kind, counts[share], steps)
        case _:
            return _in_format(name, steps, strays)


def _in_format(name: str, steps: int, strays: int) -> bytes:
    """The topology in a format. Raises `RuntimeError` if a part of it is lost."""
    module, topology = format_module(name), layers(steps, strays=strays)
    text: bytes = module.write(topology)
    if steps <= _COUNTED and module.count(text) != (steps, topology.edges):
        raise RuntimeError(f"the text in {name} does not have {steps} nodes and all edges")
    return text


def main(name: str, steps: int, strays: int, path: Path) -> None:
    try:
        text = text_of(name, steps, strays)
    except ImportError as error:
        print(json.dumps({"missing": error.name}))
        return
    path.write_bytes(text)
    print(json.dumps({"bytes": len(text)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
