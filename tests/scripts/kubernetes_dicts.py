from dflow import Step, Workflow
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


tpl = PythonOPTemplate(
    Double,
    image="python:3.11",
    annotations={"note": "kubernetes"},
    labels={"team": "chem"},
    node_selector={"kubernetes.io/arch": "amd64"},
    tolerations=[{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}],
    affinity={
        "nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {
                "nodeSelectorTerms": [
                    {"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]}
                ]
            }
        }
    },
    volumes=[{"name": "work", "emptyDir": {}}],
    mounts=[{"name": "work", "mountPath": "/work"}],
    init_containers=[{"name": "prepare", "image": "alpine:3.19", "command": ["true"]}],
    sidecars=[{"name": "watch", "image": "alpine:3.19", "command": ["sleep", "60"]}],
    image_pull_policy="IfNotPresent",
    requests={"cpu": "1", "memory": "1Gi"},
    limits={"cpu": "2", "memory": "2Gi"},
    envs={"OMP_NUM_THREADS": "2"},
)
wf = Workflow("kubernetes-dicts")
wf.add(Step("double", tpl, parameters={"x": 1}))
wf.submit()
