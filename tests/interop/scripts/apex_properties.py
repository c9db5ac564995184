"""Relaxation and properties as APEX has them: sub_path slices, groups, pools, and a remote machine."""

from pathlib import Path
from typing import List

from dflow import Step, Workflow, argo_range, upload_artifact
from dflow.executor import RemoteExecutor
from dflow.python import OP, OPIO, Artifact, OPIOSign, Parameter, PythonOPTemplate, Slices
from dflow.slurm import SlurmRemoteExecutor


class RelaxMake(OP):
    """Makes the folders of relaxations."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"input": Artifact(Path), "param": Artifact(Path)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign(
            {
                "output": Artifact(Path),
                "task_names": list,
                "njobs": int,
                "task_paths": Artifact(List[Path]),
            }
        )

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"output": Path("."), "task_names": [], "njobs": 0, "task_paths": []})


class RunLmp(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "input_lammps": Artifact(Path),
                "run_command": str,
                "flow_id": Parameter(str, default=""),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"backward_dir": Artifact(Path, sub_path=False)})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"backward_dir": op_in["input_lammps"]})


class RelaxPost(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "input_post": Artifact(Path),
                "input_all": Artifact(Path, sub_path=False),
                "param": Artifact(Path),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"retrieve_path": Artifact(List[Path]), "output_all": Artifact(Path)})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"retrieve_path": [], "output_all": op_in["input_all"]})


Path("confs").mkdir()
Path("confs/POSCAR").write_text("Al")
Path("param.json").write_text("{}")
param = upload_artifact("param.json")

make = Step(
    "relaxmake",
    PythonOPTemplate(RelaxMake, image="apex:1.2", command=["python3"]),
    artifacts={"input": upload_artifact("confs"), "param": param},
    key="relaxcal-make",
)
calculate = Step(
    "relaxcal",
    PythonOPTemplate(
        RunLmp,
        slices=Slices(
            "{{item}}",
            input_artifact=["input_lammps"],
            output_artifact=["backward_dir"],
            group_size=5,
            pool_size=2,
            pool_timeout=600,
        ),
        image="lammps:2023",
        requests={"cpu": "4", "memory": "8Gi"},
        limits={"nvidia.com/gpu": "1"},
    ),
    parameters={"run_command": "lmp -in in.lammps -v seed 1"},
    artifacts={"input_lammps": make.outputs.artifacts["task_paths"]},
    with_param=argo_range(make.outputs.parameters["njobs"]),
    key="relaxcal-{{item}}",
    executor=SlurmRemoteExecutor(
        "hpc.example.org",
        username="bob",
        password="FAKE-PASSWORD-apex-2",
        port=2222,
        header="#!/bin/bash\n#SBATCH -N 1\n#SBATCH -p gpu",
        workdir="/scratch/bob/{{workflow.name}}",
    ),
    continue_on_num_success=1,
    parallelism=20,
)
post = Step(
    "relaxpost",
    PythonOPTemplate(RelaxPost, image="apex:1.2"),
    artifacts={
        "input_post": calculate.outputs.artifacts["backward_dir"],
        "input_all": make.outputs.artifacts["output"],
        "param": param,
    },
    key="relaxcal-post",
    executor=RemoteExecutor("login.example.org", username="bob", password="FAKE-PASSWORD-apex-3"),
)
wf = Workflow("relaxation", labels={"flow": "relax"}, annotations={"owner": "bob"})
for step in (make, calculate, post):
    wf.add(step)
wf.submit()
