"""Reports to render: one that is easy to read, and hostile ones from hypothesis."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dflow_graph.diagnostics import Diagnostic, Place, Report, Severity
from dflow_graph.rules import RULES

law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

UNKNOWN_FIELD = Diagnostic(
    code="DG106",
    severity=Severity.ERROR,
    message="`duraton` is no field of SuspendOPTemplate; did you mean `duration`?",
    pointer="/templates/m/duraton",
    hint="Rename it to `duration`.",
    clause="OBJ-1",
    line=7,
    column=5,
    end_line=7,
    end_column=12,
    at_key=True,
)
DUPLICATE_KEY = Diagnostic(
    code="DG006",
    severity=Severity.WARNING,
    message="`name` is given twice",
    pointer="/name",
    clause="OBJ-2",
    line=3,
    column=1,
    end_line=4,
    end_column=2,
    related=(Place(message="first given here", pointer="/name", line=2, column=1),),
)
WITHOUT_PLACE = Diagnostic(
    code="DG016",
    severity=Severity.ERROR,
    message="no graph was found in this folder",
    pointer="",
    clause="DOC-4",
)
REPORT = Report(path="graphs/a b.yaml", diagnostics=(UNKNOWN_FIELD, DUPLICATE_KEY))
REPORTS = (
    REPORT,
    Report(path="clean.json"),
    Report(path="empty", diagnostics=(WITHOUT_PLACE,)),
)

HOSTILE = [
    "\n::set-output name=x::y", "\r\n##[error]", "\r", "::stop-commands::x", "a,b:c=d%0A%25", "%",
    "]]>", "<!--", "</failure>", "&amp;", '"', "\x00", "\x1b[2J", "\x85\x9b31m", "\x7f", "\u2028",
    "\u202e", "\ufffe", "\ud800", "\udcff", "😀", "中", "e\u0301", "{0}", "{{item}}", "}",
    "[a](javascript:alert(1))", "[a\\](1)", "\\", "](", " ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=6), max_size=6).map(
    "".join
)
NUMBERS = st.integers(0, 5)
PLACES = st.builds(Place, message=TEXTS, pointer=TEXTS, line=NUMBERS, column=NUMBERS)
DIAGNOSTICS = st.builds(
    Diagnostic,
    code=st.sampled_from(list(RULES)),
    severity=st.sampled_from(Severity),
    message=TEXTS,
    pointer=TEXTS,
    hint=TEXTS,
    clause=st.sampled_from(["", "OBJ-1"]),
    line=NUMBERS,
    column=NUMBERS,
    end_line=NUMBERS,
    end_column=NUMBERS,
    related=st.lists(PLACES, max_size=2).map(tuple),
)
PATHS = TEXTS.filter(bool)
ANY_REPORTS = st.lists(
    st.builds(Report, path=PATHS, diagnostics=st.lists(DIAGNOSTICS, max_size=3).map(tuple)),
    max_size=3,
)
