"""OP: what it checks when it runs, what it remembers, and what it becomes in a graph."""

import copy
import json
import pickle
from pathlib import Path

import pytest

from dflow_graph import model
from dflow_graph.python import OP, OPIO, Artifact, BigParameter, OPIOSign, Parameter, lineage
from dflow_graph.python.errors import (
    CallError,
    PortError,
    UnknownNameError,
    UnserialisableError,
    UnsupportedError,
)
from dflow_graph.python.sign_check import SignatureMismatchError

SHARED: dict = {}
"""A default that every signature shares."""


class Scale(OP):
    """Multiplies the numbers of a list."""

    progress_total = 10

    def __init__(self, factor=2, *, names=(), table=None):
        self.factor = factor
        (table if table is not None else {}).clear()

    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "numbers": list[int],
                "shift": Parameter(int, default=0),
                "rows": BigParameter(dict[str, int], default=SHARED),
                "conf": Artifact(Path, optional=True),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"scaled": list[int]})

    @OP.exec_sign_check
    def execute(self, op_in):
        op_in["rows"]["seen"] = 1
        shift = op_in["shift"]
        return OPIO({"scaled": [n * self.factor + shift for n in op_in["numbers"]]})


class Gives(OP):
    """Gives what it was made with."""

    def __init__(self, output):
        self.output = output

    @classmethod
    def get_input_sign(cls):
        return OPIOSign()

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"a": int, "b": Artifact(list[Path])})

    @OP.exec_sign_check
    def execute(self, op_in):
        return self.output


def test_defaults_are_filled_into_a_copy_of_the_input():
    op_in = OPIO({"numbers": [1, 2]})
    assert Scale(3).execute(op_in)["scaled"] == [3, 6]
    assert dict(op_in) == {"numbers": [1, 2]}
    assert SHARED == {}


def test_all_missing_and_undeclared_inputs_are_named_at_once_with_their_near_misses():
    with pytest.raises(SignatureMismatchError) as caught:
        Scale().execute(OPIO({"number": [1], "shfit": 2}))
    assert caught.value.missing == ("numbers",)
    assert caught.value.undeclared == ("number", "shfit")
    assert "did you mean `numbers`?" in str(caught.value)
    assert "did you mean `shift`?" in str(caught.value)
    assert isinstance(caught.value, RuntimeError)


@pytest.mark.parametrize(
    ("output", "fault"),
    [
        ({"a": 1}, "`b` is not given by it"),
        ({"a": 1, "b": [], "c": 2}, "`c` is not in its signature"),
        (None, "returned None, not an OPIO"),
        (3, "returned a value of the class int, not an OPIO"),
        ({"a": "x", "b": []}, "port `a`: expected int, found str"),
        ({"a": 1, "b": [Path("x"), 3]}, r"port `b` at \[1\]"),
    ],
)
def test_a_wrong_output_is_an_error_that_names_the_port(output, fault):
    with pytest.raises((SignatureMismatchError, CallError, PortError), match=fault):
        Gives(output).execute(OPIO())


def test_none_is_good_for_every_port():
    # OP-11: `None` is accepted for every port
    assert dict(Gives({"a": None, "b": None}).execute(OPIO())) == {"a": None, "b": None}


def test_an_op_without_its_methods_cannot_be_made():
    class Half(OP):
        @classmethod
        def get_input_sign(cls):
            return OPIOSign()

    with pytest.raises(TypeError, match="abstract"):
        Half()


def test_a_signature_that_is_none_is_an_error_that_names_the_port():
    class Wrong(Scale):
        @classmethod
        def get_output_sign(cls):
            return OPIOSign({"x": "no type at all!"})

    with pytest.raises(TypeError, match="port `x`"):
        Wrong.convert_to_graph()


def test_an_instance_keeps_the_arguments_of_its_constructor_as_they_were_given():
    table, names = {"a": 1}, ("x", "y")
    op = Scale(4, names=names, table=table)
    assert table == {}
    assert op.convert_to_graph()["state"] == {
        "args": [4],
        "kwargs": {"names": {"$value": {"kind": "tuple", "items": ["x", "y"]}}, "table": {"a": 1}},
    }
    assert "state" not in Scale().convert_to_graph()
    assert "state" not in Scale.convert_to_graph()


def test_copies_of_an_instance_keep_its_state():
    state = Scale(5).to_dict()["state"]
    for other in (copy.deepcopy(Scale(5)), pickle.loads(pickle.dumps(Scale(5)))):
        assert other.to_dict()["state"] == state
        assert other.factor == 5


def test_what_is_set_behind_the_constructor_is_said_to_be_no_part_of_the_graph():
    op = Scale(5)
    op.key, op.tmp_root = "k", "/x"
    op.convert_to_graph()
    op.factor = 6
    with pytest.warns(UserWarning, match="not what was set behind it: factor"):
        op.convert_to_graph()


