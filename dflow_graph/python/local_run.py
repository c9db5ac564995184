"""One OP of a graph, run here: in a folder, with the functions that a pod uses.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import os
import shutil
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple, Union

from .catalog import CATALOG, path_object, write_catalog
from .errors import GraphError, UnknownNameError
from .near import quoted
from .opio import Artifact, BigParameter, Parameter
from .python_op_template import PythonOPTemplate
from .run import Run
from .script import task_of
from .structure import items_of
from .text_form import NO_JSON, json_of_text, json_text
from .values import to_value

__all__ = ["run_template"]

Paths = Union[str, "os.PathLike[str]", List[Any], Dict[str, Any]]


def run_template(
    template: Mapping[str, Any],
    parameters: Optional[Mapping[str, Any]] = None,
    artifacts: Optional[Mapping[str, Paths]] = None,
    work_dir: Union[str, os.PathLike[str]] = ".",
    *,
    trust: Iterable[str] = (),
    allow_source: bool = False,
) -> Dict[str, Dict[str, Any]]:
    """Run the OP of a `PythonOPTemplate` object once, without slices, in a folder.

    A parameter that is a text is read as the text that arrives at the port (clause VAL-9), anything
    else is the value itself; an artifact is a path, or a list or dictionary of paths. The result is
    `{"parameters": {name: JSON value}, "artifacts": {name: path, or a structure of paths}}`. Raises
    `UntrustedSourceError`, `UnknownNameError`, and whatever the OP raises.
    """
    made = PythonOPTemplate.from_graph(template, trust=trust, allow_source=allow_source)
    _check_trust(made, allow_source)
    root = os.path.abspath(os.fspath(work_dir))
    made.tmp_root = root
    made.set_slices(None)
    task = {**task_of(made), "slices": {}, "create_dir": False}
    task["patterns"], task["layers"] = {field: {} for field in task["patterns"]}, []
    for folder in ("inputs/parameters", "inputs/artifacts", "outputs", "work"):
        os.makedirs(os.path.join(root, folder), exist_ok=True)
    texts = _place_parameters(made, parameters or {}, root)
    _place_artifacts(made, artifacts or {}, root)
    run = Run(task, texts, made.op_object)
    before = os.getcwd()
    os.chdir(os.path.join(root, "work"))
    try:
        outputs = run.op.execute(run.read_inputs())
        run.op.handle_outputs(outputs or {})
    finally:
        os.chdir(before)
    return {"parameters": _parameters(run), "artifacts": _artifacts(run)}


def _check_trust(template: PythonOPTemplate, allow_source: bool) -> None:
    # OP-3: a digest vouches for the source of the OP alone.
    refusal = getattr(template.op_class, "refusal", None)
    if refusal is not None:
        raise refusal
    for field in ("pre_script", "post_script"):
        if getattr(template, field) and not allow_source:
            reason = "it is code that no digest vouches for; allow_source=True lets it run"
            raise GraphError(
                f"`{field}` of the template of {quoted(template.op_class.__name__)}", reason
            )


def _place_parameters(
    template: PythonOPTemplate, given: Mapping[str, Any], root: str
) -> Dict[str, Optional[str]]:
    """The texts of parameters; those of big ones go to their files (clause BIG-1)."""
    signs = {k: s for k, s in template.input_sign.items() if not isinstance(s, Artifact)}
    _check_names("input parameter", template, given, signs)
    texts: Dict[str, Optional[str]] = {}
    for name, value in given.items():
        text = value if isinstance(value, str) else json_text(value)
        if not isinstance(signs[name], BigParameter):
            texts[name] = text
            continue
        with open(os.path.join(root, "inputs/parameters", name), "w", encoding="utf-8") as file:
            file.write(text if json_of_text(text) is not NO_JSON else json_text(text))
    return texts


def _check_names(
    what: str, template: PythonOPTemplate, given: Iterable[str], known: Mapping[str, Any]
) -> None:
    for name in given:
        if name not in known:
            raise UnknownNameError(
                f"{what} of the OP {template.op_class.__name__}", name, list(known)
            )


def _place_artifacts(template: PythonOPTemplate, given: Mapping[str, Paths], root: str) -> None:
    """Copies of artifacts with a catalogue, as if they had been uploaded (clause ART-8)."""
    known = {k: s for k, s in template.input_sign.items() if isinstance(s, Artifact)}
    _check_names("input artifact", template, given, known)
    missing = [k for k, sign in known.items() if k not in given and not sign.optional]
    if missing:
        names = ", ".join(map(quoted, missing))
        raise GraphError(
            f"OP {template.op_class.__name__}", f"its input artifacts {names} are missing"
        )
    for name, paths in given.items():
        target = os.path.join(root, "inputs/artifacts", name)
        shutil.rmtree(target, ignore_errors=True)
        single = isinstance(paths, (str, os.PathLike))
        if single and os.path.isdir(os.path.join(os.fspath(paths), CATALOG)):  # type: ignore[arg-type]
            shutil.copytree(os.fspath(paths), target, symlinks=True)  # type: ignore[arg-type]
        else:
            os.makedirs(target)
            write_catalog(target, list(_copied([paths] if single else paths, target)), None)


def _copied(paths: Any, target: str) -> Iterator[Dict[str, Any]]:
    """Copies files and folders into an artifact, each into a folder named by its order."""
    for way, path in items_of(paths):
        order: Any = (
            way[0] if len(way) == 1 and isinstance(way[0], int) else ".".join(map(str, way))
        )
        place = os.path.join(str(order), os.path.basename(os.path.abspath(os.fspath(path))))
        os.makedirs(os.path.join(target, str(order)), exist_ok=True)
        copy: Any = shutil.copytree if os.path.isdir(path) else shutil.copy
        copy(os.fspath(path), os.path.join(target, place))
        yield {"dflow_list_item": place, "order": order}


def _parameters(run: Run) -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    for name, path in _written(run, "parameters", is_artifact=False):
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        text = text[:-1] if text.endswith("\n") else text
        sign = run.output_sign[name]
        is_text = not isinstance(sign, BigParameter) and getattr(sign, "type", sign) is str
        data = NO_JSON if is_text else json_of_text(text)
        found[name] = text if data is NO_JSON else data
    for name, sign in run.output_sign.items():
        if (
            name not in found
            and isinstance(sign, (Parameter, BigParameter))
            and hasattr(sign, "default")
        ):
            found[name] = to_value(sign.default)
    return found


def _artifacts(run: Run) -> Dict[str, Any]:
    return {
        name: path_object(path) or path
        for name, path in _written(run, "artifacts", is_artifact=True)
    }


def _written(run: Run, folder: str, *, is_artifact: bool) -> Iterator[Tuple[str, str]]:
    for name, sign in run.output_sign.items():
        path = os.path.join(run.root, "outputs", folder, name)
        if isinstance(sign, Artifact) == is_artifact and os.path.exists(path):
            yield name, path
