"""Templates get names that depend on what is said alone, and equal content shares one name."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dflow_graph.authoring.dag import DAG
from dflow_graph.authoring.step import Step
from dflow_graph.authoring.steps import Steps
from dflow_graph.authoring.task import Task
from dflow_graph.authoring.workflow import Workflow
from dflow_graph.python.errors import CallError
from dflow_graph.python.op_template import OPTemplate, ShellOPTemplate


def shell(script: str, name: str | None = None) -> ShellOPTemplate:
    return ShellOPTemplate(name, image="alpine:3", script=script)


def names(*templates: OPTemplate) -> list[str]:
    """The names of the templates that are called one after another."""
    workflow = Workflow("w", steps=Steps("main"))
    for number, template in enumerate(templates):
        workflow.add(Step(f"s{number}", template))
    return [group[0]["template"] for group in workflow.to_graph()["templates"]["main"]["steps"]]


def test_an_unnamed_template_is_called_after_its_class() -> None:
    class Relaxation(ShellOPTemplate):
        pass

    assert names(Relaxation(image="alpine:3", script="true")) == ["relaxation"]


def test_unnamed_templates_of_equal_content_share_a_name() -> None:
    assert names(shell("a"), shell("a")) == ["shelloptemplate"] * 2


def test_unnamed_templates_of_different_content_are_numbered_by_first_use() -> None:
    given = names(shell("a"), shell("b"), shell("a"), shell("c"))
    assert given == ["shelloptemplate", "shelloptemplate-2", "shelloptemplate", "shelloptemplate-3"]


def test_a_number_that_a_given_name_has_is_passed_over() -> None:
    given = names(shell("a"), shell("b"), shell("c", "shelloptemplate-2"))
    assert given == ["shelloptemplate", "shelloptemplate-3", "shelloptemplate-2"]


def test_a_given_name_goes_before_one_that_was_made() -> None:
    assert names(shell("a"), shell("b", "shelloptemplate")) == [
        "shelloptemplate-2",
        "shelloptemplate",
    ]


def test_templates_of_one_given_name_and_equal_content_are_one() -> None:
    assert names(shell("a", "x"), shell("a", "x")) == ["x", "x"]


def test_templates_of_one_given_name_and_different_content_are_an_error_with_both_places() -> None:
    with pytest.raises(CallError) as caught:
        names(shell("a", "x"), shell("b", "x"))
    assert "template `x`: two templates of different content have this name" in str(caught.value)
    assert "one is step `s0` of `main`, the other step `s1` of `main`" in str(caught.value)


def test_content_is_different_where_only_what_is_called_differs() -> None:
    def around(script: str) -> Steps:
        return Steps(steps=[Step("a", shell(script))])

    assert names(around("a"), around("b"), around("a")) == ["steps", "steps-2", "steps"]


def test_recursive_templates_of_equal_content_share_a_name() -> None:
    def circle(script: str) -> Steps:
        made = Steps()
        made.add(Step("work", shell(script)))
        made.add(Step("again", made, when="1 < 2"))
        return made

    assert names(circle("a"), circle("a"), circle("b")) == ["steps", "steps", "steps-2"]


def test_templates_stand_in_the_order_of_their_first_use_and_on_exit_last() -> None:
    inner = DAG("inner", tasks=[Task("t", shell("a", "leaf"))])
    main = Steps("main", steps=[Step("x", inner), Step("y", shell("b", "second"))])
    workflow = Workflow("w", steps=main, on_exit=shell("c", "bye"))
    assert list(workflow.to_graph()["templates"]) == ["main", "inner", "leaf", "second", "bye"]


def test_naming_changes_no_template() -> None:
    first, second = shell("a"), shell("b")
    names(first, second)
    assert (first.name, second.name) == ("shelloptemplate", "shelloptemplate")


SCRIPT = """
from dflow_graph import Workflow, Step, Steps, ShellOPTemplate
wf = Workflow("w")
for i in range(3):
    wf.add(Step(f"s{i}", ShellOPTemplate(image="alpine:3", script=str(i), envs={"A": "b"})))
print(wf.to_graph_json())
"""


def test_conf5_the_same_script_gives_the_same_bytes() -> None:
    """CONF-5: a writer or producer MUST make the same names and the same bytes."""
    command = [sys.executable, "-c", SCRIPT]
    first, second = (
        subprocess.run(command, check=True, capture_output=True, env={"PYTHONHASHSEED": seed})
        for seed in "12"
    )
    assert first.stdout
    assert first.stdout == second.stdout
