"""References that lack a brace of their tag, or have one too many (DG338)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.model import Workflow
from dflow_graph.refs import may_be_half, may_have_tag

from .graphs import call, graph, user

ARGUMENT = "/templates/main/steps/0/0/parameters/x"
SCRIPT = "/templates/use/script"


def analysed(document: dict[str, Any]) -> list[Diagnostic]:
    return analyse(Workflow.from_dict(document))


def in_script(script: str) -> list[tuple[str, str]]:
    uses = user(script=script + " {{inputs.parameters.x}}")
    found = analysed(graph([call("a", "use")], templates={"use": uses}))
    return [(d.code, d.pointer) for d in found if d.pointer == SCRIPT]


def in_argument(text: str, **fields: Any) -> list[str]:
    document = graph(
        [call("a", x=text, **fields)],
        parameters={"n": 1},
        main={"inputs": {"parameters": {"x": {"value": 1}}}},
    )
    return [d.code for d in analysed(document) if d.pointer == ARGUMENT]


def test_dg338_marks_the_text_and_says_how_it_is_written() -> None:
    document = graph([call("a", x="a {workflow.name}} b")])
    [diagnostic] = [d for d in analysed(document) if d.pointer == ARGUMENT]
    assert diagnostic.code == "DG338"
    assert diagnostic.severity is Severity.WARNING
    assert diagnostic.within == (2, 18)
    assert diagnostic.message == (
        "`{workflow.name}}` is no tag, and stays as it is; a tag has two braces on each side and "
        "none beside them"
    )
    assert diagnostic.hint == "Write `{{workflow.name}}`, with a blank between it and other braces."


@pytest.mark.parametrize(
    "text",
    [
        "{inputs.parameters.x}}", "{inputs.parameters.x}", "{{{inputs.parameters.x}}}",
        "{{{inputs.parameters.x} }}", "{{ {inputs.parameters.x}}", "{ {inputs.parameters.x} }",
        "{ inputs.parameters.x }}", "${inputs.parameters.x}", "{inputs.parameters.x}}}",
        "{inputs.artifacts.f.path}}", "{pod.name}}", "{{ {pod.name}}", "{=inputs.parameters.x}}",
        "{=inputs.parameters.x + pod.name}}", "\n{\tinputs.parameters.x\n}",
        "{{inputs.parameters.x}}{inputs.parameters.x}}", "{=toJson(inputs.parameters)}}",
        "{inputs.parameters.x}}{{inputs.parameters.x}}", "{=toJson(inputs)}}",
    ],
)  # fmt: skip
def test_dg338_finds_what_is_a_tag_but_for_its_braces_in_scripts(text: str) -> None:
    assert in_script(text) == [("DG338", SCRIPT)]


@pytest.mark.parametrize(
    "text",
    [
        "{inputs.parameters.y}}", "{x}}", "{inputs}}", "{pod.name}", "{pod.name}}}",
        "${pod.name}}", "{{{pod.name}}}", "{item}}", "{retries}}",
        "{ {{inputs.parameters.x}} }", "{{inputs.parameters.x}}}", "{=}}", "{= }}", "{=1 +}}",
        "{=1}}", "{=y}}", "{=inputs.parameters.y}}", "{=inputs.parameters.x + y}}",
        "${=inputs.parameters.x}}", "{=inputs.parameters.x}", "{=inputs.parameters.x}}}",
        "{user.name.x}}", "{ {", "{}", "{inputs.parameters.x",
    ],
)  # fmt: skip
def test_dg338_leaves_braces_of_other_languages(text: str) -> None:
    assert in_script(text) == []


def test_dg338_leaves_what_a_script_may_have_of_its_own() -> None:
    assert in_script("{=asInt('1')}}") == []
    found = analysed(
        graph(
            [call("a", "use")],
            templates={"use": user(script="workflow.parameters.n", inputs={})},
            parameters={"n": 1},
        )
    )
    assert [d.code for d in found if d.pointer == SCRIPT] == []


def test_dg338_leaves_a_word_of_a_script() -> None:
    uses = user(script="{retries}} {{inputs.parameters.x}}", retry_strategy={"limit": 1})
    found = analysed(graph([call("a", "use")], templates={"use": uses}))
    assert not [d for d in found if d.pointer == SCRIPT]


def test_dg338_is_not_told_beside_a_malformed_tag() -> None:
    assert in_argument("{{{inputs.parameters.x}}}") == ["DG301"]
    assert in_argument("{{ {inputs.parameters.x}}") == ["DG301"]
    for text in ("{{inputs.parameters.x}", "{{{{inputs.parameters.x}}", "{{{{{"):
        assert in_script(text) == [("DG301", SCRIPT)]


def test_dg338_is_told_beside_a_fault_elsewhere_in_the_text() -> None:
    assert in_argument("{{}} {inputs.parameters.x}}") == ["DG301", "DG338"]


def test_dg338_finds_an_item_where_there_is_one() -> None:
    assert in_argument("{item}}", with_param=[1, 2]) == ["DG338"]
    assert in_argument("{item}", with_param=[1, 2]) == []
    assert in_argument("{item}}") == []


def test_dg338_uses_the_input() -> None:
    uses = user(script="echo {inputs.parameters.x}")
    found = analysed(graph([call("a", x="1")], templates={"use": uses}))
    assert [d.code for d in found if d.pointer.startswith("/templates/use")] == ["DG338"]


def test_dg338_stands_for_what_follows_at_its_place() -> None:
    uses = user(inputs={"parameters": {"x": {"type": "int"}}})
    found = analysed(graph([call("a", x="{workflow.uid}}")], templates={"use": uses}))
    assert [d.code for d in found if d.pointer == ARGUMENT] == ["DG338"]
    found = analysed(graph([call("a", x="1", when="{workflow.uid}} == 1")]))
    assert [d.code for d in found if d.pointer.endswith("when")] == ["DG338"]


SIGNS = [
    "<<inputs.parameters.x>>", "<< inputs.parameters.x >>", "((inputs.parameters.x))",
    "$((inputs.parameters.x))", "[[inputs.parameters.x]]", "$(inputs.parameters.x)",
    "$( inputs.parameters.x )", "%inputs.parameters.x%", "%% inputs.parameters.x %%",
]  # fmt: skip


@pytest.mark.parametrize("text", SIGNS)
def test_dg338_finds_names_in_the_signs_of_other_programs(text: str) -> None:
    assert in_script(f"a {text} b") == [("DG338", SCRIPT)]
    assert in_argument(text) == ["DG338"]
    assert in_argument(f"{{{{inputs.parameters.x}}}} {text}, b") == ["DG338"]


def test_dg338_tells_each_name_in_other_signs_once() -> None:
    text = "<<inputs.parameters.x>> %inputs.parameters.x% {inputs.parameters.x} "
    uses = user(script=text + "{{inputs.parameters.x}}")
    found = analysed(graph([call("a", "use")], templates={"use": uses}))
    spans = sorted(d.within or (0, 0) for d in found if d.pointer == SCRIPT)
    assert spans == [(0, 23), (24, 45), (46, 67)]
    # Braces are told as such.
    assert in_argument("${inputs.parameters.x}") == ["DG338"]
    assert in_argument("<<{inputs.parameters.x}>>") == ["DG338"]


@pytest.mark.parametrize(
    "text",
    [
        "<<inputs.parameters.y>>", "<<inputs.x>>", "f((inputs.parameters.x))",
        "a[0][[inputs.parameters.x]]", "f()((inputs.parameters.x))", "inputs.parameters.x",
        "(inputs.parameters.x)", "<inputs.parameters.x>", "$inputs.parameters.x",
        "cat << inputs.parameters.x", "10 %inputs.parameters.x", "((inputs.parameters.x)",
        "<<inputs.parameters.x.y>>", "<<pod.name>>", "<< {{inputs.parameters.x}}",
        "<<a.parameters.b>>", "$(a.parameters.b)",
        "${{inputs.parameters.x}}", "<<steps.a.outputs.parameters.x>>",
    ],
)  # fmt: skip
def test_dg338_leaves_signs_of_other_languages(text: str) -> None:
    assert in_script(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "inputs.parameters.x", "<inputs.parameters.x>", "$inputs.parameters.x",
        " 'inputs.parameters.x' ", "@inputs.parameters.x@", "(inputs.parameters.x)",
    ],
)  # fmt: skip
def test_dg338_finds_a_whole_argument_without_braces(text: str) -> None:
    assert in_argument(text) == ["DG338"]


@pytest.mark.parametrize(
    "text",
    [
        "see inputs.parameters.x", "inputs.parameters.x and more", "inputs.parameters.y",
        "workflow.name", "inputs.parameters", "a.inputs.parameters.x",
        "(" * 200 + "inputs.parameters.x", "$ {{inputs.parameters.x}}", "${{inputs.parameters.x}}5",
        "a ${{inputs.parameters.x}}", "${{=inputs.parameters.x}}", "{=1 + 2}}",
    ],
)  # fmt: skip
def test_dg338_leaves_names_in_prose(text: str) -> None:
    assert in_argument(text) == []


def test_dg338_marks_the_dollar_before_a_tag() -> None:
    document = graph([call("a", x="${{ workflow.name }}")])
    [diagnostic] = [d for d in analysed(document) if d.pointer == ARGUMENT]
    assert (diagnostic.code, diagnostic.within) == ("DG338", (0, 1))
    assert diagnostic.hint == "Write `{{workflow.name}}`."
    assert in_argument("${{workflow.nam}}") == ["DG316"]


def condition(text: str) -> list[tuple[str, Severity]]:
    document = graph([call("a", when=text)], main={"inputs": {"parameters": {"n": {"value": 1}}}})
    return [(d.code, d.severity) for d in analysed(document) if d.pointer.endswith("when")]


@pytest.mark.parametrize(
    "text",
    ["inputs.parameters.n > 1", "2 > inputs.parameters.n", "<<inputs.parameters.n>> == 1"],
)
def test_dg338_is_an_error_in_a_condition(text: str) -> None:
    assert condition(text) == [("DG338", Severity.ERROR)]


def test_dg338_is_told_once_of_a_name_with_a_brace() -> None:
    assert condition("{inputs.parameters.n}} == 1") == [("DG338", Severity.ERROR)]


def test_dg338_leaves_quotes_of_a_condition() -> None:
    assert condition("'inputs.parameters.n' == '{{inputs.parameters.n}}'") == []
    assert condition("'inputs.parameters.n' == 'b'") == []


def test_dg338_is_as_grave_as_what_it_stands_for() -> None:
    uses = user(inputs={"parameters": {"x": {"type": "int"}}})
    found = analysed(graph([call("a", x="<<workflow.parameters.n>>")], parameters={"n": "a"}))
    assert [d.severity for d in found if d.pointer == ARGUMENT] == [Severity.WARNING]
    document = graph(
        [call("a", x="<<workflow.parameters.n>>")], parameters={"n": 1}, templates={"use": uses}
    )
    found = [d for d in analysed(document) if d.pointer == ARGUMENT]
    assert [(d.code, d.severity) for d in found] == [("DG338", Severity.ERROR)]
    # An error of another place is another matter.
    document["templates"]["main"]["steps"].append([call("b", "none")])
    found = [d for d in analysed(document) if d.pointer.endswith("/template")]
    assert [(d.code, d.severity) for d in found] == [("DG302", Severity.ERROR)]


@pytest.mark.parametrize("text", ["{a.b", "{ a.", "{=", "a{{{ b}}", "{{ {a}}", "{a }}"])
def test_text_with_a_brace_before_a_name_may_be_half(text: str) -> None:
    assert may_be_half(text)


@pytest.mark.parametrize(
    "text", ["", "{{a}}", "{ {{a}} }", "{1}", "{{=a}}", '{"a": 1}', "{{ a", "{a", "{ a; }"]
)
def test_text_with_tags_alone_is_not_half(text: str) -> None:
    assert not may_be_half(text)


@pytest.mark.parametrize("text", ["{{a}}", "a {{", "{a.b", "{=a}}", "a.parameters.b"])
def test_text_with_two_braces_or_half_a_tag_may_have_one(text: str) -> None:
    assert may_have_tag(text)


@pytest.mark.parametrize("text", ["", "a.b", '{"a": 1}', "{ a; }", "}}"])
def test_text_of_other_braces_has_no_tag(text: str) -> None:
    assert not may_have_tag(text)
