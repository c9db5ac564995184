"""What a Python OP takes and gives: signature entries, and the OP itself."""

from typing import Annotated, Any, Literal, Union

from dflow_graph.model.base import (
    UNSET,
    Extensions,
    Flag,
    Json,
    Natural,
    Object,
    Opt,
    default,
)
from dflow_graph.model.storage import SaveLocation

__all__ = ["OP", "Archive", "Artifact", "BigParameter", "OPState", "Parameter", "SignatureEntry"]

Archive = Annotated[Literal["tar", "zip", None], default("tar")]
"""How files are packed for storage; `null`: not packed (clause ART-5)."""


class Artifact(Object, tag_field="kind", tag="Artifact", frozen=True, kw_only=True):
    """A file, a folder, or a collection of them, in the signature of an OP."""

    type: str
    """Artifact type: `path`, `list[path]`, `dict[str, path]`, ... (clause TYP-4)."""
    archive: Opt[Archive] = UNSET
    """How the files are packed; `null`: not packed. Argo: `archive`."""
    save: Opt[list[SaveLocation]] = UNSET
    """Where an output artifact is kept instead of the default. Argo: `outputs.artifacts[].s3`."""
    optional: Opt[Flag] = UNSET
    """Whether an input artifact may be missing. Argo: `optional`."""
    global_name: Opt[str] = UNSET
    """Name of an output artifact within the whole workflow. Argo: `globalName`."""
    sub_path: Opt[Annotated[bool, default(True)]] = UNSET
    """Whether a `path` that holds one item is given as that item rather than as its folder."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class Parameter(Object, tag_field="kind", tag="Parameter", frozen=True, kw_only=True):
    """A value that travels in the workflow object itself, in the signature of an OP."""

    type: str
    """Value type: `int`, `list[str]`, ... (clause TYP-1)."""
    global_name: Opt[str] = UNSET
    """Name of an output parameter within the whole workflow. Argo: `globalName`."""
    default: Opt[Json] = UNSET
    """Value where none is given; `null` is a value. Argo: `default`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class BigParameter(Object, tag_field="kind", tag="BigParameter", frozen=True, kw_only=True):
    """A value that travels as an artifact, so that its size does not matter, in a signature."""

    type: str
    """Value type: `dict[str, list[float]]`, ... (clause TYP-1)."""
    default: Opt[Json] = UNSET
    """Value where none is given; `null` is a value."""
    save_both: Opt[Flag] = UNSET
    """Whether an output is an ordinary parameter as well (clause BIG-2)."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


SignatureEntry = Union[Artifact, Parameter, BigParameter]


class OPState(Object, frozen=True, kw_only=True):
    """The constructor arguments of an OP instance."""

    args: Opt[list[Any]] = UNSET
    """Positional arguments, as values (clause VAL-1)."""
    kwargs: Opt[dict[str, Any]] = UNSET
    """Keyword arguments, as values (clause VAL-1)."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class OP(Object, frozen=True, kw_only=True):
    """A Python operator: where its class or function is found, and its signature (clause OP-1)."""

    name: str
    """Qualified name of the class or function within its module."""
    module: Opt[str] = UNSET
    """Python module that holds it; `__main__`: only the source has it."""
    inputs: Opt[dict[str, SignatureEntry]] = UNSET
    """Input signature: port name to entry. Argo: `inputs`."""
    outputs: Opt[dict[str, SignatureEntry]] = UNSET
    """Output signature: port name to entry. Argo: `outputs`."""
    source: Opt[str] = UNSET
    """Python text that defines it; never executed unless the caller says so (clause OP-3)."""
    source_digest: Opt[str] = UNSET
    """`sha256:` and 64 lower-case hexadecimal digits of the UTF-8 source (clause OP-4)."""
    state: Opt[OPState] = UNSET
    """Constructor arguments, where the OP is an instance."""
    progress_current: Opt[Annotated[Natural, default(0)]] = UNSET
    """Progress at the start. Argo: the annotation `workflows.argoproj.io/progress`."""
    progress_total: Opt[Annotated[Natural, default(1)]] = UNSET
    """Progress at the end. Argo: the annotation `workflows.argoproj.io/progress`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""
