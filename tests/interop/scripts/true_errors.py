"""Mistakes that pydflow does not see: values of other types, and a parameter that there is not."""

import math
import posixpath
from pathlib import Path
from typing import Dict, List, Union

from dflow import InputParameter, Inputs, ShellOPTemplate, Step, Workflow
from dflow.python import OP, OPIO, BigParameter, OPIOSign, Parameter, PythonOPTemplate


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


class TakesDict(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"d": dict})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({})


class TakesNumbers(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "plain": Parameter(Dict[str, Union[int, float]], default={}),
                "big": BigParameter(Dict[str, Union[int, float]]),
                "list": Parameter(List[int], default=[]),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({})


VALUES = {
    "an-object": Point(1, 2),
    "a-tuple": (1, 2),
    "a-set": {1},
    "number-keys": {1: "a"},
    "a-path": Path("/data/x"),
    "bytes": b"ab",
    "a-class": int,
    "nan": math.nan,
    "a-function": posixpath.join,
}
NUMBERS = {
    "plain-numbers": {"plain": {"k": [0, 1]}, "big": {}},
    "big-numbers": {"big": {"k": [0, 1]}},
    "a-text-in-a-list": {"list": [1, "2"], "big": {}},
    "good-numbers": {"plain": {"k": 1}, "big": {"k": 1.5}, "list": [1]},
}


def main():
    wf = Workflow("true-errors")
    for name, value in VALUES.items():
        template = PythonOPTemplate(TakesDict, image="python:3.11")
        wf.add(Step(name, template, parameters={"d": value}))
    for name, given in NUMBERS.items():
        wf.add(Step(name, PythonOPTemplate(TakesNumbers, image="python:3.11"), parameters=given))
    say = ShellOPTemplate(
        "say",
        image="alpine:3.19",
        script="echo {{inputs.parameters.text}}",
        inputs=Inputs(parameters={"text": InputParameter()}),
    )
    wf.add(Step("unknown", say, parameters={"text": "{{workflow.parameters.z}}"}))
    wf.submit()


if __name__ == "__main__":
    main()
