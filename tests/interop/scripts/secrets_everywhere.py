"""Credentials in every place where users put them."""

from pathlib import Path

from dflow import (
    HTTPArtifact,
    InputArtifact,
    InputParameter,
    Inputs,
    S3Artifact,
    Secret,
    ShellOPTemplate,
    Step,
    Workflow,
    config,
    s3_config,
)
from dflow.executor import RemoteExecutor
from dflow.plugins.dispatcher import DispatcherExecutor
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate
from dflow.workflow import DockerSecret

config["token"] = "FAKE-ARGO-TOKEN-77aa77bb"
config["http_headers"] = {"Authorization": "Bearer FAKE-BEARER-99887766"}
s3_config["access_key"] = "FAKE-S3-ACCESS-0011"
s3_config["secret_key"] = "FAKE-S3-SECRET-2233"

PASSWORD = "FAKE-SOURCE-PASSWORD-8"


class Download(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"url": str, "api_key": str, "auth": dict, "f": Artifact(Path)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"y": int})

    @OP.exec_sign_check
    def execute(self, op_in):
        password = "FAKE-SOURCE-PASSWORD-8"
        return OPIO({"y": len(password)})


# Given by value, they are created in the cluster; here only the value is kept, as it is then.
mine, unnamed = Secret(name="mine"), Secret()
mine.value, unnamed.value = "FAKE-SECRET-OTHER-1", "FAKE-SECRET-UNNAMED-2"
shell = ShellOPTemplate(
    "push",
    image="alpine:3.19",
    script="curl -u alice:FAKE-CURL-PASS-4455 https://bob:FAKE-URL-PASS-6677@host.example.org/x\n"
    "mysql -pFAKE-MYSQL-PASS-12 -h db; export AWS_SECRET_ACCESS_KEY=FAKEawsSECRETkey0123456789abcdefghijklmn\n",
    envs={
        "DATABASE_URL": "postgres://carol:FAKE-DB-PASS-8899@db.example.org:5432/x",
        "GITHUB_TOKEN": "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "OTHER": mine,
        "UNNAMED": unnamed,
        "BOHRIUM_PASSWORD": "FAKE-BOHRIUM-PASS-3",
    },
    annotations={"registry/password": "FAKE-ANNOTATION-PASS-4"},
)
shell.inputs = Inputs(
    parameters={"password": InputParameter(value="FAKE-INPUT-PASS-5")},
    artifacts={"web": InputArtifact(path="/tmp/web")},
)
download = Step(
    "download",
    PythonOPTemplate(Download, image="python:3.11", python_packages=[], pre_script="", envs={}),
    parameters={
        "url": "https://dave:FAKE-PARAM-URL-PASS-6@files.example.org/a",
        "api_key": "FAKE-PARAM-API-KEY-7",
        "auth": {
            "user": "dave",
            "password": "FAKE-PARAM-PASS-8",
            "list": [{"token": "FAKE-t0ken-99-xyz-qq"}],
        },
    },
    artifacts={"f": S3Artifact(key="a")},
    executor=DispatcherExecutor(
        host="h.example.org",
        username="dave",
        password="FAKE-DISPATCHER-PASS-9",
        machine_dict={
            "batch_type": "Bohrium",
            "context_type": "Bohrium",
            "remote_profile": {
                "email": "dave@example.org",
                "password": "FAKE-BOHRIUM-PROFILE-10",
                "program_id": 1234,
            },
        },
        resources_dict={"envs": {"HF_TOKEN": "FAKE-hf-t0ken-1111-zz"}},
    ),
)
push = Step(
    "push",
    shell,
    artifacts={"web": HTTPArtifact(url="https://erin:FAKE-HTTP-PASS-11@web.example.org/w")},
    executor=RemoteExecutor("h2.example.org", password="FAKE-REMOTE-PASS-12", username="erin"),
)
secret = DockerSecret("registry.example.org", "frank", "FAKE-DOCKER-PASS-13", name="pull")
wf = Workflow(
    "secrets-everywhere",
    image_pull_secrets=[secret],
    annotations={"note": "token=FAKE-NOTE-t0ken-14-aabb"},
    parameters={"workflow_password": "FAKE-WF-PARAM-PASS-15"},
)
wf.add(download)
wf.add(push)
wf.submit()
