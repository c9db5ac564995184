from pathlib import Path

from dflow import Step, Workflow
from dflow.python import OP, OPIO, OPIOSign, Parameter, PythonOPTemplate


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Show(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"value": object, "note": Parameter(str, default="")})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"text": str})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        return OPIO({"text": repr(op_in["value"])})


values = [
    None,
    True,
    0,
    -1.5,
    "text",
    "",
    [1, [2, None]],
    {"a": {"b": [True]}},
    (1, 2),
    {1},
    {1: "a"},
    b"ab",
    Point(1, 2),
    Path("/tmp/x"),
]
tpl = PythonOPTemplate(Show, image="python:3.11")
wf = Workflow("parameter-values")
wf.add([Step("s%d" % i, tpl, parameters={"value": value}) for i, value in enumerate(values)])
wf.submit()
