"""What our parsers say of a text, and where."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflow_graph.expr.check import ExprSyntaxError, near_functions, parse, problems, references
from dflow_graph.expr.condition import condition_problems
from dflow_graph.expr.depends import Mention, parse_dependency
from dflow_graph.expr.nodes import Binary, Conditional, Name, Unary
from dflow_graph.expr.parser import MAX_DEPTH
from tests.expr.vectors import accepted

REFERENCES = [
    ("steps['a-b'].outputs.parameters['p'].x", ["steps.a-b.outputs.parameters.p.x"]),
    ('tasks?.["a"]?.outputs', ["tasks.a.outputs"]),
    ("tasks[`a`].x", ["tasks.a.x"]),
    ("item", ["item"]),
    ("inputs.parameters.a-b", ["inputs.parameters.a", "b"]),
    ("steps[item.k].outputs.x", ["steps", "item.k"]),
    ("steps.a.outputs[0].b[c]", ["steps.a.outputs", "c"]),
    ("steps.a[1:n].b", ["steps.a", "n"]),
    ("let x = steps.a; x.b + y", ["steps.a", "y"]),
    ("(let x = a; x) + x", ["a", "x"]),
    ("let x = x; x", ["x"]),
    ("map(steps.a, # + .b + #.c + #index + d)", ["steps.a", "d"]),
    ("map(steps.a, {let s = #; s * n})", ["steps.a", "n"]),
    ("sprig.atoi(inputs.parameters.n)", ["inputs.parameters.n"]),
    ("asInt(a) + toJson(b) + len(c)", ["a", "b", "c"]),
    ("a | trim(b)", ["a", "b"]),
    ("a.b.foo(c)", ["a.b", "c"]),
    ("now().Year() + a", ["a"]),
    ("{'k': a, (b): c}", ["a", "b", "c"]),
    ("[a, 'b', c ? d : e]", ["a", "c", "d", "e"]),
    ("a ?: b", ["a", "b"]),
    ("a < b < c", ["a", "b", "c"]),
    ("a ?? b.c", ["a", "b.c"]),
    ("if a {b} else {c}; d", ["a", "b", "c", "d"]),
    ("$env.steps.a", ["steps.a"]),
    ("$env", []),
    ("'a'.b", []),
    ("true ? nil : 1", []),
    ("工作.参数", ["工作.参数"]),
]


@pytest.mark.parametrize(("text", "wanted"), REFERENCES)
def test_references_are_the_chains_of_names(text: str, wanted: list[str]) -> None:
    found = list(references(parse(text)))
    assert [".".join(reference.parts) for reference in found] == wanted
    for reference in found:
        first = reference.parts[0]
        assert text[reference.start : reference.end].removeprefix("$env.").startswith(first)


# The text with its fault between `«` and `»`, the kind of the fault, and a word of the message.
FAULTS = [
    ("a «b»", "syntax", "`b`"),
    ("a +«»", "syntax", "ends too early"),
    ("(a«»", "syntax", "`)`"),
    ("a + «'b»", "syntax", "quote"),
    ("a «/* b»", "syntax", "comment"),
    (r"'a«\q»b'", "syntax", "escape"),
    ("a == «1a»", "syntax", "number"),
    ("«9223372036854775808»", "syntax", "too large"),
    ("a «=» b", "syntax", "`=`"),
    ("a ?? b «+» c", "syntax", "parentheses"),
    ("é + «–»", "syntax", "`–`"),
    ("map(a, #«;» #)", "syntax", "braces"),
    ("«#»", "syntax", "a value"),
    ("a.b + «foo»(1)", "function", "`foo`"),
    ("«sprig.env»('A')", "function", "`sprig.env`"),
    ("1 + «len(a, b)»", "arguments", "1 argument"),
    ("«split(a)»", "arguments", "2 to 3"),
    ("«concat()»", "arguments", "at least 1 argument"),
    ("a | len«»", "syntax", "`(`"),
    ("a | sprig«.»trim()", "syntax", "`(`"),
    ("map(a, «#acc»)", "pointer", "#acc"),
    ("let «len» = 1; a", "variable", "`len`"),
    ("let x = 1; let «x» = 2; x", "variable", "`x`"),
    ("a matches «'(?=b)'»", "pattern", "lookaround"),
]


@pytest.mark.parametrize(("marked", "kind", "word"), FAULTS)
def test_a_fault_is_where_it_is(marked: str, kind: str, word: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    (fault,) = problems(text)
    assert fault.kind == kind
    assert word in fault.message
    assert (fault.start, fault.end) == (marked.index("«"), marked.index("»") - 1)


def test_all_faults_of_a_tree_are_told_from_left_to_right() -> None:
    text = "foo(1) + len() + bar(2)"
    found = problems(text)
    assert [text[fault.start : fault.end] for fault in found] == ["foo", "len()", "bar"]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("atoi(a)", "sprig.atoi"),
        ("sprig.toJSON(a)", "sprig.toJson"),
        ("asint(a)", "asInt"),
        ("uper(a)", "upper"),
        ("jsonPath(a, '$')", "jsonpath"),
        ("asInteger(a)", "asInt"),
        ("length(a)", "len"),
        ("rand()", "sprig.randInt"),
    ],
)
def test_an_unknown_function_has_near_misses(text: str, near: str) -> None:
    assert near in near_functions(problems(text)[0].unknown)


@pytest.mark.parametrize("text", ["sprig.env('A')", "sprig.expandenv('A')", "includes(a)", "to(a)"])
def test_a_function_unlike_any_other_has_no_near_misses(text: str) -> None:
    assert near_functions(problems(text)[0].unknown) == ()


def test_functions_of_the_same_place_come_first() -> None:
    assert near_functions("sprig.tojson")[:2] == ("sprig.toJson", "toJSON")
    assert near_functions("tojson")[:3] == ("toJSON", "toJson", "sprig.toJson")


def test_operators_bind_as_in_expr() -> None:
    tree = parse("not a in b")
    assert isinstance(tree, Binary)
    assert isinstance(tree.left, Unary)
    tree = parse("-a ** b")
    assert isinstance(tree, Unary)
    tree = parse("a + b ?? c")
    assert isinstance(tree, Binary)
    assert tree.operator == "+"
    tree = parse("a ? b : c ? d : e")
    assert isinstance(tree, Conditional)
    assert isinstance(tree.otherwise, Conditional)
    assert parse(" ( a ) ") == Name("a", 3, 4)


def test_nesting_is_bounded() -> None:
    assert not problems("(" * (MAX_DEPTH - 1) + "a" + ")" * (MAX_DEPTH - 1))
    assert "levels" in problems("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)[0].message
    for opening in ("(", "[", "-", "map(a, {", "f(", "{a: ", "a[", "a ? ", "let x = ", "if a {"):
        assert len(problems(opening * 10_000)) == 1
        assert len(problems("a + " + opening * 10_000)) == 1


def test_values_shared_by_two_places_are_walked_once() -> None:
    text = "a"
    for _ in range(20):
        text = f"(x < ({text} ?: b) < c)"
    assert len(list(references(parse(text)))) == 61


def test_parse_raises_the_typed_error() -> None:
    with pytest.raises(ExprSyntaxError) as caught:
        parse("a +")
    assert (caught.value.start, caught.value.end) == (3, 3)
    assert str(caught.value) == caught.value.message


# A condition with its fault between `«` and `»`, and a word of the message.
CONDITIONS = [
    ("{{a}} «>-»1", "stand apart"),
    ("{{a}} == «v1.2»", "quotes"),
    ("{{steps.a.outputs.x}} == foo «bar»", "`bar`"),
    ("{{a}} == {{=b}}1 «{{»", "operator"),
    ("!«foo»", "before the text"),
    ("len«(»{{a}})", "no function"),
    ("{{a}} == «'b»", "quote"),
    ("«[{{a}}»", "bracket"),
    ("«(»{{a}}", "`)`"),
    ("{{a}} =~ «'['»", "`]`"),
    ("{{a}} ==«»", "ends too early"),
    ("({{a}} =~ 'x' «?» 1 : 2)", "pattern"),
    ("{{a}} == b«\\»", "backslash"),
    ("{{a}} == «1.2.3»", "number"),
    ("«not» {{a}} == 'b'", "unexpected `not`"),
    ("true && «not» b", "unexpected `not`"),
    ("'1' == '1' «{{b}}»", "unexpected `{{b}}`"),
    ("{{a}} == 'x' «1»", "unexpected `1`"),
]


@pytest.mark.parametrize(("marked", "word"), CONDITIONS)
def test_when_1_a_fault_of_a_condition_is_where_it_is(marked: str, word: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    (fault,) = condition_problems(text)
    assert word in fault.message
    assert (fault.start, fault.end) == (marked.index("«"), marked.index("»") - 1)


@pytest.mark.parametrize(
    "text",
    [
        "{{a}}",
        "{{a}}b == 'x'",
        "!{{a}}",
        "-{{a}} < 0",
        "'{{a}}' == \"{{=steps['b'].x}}\"",
        "{{a}} in ({{b}}, {{c}})",
        "{{a}}-{{b}} > 1",
        "{{=asInt(inputs.parameters['n']) % 2 == 0}}",
    ],
)
def test_when_1_a_tag_may_be_a_number_a_word_or_a_truth(text: str) -> None:
    assert condition_problems(text) == ()


def test_dep_2_names_the_tasks_with_their_places() -> None:
    text = "a-b.Failed && !(c || d.Succeeded)"
    found = parse_dependency(text).mentions
    assert found == (
        Mention("a-b", "Failed", 0, 10),
        Mention("c", "", 16, 17),
        Mention("d", "Succeeded", 21, 32),
    )


@pytest.mark.parametrize(
    ("marked", "word"),
    [
        ("a.«Done»", "unknown result"),
        ("a && «in».Failed", "Argo reads"),
        ("a «b»", "`b`"),
        ("a && «0b»", "letter"),
        ("«(»a", "`)`"),
        ("a«)»", "`)`"),
        ("a &&«»", "too early"),
        ("a «&» b", "`&`"),
    ],
)
def test_dep_2_a_fault_of_a_dependency_is_where_it_is(marked: str, word: str) -> None:
    with pytest.raises(ExprSyntaxError) as caught:
        parse_dependency(marked.replace("«", "").replace("»", ""))
    assert word in caught.value.message
    assert (caught.value.start, caught.value.end) == (marked.index("«"), marked.index("»") - 1)


TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab1.?:|&!=<>+-*/%^()[]{},;#'\"`\\ _$xeé\n", max_size=60),
    st.lists(
        st.sampled_from(
            [*"ab1.?:(){}[],#;'`\"\\ ", "map(", "let x = ", "if ", "else ", "not ", "matches '"]
        ),
        max_size=25,
    ).map("".join),
)  # fmt: skip


@given(TEXTS)
@settings(max_examples=400)
def test_no_text_makes_a_parser_raise_anything_but_the_typed_error(text: str) -> None:
    for found in (problems(text), condition_problems(text)):
        for fault in found:
            assert 0 <= fault.start <= fault.end <= len(text)
    accepted("depends", text)
    if not problems(text):
        for reference in references(parse(text)):
            spelled = text[reference.start : reference.end]
            assert spelled.startswith((reference.parts[0], "$env"))


@pytest.mark.parametrize(
    "build",
    [
        lambda n: "a + " * n + "b",
        lambda n: "a" + ".b" * n,
        lambda n: "(" * n,
        lambda n: "'" * n,
        lambda n: "`" * n,
        lambda n: "{{" * n,
        lambda n: "f(1) + " * n + "1",
        lambda n: "{{a}} == 'b' && " * n + "true",
        lambda n: "a.Failed || " * n + "b",
        lambda n: "a matches '" + "[[:" * n + "'",
        lambda n: "a < " * n + "b",
    ],
)
def test_the_work_grows_as_the_text_does(build: Callable[[int], str]) -> None:
    def calls(text: str) -> int:
        count = 0

        def counting(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(counting)
        try:
            for language in ("expr", "when", "depends"):
                accepted(language, text)
            if not problems(text):
                list(references(parse(text)))
        finally:
            sys.setprofile(None)
        return count

    assert calls(build(8_000)) <= 2.2 * calls(build(4_000))
