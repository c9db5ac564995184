"""Documents with the findings that are right: the conformance cases and the examples."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.passes.test_findings import golden, told

__all__ = ["ROOT", "Document", "documents"]

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Document:
    """Bytes of a notation, the code and pointer of every finding, and how these are told."""

    name: str
    data: bytes
    notation: str
    expected: frozenset[tuple[str, str]] = frozenset()
    told: tuple[str, ...] | None = None

    def is_right(self) -> bool:
        """Whether the validator finds just what is expected, and tells it so."""
        from dflow_graph.pipeline import read  # with the mutant, if it was imported anew

        report = read(self.data, notation=self.notation).report  # type: ignore[arg-type]
        return {(d.code, d.pointer) for d in report.diagnostics} == self.expected and (
            self.told is None or tuple(told(report.diagnostics, self.data)) == self.told
        )


def documents() -> list[Document]:
    """Every case of the suite that is judged by its findings, and every example."""
    cases = sorted((ROOT / "conformance" / "v1").glob("*valid/*.json"))
    examples = sorted((ROOT / "examples").glob("*.json"))
    return [_case(path) for path in cases] + [
        Document(name=path.name, data=path.read_bytes(), notation="json") for path in examples
    ]


def _case(path: Path) -> Document:
    case = json.loads(path.read_text(encoding="utf-8"))
    given, told = case["input"], golden().get(path.stem)
    return Document(
        name=path.stem,
        data=_data(given),
        notation=given["notation"],
        expected=frozenset((d["code"], d["pointer"]) for d in case["expect"]["diagnostics"]),
        told=None if told is None else tuple(told),
    )


def _data(given: dict[str, Any]) -> bytes:
    if "document" in given:
        return json.dumps(given["document"]).encode()
    if "text" in given:
        text: str = given["text"]
        return text.encode("utf-8", errors="surrogatepass")
    return base64.b64decode(given["base64"])
