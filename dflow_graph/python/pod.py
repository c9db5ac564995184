"""What the process of a pod does from its start to its exit code.

Its task is trusted: the pod's script holds the code of the OP itself. Must not import anything but
the standard library and modules beside it.
"""

from __future__ import annotations

import base64
import os
import signal
import sys
import textwrap
import traceback
from typing import Any, Dict, List, Mapping, NoReturn, Optional

from . import lineage
from .op import OP
from .opio import Artifact
from .packages import add_packages
from .pod_root import pod_root
from .pool import exit_code, run_pool
from .run import Run
from .utils import handle_lineage

__all__ = ["main", "run_pod"]

_STOPPED = 143
"""As a shell gives it for a process that SIGTERM ended."""


class _Stop:
    """What SIGTERM does: the OP ends by an error, and what it becomes is no fault of the OP."""

    def __init__(self) -> None:
        self.is_told = False

    def __call__(self, _signal: int, _frame: Any) -> NoReturn:
        self.is_told = True
        raise RuntimeError("the pod was told to stop (SIGTERM)")


def main(task: Mapping[str, Any], values: Mapping[str, str]) -> NoReturn:
    """Run the OP of a task and end the process with its exit code (clause RET-1).

    `values` are texts in base64 by name; a tag that Argo left in place is a value that did not
    arrive.
    """
    sys.exit(run_pod(task, values))


def run_pod(task: Mapping[str, Any], values: Mapping[str, str]) -> int:
    """The exit code of a task: 0, 2 for a `FatalError`, 1 for any other error, 143 if stopped."""
    stop = _Stop()
    try:
        task = {**task, "tmp_root": pod_root(task["tmp_root"])}
        code = _run(task, {name: _decoded(text) for name, text in values.items()}, stop)
    except Exception as error:  # noqa: BLE001 - its traceback is the pod's log
        traceback.print_exc()
        code = exit_code(error)
    # RET-1
    return _STOPPED if code and stop.is_told else code


def _decoded(text: str) -> Optional[str]:
    return None if text.startswith("{{") else base64.b64decode(text, validate=True).decode("utf-8")


def _run(task: Mapping[str, Any], values: Dict[str, Optional[str]], stop: _Stop) -> int:
    namespace: Dict[str, Any] = {"__name__": "__main__"}
    _execute(task["pre_script"], task, namespace)
    for folder in task["packages"]:
        add_packages(os.path.join(task["tmp_root"], "inputs", "artifacts", folder))
    run = Run(task, values, OP.from_graph(task["op"], allow_source=True))
    op_in = run.read_inputs()
    signal.signal(signal.SIGTERM, stop)
    codes = _executed(run, op_in)
    _register(run)
    if task["success_tag"]:
        # SLC-23
        with open(os.path.join(run.root, "outputs", "success_tag"), "w", encoding="ascii") as file:
            file.write(str(codes.count(0)))
    failed = [code for code in codes if code]
    # SLC-14, RET-9
    if failed and (not task["success_tag"] or run.slices.raise_for_group):
        return failed[0]
    namespace.update(op_obj=run.op, input=op_in)
    _execute(task["post_script"], task, namespace)
    return 0


def _execute(text: str, task: Mapping[str, Any], namespace: Dict[str, Any]) -> None:
    """Run a text of the template's author before or after the OP (clause TPL-16)."""
    whole = textwrap.dedent(text.replace("{tmp_root}", task["tmp_root"]))
    exec(compile(whole, "<script of the template>", "exec"), namespace)  # noqa: S102 - it is its job


def _executed(run: Run, op_in: Any) -> List[int]:
    """Run the OP and write its outputs; the exit codes of its slices, in their order."""
    os.makedirs(os.path.join(run.root, "outputs", "parameters"), exist_ok=True)
    if run.is_pool:
        return [outcome.code for outcome in run_pool(run, op_in)]
    try:
        output = run.op.execute(op_in)
    except BaseException:
        # What the OP said of its outputs so far outlives its failure.
        if run.op.outputs:
            run.op.handle_outputs(run.op.outputs)
        raise
    run.op.handle_outputs(output or {})
    return [0]


def _register(run: Run) -> None:
    """Tell the lineage service, if there is one; of a loop the first slice alone where asked."""
    is_rest = run.slices.register_first_only and run.values.get("dflow_is_first") != "1"
    if lineage.get_client() is None or is_rest:
        return
    ports = [name for name, sign in run.input_sign.items() if isinstance(sign, Artifact)]
    handle_lineage(
        run.values.get("workflow_name") or "",
        run.values.get("pod_name") or "",
        run.op,
        {port: run.values.get(f"dflow_{port}_urn") or "" for port in ports},
        run.values.get("workflow_urn") or "",
        run.root,
    )
