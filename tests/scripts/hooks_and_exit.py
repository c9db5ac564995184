from dflow import (
    HookStep,
    InputParameter,
    Inputs,
    ShellOPTemplate,
    Step,
    Workflow,
)
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


notify = ShellOPTemplate(
    name="notify",
    image="alpine:3.19",
    script="echo {{inputs.parameters.msg}}",
    inputs=Inputs(parameters={"msg": InputParameter(value="done")}),
)
bye = ShellOPTemplate(name="bye", image="alpine:3.19", script="echo {{workflow.status}}")
wf = Workflow("hooks-and-exit", on_exit=bye)
wf.add(
    Step(
        "double",
        PythonOPTemplate(Double, image="python:3.11"),
        parameters={"x": 1},
        success_hook=HookStep(notify, parameters={"msg": "succeeded"}),
        running_hook=HookStep(notify, parameters={"msg": "running"}),
        failure_hook=HookStep(
            notify, expression="steps['double'].status == 'Failed'", parameters={"msg": "failed"}
        ),
    )
)
wf.submit()
