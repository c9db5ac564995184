"""Settings of Python OPs and of scripts: ports, defaults, retries, progress, names, packages."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.names import check_names
from dflow_graph.passes.port_settings import check_port_settings
from dflow_graph.passes.security import check_security
from dflow_graph.passes.types import check_types

RUN = "/templates/run"
OPAQUE = {"$value": {"kind": "opaque", "codec": "jsonpickle", "class": "a.B", "data": "e30="}}


def with_op(op: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A graph of one Python OP."""
    ports = {
        "inputs": {"f": {"kind": "Artifact", "type": "path"}},
        "outputs": {
            "energy": {"kind": "Parameter", "type": "float"},
            "log": {"kind": "Artifact", "type": "path"},
        },
    }
    whole = {"name": "Run", "module": "lab", **ports, **(op or {})}
    return with_template({"kind": "PythonOPTemplate", "op": whole, **fields})


def with_template(template: dict[str, Any]) -> dict[str, Any]:
    main = {"kind": "Steps", "steps": [[{"name": "run", "template": "run"}]]}
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {"main": main, "run": template},
    }


def found(document: dict[str, Any]) -> list[Diagnostic]:
    index = build_index(Workflow.from_dict(document))
    passes = (check_port_settings, check_names, check_security, check_types)
    return [diagnostic for check in passes for diagnostic in check(index)]


def the_one(document: dict[str, Any]) -> Diagnostic:
    diagnostics = found(document)
    assert len(diagnostics) == 1, [(d.code, d.pointer, d.message) for d in diagnostics]
    return diagnostics[0]


# DG334


@pytest.mark.parametrize(
    ("field", "name", "message", "hint"),
    [
        (
            "output_parameter_default",
            "enrgy",
            "OP `Run` has no output parameter `enrgy`; did you mean `energy`?",
            "Write `energy`.",
        ),
        (
            "output_parameter_default",
            "zzz",
            "OP `Run` has no output parameter `zzz`",
            "Remove it, or add the port to the OP.",
        ),
        (
            "output_parameter_global_name",
            "log",
            "OP `Run` has no output parameter `log`; `log` is an output artifact",
            "Remove it, or add the port to the OP.",
        ),
        (
            "input_artifact_prefix",
            "log",
            "OP `Run` has no input artifact `log`; `log` is an output artifact",
            "Remove it, or add the port to the OP.",
        ),
    ],
)
def test_dg334_says_what_the_op_has(field: str, name: str, message: str, hint: str) -> None:
    settings: dict[str, Any] = {field: {name: "a"}}
    diagnostic = the_one(with_op(**settings))
    assert (diagnostic.code, diagnostic.message, diagnostic.hint) == ("DG334", message, hint)
    assert (diagnostic.pointer, diagnostic.at_key) == (f"{RUN}/{field}/{name}", True)


def test_dg334_is_silent_about_ports_that_are_there() -> None:
    settings: dict[str, Any] = {
        "output_artifact_archive": {"log": None},
        "input_artifact_prefix": {"f": "a"},
    }
    assert found(with_op(**settings)) == []


# DG415


def test_dg415_names_the_class_and_the_place_within() -> None:
    diagnostic = the_one(with_op(output_parameter_default={"energy": [{"a": OPAQUE}]}))
    assert (diagnostic.code, diagnostic.clause) == ("DG415", "OP-12")
    assert diagnostic.pointer == f"{RUN}/output_parameter_default/energy/0/a"
    assert diagnostic.message == (
        "the default of an output holds an opaque value of class `a.B`, which only Python code "
        "could write"
    )
    assert diagnostic.hint == (
        "Write the default as JSON or another tagged value, or leave it out."
    )


@pytest.mark.parametrize(
    ("value", "is_found"),
    [
        (OPAQUE, True),
        ({"$value": {"kind": "tuple", "items": [OPAQUE]}}, True),
        ({"$value": {"kind": "literal", "value": OPAQUE}}, False),
        ({"$value": {"kind": "bytes", "base64": "AAAA"}}, False),
        ({"$value": {"kind": "opaque", "class": "a.B"}}, False),
        ([{"$value": {"kind": "none"}}, OPAQUE], False),
        ({**OPAQUE, "more": 1}, False),
        ("a.B", False),
    ],
)
def test_dg415_finds_well_formed_opaque_values_alone(value: Any, is_found: bool) -> None:
    outputs = {"energy": {"kind": "BigParameter", "type": "any", "default": value}}
    wanted = ["DG415"] if is_found else []
    codes = [d.code for d in found(with_op({"outputs": outputs}))]
    assert [code for code in codes if code == "DG415"] == wanted


