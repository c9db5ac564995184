from pathlib import Path
from typing import Tuple

from dflow import Step, Workflow, upload_artifact
from dflow.python import OP, Artifact, PythonOPTemplate


@OP.function
def count(text: Artifact(Path), scale: int = 1) -> {"n": int, "copy": Artifact(Path)}:
    words = Path(text).read_text().split()
    Path("copy.txt").write_text(" ".join(words))
    return {"n": scale * len(words), "copy": Path("copy.txt")}


@OP.function
def square(x: int) -> int:
    return x * x


@OP.function
def halves(x: int) -> Tuple[int, int]:
    return x // 2, x - x // 2


Path("text.txt").write_text("one two three")
s1 = Step(
    "count",
    PythonOPTemplate(count, image="python:3.11"),
    artifacts={"text": upload_artifact("text.txt")},
)
s2 = Step(
    "square",
    PythonOPTemplate(square, image="python:3.11"),
    parameters={"x": s1.outputs.parameters["n"]},
)
s3 = Step(
    "halves",
    PythonOPTemplate(halves, image="python:3.11"),
    parameters={"x": s2.outputs.parameters["dflow_output"]},
)
wf = Workflow(name="function-op")
for step in (s1, s2, s3):
    wf.add(step)
wf.submit()
