from dflow import InputParameter, Inputs, OutputArtifact, Outputs, Step, Workflow
from dflow.op_template import ContainerOPTemplate

tpl = ContainerOPTemplate(
    name="list-files",
    image="alpine:3.19",
    command=["sh", "-c"],
    args=["ls {{inputs.parameters.folder}} > /tmp/list.txt"],
    inputs=Inputs(parameters={"folder": InputParameter(value="/etc")}),
    outputs=Outputs(artifacts={"list": OutputArtifact(path="/tmp/list.txt")}),
    envs={"LC_ALL": "C"},
    requests={"cpu": "100m", "memory": "64Mi"},
    limits={"memory": "128Mi"},
    image_pull_policy="IfNotPresent",
)
wf = Workflow("container-op")
wf.add(Step("ls", template=tpl, parameters={"folder": "/usr"}))
wf.submit()
