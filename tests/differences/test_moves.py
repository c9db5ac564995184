"""Steps stay with those with which they ran, as many as can."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.differences.moves import moved

GROUPS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8)


@given(GROUPS)
def test_as_few_as_possible_are_moved(pairs):
    groups = {str(number): pair for number, pair in enumerate(pairs)}
    kept = groups.keys() - moved(groups)

    def in_order(names):
        chosen = sorted({groups[name] for name in names})
        return all(a[0] < b[0] and a[1] < b[1] for a, b in combinations(chosen, 2))

    assert in_order(kept)
    larger = range(len(kept) + 1, len(groups) + 1)
    assert not any(in_order(names) for size in larger for names in combinations(groups, size))


def test_of_two_steps_the_one_that_now_runs_later_was_moved():
    assert moved({"a": (0, 0), "b": (1, 2), "c": (1, 1)}) == {"b"}
