"""Names at the bounds of their grammar, and what is said of those beyond (DG201 to DG221)."""

from __future__ import annotations

import string
from typing import Any

import pytest

from dflow_graph.pipeline import validate
from tests.passes.test_kubernetes_names import with_pod
from tests.passes.test_names import REST, call, dag, found, graph, shell, steps, the_one


def test_long_name_of_other_letters_is_told_by_its_letters() -> None:
    assert "is no name that Kubernetes takes" in the_one(graph(name="A" * 58), "DG201").message


def test_graph_without_templates_has_no_faulty_name() -> None:
    assert found(graph(templates={})) == []


def test_longest_name_of_a_template_is_right_beside_a_faulty_one() -> None:
    longest = "a" * 128
    main = steps([call("one", longest), call("two", "B")])
    diagnostic = the_one(graph(templates={"main": main, longest: REST, "B": REST}), "DG202")
    assert diagnostic.pointer == "/templates/B"


def test_longest_name_of_a_step_is_right_beside_a_faulty_one() -> None:
    main = steps([call("a" * 128), call("b_c")])
    diagnostic = the_one(graph(templates={"main": main, "rest": REST}), "DG203")
    assert diagnostic.pointer == "/templates/main/steps/0/1/name"


def test_faulty_name_that_is_not_too_long_is_told_by_its_letters() -> None:
    main = steps([call("_" * 128)])
    diagnostic = the_one(graph(templates={"main": main, "rest": REST}), "DG203")
    assert "may hold only letters" in diagnostic.message


def test_any_letter_may_stand_in_front_of_a_task_that_another_depends_on() -> None:
    tasks = [call(f"{letter}1") for letter in string.ascii_letters]
    last = call("last", dependencies=["a1"])
    assert found(graph(templates={"main": dag(*tasks, last), "rest": REST})) == []


def test_mended_key_of_a_label_keeps_its_prefix() -> None:
    assert the_one(graph(labels={"example.org/x a_": "v"}), "DG210").hint == (
        "Write `example.org/x-a`."
    )


def test_longest_faulty_key_of_a_label_is_told_by_its_letters() -> None:
    assert "may hold only" in the_one(graph(labels={"_" * 63: "v"}), "DG210").message


def test_mended_value_of_a_label_keeps_its_letters() -> None:
    assert the_one(graph(labels={"a": "x b_x "}), "DG210").hint == "Write `x-b_x`."


def test_value_of_a_label_with_a_tag_has_no_proposal() -> None:
    assert the_one(graph(labels={"a": "{{workflow.name}}-"}), "DG210").hint == (
        "Use ASCII letters, digits and hyphens beside the tag."
    )


def test_container_of_a_plugin_is_of_argo_whatever_its_plugin() -> None:
    assert "that Argo adds itself" in (
        the_one(with_pod(sidecars=[{"name": "artifact-plugin-s3", "image": "a"}]), "DG212").message
    )


def test_namespace_may_have_63_characters() -> None:
    assert found(graph(namespace="a" * 63)) == []


def test_namespace_without_a_proposal_is_mended_by_its_letters() -> None:
    assert the_one(graph(namespace="***"), "DG211").hint.startswith("Use lower-case letters")


def test_key_of_a_label_is_called_so() -> None:
    assert the_one(graph(labels={"a b": "v"}), "DG210").message.startswith(
        "the key `a b` of a label may hold only"
    )


def test_annotation_of_a_template_is_pointed_at() -> None:
    diagnostic = the_one(with_pod(annotations={"a b": "v"}), "DG210")
    assert diagnostic.pointer == "/templates/pod/annotations/a b"
    assert diagnostic.message.startswith("the key `a b` of an annotation may hold only")


def test_value_of_a_node_selector_is_that_of_a_label() -> None:
    diagnostic = the_one(with_pod(node_selector={"example.org/rack": "a b"}), "DG210")
    assert diagnostic.message.startswith("the value `a b` of the node label `example.org/rack`")
    assert found(with_pod(node_selector={"rack": "a-{{inputs.parameters.x}}", "b": ""})) == []


@pytest.mark.parametrize(("name", "close"), [("x y ", "x_y"), ("a" * 70 + " ", "a" * 60)])
def test_mended_name_of_a_variable_keeps_its_letters(name: str, close: str) -> None:
    assert the_one(with_pod(envs={name: "1"}), "DG209").hint == f"Write `{close}`."


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "Secret", "name": "good", "key": "a b"},
        {"kind": "EnvVarSource", "value_from": {"secretKeyRef": {"name": "good", "key": "a b"}}},
    ],
)
def test_key_of_a_secret_is_called_so(value: dict[str, Any]) -> None:
    diagnostic = the_one(with_pod(envs={"A": value}), "DG211")
    assert diagnostic.message.startswith("`a b` is no key within a secret:")
    assert diagnostic.hint == "Give the key as the secret has it."


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "Secret", "name": "a b", "key": "k"},
        {"kind": "EnvVarSource", "value_from": {"secretKeyRef": {"name": "a b", "key": "k"}}},
    ],
)
def test_name_of_a_secret_is_called_so(value: dict[str, Any]) -> None:
    message = the_one(with_pod(envs={"A": value}), "DG211").message
    assert message.startswith("the name of a secret `a b` is none")


