"""The harness does around a container what Argo's executor does; the rest is Argo's controller."""

from __future__ import annotations

from typing import Any

import pytest

from tests.argo.harness.cluster import BUCKET, Cluster, Run

pytestmark = pytest.mark.argo_oracle

Json = dict[str, Any]


def script(name: str, source: str, *, command: str = "sh", **fields: Any) -> Json:
    """A script template. Outputs `a=/path` are parameters, and artifacts have their fields."""
    return {
        "name": name,
        "script": {"image": "i", "command": [command], "source": source, **fields.pop("main", {})},
        **fields,
    }


def outputs(*parameters: str, artifacts: tuple[Json, ...] = ()) -> Json:
    return {
        "parameters": [{"name": p, "valueFrom": {"path": f"/tmp/{p}"}} for p in parameters],
        "artifacts": list(artifacts),
    }


def step(name: str, **fields: Any) -> Json:
    return {"name": name, "template": fields.pop("template", name), **fields}


def workflow(groups: list[list[Json]], *templates: Json, **spec: Any) -> Json:
    main = {"name": "main", "steps": groups}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"generateName": "by-hand-"},
        "spec": {"entrypoint": "main", "templates": [main, *templates], **spec},
    }


def value(run: Run, name: str) -> str:
    """The one output parameter of a node."""
    (found,) = run.outputs(name).values()
    return found


def test_a_loop_gives_the_outputs_of_its_pieces_in_the_order_of_the_items(
    argo: Cluster,
) -> None:
    square = script(
        "square",
        "open('/tmp/y', 'w').write(str({{inputs.parameters.x}} ** 2))",
        command="python3",
        inputs={"parameters": [{"name": "x"}]},
        outputs=outputs("y"),
    )
    show = script(
        "show",
        "echo '{{inputs.parameters.all}}' > /tmp/all",
        inputs={"parameters": [{"name": "all"}]},
        outputs=outputs("all"),
    )
    item = {"parameters": [{"name": "x", "value": "{{item}}"}]}
    whole = {"parameters": [{"name": "all", "value": "{{steps.square.outputs.parameters.y}}"}]}
    run = argo.run(
        workflow(
            [
                [step("square", arguments=item, withItems=[3, 1, 2, 11], when="{{item}} != 1")],
                [step("show", arguments=whole)],
            ],
            square,
            show,
        )
    )
    assert run.phase == "Succeeded"
    assert value(run, "show") == '["9","4","121"]'


@pytest.mark.parametrize(
    ("archive", "stored"),
    [
        ({"none": {}}, ["d/deep/a.txt", "d/b.txt"]),
        ({"tar": {}}, ["d.tgz"]),
        ({"zip": {}}, ["d.zip"]),
    ],
)
def test_a_folder_comes_back_however_it_is_packed(
    argo: Cluster, archive: Json, stored: list[str]
) -> None:
    make = script(
        "make",
        "mkdir -p /tmp/d/deep /tmp/d/empty; echo a > /tmp/d/deep/a.txt; echo b > /tmp/d/b.txt",
        outputs=outputs(artifacts=({"name": "d", "path": "/tmp/d", "archive": archive},)),
    )
    read = script(
        "read",
        "cd /in/d || exit 1; find . -type f | sort | xargs cat | tr '\\n' ' ' > /tmp/text",
        inputs={"artifacts": [{"name": "d", "path": "/in/d"}]},
        outputs=outputs("text"),
    )
    given = {"artifacts": [{"name": "d", "from": "{{steps.make.outputs.artifacts.d}}"}]}
    run = argo.run(workflow([[step("make")], [step("read", arguments=given)]], make, read))
    assert value(run, "read") == "b a "
    keys = argo.repository.keys(BUCKET, run.workflow["metadata"]["name"])
    assert {key.split("/", 2)[2] for key in keys} == set(stored)


