"""PythonOPTemplate: every argument is in its graph, and comes back."""

import copy
import json
import sys
from pathlib import Path
from typing import Any, Optional, Union

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dflow_graph
from dflow_graph import model
from dflow_graph.python import (
    OP,
    OPIO,
    Artifact,
    BigParameter,
    HDF5Datasets,
    NestedDict,
    OPIOSign,
    Parameter,
    PythonOPTemplate,
    Slices,
    python_op_template,
)
from dflow_graph.python.errors import CallError, GraphError, UnknownNameError, UnsupportedError
from dflow_graph.python.storage import PVC, S3Artifact


class Relax_Atoms(OP):  # noqa: N801 - a name that a template may not have
    def __init__(self, steps=1):
        self.steps = steps

    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "n": int,
                "shift": Parameter(int, default=0),
                "rows": BigParameter(dict[str, int], default={"a": 1}),
                "conf": Artifact(Path, optional=True),
                "confs": Artifact(list[Path], archive=None),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign(
            {
                "energy": float,
                "tag": Parameter(str, global_name="tag", default="none"),
                "table": BigParameter(list[int]),
                "log": Artifact(Path),
                "logs": Artifact(dict[str, Path], global_name="logs"),
            }
        )

    def execute(self, op_in):
        return OPIO()


ARGUMENTS: dict[str, Any] = {
    "image": "python:3.10",
    "command": "python3.10",
    "annotations": {"a": "b"},
    "labels": {"c": "d"},
    "node_selector": {"e": "f"},
    "tolerations": [{"key": "gpu", "toleration_seconds": 3}],
    "affinity": {"node_affinity": {}},
    "output_artifact_save": {"log": [S3Artifact(key="k"), PVC("claim", "sub")]},
    "output_artifact_archive": {"log": None, "logs": "zip"},
    "output_parameter_default": {"energy": 1.5, "tag": "x"},
    "input_artifact_prefix": {"confs": "a.b"},
    "input_artifact_slices": {"confs": "{{item}}"},
    "input_parameter_slices": {"n": "{{item}}"},
    "output_artifact_slices": {"log": "{{item}}"},
    "output_parameter_slices": {"energy": "{{item}}"},
    "output_artifact_global_name": {"log": "the-log"},
    "output_parameter_global_name": {"energy": "the-energy"},
    "slices": Slices("int('{{item}}')", input_parameter=["shift"], output_parameter=["tag"]),
    "python_packages": ["pkg", Path("lib/other"), S3Artifact(key="packages")],
    "timeout": 60,
    "retry_on_transient_error": 1,
    "retry_on_failure": 2,
    "retry_on_error": 3,
    "retry_on_failure_and_error": 4,
    "timeout_as_transient_error": True,
    "memoize_key": "memo",
    "memoize_max_age": "1h",
    "memoize_config_map": "results",
    "volumes": [{"name": "v", "empty_dir": {}}],
    "mounts": [{"name": "v", "mount_path": "/v"}],
    "image_pull_policy": "Always",
    "requests": {"cpu": "1"},
    "limits": {"cpu": "2"},
    "upload_dflow": False,
    "envs": {"A": "1"},
    "init_containers": [{"name": "i"}],
    "sidecars": [{"name": "s"}],
    "tmp_root": "/work",
    "pre_script": "a = 1",
    "post_script": "b = 2",
    "success_tag": True,
    "create_slice_dir": True,
    "skip_slice_input": True,
    "pvcs": [PVC("claim", "sub")],
    "extensions": {"tool": {"x": 1}},
}


def of_model(graph):
    return model.PythonOPTemplate.from_dict({k: v for k, v in graph.items() if k != "kind"})


def assert_comes_back(template):
    graph = template.convert_to_graph()
    before = copy.deepcopy(graph)
    for allow_source in (False, True):
        again = PythonOPTemplate.from_graph(graph, "other-name", allow_source=allow_source)
        assert json.dumps(again.to_dict()) == json.dumps(before)
        assert again.name == "other-name"
    assert graph == before


