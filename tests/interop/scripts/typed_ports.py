"""Types of every spelling, with and without `typing`."""

from pathlib import Path
from typing import Any, Dict, List, Literal, Optional, Sequence, Set, Tuple, Union

from dflow import InputParameter, Inputs, OutputParameter, Outputs, Step, Steps, Workflow
from dflow.python import (
    OP,
    OPIO,
    Artifact,
    BigParameter,
    HDF5Datasets,
    NestedDict,
    OPIOSign,
    Parameter,
    PythonOPTemplate,
)


class Settings:
    def __init__(self, size=1):
        self.size = size


class Take(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "a": List[Dict[str, Tuple[int, float]]],
                "b": Optional[List[str]],
                "c": Union[int, List[int]],
                "d": Parameter(Tuple[float, ...], default=(1.0, 2.0)),
                "e": Parameter(Dict, default={}),
                "f": list,
                "g": dict,
                "h": Any,
                "i": Literal["x", "y"],
                "j": Set[int],
                "k": BigParameter(Settings),
                "l": list[int],
                "m": int | None,
                "n": Sequence[str],
                "o": bytes,
                "q": Artifact(NestedDict[Path]),
                "r": Artifact(HDF5Datasets, optional=True),
                "s": Artifact(Set[Path]),
                "t": Artifact(Dict[str, str]),
                "u": Artifact(str),
                "v": Artifact(Union[Path, HDF5Datasets], optional=True),
                "w": Parameter(Optional[float], default=None),
                "x": tuple,
                "y": type(None),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"z": Dict[str, List[float]], "zz": Artifact(List[str])})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"z": {}, "zz": []})


steps = Steps(
    "inner",
    inputs=Inputs(
        parameters={
            "a": InputParameter(type=List[int]),
            "b": InputParameter(type=list),
            "c": InputParameter(type=Optional[int], value=None),
        }
    ),
    outputs=Outputs(parameters={"o": OutputParameter(type=Dict[str, int], default={})}),
)
from dflow import S3Artifact  # noqa: E402

file = S3Artifact(key="a")
take = Step(
    "take",
    PythonOPTemplate(Take, image="python:3.11"),
    parameters={
        "a": [{"x": (1, 2.0)}],
        "b": None,
        "c": 3,
        "f": steps.inputs.parameters["b"],
        "g": {"k": [1, None, True]},
        "h": {"deep": [{"er": {}}]},
        "i": "x",
        "j": {1, 2},
        "k": Settings(),
        "l": [1],
        "m": None,
        "n": ["a"],
        "o": b"bytes",
        "x": (1, "2"),
        "y": None,
    },
    artifacts={"q": file, "s": file, "t": file, "u": file},
)
steps.add(take)
steps.outputs.parameters["o"].value_from_parameter = take.outputs.parameters["z"]
wf = Workflow("typed-ports")
wf.add(Step("inner", steps, parameters={"a": [1], "b": ["x"]}))
wf.submit()
