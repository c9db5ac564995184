from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, TypedDict, Union

from dflow import Step, Workflow
from dflow.python import OP, Artifact, BigParameter, Parameter, PythonOPTemplate


class Result(NamedTuple):
    energy: float
    forces: List[float]


class Summary(TypedDict):
    n: int
    log: Artifact(Path)


@OP.function
def compute(
    x: Parameter(Union[int, float], default=1),
    names: List[str],
    table: BigParameter(Dict[str, int]),
) -> Result:
    return Result(energy=float(x), forces=[0.0] * len(names))


@OP.function
def summary(energy: float, forces: List[float], note: Optional[str] = None) -> Summary:
    Path("log").write_text(str(note))
    return {"n": len(forces), "log": Path("log")}


@OP.function
def nothing(n: int):
    print(n)


s1 = Step(
    "compute",
    PythonOPTemplate(compute, image="python:3.11"),
    parameters={"x": 2, "names": ["a", "b"], "table": {"k": 1}},
)
s2 = Step(
    "summary",
    PythonOPTemplate(summary, image="python:3.11"),
    parameters={
        "energy": s1.outputs.parameters["energy"],
        "forces": s1.outputs.parameters["forces"],
    },
)
s3 = Step(
    "nothing",
    PythonOPTemplate(nothing, image="python:3.11"),
    parameters={"n": s2.outputs.parameters["n"]},
)
wf = Workflow("typed-functions")
for step in (s1, s2, s3):
    wf.add(step)
wf.submit()
