from pathlib import Path

from dflow import Step, Workflow, upload_artifact
from dflow.python import (
    OP,
    OPIO,
    Artifact,
    HDF5Datasets,
    NestedDict,
    OPIOSign,
    PythonOPTemplate,
)


class Collect(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"systems": Artifact(NestedDict[Path])})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"tree": Artifact(NestedDict[Path]), "table": Artifact(HDF5Datasets)})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        Path("x").write_text("x")
        return OPIO({"tree": {"a": {"b": [Path("x")]}}, "table": {"0": Path("x")}})


class Read(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {"tree": Artifact(NestedDict[Path], optional=True), "table": Artifact(HDF5Datasets)}
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"n": int})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        return OPIO({"n": len(op_in["table"])})


for name in ("h2o.0", "h2o.1", "nacl"):
    Path(name).write_text(name)
collect = Step(
    "collect",
    PythonOPTemplate(Collect, image="python:3.11"),
    artifacts={
        "systems": upload_artifact({"water": ["h2o.0", "h2o.1"], "salt": {"solid": "nacl"}})
    },
)
read = Step(
    "read",
    PythonOPTemplate(Read, image="python:3.11"),
    artifacts={"tree": None, "table": collect.outputs.artifacts["table"]},
)
wf = Workflow("nested-artifacts")
wf.add(collect)
wf.add(read)
wf.submit()
