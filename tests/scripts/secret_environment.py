from dflow import Secret, ShellOPTemplate, Step, Workflow
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


wf = Workflow("secret-environment")
wf.add(
    [
        Step(
            "double",
            PythonOPTemplate(
                Double,
                image="python:3.11",
                envs={"PASSWORD": Secret(name="my-secret", key="password"), "PLAIN": "value"},
            ),
            parameters={"x": 1},
        ),
        Step(
            "shell",
            ShellOPTemplate(
                name="shell",
                image="alpine:3.19",
                script="env | grep -c PASSWORD",
                envs={"PASSWORD": Secret(name="other-secret")},
            ),
        ),
    ]
)
wf.submit()