def test_key_of_the_secret_of_an_executor_is_checked() -> None:
    secrets = {"password": {"name": "good", "key": "a b"}}
    document = graph(context={"kind": "RemoteExecutor", "secrets": secrets})
    diagnostic = the_one(document, "DG211")
    assert diagnostic.pointer == "/context/secrets/password/key"
    assert diagnostic.message.startswith("`a b` is no key within a secret:")
    secrets["password"] = {"name": "a b", "key": "k"}
    assert the_one(document, "DG211").message.startswith("the name of a secret `a b` is none")


def test_name_of_a_mounted_secret_is_called_so() -> None:
    volume = {"name": "v", "secret": {"secretName": "a b"}}
    assert the_one(graph(volumes=[volume]), "DG211").message.startswith(
        "the name of a secret `a b`"
    )


def with_key(key: str) -> dict[str, Any]:
    return with_pod(envs={"A": {"kind": "Secret", "name": "good", "key": key}})


@pytest.mark.parametrize("key", ["a" * 253, "...", "k-{{workflow.name}}", "k-{{workflow.name"])
def test_secret_may_have_a_key_of_kubernetes(key: str) -> None:
    assert found(with_key(key)) == []


@pytest.mark.parametrize("key", ["", ".", "..", "a/b", "a" * 254])
def test_secret_may_have_no_other_key(key: str) -> None:
    assert the_one(with_key(key), "DG211").pointer == "/templates/pod/envs/A/key"


def test_longest_faulty_name_of_an_object_is_told_by_its_letters() -> None:
    message = the_one(graph(image_pull_secrets=["_" * 253]), "DG211").message
    assert "is none that Kubernetes takes" in message


def test_name_of_an_object_with_a_tag_has_no_proposal() -> None:
    document = graph(image_pull_secrets=["Bad-{{workflow.name}}"])
    assert the_one(document, "DG211").hint == "Use lower-case letters, digits and hyphens."


def test_container_may_have_a_name_of_63_letters() -> None:
    assert found(with_pod(sidecars=[{"name": "a" * 63, "image": "a"}])) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("A b", "Write `a-b`."),
        ("*", "Use lower-case letters, digits and hyphens."),
        (3, "Write a text, such as `helper`."),
    ],
)
def test_name_of_a_container_has_a_mend(name: Any, hint: str) -> None:
    assert the_one(with_pod(sidecars=[{"name": name, "image": "a"}]), "DG212").hint == hint


def test_names_of_all_sorts_of_ports_are_checked() -> None:
    artifacts = {"a b": {"path": "/f"}}
    for sort in ("inputs", "outputs"):
        diagnostic = the_one(with_pod(**{sort: {"artifacts": artifacts}}), "DG206")
        assert diagnostic.pointer == f"/templates/pod/{sort}/artifacts/a b"
        assert diagnostic.message.startswith("the name of the artifact `a b` is none")


def test_letters_of_another_alphabet_are_none_of_a_port() -> None:
    inputs = {"parameters": {"é": {"type": "any", "value": 1}}}
    assert the_one(with_pod(inputs=inputs), "DG206").pointer.endswith("/é")


def output(name: str, **more: Any) -> dict[str, Any]:
    port = {"type": "str", "value_from_path": "/tmp/y", **more}
    return with_pod(outputs={"parameters": {name: port}})


def test_reserved_prefix_alone_is_mended_to_some_name() -> None:
    assert the_one(output("dflow_"), "DG207").hint == "Rename it, for example to `x`."


@pytest.mark.parametrize(("name", "close"), [("x y ", "x_y"), ("a" * 70 + " ", "a" * 60)])
def test_mended_name_of_a_port_keeps_its_letters(name: str, close: str) -> None:
    assert the_one(output(name), "DG206").hint == f"Write `{close}`."


def test_global_names_in_the_maps_of_a_python_op_are_checked() -> None:
    def with_maps(**maps: Any) -> dict[str, Any]:
        outputs = {
            "p": {"kind": "Parameter", "type": "int"},
            "a": {"kind": "Artifact", "type": "path"},
        }
        op = {"name": "f", "module": "lab", "outputs": outputs}
        template = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op, **maps}
        return graph(templates={"main": steps([call("run", "f")]), "f": template})

    diagnostic = the_one(with_maps(output_artifact_global_name={"a": "a b"}), "DG206")
    assert diagnostic.pointer == "/templates/f/output_artifact_global_name/a"
    assert diagnostic.message.startswith("the global name of the artifact `a b`")
    diagnostic = the_one(with_maps(output_parameter_global_name={"p": "a b"}), "DG206")
    assert diagnostic.pointer == "/templates/f/output_parameter_global_name/p"


