from pathlib import Path

from dflow import (
    DAG,
    InputArtifact,
    InputParameter,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    Step,
    Steps,
    Task,
    Workflow,
    upload_artifact,
)
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate


class Cut(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"n": int, "f": Artifact(Path)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"m": int, "g": Artifact(Path)})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        Path("g.txt").write_text(Path(op_in["f"]).read_text()[: op_in["n"]])
        return OPIO({"m": op_in["n"] + 1, "g": Path("g.txt")})


class CutTwice(Steps):
    """A super OP: two cuts in a row, as one step of another workflow."""

    def __init__(self, name, cut_op, image):
        self._input_parameters = {"n": InputParameter(type=int)}
        self._input_artifacts = {"f": InputArtifact(type=Path)}
        self._output_parameters = {"m": OutputParameter(type=int)}
        self._output_artifacts = {"g": OutputArtifact(type=Path)}
        super().__init__(
            name=name,
            inputs=Inputs(parameters=self._input_parameters, artifacts=self._input_artifacts),
            outputs=Outputs(parameters=self._output_parameters, artifacts=self._output_artifacts),
            parallelism=2,
        )
        first = Step(
            "first",
            PythonOPTemplate(cut_op, image=image),
            parameters={"n": self.inputs.parameters["n"]},
            artifacts={"f": self.inputs.artifacts["f"]},
        )
        self.add(first)
        second = Step(
            "second",
            PythonOPTemplate(cut_op, image=image),
            parameters={"n": first.outputs.parameters["m"]},
            artifacts={"f": first.outputs.artifacts["g"]},
        )
        self.add(second)
        self.outputs.parameters["m"].value_from_parameter = second.outputs.parameters["m"]
        self.outputs.artifacts["g"]._from = second.outputs.artifacts["g"]


Path("f.txt").write_text("0123456789")
cut_twice = CutTwice("cut-twice", Cut, "python:3.11")
dag = DAG("outer")
t1 = Task("t1", template=cut_twice, parameters={"n": 1}, artifacts={"f": upload_artifact("f.txt")})
t2 = Task(
    "t2",
    template=cut_twice,
    parameters={"n": t1.outputs.parameters["m"]},
    artifacts={"f": t1.outputs.artifacts["g"]},
)
dag.add(t1)
dag.add(t2)
wf = Workflow("super-op", dag=dag)
wf.submit()
