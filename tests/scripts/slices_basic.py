from pathlib import Path
from typing import List

from dflow import Step, Workflow, argo_len, argo_range
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate, Slices


class Make(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"n": int})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"names": List[str], "files": Artifact(List[Path])})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        names = ["f%d" % i for i in range(op_in["n"])]
        for name in names:
            Path(name).write_text(name)
        return OPIO({"names": names, "files": [Path(name) for name in names]})


class Measure(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"name": str, "file": Artifact(Path)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"size": int, "copy": Artifact(Path)})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        out = Path(op_in["name"] + ".out")
        out.write_text(op_in["file"].read_text())
        return OPIO({"size": len(out.read_text()), "copy": out})


make = Step("make", PythonOPTemplate(Make, image="python:3.11"), parameters={"n": 4})
measure = Step(
    "measure",
    PythonOPTemplate(
        Measure,
        image="python:3.11",
        slices=Slices(
            "{{item}}",
            input_parameter=["name"],
            input_artifact=["file"],
            output_parameter=["size"],
            output_artifact=["copy"],
        ),
    ),
    parameters={"name": make.outputs.parameters["names"]},
    artifacts={"file": make.outputs.artifacts["files"]},
    with_param=argo_range(argo_len(make.outputs.parameters["names"])),
    key="measure-{{item}}",
)
fixed = Step(
    "fixed",
    PythonOPTemplate(
        Measure,
        image="python:3.11",
        slices=Slices(input_parameter=["name"], input_artifact=["file"], output_parameter=["size"]),
    ),
    parameters={"name": ["a", "b", "c", "d"]},
    artifacts={"file": make.outputs.artifacts["files"]},
    with_param=argo_range(4),
)
wf = Workflow("slices-basic")
wf.add(make)
wf.add([measure, fixed])
wf.submit()
