"""What an answer is worth: exact sets of findings, and less where less is claimed."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.conformance.cases import Case
from dflow_graph.conformance.judging import judged
from dflow_graph.conformance.outcome import Outcome
from dflow_graph.conformance.protocol import Claims, Implementation
from dflow_graph.conformance.reports import badge_json
from dflow_graph.conformance.runner import Run
from dflow_graph.conformance.scores import conforms, scores


def finding(code: str, pointer: str = "/a/b") -> dict[str, str]:
    return {"code": code, "pointer": pointer}


def case(*expected: dict[str, str], valid: bool = False) -> Case:
    expect = {"valid": valid, "diagnostics": list(expected)}
    return Case("a", "invalid", "core", "", (), (), {"notation": "json", "text": ""}, expect)


def reasons(of: Case, *found: dict[str, str], valid: bool = False, by: str = "places") -> Any:
    return judged(of, {"valid": valid, "diagnostics": list(found)}, by).reasons


TWO = case(finding("DG106"), finding("DG107", "/c"))


def test_findings_count_in_any_order() -> None:
    assert reasons(TWO, finding("DG107", "/c"), finding("DG106")) == ()


def test_message_texts_never_count() -> None:
    assert reasons(case(finding("DG106")), {**finding("DG106"), "message": "whatever"}) == ()


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ([finding("DG106")], ("missing: DG107 at /c",)),
        ([finding("DG106"), finding("DG107", "")], (
            "not expected: DG107 at the whole document", "missing: DG107 at /c",
        )),
        ([finding("DG106"), finding("DG107", "/c"), finding("DG110", "/d")], (
            "not expected: DG110 at /d",
        )),
    ],
)  # fmt: skip
def test_set_of_findings_is_exact(found: list[dict[str, str]], reason: tuple[str, ...]) -> None:
    assert reasons(TWO, *found) == reason


def test_verdict_counts_beside_the_findings() -> None:
    assert reasons(case(finding("DG106")), finding("DG106"), valid=True) == (
        "valid: expected false, got true",
    )


def test_fault_of_yaml_may_be_told_of_any_value_that_holds_it() -> None:
    of = case(finding("DG005", "/a/b"))
    assert [reasons(of, finding("DG005", p)) for p in ("/a/b", "/a", "")] == [(), (), ()]
    assert reasons(of, finding("DG005", "/a/bc")) == ("not expected: DG005 at /a/bc",)
    assert reasons(of, finding("DG005", "/a/b/c")) == ("not expected: DG005 at /a/b/c",)
    assert reasons(of) == ("missing: DG005 at /a/b",)
    assert reasons(case(finding("DG004", "/a/b")), finding("DG004", "/a")) != ()


def test_codes_and_verdicts_are_judged_where_no_more_is_claimed() -> None:
    assert reasons(TWO, finding("DG106", "?"), finding("DG107", "?"), by="codes") == ()
    assert reasons(TWO, finding("DG106"), by="codes") == ("missing: DG107",)
    assert reasons(TWO, by="verdict") == ()


def test_many_differences_are_cut_short() -> None:
    found = reasons(case(), *(finding("DG106", f"/{i}") for i in range(9)))
    assert len(found) == 6
    assert found[-1] == "and 4 more"


def run_of(*outcomes: Outcome, others: int = 0) -> Run:
    claims = Claims(levels=("core",))
    return Run(Implementation("a", "1", "C", claims), outcomes, (case(),) * others)


def test_level_is_full_if_every_case_is_passed_with_codes_and_places() -> None:
    passed = Outcome(case(), "passed")
    loose = Outcome(case(), "passed", by="verdict")
    (score,) = scores(run_of(passed, passed))
    assert (score.is_full, score.percent) == (True, "100 %")
    for outcomes, others in (
        ((passed, loose), 0),
        ((passed,), 1),
        ((Outcome(case(), "failed"),), 0),
    ):
        (score,) = scores(run_of(*outcomes, others=others))
        assert not score.is_full
    assert conforms(run_of(passed, loose, others=1)), "what was claimed is passed"
    assert not conforms(run_of(passed, Outcome(case(), "skipped")))


def test_percentage_is_100_for_all_cases_alone() -> None:
    many = [Outcome(case(), "passed")] * 2999
    (score,) = scores(run_of(*many, Outcome(case(), "failed")))
    assert score.percent == "99.9 %"
    (score,) = scores(run_of(others=3))
    assert score.percent == "–"
    assert '"nothing claimed"' in badge_json(run_of(others=3))
