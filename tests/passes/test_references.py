"""The references pass: what it says, where it points, and what it leaves alone."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import (
    Index,
    Role,
    build_index,
    texts_of_arguments,
    texts_of_call,
    texts_of_template,
    texts_of_workflow,
)
from dflow_graph.model import Workflow
from dflow_graph.passes.alike_calls import Verdicts
from dflow_graph.passes.references import _Right, _Walker, check_references
from dflow_graph.passes.run import Run
from dflow_graph.passes.usage import Usage
from dflow_graph.pipeline import read
from dflow_graph.yaml_writer import yaml_text
from tests.passes.graphs import call, graph, maker, user, with_tasks
from tests.strategies import workflows

law = settings(deadline=None, suppress_health_check=list(HealthCheck))


def found(document: dict[str, Any]) -> list[Diagnostic]:
    return list(check_references(build_index(Workflow.from_dict(document))))


def codes(document: dict[str, Any]) -> list[str]:
    return [d.code for d in found(document)]


def the_one(document: dict[str, Any]) -> Diagnostic:
    diagnostics = found(document)
    assert len(diagnostics) == 1, [(d.code, d.pointer, d.message) for d in diagnostics]
    return diagnostics[0]


def tag(*parts: str) -> str:
    return "{{" + ".".join(parts) + "}}"


def given_to_second(x: Any, **fields: Any) -> dict[str, Any]:
    """Steps `make`, then `use` with the argument x, then `last`."""
    return graph([call("make", "make")], [call("use", x=x, **fields)], [call("last", "make")])


# What is said


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        (
            "{{steps.mak.outputs.parameters.n}}",
            "DG303",
            "`main` has no step `mak`; did you mean `make`?",
            "Write `make`.",
        ),
        (
            "{{steps.qqq.outputs.parameters.n}}",
            "DG303",
            "`main` has no step `qqq`",
            "Use one of `make`, `use`, `last`.",
        ),
        (
            "{{steps.make.outputs.parameters.m}}",
            "DG304",
            "`make` (template `make`) has no output parameter `m`",
            "Use one of `n`.",
        ),
        (
            "{{steps.make.outputs.parameters.f}}",
            "DG304",
            "`f` of `make` (template `make`) is an output artifact, no parameter",
            "Write `steps.make.outputs.artifacts.f`.",
        ),
        (
            "{{steps.make.outputs.parameters.n.size}}",
            "DG304",
            "`steps.make.outputs.parameters.n.size` leads beyond the output `n`",
            "Write `steps.make.outputs.parameters.n`.",
        ),
        (
            "{{steps.make.stat}}",
            "DG304",
            "`steps.make.stat` is nothing that is known of a step; did you mean `status`?",
            "Write `status`.",
        ),
        (
            "{{steps.last.outputs.parameters.n}}",
            "DG305",
            "`last` runs later, in group 3",
            "Move `last` to a group before group 2.",
        ),
        (
            "{{steps.use.outputs.parameters.y}}",
            "DG305",
            "`use` refers to itself",
            "Refer to a step that comes before it.",
        ),
        (
            "{{tasks.make.outputs.parameters.n}}",
            "DG306",
            "`tasks.` is known only in a DAG template; `main` is of kind Steps",
            "Write `steps.` instead.",
        ),
        (
            "{{inputs.parameters.x}}",
            "DG307",
            "`main` has no input parameter `x`",
            "Add `x` to the inputs of `main`, or name another value.",
        ),
        (
            "{{stesp.make.outputs.parameters.n}}",
            "DG308",
            "`stesp` begins no name that is known here; did you mean `steps`?",
            "Write `steps`.",
        ),
        (
            "{{pod.name}}",
            "DG309",
            "`pod.name` is known only in a pod",
            "Use it in the template's script.",
        ),
        (
            "{{item}}",
            "DG310",
            "`item` is known only in a loop; `use` has neither `with_param` nor `with_sequence`",
            "Add `with_param`, or name a value.",
        ),
        (
            "{{steps.make.outputs.artifacts.f}}",
            "DG313",
            "`steps.make.outputs.artifacts.f` is an artifact, and a value is expected here",
            "Give it under `artifacts`, or refer to a parameter.",
        ),
        (
            "{{workflow.parameters.site}}",
            "DG316",
            "the workflow has no parameter `site`",
            "Add `site` to the `parameters` of the workflow.",
        ),
        (
            "{{workflow.outputs.parameters.v}}",
            "DG317",
            "no output parameter has the global name `v`",
            "Give an output the `global_name` `v`.",
        ),
        (
            "{{steps.make.inputs.parameters.n}}",
            "DG322",
            "the inputs of `make` are known only inside of it",
            "Refer to what the step was given instead.",
        ),
        (
            "{{steps.make.outputs.parameters}}",
            "DG324",
            "`steps.make.outputs.parameters` stands for the outputs of all pieces of a loop, and "
            "`make` has no `with_param`",
            "Name one output.",
        ),
        (
            "{{workflow.annotations.a}}",
            "DG329",
            "annotations do not count for the digest, yet this graph would depend on one",
            "Use a workflow parameter or a label.",
        ),
        ("{{a", "DG301", "a tag is opened here and never closed", "Close it with `}}`."),
        ("{{}}", "DG301", "a tag holds nothing", "Name what it stands for, or remove it."),
        ("{{a b}}", "DG301", "the tag holds no name", "Write `{{name}}`, or `{{=expression}}`."),
        (
            "{{ =1 + 2}}",
            "DG301",
            "an expression begins with `{{=`, without a space",
            "Remove the space before `=`.",
        ),
        (
            "{{a{{b}}",
            "DG301",
            "a tag stands within a tag",
            "Write one expression, `{{=...}}`.",
        ),
        (
            "{{=asInteger('3')}}",
            "DG319",
            "unknown function `asInteger`; did you mean `asInt`?",
            "Write `asInt`.",
        ),
        (
            "{{=sprig.now()}}",
            "DG333",
            "`now` gives another result each time",
            "Make the value a parameter of the workflow instead.",
        ),
    ],
)
def test_finding_says_what_is_wrong_and_what_to_do(
    text: str, code: str, message: str, hint: str
) -> None:
    diagnostic = the_one(given_to_second(text))
    assert (diagnostic.code, diagnostic.message, diagnostic.hint) == (code, message, hint)
    assert diagnostic.pointer == "/templates/main/steps/1/0/parameters/x"


@pytest.mark.parametrize(
    "call_",
    [
        *(
            "now()",
            "sprig.now()",
            "sprig.ago(sprig.now())",
            "sprig.uuidv4()",
            "sprig.randInt(1, 2)",
        ),
        *("sprig.shuffle('abc')", "sprig.randAlphaNum(5)", "sprig.genPrivateKey('rsa')"),
        *("sprig.getHostByName('a')", "sprig.bcrypt('a')", "sprig.htpasswd('a', 'b')"),
        "sprig.encryptAES('k', 'text')",
    ],
)
def test_function_that_changes_its_mind_is_found(call_: str) -> None:
    assert set(codes(given_to_second(f"{{{{={call_}}}}}"))) == {"DG333"}


def test_step_of_the_same_group_is_named_as_such() -> None:
    document = graph([call("make", "make"), call("use", x="{{steps.make.outputs.parameters.n}}")])
    diagnostic = the_one(document)
    assert diagnostic.message == "`make` runs at the same time, in the same group"
    assert diagnostic.hint == "Move `make` to a group before group 1."


def test_loop_without_its_artifact_stacked_says_where_to_stack_it() -> None:
    document = graph(
        [call("make", "make", with_param=[1, 2])],
        [call("use", artifacts={"f": "{{steps.make.outputs.artifacts.f}}"})],
    )
    diagnostic = the_one(document)
    assert diagnostic.message == "`make` is looped, and its pieces have no common artifact `f`"
    assert diagnostic.hint == "Add `f` to `output_artifact` of its slices."


def test_hook_that_asks_its_own_step_is_told_what_it_may_ask() -> None:
    hook = {"template": "use", "parameters": {"x": "{{steps.make.outputs.parameters.n}}"}}
    diagnostic = the_one(graph([call("make", "make", success_hook=hook)]))
    assert (diagnostic.code, diagnostic.clause) == ("DG305", "HOOK-2")
    assert diagnostic.message == "of its own step `make` a hook knows the `status` alone"


def test_artifact_in_a_script_is_told_to_write_its_path() -> None:
    script = "cat {{inputs.artifacts.f}} {{inputs.parameters.x}}"
    diagnostic = the_one(given_to_second(1) | {"templates": _templates(script)})
    assert diagnostic.hint == "Write `inputs.artifacts.f.path` for where it lies."


def test_artifact_in_a_value_of_a_template_is_told_to_write_its_path() -> None:
    templates = {"use": user()}
    templates["use"]["inputs"]["parameters"]["x"]["value"] = "{{inputs.artifacts.f}}"
    diagnostic = the_one(graph([call("use")], templates=templates))
    assert diagnostic.hint == "Write `inputs.artifacts.f.path` for where it lies."


def test_path_of_an_unknown_artifact_is_the_artifacts_matter() -> None:
    document = given_to_second(1) | {"templates": _templates("cat {{inputs.artifacts.g.path}}")}
    assert "DG307" in codes(document)


def test_input_that_is_passed_on_twice_is_known_twice() -> None:
    given = {"x": "{{inputs.parameters.n}}", "f": "{{inputs.artifacts.f}}"}
    main = {
        "inputs": {
            "parameters": {"n": {"value": 1}},
            "artifacts": {"f": {"source": {"kind": "s3", "key": "a"}}},
        },
        "outputs": {
            "parameters": {name: {"value_from_parameter": given["x"]} for name in ("n", "m")},
            "artifacts": {name: {"_from": given["f"]} for name in ("f", "g")},
        },
    }
    calls = [call(name, x=given["x"], artifacts={"f": given["f"]}) for name in ("a", "b")]
    assert found(graph(calls, main=main)) == []


def test_artifact_of_the_workflow_lies_at_no_path() -> None:
    templates = {"make": maker(), "use": user(script="cat {{workflow.outputs.artifacts.f}}")}
    templates["make"]["outputs"]["artifacts"]["f"]["global_name"] = "f"
    calls = [call("make", "make")], [call("use", x=1)]
    diagnostic = next(d for d in found(graph(*calls, templates=templates)) if d.code == "DG313")
    assert diagnostic.hint == "Give it under `artifacts`, or refer to a parameter."


def _templates(script: str) -> dict[str, Any]:
    templates: dict[str, Any] = given_to_second("a")["templates"]
    return {**templates, "use": user(script=script)}


def test_task_that_is_not_waited_for_is_to_be_added_to_the_dependencies() -> None:
    document = with_tasks(
        call("make", "make"), call("use", when="{{tasks.make.outputs.parameters.n}} > 1")
    )
    diagnostic = the_one(document)
    assert diagnostic.code == "DG314"
    assert diagnostic.message == "`use` does not depend on `make`, which may not have run yet"
    assert diagnostic.hint == "Add `make` to `dependencies` of `use`."


def test_name_with_a_hyphen_is_shown_in_brackets() -> None:
    document = graph(
        [call("make-all-of-it", "make")],
        [call("use", x="{{=steps.make-all-of-it.outputs.parameters.n}}")],
    )
    diagnostic = the_one(document)
    assert diagnostic.code == "DG327"
    assert diagnostic.hint == "Write `steps['make-all-of-it'].outputs.parameters.n`."
    assert diagnostic.within == (3, 44)


def test_difference_of_known_names_is_no_hyphen() -> None:
    ports = {"inputs": {"parameters": {"a": {"value": 3}, "b": {"value": 1}}}}
    x = "{{=asInt(inputs.parameters.a)-asInt(inputs.parameters.b)}}"
    assert found(graph([call("use", x=x)], main=ports)) == []


@pytest.mark.parametrize(
    ("count", "hint"),
    [
        (5, "Use one of `input-0`, `input-1`, `input-2`, `input-3`, `input-4`."),
        (6, "Add `q` to the inputs of `main`, or name another value."),
    ],
)
def test_more_than_five_known_names_are_not_listed(count: int, hint: str) -> None:
    ports = {"inputs": {"parameters": {f"input-{i}": {"value": i} for i in range(count)}}}
    texts = [tag("inputs", "parameters", f"input-{i}") for i in range(count)]
    diagnostic = the_one(graph([call("use", x=[*texts, "{{inputs.parameters.q}}"])], main=ports))
    assert diagnostic.hint == hint


def test_long_name_is_cut_in_the_message() -> None:
    diagnostic = the_one(given_to_second("{{steps." + "q" * 500 + ".id}}"))
    assert len(diagnostic.message) < 100


def test_unused_input_points_at_its_name() -> None:
    templates = {"use": user(script="echo")}
    diagnostic = the_one(graph([call("use", x=1)], templates=templates))
    assert diagnostic.message == "nothing in `use` refers to its input `x`"
    assert diagnostic.pointer == "/templates/use/inputs/parameters/x"
    assert diagnostic.at_key


# Where it points


def place(document: dict[str, Any], notation: Any) -> tuple[str, tuple[int, int]]:
    """The line of the one finding, and its columns."""
    if notation == "json":
        text = json.dumps(document, indent=1, ensure_ascii=False)
    else:
        text = yaml_text(document)
    (diagnostic,) = read(text.encode(), notation=notation).report.diagnostics
    assert diagnostic.end_line == diagnostic.line
    return text.splitlines()[diagnostic.line - 1], (diagnostic.column, diagnostic.end_column)


@pytest.mark.parametrize("notation", ["json", "yaml"])
@pytest.mark.parametrize(
    "text",
    [
        "{{steps.mak.outputs.parameters.n}}",
        "n is {{steps.mak.outputs.parameters.n}} of 3",
        "{{steps.make.outputs.parameters.n}} é😀 {{steps.mak.outputs.parameters.n}}",
    ],
)
def test_tag_is_pointed_at_within_its_text(text: str, notation: str) -> None:
    tag = "{{steps.mak.outputs.parameters.n}}"
    line, (column, end_column) = place(given_to_second(text), notation)
    first = line.index(tag) + 1
    assert (column, end_column) == (first, first + len(tag))


@pytest.mark.parametrize("notation", ["json", "yaml"])
def test_name_in_an_expression_is_pointed_at(notation: str) -> None:
    text = "a {{=asInt(steps.mak.outputs.parameters.n) + 1}}"
    line, (column, end_column) = place(given_to_second(text), notation)
    first = line.index("steps.mak") + 1
    assert (column, end_column) == (first, first + len("steps.mak.outputs.parameters.n"))


@pytest.mark.parametrize("notation", ["json", "yaml"])
def test_text_with_escapes_is_pointed_at_as_a_whole(notation: str) -> None:
    """Offsets in a text say nothing about a spelling with escapes."""
    text = "tab\t\u0001 {{steps.mak.outputs.parameters.n}}"
    line, (column, end_column) = place(given_to_second(text), notation)
    first = line.index('"tab') + 1
    assert (column, end_column) == (first, first + len(line.rstrip(",")) - first + 1)


def test_second_of_two_tags_is_pointed_at() -> None:
    text = "{{workflow.name}} {{workflow.nam}}"
    assert the_one(given_to_second(text)).within == (18, len(text))


def test_each_wrong_tag_of_a_text_is_told() -> None:
    diagnostics = found(given_to_second("{{steps.a.id}} {{workflow.b}} {{c.d}}"))
    assert [(d.code, d.within) for d in diagnostics] == [
        ("DG303", (0, 14)),
        ("DG316", (15, 29)),
        ("DG308", (30, 37)),
    ]


# What is left alone


@pytest.mark.parametrize(
    "text",
    [
        "{{State.Status}}",
        "{{.State.Status}}",
        "{{ range .Mounts }}{{ end }}",
        "{{}}",
        "{{{x}}}",
        "{{site}}",
        "{{input}}",
        "{% if x %}{{ x | upper }}{% endif %}",
        "{{ 1, 2},{3, 4}}",
        '{{ "{{" }} $labels.x {{ "}}" }}',
        "{{ '{{request.user' }}",
        "{{ steps }} {{inputs}} {{ workflow }} {{ response }}",
        "{{ steps | length }} {{ item | upper }}",
        "{{ request.user }} {{ response.body | e }}",
        "{% for item in items %}{{ item }}{% endfor %}",
        '<li v-for="item in items">{{ item }}</li>',
        "<li *ngFor='let item of items'>{{ item }}</li>",
        "{{#each items as |item|}}{{ item }}{{/each}}",
        "- debug: msg={{ item }}\n  loop: [1, 2]",
        "- debug: msg={{ item }}\n  with_items: [1, 2]",
    ],
)
def test_tags_of_other_programs_pass_in_scripts(text: str) -> None:
    templates = {"use": user(script=f"echo {{{{inputs.parameters.x}}}} {text}")}
    assert found(graph([call("use", x=1)], templates=templates)) == []


@pytest.mark.parametrize("text", ["{{State.Status}}", "{{}}", "{{site}}", "{{ x | upper }}"])
def test_tags_of_other_programs_are_wrong_in_arguments(text: str) -> None:
    assert len(found(given_to_second(text))) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{inputs.parameters.x | upper}}", "DG301"),
        ("{{ steps.a b }}", "DG301"),
        ("{{inputs.parameters.x", "DG301"),
        ("{{ =inputs}}", "DG301"),
        ("{{inputs.parameters.y}}", "DG307"),
        ("{{input.parameters.x}}", "DG330"),
        ("{{item}}", "DG310"),
        ("each item in the list, {{item}} of a loop", "DG310"),
        ("{% for item in items %}{{ item.id }}{% endfor %}", "DG310"),
        ("{{retries}}", "DG309"),
        ("{{ 'a{{inputs.parameters.x}}' }}", "DG301"),
        ("{{ steps.a | length }}", "DG301"),
        ("{{=1 +}}", "DG318"),
    ],
)
def test_own_tags_are_checked_in_scripts(text: str, code: str) -> None:
    templates = {"use": user(script=f"echo {{{{inputs.parameters.x}}}} {text}")}
    assert codes(graph([call("use", x=1)], templates=templates)) == [code]


def test_literal_is_not_looked_into() -> None:
    assert found(given_to_second({"$value": {"kind": "literal", "value": "{{nobody}} {{"}})) == []


def test_big_parameter_in_a_part_of_an_argument_is_found_after_it_was_one_as_a_whole() -> None:
    """BIG-3: a text that is right as an argument may be wrong within one."""
    big = "{{inputs.parameters.data}}"
    document = graph(
        [
            call("whole", x=big, artifacts={"f": {"kind": "raw", "data": ""}}),
            call("part", x=[big]),
        ],
        main={"inputs": {"parameters": {"data": {"save_as_artifact": True}}}},
    )
    one = the_one(document)
    assert (one.code, one.pointer) == ("DG407", "/templates/main/steps/0/1/parameters/x/0")


def test_big_parameter_is_right_as_an_argument_however_its_tag_is_spaced() -> None:
    main = {"inputs": {"parameters": {"data": {"save_as_artifact": True}}}}
    assert found(graph([call("a", x="{{ inputs.parameters.data }}")], main=main)) == []


def test_names_of_members_are_not_looked_into() -> None:
    assert found(given_to_second({"{{nobody}}": 1})) == []


def test_step_of_an_unknown_template_is_asked_for_anything() -> None:
    """The unknown template is one mistake, and told by the calls pass."""
    document = graph(
        [call("gone", "gone")],
        [
            call(
                "use",
                x="{{steps.gone.outputs.parameters.a}} {{steps.gone.outputs.result}}",
                artifacts={"f": "{{steps.gone.outputs.artifacts.b}}"},
            )
        ],
    )
    assert found(document) == []


@pytest.mark.parametrize("name", ["name", "make"])
def test_name_of_the_running_step_is_known(name: str) -> None:
    """Also where a step is called `name`."""
    assert found(graph([call(name, "make")], [call("use", x="{{steps.name}}")])) == []


def test_output_with_a_tag_in_its_global_name_may_have_any_name() -> None:
    outputs = {"parameters": {"n": {"value_from_path": "/n", "global_name": "n-{{pod.name}}"}}}
    make = {"kind": "ShellOPTemplate", "image": "a", "script": "b", "outputs": outputs}
    document = graph(
        [call("make", "make")],
        [call("use", x="{{workflow.outputs.parameters.n-1}}")],
        templates={"make": make},
    )
    assert found(document) == []


def test_global_name_of_a_python_op_is_known() -> None:
    op = {
        "kind": "PythonOPTemplate",
        "image": "a",
        "op": {
            "name": "Op",
            "module": "m",
            "outputs": {
                "a": {"kind": "Parameter", "type": "int", "global_name": "first"},
                "b": {"kind": "Parameter", "type": "int"},
            },
        },
        "output_parameter_global_name": {"b": "second"},
    }
    texts = ["{{workflow.outputs.parameters.first}}", "{{workflow.outputs.parameters.second}}"]
    assert found(graph([call("a", "op")], [call("b", x=texts)], templates={"op": op})) == []


def test_exit_handler_knows_failures_in_what_its_hooks_call() -> None:
    failures = user(script="echo '{{workflow.failures}} {{inputs.parameters.x}}'")
    hook = {"template": "tell", "parameters": {"x": 1}}
    templates = {
        "exit": {"kind": "Steps", "steps": [[call("a", "make", failure_hook=hook)]]},
        "tell": failures,
    }
    document = graph([call("make", "make")], templates=templates)
    assert found({**document, "on_exit": "exit"}) == []
    assert codes(document) == ["DG309"]


@pytest.mark.parametrize("field", ["retry_on_failure", "retry_on_transient_error"])
def test_python_op_that_is_retried_knows_the_number_of_the_retry(field: str) -> None:
    op = {"kind": "PythonOPTemplate", "image": "a", "op": {"name": "Op", "module": "m"}}
    op |= {"envs": {"N": "{{retries}}"}}
    assert codes(graph([call("a", "op")], templates={"op": op})) == ["DG309"]
    assert found(graph([call("a", "op")], templates={"op": op | {field: 2}})) == []


def test_item_stands_in_the_patterns_of_a_template() -> None:
    op = {
        "kind": "PythonOPTemplate",
        "image": "a",
        "op": {"name": "Op", "module": "m"},
        "slices": {"slices": "int('{{item}}')"},
        "output_artifact_slices": {"f": "{{item}}"},
    }
    assert found(graph([call("a", "op")], templates={"op": op})) == []


def test_list_to_loop_over_may_have_items_that_are_not_known_yet() -> None:
    text = "{{steps.make.outputs.parameters.n}}"
    assert found(given_to_second("{{item.a}}", with_param=[text, {"a": 1}])) == []


# One mistake, one finding


def test_misspelt_input_is_not_reported_as_unused_too() -> None:
    templates = {"use": user(script="echo {{inputs.parameters.xx}}")}
    assert codes(graph([call("use", x=1)], templates=templates)) == ["DG307"]


@pytest.mark.parametrize(
    "script",
    ["{{inputs.parameters.x", "{{input.parameters.x}}", "{{=inputs.parameters.x +}}"],
)
def test_input_in_a_broken_tag_is_not_reported_as_unused_too(script: str) -> None:
    assert len(found(graph([call("use", x=1)], templates={"use": user(script=script)}))) == 1


def test_misspelt_task_does_not_make_others_come_too_early() -> None:
    """`b` waits for `a` only by way of the misspelt reference of `c`."""
    document = with_tasks(
        call("a", "make"),
        call("c", x="{{tasks.aa.outputs.parameters.n}}"),
        call("b", dependencies=["c"], when="{{tasks.a.outputs.parameters.n}} > 1"),
    )
    assert codes(document) == ["DG303"]


def test_misspelt_dependency_does_not_make_its_task_come_too_early() -> None:
    """The dependency itself is the topology pass's finding."""
    when = "{{tasks.a.outputs.parameters.n}} > 1"
    document = with_tasks(call("a", "make"), call("b", dependencies=["aa.Succeeded"], when=when))
    assert found(document) == []


