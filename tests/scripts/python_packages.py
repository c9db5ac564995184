from pathlib import Path

from dflow import Step, Workflow
from dflow.python import OP, OPIO, OPIOSign, PythonOPTemplate, upload_packages


class Double(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"x": int})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"y": int})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"y": 2 * op_in["x"]})


for package in ("mypackage", "common"):
    Path(package).mkdir(exist_ok=True)
    (Path(package) / "__init__.py").write_text("answer = 42\n")
upload_packages.append("common")

wf = Workflow("python-packages")
wf.add(
    Step(
        "double",
        PythonOPTemplate(
            Double,
            image="python:3.11",
            command="python3.11",
            python_packages=["mypackage"],
            pre_script="import os\n",
            post_script="print('done')\n",
            tmp_root="/work",
            envs={"A": "b"},
        ),
        parameters={"x": 1},
    )
)
wf.submit()
