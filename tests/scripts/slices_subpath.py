from pathlib import Path

from dflow import Step, Workflow, upload_artifact
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate, Slices


class Cut(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"n": int, "f": Artifact(Path)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"m": int, "g": Artifact(Path)})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        text = op_in["f"].read_text()[: op_in["n"]]
        Path("g.txt").write_text(text)
        return OPIO({"m": len(text), "g": Path("g.txt")})


for name in ("a.txt", "b.txt"):
    Path(name).write_text(name * 3)
cut = Step(
    "cut",
    PythonOPTemplate(
        Cut,
        image="python:3.11",
        slices=Slices(
            sub_path=True,
            input_parameter=["n"],
            input_artifact=["f"],
            output_parameter=["m"],
            output_artifact=["g"],
        ),
    ),
    parameters={"n": [1, 2]},
    artifacts={"f": upload_artifact(["a.txt", "b.txt"], archive=None)},
)
wf = Workflow("slices-subpath")
wf.add(cut)
wf.submit()
