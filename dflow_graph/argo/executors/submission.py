"""What the pod of a dispatcher does: hands a script to DPDispatcher, and brings its outputs back.

Its text stands in the command of the pod, whose image has DPDispatcher and not this package; it
must not import anything but the standard library, and has to do with Python 3.8.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import shutil
import signal
import sys
import tarfile
import time
import traceback
from collections.abc import Mapping
from typing import Any, NoReturn

CODE = "dflow_exit_code"
LOG = "log"
RESULT = "dflow_result.tgz"


def main(task: str, values: Mapping[str, str]) -> NoReturn:
    """Submit the script that is the last argument, and end with the exit code that it had.

    `task` is JSON as `dispatcher.py` writes it; `values` are texts in base64 that stand in the
    places of `{"$value": NAME}`.
    """
    settings = _filled(json.loads(task), values)
    # The paths of a pod are paths of the task below this folder.
    os.chdir("/")
    shutil.copyfile(sys.argv[-1], "script")
    for way, variable in settings["secrets"]:
        _put(settings, way, os.environ.pop(variable, ""))
    for name in settings["variables"]:
        if name in os.environ:
            settings["resources"].setdefault("envs", {})[name] = os.environ[name]
    exec(settings["pre_script"], {"__name__": "__main__"})  # noqa: S102 - it is the author's
    code = _run(settings)
    if code == 0:
        exec(settings["post_script"], {"__name__": "__main__"})  # noqa: S102 - it is the author's
    sys.exit(code)


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        if list(value) == ["$value"]:
            return base64.b64decode(values[value["$value"]]).decode("utf-8")
        return {name: _filled(item, values) for name, item in value.items()}
    return [_filled(item, values) for item in value] if isinstance(value, list) else value


def _put(settings: dict[str, Any], way: Any, text: str) -> None:
    for name in way[:-1]:
        settings = settings.setdefault(name, {})
    settings[way[-1]] = text


def _run(settings: dict[str, Any]) -> int:
    submission = _submission(settings)

    def stop(_signal: int, _frame: Any) -> NoReturn:
        sys.stderr.write("The pod is told to stop: unfinished tasks are removed.\n")
        submission.remove_unfinished_tasks()
        time.sleep(settings["grace"])
        sys.exit(143)

    signal.signal(signal.SIGTERM, stop)
    for attempt in range(settings["tries"]):
        try:
            submission.run_submission(clean=settings["clean"])
            break
        except Exception:
            if attempt + 1 == settings["tries"]:
                raise
            traceback.print_exc()
            time.sleep(2**attempt)
    return _result()


def _submission(settings: dict[str, Any]) -> Any:
    dispatcher = importlib.import_module("dpdispatcher")
    said = settings["task"]
    there = [path for path in said["forward_files"] if os.path.exists(path)]
    task = dispatcher.Task.load_from_dict({**said, "forward_files": there})
    return dispatcher.Submission(
        work_base=".",
        machine=dispatcher.Machine.load_from_dict(settings["machine"]),
        resources=dispatcher.Resources.load_from_dict(settings["resources"]),
        task_list=[task],
    )


def _result() -> int:
    """Unpack what came back, and print what the script did; the exit code that it had."""
    if not os.path.exists(RESULT):
        sys.stderr.write("The job left no result: it was ended before its script was.\n")
        return 1
    with tarfile.open(RESULT) as archive:
        safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(".", **safe)  # type: ignore[arg-type] # noqa: S202 - filtered
    if os.path.exists(LOG):
        with open(LOG, encoding="utf-8", errors="replace") as file:
            shutil.copyfileobj(file, sys.stdout)
            sys.stdout.flush()
    with open(CODE, encoding="ascii") as file:
        return int(file.read())
