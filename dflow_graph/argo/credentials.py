"""Credentials of known forms in a finished manifest: the last look before it leaves (SEC-4).

The validator looks where free text stands, for it reads a hundred thousand steps in a second. Here
every text of the manifest is looked at, wherever it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.analysis import is_ignored
from dflow_graph.argo.problems import Path, Problems
from dflow_graph.argo.runtime import carried_runtime
from dflow_graph.model import Workflow
from dflow_graph.passes.credential_shapes import (
    SHORTEST,
    Match,
    hint_of_credential,
    known_credentials,
)

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
    held = [(path, match) for path, _, match in _found(graph)]
    if not held:
        secrets = [match for _, text, match in _found(manifest) if text != library]
        held = [((), match) for match in secrets]
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


def _found(value: Any) -> Iterator[tuple[Path, str, Match]]:
    for path, text in _placed(value, ()):
        if len(text) >= SHORTEST and hint_of_credential(text):
            for match in known_credentials(text):
                yield path, text, match


def _placed(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text of a JSON value with its place, names of members among them."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield (*path, name), name
            yield from _placed(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _placed(inner, (*path, number))
