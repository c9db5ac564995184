from dflow import Workflow
from dflow.python import OP


@OP.function(image="python:3.11")
def double(x: int) -> {"y": int}:
    return {"y": 2 * x}


@OP.superfunction
def fourfold(x: int) -> {"y": int}:
    first = double(x=x)
    second = double(x=first["y"])
    return {"y": second["y"]}


with Workflow("superfunction") as wf:
    start = double(x=1)
    fourfold(x=start["y"])
