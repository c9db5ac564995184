"""The cases of the suite as data: what is asked, and what is expected.

Reads `conformance/v1`; says nothing about how a case is put to an implementation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dflow_graph.record import Record
from dflow_graph.resources import data_folder

__all__ = ["ASKED", "FAMILIES", "LEVELS", "Case", "load_cases", "selected"]

LEVELS = ("core", "semantic", "exchange", "emit", "runtime")
ASKED = {
    "valid": "validate",
    "invalid": "validate",
    "types": "type",
    "expressions": "expression",
    "roundtrip": "roundtrip",
    "canonical": "canonical",
    "migrate": "migrate",
    "emit-argo": "emit",
    "runtime": "run",
}
"""What the cases of a family ask of an implementation."""
FAMILIES = tuple(ASKED)

_LANGUAGES = {
    "expr": ("EXPR-3", "An expression"),
    "when": ("WHEN-1", "A condition"),
    "depends": ("DEP-2", "A dependency"),
}


class Case(Record):
    """One case; `input` and `expect` as `case.schema.json` has them for its family."""

    id: str
    family: str
    level: str
    description: str
    clauses: tuple[str, ...]
    tags: tuple[str, ...]
    input: dict[str, Any]
    expect: dict[str, Any]

    @property
    def ask(self) -> str:
        """What the case asks: `validate`, `type`, `expression`, and so on."""
        return ASKED[self.family]

    @property
    def notation(self) -> str:
        """`yaml` where the implementation has to read YAML, else `json`."""
        return str(self.input.get("notation", "json"))


def load_cases(folder: Path | None = None) -> list[Case]:
    """All cases, by family and id. Raises `OSError` and `ValueError` for a folder that has none."""
    root = (folder or data_folder("conformance")) / "v1"
    cases = [case for family in FAMILIES for case in _of_family(root / family, family)]
    if not cases:
        raise FileNotFoundError(f"there are no conformance cases in {root}")
    return cases


def _of_family(folder: Path, family: str) -> Iterator[Case]:
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_bytes())
        yield Case(
            id=data["id"],
            family=family,
            level=data["level"],
            description=data["description"],
            clauses=tuple(data["clauses"]),
            tags=tuple(data.get("tags", ())),
            input=data["input"],
            expect=data["expect"],
        )
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_bytes().split(b"\n"):
            vector = json.loads(line) if line else {}
            # WHEN-1: a tag stands for more than the number that the vectors were judged with.
            if vector and not (vector["language"] == "when" and "{{" in vector["text"]):
                yield _of_vector(vector)


def _of_vector(vector: dict[str, Any]) -> Case:
    """The case that a line of `expressions/vectors.jsonl` stands for."""
    language, text = vector["language"], vector["text"]
    clause, noun = _LANGUAGES[language]
    name = hashlib.sha256(f"{language}\0{text}".encode()).hexdigest()[:12]
    verdict = "accepted" if vector["ok"] else "rejected"
    return Case(
        id=f"{language}-{name}",
        family="expressions",
        level="semantic",
        description=f"{noun} is {verdict}: {text}",
        clauses=(clause,),
        tags=("generated", language),
        input={"language": language, "text": text},
        expect={"ok": vector["ok"]},
    )


def selected(
    cases: Iterable[Case],
    *,
    levels: Iterable[str] = (),
    tags: Iterable[str] = (),
    ids: Iterable[str] = (),
) -> list[Case]:
    """The cases of any of the levels, with any of the tags, and any of the ids; none means all.

    A family counts as a tag of its cases.
    """
    levels, tags, ids = set(levels), set(tags), set(ids)
    return [
        case
        for case in cases
        if (not levels or case.level in levels)
        and (not tags or case.family in tags or tags.intersection(case.tags))
        and (not ids or case.id in ids)
    ]