def test_expression_with_a_changing_function_is_read_all_the_same() -> None:
    assert codes(given_to_second("{{=sprig.uuidv4() + steps.mak.id}}")) == ["DG333", "DG303"]


def test_task_that_is_not_waited_for_is_told_at_its_first_place() -> None:
    """Two tasks have one name, and what an executor refers to is looked at last."""
    output = tag("tasks", "c", "outputs", "parameters", "n")
    executor = {"kind": "E", "config": {"a": output}}
    tasks = [
        call("a", "make", executor=executor, dependencies=[]),
        call("a", "make", when=f"'{output}' == ''", dependencies=[]),
        call("c", "make"),
    ]
    diagnostic = the_one(with_tasks(*tasks))
    assert diagnostic.pointer == "/templates/main/tasks/0/executor/config/a"
    assert [place.pointer for place in diagnostic.related] == ["/templates/main/tasks/1/when"]


def test_arguments_of_a_hook_make_no_task_wait() -> None:
    """DEP-9: a hook is no argument of its task."""
    hook = {"template": "use", "parameters": {"x": "{{tasks.make.outputs.parameters.n}}"}}
    document = with_tasks(call("make", "make"), call("use", x=1, success_hook=hook))
    assert codes(document) == ["DG314"]


# Laws


@law
@given(workflows())
def test_no_workflow_makes_the_pass_raise(document: dict[str, Any]) -> None:
    for diagnostic in found(document):
        assert diagnostic.pointer.startswith("/")
        assert diagnostic.message
        assert diagnostic.hint


