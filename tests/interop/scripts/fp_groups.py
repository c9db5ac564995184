"""First-principles tasks as fpop has them: sub_path of files, groups over sub_path, shuffles."""

from pathlib import Path
from typing import List

from dflow import Step, Workflow, argo_range, argo_sequence, upload_artifact
from dflow.python import OP, OPIO, Artifact, BigParameter, OPIOSign, PythonOPTemplate, Slices


class PrepFp(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"confs": Artifact(List[Path]), "config": BigParameter(dict)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"task_names": List[str], "task_paths": Artifact(List[Path])})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"task_names": ["a"], "task_paths": op_in["confs"]})


class RunFp(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"task_name": str, "task_path": Artifact(Path)})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"labeled": Artifact(Path), "energy": float})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"labeled": op_in["task_path"], "energy": 0.0})


for name in ("a", "b", "c"):
    Path(name).write_text(name)
confs = upload_artifact(["a", "b", "c"])
prep = Step(
    "prep",
    PythonOPTemplate(PrepFp, image="python:3.9"),
    parameters={"config": {"type": "vasp", "incar": {"ENCUT": 600}}},
    artifacts={"confs": confs},
)


def run(name, slices, names=("x", "y", "z"), **how):
    template = PythonOPTemplate(RunFp, image="vasp:6.3", slices=slices)
    return Step(
        name,
        template,
        parameters={"task_name": names if isinstance(names, str) else list(names)},
        artifacts={"task_path": confs},
        **how,
    )


both = {"input_parameter": ["task_name"], "input_artifact": ["task_path"]}
out = {"output_artifact": ["labeled"], "output_parameter": ["energy"]}
wf = Workflow("fp-groups")
wf.add(prep)
wf.add(
    [
        run("by-path", Slices(sub_path=True, input_artifact=["task_path"], **out), "x"),
        run("path-and-group", Slices(sub_path=True, group_size=2, pool_size=2, **both, **out)),
        run("no-loop", Slices(**both, **out)),
    ]
)
wf.add(
    [
        run(
            "shuffled",
            Slices(
                "int({{item}})",
                group_size=2,
                pool_size=1,
                shuffle=True,
                random_seed=7,
                **both,
                **out,
            ),
            with_param=argo_range(3),
            key="fp-{{item}}",
        ),
        run(
            "all-workers",
            Slices(group_size=3, pool_size=-1, raise_for_group=True, **both, **out),
            with_param=argo_range(1, 3),
        ),
        run(
            "counted",
            Slices(create_dir=True, **both, **out),
            with_sequence=argo_sequence(3, format="%03d"),
            key="counted-{{item}}",
        ),
        run(
            "grouped-count",
            Slices("int('{{item}}')", group_size=2, pool_size=1, **both, **out),
            with_sequence=argo_sequence(count=3),
        ),
        run("by-list", Slices(register_first_only=True, **both, **out), with_param=[0, 1, 2]),
    ]
)
wf.submit()
