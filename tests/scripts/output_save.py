from pathlib import Path

from dflow import S3Artifact, Step, Workflow
from dflow.io import PVC
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate


class Write(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"text": str})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign(
            {
                "g": Artifact(Path),
                "h": Artifact(Path, archive=None, global_name="last-h"),
                "kept": Artifact(Path, save=[S3Artifact(key="results/kept")]),
            }
        )

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        for name in "ghk":
            Path(name).write_text(op_in["text"])
        return OPIO({"g": Path("g"), "h": Path("h"), "kept": Path("k")})


tpl = PythonOPTemplate(
    Write,
    image="python:3.11",
    output_artifact_save={"g": [PVC("results", "g", size="2Gi", access_modes=["ReadWriteOnce"])]},
    output_artifact_archive={"g": None},
    output_artifact_global_name={"g": "last-g"},
)
wf = Workflow("output-save")
wf.add(Step("write", tpl, parameters={"text": "hello"}))
wf.submit()