NAMES = ["a", "b", "c", "item"]
TAGS = [
    *(
        tag(head, name, "outputs", output)
        for head in ("steps", "tasks")
        for name in "abcz"
        for output in ("parameters.n", "artifacts.f", "parameters.f", "parameters.y", "result")
    ),
    *(tag("inputs", "parameters", name) for name in ("x", "z", "f")),
    *(tag("inputs", "artifacts", name) for name in ("x", "f")),
    *("{{item}}", "{{item.k}}", "{{workflow.name}}", "{{nobody}}", "{{", "{{a b}}"),
    *("{{=asInt(inputs.parameters.x)}}", "{{=steps.a.id}}", "{{=tasks['a'].id}}"),
]
TEXTS = st.one_of(
    st.sampled_from(TAGS),
    st.lists(st.sampled_from([*TAGS, " and "]), max_size=3).map("".join),
)
VALUES = st.one_of(TEXTS, st.just(1), st.lists(TEXTS, max_size=2))
PARAMETERS = st.dictionaries(st.sampled_from(["x", "y"]), VALUES, max_size=2)
SOURCES = st.one_of(TEXTS, st.none(), st.just({"kind": "raw", "data": "{{item}}"}))


@st.composite
def calls(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    made = call(draw(st.sampled_from(NAMES)), draw(st.sampled_from(["make", "use", "gone"])))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "parameters": PARAMETERS,
        "artifacts": st.dictionaries(st.just("f"), SOURCES, max_size=1),
        "when": st.one_of(st.just("1 < 2"), TEXTS.map(lambda text: f"'{text}' == ''")),
        "key": TEXTS,
        "with_param": st.one_of(TEXTS, st.just([1, 2]), st.just([{"k": 1}])),
        "slices": st.just({"slices": "{{item}}", "output_artifact": ["f"]}),
        "executor": TEXTS.map(lambda text: {"kind": "E", "config": {"a": text}}),
    }
    if kind == "DAG":
        optional["dependencies"] = st.lists(st.sampled_from(["a", "b", "z.Failed"]), max_size=2)
    for field in draw(st.lists(st.sampled_from(sorted(optional)), max_size=3, unique=True)):
        made[field] = draw(optional[field])
    return made


