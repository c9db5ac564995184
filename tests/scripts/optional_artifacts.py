from pathlib import Path
from typing import List

from dflow import InputArtifact, Inputs, Step, Steps, Workflow
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate


class Fit(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {"init": Artifact(Path, optional=True), "data": Artifact(List[Path], optional=True)}
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"model": Artifact(Path, optional=True)})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        return OPIO({"model": op_in["init"]})


inner = Steps("inner", inputs=Inputs(artifacts={"init": InputArtifact(optional=True)}))
inner.add(
    Step(
        "fit",
        PythonOPTemplate(Fit, image="python:3.11"),
        artifacts={"init": inner.inputs.artifacts["init"], "data": None},
    )
)
wf = Workflow("optional-artifacts")
fit = Step("fit", PythonOPTemplate(Fit, image="python:3.11"))
wf.add(fit)
wf.add(
    [
        Step("without", inner, artifacts={"init": None}),
        Step("with", inner, artifacts={"init": fit.outputs.artifacts["model"]}),
    ]
)
wf.submit()
