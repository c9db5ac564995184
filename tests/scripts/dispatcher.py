from dflow import Step, Workflow
from dflow.plugins.dispatcher import DispatcherExecutor
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


dispatcher = DispatcherExecutor(
    host="login.example.org",
    queue_name="normal",
    username="alice",
    password="correct-horse-battery",
    machine_dict={
        "batch_type": "Slurm",
        "context_type": "SSHContext",
        "remote_profile": {"timeout": 5},
    },
    resources_dict={"number_node": 1, "cpu_per_node": 2, "group_size": 1},
    retry_on_submission_error=3,
)
wf = Workflow("dispatcher")
wf.add(
    Step(
        "double",
        PythonOPTemplate(Double, image="python:3.11"),
        parameters={"x": 1},
        executor=dispatcher,
    )
)
wf.submit()
