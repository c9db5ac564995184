"""Executors carry out the script of a step elsewhere; other packages can bring more of them."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.problems import CannotEmitError
from tests.argo import ops
from tests.argo.harness.cluster import Cluster, Run
from tests.argo.harness.graphs import run_graph
from tests.argo.oracle import Oracle, unknown_to_hera
from tests.argo.slice_graphs import WORK, Json, graph, in_kind
from tests.argo.steps_in_pods import template

SHELL: Json = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "script": "echo {{inputs.parameters.n}} > /tmp/double",
    "inputs": {"parameters": {"n": {"type": "int"}}},
    "outputs": {"parameters": {"double": {"type": "int", "value_from_path": "/tmp/double"}}},
}
SITE = Path(str(importlib.util.find_spec("dpdispatcher").origin)).parents[1]  # type: ignore[union-attr]
"""Where DPDispatcher and all that it needs is installed."""

ENGINE = """\
#!/bin/sh
# A container engine that has one image: the pod it is in.
echo "$@" >> /tmp/engine.log
while [ "$1" != alpine:3 ]; do shift; done
shift
exec "$@"
"""


def step(n: int = 3, **fields: Any) -> Json:
    return {"name": "one", "template": "work", "parameters": {"n": n}, **fields}


def emitted(executor: Json | None = None, work: Json = WORK, **fields: Any) -> Json:
    """The template of a step with an executor."""
    said = fields if executor is None else {"executor": executor, **fields}
    return template_named("work", emit_argo(graph(in_kind("Steps", [step(**said)]), work=work)))


def template_named(name: str, manifest: Json) -> Json:
    (found,) = (t for t in manifest["spec"]["templates"] if t["name"] == name)
    return dict(found)


def finding(executor: Json, work: Json = WORK) -> tuple[str, str]:
    """Pointer below the executor, and message, of the one finding of a step with an executor."""
    with pytest.raises(CannotEmitError) as refusal:
        emitted(executor, work)
    (diagnostic,) = refusal.value.diagnostics
    assert diagnostic.code == "DG908"
    before, _, pointer = diagnostic.pointer.partition("/executor")
    assert before == "/templates/main/steps/0/0"
    return pointer, diagnostic.message


# Plug-ins


Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a package with a module `render` of this text, and its entry point."""

    def installed(package: str, text: str, kind: str = "Queue", name: str = "render") -> None:
        (tmp_path / f"{package}.py").write_text(text)
        folder = tmp_path / f"{package}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        points = f"[dflow_graph.executors]\n{kind} = {package}:{name}\n"
        (folder / "entry_points.txt").write_text(points)
        importlib.invalidate_caches()

    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return installed


PLUGIN = """\
def render(pod, settings):
    main = {**pod.main, "image": settings.config["image"], "command": ["queue", pod.kind, pod.root]}
    secret = {"secretKeyRef": settings.secrets["token"]}
    main["env"] = [{"name": "TOKEN", "valueFrom": secret}]
    settings.config.clear()
    return {**pod.fields, "script": main}
"""
QUEUE: Json = {
    "kind": "Queue",
    "config": {"image": "queue:1"},
    "secrets": {"token": {"name": "queue", "key": "token"}},
}


def test_an_installed_package_brings_an_executor(install: Install) -> None:
    install("queue_one", PLUGIN)
    made = emitted(QUEUE)["script"]
    assert made["image"] == "queue:1"
    assert made["command"] == ["queue", "PythonOPTemplate", "/tmp"]
    variable = {"secretKeyRef": {"name": "queue", "key": "token"}}
    assert made["env"] == [{"name": "TOKEN", "valueFrom": variable}]
    assert emitted(QUEUE)["script"] == made


def test_steps_with_equal_executors_share_a_template(install: Install) -> None:
    install("queue_two", PLUGIN)
    steps = [step(name=name, executor=QUEUE) for name in ("one", "two")]
    manifest = emit_argo(graph(in_kind("Steps", [*steps, step(name="three")])))
    assert [t["name"] for t in manifest["spec"]["templates"]] == ["main", "work", "work-as"]


@pytest.mark.parametrize(
    ("text", "pointer", "message"),
    [
        ("def render(pod, settings): raise OSError('no')", "", "`Queue` fails: OSError: no"),
        ("def render(pod, settings): return 7", "", "gives no JSON object"),
        ("def render(pod, settings): return {'x': {1}}", "", "gives no JSON object"),
        ("def render(pod, settings): return {'x': float('nan')}", "", "gives no JSON object"),
        ("def render(pod, settings): return {}", "", "loses inputs.artifacts.file"),
        ("render = 3", "/kind", "`queue_bad:render` of queue_bad is no function"),
        ("import nowhere", "/kind", "cannot be loaded: ModuleNotFoundError"),
        (
            "from dflow_graph.argo.executors import ExecutorError\n"
            "def render(pod, settings):\n    raise ExecutorError('no', ('config', 'image'), 'go')",
            "/config/image",
            "`Queue`: no",
        ),
    ],
)
def test_a_plugin_that_fails_is_a_finding(
    text: str, pointer: str, message: str, install: Install
) -> None:
    install("queue_bad", text)
    found = finding(QUEUE)
    assert found[0] == pointer
    assert message in found[1]
    sys.modules.pop("queue_bad", None)