@st.composite
def wired(draw: st.DrawFn) -> dict[str, Any]:
    """Graphs of a few steps or tasks with references that are right or nearly so."""
    ports = {
        "parameters": {"x": {"value": 1}},
        "artifacts": {"f": {"optional": True}},
    }
    if draw(st.booleans()):
        tasks = draw(st.lists(calls("DAG"), min_size=1, max_size=5))
        return with_tasks(*tasks, main={"inputs": ports})
    groups = draw(
        st.lists(st.lists(calls("Steps"), min_size=1, max_size=2), min_size=1, max_size=3)
    )
    return graph(*groups, main={"inputs": ports})


def the_long_way(index: Index) -> Iterator[Diagnostic]:
    """What the pass finds if it takes no text for plainly right, and looks at each anew."""
    run, usage = Run(index), Usage(index)
    assert list(texts_of_workflow(index.workflow)) == []
    for node in index.nodes.values():
        walker = _Walker(index, run, node, usage, _Right(Verdicts(), Verdicts()))
        for text in texts_of_template(node):
            yield from walker.check(text, None)
        for called in (*node.calls, *node.hooks):
            for text in texts_of_call(called):
                yield from walker.check(text, called)
        yield from walker.told()
    yield from usage.unused()


@settings(law, max_examples=400)
@given(wired())
def test_short_way_finds_what_the_long_way_finds(document: dict[str, Any]) -> None:
    """A text that is the same in two calls, and wrong in neither, is looked at once."""
    index = build_index(Workflow.from_dict(document))
    short, long = check_references(index), the_long_way(index)
    assert sorted(short, key=repr) == sorted(long, key=repr)


