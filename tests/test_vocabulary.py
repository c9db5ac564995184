"""Every word of dflow's API that belongs in a graph is in the model, the schema, spec and examples.

The words were read off the API reference of `dflow.python` and off the signatures of dflow's
workflow classes.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dflow_graph import load
from dflow_graph.model import Object
from dflow_graph.schema.shapes import OBJECTS, shape_of
from dflow_graph.schema.store import bundle

ROOT = Path(__file__).parents[1]

_POD = (
    "image command annotations labels node_selector tolerations affinity volumes mounts "
    "image_pull_policy requests limits envs init_containers sidecars memoize_key timeout "
)
_SCRIPT = _POD + "inputs outputs pvcs script init_progress retry_strategy resource script_rendered"
_CALL = (
    "name template parameters artifacts when with_param continue_on_failed continue_on_error "
    "continue_on_num_success continue_on_success_ratio with_sequence key executor use_resource "
    "util_image util_image_pull_policy util_command parallelism slices success_hook running_hook "
    "failure_hook "
)
# dflow's class: (object of the format, its constructor's arguments as fields).
VOCABULARY = {
    "Artifact": ("Artifact", "type archive save optional global_name sub_path"),
    "Parameter": ("Parameter", "type global_name default"),
    "BigParameter": ("BigParameter", "type default"),
    "Slices": (
        "Slices",
        "slices input_parameter input_artifact output_parameter output_artifact sub_path "
        "group_size shuffle random_seed pool_size pool_timeout register_first_only create_dir "
        "raise_for_group",
    ),
    "PythonOPTemplate": (
        "PythonOPTemplate",
        _POD + "op output_artifact_save output_artifact_archive output_parameter_default "
        "input_artifact_prefix input_artifact_slices input_parameter_slices "
        "output_artifact_slices output_parameter_slices output_artifact_global_name "
        "output_parameter_global_name slices python_packages retry_on_transient_error "
        "retry_on_failure retry_on_error retry_on_failure_and_error timeout_as_transient_error "
        "upload_dflow tmp_root pre_script post_script success_tag create_slice_dir "
        "skip_slice_input",
    ),
    "OP": ("OP", "name module source inputs outputs state progress_total progress_current"),
    "ScriptOPTemplate": ("ScriptOPTemplate", _SCRIPT),
    "ShellOPTemplate": ("ShellOPTemplate", _SCRIPT),
    "PythonScriptOPTemplate": ("PythonScriptOPTemplate", _SCRIPT),
    "ContainerOPTemplate": ("ContainerOPTemplate", _POD + "args inputs outputs retry_strategy"),
    "HTTPOPTemplate": (
        "HTTPOPTemplate",
        "url inputs outputs memoize_key annotations labels method headers timeout "
        "success_condition body insecure_skip_verify",
    ),
    "Resource": ("Resource", "action success_condition failure_condition manifest"),
    "Steps": ("Steps", "inputs outputs steps memoize_key annotations parallelism labels"),
    "DAG": ("DAG", "inputs outputs tasks memoize_key annotations parallelism labels"),
    "Step": ("Step", _CALL),
    "Task": ("Task", _CALL + "dependencies"),
    "HookStep": ("HookStep", "template expression parameters artifacts"),
    "argo_sequence": ("Sequence", "count start end format"),
    "InputParameter": ("InputParameter", "type value save_as_artifact path source"),
    "InputArtifact": (
        "InputArtifact",
        "path optional type source mode sub_path archive save_as_parameter",
    ),
    "OutputParameter": (
        "OutputParameter",
        "value_from_path value_from_parameter type default global_name value_from_expression "
        "value save_as_artifact save_both",
    ),
    "OutputArtifact": (
        "OutputArtifact",
        "path _from type save archive global_name from_expression optional",
    ),
    "PVC": ("PVC", "name subpath size storage_class access_modes"),
    "S3Artifact": ("S3Location", "key path_list urn slice sub_path bucket endpoint"),
    "LocalArtifact": ("LocalLocation", "path slice sub_path"),
    "HTTPArtifact": ("HTTPLocation", "url"),
    "CustomArtifact": ("CustomLocation", "urn"),
    "Secret": ("Secret", "name key"),
    "Executor": ("Executor", "kind config secrets"),
    "Workflow": (
        "Workflow",
        "name namespace id uid context annotations labels parallelism pod_gc_strategy "
        "image_pull_secrets artifact_repository parameters on_exit entrypoint templates volumes",
    ),
}


def walk(part: Any) -> Any:
    if isinstance(part, Object):
        yield type(part).__name__
        for field in part.__struct_fields__:
            yield from walk(getattr(part, field))
    elif isinstance(part, (list, dict)):
        if isinstance(part, dict) and set(part) == {"$value"}:
            kind = part["$value"]["kind"]
            yield kind.capitalize() + "Value"
        for item in part.values() if isinstance(part, dict) else part:
            yield from walk(item)


@cache
def used_in_examples() -> set[str]:
    graphs = [p for p in (ROOT / "examples").rglob("*") if p.suffix in (".json", ".yaml")]
    return {name for path in graphs for name in walk(load(path))}


@pytest.mark.parametrize("word", sorted(VOCABULARY))
def test_word_of_dflow_is_in_model_schema_spec_and_examples(word: str) -> None:
    name, arguments = VOCABULARY[word]
    fields = {f.name for f in shape_of(OBJECTS[name]).fields}
    if shape_of(OBJECTS[name]).kind:
        fields.add("kind")
    assert set(arguments.split()) <= fields
    assert set(arguments.split()) <= set(bundle()["$defs"][name]["properties"])
    spec = (ROOT / "spec.md").read_text(encoding="utf-8")
    section = spec.split(f"<!-- fields: {name} -->")[1].split("<!-- /fields -->")[0]
    for argument in arguments.split():
        assert f"| `{argument}` |" in section
    assert name in used_in_examples()


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_object_of_the_model_is_used_in_an_example(name: str) -> None:
    assert name in used_in_examples()
