"""Slices and loops: messages, hints, places and edges."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.patterns import is_bare
from dflow_graph.passes.pieces import items_of_json
from dflow_graph.passes.slices import check_slices

STEP = "/templates/main/steps/0/0"
UNTIL = "{{{{=toJson(sprig.untilStep({}, {}, {}))}}}}"


def relax(**more: Any) -> dict[str, Any]:
    """A Python OP with ports of every sort."""
    return {
        "kind": "PythonOPTemplate",
        "op": {
            "name": "Relax",
            "inputs": {
                "n": {"kind": "Parameter", "type": "int"},
                "m": {"kind": "Parameter", "type": "int"},
                "conf": {"kind": "Artifact", "type": "path"},
            },
            "outputs": {
                "energy": {"kind": "Parameter", "type": "float"},
                "spectrum": {"kind": "BigParameter", "type": "list[float]"},
                "log": {"kind": "Artifact", "type": "path"},
            },
        },
        **more,
    }


def found(step: dict[str, Any], **templates: Any) -> list[Diagnostic]:
    """What is found of one step that calls `relax`, a Python OP, unless it says otherwise."""
    document = {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {
            "main": {"kind": "Steps", "steps": [[{"name": "s", "template": "relax", **step}]]},
            "relax": relax(),
            "sh": {"kind": "ShellOPTemplate"},
            **templates,
        },
    }
    return list(check_slices(build_index(Workflow.from_dict(document))))


def the_one(step: dict[str, Any], **templates: Any) -> Diagnostic:
    diagnostics = found(step, **templates)
    assert len(diagnostics) == 1, [(d.code, d.pointer, d.message) for d in diagnostics]
    return diagnostics[0]


def of_slices(**slices: Any) -> list[Diagnostic]:
    return found({"with_sequence": {"count": 2}, "slices": slices})


def codes(step: dict[str, Any], **templates: Any) -> list[str]:
    return [d.code for d in found(step, **templates)]


# --- DG501, DG507, DG508: names


def test_dg501_names_ports_that_are_close() -> None:
    [d] = of_slices(input_artifact=["config"])
    assert d.pointer == f"{STEP}/slices/input_artifact/0"
    assert d.message == (
        "the template `relax` has no input artifact `config`; did you mean `conf`?"
    )
    assert d.hint == "Write `conf`."


def test_dg501_says_which_list_a_port_of_another_sort_belongs_to() -> None:
    [d] = of_slices(input_parameter=["conf"])
    assert d.message.endswith("`conf` is an input artifact")
    assert d.hint == "Move it to `input_artifact`."


def test_dg501_of_an_output_is_found_beside_an_argument_of_its_name() -> None:
    [d] = found({"parameters": {"x": 1}, "slices": {"output_parameter": ["x"]}, "with_param": [1]})
    assert (d.code, d.pointer) == ("DG501", f"{STEP}/slices/output_parameter/0")


def test_dg501_of_a_template_without_such_ports_says_to_remove_the_name() -> None:
    inner = {"kind": "Steps", "steps": [[{"name": "a", "template": "sh"}]]}
    d = the_one({"template": "inner", "slices": {"input_parameter": ["x"]}}, inner=inner)
    assert (d.code, d.hint) == ("DG501", "Remove it.")


def test_dg501_points_at_the_key_of_a_map() -> None:
    d = the_one({}, relax=relax(output_artifact_slices={"energy": "{{item}}"}))
    assert d.pointer == "/templates/relax/output_artifact_slices/energy"
    assert d.at_key
    assert d.hint == "Move it to `output_parameter_slices`."


def test_dg501_of_slices_of_a_template_is_found_once_for_all_calls() -> None:
    template = relax(slices={"input_parameter": ["x"]})
    assert [d.pointer for d in found({}, relax=template)] == [
        "/templates/relax/slices/input_parameter/0"
    ]


def test_names_are_not_judged_where_the_template_is_unknown() -> None:
    assert codes({"template": "nowhere", "slices": {"output_parameter": ["x"]}}) == []


def test_slices_of_a_hook_are_judged_as_those_of_a_step() -> None:
    hook = {"template": "relax", "slices": {"input_parameter": ["x"]}}
    d = the_one({"success_hook": hook})
    assert (d.code, d.pointer) == ("DG501", f"{STEP}/success_hook/slices/input_parameter/0")
    assert codes({"success_hook": {"template": "sh"}}) == []


def test_dg507_is_not_said_of_a_big_input() -> None:
    big = relax()
    big["op"]["inputs"]["big"] = {"kind": "BigParameter", "type": "any"}
    sliced = {"slices": "{{item}}", "input_parameter": ["n", "big"]}
    assert "DG507" not in codes({"slices": sliced, "parameters": {"n": [1]}}, relax=big)


def test_dg507_names_where_the_big_parameter_is_declared() -> None:
    [d] = of_slices(output_parameter=["energy", "spectrum"])
    assert (d.code, d.pointer) == ("DG507", f"{STEP}/slices/output_parameter/1")
    assert [p.pointer for p in d.related] == ["/templates/relax/op/outputs/spectrum"]


def test_big_input_parameters_can_be_sliced() -> None:
    template = relax()
    template["op"]["inputs"]["n"]["kind"] = "BigParameter"
    assert codes({"slices": {"input_parameter": ["n"]}}, relax=template) == []


def test_big_input_parameters_can_be_sliced_beside_others() -> None:
    template = relax()
    template["op"]["inputs"]["m"]["kind"] = "BigParameter"
    slices = {"input_parameter": ["n", "m"]}
    assert found({"slices": slices, "parameters": {"n": [1], "m": [2]}}, relax=template) == []


def test_dg508_points_at_each_repetition_and_names_the_first() -> None:
    diagnostics = of_slices(input_parameter=["n", "m", "n", "n"])
    assert [d.pointer[-1] for d in diagnostics] == ["2", "3"]
    assert {d.code for d in diagnostics} == {"DG508"}
    assert {p.pointer for d in diagnostics for p in d.related} == {
        f"{STEP}/slices/input_parameter/0"
    }


def test_slices_of_a_step_take_the_place_of_a_map_of_the_template() -> None:
    template = relax(input_parameter_slices={"n": "{{item}}"})
    assert codes({"slices": {"input_parameter": ["n"]}}, relax=template) == []


def test_dg508_of_a_map_names_the_place_in_slices() -> None:
    template = relax(
        slices={"input_parameter": ["m", "n"]}, input_parameter_slices={"n": "{{item}}"}
    )
    d = the_one({}, relax=template)
    assert (d.code, d.pointer) == ("DG508", "/templates/relax/input_parameter_slices/n")
    assert d.at_key
    assert [p.pointer for p in d.related] == ["/templates/relax/slices/input_parameter/1"]


# --- DG502, DG509, DG510, DG511: something to slice


def test_dg502_is_not_found_where_a_map_of_the_template_cuts_an_input() -> None:
    template = relax(input_artifact_slices={"conf": "{{item}}"}, slices={"create_dir": True})
    assert codes({}, relax=template) == []


def test_dg502_of_slices_of_the_template_points_at_the_step() -> None:
    d = the_one({}, relax=relax(slices={"output_artifact": ["log"]}))
    assert (d.code, d.pointer) == ("DG502", STEP)
    assert d.message == (
        "`s` has no loop, and the slices of its template name no input over which to loop"
    )


def test_dg509_names_the_loop_that_has_no_effect() -> None:
    slices = {"input_artifact": ["conf"], "sub_path": True}
    d = the_one({"with_param": [1, 2], "slices": slices})
    assert (d.code, d.pointer, d.severity.value) == ("DG509", f"{STEP}/with_param", "warning")
    assert codes({"with_sequence": {"count": 2}, "slices": slices}) == ["DG509"]
    assert codes({"with_param": [1, 2], "slices": {**slices, "group_size": 1}}) == []


def test_dg510_is_the_only_finding_where_nothing_else_is_sliced() -> None:
    assert codes({"slices": {"sub_path": True}}) == ["DG510"]
    assert codes({"slices": {"sub_path": False, "input_parameter": ["n"]}}) == []


@pytest.mark.parametrize("kind", ["ShellOPTemplate", "ContainerOPTemplate", "SuspendOPTemplate"])
def test_dg511_is_the_only_finding_of_slices_on_what_cannot_slice(kind: str) -> None:
    step = {"template": "sh", "slices": {"output_artifact": ["x"], "slices": "a("}}
    d = the_one(step, sh={"kind": kind})
    assert (d.code, d.pointer) == ("DG511", f"{STEP}/slices")
    assert kind in d.message


# --- DG503: lengths


def lengths(n: Any, m: Any, **more: Any) -> list[Diagnostic]:
    return found(
        {
            "slices": {"input_parameter": ["n", "m"]},
            "parameters": {"n": n, "m": m},
            **more,
        }
    )


def test_dg503_points_at_the_list_that_differs_from_the_loop() -> None:
    [d] = lengths([1, 2], [1, 2, 3], with_param=UNTIL.format(0, 3, 1))
    assert d.pointer == f"{STEP}/parameters/n"
    assert d.message == (
        "`n` has 2 elements, but the loop has 3 pieces; sliced lists advance together"
    )
    assert d.hint == "Give `n` 3 elements."
    assert [p.pointer for p in d.related] == [f"{STEP}/with_param"]


def test_dg503_points_at_the_only_list() -> None:
    sliced = {"slices": {"input_parameter": ["n"]}, "parameters": {"n": [1, 2]}}
    d = the_one({**sliced, "with_param": [0, 1, 2]})
    assert d.pointer == f"{STEP}/parameters/n"
    assert d.hint == "Give `n` 3 elements."
    assert the_one({**sliced, "with_param": [0, 2]}).pointer == f"{STEP}/with_param/1"


def test_lists_of_artifacts_are_compared_where_no_parameter_is_sliced() -> None:
    raws = [{"kind": "raw", "data": "a"}]
    slices = {"input_artifact": ["conf"], "input_parameter": ["n"]}
    [d] = found({"slices": slices, "artifacts": {"conf": raws}, "with_param": [0, 1]})
    assert d.pointer == f"{STEP}/artifacts/conf"


def test_items_of_groups_are_not_counted() -> None:
    sources = [{"kind": "s3", "key": "a"}, {"kind": "s3", "key": "b"}]
    slices = {"input_artifact": ["conf"], "sub_path": True, "group_size": 2}
    assert codes({"slices": slices, "artifacts": {"conf": sources}, "with_param": [0, 1, 2]}) == []


def test_numbers_below_zero_are_counted() -> None:
    loop = {"with_sequence": {"start": -5, "end": -3}}
    assert the_one({**loop, "continue_on_num_success": 4}).code == "DG520"
    assert codes({**loop, "continue_on_num_success": 3}) == []
    loop = {"with_sequence": {"count": -1}}
    assert codes({**loop, "continue_on_num_success": 3}) == ["DG516"]


def test_template_and_step_slice_artifacts_together() -> None:
    raws = [{"kind": "raw", "data": "a"}]
    template = relax(input_artifact_slices={"conf": "{{item}}"})
    template["op"]["inputs"]["more"] = {"kind": "Artifact", "type": "path"}
    step = {"slices": {"input_artifact": ["more"]}, "with_param": [0]}
    [d] = found({**step, "artifacts": {"conf": raws, "more": raws * 2}}, relax=template)
    assert (d.code, d.pointer) == ("DG503", f"{STEP}/artifacts/more")
    [d] = found({**step, "artifacts": {"conf": raws * 2, "more": raws}}, relax=template)
    assert (d.code, d.pointer) == ("DG503", f"{STEP}/artifacts/conf")


def test_dg503_points_at_the_loop_where_the_lists_agree_with_each_other() -> None:
    [d] = lengths([1], [2], with_param=["0", "1"])
    assert d.pointer == f"{STEP}/with_param"
    assert d.hint == "Loop over 1 piece."
    assert d.message.endswith("every sliced list has 1 element, as `n`")


def test_dg503_compares_with_the_first_list_where_the_loop_fits_none() -> None:
    [d] = lengths([1], [2, 2], with_param=[0, 1, 2])
    assert d.pointer == f"{STEP}/parameters/m"
    assert [p.pointer for p in d.related] == [f"{STEP}/parameters/n"]


@pytest.mark.parametrize(
    "loop",
    [
        {"with_param": UNTIL.format(0, 2, 1)},
        {"with_param": "{{= toJSON( sprig.untilStep(0,2,1) ) }}"},
        {"with_param": [0, 1]},
        {"with_param": '["0", "1"]'},
        {"with_sequence": {"count": 2}},
        {"with_sequence": {"count": "2", "format": "%03d"}},
        {"with_sequence": {"start": 0, "end": 1}},
        {"with_sequence": {"start": 1, "end": 0}},  # downwards
        {"with_param": UNTIL.format(1, -1, -1)},
    ],
)
def test_lists_as_long_as_the_loop_are_right(loop: dict[str, Any]) -> None:
    assert lengths([1, 2], [1, 2], **loop) == []


@pytest.mark.parametrize(
    "loop",
    [
        {"with_param": ["a", "b", "c"]},
        {"with_param": [{"order": 0}]},
        {"with_param": "{{inputs.parameters.x}}"},
        {"with_param": "x" * 300 + "{{inputs.parameters.x}}"},
        {"with_sequence": {"count": "{{inputs.parameters.x}}"}},
        {"with_sequence": {"start": "{{inputs.parameters.x}}", "end": 4}},
        {"with_sequence": {"count": 9, "format": "key-%d"}},
    ],
)
def test_loops_over_keys_and_unknown_loops_say_nothing_of_lengths(loop: dict[str, Any]) -> None:
    assert lengths([1, 2], [1, 2], **loop) == []


@pytest.mark.parametrize(
    "loop",
    [{"with_param": []}, {"with_param": [0]}, {"with_param": UNTIL.format(0, 9, 0)}],
)
def test_loops_of_fewer_pieces_than_elements_are_wrong(loop: dict[str, Any]) -> None:
    assert [d.code for d in lengths([1, 2], [1, 2], **loop)] == ["DG503"]


def test_dg503_points_at_the_item_that_is_past_the_end() -> None:
    [d] = lengths([1, 2], [1, 2], with_param=[1, 5, 3])
    assert d.pointer == f"{STEP}/with_param/1"
    assert d.message == "the loop reaches index 5, but `n` has only 2 elements, counted from 0"
    assert d.hint == "Loop over indices from 0 to 1."
    [d] = lengths([1, 2], [1, 2], with_sequence={"start": 2, "end": 1})
    assert d.pointer == f"{STEP}/with_sequence"
    [d] = lengths([1, 2], [1, 2], with_sequence={"start": 1, "end": 2})
    assert d.pointer == f"{STEP}/with_sequence"
    [d] = lengths([1, 2], [1, 2], with_sequence={"start": 5, "end": 4, "format": "%02d"})
    assert d.message == "the loop reaches index 5, but `n` has only 2 elements, counted from 0"
    [d] = lengths([1, 2, 3], [1, 2, 3], with_param=["0", "7"])
    assert d.pointer == f"{STEP}/with_param/1"
    [d] = lengths([], [], with_param=[1])
    assert d.hint == "Give `n` elements."


def test_indices_in_another_order_are_right() -> None:
    assert lengths([1, 2], [1, 2], with_param=[1, 0]) == []
    assert lengths([1, 2], [1, 2], with_param=[1]) == []


def test_another_pattern_than_the_item_is_compared_with_no_loop() -> None:
    step = {
        "with_param": [0, 1, 2],
        "slices": {"slices": "{{item}}.x", "input_parameter": ["n"]},
        "parameters": {"n": [1]},
    }
    assert codes(step) == []
    step["with_param"] = [7]
    assert codes(step) == []


def test_patterns_of_a_map_are_compared_each_for_itself() -> None:
    template = relax(input_parameter_slices={"n": "{{ item }}"})
    step = {"with_param": [0, 1], "parameters": {"n": [1]}}
    assert codes(step, relax=template) == ["DG503"]
    template["input_parameter_slices"]["n"] = "{{item}}.0"
    assert codes(step, relax=template) == []


def test_length_of_a_range_and_of_paths_is_known() -> None:
    step: dict[str, Any] = {
        "slices": {"input_parameter": ["n"], "input_artifact": ["conf"]},
        "parameters": {"n": UNTIL.format(0, 3, 1)},
        "artifacts": {"conf": {"kind": "s3", "key": "k", "path_list": ["a", "b"]}},
    }
    d = the_one(step)
    assert d.pointer == f"{STEP}/artifacts/conf"
    step["artifacts"]["conf"]["slice"] = "0"
    assert codes(step) == []


def test_length_of_a_list_of_sources_is_known_where_each_is_one_item() -> None:
    raw, s3 = {"kind": "raw", "data": "x"}, {"kind": "s3", "key": "k"}
    step: dict[str, Any] = {
        "slices": {"input_parameter": ["n"], "input_artifact": ["conf"]},
        "parameters": {"n": [1]},
        "artifacts": {"conf": [raw, raw]},
    }
    assert codes(step) == ["DG503"]
    step["artifacts"]["conf"] = [raw, s3]
    assert codes(step) == []
    step["slices"]["sub_path"] = True
    assert codes(step) == ["DG503"]


def test_values_that_are_no_lists_have_no_length() -> None:
    assert lengths({"a": 1}, "{{inputs.parameters.x}}", with_sequence={"count": 3}) == []
    assert codes({"slices": {"input_parameter": ["n"]}}) == []


# --- DG504: patterns


@pytest.mark.parametrize(
    "pattern",
    [
        "{{item}}",
        "{{ item }}",
        "{{item.order}}",
        "'{{item}}'",
        "int('{{item}}')",
        'int("0{{item}}")',
        "int( {{item}} )",
        "{{item}}.{{inputs.parameters.dflow_slice}}",
        "{{item.name}}.0.x y",
        "train",
        "[]",
        "[ ]",
        "[{{item}}, 'b', int('1')]",
        "{{=asInt(item) * 2}}",
        "{{item",  # a malformed tag is another rule's matter
        "{{ }}()",
    ],
)
def test_pattern_is_right(pattern: str) -> None:
    assert of_slices(slices=pattern, input_parameter=["n"]) == []


@pytest.mark.parametrize(
    ("pattern", "start", "end"),
    [
        ("", 0, 0),
        (" ", 0, 1),
        ("{{item}}.", 0, 9),
        (".{{item}}", 0, 9),
        ("a,b", 0, 3),
        ("[a,,b]", 3, 3),
        ("[a, b..c]", 3, 8),
        ("[a, [b]]", 3, 7),
        ("[a(), b()]", 1, 4),
        ("[a", 0, 2),
        ("a]", 0, 2),
        ("'a", 0, 2),
        ("'a\"", 0, 3),
        ("int('a')", 0, 8),
        ("int('1\")", 0, 8),
        ("{{item}}[0]", 0, 11),
        ("{{item}} for i in range(3)", 0, 26),
    ],
)
def test_dg504_points_at_the_part_that_is_wrong(pattern: str, start: int, end: int) -> None:
    [d] = of_slices(slices=pattern, input_parameter=["n"])
    assert (d.code, d.pointer, d.within) == ("DG504", f"{STEP}/slices/slices", (start, end))


def test_dg504_says_what_is_wrong() -> None:
    messages = [
        the_one({"slices": {"slices": pattern, "input_parameter": ["n"]}}).message
        for pattern in ("[a", "", "[a,]", "[a, b()]", "[[a, b]")
    ]
    assert messages == [
        "the pattern `[a` opens a list that nothing closes",
        "the pattern is empty",
        "a part of the pattern is empty",
        "`b()` is no index or key; a pattern is never computed",
        "`[a` is no index or key; a pattern is never computed",
    ]


@pytest.mark.parametrize("before", ["", "int("])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_pattern_is_bare_with_quotes_blanks_and_as_a_number(before: str, quote: str) -> None:
    after = ")" * bool(before)
    assert is_bare(f"{before}{quote}{{{{item}}}}{quote}{after}")
    assert is_bare(f"{before} {quote}{{{{ item }}}}{quote} {after}")
    assert not is_bare(f"{before}{quote}{{{{item}}}}0{quote}{after}")


def test_dg504_takes_no_time_for_hostile_patterns() -> None:
    for pattern in (" " * 50_000 + "(", "{{a}}" * 20_000 + "(", "[" + "a," * 20_000, "a." * 50_000):
        assert [d.code for d in of_slices(slices=pattern, input_parameter=["n"])] == ["DG504"]


# --- DG505, DG506: options


def test_options_at_their_defaults_are_as_good_as_absent() -> None:
    assert of_slices(input_parameter=["n"], shuffle=False, random_seed=0) == []


def test_pool_over_a_pattern_that_is_a_list_is_right() -> None:
    assert of_slices(slices="[{{item}}]", input_parameter=["n"], pool_size=2) == []


@pytest.mark.parametrize(
    "option", [{"shuffle": True}, {"random_seed": -1}, {"pool_timeout": 1}, {"pool_size": -1}]
)
def test_dg505_finds_each_option_without_its_partner(option: dict[str, Any]) -> None:
    [d] = of_slices(input_parameter=["n"], **option)
    assert (d.code, d.pointer) == ("DG505", f"{STEP}/slices/{next(iter(option))}")
    assert of_slices(input_parameter=["n"], group_size=2, **{"pool_size": 1, **option}) == []


def test_dg505_says_what_is_missing() -> None:
    [d] = of_slices(input_parameter=["n"], pool_size=2)
    assert d.pointer == f"{STEP}/slices/pool_size"
    assert d.hint == ("Add `group_size` or a pattern that is a list, or remove `pool_size`.")


def test_dg506_is_the_only_finding_of_a_pool_of_nothing() -> None:
    assert [d.code for d in of_slices(input_parameter=["n"], pool_size=0)] == ["DG506"]
    assert [d.code for d in of_slices(input_parameter=["n"], pool_size=0, pool_timeout=1)] == [
        "DG506"
    ]


# --- DG512 to DG517: loops


def test_dg512_names_the_other_loop_and_judges_neither() -> None:
    d = the_one({"with_param": "x", "with_sequence": {"format": "x"}})
    assert (d.code, d.pointer) == ("DG512", f"{STEP}/with_sequence")
    assert [p.pointer for p in d.related] == [f"{STEP}/with_param"]


@pytest.mark.parametrize("text", ["", "a", "3", '"a"', "{}", "[1", "[NaN]", "[" * 100_000, "null"])
def test_dg513_refuses_texts_of_no_list(text: str) -> None:
    d = the_one({"with_param": text})
    assert (d.code, d.pointer) == ("DG513", f"{STEP}/with_param")
    assert items_of_json(text) is None


@pytest.mark.parametrize("text", ["[]", ' [1, "a"] ', "{{inputs.parameters.x}}", "[{{item}}]"])
def test_texts_of_lists_and_templates_can_be_looped_over(text: str) -> None:
    assert codes({"with_param": text}) == []


def test_dg514_of_two_ends_points_at_the_second() -> None:
    d = the_one({"with_sequence": {"count": 1, "end": 2}})
    assert (d.code, d.pointer) == ("DG514", f"{STEP}/with_sequence/end")
    assert [p.pointer for p in d.related] == [f"{STEP}/with_sequence/count"]
    assert the_one({"with_sequence": {"start": 1}}).pointer == f"{STEP}/with_sequence"


@pytest.mark.parametrize("bound", ["", "a", "1.0", " 3", "3 ", "1e3", "--1", "{{x}}.5", "٣"])
def test_dg515_refuses_what_cannot_become_a_whole_number(bound: str) -> None:
    d = the_one({"with_sequence": {"start": bound, "count": 1}})
    assert (d.code, d.pointer) == ("DG515", f"{STEP}/with_sequence/start")


@pytest.mark.parametrize("bound", ["3", "-3", "+3", "007", "{{x}}", "1{{x}}", "-{{=x}}", "{{x", -4])
def test_whole_numbers_and_tags_can_be_bounds(bound: str | int) -> None:
    assert codes({"with_sequence": {"start": bound, "end": bound}}) == []


def test_bound_with_a_malformed_tag_is_another_mistake() -> None:
    assert codes({"with_sequence": {"count": "a{{ }}"}}) == []


def test_dg516_refuses_negative_counts_alone() -> None:
    for count in (-1, "-1"):
        d = the_one({"with_sequence": {"count": count}})
        assert (d.code, d.pointer) == ("DG516", f"{STEP}/with_sequence/count")
    for count in (0, "0", "9" * 5_000, "-9" + "{{x}}"):
        assert codes({"with_sequence": {"count": count}}) == []


@pytest.mark.parametrize("text", ["%d", "a-%03d", "%x", "%X", "%o", "%+5d", "%-5d%%", "%% %d"])
def test_formats_of_one_whole_number_are_right(text: str) -> None:
    assert codes({"with_sequence": {"count": 1, "format": text}}) == []


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("", None),
        ("a", None),
        ("100%%", None),
        ("%s", (0, 1)),
        ("%5.2f", (0, 1)),
        ("%.3d", (0, 1)),
        ("a%", (1, 2)),
        ("%d of %d", (6, 8)),
        ("%d%", (2, 3)),
    ],
)
def test_dg517_points_at_the_conversion(text: str, within: tuple[int, int] | None) -> None:
    d = the_one({"with_sequence": {"count": 1, "format": text}})
    assert (d.code, d.pointer) == ("DG517", f"{STEP}/with_sequence/format")
    assert d.within == within


def test_dg517_is_found_once_in_a_format() -> None:
    assert codes({"with_sequence": {"count": 2, "format": "%d%d%d%"}}) == ["DG517"]


def test_dg517_takes_no_time_for_hostile_formats() -> None:
    assert codes({"with_sequence": {"count": 1, "format": "%" + "0" * 100_000}}) == ["DG517"]


# --- DG518 to DG521: what may stand only on loops


def test_dg518_tells_the_loop_from_the_template() -> None:
    d = the_one({"continue_on_num_success": 1})
    assert (d.code, d.pointer) == ("DG518", f"{STEP}/continue_on_num_success")
    assert d.message.endswith("but `s` is not looped")
    assert d.hint == "Use `continue_on_failed`."
    step = {"template": "main", "with_param": [1], "continue_on_success_ratio": 0.5}
    d = the_one(step)
    assert (d.code, d.pointer) == ("DG518", f"{STEP}/continue_on_success_ratio")
    assert d.message.endswith("but `s` calls a template of kind Steps")
    assert d.hint == "Set it on the steps inside."
    d = the_one({"template": "main", "continue_on_num_success": 1})
    assert d.message.endswith("but `s` is not looped")
    assert d.hint == "Use `continue_on_failed`."


@pytest.mark.parametrize(
    ("kind", "is_found"),
    [
        ("ScriptOPTemplate", False),
        ("ShellOPTemplate", False),
        ("PythonScriptOPTemplate", False),
        ("ContainerOPTemplate", True),
        ("HTTPOPTemplate", True),
    ],
)
def test_dg518_counts_pieces_of_scripts(kind: str, is_found: bool) -> None:
    own = {"url": "http://a"} if kind == "HTTPOPTemplate" else {}
    step = {"template": "own", "with_param": [1], "continue_on_num_success": 1}
    assert codes(step, own={"kind": kind, **own}) == ["DG518"] * is_found


def test_successes_are_not_judged_where_the_template_is_unknown() -> None:
    step = {"template": "nowhere", "continue_on_success_ratio": 0.5, "parallelism": 2}
    assert codes(step) == []


def test_dg519_names_the_number() -> None:
    d = the_one({"with_param": [1], "continue_on_num_success": 1, "continue_on_success_ratio": 0.5})
    assert (d.code, d.pointer) == ("DG519", f"{STEP}/continue_on_success_ratio")
    assert [p.pointer for p in d.related] == [f"{STEP}/continue_on_num_success"]


def test_dg520_counts_the_pieces_of_every_loop() -> None:
    for loop in (
        {"with_param": [1, 2]},
        {"with_sequence": {"start": 4, "end": 3}},
        {"slices": {"input_parameter": ["n"]}, "parameters": {"n": [1, 2]}},
    ):
        assert codes({**loop, "continue_on_num_success": 2}) == []
        d = the_one({**loop, "continue_on_num_success": 3})
        assert (d.code, d.pointer) == ("DG520", f"{STEP}/continue_on_num_success")
        assert d.hint == "Ask for at most 2."


def test_dg520_knows_loops_over_nothing() -> None:
    for loop in (
        {"with_param": "[]"},
        {"with_param": UNTIL.format(0, 9, 0)},
        {"with_sequence": {"count": 0}},
    ):
        d = the_one({**loop, "continue_on_num_success": 1})
        assert d.message == (
            "`continue_on_num_success` asks for 1, more than the loop has pieces: 0"
        )


def test_dg520_is_silent_where_the_pieces_are_not_known() -> None:
    assert codes({"with_param": "{{inputs.parameters.x}}", "continue_on_num_success": 9}) == []
    assert codes({"slices": {"input_parameter": ["n"]}, "continue_on_num_success": 9}) == []
    unequal = lengths([1], [1, 2], continue_on_num_success=9)
    assert [d.code for d in unequal] == ["DG503"]


def test_dg521_is_a_warning() -> None:
    d = the_one({"parallelism": 2})
    assert (d.code, d.pointer, d.severity.value) == ("DG521", f"{STEP}/parallelism", "warning")
    assert codes({"with_param": [1], "parallelism": 2}) == []


def test_loops_beyond_all_bounds_take_neither_time_nor_memory() -> None:
    largest = 2**53 - 1
    step = {
        "with_sequence": {"start": -largest, "end": largest},
        "slices": {"input_parameter": ["n"]},
        "parameters": {"n": [1]},
    }
    assert codes(step) == ["DG503"]
