from dflow import Step, Workflow
from dflow.python import OP, OPIO, OPIOSign, PythonOPTemplate


class Scale(OP):
    def __init__(self, factor, offsets=(0, 0), name="scale"):
        self.factor = factor
        self.offsets = offsets
        self.name = name

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"x": float})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"y": float})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        return OPIO({"y": self.factor * op_in["x"] + sum(self.offsets)})


wf = Workflow("op-with-state")
a = Step("a", PythonOPTemplate(Scale(2.5), image="python:3.11"), parameters={"x": 1.0})
b = Step(
    "b",
    PythonOPTemplate(Scale(factor=-1, offsets=(1, 2), name="flip"), image="python:3.11"),
    parameters={"x": a.outputs.parameters["y"]},
)
wf.add(a)
wf.add(b)
wf.submit()
