from dflow import InputParameter, Inputs, OutputParameter, Outputs, Step, Steps, Workflow
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


inner = Steps("inner", inputs=Inputs(parameters={"x": InputParameter(type=int)}), outputs=Outputs())
double = Step(
    "double",
    PythonOPTemplate(Double, image="python:3.11"),
    parameters={"x": inner.inputs.parameters["x"]},
)
inner.add(double)
inner.outputs.parameters["y"] = OutputParameter(
    value_from_parameter=double.outputs.parameters["y"], type=int
)

wf = Workflow("step-slices")
wf.add(
    Step(
        "on-step",
        PythonOPTemplate(Double, image="python:3.11"),
        parameters={"x": [1, 2, 3]},
        slices=Slices(input_parameter=["x"], output_parameter=["y"]),
        with_param=[0, 1, 2],
    )
)
wf.add(
    Step(
        "on-steps",
        inner,
        parameters={"x": [4, 5, 6]},
        slices=Slices("{{item}}", input_parameter=["x"], output_parameter=["y"]),
        with_param=[0, 1, 2],
    )
)
wf.submit()
