from typing import Dict, List

from dflow import Step, Workflow
from dflow.python import OP, OPIO, BigParameter, OPIOSign, PythonOPTemplate


class Config:
    """A setting of many numbers."""

    def __init__(self, kind, values):
        self.kind = kind
        self.values = values


class Expand(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"config": BigParameter(Config), "options": BigParameter(dict)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"table": BigParameter(Dict[str, List[float]])})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        return OPIO({"table": {op_in["config"].kind: op_in["config"].values}})


class Total(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"table": BigParameter(Dict[str, List[float]])})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"total": float})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        return OPIO({"total": sum(map(sum, op_in["table"].values()))})


expand = Step(
    "expand",
    PythonOPTemplate(Expand, image="python:3.11"),
    parameters={"config": Config("md", [0.5, 1.5]), "options": {"deep": {"k": [1, 2, 3]}}},
)
total = Step(
    "total",
    PythonOPTemplate(Total, image="python:3.11"),
    parameters={"table": expand.outputs.parameters["table"]},
)
wf = Workflow("big-parameters")
wf.add(expand)
wf.add(total)
wf.submit()
