"""Writes graphs as JSON and YAML text, to a file in one atomic step."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Literal, Union

from dflow_graph.codec import encode_json
from dflow_graph.model import Workflow

__all__ = ["dump", "dumps", "write_atomically"]


def dumps(workflow: Workflow, *, notation: Literal["json", "yaml"] = "json") -> str:
    """The text of a graph, members in the order of the specification, a newline at its end."""
    if notation == "json":
        return encode_json(workflow).decode("utf-8")
    from dflow_graph.yaml_writer import yaml_text  # noqa: PLC0415 - yaml is slow to import

    return yaml_text(workflow.to_dict())


def dump(workflow: Workflow, path: Union[str, Path]) -> None:
    """Writes a graph to a file: YAML where its suffix is `.yaml` or `.yml`, else JSON."""
    path = Path(path)
    notation: Literal["json", "yaml"] = "yaml" if path.suffix in (".yaml", ".yml") else "json"
    write_atomically(path, dumps(workflow, notation=notation).encode("utf-8"))


def write_atomically(path: Path, data: bytes) -> None:
    """Replaces a file as a whole: a reader sees the old text or the new one, never half of it.

    What is no file, such as a pipe or `/dev/null`, stays what it is, and is written into.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            stream.write(data)
        return
    target = path.resolve()  # a link stays a link
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
