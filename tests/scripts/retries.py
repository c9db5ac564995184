from dflow import Step, Workflow
from dflow.python import (
    OP,
    OPIO,
    FatalError,
    OPIOSign,
    Parameter,
    PythonOPTemplate,
    TransientError,
)


class Unsteady(OP):
    progress_total = 10

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"n": int})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"m": Parameter(int, default=0)})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        self.progress_current = 5
        if op_in["n"] < 0:
            raise FatalError("n is negative")
        if op_in["n"] == 0:
            raise TransientError("n is not there yet")
        return OPIO({"m": op_in["n"]})


def unsteady(**kwargs):
    return PythonOPTemplate(Unsteady, image="python:3.11", **kwargs)


wf = Workflow("retries")
wf.add(
    [
        Step(
            "a",
            unsteady(retry_on_transient_error=3, timeout=60, timeout_as_transient_error=True),
            parameters={"n": 1},
        ),
        Step("b", unsteady(retry_on_failure=2), parameters={"n": 1}),
        Step("c", unsteady(retry_on_error=2), parameters={"n": 1}),
        Step(
            "d",
            unsteady(retry_on_failure_and_error=1, output_parameter_default={"m": -1}),
            parameters={"n": 1},
        ),
        Step("e", unsteady(memoize_key="unsteady-{{inputs.parameters.n}}"), parameters={"n": 1}),
    ]
)
wf.submit()
