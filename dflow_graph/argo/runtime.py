"""The run-time library that a manifest carries once, for pods whose image has none.

It has what these pods need and no more: all that runs an OP, or the few modules of a helper. Reads
the package's own source files, which are a part of the emitter, and nothing else.
"""

from __future__ import annotations

import ast
import base64
import bz2
import io
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from dflow_graph.argo.bare_text import bare_text
from dflow_graph.python.pod_root import ROOT_VARIABLE

__all__ = ["OPS", "RUNTIME", "carried_runtime", "runtime_text", "start_text"]

RUNTIME = "dflow_runtime"
"""The parameter of the workflow that holds it."""

# The signs of Python's base 85 that JSON, YAML or Argo give a meaning, and what stands for them.
_SPECIAL = "$&<>{}"
_PLAIN = ".,:/[]"

_START = """
import base64, bz2, os, sys

ARCHIVE = os.path.join(os.environ.get({variable!r}) or {root!r}, "dflow_runtime.zip")
if __name__ == "__main__":
    os.makedirs(os.path.dirname(ARCHIVE), exist_ok=True)
    with open(ARCHIVE, "wb") as file:
        text = "{text}".translate(str.maketrans({plain!r}, {special!r}))
        file.write(bz2.decompress(base64.b85decode(text)))
sys.path.insert(0, ARCHIVE)
"""

_PACKAGE = "dflow_graph"
_INNER = f"{_PACKAGE}.python"
_ALIASES = "in_pod"
OPS = frozenset({"pod", _ALIASES, "processes"})
"""The modules that the pod of an OP begins with."""

_WRITERS = ("python_op_template", "source")
"""What writes graphs, and all that only it needs, no pod has; it passes on what is elsewhere."""
_OF_DFLOW = (
    *("common", "config", "context", "dag", "executor", "io", "op_template", "plugins.__init__"),
    *("plugins.dispatcher", "resource", "slurm", "step", "steps", "task", "utils", "workflow"),
)
"""The modules of dflow from which sources of OPs import names; each only passes names on."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def start_text(root: str) -> str:
    """Python text that takes the run-time library from the manifest to a folder of the pod."""
    text = "{{workflow.parameters." + RUNTIME + "}}"
    return _START.format(
        root=root, variable=ROOT_VARIABLE, text=text, plain=_PLAIN, special=_SPECIAL
    )


@lru_cache(maxsize=8)
def runtime_text(roots: frozenset[str] = OPS) -> str:
    """The modules that pods need, as text: a zip file, packed by bzip2, in base 85.

    `roots` are those that the pods import; what these need comes with them. The members of the zip
    file are not packed, so that they are packed as one; equal sources give equal bytes.
    Documentation and comments are left out.
    """
    modules = _modules(roots)
    packages = ((_PACKAGE, "__init__"), (_INNER, "__init__"))
    names = (*((_PACKAGE, name) for name in _OF_DFLOW), *((_INNER, name) for name in _WRITERS))
    if _ALIASES in modules:
        passing_on = {_member(*place): _lazy(*place) for place in (*packages, *names)}
    else:
        passing_on = {_member(*place): "" for place in packages}
    members = {
        **passing_on,
        **{_member(_INNER, name): modules[name] for name in sorted(modules)},
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        for name, text in members.items():
            file.writestr(zipfile.ZipInfo(name, _EPOCH), text)
    text = base64.b85encode(bz2.compress(archive.getvalue())).decode("ascii")
    return text.translate(str.maketrans(_SPECIAL, _PLAIN))


def carried_runtime(manifest: dict[str, Any]) -> str:
    """The library that a manifest carries, as text; empty if it carries none."""
    parameters = manifest["spec"].get("arguments", {}).get("parameters", ())
    return next((str(p["value"]) for p in parameters if p["name"] == RUNTIME), "")


def _member(package: str, module: str) -> str:
    """The name of a module in the archive."""
    return f"{package}.{module}".replace(".", "/") + ".py"


def _modules(roots: frozenset[str]) -> dict[str, str]:
    """Name to text of the modules that the roots need, directly or through others."""
    found: dict[str, str] = {}
    waiting = sorted(roots)
    while waiting:
        name = waiting.pop()
        if name in found or name in _WRITERS:
            continue
        text = files(_INNER).joinpath(f"{name}.py").read_text(encoding="utf-8")
        tree = ast.parse(text)
        found[name] = bare_text(text, tree)
        waiting.extend(_neighbours(tree))
    return found


def _neighbours(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            yield from [node.module] if node.module else [alias.name for alias in node.names]


def _lazy(package: str, module: str) -> str:
    """A module with the names of a real one, each imported when it is asked for.

    What the module defines itself is in no pod.
    """
    path = f"{module.replace('.', '/')}.py"
    tree = ast.parse(files(package).joinpath(path).read_text(encoding="utf-8"))
    places = dict.fromkeys(_defined(tree), f"{package}.{module}.itself")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            place = f"{package}.{node.module}" if node.level else node.module
            if place.startswith(f"{_PACKAGE}."):
                places.update({alias.asname or alias.name: place for alias in node.names})
    places = {name: place for name, place in places.items() if not name.startswith("_")}
    return (
        f"from {_INNER}.in_pod import lazily\n__getattr__, __all__ = lazily(__name__, {places!r})\n"
    )


def _defined(tree: ast.Module) -> Iterator[str]:
    """The names that a module binds itself, at its top."""
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            yield node.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = (target.id for target in targets if isinstance(target, ast.Name))
            yield from (name for name in names if name != "TYPE_CHECKING")
