"""Pods, their resources and volumes (DG711 to DG720): messages, hints and edges."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.passes.quantities import quantity
from tests.passes.storage_graphs import codes, graph, shell, the_one, with_pod


def test_dg711_is_not_said_of_a_template_that_executors_carry_out() -> None:
    step = {"template": "run", "executor": {"kind": "ContainerExecutor"}}
    assert codes(graph(step, run=shell(image=""))) == []
    assert codes(graph(step, {"template": "run", "name": "b"}, run=shell(image=""))) == ["DG711"]


def test_dg711_is_not_said_where_the_workflow_has_a_context() -> None:
    context = {"context": {"kind": "ContainerExecutor"}}
    assert codes(graph({"template": "run"}, run=shell(image=""), workflow=context)) == []


@pytest.mark.parametrize("field", ["entrypoint", "on_exit"])
def test_dg711_is_said_of_a_template_that_is_called_by_no_step(field: str) -> None:
    document = graph({"template": "other"}, other=shell(), run=shell(image=""))
    assert codes(document) == []
    assert codes({**document, field: "run"}) == ["DG711"]


def test_dg712_wants_no_command_where_a_resource_is_acted_on() -> None:
    resource = {"action": "get", "manifest": "kind: Pod"}
    template = {"kind": "ScriptOPTemplate", "resource": resource}
    assert codes(graph({"template": "run"}, run=template)) == []
    del template["resource"]
    assert codes(graph({"template": "run"}, run=template)) == ["DG711", "DG712", "DG713"]


def test_dg714_names_the_resource() -> None:
    diagnostic = the_one(with_pod(resource={"action": "get", "manifest": "kind: Pod"}))
    assert diagnostic.code == "DG714"
    assert diagnostic.pointer == "/templates/run/script"
    assert diagnostic.related[0].pointer == "/templates/run/resource"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", 1),
        ("500m", 0.5),
        (".5", 0.5),
        ("2.", 2),
        ("4Gi", 4 * 2**30),
        ("1e3", 1000),
        ("1E3", 1000),
        ("2E", 2e18),
        ("-1k", -1000),
        ("1u", 1e-6),
    ],
)
def test_quantity_of_kubernetes_is_read(text: str, amount: float) -> None:
    value = quantity(text)
    assert value is not None
    assert float(value) == amount


@pytest.mark.parametrize(
    "text", ["", "1GB", "1 Gi", "4g", "1ki", "one", "1e", "1e9999999", "--1", "1\n", "1" * 65]
)
def test_text_that_is_no_quantity_is_refused(text: str) -> None:
    assert quantity(text) is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("4GB", "Write `4Gi`."),
        ("4 g", "Write `4Gi`."),
        ("-1", "Write an amount that is greater than zero."),
        ("many", "Write a number with or without a unit of Kubernetes, such as `500m`, `2` or "),
    ],
)
def test_dg716_guesses_what_was_meant(text: str, hint: str) -> None:
    diagnostic = the_one(with_pod(limits={"memory": text}))
    assert diagnostic.code == "DG716"
    assert diagnostic.hint.startswith(hint)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("memry", "Write `memory`."),
        ("GPU", "Name the device with its vendor, such as `nvidia.com/gpu`."),
        ("tape", "Use `cpu`, `memory`, `ephemeral-storage` or a name such as `nvidia.com/gpu`."),
    ],
)
def test_dg717_says_what_the_name_may_have_been_meant_for(name: str, hint: str) -> None:
    diagnostic = the_one(with_pod(requests={name: "nonsense"}))
    assert (diagnostic.code, diagnostic.hint, diagnostic.at_key) == ("DG717", hint, True)


def test_dg717_knows_the_resources_of_kubernetes() -> None:
    names = ["cpu", "memory", "ephemeral-storage", "hugepages-2Mi", "nvidia.com/gpu"]
    assert codes(with_pod(limits=dict.fromkeys(names, "1"))) == []


@pytest.mark.parametrize(
    ("request_", "limit", "expected"),
    [("1024Mi", "1Gi", []), ("1025Mi", "1Gi", ["DG718"]), ("x", "1", ["DG716"])],
)
def test_dg718_compares_amounts_and_not_texts(request_: str, limit: str, expected: Any) -> None:
    assert codes(with_pod(requests={"memory": request_}, limits={"memory": limit})) == expected


def test_dg718_names_both_amounts_and_the_limit() -> None:
    document = with_pod(requests={"cpu": "2"}, limits={"cpu": "500m", "memory": "1Gi"})
    diagnostic = the_one(document)
    assert diagnostic.message == "`run` asks for 2 of `cpu`, more than its limit of 500m"
    assert diagnostic.related[0].pointer == "/templates/run/limits/cpu"
    assert codes(with_pod(requests={"cpu": "2"}, limits={"memory": "1"})) == []


def test_dg719_names_the_volumes_that_are_near() -> None:
    document = with_pod(
        volumes=[{"name": "scratch"}, {"name": "data"}, {"name": "a", "emptyDir": {}}],
        mounts=[{"name": "scrach", "mountPath": "/s"}],
    )
    diagnostic = the_one(document)
    assert diagnostic.message == "there is no volume `scrach` to mount; known are `scratch`"
    assert diagnostic.pointer == "/templates/run/mounts/0/name"


def test_dg719_names_no_volume_where_there_is_none() -> None:
    diagnostic = the_one(with_pod(mounts=[{"name": "data", "mountPath": "/s"}]))
    assert diagnostic.message == "there is no volume `data` to mount"


def test_dg719_takes_a_claim_of_another_template_for_a_volume() -> None:
    other = shell(pvcs=[{"name": "pool", "subpath": "a"}])
    run = shell(mounts=[{"name": "pool", "mountPath": "/s"}])
    assert codes(graph({"template": "run"}, {"template": "other"}, run=run, other=other)) == []


def test_dg719_says_that_a_mount_names_nothing() -> None:
    diagnostic = the_one(with_pod(mounts=[{"mountPath": "/s"}]))
    assert diagnostic.message == "a volume mount does not name its volume"


def test_names_of_mounts_and_volumes_that_are_no_texts_are_passed_over() -> None:
    document = with_pod(volumes=[{"name": 1}, {"name": 1}], mounts=[{"name": 1, "mountPath": "/"}])
    assert set(codes(document)) == {"DG746"}


def test_dg720_is_said_of_the_volumes_of_the_workflow_too() -> None:
    volumes = {"volumes": [{"name": "a"}, {"name": "b"}, {"name": "a"}]}
    diagnostic = the_one(graph({"template": "run"}, run=shell(), workflow=volumes))
    assert (diagnostic.code, diagnostic.pointer) == ("DG720", "/volumes/2/name")
    assert diagnostic.related[0].pointer == "/volumes/0/name"


def test_dg720_lets_a_template_hide_a_volume_of_the_workflow() -> None:
    volumes = {"volumes": [{"name": "a"}]}
    run = shell(volumes=[{"name": "a"}])
    assert codes(graph({"template": "run"}, run=run, workflow=volumes)) == []


@pytest.mark.parametrize("field", ["sidecars", "init_containers"])
@pytest.mark.parametrize(
    ("image", "place"), [({}, ""), ({"image": ""}, "/image"), ({"image": None}, "/image")]
)
def test_dg711_is_told_of_a_container_beside_without_image(
    field: str, image: dict[str, Any], place: str
) -> None:
    diagnostic = the_one(with_pod(**{field: [{"name": "s", **image}]}))
    assert (diagnostic.code, diagnostic.pointer) == ("DG711", f"/templates/run/{field}/0{place}")
    assert diagnostic.message == "the container `s` has no `image`"


def test_dg711_is_told_of_a_container_without_a_name_too() -> None:
    assert the_one(with_pod(sidecars=[{}])).message == "this container has no `image`"
    assert "DG711" not in codes(with_pod(sidecars=[{"image": 3}]))
