"""What is said of the members of an object that it does not have."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.passes.shape import check_shape


def test_near_misses_are_named_for_the_first_unknown_members_only() -> None:
    template = {"kind": "ShellOPTemplate", **{f"image{'x' * (n % 2)}{n}": 1 for n in range(300)}}
    found = list(check_shape(template, "ShellOPTemplate", ()))
    assert [d.code for d in found] == ["DG106"] * 300
    assert "`image`" in found[0].hint
    assert "`image`" not in found[-1].hint


def test_required_member_is_missing_where_another_was_meant() -> None:
    found = list(check_shape({"kind": "local", "ub_path": "a"}, "ArtifactSource", ()))
    assert [(d.code, d.pointer) for d in found] == [("DG106", "/ub_path"), ("DG105", "")]
    assert found[0].hint == "Rename it to `sub_path`."


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"kind": "http", "key": "a"}, ["/kind"]),
        ({"kind": "s3", "key": "a", "url": "b"}, ["/url"]),
        (
            {"kind": "local", "path": "a", "bucket": "b", "key": "c", "slice": "0"},
            ["/bucket", "/key"],
        ),
        ({"kind": "s3", "url": "b", "headers": 5}, ["/kind", "/headers"]),
        ({"kind": "pvc", "name": "a", "subpath": "b", "url": "c"}, ["/url"]),
        ({"kind": "raw", "data": "a", "repo": "b", "depth": 1}, ["/repo", "/depth"]),
        ({"kind": "git", "path": "b"}, ["/kind"]),
        ({"kind": "custom", "path": "b", "size": "1Gi"}, ["/path", "/size", ""]),
    ],
)
def test_kind_is_at_fault_where_the_fields_are_those_of_another(
    members: dict[str, Any], found: list[str]
) -> None:
    assert [d.pointer for d in check_shape(members, "ArtifactSource", ())] == found


def test_kind_is_at_fault_for_one_field_that_the_other_kind_needs() -> None:
    (found,) = check_shape({"kind": "ShellOPTemplate", "op": {"name": "A"}}, "Template", ())
    assert (found.code, found.pointer, found.hint) == (
        "DG108",
        "/kind",
        "Write `PythonOPTemplate`.",
    )
    few = {"kind": "ContainerOPTemplate", "image": "a", "script": "b"}
    assert [d.code for d in check_shape(few, "Template", ())] == ["DG106"]


def test_objects_in_a_list_of_lists_have_one_cause() -> None:
    step = {"name": "a", "template": "b"}
    found = list(check_shape({"kind": "Steps", "steps": [step, step]}, "Template", ("t",)))
    assert [d.culprits for d in found] == [(("t", "steps"),)] * 2
    for steps in ([step], [step, [step]], [step, "x"]):
        apart = check_shape({"kind": "Steps", "steps": steps}, "Template", ("t",))
        assert {d.culprits for d in apart} == {()}


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("continue_on_failed", "True", "Write it without quotes: true."),
        ("continue_on_failed", "FALSE", "Write it without quotes: false."),
        ("continue_on_failed", "yes", ""),
        ("continue_on_failed", "1", ""),
        ("continue_on_num_success", " 3 ", "Write it without quotes: 3."),
        ("continue_on_num_success", "true", ""),
        ("continue_on_num_success", " ", ""),
        ("continue_on_success_ratio", "0.5", "Write it without quotes: 0.5."),
        (
            "extensions",
            "5",
            "Write an object: names with their values, between `{` and `}`.",
        ),
        ("name", 5, 'Write it in quotes: "5".'),
        ("name", {"a": 1}, ""),
        ("dependencies", "a", 'Write it as a list: ["a"].'),
        ("dependencies", {"a": 1}, "Put it between `[` and `]`: a list may have one item."),
        ("dependencies", None, "Leave the field out, or give it a value."),
    ],
)
def test_hint_says_how_a_value_of_another_type_was_meant(field: str, value: Any, hint: str) -> None:
    [diagnostic] = check_shape({"name": "a", "template": "t", field: value}, "Task", ())
    assert (diagnostic.code, diagnostic.pointer) == ("DG107", f"/{field}")
    assert diagnostic.hint == hint


@pytest.mark.parametrize(
    ("kind", "field", "value", "hint"),
    [
        ("InputArtifact", "mode", "0644", "Write 420, which is 0644 in octal digits."),
        ("InputArtifact", "mode", "644", "Write it without quotes: 644."),
        ("InputArtifact", "mode", "0888", "Write it without quotes: 0888."),
        ("RetryStrategy", "limit", 2.5, "Write a whole number, or a text."),
        ("HTTPOPTemplate", "timeout", "30s", "Write it in seconds, without quotes: 30."),
        ("HTTPOPTemplate", "timeout", "30m", ""),
    ],
)
def test_hint_knows_modes_and_fields_of_two_types(
    kind: str, field: str, value: Any, hint: str
) -> None:
    [diagnostic] = [d for d in check_shape({field: value}, kind, ()) if d.code == "DG107"]
    assert diagnostic.hint == hint


@pytest.mark.parametrize(
    ("kind", "message", "hint"),
    [
        ("OSSLocation", "this OSS location needs the field `key`", "Add `key`: key of the object"),
        ("S3Location", "this S3 location needs the field `key`", "Add `key`: key of the object"),
        ("GitLocation", "this git location needs the field `repo`", "Add `repo`: URL of the"),
        ("SecretKey", "this secret key needs the field `name`", "Add `name`: name of the"),
    ],
)
def test_objects_have_the_names_that_people_give_them(kind: str, message: str, hint: str) -> None:
    first, *_ = check_shape({"kind": kind.removesuffix("Location").lower()}, kind, ())
    found = [d for d in (first, *_) if d.code == "DG105"]
    assert found[0].message == message
    assert found[0].hint.startswith(hint)


def test_a_misspelt_required_member_is_found_among_any_number_of_unknown_ones() -> None:
    step = {**{f"member{n}": 1 for n in range(300)}, "nmae": "a", "template": "t"}
    found = list(check_shape(step, "Step", ()))
    assert len(found) == 301
    assert {d.code for d in found} == {"DG106"}
