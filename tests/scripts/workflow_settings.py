from dflow import Step, Workflow, config, s3_config, set_config, set_s3_config
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


config["host"] = "https://argo.example.org"
set_config(namespace="science", token="not-a-real-token")
s3_config["endpoint"] = "minio.example.org:9000"
set_s3_config(access_key="somebody", secret_key="something-secret", prefix="runs/")

wf = Workflow(
    name="workflow-settings",
    namespace="chem",
    annotations={"note": "all settings"},
    labels={"project": "water"},
    parallelism=10,
    pod_gc_strategy="OnPodSuccess",
    image_pull_secrets="registry-login",
    parameters={"x": 3},
)
wf.add(
    Step(
        "double",
        PythonOPTemplate(Double, image="python:3.11"),
        parameters={"x": "{{workflow.parameters.x}}"},
    )
)
wf.submit()
