from pathlib import Path
from typing import List

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
from dflow.python import (
    OP,
    OPIO,
    Artifact,
    BigParameter,
    OPIOSign,
    PythonOPTemplate,
    Slices,
)


class Train(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {"block_id": str, "config": BigParameter(dict), "data": Artifact(List[Path])}
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"model": Artifact(Path), "names": BigParameter(List[str])})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        Path("model.pb").write_text(str(len(op_in["data"])))
        return OPIO({"model": Path("model.pb"), "names": ["a", "b"]})


class Explore(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"name": BigParameter(str), "model": Artifact(Path)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"traj": Artifact(Path)})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        Path("traj").write_text(op_in["name"])
        return OPIO({"traj": Path("traj")})


class Decide(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"block_id": str, "trajs": Artifact(List[Path])})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"converged": bool, "next_id": str})

    @OP.exec_sign_check
    def execute(self, op_in: OPIO) -> OPIO:
        number = int(op_in["block_id"].split("-")[-1])
        return OPIO({"converged": number > 2, "next_id": "iter-%06d" % (number + 1)})


class Block(Steps):
    """Train, explore, decide."""

    def __init__(self, image):
        super().__init__(
            name="block",
            inputs=Inputs(
                parameters={
                    "block_id": InputParameter(type=str),
                    "config": InputParameter(save_as_artifact=True),
                },
                artifacts={"data": InputArtifact()},
            ),
            outputs=Outputs(
                parameters={
                    "converged": OutputParameter(type=bool),
                    "next_id": OutputParameter(type=str),
                },
                artifacts={"model": OutputArtifact()},
            ),
        )
        block_id = self.inputs.parameters["block_id"]
        train = Step(
            "train",
            PythonOPTemplate(Train, image=image, retry_on_transient_error=2),
            parameters={"block_id": block_id, "config": self.inputs.parameters["config"]},
            artifacts={"data": self.inputs.artifacts["data"]},
            key="%s--train" % block_id,
        )
        self.add(train)
        explore = Step(
            "explore",
            PythonOPTemplate(
                Explore,
                image=image,
                slices=Slices(
                    "{{item}}", input_parameter=["name"], output_artifact=["traj"], create_dir=True
                ),
            ),
            parameters={"name": train.outputs.parameters["names"]},
            artifacts={"model": train.outputs.artifacts["model"]},
            with_param=argo_range(argo_len(train.outputs.parameters["names"])),
            key="%s--explore-{{item}}" % block_id,
            continue_on_success_ratio=0.5,
        )
        self.add(explore)
        decide = Step(
            "decide",
            PythonOPTemplate(Decide, image=image),
            parameters={"block_id": block_id},
            artifacts={"trajs": explore.outputs.artifacts["traj"]},
            key="%s--decide" % block_id,
        )
        self.add(decide)
        self.outputs.parameters["converged"].value_from_parameter = decide.outputs.parameters[
            "converged"
        ]
        self.outputs.parameters["next_id"].value_from_parameter = decide.outputs.parameters[
            "next_id"
        ]
        self.outputs.artifacts["model"]._from = train.outputs.artifacts["model"]


class Loop(Steps):
    """A block, and the loop again unless it has converged."""

    def __init__(self, block):
        super().__init__(
            name="loop",
            inputs=Inputs(
                parameters={
                    "block_id": InputParameter(type=str),
                    "config": InputParameter(save_as_artifact=True),
                },
                artifacts={"data": InputArtifact()},
            ),
            outputs=Outputs(artifacts={"model": OutputArtifact()}),
        )
        config = self.inputs.parameters["config"]
        data = self.inputs.artifacts["data"]
        step = Step(
            "block",
            block,
            parameters={"block_id": self.inputs.parameters["block_id"], "config": config},
            artifacts={"data": data},
        )
        self.add(step)
        converged = step.outputs.parameters["converged"]
        again = Step(
            "again",
            self,
            parameters={"block_id": step.outputs.parameters["next_id"], "config": config},
            artifacts={"data": data},
            when="%s == false" % converged,
        )
        self.add(again)
        self.outputs.artifacts["model"].from_expression = if_expression(
            _if=(converged == True),  # noqa: E712
            _then=step.outputs.artifacts["model"],
            _else=again.outputs.artifacts["model"],
        )


Path("data").mkdir(exist_ok=True)
Path("data/set.000").write_text("frames")
wf = Workflow("concurrent-learning")
wf.add(
    Step(
        "loop",
        Loop(Block("python:3.11")),
        parameters={"block_id": "iter-000000", "config": {"numb_steps": 1000}},
        artifacts={"data": upload_artifact(["data"])},
    )
)
wf.submit()
