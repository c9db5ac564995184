"""What users put into a graph without noticing: passwords, and objects of the Argo client."""

from pathlib import Path

from argo.workflows.client import (
    V1EmptyDirVolumeSource,
    V1Toleration,
    V1Volume,
    V1VolumeMount,
)
from dflow import S3Artifact, Secret, Step, Workflow
from dflow.executor import RemoteExecutor
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate


class Read(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"x": int, "f": Artifact(Path)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"y": int})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"y": 2 * op_in["x"]})


secret = Secret(name="sec", key="k")
secret.value = "FAKE-SECRET-VALUE-99"
step = Step(
    "read",
    PythonOPTemplate(
        Read,
        image="python:3.11",
        envs={"A": secret, "API_TOKEN": "FAKE-t0ken-4711-xyzzy", "B": "plain"},
        volumes=[V1Volume(name="v", empty_dir=V1EmptyDirVolumeSource(size_limit="1Gi"))],
        mounts=[V1VolumeMount(name="v", mount_path="/v")],
        tolerations=[V1Toleration(key="gpu", operator="Exists")],
        python_packages=[],
    ),
    parameters={"x": 1},
    artifacts={"f": S3Artifact(key="inputs/f.txt")},
    executor=RemoteExecutor("h.example.org", username="alice", password="FAKE-PASSWORD-42x"),
)
wf = Workflow("secrets-and-clients")
wf.add(step)
wf.submit()