@settings(law, max_examples=400)
@given(wired())
def test_what_is_plainly_right_has_no_fault(document: dict[str, Any]) -> None:
    index = build_index(Workflow.from_dict(document))
    for node in index.nodes.values():
        walker = _Walker(index, Run(index), node, Usage(index), _Right(Verdicts(), Verdicts()))
        for called in node.calls:
            if walker.lone.is_plainly_right(called):
                texts = list(texts_of_arguments(called))
                assert [d for text in texts for d in walker.check(text, called)] == []
    assert list(walker.told()) == []


def test_common_call_is_plainly_right() -> None:
    """The property above would hold if nothing were."""
    document = graph(
        [call("make", "make")],
        [
            call(
                "use",
                x="{{steps.make.outputs.parameters.n}}",
                artifacts={"f": "{{steps.make.outputs.artifacts.f}}"},
                key="use-it",
            )
        ],
    )
    index = build_index(Workflow.from_dict(document))
    node = index.nodes["main"]
    walker = _Walker(index, Run(index), node, Usage(index), _Right(Verdicts(), Verdicts()))
    assert [walker.lone.is_plainly_right(called) for called in node.calls] == [True, True]


@pytest.mark.parametrize("text", ["{{inputs.parameters.x}}", "{{inputs.artifacts.f}}"])
def test_what_is_right_as_one_sort_of_argument_may_be_wrong_as_the_other(text: str) -> None:
    ports = {"parameters": {"x": {"type": "any"}}, "artifacts": {"f": {}}}
    calls = [[call("a", x=text)], [call("b", artifacts={"f": text})], [call("c", x=text)]]
    document = graph(*calls, main={"inputs": ports})
    wrong = [d.pointer for d in found(document) if d.code != "DG326"]
    right = "parameters/x" if "parameters" in text else "artifacts/f"
    given = ["0/0/parameters/x", "1/0/artifacts/f", "2/0/parameters/x"]
    assert wrong == [f"/templates/main/steps/{at}" for at in given if right not in at]


