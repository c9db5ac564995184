from dflow import Step, Workflow, argo_sequence
from dflow.python import OP, OPIO, OPIOSign, PythonOPTemplate, Slices


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


make = Step("make", PythonOPTemplate(Double, image="python:3.11"), parameters={"x": 3})
fan = Step(
    "fan",
    PythonOPTemplate(
        Double,
        image="python:3.11",
        slices=Slices("int('{{item}}')", input_parameter=["x"], output_parameter=["y"]),
    ),
    parameters={"x": [0, 1, 2, 3, 4, 5]},
    with_sequence=argo_sequence(make.outputs.parameters["y"], format="%03d"),
    key="fan-{{item}}",
)
down = Step(
    "down",
    PythonOPTemplate(
        Double, image="python:3.11", slices=Slices("int('{{item}}')", output_parameter=["y"])
    ),
    parameters={"x": "{{item}}"},
    with_sequence=argo_sequence(start=9, end=3),
)
wf = Workflow("slices-sequence")
wf.add(make)
wf.add([fan, down])
wf.submit()
