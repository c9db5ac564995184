"""Success counts, keys in loops, conditions on statuses, memoization, and global outputs."""

from dflow import (
    InputParameter,
    Inputs,
    OutputParameter,
    Outputs,
    PythonScriptOPTemplate,
    ShellOPTemplate,
    Step,
    Steps,
    Workflow,
)

may_fail = ShellOPTemplate(
    "may-fail",
    image="alpine:3.19",
    script="exit {{inputs.parameters.code}}",
    inputs=Inputs(parameters={"code": InputParameter(value="0")}),
    memoize_key="may-fail-{{inputs.parameters.code}}",
    timeout="30m",
    labels={"kind": "flaky"},
)
report = PythonScriptOPTemplate(
    "report",
    image="python:3.11",
    script="print('{{inputs.parameters.status}}')",
    inputs=Inputs(parameters={"status": InputParameter()}),
    outputs=Outputs(),
)
inner = Steps("tries", inputs=Inputs(parameters={"n": InputParameter(value=2)}))
inner.add(
    [
        Step(
            "count",
            may_fail,
            parameters={"code": "{{item}}"},
            with_param=[0, 1, 0],
            continue_on_num_success=2,
            key="count-{{inputs.parameters.n}}-{{item}}",
        ),
        Step("ratio", may_fail, with_param=[1, 2], continue_on_success_ratio=0.5),
        Step(
            "any",
            may_fail,
            continue_on_failed=True,
            continue_on_error=True,
            key="any-{{inputs.parameters.n}}",
        ),
    ]
)
inner.add(
    Step(
        "report",
        report,
        parameters={"status": "{{steps.any.status}}"},
        when="{{steps.any.status}} != Succeeded || {{inputs.parameters.n}} > 1",
    )
)
wf = Workflow("hooks-when-keys", namespace="science", id="hooks-when-keys-1a2b3")
wf.add(Step("tries", inner, parameters={"n": 3}, key="tries"))
wf.add(Step("many", inner, parameters={"n": "{{item}}"}, with_param=[1, 2], parallelism=1))
wf.submit()
