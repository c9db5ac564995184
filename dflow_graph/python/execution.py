"""Runs an OP in its folder, and says to a lineage service what came of it.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import contextlib
import os
import signal
import traceback
from typing import Any, Iterator, Optional

from .artifact_kinds import HDF5Datasets
from .lineage import get_client
from .opio import Artifact
from .paths import absolutize
from .text_form import NO_JSON, json_of_text
from .writing import write_text

__all__ = ["handle_lineage", "try_to_execute"]


def try_to_execute(
    input: Any,  # noqa: A002 - dflow's name
    op_obj: Any,
    output_sign: Any,
    cwd: Any,
    *,
    slice_dir: Optional[str] = None,
    timeout: Optional[int] = None,
) -> tuple[Any, Optional[Exception]]:
    """Run an OP in the folder `cwd`, or in `slice_dir` below it: its output, and its error.

    Paths of the output are made absolute. When the OP fails, the error is printed and given back
    with what the OP says of its outputs so far (`op_obj.outputs`), or None. A run that takes longer
    than `timeout` seconds fails with `TimeoutError`.
    """
    folder = str(cwd) if slice_dir is None else os.path.join(str(cwd), slice_dir)
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    try:
        with _at_most(timeout):
            output = op_obj.execute(input)
        for name, sign in output_sign.items():
            if isinstance(sign, Artifact) and name in output:
                is_data = sign.type == HDF5Datasets
                output[name] = (
                    _absolute_paths(output[name]) if is_data else absolutize(output[name])
                )
    except Exception as error:  # noqa: BLE001 - whatever an OP raises is its caller's to judge
        traceback.print_exc()
        return getattr(op_obj, "outputs", None) or None, error
    else:
        return output, None
    finally:
        os.chdir(cwd)


def _absolute_paths(value: Any) -> Any:
    """Paths made absolute among data sets, where a text is data."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return [_absolute_paths(item) for item in value]
    if isinstance(value, dict):
        return {key: _absolute_paths(item) for key, item in value.items()}
    return absolutize(value) if isinstance(value, os.PathLike) else value


@contextlib.contextmanager
def _at_most(seconds: Optional[int]) -> Iterator[None]:
    if seconds is None:
        yield
        return

    def stop(_signal: int, _frame: Any) -> None:
        raise TimeoutError(f"the OP ran for more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def handle_lineage(
    wf_name: str,
    pod_name: str,
    op_obj: Any,
    input_urns: dict[str, str],
    workflow_urn: str,
    data_root: str = "/tmp",  # noqa: S108 - dflow's default, a path of a pod
) -> None:
    """Register a run with the lineage client and write the URNs of its outputs to files.

    `input_urns` is `{port name: URN, or a JSON list of them}`; the URN of an output artifact goes
    to `outputs/parameters/dflow_NAME_urn`. Does nothing without a client.
    """
    client = get_client()
    if client is None:
        return
    uris = {
        name: op_obj.get_output_artifact_storage_key(name)
        for name, sign in op_obj.get_output_sign().items()
        if isinstance(sign, Artifact)
    }
    urns: dict[str, Any] = {}
    for name, urn in input_urns.items():
        several = json_of_text(urn) if urn.startswith("[") else NO_JSON
        urns[name] = urn if several is NO_JSON else several
    given = client.register_task(f"{wf_name}/{pod_name}", urns, uris, workflow_urn)
    for name, urn in given.items():
        write_text(os.path.join(data_root, "outputs", "parameters", f"dflow_{name}_urn"), urn)
