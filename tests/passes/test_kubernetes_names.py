"""Names that Kubernetes reads: variables, labels, objects, containers (DG209 to DG212)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.test_names import call, found, graph, shell, steps, the_one


def with_pod(**more: Any) -> dict[str, Any]:
    return graph(templates={"main": steps([call("run", "pod")]), "pod": shell(**more)})


@pytest.mark.parametrize("name", ["A", "_", "a.b-c_9", "-a", ".a"])
def test_variable_may_have_a_name_of_kubernetes(name: str) -> None:
    assert found(with_pod(envs={name: "1"})) == []


@pytest.mark.parametrize("name", ["", "1a", "a b", "é", "a=b", "a\n", "{{item}}"])
def test_variable_may_have_no_other_name(name: str) -> None:
    diagnostic = the_one(with_pod(envs={name: "1"}), "DG209")
    assert diagnostic.at_key


def test_hint_proposes_the_name_of_a_variable() -> None:
    assert the_one(with_pod(envs={"3D mode": "1"}), "DG209").hint == "Write `_3D_mode`."


@pytest.mark.parametrize("key", ["a", "A.b_c-9", "a" * 63, "example.org/a", "x/" + "a" * 63])
def test_label_may_have_a_key_of_kubernetes(key: str) -> None:
    assert found(graph(labels={key: "v"}, annotations={key: "any text!"})) == []


@pytest.mark.parametrize(
    "key", ["", "a b", "-a", "a-", "a" * 64, "/a", "a/", "A.org/a", "a/b/c", "é", "a\n"]
)
def test_label_may_have_no_other_key(key: str) -> None:
    diagnostic = the_one(graph(labels={key: "v"}), "DG210")
    assert diagnostic.at_key
    assert diagnostic.pointer.startswith("/labels/")
    assert the_one(graph(annotations={key: "v"}), "DG210").pointer.startswith("/annotations/")
    assert the_one(with_pod(node_selector={key: "v"}), "DG210").at_key


@pytest.mark.parametrize("value", ["", "v", "A.b_c-9", "a" * 63, "v-{{workflow.name}}"])
def test_label_may_have_a_value_of_kubernetes(value: str) -> None:
    assert found(with_pod(labels={"a": value})) == []


@pytest.mark.parametrize("value", ["a b", "-a", "a.", "a" * 64, "{{workflow.name}}-"])
def test_label_may_have_no_other_value(value: str) -> None:
    diagnostic = the_one(with_pod(labels={"a": value}), "DG210")
    assert diagnostic.pointer == "/templates/pod/labels/a"
    assert not diagnostic.at_key


def test_length_of_a_label_is_said() -> None:
    assert (
        "has 64 characters; at most 63" in the_one(graph(labels={"a": "b" * 64}), "DG210").message
    )


@pytest.mark.parametrize("space", ["", "A", "a.b", "a_b", "a-", "a" * 64])
def test_namespace_is_a_dns_label(space: str) -> None:
    diagnostic = the_one(graph(namespace=space), "DG211")
    assert (diagnostic.pointer, diagnostic.clause) == ("/namespace", "NAM-3")


SECRET = {"name": "Bad_Name", "key": "k"}


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"service_account_name": "Bad_Name"}, "/service_account_name"),
        ({"image_pull_secrets": ["good", "Bad_Name"]}, "/image_pull_secrets/1"),
        (
            {"artifact_repository": {"key": "k", "config_map": "Bad_Name"}},
            "/artifact_repository/config_map",
        ),
        ({"artifact_repository": {"key": "bad key"}}, "/artifact_repository/key"),
        (
            {"volumes": [{"name": "v", "secret": {"secretName": "Bad_Name"}}]},
            "/volumes/0/secret/secretName",
        ),
        (
            {"context": {"kind": "RemoteExecutor", "secrets": {"password": SECRET}}},
            "/context/secrets/password/name",
        ),
    ],
)
def test_objects_that_a_workflow_names_are_checked(more: dict[str, Any], pointer: str) -> None:
    assert the_one(graph(**more), "DG211").pointer == pointer


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"envs": {"A": {"kind": "Secret", "name": "Bad_Name"}}}, "envs/A/name"),
        ({"envs": {"A": {"kind": "Secret", "name": "good", "key": ".."}}}, "envs/A/key"),
        (
            {"envs": {"A": {"kind": "EnvVarSource", "value_from": {"secretKeyRef": SECRET}}}},
            "envs/A/value_from/secretKeyRef/name",
        ),
        (
            {"volumes": [{"name": "v", "configMap": {"name": "Bad_Name"}}]},
            "volumes/0/configMap/name",
        ),
        ({"pvcs": [{"name": "Bad_Name", "subpath": "a"}]}, "pvcs/0/name"),
        (
            {
                "outputs": {
                    "artifacts": {
                        "f": {
                            "path": "/f",
                            "save": [{"kind": "pvc", "name": "Bad_Name", "subpath": "a"}],
                        }
                    }
                }
            },
            "outputs/artifacts/f/save/0/name",
        ),
    ],
)
def test_objects_that_a_template_names_are_checked(more: dict[str, Any], pointer: str) -> None:
    diagnostic = the_one(with_pod(**more), "DG211")
    assert diagnostic.pointer == "/templates/pod/" + pointer
    assert diagnostic.clause == "NAM-13"


S3 = {"kind": "s3", "key": "a", "bucket": "b", "endpoint": "e", "access_key_secret": SECRET}


def with_artifact(source: Any, **more: Any) -> dict[str, Any]:
    pod = shell(
        inputs={"artifacts": {"f": {"path": "/f"}}}, script="cat {{inputs.artifacts.f.path}}"
    )
    step = call("run", "pod", artifacts={"f": source}, **more)
    return graph(templates={"main": steps([step]), "pod": pod})


@pytest.mark.parametrize(
    ("source", "pointer"),
    [
        (S3, "f"),
        ([S3], "f/0"),
        ({"kind": "map", "items": {"a": S3}}, "f/items/a"),
    ],
)
def test_secrets_of_a_source_are_checked(source: Any, pointer: str) -> None:
    assert the_one(with_artifact(source), "DG211").pointer == (
        f"/templates/main/steps/0/0/artifacts/{pointer}/access_key_secret/name"
    )


def test_secrets_of_a_default_source_are_checked() -> None:
    pod = shell(
        inputs={"artifacts": {"f": {"path": "/f", "source": S3}}},
        script="cat {{inputs.artifacts.f.path}}",
    )
    document = graph(templates={"main": steps([call("run", "pod")]), "pod": pod})
    assert the_one(document, "DG211").pointer == (
        "/templates/pod/inputs/artifacts/f/source/access_key_secret/name"
    )


def test_secrets_of_a_big_parameter_are_checked() -> None:
    parameter = {"type": "any", "save_as_artifact": True, "path": "/p", "source": S3}
    pod = shell(inputs={"parameters": {"p": parameter}}, script="cat {{inputs.parameters.p}}")
    document = graph(templates={"main": steps([call("run", "pod")]), "pod": pod})
    assert [d.pointer for d in found(document)] == [
        "/templates/pod/inputs/parameters/p/source/access_key_secret/name"
    ]


def test_secrets_of_executors_are_checked_on_steps_and_hooks() -> None:
    executor = {"kind": "RemoteExecutor", "secrets": {"password": SECRET}}
    hook = {"template": "pod", "executor": executor}
    document = graph(
        templates={
            "main": steps([call("run", "pod", executor=executor, success_hook=hook)]),
            "pod": shell(),
        }
    )
    assert {d.pointer for d in found(document)} == {
        "/templates/main/steps/0/0/executor/secrets/password/name",
        "/templates/main/steps/0/0/success_hook/executor/secrets/password/name",
    }


def test_references_and_absent_artifacts_name_no_secret() -> None:
    pod = shell(inputs={"artifacts": {"f": {"path": "/f", "optional": True}}})
    reference = "{{inputs.artifacts.f}}"
    main = steps(
        [call("a", "pod", artifacts={"f": None}), call("b", "pod", artifacts={"f": [reference]})],
        inputs={"artifacts": {"f": {"source": {"kind": "raw", "data": "a"}}}},
    )
    assert found(graph(templates={"main": main, "pod": pod})) == []


def test_claims_and_secrets_of_a_python_op_are_checked() -> None:
    claim = {"kind": "pvc", "name": "Bad_Name", "subpath": "a"}
    template = {
        "kind": "PythonOPTemplate",
        "image": "python:3.11",
        "op": {
            "name": "f",
            "module": "lab",
            "outputs": {
                "a": {"kind": "Artifact", "type": "path", "save": [claim]},
                "b": {"kind": "Artifact", "type": "path"},
            },
        },
        "output_artifact_save": {"b": [{**claim, "subpath": "b"}]},
        "python_packages": [S3],
    }
    document = graph(templates={"main": steps([call("run", "op")]), "op": template})
    assert {d.pointer for d in found(document)} == {
        "/templates/op/op/outputs/a/save/0/name",
        "/templates/op/output_artifact_save/b/0/name",
        "/templates/op/python_packages/0/access_key_secret/name",
    }


def test_tag_stands_for_a_letter_in_the_name_of_an_object() -> None:
    assert found(with_pod(pvcs=[{"name": "pool-{{workflow.name}}", "subpath": "a"}])) == []


def test_length_of_an_object_name_is_bounded() -> None:
    assert found(graph(image_pull_secrets=["a" * 253])) == []
    assert "has 254 characters" in the_one(graph(image_pull_secrets=["a" * 254]), "DG211").message
    assert "is empty" in the_one(graph(image_pull_secrets=[""]), "DG211").message


@pytest.mark.parametrize("volume", [{"name": "v", "secret": 3}, {"configMap": {"name": 3}}])
def test_volume_of_another_shape_is_no_matter_of_names(volume: dict[str, Any]) -> None:
    assert found(graph(volumes=[volume])) == []


@pytest.mark.parametrize(
    "name", ["main", "init", "wait", "supervisor", "artifact-plugin-x", "A", "a.b", "", "a" * 64]
)
def test_container_may_not_have_such_a_name(name: str) -> None:
    diagnostic = the_one(with_pod(sidecars=[{"name": name, "image": "a"}]), "DG212")
    assert diagnostic.pointer == "/templates/pod/sidecars/0/name"


def test_container_needs_a_text_as_name() -> None:
    assert the_one(with_pod(init_containers=[{"image": "a"}]), "DG212").pointer == (
        "/templates/pod/init_containers/0"
    )
    assert the_one(with_pod(init_containers=[{"name": 3}]), "DG212").pointer == (
        "/templates/pod/init_containers/0/name"
    )


def test_second_container_of_a_name_points_at_the_first() -> None:
    one = {"name": "a", "image": "a"}
    diagnostic = the_one(with_pod(init_containers=[one], sidecars=[one]), "DG212")
    assert diagnostic.pointer == "/templates/pod/sidecars/0/name"
    assert diagnostic.related[0].pointer == "/templates/pod/init_containers/0/name"


def test_containers_of_two_templates_may_have_one_name() -> None:
    pod = shell(sidecars=[{"name": "a", "image": "a"}])
    main = steps([call("one", "x"), call("two", "y")])
    assert found(graph(templates={"main": main, "x": pod, "y": pod})) == []


def test_headers_from_secrets_are_checked() -> None:
    ask = {
        "kind": "HTTPOPTemplate",
        "url": "https://example.org",
        "headers": {"A": "text", "B": {"kind": "Secret", "name": "Bad_Name"}},
    }
    document = graph(templates={"main": steps([call("run", "ask")]), "ask": ask})
    assert the_one(document, "DG211").pointer == "/templates/ask/headers/B/name"
