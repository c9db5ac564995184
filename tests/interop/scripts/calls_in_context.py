"""OPs called like functions, and templates without names."""

from pathlib import Path

from dflow import DAG, ShellOPTemplate, Step, Steps, Workflow
from dflow.python import OP, Artifact


@OP.function(image="python:3.11")
def make_data(n: int) -> {"out": Artifact(Path), "size": int}:
    Path("d").write_text("x" * n)
    return {"out": Path("d"), "size": n}


@OP.function(image="python:3.11", retry_on_transient_error=1)
def train_model(data: Artifact(Path), steps: int = 10) -> {"model": Artifact(Path)}:
    return {"model": Path("m")}


@OP.superfunction
def prepare_and_train(n: int) -> {"model": Artifact(Path)}:
    data = make_data(n=n)
    again = make_data(n=data["size"])
    model = train_model(data=again["out"], steps=5)
    return {"model": model["model"]}


with Workflow("calls-in-context") as wf:
    first = prepare_and_train(n=3)
    second = prepare_and_train(n=4)
    train_model(data=first["model"])
wf.submit()
