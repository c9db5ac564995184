from dflow import DAG, InputParameter, Inputs, OutputParameter, Outputs, Step, Steps, Task, Workflow
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


def ports():
    return {
        "inputs": Inputs(parameters={"x": InputParameter(type=int)}),
        "outputs": Outputs(parameters={"y": OutputParameter(type=int)}),
    }


tpl = PythonOPTemplate(Double, image="python:3.11")
serial = Steps(
    "serial",
    memoize_key="serial-{{inputs.parameters.x}}",
    annotations={"note": "one by one"},
    **ports(),
)
one = Step(
    "one",
    tpl,
    parameters={"x": serial.inputs.parameters["x"]},
    key="serial-one-{{inputs.parameters.x}}",
)
serial.add(one)
serial.outputs.parameters["y"].value_from_parameter = one.outputs.parameters["y"]

graph = DAG("graph", parallelism=2, **ports())
left = Task("left", tpl, parameters={"x": graph.inputs.parameters["x"]})
right = Task(
    "right",
    serial,
    parameters={"x": left.outputs.parameters["y"]},
    when="%s > 0" % left.outputs.parameters["y"],
)
graph.add(left)
graph.add(right)
graph.outputs.parameters["y"].value_from_parameter = left.outputs.parameters["y"]

wf = Workflow("memoized-groups")
wf.add(Step("graph", graph, parameters={"x": 1}))
wf.submit()
