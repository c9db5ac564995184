from typing import List

from dflow import (
    InputParameter,
    Inputs,
    ShellOPTemplate,
    Step,
    Workflow,
    argo_concat,
    argo_enumerate,
    argo_len,
    argo_range,
    argo_sequence,
    argo_sum,
)
from dflow.python import OP, OPIO, OPIOSign, PythonOPTemplate


class Lists(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"n": int})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign(
            {"names": List[str], "sizes": List[int], "n": int, "nested": List[List[str]]}
        )

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        n = op_in["n"]
        names = [str(i) for i in range(n)]
        return OPIO({"names": names, "sizes": list(range(n)), "n": n, "nested": [names, names]})


echo = ShellOPTemplate(
    name="echo",
    image="alpine:3.19",
    script="echo {{inputs.parameters.x}}",
    inputs=Inputs(parameters={"x": InputParameter()}),
)
lists = Step("lists", PythonOPTemplate(Lists, image="python:3.11"), parameters={"n": 3})
names, sizes, n, nested = (
    lists.outputs.parameters[name] for name in ("names", "sizes", "n", "nested")
)
wf = Workflow("argo-functions")
wf.add(lists)
wf.add(
    [
        Step("count", echo, parameters={"x": "{{item}}"}, with_param=argo_range(n)),
        Step(
            "some", echo, parameters={"x": "{{item}}"}, with_param=argo_range(1, argo_len(names), 2)
        ),
        Step("each", echo, parameters={"x": "{{item}}"}, with_param=names),
        Step(
            "numbered",
            echo,
            parameters={"x": "{{item.order}}: {{item.value}}"},
            with_param=argo_enumerate(names),
        ),
        Step(
            "pairs",
            echo,
            parameters={"x": "{{item.name}} {{item.word}}"},
            with_param=argo_enumerate(name=names, word=["a", "it's", "c"]),
        ),
        Step(
            "sequence",
            echo,
            parameters={"x": "{{item}}"},
            with_sequence=argo_sequence(count=argo_len(names), start=1),
        ),
        Step("sum", echo, parameters={"x": "{{item}}"}, with_param=argo_range(argo_sum(sizes))),
        Step(
            "all",
            echo,
            parameters={"x": "{{item}}"},
            with_param=argo_range(argo_len(argo_concat(nested))),
        ),
        Step("listed", echo, parameters={"x": "{{item}}"}, with_param=[1, "two", 3.0]),
    ]
)
wf.submit()
