from dflow import Step, Workflow
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


class Hello(OP):
    def __init__(self):
        pass

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"who": str, "times": int})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"text": str})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        return OPIO({"text": "\n".join(["hello " + op_in["who"]] * op_in["times"])})


double = Step("double", PythonOPTemplate(Double, image="python:3.11"), parameters={"x": 2})
hello = Step(
    "hello",
    PythonOPTemplate(Hello, image="python:3.11"),
    parameters={"who": "dflow", "times": double.outputs.parameters["y"]},
)
wf = Workflow("main-ops")
wf.add(double)
wf.add(hello)
wf.submit()
