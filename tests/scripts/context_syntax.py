from pathlib import Path

from dflow import DAG, Workflow
from dflow.python import OP, Artifact


@OP.function(image="python:3.11")
def hello(filename: str, text: str = "hello") -> {"out": Artifact(Path)}:
    Path(filename).write_text(text)
    return {"out": Path(filename)}


@OP.function(image="python:3.11")
def check(files: Artifact(Path)) -> {"size": int}:
    return {"size": Path(files).stat().st_size}


with DAG("greet") as dag:
    first = hello(filename="foo.txt")
    again = hello(filename="bar.txt", text="bye")
    check(files=first["out"])
    check(files=again["out"])

wf = Workflow("context-syntax", dag=dag)
wf.submit()
