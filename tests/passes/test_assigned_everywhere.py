"""Assigned credentials, which have no form of their own, are found in every text that is searched.

Those of a known form are found wherever they stand (`test_remaining_texts.py`); these only where a
search of the fields looks.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.security_graphs import RUN, SECRET, STEP, graph, the_one, with_step, with_template

ASSIGNED = f"API_TOKEN={SECRET}"
PORT = {"extensions": {"lab": ASSIGNED}}
OP = {"name": "f", "module": "lab"}


def with_workflow(**fields: Any) -> Any:
    return graph({"template": "run"}, run=with_template()["templates"]["run"], workflow=fields)


def with_op(op: dict[str, Any], **fields: Any) -> Any:
    run = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": {**OP, **op}, **fields}
    return graph({"template": "run"}, run=run)


def with_source(**source: Any) -> Any:
    return with_step(artifacts={"a": source})


@pytest.mark.parametrize("field", ["annotations", "labels", "extensions"])
def test_in_the_maps_of_a_workflow_and_of_a_template(field: str) -> None:
    assert the_one(with_workflow(**{field: {"a": ASSIGNED}})).pointer == f"/{field}/a"
    assert the_one(with_template(**{field: {"a": ASSIGNED}})).pointer == f"{RUN}/{field}/a"


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (with_workflow(volumes=[{"name": "v", "note": ASSIGNED}]), "/volumes/0/note"),
        (with_template(volumes=[{"name": "v", "note": ASSIGNED}]), f"{RUN}/volumes/0/note"),
        *(
            (
                with_template(**{field: [{"name": "c", "args": [ASSIGNED]}]}),
                f"{RUN}/{field}/0/args/0",
            )
            for field in ("init_containers", "sidecars")
        ),
        *(
            (with_template(**{side: {sort: {"p": PORT}}}), f"{RUN}/{side}/{sort}/p/extensions/lab")
            for side in ("inputs", "outputs")
            for sort in ("parameters", "artifacts")
        ),
        (
            with_template(resource={"action": "create", "manifest": ASSIGNED}),
            f"{RUN}/resource/manifest",
        ),
        (
            graph({"template": "run"}, run={"kind": "HTTPOPTemplate", "url": ASSIGNED}),
            f"{RUN}/url",
        ),
        (with_op({"state": {"args": [ASSIGNED]}}), f"{RUN}/op/state/args/0"),
        (
            with_op({}, python_packages=[{"kind": "git", "repo": ASSIGNED}]),
            f"{RUN}/python_packages/0/repo",
        ),
        (with_source(kind="http", url=ASSIGNED), f"{STEP}/artifacts/a/url"),
        (with_source(kind="git", repo=ASSIGNED), f"{STEP}/artifacts/a/repo"),
        (
            with_source(kind="azure", endpoint=ASSIGNED, container="c", blob="b"),
            f"{STEP}/artifacts/a/endpoint",
        ),
        (with_source(kind="custom", urn=ASSIGNED), f"{STEP}/artifacts/a/urn"),
        (
            with_step(use_resource={"action": "create", "manifest": ASSIGNED}),
            f"{STEP}/use_resource/manifest",
        ),
        (with_step(with_param=["a", ASSIGNED]), f"{STEP}/with_param/1"),
        (with_step(extensions={"lab": ASSIGNED}), f"{STEP}/extensions/lab"),
    ],
)
def test_at_one_place(document: Any, pointer: str) -> None:
    diagnostic = the_one(document)
    assert (diagnostic.code, diagnostic.pointer) == ("DG803", pointer)
