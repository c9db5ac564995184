"""What is written is read back; equal meaning has one canonical form and one digest."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dflow_graph import canonical, digest, dumps, loads
from dflow_graph.codec import decode_json, decode_plain, encode_json, model_of
from dflow_graph.model import UNSET, Object, Workflow
from dflow_graph.pipeline import read
from dflow_graph.schema.shapes import OBJECTS, shape_of
from dflow_graph.source.document import Limits
from dflow_graph.yaml_writer import yaml_text
from tests.strategies import JSON, TEXTS, objects, workflows

many = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_obj3_every_object_comes_back_from_its_own_data(name: str) -> None:
    """OBJ-3: a field that is left out MUST stay left out when the object is written back."""

    @settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
    @given(objects(name))
    def run(data: dict[str, Any]) -> None:
        before = copy.deepcopy(data)
        made = OBJECTS[name].from_dict(data)
        assert data == before
        assert made.to_dict() == data
        assert OBJECTS[name].from_dict(made.to_dict()) == made

    run()


@many
@given(workflows())
def test_decode_after_encode_is_the_identity_in_json(data: dict[str, Any]) -> None:
    workflow = model_of(data)
    assert loads(dumps(workflow), notation="json") == workflow
    assert loads(encode_json(workflow, indent=0)) == workflow


@many
@given(workflows())
def test_decode_after_encode_is_the_identity_in_yaml(data: dict[str, Any]) -> None:
    workflow = model_of(data)
    text = dumps(workflow, notation="yaml")
    assert loads(text, notation="yaml") == workflow
    assert digest(loads(text, notation="yaml")) == digest(workflow)


@many
@given(st.dictionaries(TEXTS, JSON, max_size=4))
def test_written_yaml_means_the_same_to_another_reader(value: dict[str, Any]) -> None:
    assert yaml.safe_load(yaml_text({"v": value})) == {"v": value}


@many
@given(workflows())
def test_formatting_and_digest_are_idempotent(data: dict[str, Any]) -> None:
    workflow = model_of(data)
    for notation in ("json", "yaml"):
        once = dumps(workflow, notation=notation)
        assert dumps(loads(once, notation=notation), notation=notation) == once
    form = canonical(workflow)
    reading = read(form)
    if reading.model is None:
        # CAN-2: RFC 8785 writes 1e20 with all its digits, which NUM-2 refuses in a document.
        assert {d.code for d in reading.report.diagnostics} == {"DG007"}
    else:
        assert canonical(reading.model) == form


def with_defaults(part: Any) -> Any:
    """The same graph with every default written out."""
    if isinstance(part, list):
        return [with_defaults(p) for p in part]
    if isinstance(part, dict):
        return {k: with_defaults(v) for k, v in part.items()}
    if not isinstance(part, Object):
        return part
    shape = shape_of(type(part))
    result = {} if shape.kind is None else {"kind": shape.kind}
    for field in shape.fields:
        value = getattr(part, field.attribute)
        if value is not UNSET:
            result[field.name] = with_defaults(value)
        elif field.has_default:
            result[field.name] = copy.deepcopy(field.default)
    return result


@many
@given(workflows())
def test_can1_defaults_that_are_written_out_do_not_count(data: dict[str, Any]) -> None:
    """CAN-1: members equal to their default MUST be left out of the canonical form."""
    workflow = model_of(data)
    assert canonical(model_of(with_defaults(workflow))) == canonical(workflow)


def small(**more: Any) -> dict[str, Any]:
    return {
        "dflow_graph": "1.0",
        "name": "a",
        "entrypoint": "m",
        "templates": {"m": {"kind": "SuspendOPTemplate"}},
        **more,
    }


def test_can1_annotations_extensions_and_schema_do_not_count() -> None:
    plain = digest(model_of(small()))
    noted = small(annotations={"a": "b"}, extensions={"t": 1})
    noted["$schema"] = "x"
    noted["templates"]["m"] |= {"annotations": {"a": "b"}, "extensions": {"t": [1]}}
    assert digest(model_of(noted)) == plain
    assert digest(model_of(small(labels={"a": "b"}))) != plain


def test_can1_annotations_within_a_value_do_count() -> None:
    one, two = ({"p": {"annotations": n, "extensions": {}}} for n in (1, 2))
    assert digest(model_of(small(parameters=one))) != digest(model_of(small(parameters=two)))


def test_can2_digest_is_that_of_the_bytes_of_the_form() -> None:
    workflow = model_of(small(parameters={"é": 1.0, "b": [1e21, "\u2028"]}))
    assert (
        canonical(workflow)
        == (
            '{"dflow_graph":"1.0","entrypoint":"m","name":"a",'
            '"parameters":{"b":[1e+21,"\u2028"],"é":1},"templates":{"m":{"kind":"SuspendOPTemplate"}}}'
        ).encode()
    )
    assert digest(workflow) == (
        "sha256:" + __import__("hashlib").sha256(canonical(workflow)).hexdigest()
    )


def test_null_and_absence_differ_where_null_is_a_value() -> None:
    step = {"name": "s", "template": "m"}
    graphs = [
        small(templates={"m": {"kind": "Steps", "steps": [[{**step, "parameters": {"x": v}}]]}})
        for v in (None, 0)
    ]
    graphs.append(small(templates={"m": {"kind": "Steps", "steps": [[step]]}}))
    assert len({digest(model_of(g)) for g in graphs}) == 3


@many
@given(JSON)
def test_every_text_without_duplicates_is_proven_so(value: Any) -> None:
    import json

    for ascii_only in (True, False):
        text = json.dumps(value, indent=1, separators=(" ,", "\t: "), ensure_ascii=ascii_only)
        try:
            assert decode_plain(text.encode(), Limits()) == value
        except ValueError:
            assert "\\u0022" in text


@pytest.mark.parametrize("text", [
    '{"a":1,"a":2}', '{"a\\\\":1,"a\\\\":2}', '{"a" :1,"b":{"c":2,"c" :3}}', '{"\\u0061":1,"a":2}',
    '{"a\\":":1,"a\\":":2}', '{"\\u0022":1,"a":2,"a":3}', '{"a":"\\u0022\\u0022","b":1,"b":2}',
])  # fmt: skip
def test_obj2_a_duplicate_key_is_never_proven_sound(text: str) -> None:
    with pytest.raises(ValueError, match="not proven"):
        decode_plain(text.encode(), Limits())
    graph = dumps(model_of(small()))
    spoilt = graph.replace('"name"', f'"parameters": {text}, "name"').encode()
    assert decode_json(graph.encode(), Limits()) is not None
    assert decode_json(spoilt, Limits()) is None
    assert [d.code for d in read(spoilt).report.diagnostics] == ["DG006"]


@many
@given(workflows(), st.sampled_from(["json", "yaml"]), st.data())
def test_fast_and_slow_path_give_the_same_verdict(
    data: dict[str, Any], notation: Any, draw: st.DataObject
) -> None:
    text = dumps(model_of(data), notation=notation)
    at = draw.draw(st.integers(0, len(text)))
    broken = (
        text[:at]
        + draw.draw(st.sampled_from(["", '"', ":", "1", "{", " :", "\\"]))
        + text[at + 1 :]
    )
    raw = broken.encode("utf-8", errors="ignore")
    whole = read(raw, notation=notation)
    if notation == "json":
        from dflow_graph.pipeline import _read_slowly

        slow = _read_slowly(raw, "<bytes>", "json", Limits(), meaning=True)
        assert (slow.model, slow.report) == (whole.model, whole.report)
    unsound = [d for d in whole.report.diagnostics if d.code < "DG2" and d.code != "DG111"]
    assert (whole.model is None) == bool(unsound)


def test_dump_writes_by_suffix_and_load_reads_it_back(tmp_path: Path) -> None:
    from dflow_graph import dump, load

    workflow = Workflow.from_dict(small(parameters={"y": "yes", "s": "a\nb\n"}))
    for name in ("g.json", "g.yaml", "g.yml"):
        dump(workflow, tmp_path / name)
        assert load(tmp_path / name) == workflow
    assert (tmp_path / "g.json").read_text().startswith("{")
    assert not (tmp_path / "g.yaml").read_text().startswith("{")
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("key", ["a\nb", "0\n", "\n", "k" * 200, "a: b", "#", "- x", "yes", ""])
def test_any_member_name_is_written_in_yaml_and_read_back(key: str) -> None:
    workflow = Workflow.from_dict(small(parameters={key: 1, "other": {key: [key]}}))
    assert loads(dumps(workflow, notation="yaml"), notation="yaml") == workflow
