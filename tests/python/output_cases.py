"""Cases for what an OP gives as artifacts, and for parameters; see `runtime_cases`."""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple, Optional

from tests.python.runtime_cases import NAME, TYPES, working_in


class Output(NamedTuple):
    """What an OP gave: names of `RESULTS`, in the shape of its type."""

    type: str
    value: Any
    slices: Any = None
    create_dir: bool = False


# Where a result lies: below the working folder, elsewhere, or in an input artifact.
RESULTS = {
    "file": "work/out/a.txt",
    "folder": "work/out",
    "other": "work/b.txt",
    "elsewhere": "else/c.txt",
    "input": "inputs/artifacts/given/deep/d.txt",
    "missing": "work/missing.txt",
}
MADE = ("work/out/a.txt", "work/out/sub/x.txt", "work/b.txt", "else/c.txt", RESULTS["input"])
SINGLE = (*RESULTS, None)
LISTS = ([], ["file"], ["file", "other", "missing"], ["folder", "elsewhere"], ["input", None])
NAMED = ({}, {"x": "file", "y": "other"}, {"x": "folder", "z": "missing"})
NESTED = ({"x": {"one": "file"}, "y": ["other", "elsewhere"]}, [["file"], ["other", "input"]])
SLICES = (None, 0, 3, "1.2")


def output_cases():
    for leaf in ("path", "str"):
        for slices in SLICES if leaf == "path" else SLICES[:1]:
            for create_dir in (False, True) if slices is not None else (False,):
                for value in SINGLE:
                    yield Output(leaf, value, slices, create_dir)
                for value in LISTS:
                    yield Output(f"list[{leaf}]", value, slices, create_dir)
                    yield Output(f"set[{leaf}]", value, slices, create_dir)
                for value in NAMED:
                    yield Output(f"dict[str, {leaf}]", value, slices, create_dir)
                for value in (*NAMED, *NESTED):
                    yield Output(f"nested_dict[{leaf}]", value, slices, create_dir)
        for value in (["file", "other"], [["file", "input"], ["other"]], [None, "file"], ["file"]):
            for create_dir in (False, True):
                yield Output(f"list[{leaf}]", value, [2, 5], create_dir)
                yield Output(leaf, value, [2, 5], create_dir)
    yield Output("list[path]", None)
    yield Output("list[path]", None, 1)
    yield Output("dict[str, path]", {"a.b": "file"})
    yield Output("nested_dict[path]", {"a.b": {"c": "file"}})


def _made(value, leaf, root):
    if isinstance(value, list):
        return [_made(item, leaf, root) for item in value]
    if isinstance(value, dict):
        return {key: _made(item, leaf, root) for key, item in value.items()}
    return None if value is None else leaf(root / RESULTS[value])


def store_output(module, given, root):
    """The tree and the items that an implementation stores, as plain data."""
    for path in MADE:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    (root / "work/out/empty").mkdir()
    leaf = str if "str]" in given.type or given.type == "str" else Path
    value = _made(given.value, leaf, root)
    value = set(value) if given.type.startswith("set") else value
    sign = module.Artifact(TYPES[given.type](module))
    with working_in(root / "work"):
        try:
            extra = {"create_dir": True} if given.create_dir else {}
            module.handle_output_artifact(NAME, value, sign, given.slices, str(root), **extra)
        except Exception:  # noqa: BLE001 - each has errors of its own
            return ("error",)
    return stored(root, given.type)


def stored(root, type_name):
    folder = root / "outputs/artifacts" / NAME
    outside = str(root).lstrip("/")
    files = sorted(
        str(path.relative_to(folder)).replace(outside, "ROOT")
        for path in folder.rglob("*")
        if path.is_file() and ".dflow" not in path.parts
    )
    items = [
        (item["order"], (item["dflow_list_item"] or "-").replace(outside, "ROOT"))
        for path in (folder / ".dflow").iterdir()
        for item in json.loads(path.read_text())["path_list"]
    ]
    if type_name.startswith("set"):
        items = [(0, path) for _, path in items]
    return files, sorted(items, key=str)


class Sent(NamedTuple):
    """A parameter on its way from an output to an input."""

    type: Any
    value: Any
    big: bool = False
    slices: Any = None
    taken: Any = None


def parameter_cases():
    values = [
        (str, "text"),
        (str, "12"),
        (str, ""),
        (int, 3),
        (float, 0.5),
        (bool, True),
        (list[int], [1, 2, 3]),
        (dict[str, Any], {"a": {"b": [None, "x"]}}),
        (Optional[int], None),
        (Optional[int], 4),
        (Any, "words"),
        (Any, [1, "a"]),
    ]
    for type_, value in values:
        for big in (False, True):
            yield Sent(type_, value, big)
        yield Sent(type_, value, slices=2)
        yield Sent(type_, [value, value], slices=[1, 0])
    for taken in (0, 2, [0, 2], 5):
        for big in (False, True):
            yield Sent(list[int], [1, 2, 3], big, taken=taken)
        yield Sent(list[str], ["a", "b", "c"], taken=taken)
        yield Sent(int, 3, taken=taken)


def send(module, given, root):
    """What comes out where a parameter arrives: written, read, and cut if it is sliced."""
    kind = module.BigParameter if given.big else module.Parameter
    for side in ("inputs", "outputs"):
        os.makedirs(root / side / "parameters")
    try:
        module.handle_output_parameter("p", given.value, kind(given.type), given.slices, str(root))
        text = (root / "outputs/parameters/p").read_text()
        if given.slices is not None:
            text = json.dumps([text])
        (root / "inputs/parameters/p").write_text(text)
        arriving = given.type if given.slices is None else list[given.type]
        return module.handle_input_parameter("p", text, kind(arriving), given.taken, str(root))
    except Exception:  # noqa: BLE001 - each has errors of its own
        return ("error",)
