from dflow import (
    InputArtifact,
    InputParameter,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    ShellOPTemplate,
    Step,
    Workflow,
)

hello = ShellOPTemplate(
    name="hello",
    image="alpine:3.19",
    script="echo {{inputs.parameters.msg}} > /tmp/bar.txt && wc -c < /tmp/bar.txt > /tmp/n.txt",
    inputs=Inputs(parameters={"msg": InputParameter()}),
    outputs=Outputs(
        parameters={"n": OutputParameter(value_from_path="/tmp/n.txt")},
        artifacts={"bar": OutputArtifact(path="/tmp/bar.txt")},
    ),
)
show = ShellOPTemplate(
    name="show",
    image="alpine:3.19",
    script="cat /tmp/foo.txt; echo {{inputs.parameters.n}}",
    inputs=Inputs(
        parameters={"n": InputParameter(value=0)},
        artifacts={"foo": InputArtifact(path="/tmp/foo.txt")},
    ),
)
first = Step("first", template=hello, parameters={"msg": "HelloWorld!"})
second = Step(
    name="second",
    template=show,
    parameters={"n": first.outputs.parameters["n"]},
    artifacts={"foo": first.outputs.artifacts["bar"]},
)
wf = Workflow(name="shell-op")
wf.add(first)
wf.add(second)
wf.submit()
