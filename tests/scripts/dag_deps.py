from dflow import DAG, OutputParameter, Outputs, Task, Workflow
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


dag = DAG("d-main", parallelism=3)
a = Task("a", PythonOPTemplate(Double, image="python:3.11"), parameters={"x": 1})
b = Task(
    "b", PythonOPTemplate(Double, image="python:3.11"), parameters={"x": a.outputs.parameters["y"]}
)
c = Task(
    "c",
    PythonOPTemplate(Double, image="python:3.11"),
    parameters={"x": 5},
    dependencies=[a, "b.Failed || b.Succeeded"],
    continue_on_failed=True,
)
for task in (a, b, c):
    dag.add(task)
dag.outputs = Outputs(
    parameters={"r": OutputParameter(value_from_parameter=b.outputs.parameters["y"], type=int)}
)
wf = Workflow("dag-deps", dag=dag)
wf.submit()
