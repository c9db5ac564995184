from pathlib import Path

from dflow import (
    ContainerExecutor,
    Executor,
    RemoteExecutor,
    SlurmJobTemplate,
    SlurmRemoteExecutor,
    Step,
    Workflow,
)
from dflow.python import OP, OPIO, OPIOSign, PythonOPTemplate


class Double(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"x": int})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"y": int})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"y": 2 * op_in["x"]})


class QueueExecutor(Executor):
    """An executor of a plug-in."""

    def __init__(self, queue, nodes=1):
        self.queue = queue
        self.nodes = nodes

    def render(self, template):
        return template


Path("id_rsa").write_text("the key of this script's user\n")
tpl = PythonOPTemplate(Double, image="python:3.11")
wf = Workflow("remote-executors", context=ContainerExecutor(docker="docker"))
wf.add(Step("here", tpl, parameters={"x": 0}))
wf.add(
    [
        Step(
            "remote",
            tpl,
            parameters={"x": 1},
            executor=RemoteExecutor(
                host="h.example.org",
                port=2222,
                username="alice",
                private_key_file="id_rsa",
                remote_command=["python3", "-u"],
                singularity_executable="singularity",
            ),
        ),
        Step(
            "slurm",
            tpl,
            parameters={"x": 2},
            executor=SlurmRemoteExecutor(
                host="h.example.org",
                username="alice",
                header="#!/bin/bash\n#SBATCH -n 2\n",
                interval=10,
            ),
        ),
        Step(
            "job",
            tpl,
            parameters={"x": 3},
            executor=SlurmJobTemplate(
                header="#!/bin/bash\n#SBATCH -n 1\n",
                node_selector={"kubernetes.io/hostname": "slurm-node"},
                prepare_image="alpine:3.19",
                collect_image="alpine:3.19",
            ),
        ),
        Step("plugin", tpl, parameters={"x": 4}, executor=QueueExecutor("long", nodes=4)),
    ]
)
wf.submit()