def test_the_arguments_are_all_fields_of_the_model():
    fields = set(model.PythonOPTemplate.__struct_fields__) - {"op"}
    assert set(ARGUMENTS) == fields
    assert {field.name for field in PythonOPTemplate.FIELDS} == {*fields, "op"}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_one_argument_is_its_field_and_comes_back(name):
    template = PythonOPTemplate(Relax_Atoms, **{name: ARGUMENTS[name]})
    graph = template.convert_to_graph()
    assert set(graph) == {"kind", "op", name}
    assert model.PythonOPTemplate.from_dict(graph).to_dict() == graph
    assert_comes_back(template)


def test_all_arguments_together_stand_in_the_order_of_the_specification():
    template = PythonOPTemplate(Relax_Atoms(3), **ARGUMENTS)
    graph = template.convert_to_graph()
    written = model.PythonOPTemplate.from_dict(graph).to_dict()
    assert json.dumps(written) == json.dumps(graph)
    assert graph["op"]["state"] == {"args": [3]}
    assert_comes_back(template)


def test_what_is_at_its_default_is_left_out():
    assert set(PythonOPTemplate(Relax_Atoms).to_dict()) == {"kind", "op"}
    template = PythonOPTemplate(Relax_Atoms, command=["python3"], tmp_root="/tmp", pre_script="")
    assert set(template.to_dict()) == {"kind", "op"}


def test_a_default_that_a_graph_writes_down_is_written_again():
    graph = {
        **PythonOPTemplate(Relax_Atoms).to_dict(),
        "slices": {"slices": "{{item}}", "sub_path": False},
        "upload_dflow": True,
        "tmp_root": "/tmp",
    }
    assert PythonOPTemplate.from_graph(graph).to_dict() == graph


def test_the_graph_shares_nothing_with_the_template():
    template = PythonOPTemplate(Relax_Atoms, **ARGUMENTS)
    before = copy.deepcopy(template.to_dict())
    written = template.to_dict()
    for value in written.values():
        if isinstance(value, (dict, list)):
            value.clear()
    assert template.to_dict() == before


def test_converting_twice_gives_the_same():
    graph = PythonOPTemplate(Relax_Atoms, timeout=60).to_dict()
    for _ in range(3):
        graph = PythonOPTemplate.from_graph(graph).to_dict()
    assert graph["timeout"] == 60


def test_the_name_is_made_of_the_op_s():
    # NAM-4
    assert PythonOPTemplate(Relax_Atoms).name == "relax-atoms"
    assert not PythonOPTemplate(Relax_Atoms).is_named
    assert PythonOPTemplate(Relax_Atoms, name="mine").name == "mine"


def test_the_ports_are_those_of_the_signature_with_the_maps_in_it():
    # TPL-12, TPL-14
    template = PythonOPTemplate(Relax_Atoms, **ARGUMENTS)
    inputs, outputs = template.inputs, template.outputs
    assert inputs.parameters["shift"].value == 0
    assert inputs.parameters["rows"].save_as_artifact
    assert inputs.parameters["rows"].path == "/work/inputs/parameters/rows"
    assert inputs.artifacts["conf"].optional
    assert inputs.artifacts["confs"].path == "/work/inputs/artifacts/confs"
    assert outputs.parameters["energy"].value_from_path == "/work/outputs/parameters/energy"
    assert outputs.parameters["energy"].default == 1.5
    assert outputs.parameters["energy"].global_name == "the-energy"
    assert outputs.parameters["tag"].global_name == "tag"
    assert outputs.artifacts["log"].archive is None
    assert outputs.artifacts["log"].global_name == "the-log"
    assert outputs.artifacts["logs"].global_name == "logs"
    assert "n" in inputs.parameters


def test_the_signature_of_the_op_is_not_changed_by_a_template():
    PythonOPTemplate(Relax_Atoms, output_artifact_archive={"log": None})
    assert Relax_Atoms.get_output_sign()["log"].archive == "tar"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("output_artifact_save", {"lgo": []}, "did you mean `log`"),
        ("output_parameter_default", {"log": 1}, "output parameter of the OP Relax_Atoms"),
        ("input_artifact_slices", {"n": "{{item}}"}, "input artifact of the OP"),
        ("slices", Slices(input_parameter=["nn"]), "did you mean `n`"),
        ("slices", Slices(output_artifact=["energy"]), "output artifact of the OP"),
    ],
)
def test_a_name_that_is_no_such_port_is_an_error_with_the_near_misses(name, value, fault):
    # TPL-13, SLC-10
    with pytest.raises(UnknownNameError, match=fault):
        PythonOPTemplate(Relax_Atoms, **{name: value})


