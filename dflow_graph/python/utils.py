"""The run-time functions of dflow under one name; each is at home in a module beside it.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from .execution import handle_lineage, try_to_execute
from .input_artifacts import get_input_slices, handle_input_artifact
from .output_artifacts import handle_output_artifact
from .paths import (
    absolutize,
    copy_results,
    copy_results_and_return_path_item,
    handle_empty_dir,
    path_or_none,
    remove_empty_dir_tag,
    slice_to_dir,
)
from .run_parameters import handle_input_parameter, handle_output_parameter
from .structure import get_slices

__all__ = [
    "absolutize",
    "copy_results",
    "copy_results_and_return_path_item",
    "get_input_slices",
    "get_slices",
    "handle_empty_dir",
    "handle_input_artifact",
    "handle_input_parameter",
    "handle_lineage",
    "handle_output_artifact",
    "handle_output_parameter",
    "path_or_none",
    "remove_empty_dir_tag",
    "slice_to_dir",
    "try_to_execute",
]
