"""OPs find in a pod what their sources import: dflow by either name, and packages of their own."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.emission import valid_model
from tests.argo.harness.cluster import Cluster, Run
from tests.argo.harness.graphs import run_graph
from tests.argo.steps_in_pods import output, text

pytestmark = pytest.mark.argo_oracle

CLASS = """

class Act({op}):
    @classmethod
    def get_input_sign(cls):
        return {sign}({{"x": int}})

    @classmethod
    def get_output_sign(cls):
        return {sign}({{"y": int}})

    @{op}.exec_sign_check
    def execute(self, op_in):
        if op_in["x"] == 1:
            raise {transient}("for now")
        if op_in["x"] == 2:
            raise {fatal}("for good")
        return {opio}({{"y": op_in["x"]}})
"""
NAMES = {
    "op": "OP",
    "sign": "OPIOSign",
    "opio": "OPIO",
    "transient": "TransientError",
    "fatal": "FatalError",
}


def _below(package: str) -> dict[str, str]:
    return {part: f"{package}.{name}" for part, name in NAMES.items()}


IN_ROUND_BRACKETS = "(\n    OP,\n    OPIO,\n    FatalError,\n    OPIOSign,\n    TransientError,\n)"
# Name to the imports of a source, and to how it calls what they bring.
WAYS = {
    "dflow": ("import dflow", _below("dflow.python")),
    "dflow-python": ("import dflow.python", _below("dflow.python")),
    "short": ("import dflow.python as d", _below("d")),
    "package": ("from dflow import python, Step", _below("python")),
    "names": (f"from dflow.python import {IN_ROUND_BRACKETS}", NAMES),
    "stars": ("from dflow import *\nfrom dflow.python import *", NAMES),
    "homes": (
        "from dflow.python.op import OP\n"
        "from dflow.python.opio import OPIO, OPIOSign\n"
        "from dflow.python.python_op_template import FatalError, TransientError",
        NAMES,
    ),
    "ours": (f"from dflow_graph.python import {IN_ROUND_BRACKETS}", NAMES),
}


def op_of(source: str | None, **fields: Any) -> dict[str, Any]:
    op: dict[str, Any] = {
        "name": "Act",
        "inputs": {"x": {"kind": "Parameter", "type": "int"}},
        "outputs": {"y": {"kind": "Parameter", "type": "int"}},
        **fields,
    }
    if source is not None:
        op["source"] = source
        op["source_digest"] = f"sha256:{hashlib.sha256(source.encode()).hexdigest()}"
    return op


def graph(ops: dict[str, dict[str, Any]], xs: tuple[int, ...], **fields: Any) -> dict[str, Any]:
    """A graph that runs each OP with each number, whatever becomes of the others."""
    steps = [
        {
            "name": f"{name}-{x}",
            "template": name,
            "parameters": {"x": x},
            "continue_on_failed": True,
        }
        for name in ops
        for x in xs
    ]
    templates = {
        name: {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op, **fields}
        for name, op in ops.items()
    }
    return {
        "dflow_graph": "1.0",
        "name": "imports",
        "entrypoint": "main",
        "templates": {"main": {"kind": "Steps", "steps": [steps]}, **templates},
    }


def test_an_op_imports_dflow_as_it_likes_and_its_errors_have_their_codes(argo: Cluster) -> None:
    ops = {name: op_of(imports + CLASS.format(**names)) for name, (imports, names) in WAYS.items()}
    done = run_graph(argo, valid_model(graph(ops, (0, 1, 2))))
    codes = {
        name: [node["outputs"]["exitCode"] for node in done.named(name)]
        for name in (f"{way}-{x}" for way in WAYS for x in (0, 1, 2))
    }
    # RET-1
    assert codes == {f"{way}-{x}": [str(x)] for way in WAYS for x in (0, 1, 2)}, done.log()


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder with the package `lab`, whose modules import each other as packages do."""
    files = {
        "lab/__init__.py": (
            "from dflow import set_config\n"
            "from dflow.python import upload_packages\n"
            "upload_packages += __path__\n"
            "set_config(namespace='lab')\n"
        ),
        "lab/tools/__init__.py": "from .numbers import FACTOR\n",
        "lab/tools/numbers.py": "FACTOR = 3\n",
        "lab/tools/text.py": "from . import FACTOR\nfrom ..flow import Both\n",
        # What a pod has no use for, beside what it needs.
        "lab/flow.py": (
            "from typing import Optional, Union\n"
            "from dflow import Step, Steps, Workflow\n"
            "from dflow.plugins.dispatcher import DispatcherExecutor\n"
            "from dflow.step import Step as Same\n"
            "class Both(Steps):\n"
            "    def last(self, step: Optional[Step], other: Union[Same, int]) -> 'Step | None':\n"
            "        return step if isinstance(step, Step) else None\n"
        ),
        "lab/ops.py": (
            "from pathlib import Path\n"
            "from dflow.utils import run_command, set_directory\n"
            "from .tools import text\n"
            "from .tools.numbers import FACTOR\n"
            "from dflow.python import OP, OPIO, OPIOSign, FatalError, TransientError\n"
            + CLASS.format(**NAMES).replace(
                'OPIO({"y": op_in["x"]})',
                'OPIO({"y": self.product(op_in["x"])})',
            )
            + "\n"
            "    def product(self, x):\n"
            "        with set_directory('below', mkdir=True):\n"
            "            out = run_command(f'echo {x}', shell=True)[1]\n"
            "        return int(out) * FACTOR\n"
        ),
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path


def completed(argo: Cluster, folder: Path, op: dict[str, Any], *names: str) -> Run:
    packages = [{"kind": "local", "path": name} for name in names]
    return run_graph(argo, valid_model(graph({"act": op}, (5,), python_packages=packages)), folder)


def test_an_op_of_a_package_is_found_with_all_that_its_module_imports(
    argo: Cluster, packages: Path
) -> None:
    done = completed(argo, packages, op_of(None, module="lab.ops"), "lab")
    assert output(done, "act-5", "y") == 15


def test_a_source_imports_a_package_that_came_along(argo: Cluster, packages: Path) -> None:
    # As the source of `lab.ops` is written into a graph: its relative imports made absolute.
    source = (packages / "lab" / "ops.py").read_text().replace("from .", "from lab.")
    done = completed(argo, packages, op_of(source, module="lab.ops"), "lab")
    assert output(done, "act-5", "y") == 15


def test_a_module_of_one_file_comes_along(argo: Cluster, packages: Path) -> None:
    (packages / "single.py").write_text("def product(x):\n    return 7 * x\n")
    source = "from single import product\nfrom dflow.python import *\n" + CLASS.format(**NAMES)
    source = source.replace('"y": op_in["x"]', '"y": product(op_in["x"])')
    done = completed(argo, packages, op_of(source), "single.py")
    assert output(done, "act-5", "y") == 35


def test_what_only_writes_graphs_is_refused_when_an_op_uses_it(
    argo: Cluster, packages: Path
) -> None:
    source = "from lab.flow import Both\nfrom dflow.python import *\n" + CLASS.format(**NAMES)
    source = source.replace('"y": op_in["x"]', '"y": len(Both("both"))')
    done = completed(argo, packages, op_of(source), "lab")
    assert "dflow_graph.Steps writes graphs and is not in this pod" in done.log()


def test_another_dflow_of_the_image_gives_what_ours_has_not(argo: Cluster, tmp_path: Path) -> None:
    theirs = tmp_path / "dflow"
    (theirs / "plugins").mkdir(parents=True)
    for name in ("__init__.py", "python.py", "plugins/__init__.py"):
        (theirs / name).write_text("raise ImportError('the other dflow')\n")
    (theirs / "plugins" / "extra.py").write_text("from ..config import config\nTHREE = 3\n")
    source = "import dflow.plugins.extra as extra\nfrom dflow.python import *\n"
    source += CLASS.format(**NAMES).replace('"y": op_in["x"]', '"y": extra.THREE')
    done = completed(argo, tmp_path, op_of(source), "dflow")
    assert text(done, "act-5", "y") == "3"
