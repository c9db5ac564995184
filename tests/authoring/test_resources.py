import json

import pytest

from dflow_graph import Resource, ShellOPTemplate, SlurmJob, model
from dflow_graph.authoring.resource import resource_from_graph, resource_to_graph
from dflow_graph.python.errors import CallError, GraphError

SHELL = ShellOPTemplate(name="shell", image="alpine:3", script="cat /tmp/a")


class Map(Resource):
    action = "create"
    failure_condition = "status.phase == Failed"

    def get_manifest(self, template):
        return f"kind: ConfigMap\nmetadata: {{name: {template.name}}}\n"


def test_a_resource_is_the_object_of_the_format_and_comes_back():
    graph = resource_to_graph(Map(), SHELL)
    assert graph == {
        "action": "create",
        "manifest": "kind: ConfigMap\nmetadata: {name: shell}\n",
        "failure_condition": "status.phase == Failed",
    }
    assert model.Resource.from_dict(graph).to_dict() == graph
    more = {**graph, "flags": ["--validate=false"], "extensions": {"t": 1}}
    again = resource_from_graph(more)
    assert resource_to_graph(again, SHELL) == more
    assert (again.action, again.get_manifest(SHELL)) == ("create", graph["manifest"])


@pytest.mark.parametrize("resource", [Resource(), "create", None])
def test_what_has_no_action_is_refused(resource):
    with pytest.raises(CallError, match=r"action|Resource"):
        resource_to_graph(resource, SHELL)


@pytest.mark.parametrize("graph", [None, {}, {"action": 1}])
def test_data_without_an_action_is_refused(graph):
    with pytest.raises(GraphError, match="action"):
        resource_from_graph(graph)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({}, "sh script"),
        ({"remote_command": "bash"}, "bash script"),
        ({"docker_executable": "docker"}, "docker run"),
        ({"podman_executable": "podman"}, "podman run"),
        ({"singularity_executable": "singularity"}, "singularity exec"),
    ],
)
def test_a_slurm_job_runs_the_script_in_its_folder(arguments, line):
    job = SlurmJob("#SBATCH -N 1", workdir="/scratch", node_selector={"a": "b"}, **arguments)
    manifest = json.loads(job.get_manifest(SHELL))
    assert manifest["kind"] == "SlurmJob"
    assert manifest["spec"]["nodeSelector"] == {"a": "b"}
    batch = manifest["spec"]["batch"]
    assert batch.startswith("#SBATCH -N 1\nmkdir -p /scratch\ncd /scratch\n")
    assert "cat /scratch/tmp/a" in batch
    assert line in batch.splitlines()[-1]


def test_a_slurm_job_may_leave_the_paths_of_the_script_alone():
    batch = json.loads(SlurmJob(map_tmp_dir=False).get_manifest(SHELL))["spec"]["batch"]
    assert "\ncat /tmp/a\n" in batch