def writers(*conditional: bool | None, name: str = "y") -> list[tuple[str, str]]:
    """Templates with one global name, each called with or without a condition, or not at all.

    What is found, as the letters of the template at fault and of the first.
    """
    port = {"type": "str", "value_from_path": "/tmp/y", "global_name": name}
    names = "abcdef"[: len(conditional)]
    calls = [
        call(f"run-{n}", n, **({"when": "{{workflow.status}} == Running"} if c else {}))
        for n, c in zip(names, conditional, strict=True)
        if c is not None
    ]
    templates = {n: shell(outputs={"parameters": {"y": port}}) for n in names}
    diagnostics = found(graph(templates={"main": steps(calls), **templates}))
    assert {d.code for d in diagnostics} <= {"DG208"}
    return [(d.pointer.split("/")[2], d.related[0].pointer.split("/")[2]) for d in diagnostics]


@pytest.mark.parametrize("tag", ["{{workflow.name}}", "{{workflow.uid}}-{{workflow.name}}"])
def test_global_names_with_tags_of_the_run_are_compared(tag: str) -> None:
    assert writers(False, False, name=f"y-{tag}") == [("b", "a")]


@pytest.mark.parametrize(
    "tag", ["{{workflow.duration}}", "{{=workflow.name}}", "{{pod.name}}", "{{pod.name}}-a"]
)
def test_global_names_whose_tags_may_differ_are_not_compared(tag: str) -> None:
    assert writers(False, False, name=f"y-{tag}") == []


@pytest.mark.parametrize(
    ("name", "reference", "is_known"),
    [
        ("y-{{workflow.name}}", "y-a", True),
        ("y-{{workflow.name}}", "y-", True),
        ("y-{{workflow.name}}", "z-a", False),
        ("{{workflow.name}}-y-{{workflow.uid}}", "a-y-b", True),
        ("{{workflow.name}}-y-{{workflow.uid}}", "a-z-b", False),
        ("{{workflow.name}}-y", "a-y", True),
        ("{{workflow.name}}-y", "a-y-b", False),
        ("y-{{workflow.name}}-y", "y-y", False),
        ("y-{{workflow.name}}-b-{{workflow.uid}}-b", "y--b--b", True),
        ("y-{{workflow.name}}-b-{{workflow.uid}}-b", "y--b-b", False),
    ],
)
def test_reference_names_what_the_tags_of_a_global_name_may_make_of_it(
    name: str, reference: str, is_known: bool
) -> None:
    port = {"type": "str", "value_from_path": "/tmp/y", "global_name": name}
    tag = f"{{{{workflow.outputs.parameters.{reference}}}}}"
    main = steps([call("run", "pod"), call("use", "use", when=f"'{tag}' == 'a'")])
    templates = {"main": main, "pod": shell(outputs={"parameters": {"y": port}}), "use": shell()}
    codes = [d.code for d in validate(graph(templates=templates)).diagnostics]
    assert codes == ([] if is_known else ["DG317"])


def test_global_name_with_half_a_tag_may_become_anything() -> None:
    port = {"type": "str", "value_from_path": "/tmp/y", "global_name": "y-{{workflow.name"}
    use = call("use", "use", when="'{{workflow.outputs.parameters.z}}' == 'a'")
    templates = {"main": steps([call("run", "pod"), use]), "use": shell()}
    templates["pod"] = shell(outputs={"parameters": {"y": port}})
    (told,) = validate(graph(templates=templates)).diagnostics
    assert (told.code, told.pointer) == ("DG301", "/templates/pod/outputs/parameters/y/global_name")


def test_writers_of_a_global_name_are_told_beside_the_first_that_surely_runs() -> None:
    assert writers(False, False, False) == [("b", "a"), ("c", "a")]
    assert writers(True, False, True) == [("b", "a"), ("c", "b")]
    assert writers(True, True, False) == [("c", "a")]
    assert writers(False, None, False) == [("c", "a")]


def test_two_outputs_of_one_template_share_no_global_name_even_under_a_condition() -> None:
    port = {"type": "str", "value_from_path": "/tmp/y", "global_name": "y"}
    pod = shell(outputs={"parameters": {"y": port, "z": port}})
    main = steps([call("run", "pod", when="{{workflow.status}} == Running")])
    diagnostic = the_one(graph(templates={"main": main, "pod": pod}), "DG208")
    assert diagnostic.pointer == "/templates/pod/outputs/parameters/z/global_name"
