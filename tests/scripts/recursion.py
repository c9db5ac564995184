from dflow import InputParameter, Inputs, Step, Steps, Workflow
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


loop = Steps(
    "loop",
    inputs=Inputs(
        parameters={"i": InputParameter(type=int), "limit": InputParameter(type=int, value=30)}
    ),
)
body = Step(
    "body",
    PythonOPTemplate(Double, image="python:3.11"),
    parameters={"x": loop.inputs.parameters["i"]},
    key="body-{{inputs.parameters.i}}",
)
loop.add(body)
again = Step(
    "again",
    loop,
    parameters={"i": body.outputs.parameters["y"], "limit": loop.inputs.parameters["limit"]},
    when="%s < %s" % (body.outputs.parameters["y"], loop.inputs.parameters["limit"]),
)
loop.add(again)
wf = Workflow("recursion")
wf.add(Step("start", loop, parameters={"i": 1}))
wf.submit()
