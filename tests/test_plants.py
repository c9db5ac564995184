"""Faults planted all over the examples; `python -m tests.plants` plants them everywhere."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.plants.corpus import examples
from tests.plants.judge import Outcome
from tests.plants.run import planters, runs

# Each of these gives one finding at its place wherever it is planted.
EXACT = [
    "unknown_field", "misspelt_field", "missing_field", "missing_version", "unknown_kind",
    "value_not_in_list", "number_out_of_range", "lone_surrogate", "control_character",
    "duplicate_key", "no_number_of_json", "reference_to_unknown_step", "reference_to_misspelt_step",
    "reference_to_unknown_output", "output_of_other_sort", "steps_for_tasks", "misspelt_prefix",
    "unknown_fact", "reference_to_unknown_input", "input_of_other_sort", "inputs_of_a_step",
    "unknown_workflow_parameter", "unknown_template", "missing_argument", "no_arguments",
    "unknown_argument", "misspelt_argument", "null_for_artifact", "item_of_wrong_type",
    "malformed_type", "type_of_other_sort", "two_loops", "loop_over_no_list", "unequal_lengths",
    "null_step", "broken_expression", "unknown_function", "malformed_name",
    "malformed_template_name", "malformed_port_name", "malformed_duration", "malformed_progress",
    "malformed_variable", "shared_path", "unused_template",
]  # fmt: skip


@cache
def small_examples() -> dict[str, Any]:
    return {name: graph for name, graph in examples().items() if "three" not in name}


@pytest.mark.parametrize("fault", EXACT)
def test_planted_fault_is_one_finding_at_its_place(fault: str) -> None:
    planter = planters()[fault]
    judged = list(runs(planter, small_examples(), each=29))
    assert judged
    assert [line for line, j in judged if j.outcome is not Outcome.EXACT] == []