def test_an_optional_artifact_may_be_missing_and_another_may_not(argo: Cluster) -> None:
    f = {"name": "f", "path": "/tmp/f"}
    templates = [
        script("mute", "true", outputs=outputs(artifacts=({**f, "optional": True},))),
        script("faulty", "true", outputs=outputs(artifacts=(f,))),
        script("starved", "true", inputs={"artifacts": [f]}),
        script(
            "modest",
            # The kubelet makes a folder of what is to be mounted and is not there.
            'test -d /tmp/f && test -z "$(ls -A /tmp/f)"',
            inputs={"artifacts": [{**f, "optional": True}]},
        ),
    ]
    nowhere = {"name": "f", "s3": {"key": "no/such/key"}}
    steps = [
        step("mute"),
        step("faulty"),
        step("starved", arguments={"artifacts": [nowhere]}),
        # An argument takes the place of the whole input, with all that this says.
        step("modest", arguments={"artifacts": [{**nowhere, "optional": True}]}),
    ]
    run = argo.run(workflow([steps], *templates))
    phases = {n["displayName"]: n["phase"] for n in run.nodes}
    assert [phases[s["name"]] for s in steps] == ["Succeeded", "Error", "Error", "Succeeded"]


def test_a_parameter_loses_one_line_end_and_falls_back_to_its_default(argo: Cluster) -> None:
    of_default = {"name": "b", "valueFrom": {"path": "/tmp/b", "default": "fallen back"}}
    given = outputs("a")
    given["parameters"].append(of_default)
    run = argo.run(
        workflow([[step("say")]], script("say", "printf 'x\\n\\n' > /tmp/a", outputs=given))
    )
    assert run.outputs("say") == {"a": "x\n", "b": "fallen back"}


def test_a_pod_is_repeated_as_its_exit_code_says(argo: Cluster) -> None:
    again = {
        "limit": "3",
        "retryPolicy": "Always",
        "expression": "asInt(lastRetry.exitCode) == 1",
    }
    unsteady = script("unsteady", "exit $(( {{retries}} == 0 ? 1 : 2 ))", retryStrategy=again)
    run = argo.run(workflow([[step("unsteady")]], unsteady))
    assert run.phase == "Failed"
    assert [n["outputs"]["exitCode"] for n in run.named("unsteady") if n["type"] == "Pod"] == [
        "1",
        "2",
    ]


def test_a_template_that_is_too_big_for_the_environment_arrives_whole(argo: Cluster) -> None:
    text = "x" * 200_000
    run = argo.run(
        workflow([[step("big")]], script("big", f"printf {text} > /tmp/n", outputs=outputs("n")))
    )
    assert value(run, "big") == text


def test_a_pod_has_its_own_variables_and_secrets_and_nothing_of_ours(argo: Cluster) -> None:
    argo.secrets["kept"] = {"word": "hush"}
    secret = {"secretKeyRef": {"name": "kept", "key": "word"}}
    variables = [{"name": "OWN", "value": "1"}, {"name": "WORD", "valueFrom": secret}]
    source = (
        "import os, sys\n"
        "assert not [p for p in sys.path if 'site-packages' in p]\n"
        "assert not os.path.exists('/work') and os.listdir('/tmp') == []\n"
        "open('/tmp/n', 'w').write(os.environ['OWN'] + os.environ['WORD'])\n"
    )
    run = argo.run(
        workflow(
            [[step("look")]],
            script(
                "look",
                source,
                command="python3",
                outputs=outputs("n"),
                main={"env": variables},
            ),
        )
    )
    assert value(run, "look") == "1hush", run.log()


def test_a_volume_claim_outlives_its_pods(argo: Cluster) -> None:
    mount = {"volumeMounts": [{"name": "disk", "mountPath": "/disk"}]}
    claim = {
        "metadata": {"name": "disk"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
        },
    }
    run = argo.run(
        workflow(
            [[step("put")], [step("get")]],
            script("put", "echo kept > /disk/f", main=mount),
            script("get", "cp /disk/f /tmp/n", main=mount, outputs=outputs("n")),
            volumeClaimTemplates=[claim],
        )
    )
    assert value(run, "get") == "kept"


def test_a_workflow_that_never_ends_is_told_with_what_is_known(argo: Cluster) -> None:
    # Argo asks again and again for an output that nobody has.
    given = {"parameters": [{"name": "x", "value": "{{=steps.none.outputs.parameters.x}}"}]}
    wait = script("wait", "true", inputs={"parameters": [{"name": "x"}]})
    with pytest.raises(TimeoutError, match="is Running"):
        argo.run(workflow([[step("wait", arguments=given)]], wait), timeout=1)
