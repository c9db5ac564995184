import copy
import json

import pytest

from dflow_graph import ContainerExecutor, Context, Executor, RemoteExecutor, Secret, model
from dflow_graph.authoring.executor_graphs import executor_from_graph
from dflow_graph.authoring.executors import PluginExecutor
from dflow_graph.io import PVC
from dflow_graph.plugins.dispatcher import DispatcherExecutor
from dflow_graph.python.errors import CallError, GraphError, UnsupportedError
from dflow_graph.slurm import SlurmJobTemplate, SlurmRemoteExecutor


class Queue(Executor):
    def __init__(self, queue, *flags, nodes=1, api_key=None, **more):
        self.queue = f"/{queue}"


EXECUTORS = [
    ContainerExecutor(),
    ContainerExecutor(docker="docker", image_pull_policy="Always"),
    RemoteExecutor("h", username="u", password="a password", command=["sh", "-e"]),
    SlurmRemoteExecutor("h", header="#SBATCH -n 1", pvc=PVC("p", "s")),
    SlurmJobTemplate(node_selector={"a": "b"}),
    DispatcherExecutor(machine_dict={"remote_profile": {"password": "x1", "timeout": 5}}),
    Queue("long", "-v", nodes=2, api_key="0123456789abcdef", colour="red"),
]


def canonical(graph):
    return json.dumps(graph)


@pytest.mark.parametrize("executor", EXECUTORS, ids=lambda e: type(e).__name__)
def test_an_executor_is_the_object_of_the_format_and_comes_back(executor):
    graph = executor.to_dict()
    assert model.Executor.from_dict(graph).to_dict() == graph
    again = executor_from_graph(graph)
    assert canonical(again.to_dict()) == canonical(graph)
    assert executor.convert_to_graph() == graph


def test_exe_3_arguments_at_their_default_are_left_out():
    assert RemoteExecutor("h", port=22).to_dict() == {
        "kind": "RemoteExecutor", "config": {"host": "h"}}  # fmt: skip


def test_sec_2_a_password_is_named_by_reference():
    graph = RemoteExecutor("login.example.org", username="Alice", password=1234).to_dict()
    assert graph["config"] == {"host": "login.example.org", "username": "Alice"}
    assert graph["secrets"] == {
        "password": {"name": "dflow-remote-executor-login-example-org-alice", "key": "password"}
    }


def test_sec_2_also_a_password_like_a_placeholder_is_one():
    assert "secrets" in RemoteExecutor("h", password="changeme").to_dict()


def test_sec_2_a_secret_says_itself_where_it_is_kept():
    graph = RemoteExecutor("h", password=Secret(name="mine", key="k")).to_dict()
    assert graph["secrets"] == {"password": {"name": "mine", "key": "k"}}


def test_sec_2_credentials_deep_in_settings_are_named_by_reference():
    machine = {"remote_profile": {"password": "x1", "timeout": 5}, "api_key": "{{workflow.name}}"}
    graph = DispatcherExecutor(machine_dict=machine).to_dict()
    kept = {"remote_profile": {"timeout": 5}, "api_key": "{{workflow.name}}"}
    assert graph["config"] == {"machine_dict": kept}
    assert list(graph["secrets"]) == ["machine_dict.remote_profile.password"]
    assert machine["remote_profile"]["password"] == "x1"


def test_an_attribute_changed_later_counts():
    executor = RemoteExecutor("h")
    executor.port = 2222
    assert executor.to_dict()["config"] == {"host": "h", "port": 2222}


def test_an_executor_of_a_plugin_is_its_name_and_arguments():
    graph = Queue("long", "-v", nodes=2, colour="red").to_dict()
    assert graph == {
        "kind": "Queue",
        "config": {"queue": "long", "flags": ["-v"], "nodes": 2, "colour": "red"},
    }


def test_an_executor_of_an_unknown_kind_is_kept_as_it_is():
    graph = {"kind": "Elsewhere", "config": {"a": [1]}, "extensions": {"t": 1}}
    given = copy.deepcopy(graph)
    executor = executor_from_graph(given)
    given["config"]["a"].append(2)
    assert isinstance(executor, PluginExecutor)
    assert executor.to_dict() == graph
    executor.to_dict()["config"]["a"].append(2)
    assert executor.to_dict() == graph


def test_an_executor_of_a_known_kind_is_of_its_class():
    executor = executor_from_graph(RemoteExecutor("h", password="a password").to_dict())
    assert isinstance(executor, RemoteExecutor)
    assert (executor.host, executor.port) == ("h", 22)


def test_reading_an_executor_opens_no_file(tmp_path):
    graph = {"kind": "DispatcherExecutor", "config": {"json_file": str(tmp_path / "none")}}
    assert executor_from_graph(graph).to_dict() == graph


@pytest.mark.parametrize(
    "graph",
    [
        {"kind": "RemoteExecutor", "config": {"prot": 22}},
        {"kind": "RemoteExecutor", "config": {"host": "h", "port": 22}},
        {"kind": "RemoteExecutor", "secrets": {"a.b.password": {"name": "s", "key": "k"}}},
    ],
)
def test_what_no_constructor_would_write_is_kept(graph):
    assert executor_from_graph(graph).to_dict() == graph


@pytest.mark.parametrize("graph", [None, [], {}, {"kind": 3}])
def test_what_is_no_executor_is_refused(graph):
    with pytest.raises(GraphError, match="kind"):
        executor_from_graph(graph)


def test_a_json_file_is_read_at_once_and_the_script_has_the_last_word(tmp_path):
    path = tmp_path / "machine.json"
    path.write_text(
        '{"machine": {"batch_type": "PBS", "remote_profile": {"timeout": 1}},'
        ' "resources": {"number_node": 2}}'
    )
    executor = DispatcherExecutor(json_file=path, machine_dict={"remote_profile": {"timeout": 9}})
    assert executor.to_dict()["config"] == {
        "machine_dict": {"batch_type": "PBS", "remote_profile": {"timeout": 9}},
        "resources_dict": {"number_node": 2},
    }


@pytest.mark.parametrize("text", [None, "[]", "{"])
def test_a_json_file_that_cannot_be_read_is_an_error(tmp_path, text):
    path = tmp_path / "machine.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CallError, match="json_file"):
        DispatcherExecutor(json_file=path)


def test_nothing_is_rendered_here():
    with pytest.raises(UnsupportedError, match="emitted"):
        Context().render(None)


def test_a_wrong_argument_is_the_constructors_own_error():
    with pytest.raises(TypeError, match="prot"):
        RemoteExecutor("h", prot=1)