def test_an_unknown_argument_is_an_error_with_the_near_misses():
    with pytest.raises(CallError, match="did you mean `retry_on_transient_error`"):
        PythonOPTemplate(Relax_Atoms, retry_on_transient_eror=1)


@pytest.mark.parametrize("op_class", [3, "Relax", int, None])
def test_what_is_no_op_is_an_error(op_class):
    with pytest.raises(CallError, match="`op_class` must be an OP"):
        PythonOPTemplate(op_class)


def test_a_string_of_names_is_no_list_of_names():
    with pytest.raises(CallError, match="`input_parameter` is a list of names"):
        Slices(input_parameter="n")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"op": None}, "OP: must be an object"),
        ({"timout": 3}, "`timout` is no field of it; did you mean `timeout`"),
        ({"slices": {"group": 1}}, "`group` is no field of it"),
        ({"kind": "Steps"}, "kind"),
    ],
)
def test_a_graph_that_is_no_template_is_an_error_that_names_the_place(change, fault):
    with pytest.raises(GraphError, match=fault):
        PythonOPTemplate.from_graph({**PythonOPTemplate(Relax_Atoms).to_dict(), **change})


def test_a_graph_without_an_op_is_an_error():
    with pytest.raises(GraphError, match="it has no `op`"):
        PythonOPTemplate.from_graph({"kind": "PythonOPTemplate"})


def test_upload_packages_come_before_the_template_s_own(monkeypatch):
    monkeypatch.setattr(python_op_template, "upload_packages", ["common"])
    graph = PythonOPTemplate(Relax_Atoms, python_packages="own").to_dict()
    assert [package["path"] for package in graph["python_packages"]] == ["common", "own"]
    assert PythonOPTemplate.from_graph(graph).to_dict() == graph


def test_a_template_alone_becomes_an_argo_template():
    made = PythonOPTemplate(Relax_Atoms, image="python:3.11").convert_to_argo(memoize_prefix="p")
    assert made["name"] == "relax-atoms"
    assert made["script"]["image"] == "python:3.11"
    assert made["memoize"]["key"] == "p-{{inputs.parameters.dflow_key}}"
    assert "dflow_key" in [p["name"] for p in made["inputs"]["parameters"]]


def test_a_pod_has_no_emitter(monkeypatch):
    monkeypatch.setitem(sys.modules, "dflow_graph.argo.single", None)
    with pytest.raises(UnsupportedError):
        PythonOPTemplate(Relax_Atoms).convert_to_argo()


def test_patterns_are_rendered_with_the_loop_s_values_as_inputs():
    template = PythonOPTemplate(Relax_Atoms, input_parameter_slices={"n": "int('{{item}}')"})
    assert template.render_slices("{{item}}.{{item.x}}.{{item}}") == (
        "{{inputs.parameters.dflow_var_0}}.{{inputs.parameters.dflow_var_1}}."
        "{{inputs.parameters.dflow_var_0}}"
    )
    assert template.get_slices({"n": "{{item}}"}, "n") == "{{inputs.parameters.dflow_var_0}}"
    assert template.get_slices({"n": "{{item}}"}, "m") is None
    assert template.get_slices(None, "m") is None
    assert template.render_slices() is None


def test_slices_of_an_outer_loop_join_the_inner_ones_at_output_artifacts():
    # SLC-9: "Patterns that meet at one output artifact are joined by dots, the innermost first"
    template = PythonOPTemplate(
        Relax_Atoms,
        slices=Slices("int('{{item}}')", input_parameter=["n"], output_artifact=["log"]),
    )
    alone = template.to_dict()
    template.add_slices(
        Slices("{{item.k}}", input_parameter=["n"], output_artifact=["log", "logs"])
    )
    graph = template.to_dict()
    assert graph["output_artifact_slices"] == {"log": "{{item}}.{{item.k}}", "logs": "{{item.k}}"}
    assert graph["input_parameter_slices"] == {"n": "{{item.k}}"}
    assert_comes_back(template)
    template.set_slices(Slices("int('{{item}}')", input_parameter=["n"], output_artifact=["log"]))
    assert template.to_dict() == alone


