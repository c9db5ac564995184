"""Parts of artifacts for templates that cannot take them: a helper pod does, before the call.

Argo gives artifacts as a whole, or a path of what is not packed (ART-3); a Python OP takes the rest
itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.helpers import helper_script
from dflow_graph.argo.item_lists import all_pieces
from dflow_graph.argo.ports import Ports, piece_name
from dflow_graph.argo.problems import Path
from dflow_graph.argo.sources import source_fields
from dflow_graph.argo.texts import json_text
from dflow_graph.argo.variants import parts_of
from dflow_graph.index import Call
from dflow_graph.model import GitLocation, HTTPLocation, InputArtifact
from dflow_graph.record import Record
from dflow_graph.refs import Tag, scan

__all__ = ["Brought", "brought_parts"]

_ROOT = "/tmp/dflow_parts"  # noqa: S108 - a path of a pod


class Brought(Record):
    """Where a call finds the parts of its inputs, by input, and the step that takes them.

    `step` has the fields of that step but for its conditions; there is none where there is no part.
    """

    sources: Any = MappingProxyType({})
    step: dict[str, Any] | None = None


_NOTHING = Brought()


class _Part(Record):
    """A part of a source: the input that gets it, where the source stands, what leads to it.

    `below` is the path below the source that Argo takes before.
    """

    name: str
    source: Any
    path: Path
    below: str
    ways: list[tuple[str, str]]
    optional: bool


def brought_parts(call: Call, apart: Mapping[str, str], body: Body) -> Brought:
    """The parts that a helper takes for a call; `apart` has the keys that lead to items, by input.

    Takes note of parts that no step before the call can take.
    """
    parts = [part for part in _parts(call, apart, body) if part.ways]
    if not parts:
        return _NOTHING
    refused = [part for part in parts if _is_refused(part, call, body)]
    if refused:
        return Brought({part.name: {"from": ""} for part in parts})
    return _taken(parts, call, body)


def _parts(call: Call, apart: Mapping[str, str], body: Body) -> Iterator[_Part]:
    assert call.target is not None
    for name, source in (call.step.artifacts or {}).items():
        if source is None or (source.__class__ is str and not apart):
            continue
        entry: Any = call.target.in_artifacts[name].entry
        path = (*call.path, "artifacts", name)
        is_piece = parts_of(source, body.parts) is not None
        for number, (place, piece) in enumerate(all_pieces(source, body)):
            port = piece_name(name, number) if is_piece else name
            ways = _ways(piece, apart.get(port, ""), entry, is_cut=name in apart)
            below = getattr(entry, "sub_path", None) or ""
            is_late = ("path", below) in ways
            yield _Part(
                name=port,
                source=piece,
                path=(*path, *place),
                below="" if is_late or below is True else below,
                ways=ways,
                optional=bool(entry.optional),
            )


def _ways(source: Any, key: str, entry: Any, *, is_cut: bool) -> list[tuple[str, str]]:
    """What leads to a part of a source, beyond the path below it that Argo takes (ART-3)."""
    ways = []
    if isinstance(source, GitLocation) and source.sub_path:
        ways.append(("path", source.sub_path))
    if key:
        ways.append(("key", key))
    if isinstance(entry, InputArtifact):
        if entry.sub_path and (ways or isinstance(source, (GitLocation, HTTPLocation))):
            ways.append(("path", entry.sub_path))
        if entry.slice and is_cut:
            ways.append(("key", entry.slice))
    return ways


def _is_refused(part: _Part, call: Call, body: Body) -> bool:
    source = part.source if isinstance(part.source, str) else part.source.to_dict()
    text = json_text([source, part.ways])
    if call.host is not None:
        reason = "a hook has no step before it that could take it"
    elif call.is_looped and any("item" in tag.body for tag in scan(text) if isinstance(tag, Tag)):
        reason = "each piece of the loop asks for another, before which no step could take it"
    elif body.fetched_from(part.source) is not None:
        reason = "it lies in a claim or is a plug-in's, where no step before can take it"
    else:
        return False
    assert call.target is not None
    body.cannot(
        f"`{call.target.name}` is given a part of an artifact, and {reason}",
        part.path,
        "Give it the whole artifact, or take the part in a Python OP.",
    )
    return True


def _whole(source: GitLocation) -> GitLocation:
    said = source.to_dict()
    return GitLocation.from_dict({name: said[name] for name in said if name != "sub_path"})


def _taken(parts: list[_Part], call: Call, body: Body) -> Brought:
    arguments, inputs, outputs = Ports(), Ports(), Ports()
    said = []
    for number, part in enumerate(parts):
        source = part.source
        if isinstance(source, GitLocation):
            source = _whole(source)
        fields = source_fields(source, part.path, body, part.below)
        if fields is None:
            return _NOTHING
        optional = {"optional": True} if part.optional else {}
        arguments.artifacts.append({"name": part.name, **fields, **optional})
        whole, taken = f"{_ROOT}/whole/{number}", f"{_ROOT}/taken/{number}"
        inputs.artifacts.append({"name": part.name, "path": whole, **optional})
        outputs.artifacts.append({"name": part.name, "path": taken, **optional})
        ways = []
        for sort, way in part.ways:
            name = f"way_{len(inputs.parameters)}"
            inputs.parameters.append({"name": name})
            arguments.parameters.append({"name": name, "value": way})
            ways.append((sort, "{{=sprig.b64enc(inputs.parameters." + name + ")}}"))
        said.append((part.name, whole, ways, taken, part.optional))
    template = body.lowering.helpers.of(
        "dflow-parts",
        {
            **inputs.as_field("inputs"),
            **outputs.as_field("outputs"),
            "script": helper_script(call, body, "artifact_parts", [repr(said)]),
        },
    )
    name = body.step_name(f"{call.name}-parts")
    step = {"name": name, "template": template, **arguments.as_field("arguments")}
    sources = {
        part.name: {"from": f"{{{{{body.prefix}.{name}.outputs.artifacts.{part.name}}}}}"}
        for part in parts
    }
    return Brought(sources, step)