def test_default_of_an_input_is_no_output_of_the_steps_behind_it() -> None:
    source = "{{steps.make.outputs.artifacts.f}}"
    given = call("use", artifacts={"f": "{{inputs.artifacts.f}}"})
    main = {"inputs": {"artifacts": {"f": {"source": source}}}}
    diagnostic = the_one(graph([call("make", "make")], [given], main=main))
    assert diagnostic.code == "DG305"
    assert diagnostic.pointer == "/templates/main/inputs/artifacts/f/source"


# Time


def quickly(document: dict[str, Any]) -> list[Diagnostic]:
    index = build_index(Workflow.from_dict(document))
    begun = time.perf_counter()
    diagnostics = list(check_references(index))
    assert time.perf_counter() - begun < 20
    return diagnostics


def test_many_wrong_names_take_linear_time() -> None:
    groups = [[call(f"s{i}", x=tag("steps", f"q{i}", "id"))] for i in range(20_000)]
    assert len(quickly(graph(*groups))) == 20_000


def test_many_references_into_a_long_list_take_linear_time() -> None:
    texts = ["{{item.k}}"] * 5_000
    items = [{"k": i} for i in range(20_000)]
    assert quickly(graph([call("use", x=texts, with_param=items)])) == []


def test_many_references_to_global_outputs_take_linear_time() -> None:
    outputs = {f"o{i}": {"value_from_path": "/o", "global_name": f"g{i}"} for i in range(5_000)}
    make = {"kind": "ShellOPTemplate", "script": "a", "outputs": {"parameters": outputs}}
    texts = [tag("workflow", "outputs", "parameters", f"g{i}") + "." for i in range(5_000)]
    document = graph([call("make", "make")], [call("use", x=texts)], templates={"make": make})
    assert quickly(document) == []


