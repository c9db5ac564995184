"""A template that runs a script or a container, as a CommandLineTool."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dflow_graph.differences.spelling import one_duration
from dflow_graph.index import Node
from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.cwl.javascript import (
    LIBRARY,
    Unsayable,
    input_name,
    interpolated,
    literal,
    pieces,
)
from dflow_graph.interop.cwl.ports import (
    FILES,
    default_of,
    input_id,
    input_type,
    output_id,
    text_of,
)
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import quoted
from dflow_graph.refs import Tag

__all__ = ["KINDS", "tool"]

KINDS = ("ShellOPTemplate", "ScriptOPTemplate", "PythonScriptOPTemplate", "ContainerOPTemplate")
"""The kinds of templates that a tool can be made of."""

_COMMANDS = {"ShellOPTemplate": ["sh"], "PythonScriptOPTemplate": ["python3"]}
_SCRIPT = "script"
_STDOUT = "result"
# They change what the program meets; the rest says where it runs, and how often it is tried.
_REFUSED = ("volumes", "mounts", "pvcs", "init_containers", "sidecars", "resource")
_SAID = frozenset(
    ("kind", "inputs", "outputs", "image", "command", "script", "args", "timeout", "requests",
     "limits", "envs", "extensions", "annotations")
)  # fmt: skip
_UNITS = {
    "k": 1e3,
    "M": 1e6,
    "G": 1e9,
    "T": 1e12,
    "Ki": 2**10,
    "Mi": 2**20,
    "Gi": 2**30,
    "Ti": 2**40,
}
_MEMORY = re.compile(r"([0-9.]+)(|k|M|G|T|Ki|Mi|Gi|Ti)\Z")
_CPU = re.compile(r"([0-9.]+)(m?)\Z")
_MIB = 2**20


def tool(
    conversion: Conversion,
    node: Node,
    data: dict[str, Any],
    run: Mapping[str, str],
    more: tuple[str, ...],
) -> dict[str, Any]:
    """The tool of a template; `data` is the template as plain data.

    `run` has what is known of the run: name to text. `more` are outputs that the template does not
    declare: `result`, what the program prints, and `done`.
    """
    return _Tool(conversion, node, data, run).document(more)


class _Tool:
    """One template on its way."""

    def __init__(
        self, conversion: Conversion, node: Node, data: dict[str, Any], run: Mapping[str, str]
    ) -> None:
        self.conversion = conversion
        self.run = run
        self.node = node
        self.data = data
        self.moved = dict(self._paths())
        self.found: set[str] = set()

    def document(self, more: tuple[str, ...]) -> dict[str, Any]:
        """The whole tool."""
        self._account()
        requirements: dict[str, Any] = {"InlineJavascriptRequirement": {"expressionLib": [LIBRARY]}}
        command = self.data.get("command") or _COMMANDS.get(self.node.kind, [])
        arguments = [*command]
        if "script" in self.data:
            script = self._text(self.data["script"], "script")
            listing = [{"entryname": _SCRIPT, "entry": script}]
            requirements["InitialWorkDirRequirement"] = {"listing": listing}
            arguments.append(_SCRIPT)
        arguments = [self._text(text, "command", n) for n, text in enumerate(arguments)]
        arguments += [self._text(t, "args", n) for n, t in enumerate(self.data.get("args", ()))]
        requirements.update(self._requirements())
        result: dict[str, Any] = {
            "class": "CommandLineTool",
            "id": self.node.name,
            "inputs": dict(self._inputs()),
            "outputs": dict(self._outputs()),
            "requirements": requirements,
        }
        hints = self._hints()
        if hints:
            result["hints"] = hints
        result["baseCommand"] = []
        result["arguments"] = [{"valueFrom": text} for text in arguments]
        if _STDOUT in more:
            result["stdout"] = f"{_STDOUT}.txt"
            result["outputs"][_STDOUT] = _text_output(f"{_STDOUT}.txt", UNSET)
        if "done" in more:
            result["outputs"]["done"] = {
                "type": "boolean",
                "outputBinding": {"outputEval": "$(true)"},
            }
        for path in self.moved:
            if path not in self.found:
                here, place = self.moved[path]
                message = f"the program does not name {quoted(path)}, which is {quoted(here)} here"
                self.conversion.loss(Place(place), message)
        return result

    def _paths(self) -> Iterator[tuple[str, tuple[str, tuple[str | int, ...]]]]:
        """Paths in the container, to the JavaScript of the path here and the place of the port."""
        for port in self.node.in_artifacts.values():
            path = getattr(port.entry, "path", UNSET)
            if path is not UNSET:
                name = input_name(input_id(self.node, port.name, is_artifact=True))
                yield path, (f"{name}.path", port.path)
        for ports in (self.node.out_parameters, self.node.out_artifacts):
            for port in ports.values():
                path = getattr(port.entry, "value_from_path", getattr(port.entry, "path", UNSET))
                if path is not UNSET:
                    yield path, (f'runtime.outdir + "/{self._file(port)}"', port.path)

    def _file(self, port: Any) -> str:
        return output_id(self.node, port.name, is_artifact=port.is_artifact)

    def _text(self, text: str, *path: str | int) -> str:
        """A text of the program: tags are inputs, and paths are where they are here."""
        try:
            written = pieces(text, self._meaning)
        except Unsayable as reason:
            place = Place((*self.node.path, *path))
            self.conversion.fault("DG318", place, str(reason))
            return ""
        moved: list[str] = []
        for piece in written:
            moved += self._with_paths(json.loads(piece)) if piece.startswith('"') else [piece]
        return interpolated(moved) if moved else ""

    def _with_paths(self, text: str) -> list[str]:
        if not self.moved:
            return [json.dumps(text)]
        longest = sorted(self.moved, key=len, reverse=True)
        pattern = rf"(?<![\w./-])({'|'.join(map(re.escape, longest))})(?![\w.-])"
        parts = re.split(pattern, text)
        self.found.update(parts[1::2])
        written = [
            self.moved[part][0] if number % 2 else json.dumps(part)
            for number, part in enumerate(parts)
        ]
        return [part for part in written if part != '""']

    def _meaning(self, tag: Tag) -> str:
        parts = tag.parts
        if parts[:2] == ("inputs", "parameters") and len(parts) == 3:  # noqa: PLR2004
            return f"text({input_name(parts[2])})"
        if parts[:2] == ("inputs", "artifacts") and parts[3:] == ("path",):
            path = getattr(self.node.in_artifacts[parts[2]].entry, "path", "")
            self.found.add(path)
            return f"{input_name(input_id(self.node, parts[2], is_artifact=True))}.path"
        if parts[0] == "outputs" and parts[3:] == ("path",):
            is_artifact = parts[1] == "artifacts"
            ports = self.node.out_artifacts if is_artifact else self.node.out_parameters
            entry = ports[parts[2]].entry
            path = getattr(entry, "value_from_path", getattr(entry, "path", ""))
            self.found.add(path)
            return self.moved[path][0] if path in self.moved else '""'
        known = self.run.get(tag.body)
        if known is not None:
            return json.dumps(known)
        if parts[0] in ("inputs", "outputs", "workflow", "pod", "node", "retries", "lastRetry"):
            raise Unsayable(f"`{tag.body}` is known to Argo alone")
        return json.dumps(f"{{{{{tag.body}}}}}")  # REF-8: a tag of another program

    def _inputs(self) -> Iterator[tuple[str, Any]]:
        for ports in (self.node.in_parameters, self.node.in_artifacts):
            for port in ports.values():
                entry: dict[str, Any] = {"type": input_type(port)}
                value = UNSET if port.is_artifact else default_of(port)
                if value is not UNSET:
                    entry["default"] = text_of(value)
                yield input_id(self.node, port.name, is_artifact=port.is_artifact), entry

    def _outputs(self) -> Iterator[tuple[str, Any]]:
        for port in self.node.out_parameters.values():
            if getattr(port.entry, "value_from_path", UNSET) is UNSET:
                message = f"{quoted(port.name)} comes from no file"
                self.conversion.fault("DG728", Place(port.path), message)
                continue
            default = getattr(port.entry, "default", UNSET)
            yield self._file(port), _text_output(self._file(port), default)
        for port in self.node.out_artifacts.values():
            files = [*(["null"] if port.entry.optional is True else []), *FILES]
            yield self._file(port), {"type": files, "outputBinding": {"glob": self._file(port)}}

    def _requirements(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        variables = {}
        for name, value in self.data.get("envs", {}).items():
            if isinstance(value, str):
                variables[name] = self._text(value, "envs", name)
            else:
                place = Place((*self.node.path, "envs", name))
                message = (
                    f"the variable {quoted(name)} is kept in the cluster: it has to be set there"
                )
                self.conversion.loss(place, message)
        if variables:
            found["EnvVarRequirement"] = {"envDef": variables}
        limit = one_duration(self.data.get("timeout", ""))
        if isinstance(limit, int):
            found["ToolTimeLimit"] = {"timelimit": limit}
        elif limit:
            self.conversion.loss(
                Place((*self.node.path, "timeout")), "the limit is not a number here"
            )
        return found

    def _hints(self) -> dict[str, Any]:
        hints: dict[str, Any] = {}
        image = self.data.get("image")
        if image is not None:
            hints["DockerRequirement"] = {"dockerPull": literal(image)}
        resources: dict[str, float] = {}
        for field, end in (("requests", "Min"), ("limits", "Max")):
            for name, text in self.data.get(field, {}).items():
                amount = _amount(name, text)
                if amount is None:
                    place = Place((*self.node.path, field, name))
                    self.conversion.loss(
                        place, f"{quoted(text)} of {quoted(name)} cannot be asked for"
                    )
                else:
                    resources[f"{amount[0]}{end}"] = amount[1]
        if resources:
            hints["ResourceRequirement"] = resources
        return hints

    def _account(self) -> None:
        """Says what has no place; what the program would miss is refused."""
        for name, value in self.data.items():
            if name in _SAID or value in ({}, [], ""):
                continue
            place = Place((*self.node.path, name))
            if name in _REFUSED:
                self.conversion.fault("DG908", place, f"a tool has no {quoted(name)}")
            else:
                self.conversion.loss(place, f"a tool has no {quoted(name)}")


def _text_output(file: str, default: Any) -> dict[str, Any]:
    """An output whose text stands in a file; like Argo it takes off one newline at the end."""
    read = 'self[0].contents.replace(/\\n$/, "")'
    if default is not UNSET:
        read = f"self.length ? {read} : {json.dumps(text_of(default))}"
    binding = {"glob": file, "loadContents": True, "outputEval": f"$({read})"}
    return {"type": "string", "outputBinding": binding}


def _amount(name: str, text: str) -> tuple[str, float] | None:
    """The name and number of a resource: cores, or MiB of memory."""
    if name == "cpu" and (match := _CPU.match(text)):
        return "cores", float(match[1]) / (1000 if match[2] else 1)
    if name == "memory" and (match := _MEMORY.match(text)):
        return "ram", round(float(match[1]) * _UNITS.get(match[2], 1) / _MIB)
    return None
