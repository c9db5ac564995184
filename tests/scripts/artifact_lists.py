from pathlib import Path
from typing import Dict, List, Set

from dflow import Step, Workflow, upload_artifact
from dflow.python import OP, OPIO, Artifact, OPIOSign, PythonOPTemplate


class Join(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "several": Artifact(List[Path]),
                "named": Artifact(Dict[str, Path]),
                "some": Artifact(Set[Path]),
                "text": Artifact(str),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"all": Artifact(List[str]), "named": Artifact(Dict[str, Path])})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        Path("all").write_text(" ".join(map(str, op_in["several"])))
        return OPIO({"all": ["all"], "named": {"train": Path("all")}})


class Use(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"train": Artifact(Path), "list": Artifact(List[Path])})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        return OPIO({})


for name in "abc":
    Path(name).write_text(name)
join = Step(
    "join",
    PythonOPTemplate(Join, image="python:3.11"),
    artifacts={
        "several": upload_artifact(["a", "b"]),
        "named": upload_artifact({"train": "a", "test": "b"}),
        "some": upload_artifact({"c"}),
        "text": upload_artifact(Path("c")),
    },
)
use = Step(
    "use",
    PythonOPTemplate(Use, image="python:3.11"),
    artifacts={
        "train": join.outputs.artifacts["named"]["train"],
        "list": [join.outputs.artifacts["all"], upload_artifact("a")],
    },
)
wf = Workflow("artifact-lists")
wf.add(join)
wf.add(use)
wf.submit()
