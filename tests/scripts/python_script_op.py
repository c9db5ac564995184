from dflow import (
    InputParameter,
    OutputParameter,
    PythonScriptOPTemplate,
    Step,
    Workflow,
)

add = PythonScriptOPTemplate(
    name="add-one",
    image="python:3.11",
    command=["python3"],
    script="n = int('{{inputs.parameters.n}}')\nopen('/tmp/m.txt', 'w').write(str(n + 1))\n",
)
add.inputs.parameters = {"n": InputParameter(type=int)}
add.outputs.parameters = {"m": OutputParameter(value_from_path="/tmp/m.txt", type=int)}

wf = Workflow("python-script-op", parallelism=4)
first = Step("first", add, parameters={"n": 1})
wf.add(first)
wf.add(
    [
        Step("left", add, parameters={"n": first.outputs.parameters["m"]}),
        Step("right", add, parameters={"n": first.outputs.parameters["m"]}),
    ]
)
wf.submit()
