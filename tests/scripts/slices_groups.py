from pathlib import Path
from typing import List

from dflow import Step, Workflow, argo_range, upload_artifact
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate, Slices


class RunMany(OP):
    """One call for a whole group of slices."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"task_name": List[str], "task_path": Artifact(List[Path])})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"log": Artifact(List[Path])})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        logs = []
        for name in op_in["task_name"]:
            Path(name).mkdir(exist_ok=True)
            logs.append(Path(name) / "log")
            logs[-1].write_text(name)
        return OPIO({"log": logs})


class RunOne(OP):
    """One call for one slice; the pool calls it for each of a group."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"task_name": str, "task_path": Artifact(Path)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"log": Artifact(Path), "ok": bool})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        Path(op_in["task_name"]).write_text("done")
        return OPIO({"log": Path(op_in["task_name"]), "ok": True})


names = ["task.%03d" % i for i in range(6)]
for name in names:
    Path(name).mkdir(exist_ok=True)
    (Path(name) / "input").write_text(name)
tasks = upload_artifact(names)
many = Step(
    "many",
    PythonOPTemplate(
        RunMany,
        image="python:3.11",
        slices=Slices(
            "int('{{item}}')",
            input_parameter=["task_name"],
            input_artifact=["task_path"],
            output_artifact=["log"],
            group_size=2,
        ),
    ),
    parameters={"task_name": names},
    artifacts={"task_path": tasks},
    with_param=argo_range(6),
    key="many-{{item}}",
)
pooled = Step(
    "pooled",
    PythonOPTemplate(
        RunOne,
        image="python:3.11",
        slices=Slices(
            "{{item}}",
            input_parameter=["task_name"],
            input_artifact=["task_path"],
            output_artifact=["log"],
            output_parameter=["ok"],
            group_size=3,
            pool_size=1,
            shuffle=True,
            random_seed=11,
            create_dir=True,
        ),
    ),
    parameters={"task_name": names},
    artifacts={"task_path": tasks},
    with_param=argo_range(6),
)
wf = Workflow("slices-groups", parallelism=2)
wf.add([many, pooled])
wf.submit()