@pytest.mark.parametrize("name", ["a.B", "int", "builtins.tuple"])
def test_dg415_stands_alone_whatever_the_type(name: str) -> None:
    value = {"$value": {**OPAQUE["$value"], "class": name}}
    outputs = {"energy": {"kind": "Parameter", "type": "float", "default": value}}
    assert [d.code for d in found(with_op({"outputs": outputs}))] == ["DG415"]


def test_dg415_leaves_defaults_of_inputs() -> None:
    inputs = {"x": {"kind": "Parameter", "type": "any", "default": OPAQUE}}
    assert found(with_op({"inputs": inputs})) == []


# DG223, DG224


def test_dg223_names_the_first_of_each_pair() -> None:
    ways: dict[str, Any] = {
        "retry_on_error": 1,
        "retry_on_failure": 0,
        "retry_on_failure_and_error": 2,
    }
    first, second = found(with_op(**ways))
    assert (first.code, first.pointer, first.at_key) == ("DG223", f"{RUN}/retry_on_error", True)
    assert first.message == "`retry_on_error` cannot stand beside `retry_on_failure`"
    assert first.hint == "Keep one of the two."
    place = Place(message="`retry_on_failure` is here", pointer=f"{RUN}/retry_on_failure")
    assert first.related == (place,)
    assert second.pointer == f"{RUN}/retry_on_failure_and_error"


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({}, "`timeout` and `retry_on_transient_error`"),
        ({"timeout": 5}, "`retry_on_transient_error`"),
        ({"retry_on_transient_error": 0}, "`timeout`"),
    ],
)
def test_dg224_says_what_is_missing(fields: dict[str, Any], lacks: str) -> None:
    diagnostic = the_one(with_op(timeout_as_transient_error=True, **fields))
    assert (diagnostic.code, diagnostic.clause) == ("DG224", "RET-5")
    assert diagnostic.pointer == f"{RUN}/timeout_as_transient_error"
    assert diagnostic.message == f"`timeout_as_transient_error` has no effect without {lacks}"
    assert diagnostic.hint == f"Add {lacks}, or remove `timeout_as_transient_error`."


@pytest.mark.parametrize(
    "fields",
    [
        {"timeout_as_transient_error": False},
        {"timeout_as_transient_error": True, "timeout": 5, "retry_on_transient_error": 1},
        {"retry_on_failure": 3},
    ],
)
def test_retries_that_fit_are_accepted(fields: dict[str, Any]) -> None:
    assert found(with_op(**fields)) == []


# DG222


def with_progress(text: str) -> dict[str, Any]:
    return with_template({"kind": "ShellOPTemplate", "init_progress": text})


@pytest.mark.parametrize(
    "text",
    [
        *("", "1", "a/b", "1/0", "2/1", "1/", "/1", "1 / 2", "+1/2", "1/2/3", "٣/٤", "0/000"),
        *("{{a}}/0", "{{a}}%", "1{{a}}/0", "{{a}}/x", "9" * 5000 + "/1"),
    ],
)
def test_dg222_refuses_what_is_no_part_of_a_whole(text: str) -> None:
    diagnostic = the_one(with_progress(text))
    assert (diagnostic.code, diagnostic.pointer) == ("DG222", f"{RUN}/init_progress")
    assert "is no progress N/M of two whole numbers, N at most M and M above 0" in (
        diagnostic.message
    )
    assert diagnostic.hint == "Write it as `0/1` or `0/100`."


@pytest.mark.parametrize(
    "text",
    [
        *("0/1", "1/1", "007/10", "0/" + "9" * 5000, "{{a}}", "{{a}}/{{b}}", "5/{{b}}"),
        *("{{a}}/1", "{{a}}0", "{{a}}5/{{b}}3", "{{", "{{a}}/{{ b"),
    ],
)
def test_dg222_accepts_what_may_be_a_progress(text: str) -> None:
    assert found(with_progress(text)) == []


