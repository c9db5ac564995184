"""Credentials in the texts of a graph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.plants.plant import (
    EXPRESSION,
    Graph,
    Plant,
    inside,
    plant,
    texts,
)
from tests.plants.structure import objects

_WORD = re.compile(r"[\w-]+")
_REFERRING = ("entrypoint", "on_exit", "template")
CREDENTIALS = {
    "token": "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0iL3oR6"[:36],
    "access-key": "AKIA" + "QX7ZT2M9WB4KD6RN",
    "url": "https://someone:" + "Zr8kWq2vTn5x" + "@files.example.org/a",
}


def credential(graph: Graph) -> Iterator[Plant]:
    """A credential in the place of each text and behind it, but where that takes something away.

    A name that is gone, a tag or an expression would be a second fault.
    """
    names = Counter(word for _, text in texts(graph) for word in set(_WORD.findall(text)))
    for path, text in texts(graph):
        is_referred_to = path[-1] in ("name", "global_name") and names[text] > 1
        refers = "{{" in text or path[-1] in (*_REFERRING, *EXPRESSION) or "dependencies" in path
        if path[-1] == "source" or is_referred_to:
            continue
        for secret in CREDENTIALS.values():
            if not refers:
                yield plant(path, secret)
            if "dependencies" not in path:
                yield plant(path, f"{text} {secret}")


def credential_in_query(graph: Graph) -> Iterator[Plant]:
    """A URL with a credential among the parameters of its query, at the place of each URL."""
    random = "aB3dE6gH9jK2mN5pQ8sT1vW4"
    for path, text in texts(graph):
        if re.fullmatch(r"https?://[^\s?#@{}]+", text) and path[-1] not in ("endpoint", "source"):
            for name in ("api_token", "key", "Signature", "token", "sig"):
                yield plant(path, f"{text}?page=1&{name}={random}7%3D", "DG803", "DG801")
                yield plant(path, f"{text}?{name}={random}7", "DG803", "DG801")


def credential_in_extensions(graph: Graph) -> Iterator[Plant]:
    for path, _ in objects(graph):
        if inside(graph, path).get("extensions") is None:
            place = (*path, "extensions")
            yield Plant(
                {place: {"tool": {"a": [CREDENTIALS["token"]]}}},
                ("DG801",),
                ((*place, "tool", "a", 0),),
            )
