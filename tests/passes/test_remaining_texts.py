"""The last search for credentials: every text and name of a graph, wherever it stands (SEC-4)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph import validate
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.credential_shapes import SHORTEST
from dflow_graph.passes.remaining_texts import credentials_of_data, has_remaining_credential
from dflow_graph.passes.security import check_security
from tests.mutations import at
from tests.passes.graphs import call, graph, with_tasks

# Put together here, so that no scanner of repositories takes them for leaks.
KEY = "AKIA" + "2E0A8F3B244C9986"
URL = "s://u:Kq7" + "@h."  # no credential is shorter
LOGIN = r"{\"auths\": {\"x\": {\"auth\": \"" + "dXNlcjpzM2NyZXRwYXNz" + r"\"}}}"


def several() -> dict[str, Any]:
    """A graph with a step that has more than others, in Steps and in a DAG."""
    inner = {"kind": "DAG", "tasks": [call("one", x="1"), call("two", when="'a' == 'b'")]}
    sliced = {"slices": "{{item}}", "input_parameter": ["x"]}
    return graph(
        [call("all", x=[1, 2], slices=sliced, key="k-{{item}}")],
        [call("in", "inner", when="'a' == 'b'")],
        templates={"inner": inner},
    )


def has_one(data: dict[str, Any], clean: set[str] | None = None) -> bool:
    return has_remaining_credential(build_index(Workflow.from_dict(data)), clean or set())


def test_a_sound_graph_has_none() -> None:
    assert not has_one(several())


@pytest.mark.parametrize(
    "place",
    [
        ("namespace",),
        ("templates", "use", "image"),
        ("templates", "main", "steps", 0, 0, "name"),
        ("templates", "main", "steps", 0, 0, "key"),
        ("templates", "main", "steps", 0, 0, "slices", "input_parameter", 0),
        ("templates", "main", "steps", 1, 0, "when"),
        ("templates", "inner", "tasks", 0, "name"),
        ("templates", "inner", "tasks", 1, "when"),
    ],
)
@pytest.mark.parametrize("credential", [KEY, URL, LOGIN, LOGIN.replace("\\", "")])
def test_it_is_found_at(place: tuple[Any, ...], credential: str) -> None:
    data = several()
    at(data, place[:-1])[place[-1]] = credential
    assert has_one(data)
    assert not has_one(data, {credential})


def test_it_is_found_in_names_of_members() -> None:
    data = several()
    data["templates"][KEY] = data["templates"]["use"]
    assert has_one(data)
    data = several()
    data["templates"]["inner"]["inputs"] = {"parameters": {KEY: {"type": "int", "value": 1}}}
    assert has_one(data)
    data = several()
    data["templates"]["inner"]["parallelism"] = 1
    data["templates"]["inner"]["annotations"] = {"a": KEY}
    assert has_one(data)


def test_places_in_plain_data() -> None:
    data = {
        "a": [1, {"b": f"x {KEY}"}],
        KEY: {"c": URL, URL: 1},
        "d": "s://u:p@h.",
        "e": [KEY * 2, None],
    }
    found = [(path, match.start, is_name) for path, match, is_name in credentials_of_data(data)]
    expected = [(("a", 1, "b"), 2, False), ((KEY,), 0, True), ((KEY, "c"), 4, False)]
    expected.append(((KEY, URL), 4, True))
    assert sorted(found, key=str) == sorted(expected, key=str)
    others = {path for path, _, _ in credentials_of_data(data, without=URL)}
    assert others == {(KEY,), ("a", 1, "b")}
    assert len(URL) == SHORTEST


def test_a_name_of_a_task_is_told_at_the_name_and_once() -> None:
    data = with_tasks(call(KEY, x="1"))
    del data["templates"]["make"]
    found = [(d.code, d.pointer) for d in validate(data).diagnostics]
    assert found == [("DG801", "/templates/main/tasks/0/name")]


def test_a_name_of_a_template_is_told_at_the_name() -> None:
    data = several()
    data["templates"][KEY] = data["templates"].pop("use")
    index = build_index(Workflow.from_dict(data))
    (diagnostic,) = check_security(index)
    assert (diagnostic.code, diagnostic.pointer) == ("DG801", f"/templates/{KEY}")
    assert diagnostic.at_key
    assert diagnostic.within is None


@pytest.mark.parametrize("template", ["main", "use"])
def test_half_a_character_hides_nothing_in_a_graph_that_no_json_can_hold(template: str) -> None:
    data = several()
    data["templates"][template]["annotations"] = {"half": "\ud800"}
    assert not has_one(data)
    data["templates"][template]["annotations"]["other"] = KEY
    assert has_one(data)


@pytest.mark.parametrize("field", ["image", "tmp_root", "labels"])
def test_fields_of_a_python_op_are_looked_through(field: str) -> None:
    op = {"name": "A", "module": "m", "inputs": {}, "outputs": {}, "source": "class A: pass\n"}
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op}
    data = graph([call("a", "run")], templates={"run": template})
    assert not has_one(data)
    data["templates"]["run"][field] = {"a": KEY} if field == "labels" else KEY
    assert has_one(data)
