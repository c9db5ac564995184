"""Inputs and outputs of every template that is not a Python OP."""

from typing import Annotated

from msgspec import Meta, field

from dflow_graph.model.base import UNSET, Extensions, Flag, Json, Object, Opt
from dflow_graph.model.signature import Archive
from dflow_graph.model.storage import ArtifactSource, SaveLocation

__all__ = [
    "InputArtifact",
    "InputParameter",
    "Inputs",
    "OutputArtifact",
    "OutputParameter",
    "Outputs",
]


class InputParameter(Object, frozen=True, kw_only=True):
    """An input parameter of a template. Argo: `inputs.parameters[]`."""

    type: Opt[str] = UNSET
    """Value type (clause TYP-1); absent: any."""
    value: Opt[Json] = UNSET
    """Value where the step gives none; `null` is a value. Argo: `value`."""
    save_as_artifact: Opt[Flag] = UNSET
    """Whether the value travels as an artifact: a big parameter (clause BIG-1)."""
    path: Opt[str] = UNSET
    """File in the container that holds the value of a big parameter. Argo: `path`."""
    source: Opt[ArtifactSource] = UNSET
    """Artifact that holds the value of a big parameter where the step gives none."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class InputArtifact(Object, frozen=True, kw_only=True):
    """An input artifact of a template. Argo: `inputs.artifacts[]`."""

    path: Opt[str] = UNSET
    """Where the artifact is placed in the container. Argo: `path`."""
    optional: Opt[Flag] = UNSET
    """Whether it may be missing. Argo: `optional`."""
    type: Opt[str] = UNSET
    """Artifact type (clause TYP-4); absent: `path`."""
    source: Opt[ArtifactSource] = UNSET
    """Source where the step gives none. Argo: `s3`, `raw`, ..."""
    mode: Opt[Annotated[int, Meta(ge=0, le=511)]] = UNSET
    """Permission bits of the file. Argo: `mode`."""
    sub_path: Opt[str] = UNSET
    """Path within the source that is taken instead of the whole. Argo: `subPath`."""
    slice: Opt[str] = UNSET
    """Item or items taken from the source: keys and indices joined by dots."""
    archive: Opt[Archive] = UNSET
    """How the source is packed; `null`: not packed. Argo: `archive`."""
    save_as_parameter: Opt[Flag] = UNSET
    """Kept from dflow, which sets it for an artifact of a plug-in; no effect (clause ART-22)."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class OutputParameter(Object, frozen=True, kw_only=True):
    """An output parameter of a template. Argo: `outputs.parameters[]`."""

    type: Opt[str] = UNSET
    """Value type (clause TYP-1); absent: any."""
    value_from_path: Opt[str] = UNSET
    """File in the container that holds the value. Argo: `valueFrom.path`."""
    value_from_parameter: Opt[str] = UNSET
    """Reference to another parameter. Argo: `valueFrom.parameter`."""
    value_from_expression: Opt[str] = UNSET
    """Expression that gives the value, without braces (clause EXPR-1). Argo:
    `valueFrom.expression`."""
    value_from_json_path: Opt[str] = UNSET
    """JSONPath into a Kubernetes resource. Argo: `valueFrom.jsonPath`."""
    value_from_jq_filter: Opt[str] = UNSET
    """jq filter over a Kubernetes resource. Argo: `valueFrom.jqFilter`."""
    value_supplied: Opt[Flag] = UNSET
    """Whether a person supplies the value while the workflow is suspended. Argo:
    `valueFrom.supplied`."""
    value: Opt[Json] = UNSET
    """The value itself; `null` is a value. Argo: `value`."""
    default: Opt[Json] = UNSET
    """Value where none was produced; `null` is a value. Argo: `valueFrom.default`."""
    global_name: Opt[str] = UNSET
    """Name of the parameter within the whole workflow. Argo: `globalName`."""
    save_as_artifact: Opt[Flag] = UNSET
    """Whether the value travels as an artifact: a big parameter (clause BIG-1)."""
    save_both: Opt[Flag] = UNSET
    """Whether a big parameter travels as a parameter too."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class OutputArtifact(Object, frozen=True, kw_only=True):
    """An output artifact of a template. Argo: `outputs.artifacts[]`."""

    path: Opt[str] = UNSET
    """Where the container leaves the artifact. Argo: `path`."""
    type: Opt[str] = UNSET
    """Artifact type (clause TYP-4); absent: `path`."""
    from_: Opt[str] = field(name="_from", default=UNSET)
    """Reference to an artifact of a step or task. Argo: `from`."""
    slice: Opt[str] = UNSET
    """Item or items taken from that artifact: keys and indices joined by dots."""
    sub_path: Opt[str] = UNSET
    """Path within that artifact that is taken instead of the whole. Argo: `subPath`."""
    from_expression: Opt[str] = UNSET
    """Expression that gives the artifact, without braces (clause EXPR-1). Argo:
    `fromExpression`."""
    save: Opt[list[SaveLocation]] = UNSET
    """Where the artifact is kept instead of the default. Argo: `s3`, ..."""
    archive: Opt[Archive] = UNSET
    """How the files are packed; `null`: not packed. Argo: `archive`."""
    global_name: Opt[str] = UNSET
    """Name of the artifact within the whole workflow. Argo: `globalName`."""
    optional: Opt[Flag] = UNSET
    """Whether the container may leave it out. Argo: `optional`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class Inputs(Object, frozen=True, kw_only=True):
    """All inputs of a template. Argo: `inputs`."""

    parameters: Opt[dict[str, InputParameter]] = UNSET
    """Input parameters by name. Argo: `inputs.parameters`."""
    artifacts: Opt[dict[str, InputArtifact]] = UNSET
    """Input artifacts by name. Argo: `inputs.artifacts`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class Outputs(Object, frozen=True, kw_only=True):
    """All outputs of a template. Argo: `outputs`."""

    parameters: Opt[dict[str, OutputParameter]] = UNSET
    """Output parameters by name. Argo: `outputs.parameters`."""
    artifacts: Opt[dict[str, OutputArtifact]] = UNSET
    """Output artifacts by name. Argo: `outputs.artifacts`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""
