"""Faults planted all over the examples; `python -m tests.plants` plants them everywhere."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from dflow_graph.rules import RULES
from tests.plants.accepted import reason_for
from tests.plants.corpus import examples
from tests.plants.judge import Outcome, judge
from tests.plants.run import known_findings, planters, runs
from tests.plants.tally import UNPLANTED, Tally

# What is planted at very many places is planted at fewer of them.
_EACH = {"wrong_json_type": 199, "wrong_type_of_member": 97, "credential": 97}


@cache
def small_examples() -> dict[str, Any]:
    return {name: graph for name, graph in examples().items() if "three" not in name}


@pytest.mark.parametrize("fault", planters())
def test_planted_fault_is_one_finding_at_its_place(fault: str) -> None:
    planted = list(runs(planters()[fault], small_examples(), each=_EACH.get(fault, 23)))
    assert planted
    for one in planted:
        codes = sorted({d.code for d in one.judged.found})
        is_exact = one.judged.outcome is Outcome.EXACT
        assert is_exact or reason_for(fault, one.judged.outcome, codes), one.line


@cache
def known() -> dict[str, frozenset[str]]:
    return {name: known_findings(graph) for name, graph in small_examples().items()}


def test_each_rule_is_told_of_a_planted_fault_or_it_is_said_why_not() -> None:
    tally, open_rules = Tally(), RULES.keys() - UNPLANTED.keys()
    # Those last that are planted at very many places.
    for planter in reversed(planters().values()):
        for name, graph in small_examples().items():
            for plant in planter(graph) if open_rules else ():
                if not open_rules.isdisjoint(plant.codes):
                    tally.add(plant, judge(graph, plant, known()[name]))
                    open_rules -= tally.exact.keys()
    assert tally.missing() == []