def test_a_state_that_cannot_be_written_names_its_place():
    with pytest.raises(UnserialisableError, match=r"\['table'\].*constructor of Scale"):
        Scale(table={"k": [(n for n in ())]}).convert_to_graph()


def test_the_graph_of_an_op_is_its_object_of_the_model():
    graph = Scale(4).convert_to_graph()
    assert model.OP.from_dict(graph).to_dict() == graph
    assert list(graph)[:4] == ["name", "module", "inputs", "outputs"]
    assert graph["inputs"]["shift"] == {"kind": "Parameter", "type": "int", "default": 0}
    assert graph["progress_total"] == 10
    assert graph["module"] == __name__


def test_sub_path_of_an_output_says_nothing_and_is_left_out():
    """ART-20: scripts of dflow have it there; a graph must not."""

    class Gather(OP):
        @classmethod
        def get_input_sign(cls):
            return OPIOSign({"whole": Artifact(Path, sub_path=False)})

        @classmethod
        def get_output_sign(cls):
            return OPIOSign({"all": Artifact(Path, sub_path=False)})

        def execute(self, op_in):
            return OPIO({"all": op_in["whole"]})

    graph = Gather.convert_to_graph()
    assert graph["inputs"]["whole"]["sub_path"] is False
    assert "sub_path" not in graph["outputs"]["all"]


def test_the_information_of_an_op_has_its_signature_and_what_it_executes():
    info = Scale.get_info()
    assert info["name"] == f"{__name__}.Scale"
    assert info["inputs"]["numbers"] == "list[int]"
    assert info["execute"].startswith("@OP.exec_sign_check\ndef execute(self, op_in):")


def test_progress_is_written_where_argo_reads_it_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ARGO_PROGRESS_FILE", raising=False)
    op = Scale()
    op.progress_current = 3
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("ARGO_PROGRESS_FILE", str(tmp_path / "progress"))
    op.progress_current = 4
    assert (tmp_path / "progress").read_text() == "4/10"
    op.progress_total = 20
    assert (tmp_path / "progress").read_text() == "4/20"


ARGO_TEMPLATE = {
    "inputs": {"artifacts": [{"name": "conf", "s3": {"key": "a/b"}}, {"name": "raw", "raw": {}}]},
    "outputs": {
        "artifacts": [
            {"name": "own", "oss": {"key": "c/d"}},
            {"name": "packed"},
            {"name": "plain", "archive": {"none": {}}},
        ]
    },
    "archiveLocation": {"s3": {"key": "wf/pod"}},
}


def test_storage_keys_are_those_of_the_pod(monkeypatch):
    monkeypatch.setenv("ARGO_TEMPLATE", json.dumps(ARGO_TEMPLATE))
    op = Scale()
    assert op.get_input_artifact_storage_key("conf") == "a/b"
    assert op.get_output_artifact_storage_key("own") == "c/d"
    assert op.get_output_artifact_storage_key("packed") == "wf/pod/packed.tgz"
    assert op.get_output_artifact_storage_key("plain") == "wf/pod/plain"
    with pytest.raises(UnknownNameError, match="did you mean `conf`"):
        op.get_input_artifact_storage_key("cnf")
    with pytest.raises(UnsupportedError, match="has no key"):
        op.get_input_artifact_storage_key("raw")
    monkeypatch.delenv("ARGO_TEMPLATE")
    with pytest.raises(UnsupportedError, match="in a pod of Argo only"):
        op.get_input_artifact_storage_key("conf")


@pytest.fixture
def client():
    class Client:
        def __init__(self):
            self.calls = []

        def register_artifact(self, **kwargs):
            self.calls.append(kwargs)

    made = Client()
    lineage.set_client(made)
    yield made
    lineage.set_client(None)


def test_an_output_artifact_is_registered_with_the_lineage_client(client, monkeypatch):
    monkeypatch.setenv("ARGO_TEMPLATE", json.dumps(ARGO_TEMPLATE))
    Scale().register_output_artifact("own", "ns", "data", tag=1)
    assert client.calls == [{"namespace": "ns", "name": "data", "uri": "c/d", "tag": 1}]


def test_without_a_lineage_client_the_loss_is_logged(caplog):
    Scale().register_output_artifact("own", "ns", "data")
    assert "own is lost" in caplog.text


def test_an_output_that_is_set_early_is_written_at_once(tmp_path):
    op = Scale()
    op.tmp_root = str(tmp_path)
    op.set_output("scaled", [1])
    assert (tmp_path / "outputs/parameters/scaled").read_text() == "[1]"
    assert op.outputs == {"scaled": [1]}
    assert Scale.outputs == {}
