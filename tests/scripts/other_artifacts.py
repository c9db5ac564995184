from pathlib import Path
from typing import List

from dflow import HTTPArtifact, InputArtifact, Inputs, S3Artifact, ShellOPTemplate, Step, Workflow
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate


class Count(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {"several": Artifact(List[Path], archive=None), "one": Artifact(Path, sub_path=False)}
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"n": int})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        return OPIO({"n": len(op_in["several"])})


cat = ShellOPTemplate(
    name="cat",
    image="alpine:3.19",
    script="cat /tmp/page.html /tmp/note.txt",
    inputs=Inputs(
        artifacts={
            "page": InputArtifact(path="/tmp/page.html", mode=0o644),
            "note": InputArtifact(path="/tmp/note.txt", source="a note\n"),
        }
    ),
)
wf = Workflow("other-artifacts")
wf.add(Step("cat", cat, artifacts={"page": HTTPArtifact(url="https://example.org/index.html")}))
wf.add(
    Step(
        "count",
        PythonOPTemplate(Count, image="python:3.11"),
        artifacts={
            "several": S3Artifact(key="data/set", path_list=["a", "b"]),
            "one": S3Artifact(key="data/one"),
        },
    )
)
wf.submit()
