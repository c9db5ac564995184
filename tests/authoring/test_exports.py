import importlib
import subprocess
import sys

import pytest

import dflow_graph

PYDFLOW = """S3Artifact DAG Executor RemoteExecutor AutonamedDict IfExpression InputArtifact
InputParameter Inputs OutputArtifact OutputParameter Outputs if_expression OPTemplate
PythonScriptOPTemplate ShellOPTemplate Resource SlurmJob SlurmJobTemplate SlurmRemoteExecutor Step
argo_len argo_range argo_sequence Steps Task copy_artifact copy_s3 download_artifact download_s3
path_list_of_artifact s3_config upload_artifact upload_s3 Workflow config Context randstr
LocalArtifact set_config set_s3_config DockerSecret argo_sum argo_concat LineageClient Secret
query_workflows query_archived_workflows ContainerExecutor ArgoStep ArgoWorkflow argo_enumerate
path_object_of_artifact CustomArtifact gen_code jsonpickle HTTPArtifact HookStep
HTTPOPTemplate""".split()  # noqa: SIM905
MODULES = """common config context dag executor io op_template plugins.dispatcher resource slurm
step steps task utils workflow""".split()  # noqa: SIM905


@pytest.mark.parametrize("name", PYDFLOW)
def test_a_public_name_of_pydflow_is_here(name):
    assert getattr(dflow_graph, name) is not None
    assert name in dflow_graph.__all__


@pytest.mark.parametrize("name", dflow_graph.__all__)
def test_every_exported_name_is_there(name):
    assert hasattr(dflow_graph, name)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_of_pydflow_gives_the_same_objects(name):
    module = importlib.import_module(f"dflow_graph.{name}")
    for public in module.__all__:
        if public in dflow_graph.__all__:
            assert getattr(module, public) is getattr(dflow_graph, public)


def test_an_unknown_name_names_the_near_one():
    code = "import dflow_graph; dflow_graph.Worklow"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert "no attribute 'Worklow'. Did you mean: 'Workflow'?" in done.stderr


def test_importing_the_package_loads_nothing_else():
    code = (
        "import sys; before = set(sys.modules)\n"
        "import dflow_graph\n"
        "loaded = set(sys.modules) - before - {'dflow_graph', '__future__', 'types'}\n"
        "sys.exit(str(loaded) if loaded else 0)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_importing_a_submodule_loads_nothing_of_the_authoring_api():
    code = (
        "import sys\n"
        "from dflow_graph import rules\n"
        "sys.exit('dflow_graph.python' in sys.modules or 'dflow_graph.authoring' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_importing_the_authoring_api_loads_no_model():
    code = (
        "import sys\n"
        "from dflow_graph import Step, Workflow, argo_range, RemoteExecutor, config\n"
        "from dflow_graph.python import OP\n"
        "heavy = {'msgspec', 'yaml', 'dflow_graph.model', 'dflow_graph.pipeline'}\n"
        "loaded = heavy & set(sys.modules)\n"
        "sys.exit(str(loaded) if loaded else 0)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_values_travel_as_json_under_the_name_of_jsonpickle():
    text = dflow_graph.jsonpickle.dumps({"a": (1, 2)})
    assert dflow_graph.jsonpickle.loads(text) == {"a": (1, 2)}
