"""Credentials of known forms in a finished manifest: the last look before it leaves (SEC-4).

The validator has looked at every text of the graph. Here those that the emitter has put together
are looked at too.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.analysis import is_ignored
from dflow_graph.argo.problems import Problems
from dflow_graph.argo.runtime import carried_runtime
from dflow_graph.codec import parts_of
from dflow_graph.model import Workflow
from dflow_graph.passes.credential_shapes import (
    SHORTEST,
    all_outlines,
    known_credentials,
    may_be_known,
)
from dflow_graph.passes.remaining_texts import credentials_of_data

__all__ = ["check_credentials", "texts_of"]


def check_credentials(
    printed: set[str], manifest: dict[str, Any], workflow: Workflow, problems: Problems
) -> None:
    """Takes note of each credential, at the place of the graph that holds it.

    `printed` are the texts of the manifest. A credential that the emitter alone has put together
    from several places is the whole graph's.
    """
    # The library of the emitter is packed, and may look like anything.
    library = carried_runtime(manifest)
    # Apart from each other, all texts at once hold what any of them holds. Those of the graph are
    # among them, since the manifest may have one behind a beginning of the emitter's.
    texts = printed - {library}
    for part in parts_of(workflow):
        texts |= texts_of(part.to_dict())
    if not may_be_known(all_outlines(texts)):
        return
    if next(known_credentials("\n".join(texts)), None) is None:
        return
    graph = workflow.to_dict()
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


def texts_of(value: Any) -> set[str]:
    """The texts of a JSON value that are long enough to hold a credential, each once."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if item.__class__ is dict:
            # Names come again and again, and are soon found among those that are there.
            found.update(item)
            item = item.values()
        for part in item:
            kind = part.__class__
            if kind is str:
                found.add(part)
            elif kind is dict or kind is list:
                waiting.append(part)
    return {text for text in found if len(text) >= SHORTEST}
