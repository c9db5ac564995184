from dflow import Step, Workflow, argo_range
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


sliced = Slices("{{item}}", input_parameter=["x"], output_parameter=["y"])
wf = Workflow("continue-on")
wf.add(
    Step(
        "may-fail",
        PythonOPTemplate(Double, image="python:3.11"),
        parameters={"x": 1},
        continue_on_failed=True,
        continue_on_error=True,
    )
)
wf.add(
    [
        Step(
            "most",
            PythonOPTemplate(Double, image="python:3.11", slices=sliced),
            parameters={"x": [1, 2, 3, 4]},
            with_param=argo_range(4),
            continue_on_success_ratio=0.75,
        ),
        Step(
            "three",
            PythonOPTemplate(Double, image="python:3.11", slices=sliced),
            parameters={"x": [1, 2, 3, 4]},
            with_param=argo_range(4),
            continue_on_num_success=3,
            parallelism=2,
        ),
    ]
)
wf.submit()