def test_two_packages_with_one_executor_are_a_finding(install: Install) -> None:
    install("queue_left", PLUGIN)
    install("queue_right", PLUGIN)
    pointer, message = finding(QUEUE)
    assert pointer == "/kind"
    assert "`queue_left:render` of queue_left and `queue_right:render` of queue_right" in message


def test_an_executor_that_nobody_brings_is_a_finding_that_names_those_there_are() -> None:
    pointer, message = finding({"kind": "SlurmRemoteExecutor", "config": {"host": "h"}})
    assert pointer == "/kind"
    assert "known are ContainerExecutor, DispatcherExecutor" in message


def test_the_plugin_of_the_documentation_works(install: Install) -> None:
    text = (Path(__file__).parents[2] / "docs" / "executors.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    install("queue_doc", code)
    made = emitted({**QUEUE, "config": {"queue": "normal"}})["script"]
    assert made["command"] == ["submit-and-wait", "normal", "python3"]
    assert finding(QUEUE) == ("/config", "`Queue`: it wants a `queue`")


# context and use_resource


def test_the_context_carries_out_pods_whose_steps_name_no_executor(install: Install) -> None:
    install("queue_three", PLUGIN)
    steps = [step(), step(name="own", template="echo", executor={"kind": "ContainerExecutor"})]
    model = graph(in_kind("Steps", steps), echo=SHELL).to_dict()
    manifest = emit_argo(
        type(graph(in_kind("Steps", steps), echo=SHELL)).from_dict({**model, "context": QUEUE})
    )
    images = {t["name"]: t["script"]["image"] for t in manifest["spec"]["templates"][1:]}
    # EXE-2
    assert images == {"work": "queue:1", "echo": "alpine:3"}


def test_an_executor_means_nothing_for_steps_inside_and_for_a_rendered_script() -> None:
    nobody = {"kind": "Nobody"}
    inner = in_kind("Steps", [step(name="inner")])
    # EXE-1
    emit_argo(
        graph(in_kind("Steps", [{"name": "x", "template": "sub", "executor": nobody}]), sub=inner)
    )
    # TPL-5
    assert (
        emitted(nobody, {**SHELL, "script_rendered": True})["script"]["source"] == SHELL["script"]
    )


@pytest.mark.argo_oracle
def test_a_resource_takes_the_place_of_a_script(oracle: Oracle) -> None:
    resource = {"action": "create", "manifest": "kind: Job", "success_condition": "a > 0"}
    quiet = {name: SHELL[name] for name in ("kind", "image", "script", "inputs")}
    model = graph(in_kind("Steps", [step(use_resource=resource)]), work=quiet)
    manifest = emit_argo(model)
    assert template_named("work", manifest) == {
        "name": "work",
        "inputs": {"parameters": [{"name": "n"}]},
        "resource": {"action": "create", "manifest": "kind: Job", "successCondition": "a > 0"},
    }
    assert oracle(manifest).ok


def test_a_resource_gives_no_files() -> None:
    resource = {"action": "create", "manifest": "kind: Job"}
    with pytest.raises(CannotEmitError, match="`double` of `work` is a file of a pod"):
        emitted(work=SHELL, use_resource=resource)


# ContainerExecutor


@pytest.mark.parametrize("engine", ["podman", "docker", "singularity"])
def test_a_container_executor_starts_an_engine_and_leaves_the_script_alone(engine: str) -> None:
    work = {
        **SHELL,
        "envs": {"WORD": {"kind": "Secret", "name": "s", "key": "k"}},
        "requests": {"cpu": "500m", "memory": "2Gi"},
    }
    made = emitted({"kind": "ContainerExecutor", "config": {engine: f"/opt/{engine}"}}, work)
    script = made["script"]
    assert script["source"] == SHELL["script"]
    assert script["command"][:2] == ["sh", "-c"]
    assert script["command"][3:] == ["dflow", "sh"]
    started = script["command"][2]
    if engine == "singularity":
        folders = "-B /argo/staging:/argo/staging -B /tmp:/tmp"
        assert started == f'exec /opt/singularity exec {folders} docker://alpine:3 "$@"'
    else:
        folders = "-v /argo/staging:/argo/staging -v /tmp:/tmp"
        limits = "--cpus 0.5 --memory 2g"
        options = f"--rm --pull missing {folders} -e WORD {limits} -w /"
        assert started == f'exec /opt/{engine} run {options} alpine:3 "$@"'


@pytest.mark.parametrize(
    ("config", "work", "pointer", "message"),
    [
        ({"dokcer": "docker"}, SHELL, "/config/dokcer", "no setting `dokcer`"),
        ({}, {n: v for n, v in SHELL.items() if n != "image"}, "", "the template names none"),
        (
            {"podman": "podman"},
            {**SHELL, "outputs": {"artifacts": {"x": {"path": "/x", "type": "path"}}}},
            "",
            "`/x` lies in the root folder",
        ),
    ],
)
def test_what_a_container_executor_cannot_do_is_a_finding(
    config: Json, work: Json, pointer: str, message: str
) -> None:
    found = finding({"kind": "ContainerExecutor", "config": config}, work)
    assert found[0] == pointer
    assert message in found[1]


@pytest.mark.argo_oracle
def test_a_container_executor_runs_a_script_in_its_engine(argo: Cluster, oracle: Oracle) -> None:
    engine = {
        "path": "/tmp/engine/podman",
        "mode": 0o755,
        "source": {"kind": "raw", "data": ENGINE},
    }
    work = {**SHELL, "inputs": {**SHELL["inputs"], "artifacts": {"engine": engine}}}
    work["outputs"] = {**SHELL["outputs"], "artifacts": {"log": {"path": "/tmp/engine.log"}}}
    executor = {"kind": "ContainerExecutor", "config": {"podman": "/tmp/engine/podman"}}
    model = graph(in_kind("Steps", [step(7, executor=executor)]), work=work)
    assert oracle(emit_argo(model)).ok
    done = run_graph(argo, model)
    assert done.phase == "Succeeded", done.log()
    assert done.outputs("one")["double"] == "7"


# DispatcherExecutor

SECRETS = {"password": {"name": "hpc", "key": "word"}}
SLURM: Json = {
    "kind": "DispatcherExecutor",
    "config": {
        "host": "hpc.example.org",
        "username": "me",
        "queue_name": "normal",
        "image": "dispatcher:1",
        "resources_dict": {"cpu_per_node": 4},
        "machine_dict": {"remote_profile": {"timeout": 30}},
        "remote_command": "python3.9",
    },
    "secrets": SECRETS,
}


def settings_of(script: Json) -> Json:
    """What the program of a dispatcher's pod is told."""
    program = script["command"][-1]
    told: Json = json.loads(program.rpartition("main(r'''")[2].partition("''', ")[0])
    return told


@pytest.mark.argo_oracle
def test_a_dispatcher_is_told_what_dflow_tells_it_but_no_credential(oracle: Oracle) -> None:
    work = {**WORK, "node_selector": {"gpu": "yes"}, "requests": {"cpu": "8"}}
    manifest = emit_argo(graph(in_kind("Steps", [step(executor=SLURM)]), work=work))
    made = template_named("work", manifest)
    script = made["script"]
    assert (script["image"], script["command"][:2]) == ("dispatcher:1", ["python3", "-c"])
    # The pod only waits.
    assert "nodeSelector" not in made
    assert "resources" not in script
    told = settings_of(script)
    assert told["machine"] == {
        "batch_type": "Slurm",
        "context_type": "SSHContext",
        "local_root": ".",
        "remote_root": "/home/me/dflow/workflows",
        "remote_profile": {
            "username": "me",
            "port": 22,
            "timeout": 30,
            "hostname": "hpc.example.org",
        },
    }
    assert told["resources"]["cpu_per_node"] == 4
    assert told["resources"]["queue_name"] == "normal"
    assert told["task"]["forward_files"] == ["script", "./tmp/inputs/artifacts/file"]
    assert 'DFLOW_TMP_ROOT="$PWD/tmp" python3.9 script' in told["task"]["command"]
    assert told["secrets"] == [[["machine", "remote_profile", "password"], "DFLOW_SECRET_0"]]
    secret = {"secretKeyRef": {"name": "hpc", "key": "word"}}
    assert script["env"] == [{"name": "DFLOW_SECRET_0", "valueFrom": secret}]
    assert oracle(manifest).ok
    assert unknown_to_hera(manifest) == []


@pytest.mark.parametrize(
    ("changed", "pointer", "message"),
    [
        ({"config": {"json_file": "a.json"}}, "/config/json_file", "reads no file"),
        ({"config": {"private_key_file": "id"}}, "/config/private_key_file", "no private key"),
        ({"config": {"merge_sliced_step": True}}, "/config/merge_sliced_step", "`group_size`"),
        ({"config": {"hots": "h"}}, "/config/hots", "no setting `hots`"),
        ({"config": {"machine_dict": [1]}}, "/config/machine_dict", "is no object"),
        ({"secrets": {"pin": {"name": "a", "key": "b"}}}, "/secrets/pin", "credential `pin`"),
    ],
)
def test_what_a_dispatcher_cannot_do_is_a_finding(
    changed: Json, pointer: str, message: str
) -> None:
    found = finding({"kind": "DispatcherExecutor", **changed})
    assert found[0] == pointer
    assert message in found[1]


def test_the_program_of_a_dispatcher_is_one_for_python_3_8() -> None:
    program = emitted(SLURM)["script"]["command"][-1]
    first = ast.parse(program, feature_version=(3, 8)).body[0]
    # The types of its functions are those of a later Python, and must stay texts.
    assert ast.unparse(first) == "from __future__ import annotations"


def test_a_private_key_is_a_file_of_a_secret() -> None:
    secrets = {"private_key_file": {"name": "hpc", "key": "id_rsa"}}
    made = emitted({**SLURM, "secrets": secrets})
    items = [{"key": "id_rsa", "path": "id"}]
    (volume,) = made["volumes"]
    assert volume["secret"] == {"secretName": "hpc", "items": items, "defaultMode": 0o400}
    assert (
        settings_of(made["script"])["machine"]["remote_profile"]["key_filename"] == "/dflow/ssh/id"
    )


LOCAL: Json = {
    "kind": "DispatcherExecutor",
    "config": {
        "remote_command": ["python3"],
        "machine_dict": {
            "batch_type": "Shell",
            "context_type": "LocalContext",
            "remote_root": "/far/away/{{workflow.name}}",
        },
        "resources_dict": {"custom_flags": []},
        "pre_script": "print('before')",
        "post_script": "print('after')",
    },
    "secrets": SECRETS,
}
"""DPDispatcher's queue for the machine that it is on; its tasks have folders of their own."""


@pytest.fixture
def tools(argo: Cluster) -> Json:
    """The fields of a template whose pod has DPDispatcher."""
    argo.secrets["hpc"] = {"word": "secret"}
    if not (argo.claims / "tools").exists():
        (argo.claims / "tools").symlink_to(SITE)
    claim = {"name": "tools", "persistentVolumeClaim": {"claimName": "tools"}}
    return {
        "volumes": [claim],
        "mounts": [{"name": "tools", "mountPath": "/tools"}],
        "envs": {"PYTHONPATH": "/tools"},
    }


def dispatched(argo: Cluster, tools: Json, op: Any, **parameters: Any) -> Run:
    """Runs an OP by DPDispatcher."""
    made = template(op).convert_to_graph()
    main = {"name": "one", "template": "work", "parameters": parameters, "executor": LOCAL}
    return run_graph(argo, graph(in_kind("Steps", [main]), work={**made, **tools}))


@pytest.mark.argo_oracle
def test_dpdispatcher_runs_an_op_and_brings_its_outputs_back(argo: Cluster, tools: Json) -> None:
    done = run_graph(
        argo,
        graph(in_kind("Steps", [step(21, executor=LOCAL)]), work={**WORK, **tools}),
    )
    assert done.phase == "Succeeded", done.log()
    assert done.outputs("one")["double"] == "42"
    (node,) = (n for n in done.nodes if n["displayName"] == "one")
    assert [a["name"] for a in node["outputs"]["artifacts"]] == ["log"]
    (pod,) = done.pods.values()
    assert "before\n" in pod.log
    assert "after\n" in pod.log


@pytest.mark.argo_oracle
@pytest.mark.parametrize(("x", "code"), [(1, 1), (-1, 2)])
def test_a_task_of_dpdispatcher_has_the_exit_code_of_its_op(
    x: int, code: int, argo: Cluster, tools: Json
) -> None:
    done = dispatched(argo, tools, ops.FailsAt, x=x)
    (pod,) = done.pods.values()
    # RET-1
    assert pod.codes["main"][0] == code, done.log()
    assert "Error" in pod.log


@pytest.mark.argo_oracle
def test_dpdispatcher_runs_a_script_that_uses_tmp(argo: Cluster, tools: Json) -> None:
    executor = {**LOCAL, "config": {**LOCAL["config"], "remote_command": ["sh"]}}
    main = in_kind("Steps", [step(7, executor=executor)])
    done = run_graph(argo, graph(main, work={**SHELL, **tools}))
    assert done.phase == "Succeeded", done.log()
    assert done.outputs("one")["double"] == "7"
