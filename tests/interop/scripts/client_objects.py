"""Objects of the Argo client in every field that takes one."""

from argo.workflows.client import (
    V1Affinity,
    V1ConfigMapKeySelector,
    V1ConfigMapVolumeSource,
    V1EnvVarSource,
    V1HostPathVolumeSource,
    V1NodeAffinity,
    V1NodeSelector,
    V1NodeSelectorRequirement,
    V1NodeSelectorTerm,
    V1ObjectFieldSelector,
    V1PersistentVolumeClaimVolumeSource,
    V1Toleration,
    V1Volume,
    V1VolumeMount,
    V1alpha1Backoff,
    V1alpha1RetryStrategy,
    V1alpha1UserContainer,
)
from dflow import ShellOPTemplate, Step, Workflow, argo_sequence
from dflow.python import OP, OPIO, OPIOSign, PythonOPTemplate


class Look(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO()


term = V1NodeSelectorTerm(
    match_expressions=[V1NodeSelectorRequirement(key="gpu", operator="In", values=["a100", "v100"])]
)
affinity = V1Affinity(
    node_affinity=V1NodeAffinity(
        required_during_scheduling_ignored_during_execution=V1NodeSelector([term])
    )
)
pod = {
    "volumes": [
        V1Volume(name="host", host_path=V1HostPathVolumeSource(path="/data", type="Directory")),
        V1Volume(
            name="conf", config_map=V1ConfigMapVolumeSource(name="settings", default_mode=420)
        ),
        V1Volume(
            name="claim",
            persistent_volume_claim=V1PersistentVolumeClaimVolumeSource("big", read_only=True),
        ),
    ],
    "mounts": [
        V1VolumeMount(name="host", mount_path="/data", read_only=True),
        V1VolumeMount(name="conf", mount_path="/etc/conf", sub_path="a.ini"),
        V1VolumeMount(name="claim", mount_path="/big"),
    ],
    "tolerations": [V1Toleration(key="gpu", operator="Exists", effect="NoSchedule")],
    "affinity": affinity,
    "node_selector": {"pool": "gpu"},
    "envs": {
        "NODE": V1EnvVarSource(field_ref=V1ObjectFieldSelector(field_path="spec.nodeName")),
        "MODE": V1EnvVarSource(
            config_map_key_ref=V1ConfigMapKeySelector(name="settings", key="mode")
        ),
        "N": "4",
    },
    "init_containers": [V1alpha1UserContainer(name="first", image="busybox", command=["true"])],
    "sidecars": [V1alpha1UserContainer(name="side", image="redis:7", mirror_volume_mounts=True)],
}
shell = ShellOPTemplate("shell", image="alpine:3.19", script="ls /data", **pod)
shell.retry_strategy = V1alpha1RetryStrategy(
    retry_policy="OnError", backoff=V1alpha1Backoff(duration="10s")
)
look = PythonOPTemplate(Look, image="python:3.11", **pod)
wf = Workflow("client-objects")
wf.add([Step("shell", shell), Step("look", look)])
wf.add(Step("many", shell, with_sequence=argo_sequence(start=1, end=3)))
wf.submit()
