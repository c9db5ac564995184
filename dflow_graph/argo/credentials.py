"""Credentials of known forms in a finished manifest: the last look before it leaves (SEC-4).

The validator has looked at every text of the graph. Here those that the emitter has put together
are looked at too.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.analysis import is_ignored
from dflow_graph.argo.problems import Problems
from dflow_graph.argo.runtime import carried_runtime
from dflow_graph.model import Workflow
from dflow_graph.passes.credential_shapes import SHORTEST, known_credentials
from dflow_graph.passes.remaining_texts import credentials_of_data

__all__ = ["check_credentials"]


def check_credentials(manifest: dict[str, Any], workflow: Workflow, problems: Problems) -> None:
    """Takes note of each credential, at the place of the graph that holds it.

    One that the emitter alone has put together from several places is the whole graph's.
    """
    # The library of the emitter is packed, and may look like anything.
    library = carried_runtime(manifest)
    graph = workflow.to_dict()
    # Apart from each other, all texts at once hold what any of them holds. Those of the graph are
    # among them, since the manifest may have one behind a beginning of the emitter's.
    texts = (_texts(manifest) | _texts(graph)) - {library}
    if next(known_credentials("\n".join(texts)), None) is None:
        return
    held = [(path, match) for path, match, _ in credentials_of_data(graph)]
    if not held:
        held = [((), match) for _, match, _ in credentials_of_data(manifest, without=library)]
    for path, match in held:
        if not is_ignored("DG801", path, workflow):
            begins = f", which begins with `{match.shown}`" if match.shown else ""
            problems.add(
                "DG801",
                f"this text holds {match.what}{begins}, and the manifest would",
                path,
                hint="Keep it in a Kubernetes secret, and revoke what has been written down.",
            )


def _texts(value: Any) -> set[str]:
    """The texts of a JSON value that are long enough, each once."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if item.__class__ is str:
            if len(item) >= SHORTEST:
                found.add(item)
        elif item.__class__ is dict:
            found.update(name for name in item if len(name) >= SHORTEST)
            waiting.extend(item.values())
        elif item.__class__ is list:
            waiting.extend(item)
    return found
