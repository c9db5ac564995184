from pathlib import Path

from dflow import S3Artifact, Step, Workflow
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate


class Size(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"f": Artifact(Path)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"size": int})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        return OPIO({"size": sum(p.stat().st_size for p in Path(op_in["f"]).rglob("*"))})


tpl = PythonOPTemplate(Size, image="python:3.11")
wf = Workflow("s3-source")
wf.add(
    [
        Step("one", tpl, artifacts={"f": S3Artifact(key="inputs/plain.tgz")}),
        Step("sub", tpl, artifacts={"f": S3Artifact(key="inputs/folder").sub_path("x/y.txt")}),
    ]
)
wf.submit()
