"""Concurrent learning as dpgen2 has it: prepare, run in slices, collect; blocks and a scheduler."""

from pathlib import Path
from typing import Dict, List, Optional, Set

from dflow import (
    InputArtifact,
    InputParameter,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    Step,
    Steps,
    Workflow,
    argo_len,
    argo_range,
    if_expression,
    upload_artifact,
)
from dflow.plugins.dispatcher import DispatcherExecutor
from dflow.python import (
    OP,
    OPIO,
    Artifact,
    BigParameter,
    NestedDict,
    OPIOSign,
    Parameter,
    PythonOPTemplate,
    Slices,
)


class PrepTrain(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "template_script": BigParameter(dict),
                "numb_models": int,
                "init_models": Artifact(List[Path], optional=True),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign(
            {
                "task_names": BigParameter(List[str]),
                "task_paths": Artifact(List[Path], archive=None),
            }
        )

    @OP.exec_sign_check
    def execute(self, ip):
        names = ["task.%04d" % i for i in range(ip["numb_models"])]
        for name in names:
            Path(name).mkdir()
        return OPIO({"task_names": names, "task_paths": [Path(name) for name in names]})


class RunTrain(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "config": BigParameter(dict),
                "task_name": BigParameter(str),
                "optional_parameter": Parameter(dict, default={"mixed_type": False}),
                "task_path": Artifact(Path),
                "init_data": Artifact(NestedDict[Path], optional=True),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"model": Artifact(Path), "lcurve": Artifact(Path), "log": Artifact(Path)})

    @OP.exec_sign_check
    def execute(self, ip):
        return OPIO({name: Path(name) for name in ("model", "lcurve", "log")})


class Select(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"models": Artifact(List[Path]), "levels": Parameter(List[float])})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"converged": bool, "next_id": str, "ratio": Parameter(float, default=0.0)})

    @OP.exec_sign_check
    def execute(self, ip):
        return OPIO({"converged": len(ip["models"]) > 3, "next_id": "iter-1", "ratio": 0.5})


class PrepRun(Steps):
    def __init__(self, name, prep_op, run_op, prep_config, run_config, packages):
        super().__init__(
            name=name,
            inputs=Inputs(
                parameters={
                    "block_id": InputParameter(type=str, value=""),
                    "numb_models": InputParameter(type=int),
                    "template_script": InputParameter(),
                    "train_config": InputParameter(),
                },
                artifacts={
                    "init_models": InputArtifact(optional=True),
                    "init_data": InputArtifact(optional=True),
                },
            ),
            outputs=Outputs(
                parameters={"template_script": OutputParameter()},
                artifacts={"models": OutputArtifact(), "logs": OutputArtifact()},
            ),
        )
        key = "{{inputs.parameters.block_id}}"
        executor = prep_config.pop("executor")
        prep = Step(
            "prep-train",
            PythonOPTemplate(prep_op, python_packages=packages, **prep_config),
            parameters={
                "template_script": self.inputs.parameters["template_script"],
                "numb_models": self.inputs.parameters["numb_models"],
            },
            artifacts={"init_models": self.inputs.artifacts["init_models"]},
            key=key + "--prep-train",
            executor=executor,
        )
        self.add(prep)
        executor = run_config.pop("executor")
        run = Step(
            "run-train",
            PythonOPTemplate(
                run_op,
                slices=Slices(
                    "int('{{item}}')",
                    input_parameter=["task_name"],
                    input_artifact=["task_path"],
                    output_artifact=["model", "lcurve", "log"],
                ),
                python_packages=packages,
                retry_on_transient_error=3,
                timeout=7200,
                **run_config,
            ),
            parameters={
                "config": self.inputs.parameters["train_config"],
                "task_name": prep.outputs.parameters["task_names"],
            },
            artifacts={
                "task_path": prep.outputs.artifacts["task_paths"],
                "init_data": self.inputs.artifacts["init_data"],
            },
            with_param=argo_range(self.inputs.parameters["numb_models"]),
            key=key + "--run-train-{{item}}",
            executor=executor,
            continue_on_success_ratio=0.75,
        )
        self.add(run)
        self.outputs.parameters["template_script"].value_from_parameter = self.inputs.parameters[
            "template_script"
        ]
        self.outputs.artifacts["models"]._from = run.outputs.artifacts["model"]
        self.outputs.artifacts["logs"]._from = run.outputs.artifacts["log"]


executor = DispatcherExecutor(
    host="cluster.example.org",
    username="alice",
    password="FAKE-PASSWORD-loop-1",
    queue_name="GPU_A100",
    machine_dict={
        "batch_type": "Slurm",
        "context_type": "SSHContext",
        "remote_profile": {"symlink": False},
    },
    resources_dict={"cpu_per_node": 4, "gpu_per_node": 1, "source_list": ["env.sh"]},
)
config = {"image": "deepmd-kit:2.2.1", "image_pull_policy": "IfNotPresent", "executor": None}
prep_run = PrepRun(
    "prep-run-train", PrepTrain, RunTrain, dict(config), {**config, "executor": executor}, []
)

loop = Steps(
    "concurrent-loop",
    inputs=Inputs(
        parameters={
            "block_id": InputParameter(type=str),
            "numb_models": InputParameter(type=int),
            "template_script": InputParameter(),
            "train_config": InputParameter(),
        },
        artifacts={"init_models": InputArtifact(optional=True), "init_data": InputArtifact()},
    ),
    outputs=Outputs(artifacts={"models": OutputArtifact()}),
)
train = Step(
    "prep-run",
    prep_run,
    parameters={name: loop.inputs.parameters[name] for name in loop.inputs.parameters},
    artifacts={name: loop.inputs.artifacts[name] for name in loop.inputs.artifacts},
)
loop.add(train)
select = Step(
    "select",
    PythonOPTemplate(Select, image="python:3.10"),
    parameters={"levels": [0.05, 0.15]},
    artifacts={"models": train.outputs.artifacts["models"]},
    key="{{inputs.parameters.block_id}}--select",
)
loop.add(select)
again = Step(
    "next",
    loop,
    parameters={
        **{name: loop.inputs.parameters[name] for name in loop.inputs.parameters},
        "block_id": select.outputs.parameters["next_id"],
        "template_script": train.outputs.parameters["template_script"],
    },
    artifacts={
        "init_models": train.outputs.artifacts["models"],
        "init_data": loop.inputs.artifacts["init_data"],
    },
    when="%s == false" % select.outputs.parameters["converged"],
)
loop.add(again)
loop.outputs.artifacts["models"].from_expression = if_expression(
    _if=select.outputs.parameters["converged"],
    _then=train.outputs.artifacts["models"],
    _else=again.outputs.artifacts["models"],
)

Path("data").mkdir()
Path("data/set.raw").write_text("1")
wf = Workflow("dpgen-loop", parallelism=10, pod_gc_strategy="OnPodSuccess")
wf.add(
    Step(
        "loop",
        loop,
        parameters={
            "block_id": "iter-000000",
            "numb_models": 4,
            "template_script": {"learning_rate": {"start_lr": 1e-3}, "training": {"seed": 1}},
            "train_config": {"impl": "tensorflow", "init_model_policy": "no"},
        },
        artifacts={"init_data": upload_artifact(["data"])},
    )
)
wf.submit()
