"""Volumes by claim: files come from one and go to one."""

from dflow.io import PVC
from dflow import (
    InputArtifact,
    Inputs,
    OutputArtifact,
    Outputs,
    PythonScriptOPTemplate,
    ShellOPTemplate,
    Step,
    Workflow,
)

pvc = PVC(
    "shared",
    "runs/{{workflow.name}}",
    size="10Gi",
    storage_class="nfs",
    access_modes=["ReadWriteMany"],
)
write = ShellOPTemplate(
    "write",
    image="alpine:3.19",
    script="echo hi > /tmp/out.txt",
    outputs=Outputs(artifacts={"out": OutputArtifact(path="/tmp/out.txt", save=pvc)}),
)
read = ShellOPTemplate(
    "read",
    image="alpine:3.19",
    script="cat /tmp/in.txt",
    inputs=Inputs(artifacts={"in": InputArtifact(path="/tmp/in.txt")}),
)
check = PythonScriptOPTemplate(
    "check",
    image="python:3.11",
    script="print(open('/tmp/in.txt').read())",
    inputs=Inputs(artifacts={"in": InputArtifact(path="/tmp/in.txt")}),
)
wf = Workflow("claims")
wf.add(Step("write", write))
wf.add(
    [
        Step("read", read, artifacts={"in": PVC("shared", "runs/a")}),
        Step("check", check, artifacts={"in": pvc}),
    ]
)
wf.submit()