def test_slices_print_as_python_that_makes_them_again():
    slices = Slices("{{item}}", ["a"], sub_path=True, group_size=2, create_dir=True)
    imports = set()
    text = slices.evalable_repr(imports)
    assert imports == {("dflow_graph.python", "Slices")}
    assert eval(text, {"Slices": Slices}).to_dict() == slices.to_dict()
    assert Slices.from_dict(slices.to_dict()).to_dict() == slices.to_dict()
    assert Slices().to_dict() == {}


VALUE_TYPES = st.recursive(
    st.sampled_from([int, str, float, bool, bytes, Any]),
    lambda inner: st.one_of(
        inner.map(lambda t: list[t]),
        inner.map(lambda t: dict[str, t]),
        inner.map(lambda t: Optional[t]),
        st.tuples(inner, inner).map(lambda ts: tuple[ts]),
        st.tuples(inner, inner).map(lambda ts: Union[ts]),
    ),
    max_leaves=4,
)
ARTIFACT_TYPES = st.sampled_from(
    [
        str,
        Path,
        list[str],
        list[Path],
        set[str],
        set[Path],
        dict[str, str],
        dict[str, Path],
        NestedDict[str],
        NestedDict[Path],
        HDF5Datasets,
        Union[Path, HDF5Datasets],
    ]
)
ENTRIES = st.one_of(
    VALUE_TYPES,
    VALUE_TYPES.map(lambda t: Parameter(Optional[t], default=None)),
    VALUE_TYPES.map(BigParameter),
    st.builds(Artifact, ARTIFACT_TYPES, archive=st.sampled_from(["tar", "zip", None])),
)
NAMES = st.from_regex(r"[a-z][-a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: not name.startswith("dflow_")
)
SIGNS = st.dictionaries(NAMES, ENTRIES, max_size=4)


class Any_OP(OP):  # noqa: N801 - the property gives it its signature
    signs: tuple[Any, Any]

    @classmethod
    def get_input_sign(cls):
        return OPIOSign(cls.signs[0])

    @classmethod
    def get_output_sign(cls):
        return OPIOSign(cls.signs[1])

    def execute(self, op_in):
        return OPIO()


NO_ARGUMENT = ("DG311", "DG312")
"""An input of the entrypoint gets no value: the property is about the template alone."""


@settings(max_examples=40, deadline=None)
@given(SIGNS, SIGNS)
def test_an_op_of_any_signature_becomes_a_clean_graph_and_comes_back(inputs, outputs):
    Any_OP.signs = (inputs, outputs)
    template = PythonOPTemplate(Any_OP, image="python:3.10")
    graph = {
        "dflow_graph": "1.0",
        "name": "any",
        "entrypoint": "main",
        "templates": {"main": template.to_dict()},
    }
    found = dflow_graph.validate(graph).diagnostics
    assert [finding for finding in found if finding.code not in NO_ARGUMENT] == []
    again = PythonOPTemplate.from_graph(template.to_dict())
    assert json.dumps(again.to_dict()) == json.dumps(template.to_dict())
    assert again.inputs.to_dict() == template.inputs.to_dict()
    assert again.outputs.to_dict() == template.outputs.to_dict()


def test_settings_of_output_ports_are_in_the_graph() -> None:
    made = PythonOPTemplate(Ports, image="python:3.11")
    made.outputs.artifacts["f"].save.append(S3Artifact(key="kept"))
    made.outputs.artifacts["f"].archive = None
    made.outputs.artifacts["g"].archive = "tar"
    made.outputs.parameters["x"].global_name = "last-x"
    made.outputs.parameters["y"].default = 3
    graph = made.convert_to_graph()
    # TPL-14
    assert graph["output_artifact_save"] == {"f": [{"kind": "s3", "key": "kept"}]}
    assert graph["output_artifact_archive"] == {"f": None, "g": "tar"}
    assert graph["output_parameter_global_name"] == {"x": "last-x"}
    assert graph["output_parameter_default"] == {"y": 3}
    again = PythonOPTemplate.from_graph(graph, allow_source=True)
    assert again.convert_to_graph() == graph
    assert made.convert_to_graph() == graph


class Ports(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({})

    @classmethod
    def get_output_sign(cls):
        settled = Artifact(Path, archive=None)
        return OPIOSign({"f": Artifact(Path), "g": settled, "x": int, "y": Parameter(int)})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO()
