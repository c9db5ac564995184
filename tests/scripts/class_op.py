from pathlib import Path
from typing import Dict, List, Optional, Union

from dflow import Step, Workflow, upload_artifact
from dflow.python import (
    OP,
    OPIO,
    Artifact,
    BigParameter,
    OPIOSign,
    Parameter,
    PythonOPTemplate,
)


class Relax(OP):
    """Relaxes a structure: a signature with nearly every kind of entry."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "conf": Artifact(Path),
                "frames": Artifact(List[Path], optional=True),
                "table": Artifact(Dict[str, Path], optional=True),
                "nsteps": Parameter(int, default=100),
                "tags": Parameter(List[str], default=["a", "b"]),
                "options": BigParameter(Dict[str, Union[int, float]]),
                "label": str,
                "tolerance": float,
                "seed": Parameter(Optional[int], default=None),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign(
            {
                "log": Artifact(Path, archive=None),
                "parts": Artifact(List[Path]),
                "energy": Parameter(float, default=0.0, global_name="final-energy"),
                "history": BigParameter(List[float]),
            }
        )

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        log = Path("log.txt")
        log.write_text("%s: %d steps\n" % (op_in["label"], op_in["nsteps"]))
        return OPIO({"log": log, "parts": [log], "energy": -1.5, "history": [0.0, -1.5]})


Path("conf.txt").write_text("H 0 0 0\n")
conf = upload_artifact("conf.txt")
relax = Step(
    "relax",
    template=PythonOPTemplate(Relax, image="python:3.11"),
    parameters={"options": {"fmax": 0.05, "maxiter": 7}, "label": "water", "tolerance": 1.0},
    artifacts={"conf": conf},
)
wf = Workflow("class-op")
wf.add(relax)
wf.submit()
