"""What Argo does not take, or not in every version (DG901 to DG907)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.portability import check_portability
from tests.passes.test_names import REST, call, dag, graph, shell, steps


def ported(document: dict[str, Any]) -> list[Diagnostic]:
    index = build_index(Workflow.from_dict(document))
    return list(check_portability(index))


def the_one(document: dict[str, Any], code: str) -> Diagnostic:
    diagnostics = ported(document)
    assert [d.code for d in diagnostics] == [code]
    return diagnostics[0]


def many_templates(number: int) -> dict[str, Any]:
    names = [f"t{n}" for n in range(number - 1)]
    main = steps([call(name, name) for name in names])
    return graph(templates={"main": main, **dict.fromkeys(names, REST)})


def test_200_templates_are_the_most() -> None:
    assert ported(many_templates(200)) == []
    diagnostic = the_one(many_templates(201), "DG901")
    assert (diagnostic.pointer, diagnostic.severity) == ("/templates", Severity.WARNING)
    assert diagnostic.message.startswith("the graph has 201 templates;")


def test_200_tasks_are_the_most_and_steps_have_no_bound() -> None:
    def tasks(number: int) -> dict[str, Any]:
        calls = [call(f"t{n}") for n in range(number)]
        return graph(templates={"main": dag(*calls), "rest": REST})

    assert ported(tasks(200)) == []
    assert the_one(tasks(201), "DG902").pointer == "/templates/main/tasks"
    many = steps([call(f"t{n}") for n in range(300)])
    assert ported(graph(templates={"main": many, "rest": REST})) == []


def test_500_input_parameters_are_the_most() -> None:
    def wide(number: int) -> dict[str, Any]:
        inputs = {"parameters": {f"p{n}": {"value": 0} for n in range(number)}}
        script = "".join(f"{{{{inputs.parameters.p{n}}}}}\n" for n in range(number))
        template = shell(inputs=inputs, script=script)
        return graph(templates={"main": steps([call("run", "wide")]), "wide": template})

    assert ported(wide(500)) == []
    assert the_one(wide(501), "DG903").pointer == "/templates/wide/inputs/parameters"


def with_script(length: int, **more: Any) -> dict[str, Any]:
    template = shell(script="#" + "x" * (length - 1), **more)
    return graph(templates={"main": steps([call("run", "work")]), "work": template})


def test_template_of_128_kibibytes_is_the_largest_of_old_versions() -> None:
    size = len('{"kind":"ShellOPTemplate","image":"alpine:3","script":""}')
    assert ported(with_script(131_072 - size)) == []
    diagnostic = the_one(with_script(131_073 - size), "DG904")
    assert diagnostic.pointer == "/templates/work"
    assert "has 131,073 bytes as JSON" in diagnostic.message


def test_extensions_do_not_count_for_the_size_of_a_template() -> None:
    assert ported(with_script(100_000, extensions={"my-viewer": "x" * 100_000})) == []


def test_steps_run_in_no_pod_and_may_be_large() -> None:
    calls = [call(f"a{n}", when="'" + "x" * 1000 + "' == y") for n in range(200)]
    assert ported(graph(templates={"main": steps(calls), "rest": REST})) == []


def test_graph_of_one_mebibyte_is_the_largest() -> None:
    document = graph(labels={"a": "b"}, parameters={"p": "x" * 1_048_000})
    assert ported(document) == []
    document["parameters"]["q"] = "x" * 1000
    diagnostic = the_one(document, "DG905")
    assert (diagnostic.pointer, diagnostic.severity) == ("", Severity.WARNING)


def test_extensions_do_not_count_for_the_size_of_a_graph() -> None:
    assert ported(graph(extensions={"my-viewer": "x" * 2_000_000})) == []


def test_graph_of_very_many_steps_is_too_large_whatever_they_hold() -> None:
    groups = [[call(f"s{n}")] for n in range(40_000)]
    document = graph(templates={"main": steps(*groups), "rest": REST})
    assert "has at least 1,120,000 bytes" in the_one(document, "DG905").message


def with_header(value: Any) -> dict[str, Any]:
    ask = {"kind": "HTTPOPTemplate", "url": "https://example.org", "headers": {"A": value}}
    return graph(templates={"main": steps([call("run", "ask")]), "ask": ask})


def test_header_takes_its_value_from_a_secret_alone() -> None:
    reference = {"name": "lab", "key": "a"}
    assert ported(with_header("text")) == []
    assert ported(with_header({"kind": "Secret", "name": "lab"})) == []
    good = {"kind": "EnvVarSource", "value_from": {"secretKeyRef": reference}}
    assert ported(with_header(good)) == []
    for value_from, named in (
        ({"configMapKeyRef": reference}, "`configMapKeyRef`"),
        ({"secretKeyRef": reference, "fieldRef": {}}, "`secretKeyRef` and `fieldRef`"),
        ({}, "nowhere"),
    ):
        bad = {"kind": "EnvVarSource", "value_from": value_from}
        diagnostic = the_one(with_header(bad), "DG906")
        assert diagnostic.pointer == "/templates/ask/headers/A/value_from"
        assert f"from {named};" in diagnostic.message
        assert diagnostic.severity is Severity.ERROR


ECHO = shell(
    inputs={"parameters": {"x": {"type": "any", "value": "[]"}}},
    script="echo {{inputs.parameters.x}}",
)


def echoing(**more: Any) -> dict[str, Any]:
    return graph(templates={"main": steps([call("run", "echo", **more)]), "echo": ECHO})


@pytest.mark.parametrize(
    ("name", "since"),
    [
        ("concat", "3.5"),
        ("flatten", "3.5"),
        ("reverse", "3.5"),
        ("timezone", "3.5"),
        ("uniq", "3.5"),
        ("sprig.sha512sum", "3.6"),
    ],
)
def test_function_that_an_older_argo_lacks_is_a_warning(name: str, since: str) -> None:
    diagnostic = the_one(echoing(parameters={"x": f"{{{{={name}(workflow.name)}}}}"}), "DG907")
    assert diagnostic.severity is Severity.WARNING
    assert diagnostic.within == (3, 3 + len(name))
    assert diagnostic.message == f"the function `{name}` is not known to Argo before {since}"


def test_words_that_are_no_call_of_the_function_are_let_pass() -> None:
    assert ported(echoing(parameters={"x": 1})) == []
    assert ported(echoing(with_sequence={"count": "{{=len('a')}}"})) == []
    for text in ("uniq", "uniq(x)", "{{=sprig.uniq([1])}}", "{{='uniq(1)'}}", "{{=toJson([1])}}"):
        assert ported(echoing(parameters={"x": text})) == []


@pytest.mark.parametrize(
    "more",
    [
        {"parameters": {"x": ["a", {"b": "{{=uniq([1])}}"}]}},
        {"when": "{{=len(uniq([1])) > 0}}"},
        {"with_param": "{{=toJson(uniq([1]))}}"},
        {"with_param": ["{{=uniq([1])}}"]},
        {"with_sequence": {"count": "{{=len(uniq([1]))}}"}},
        {"key": "a-{{=len(uniq([1]))}}"},
        {"success_hook": {"template": "echo", "parameters": {"x": "{{=uniq([1])}}"}}},
        {"success_hook": {"template": "echo", "expression": "len(uniq([1])) > 0"}},
    ],
)
def test_function_is_found_in_every_field_of_a_step(more: dict[str, Any]) -> None:
    assert "`uniq`" in the_one(echoing(**more), "DG907").message


def test_function_is_found_in_the_texts_of_templates() -> None:
    document = echoing()
    document["templates"]["main"]["outputs"] = {
        "parameters": {"y": {"value_from_expression": "toJson(flatten([[1]]))"}}
    }
    diagnostic = the_one(document, "DG907")
    assert diagnostic.pointer == "/templates/main/outputs/parameters/y/value_from_expression"
    assert diagnostic.within == (7, 14)
    document = graph(
        templates={"main": steps([call("run", "a")]), "a": shell(script="{{=toJson(uniq([1]))}}")}
    )
    assert the_one(document, "DG907").pointer == "/templates/a/script"


def test_older_function_of_the_same_effect_is_proposed() -> None:
    diagnostic = the_one(echoing(parameters={"x": "{{=uniq([1])}}"}), "DG907")
    assert diagnostic.hint.startswith("Use `sprig.uniq`")


@pytest.mark.parametrize("tag", ["{{workflow.mainEntrypoint}}", "{{=workflow.mainEntrypoint}}"])
def test_variable_that_an_older_argo_lacks_is_a_warning(tag: str) -> None:
    diagnostic = the_one(echoing(parameters={"x": "a " + tag}), "DG907")
    assert diagnostic.message == (
        "the variable `workflow.mainEntrypoint` is not known to Argo before 3.5"
    )
    start, end = diagnostic.within or (0, 0)
    assert ("a " + tag)[start:end] == "workflow.mainEntrypoint"


def test_words_of_a_template_that_are_none_of_the_functions_are_let_pass() -> None:
    template = shell(
        script="uniq < capital # {{=toJson([1])}} {{uniq}} {{retries}}",
        retry_strategy={
            "limit": 1,
            "expression": "asInt(lastRetry.exitCode) > 1 and workflow.name.trim('a') != ''",
            "backoff": {"duration": "1s"},
        },
    )
    document = graph(templates={"main": steps([call("run", "a")]), "a": template})
    assert ported(document) == []


def test_message_of_the_last_retry_is_a_warning() -> None:
    template = shell(script="echo '{{lastRetry.message}}'")
    document = graph(templates={"main": steps([call("run", "a")]), "a": template})
    assert "before 3.5" in the_one(document, "DG907").message


def test_methods_of_other_things_are_no_functions() -> None:
    for text in ("{{=({'uniq': 1}).uniq(1)}}", "{{=a.b.uniq(1)}}", "{{=sprig['uniq']([1])}}"):
        assert ported(echoing(parameters={"x": text})) == []


def test_malformed_expression_is_not_said_twice() -> None:
    assert ported(echoing(parameters={"x": "{{=uniq(}} {{=uniq([1])"})) == []


def test_cap_of_a_backoff_is_a_warning() -> None:
    template = shell(retry_strategy={"limit": 1, "backoff": {"duration": "1s", "cap": "5s"}})
    document = graph(templates={"main": steps([call("run", "a")]), "a": template})
    diagnostic = the_one(document, "DG907")
    assert diagnostic.pointer == "/templates/a/retry_strategy/backoff/cap"
    assert "before 3.7" in diagnostic.message
