"""Cases for the run-time functions, run by this library's and by dflow's, and what differs.

An implementation is a module with the functions and the classes of the seed. Results are plain
data: `("path", "a/b")` relative to the artifact, `("error",)` for whatever was raised.
"""

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Set, Union

NAME = "data"

# What stands in the artifact's folder: path to text, and order to path of the catalogue.
FILES = {"a.txt": "a", "b.txt": "b", "sub/c.txt": "c"}
ARTIFACTS = {
    "missing": None,
    "a file": "text",
    "a folder": {},
    "one item": {0: "a.txt"},
    "a list": {0: "a.txt", 1: "b.txt", 2: "sub"},
    "a list in disorder": {2: "sub", 0: "a.txt", 1: "b.txt"},
    "a list with a gap": {0: "a.txt", 3: "b.txt"},
    "a list with null": {0: "a.txt", 1: None},
    "only null": {0: None},
    "a dictionary": {"x": "a.txt", "y": "b.txt"},
    "a nested dictionary": {"x.one": "a.txt", "x.two": "b.txt", "y": "sub/c.txt"},
    "a nested list": {"0.0": "a.txt", "0.1": "b.txt", "1.0": "sub/c.txt"},
    "lists in a dictionary": {"x.0": "a.txt", "x.2": "b.txt"},
}
SLICES = (None, 0, 2, [0, 1], "1", "x", "x.one", "0.1", 7)

TYPES = {
    "path": lambda kinds: Path,
    "str": lambda kinds: str,
    "list[path]": lambda kinds: List[Path],
    "list[str]": lambda kinds: List[str],
    "set[path]": lambda kinds: Set[Path],
    "set[str]": lambda kinds: Set[str],
    "dict[str, path]": lambda kinds: Dict[str, Path],
    "dict[str, str]": lambda kinds: Dict[str, str],
    "nested_dict[path]": lambda kinds: kinds.NestedDict[Path],
    "nested_dict[str]": lambda kinds: kinds.NestedDict[str],
    "path | hdf5_datasets": lambda kinds: Union[Path, kinds.HDF5Datasets],
    "list[path] | hdf5_datasets": lambda kinds: Union[List[Path], kinds.HDF5Datasets],
}


class Given(NamedTuple):
    """What an implementation is called with."""

    type: str
    artifact: str
    slices: Any = None
    sub_path: Any = None
    keeps_folder: bool = False
    n_parts: Any = None
    keys_of_parts: Any = None
    prefix: Any = None


@dataclass(frozen=True)
class Difference:
    """A reason why results differ from dflow's, and where: `holds(given, theirs, ours)`."""

    reason: str
    holds: Any


def input_cases():
    for type_name in TYPES:
        for artifact in ARTIFACTS:
            # Texts instead of paths differ in the last step alone.
            for slices in SLICES[:2] if "str]" in type_name or type_name == "str" else SLICES:
                yield Given(type_name, artifact, slices)
            yield Given(type_name, artifact, keeps_folder=True)
        for sub_path in ("a.txt", "sub", "none"):
            yield Given(type_name, "a list", sub_path=sub_path)
        for artifact in ("a list", "a nested dictionary"):
            for prefix in ("0", "x", "x.one"):
                yield Given(type_name, artifact, prefix=prefix)
                yield Given(type_name, artifact, 0, prefix=prefix)
        for artifact in ("a folder", "one item", "a list", "a dictionary", "missing"):
            for slices in (None, 1, [0, 1]):
                yield Given(type_name, artifact, slices, n_parts=2)
            yield Given(type_name, artifact, n_parts=2, prefix=["0", None])
            for slices in (None, "k.l"):
                yield Given(type_name, artifact, slices, keys_of_parts=["k.l", "m"])


def make_artifact(folder, artifact):
    content = ARTIFACTS[artifact]
    folder.parent.mkdir(parents=True, exist_ok=True)
    if content == "text":
        folder.write_text("text")
    elif content is not None:
        for path, text in FILES.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        if content:
            items = [{"dflow_list_item": path, "order": order} for order, path in content.items()]
            (folder / ".dflow").mkdir()
            (folder / ".dflow/items").write_text(json.dumps({"path_list": items}))


def read_input(module, given, case):
    """What an implementation gives the OP, as plain data."""
    keys = given.keys_of_parts or (None if given.n_parts is None else range(given.n_parts))
    names = [NAME] if keys is None else [f"dflow_{NAME}_{key}" for key in keys]
    # Reading changes nothing, so all cases of an artifact share its folder.
    root = case.parents[1] / f"{given.artifact} {names}"
    folder = root / "inputs/artifacts"
    if not root.exists():
        for name in names:
            make_artifact(folder / name, given.artifact)
    sign = module.Artifact(TYPES[given.type](module), sub_path=not given.keeps_folder)
    try:
        found = module.handle_input_artifact(
            NAME,
            sign,
            given.slices,
            str(root),
            given.sub_path,
            given.n_parts,
            given.keys_of_parts,
            None,
            {"k.l": "0", "m": None} if given.keys_of_parts and given.prefix else given.prefix,
        )
    except Exception:  # noqa: BLE001 - each has errors of its own
        return ("error",)
    return plain(found, folder)


def plain(found, folder):
    if found is None:
        return None
    if isinstance(found, Path):
        return ("path", os.path.relpath(found, folder))
    if isinstance(found, str):
        return ("str", os.path.relpath(found, folder))
    if isinstance(found, (set, frozenset)):
        return ("set", *sorted(str(plain(item, folder)) for item in found))
    if isinstance(found, dict):
        return {key: plain(item, folder) for key, item in found.items()}
    return [plain(item, folder) for item in found]


@contextlib.contextmanager
def working_in(folder):
    before = os.getcwd()
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    try:
        yield folder
    finally:
        os.chdir(before)
