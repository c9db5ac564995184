"""What is said of the members of an object that it does not have."""

from __future__ import annotations

from dflow_graph.passes.shape import check_shape


def test_near_misses_are_named_for_the_first_unknown_members_only() -> None:
    template = {"kind": "ShellOPTemplate", **{f"image{'x' * (n % 2)}{n}": 1 for n in range(300)}}
    found = list(check_shape(template, "ShellOPTemplate", ()))
    assert [d.code for d in found] == ["DG106"] * 300
    assert "`image`" in found[0].hint
    assert "`image`" not in found[-1].hint


def test_a_misspelt_required_member_is_found_among_any_number_of_unknown_ones() -> None:
    step = {**{f"member{n}": 1 for n in range(300)}, "nmae": "a", "template": "t"}
    found = list(check_shape(step, "Step", ()))
    assert len(found) == 301
    assert {d.code for d in found} == {"DG106"}
