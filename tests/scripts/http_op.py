from dflow import (
    HTTPOPTemplate,
    InputParameter,
    Inputs,
    Step,
    Workflow,
)

ask = HTTPOPTemplate(
    url="https://example.org/api/{{inputs.parameters.id}}",
    name="ask",
    method="POST",
    headers={"Content-Type": "application/json"},
    body='{"id": "{{inputs.parameters.id}}"}',
    timeout=30,
    success_condition="response.statusCode == 200",
    inputs=Inputs(parameters={"id": InputParameter(value="42")}),
)
wf = Workflow("http-op")
wf.add(Step("ask", ask, parameters={"id": "7"}))
wf.submit()
