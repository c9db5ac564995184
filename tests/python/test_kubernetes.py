"""Objects of Kubernetes' and Argo's clients, and dictionaries, as camelCase JSON."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from dflow_graph.python.errors import CallError
from dflow_graph.python.kubernetes import camel_case, kubernetes_json
from dflow_graph.python.op_template import ResourceOPTemplate, ShellOPTemplate


class Client:
    """What the generated Python clients have in common."""

    attribute_map: ClassVar[dict[str, str]] = {}

    def __init__(self, **values: Any) -> None:
        for name in self.attribute_map:
            setattr(self, name, values.get(name))


class Claim(Client):
    attribute_map: ClassVar = {"claim_name": "claimName", "read_only": "readOnly"}


class Volume(Client):
    attribute_map: ClassVar = {"name": "name", "persistent_volume_claim": "persistentVolumeClaim"}


class Backoff(Client):
    attribute_map: ClassVar = {"duration": "duration", "max_duration": "maxDuration"}


class RetryStrategy(Client):
    attribute_map: ClassVar = {
        "limit": "limit",
        "retry_policy": "retryPolicy",
        "backoff": "backoff",
    }


class OnlyToDict:
    def to_dict(self) -> dict[str, Any]:
        return {"host_path": {"path": "/d", "type": None}}


NAMES = {
    "claim_name": "claimName",
    "claimName": "claimName",
    "pod_ip": "podIP",
    "_from": "from",
    "name": "name",
    "nvidia.com/gpu": "nvidia.com/gpu",
    "UPPER_CASE": "UPPER_CASE",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_field_is_spelt_as_kubernetes_has_it(name: str) -> None:
    assert camel_case(name) == NAMES[name]


def test_an_object_of_a_client_is_written_without_what_it_leaves_out() -> None:
    volume = Volume(name="v", persistent_volume_claim=Claim(claim_name="c"))
    assert kubernetes_json(volume) == {"name": "v", "persistentVolumeClaim": {"claimName": "c"}}


def test_an_object_with_to_dict_alone_will_do() -> None:
    assert kubernetes_json(OnlyToDict()) == {"hostPath": {"path": "/d"}}


def test_a_dictionary_is_written_with_fields_in_camel_case_and_its_own_keys_kept() -> None:
    given = {"match_labels": {"my_app": "x"}, "matchLabels": {"my_app": "x"}, "node_name": "n"}
    assert kubernetes_json({"label_selector": given}) == {
        "labelSelector": {"matchLabels": {"my_app": "x"}, "nodeName": "n"}
    }


def test_what_came_from_a_graph_is_written_as_it_was() -> None:
    graph = {
        "kind": "ShellOPTemplate",
        "volumes": [{"name": "v", "config_map": {"default_mode": None}}],
        "affinity": {"node_affinity": {}},
    }
    assert ShellOPTemplate.from_graph(graph, "t").to_dict() == graph


def test_a_number_is_no_object_of_kubernetes() -> None:
    with pytest.raises(CallError, match="`affinity` must be a dictionary or an object of a"):
        ShellOPTemplate("t", affinity=3)


def test_a_retry_strategy_of_a_client_becomes_the_object_of_the_format() -> None:
    strategy = RetryStrategy(limit="3", retry_policy="Always", backoff=Backoff(max_duration="1m"))
    assert ShellOPTemplate("t", retry_strategy=strategy).to_dict()["retry_strategy"] == {
        "limit": "3",
        "retry_policy": "Always",
        "backoff": {"max_duration": "1m"},
    }


def test_a_resource_of_a_client_becomes_the_object_of_the_format() -> None:
    given = {
        "action": "create",
        "manifestFrom": {"artifact": {"name": "m"}},
        "setOwnerReference": True,
    }
    assert ResourceOPTemplate(given).to_dict()["resource"] == {
        "action": "create",
        "manifest_from": "m",
        "set_owner_reference": True,
    }


def test_a_field_that_the_format_does_not_know_is_an_error() -> None:
    with pytest.raises(CallError, match="`retry_strategy` has 'limits', which is no field of"):
        ShellOPTemplate("t", retry_strategy={"limits": 3})
