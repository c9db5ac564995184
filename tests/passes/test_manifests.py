"""Manifests of resources (DG737 to DG740): messages, hints, places and edges."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.storage_graphs import S3, codes, graph, shell, the_one


def acting(**resource: Any) -> Any:
    inputs = {"artifacts": {"text": {"path": "/tmp/text", "source": S3}}}
    template = {"kind": "ResourceOPTemplate", "inputs": inputs, "resource": resource}
    return graph({"template": "act"}, act=template)


@pytest.mark.parametrize(
    "resource",
    [
        {"action": "create", "manifest": "a: &x 1\nb: *x\n---\nc: !t 2\n"},
        {"action": "create", "manifest": "name: {{pod.name}}\n"},
        {"action": "patch", "manifest": '[{"op": "remove", "path": "/a"}]'},
        {"action": "apply", "manifest_from": "text"},
        {"action": "get"},
        {"action": "delete"},
    ],
)
def test_resource_with_what_it_needs_is_accepted(resource: Any) -> None:
    assert codes(acting(**resource)) == []


@pytest.mark.parametrize("action", ["create", "apply", "patch", "replace"])
def test_dg737_names_the_action(action: str) -> None:
    diagnostic = the_one(acting(action=action))
    assert (diagnostic.code, diagnostic.pointer) == ("DG737", "/templates/act/resource")
    assert diagnostic.message == f"the resource to {action} has no `manifest`"


def test_dg738_points_at_the_second() -> None:
    diagnostic = the_one(acting(action="get", manifest="a: [", manifest_from="other"))
    assert (diagnostic.code, diagnostic.at_key) == ("DG738", True)
    assert diagnostic.related[0].pointer == "/templates/act/resource/manifest"


@pytest.mark.parametrize(
    ("manifest", "within"),
    [
        ("a: [1\n", (6, 7)),
        ("a: 1\n b: 2\n", (7, 8)),
        ("{{pod.name}}: [1\n", None),
        ("a: \x00", (3, 4)),
    ],
)
def test_dg739_points_into_a_text_without_tags(manifest: str, within: Any) -> None:
    diagnostic = the_one(acting(action="create", manifest=manifest))
    assert diagnostic.code == "DG739"
    assert diagnostic.message.startswith("the manifest is not YAML: ")
    assert diagnostic.within in (within, (within[0] - 1, within[0]) if within else None)


def test_dg739_is_said_of_each_place_with_the_same_manifest() -> None:
    resource = {"action": "create", "manifest": "a: ["}
    run = {"template": "run", "use_resource": resource}
    document = graph(run, {**run, "name": "again"}, run=shell())
    assert codes(document) == ["DG739", "DG739"]
    resource["manifest"] = "a: []"
    assert codes(document) == []


def test_dg740_names_the_artifacts_of_the_template() -> None:
    diagnostic = the_one(acting(action="apply", manifest_from="txt"))
    assert diagnostic.code == "DG740"
    assert diagnostic.message == (
        "there is no input artifact `txt` to hold the manifest; known are `text`"
    )
    step = {"template": "run", "use_resource": {"action": "apply", "manifest_from": "x"}}
    diagnostic = the_one(graph(step, run=shell()))
    assert diagnostic.message == "there is no input artifact `x` to hold the manifest"


def test_resource_of_a_step_that_calls_nothing_is_passed_over() -> None:
    step = {"template": "nowhere", "name": "a", "use_resource": {"action": "create"}}
    assert codes(graph(step)) == []
