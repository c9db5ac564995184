"""How a step is cut into parallel pieces: slices and number sequences."""

from typing import Annotated, Union

from msgspec import Meta

from dflow_graph.model.base import (
    MAX_SAFE_INTEGER,
    UNSET,
    AnyInt,
    Count,
    Extensions,
    Flag,
    Object,
    Opt,
    default,
)

__all__ = ["Sequence", "Slices"]


class Slices(Object, frozen=True, kw_only=True):
    """Which ports are cut into slices, or stacked from them, and how (clauses SLC-1 to SLC-9)."""

    slices: Opt[str] = UNSET
    """Pattern of the index of a slice. Absent: `{{item}}`, or `{{item.order}}` with `sub_path` and
    no `group_size`."""
    input_parameter: Opt[list[str]] = UNSET
    """Input parameters of which each slice gets one element."""
    input_artifact: Opt[list[str]] = UNSET
    """Input artifacts of which each slice gets one item."""
    output_parameter: Opt[list[str]] = UNSET
    """Output parameters that are stacked into a list."""
    output_artifact: Opt[list[str]] = UNSET
    """Output artifacts that are stacked into a list."""
    sub_path: Opt[Flag] = UNSET
    """Whether each slice downloads only its own items of the sliced input artifacts."""
    group_size: Opt[Count] = UNSET
    """How many slices one pod works through."""
    shuffle: Opt[Flag] = UNSET
    """Whether slices are put into groups in a shuffled order."""
    random_seed: Opt[Annotated[AnyInt, default(0)]] = UNSET
    """Seed of the shuffle."""
    pool_size: Opt[Annotated[int, Meta(ge=-1, le=MAX_SAFE_INTEGER)]] = UNSET
    """Processes that work on the slices of one pod; 1: one after another; -1: one for each."""
    pool_timeout: Opt[Count] = UNSET
    """Seconds after which a slice of the pool counts as failed."""
    register_first_only: Opt[Flag] = UNSET
    """Whether only the first slice is registered with a lineage service."""
    create_dir: Opt[Flag] = UNSET
    """Whether each slice's output artifacts get a folder of their own."""
    raise_for_group: Opt[Flag] = UNSET
    """Whether one failed slice fails its group also where the step counts successes."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class Sequence(Object, frozen=True, kw_only=True):
    """A sequence of whole numbers to loop over (clause LOOP-3)."""

    count: Opt[Union[AnyInt, str]] = UNSET
    """How many numbers; not together with `end`. Argo: `withSequence.count`."""
    start: Opt[Annotated[Union[AnyInt, str], default(0)]] = UNSET
    """The first number. Argo: `withSequence.start`."""
    end: Opt[Union[AnyInt, str]] = UNSET
    """The last number; not together with `count`. Argo: `withSequence.end`."""
    format: Opt[str] = UNSET
    """A printf format that turns the number into the item. Argo: `withSequence.format`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""