def test_roles_of_texts_are_those_of_the_specification() -> None:
    """REF-2: an artifact source is one reference, a script may hold other programs' tags."""
    step = call("use", artifacts={"f": "{{inputs.artifacts.f}}"}, when="{{item}}", key="{{item}}")
    index = build_index(Workflow.from_dict(graph([step])))
    texts = texts_of_call(index.nodes["main"].calls[0])
    assert {text.path[-1]: text.role for text in texts} == {
        "f": Role.SOURCE,
        "when": Role.CONDITION,
        "key": Role.KEY,
    }


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("stpe-777", ["step-777"]),
        ("stepp-777", ["step-777"]),
        ("stop-777", ["step-777"]),
        ("sep-777", ["step-777"]),
        ("step_777", ["step-777"]),
        ("step-99", ["step-9", "step-199", "step-299", "step-399", "step-499"]),
        ("777", []),
        ("step-" + "7" * 500, []),
    ],
)
def test_among_many_names_only_one_slip_is_explained(name: str, close: list[str]) -> None:
    known = {f"step-{i}": None for i in range(1000) if i != 99}
    index = build_index(Workflow.from_dict(graph([call("a", "make")])))
    assert Run(index).near_misses(name, known) == close


def test_graph_of_slips_gets_no_suggestions_in_the_end() -> None:
    run = Run(build_index(Workflow.from_dict(graph([call("a", "make")]))))
    for known in ({"make": None}, {f"make{i}": None for i in range(1000)}):
        assert run.near_misses("mak1", known)
        assert not [run.near_misses("mak1", known) for _ in range(20_000)][-1]


# Scopes that no case of the conformance suite shows


def in_http(condition: str) -> dict[str, Any]:
    ask = {"kind": "HTTPOPTemplate", "url": "https://a.example.org", "success_condition": condition}
    return graph([call("ask", "ask")], templates={"ask": ask})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("response.statusCode == 200", []),
        ("request.method == 'GET'", []),
        ("reply.statusCode == 200", ["DG308"]),
        ("retries == '1'", ["DG309"]),
        ("pod.name == 'a'", ["DG309"]),
    ],
)
def test_answer_is_known_in_the_condition_of_its_request(
    condition: str, expected: list[str]
) -> None:
    assert codes(in_http(condition)) == expected


def test_request_over_http_has_no_paths() -> None:
    ask = {
        "kind": "HTTPOPTemplate",
        "url": "https://a.example.org/{{outputs.parameters.y.path}}/{{inputs.artifacts.f.path}}",
        "inputs": {"artifacts": {"f": {"optional": True}}},
        "outputs": {"parameters": {"y": {"value": 1}}},
    }
    assert codes(graph([call("ask", "ask")], templates={"ask": ask})) == ["DG309", "DG309"]


@pytest.mark.parametrize("fact", ["exitcode", "exitCode.x", "log"])
def test_unknown_fact_of_the_last_retry_is_told_with_those_that_are_known(fact: str) -> None:
    script = f"echo {{{{inputs.parameters.x}}}} {{{{lastRetry.{fact}}}}}"
    use = user(script=script, retry_strategy={"limit": 1})
    diagnostic = the_one(graph([call("use", x=1)], templates={"use": use}))
    assert diagnostic.message.startswith(f"`lastRetry.{fact}` is nothing that is known of a retry")


def test_text_of_a_task_names_steps_with_the_right_hint() -> None:
    diagnostic = the_one(with_tasks(call("use", x="{{steps.use.id}}")))
    assert diagnostic.hint == "Write `tasks.` instead."