@pytest.mark.parametrize(
    ("op", "field", "message"),
    [
        ({"progress_total": 0}, "total", "OP `Run` can make no progress: its end is 0"),
        (
            {"progress_current": 5, "progress_total": 0},
            "total",
            "OP `Run` can make no progress: its end is 0",
        ),
        ({"progress_current": 2}, "current", "OP `Run` begins at 2, beyond its end at 1"),
        (
            {"progress_current": 9, "progress_total": 8},
            "current",
            "OP `Run` begins at 9, beyond its end at 8",
        ),
    ],
)
def test_dg222_judges_the_numbers_of_an_op(op: dict[str, Any], field: str, message: str) -> None:
    diagnostic = the_one(with_op(op))
    assert (diagnostic.code, diagnostic.message) == ("DG222", message)
    assert diagnostic.pointer == f"{RUN}/op/progress_{field}"


@pytest.mark.parametrize(
    "op", [{}, {"progress_current": 1}, {"progress_current": 3, "progress_total": 3}]
)
def test_dg222_accepts_an_op_that_may_go_on(op: dict[str, Any]) -> None:
    assert found(with_op(op)) == []


# DG812, DG813


@pytest.mark.parametrize(
    ("op", "message", "hint"),
    [
        (
            {"name": "make.<locals>.Run"},
            "the name of the OP, `make.<locals>.Run`, lies within a function, where nothing can "
            "look it up",
            "Move the OP to the top level of its module.",
        ),
        (
            {"module": "./lab/run.py"},
            "the module, `./lab/run.py`, is a path, not a name",
            "Write `lab.run`.",
        ),
        (
            {"module": "my-lab/run.py"},
            "the module, `my-lab/run.py`, is a path, not a name",
            "Write identifiers joined by dots, such as `pkg.relax`.",
        ),
        (
            {"module": "my-run.py"},
            "the module, `my-run.py`, is a path, not a name",
            "Write identifiers joined by dots, such as `pkg.relax`.",
        ),
        (
            {"module": "lab.class.run"},
            "the module, `lab.class.run`, holds `class`, a keyword of Python",
            "Write identifiers joined by dots, such as `pkg.relax`.",
        ),
        (
            {"name": "Run fast"},
            "the name of the OP, `Run fast`, is no Python name",
            "Write identifiers joined by dots, such as `pkg.relax`.",
        ),
        (
            {"name": ""},
            "the name of the OP, ``, is no Python name",
            "Write identifiers joined by dots, such as `pkg.relax`.",
        ),
    ],
)
def test_dg812_says_what_is_wrong_with_a_name(op: dict[str, Any], message: str, hint: str) -> None:
    diagnostic = the_one(with_op(op))
    assert (diagnostic.code, diagnostic.message, diagnostic.hint) == ("DG812", message, hint)
    assert diagnostic.pointer == f"{RUN}/op/{next(iter(op))}"


@pytest.mark.parametrize("name", ["Run", "Outer.Inner", "Größe", "_run2", "match", "__main__"])
def test_dg812_accepts_python_names(name: str) -> None:
    assert found(with_op({"name": name})) == []


def test_dg812_silences_the_search_of_the_source() -> None:
    digest = "sha256:" + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    op = {"name": "a b", "source": "", "source_digest": digest}
    assert [d.code for d in found(with_op(op))] == ["DG812"]


def test_dg813_finds_texts_and_maps_among_packages() -> None:
    raw, table = {"kind": "raw", "data": "x = 1"}, {"kind": "map", "items": {}}
    packages = [{"kind": "local", "path": "lab"}, [{"kind": "s3", "key": "a"}, raw], table]
    first, second = found(with_op(python_packages=packages))
    assert (first.code, first.pointer) == ("DG813", f"{RUN}/python_packages/1/1")
    assert first.message == "a `raw` is no folder or file of Python code, and cannot be imported"
    assert first.hint == "Name a file or folder, such as one of kind `local`."
    assert second.pointer == f"{RUN}/python_packages/2"


def test_dg813_accepts_references() -> None:
    assert found(with_op(python_packages=["{{workflow.outputs.artifacts.lab}}"])) == []
