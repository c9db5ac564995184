"""Every finding of the conformance cases as a person meets it: `findings.txt`.

Cases promise codes and pointers to every implementation; here stands what ours says besides, and
which text it marks. Set DFLOW_GRAPH_UPDATE=1 to write the file anew, and read what changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.pipeline import read
from tests.conformance.test_cases import FILES, case_of, data_of

GOLDEN = Path(__file__).with_name("findings.txt")
LONGEST = 60
# What is of a wrong type is told by the type that is right; there is no more to say.
WITHOUT_HINT = {"DG107"}
# The readers' findings have no clause of the graph, and texts of no encoding have no places.
CASES = {
    path.stem: path
    for path in FILES
    if path.parent.name == "invalid"
    and all(d["code"] >= "DG100" for d in case_of(path)["expect"]["diagnostics"])
}


def findings(name: str) -> list[str]:
    """The lines of a case."""
    case = case_of(CASES[name])
    data = data_of(case)
    return told(read(data, notation=case["input"]["notation"]).report.diagnostics, data)


def told(diagnostics: Iterable[Diagnostic], data: bytes) -> list[str]:
    """Of each finding its code, clause, place, message and hint, as lines."""
    lines = data.decode().splitlines()
    return [line for diagnostic in diagnostics for line in _lines(diagnostic, lines)]


def _lines(diagnostic: Diagnostic, lines: list[str]) -> Iterator[str]:
    end = diagnostic.end_column if diagnostic.line == diagnostic.end_line else LONGEST + 1
    marked = lines[diagnostic.line - 1][diagnostic.column - 1 : end - 1] if lines else ""
    cut = marked if len(marked) <= LONGEST else marked[:LONGEST] + "…"
    yield f"  {diagnostic.code} {diagnostic.clause} {diagnostic.pointer}: {cut!r}"
    yield f"    {diagnostic.severity.value}: {diagnostic.message}"
    if diagnostic.hint:
        yield f"    {diagnostic.hint}"
    for place in diagnostic.related:
        yield f"    {place.pointer}: {place.message}"


@cache
def golden() -> dict[str, list[str]]:
    """The file: the name of each case, and below it the lines of its findings."""
    found: dict[str, list[str]] = {}
    rows: list[str] = []
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            rows.append(line)
        else:
            rows = found[line] = []
    return found


def test_file_of_findings_lists_the_cases_that_there_are() -> None:
    if os.environ.get("DFLOW_GRAPH_UPDATE"):
        rows = [row for name in sorted(CASES) for row in (name, *findings(name))]
        GOLDEN.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert sorted(golden()) == sorted(CASES)


@pytest.mark.parametrize("name", sorted(CASES))
def test_finding_of_a_case_is_told_as_before(name: str) -> None:
    assert findings(name) == golden()[name]


def test_every_finding_says_how_to_mend_it() -> None:
    for name, rows in golden().items():
        heads = [number for number, row in enumerate(rows) if not row.startswith("    ")]
        for head, end in zip(heads, [*heads[1:], len(rows)], strict=True):
            hints = [row for row in rows[head + 2 : end] if not row.startswith("    /")]
            assert hints or rows[head].split()[0] in WITHOUT_HINT, name
