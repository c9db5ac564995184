"""Emits every example and prints the digests of the manifests, as JSON.

Needs what dflow-graph itself needs and nothing of the tests, so that any Python can run it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.argo.runtime import RUNTIME, carried_runtime, runtime_text
from dflow_graph.delivery.local_files import local_files
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.pipeline import load

EXAMPLES = Path(__file__).parents[3] / "examples"
FILE = Path(__file__).with_name("digests.json")


def digests() -> dict[str, str]:
    """Example to the digest of its manifests, or of what says why there is none."""
    found = {RUNTIME: hashlib.sha256(runtime_text().encode()).hexdigest()}
    for path in sorted(EXAMPLES.iterdir()):
        if path.suffix in (".json", ".yaml"):
            written = "\n".join(_written(load(path)))
            found[path.name] = hashlib.sha256(written.encode()).hexdigest()
    return found


def _written(model: Workflow) -> list[str]:
    files = local_files(build_index(model))
    uploads = {f.pointer: f"files/{number}" for number, f in enumerate(files)}
    texts = []
    for runtime, prefix in (("inline", None), ("image", "run")):
        options = EmitOptions("4.0", runtime, uploads, memoize_prefix=prefix)  # type: ignore[arg-type]
        try:
            # The library has a digest of its own, so that a change of it is one line.
            manifest = emit_argo(model, options)
            library = carried_runtime(manifest) or RUNTIME
            texts.append(json.dumps(manifest).replace(library, RUNTIME))
        except CannotEmitError as error:
            texts.append(str(error))
    return texts


def main() -> None:
    """Prints or writes them."""
    text = json.dumps(digests(), indent=1) + "\n"
    if "--write" in sys.argv:
        FILE.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
