from pathlib import Path

from dflow import (
    InputParameter,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    Step,
    Steps,
    Workflow,
    if_expression,
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
        Path("g.txt").write_text(op_in["f"].read_text()[: op_in["n"]])
        return OPIO({"m": op_in["n"], "g": Path("g.txt")})


Path("f.txt").write_text("0123456789")
source = upload_artifact("f.txt")
steps = Steps(
    "cond", inputs=Inputs(parameters={"v": InputParameter(type=int, value=3)}), outputs=Outputs()
)
v = steps.inputs.parameters["v"]
big = Step(
    "big",
    PythonOPTemplate(Cut, image="python:3.11"),
    parameters={"n": v},
    artifacts={"f": source},
    when="%s > 2" % v,
)
small = Step(
    "small",
    PythonOPTemplate(Cut, image="python:3.11"),
    parameters={"n": v},
    artifacts={"f": source},
    when="%s <= 2" % v,
)
steps.add([big, small])
steps.outputs.parameters["m"] = OutputParameter(type=int)
steps.outputs.parameters["m"].value_from_expression = if_expression(
    _if=v > 2, _then=big.outputs.parameters["m"], _else=small.outputs.parameters["m"]
)
steps.outputs.artifacts["g"] = OutputArtifact(
    from_expression=if_expression(
        _if=v > 2, _then=big.outputs.artifacts["g"], _else=small.outputs.artifacts["g"]
    )
)
wf = Workflow("conditional-outputs", steps=steps)
wf.submit()
