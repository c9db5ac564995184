"""Contexts and executors of the plug-ins."""

from dflow import ShellOPTemplate, Step, Workflow
from dflow.plugins.bohrium import BohriumExecutor
from dflow.executor import ContainerExecutor

shell = ShellOPTemplate("shell", image="alpine:3.19", script="echo hello")
wf = Workflow("plugins")
wf.add(
    Step(
        "b",
        shell,
        executor=BohriumExecutor(
            executor="bohrium_v2", extra={"scass_type": "c16_m32_cpu", "program_id": 1}
        ),
    )
)
wf.add(Step("c", shell, executor=ContainerExecutor(docker="docker")))
wf.submit()
