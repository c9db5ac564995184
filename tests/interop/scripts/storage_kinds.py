"""Where files come from and go to, and what is written of them."""

from pathlib import Path
from typing import Dict, List

from dflow import (
    DAG,
    HTTPArtifact,
    InputArtifact,
    InputParameter,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    PythonScriptOPTemplate,
    S3Artifact,
    ShellOPTemplate,
    Task,
    Workflow,
    upload_artifact,
)
from dflow.python import OP, OPIO, Artifact, NestedDict, OPIOSign, PythonOPTemplate


class Merge(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "files": Artifact(Dict[str, Path]),
                "nested": Artifact(NestedDict[Path], optional=True),
                "sub": Artifact(Path),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"all": Artifact(List[Path], archive="zip")})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"all": []})


Path("a.txt").write_text("a")
shell = ShellOPTemplate(
    "fetch",
    image="alpine:3.19",
    script="cp /tmp/web.txt /tmp/out.txt; cat /tmp/raw.txt >> /tmp/out.txt; date > /tmp/d.txt",
)
shell.inputs.artifacts = {
    "web": InputArtifact(path="/tmp/web.txt"),
    "raw": InputArtifact(path="/tmp/raw.txt", mode=0o644),
    "maybe": InputArtifact(path="/tmp/maybe", optional=True),
}
shell.outputs.artifacts = {
    "out": OutputArtifact(
        path="/tmp/out.txt", save=[S3Artifact(key="results/out.txt")], archive=None, global_name="g"
    )
}
shell.outputs.parameters = {
    "d": OutputParameter(value_from_path="/tmp/d.txt", default="never", global_name="date")
}
count = PythonScriptOPTemplate(
    "count",
    image="python:3.11",
    script="print({{inputs.parameters.n}})",
    command=["python3", "-u"],
    inputs=Inputs(parameters={"n": InputParameter(value=3), "d": InputParameter()}),
    outputs=Outputs(),
)
dag = DAG("kinds")
fetch = Task(
    "fetch",
    shell,
    artifacts={
        "web": HTTPArtifact(url="https://example.org/data.txt"),
        "raw": "line one\nline two\n",
    },
)
merge = Task(
    "merge",
    PythonOPTemplate(Merge, image="python:3.11", output_artifact_archive={"all": None}),
    artifacts={
        "files": upload_artifact({"one": "a.txt", "two": "a.txt"}),
        "sub": S3Artifact(key="inputs/tree").sub_path("leaf"),
    },
    dependencies=[fetch],
)
number = Task(
    "number",
    count,
    parameters={"d": fetch.outputs.parameters["d"]},
    dependencies=["merge.Succeeded"],
)
for task in (fetch, merge, number):
    dag.add(task)
wf = Workflow("storage-kinds", dag=dag)
wf.submit()