def test_script_that_names_steps_is_told_to_take_an_input() -> None:
    use = user(script="echo {{inputs.parameters.x}} {{steps.use.id}}")
    diagnostic = the_one(graph([call("use", x=1)], templates={"use": use}))
    assert diagnostic.hint == "Pass the value in as an input."


@pytest.mark.parametrize(
    ("when", "hint"),
    [
        ("1 = 1", "Write `==`."),
        ("true and false", "Write `&&`."),
        ("true or false", "Write `||`."),
        (
            "1 <> 1",
            "Write a comparison such as `{{inputs.parameters.n}} < 5`, texts in quotes.",
        ),
    ],
)
def test_dg320_knows_the_operators_of_other_languages(when: str, hint: str) -> None:
    diagnostic = the_one(given_to_second(1, when=when))
    assert (diagnostic.code, diagnostic.hint) == ("DG320", hint)


def test_executor_of_a_step_knows_the_pod() -> None:
    executor = {"kind": "DispatcherExecutor", "config": {"root": "/work/{{pod.name}}"}}
    assert found(given_to_second(1, executor=executor)) == []


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (call("use", when="{{steps.make.id == 'a'"), "DG301"),
        (call("use", when="{{a b}} =="), "DG301"),
        (call("use", artifacts={"f": "{{nobody.a}}/x"}), "DG315"),
        (call("use", artifacts={"f": "{{=steps.nobody.id}}"}), "DG315"),
        (call("use", success_hook={"template": "use", "expression": "{{nobody.a}}"}), "DG331"),
        (call("use", success_hook={"template": "use", "expression": " {{=1 +}}"}), "DG331"),
        (
            call(
                "use", success_hook={"template": "use", "expression": "'{{steps.make.id}}' == ''"}
            ),
            "DG331",
        ),
        (
            call("use", success_hook={"template": "use", "expression": "1 == {{= inputs.x}}"}),
            "DG331",
        ),
    ],
)
def test_text_that_cannot_be_read_gives_one_finding(step: dict[str, Any], code: str) -> None:
    assert codes(graph([call("make", "make")], [step])) == [code]


def test_inputs_of_groups_are_used_by_references_alone() -> None:
    inputs = {
        "parameters": {
            "p": {"type": "any", "save_as_artifact": True, "value": 1},
            "q": {"type": "any", "value": 1},
        },
        "artifacts": {"f": {"path": "/f"}, "g": {"optional": True}},
    }
    document = graph([call("make", "make")], main={"inputs": inputs})
    pointers = [d.pointer for d in found(document) if d.code == "DG326"]
    assert pointers == [
        f"/templates/main/inputs/{sort}" for sort in ("parameters/p", "parameters/q", "artifacts/g")
    ]


def test_big_parameter_of_a_pod_hides_no_input_that_nothing_uses() -> None:
    big = {"type": "any", "save_as_artifact": True, "path": "/p", "value": 1}
    inputs = {"parameters": {"p": big, "q": {"type": "any", "value": 1}}}
    use = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true", "inputs": inputs}
    document = graph([call("use")], templates={"use": use})
    assert [d.pointer for d in found(document)] == ["/templates/use/inputs/parameters/q"]


def test_what_the_exit_handler_calls_knows_how_the_workflow_ended() -> None:
    inner = {"kind": "Steps", "steps": [[call("down", "deeper")]]}
    deeper = {"kind": "Steps", "steps": [[call("say", x="{{workflow.failures}}")]]}
    last = {"kind": "Steps", "steps": [[call("gone", "gone")], [call("deep", "inner")]]}
    last["steps"].append([call("again", "last", when="{{workflow.status}} == Failed")])
    document = graph(
        [call("make", "make")],
        on_exit="last",
        templates={"last": last, "inner": inner, "deeper": deeper},
    )
    assert codes(document) == []
    last["steps"].pop(1)
    assert "DG309" not in codes(document), "what nothing calls may be meant for the exit handler"
    del document["on_exit"]
    assert [d.pointer for d in found(document)] == ["/templates/deeper/steps/0/0/parameters/x"]


def test_step_of_a_template_within_is_handed_on() -> None:
    inner = {"kind": "Steps", "steps": [[call("deep", "make")]]}
    text = tag("steps", "deep", "outputs", "parameters", "n")
    document = graph([call("in", "inner")], [call("use", x=text)], templates={"inner": inner})
    diagnostic = the_one(document)
    assert diagnostic.message == "`main` has no step `deep`"
    assert diagnostic.hint == "Hand on what `deep` of `inner` gives as an output of `inner`."
    assert the_one(graph([call("use", x=text)])).hint == "Use one of `use`."


@pytest.mark.parametrize("name", ["best-one", "best.one"])
def test_global_name_that_is_nearly_there_is_shown(name: str) -> None:
    templates = {"make": maker()}
    templates["make"]["outputs"]["parameters"]["n"]["global_name"] = name
    text = f"{{{{workflow.outputs.parameters.{name[:-1]}}}}}"
    found_ = the_one(graph([call("a", "make")], [call("use", x=text)], templates=templates))
    (place,) = found_.related
    assert place.pointer == "/templates/make/outputs/parameters/n/global_name"
    assert place.message == f"`{name}` stands here"
