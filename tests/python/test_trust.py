"""OPs of graphs: nothing of them runs unless the caller says so, and they come back unchanged."""

import copy
import pickle
import sys
from pathlib import Path

import pytest

from dflow_graph.python import OP, OPIO, Artifact, OPIOSign
from dflow_graph.python.errors import (
    CallError,
    GraphError,
    SourceDigestError,
    UntrustedSourceError,
)
from dflow_graph.python.op_graph import source_digest
from dflow_graph.python.values import to_value


class Conf:
    """A class of an argument that has no JSON form."""

    def __init__(self, n):
        self.n = n


class Outer:
    class Add(OP):
        """Adds what it was made with."""

        def __init__(self, n=1, conf=None):
            self.n = n if conf is None else conf.n

        @classmethod
        def get_input_sign(cls):
            return OPIOSign({"x": int, "f": Artifact(list[Path], optional=True)})

        @classmethod
        def get_output_sign(cls):
            return OPIOSign({"y": int})

        @OP.exec_sign_check
        def execute(self, op_in):
            return OPIO({"y": op_in["x"] + self.n})


ADD = Outer.Add.convert_to_graph()
ADD_THREE = Outer.Add(3).convert_to_graph()


def with_source(text, name="Bad", **fields):
    return {"name": name, "source": text, "source_digest": source_digest(text), **fields}


@pytest.fixture
def canary(tmp_path):
    """A file that exists as soon as any code of a graph has run, and the code that makes it."""
    path = tmp_path / "canary"
    return path, f"open({str(path)!r}, 'w').close()\n"


def test_an_untrusted_op_has_its_signature_and_refuses_to_run(canary):
    path, code = canary
    graph = with_source(code + ADD["source"], "Outer.Add", inputs=ADD["inputs"])
    op = OP.from_graph(graph)
    assert op.get_input_sign().to_dict() == ADD["inputs"]
    with pytest.raises(UntrustedSourceError) as caught:
        op().execute(OPIO({"x": 1}))
    assert caught.value.digest == graph["source_digest"]
    assert repr(graph["source_digest"]) in str(caught.value)
    assert not path.exists()


@pytest.mark.parametrize("allowed", [{"trust": {ADD["source_digest"]}}, {"allow_source": True}])
def test_a_trusted_op_runs_in_a_module_of_its_own(allowed):
    op = OP.from_graph(ADD, **allowed)
    assert op is not Outer.Add
    assert op.__module__ not in (__name__, "__main__", ADD["module"])
    assert op.__module__ in sys.modules
    assert dict(op(5).execute(OPIO({"x": 1}))) == {"y": 6}
    assert pickle.loads(pickle.dumps(op(5))).n == 5
    assert OP.from_graph(ADD, **allowed) is op


@pytest.mark.parametrize("trust", [set(), {"sha256:" + "0" * 64}])
def test_another_digest_is_no_trust(trust):
    with pytest.raises(UntrustedSourceError):
        OP.from_graph(ADD, trust=trust)().execute(OPIO({"x": 1}))


@pytest.mark.parametrize("graph", [ADD, ADD_THREE], ids=["class", "instance"])
@pytest.mark.parametrize("allowed", [{}, {"allow_source": True}], ids=["untrusted", "trusted"])
def test_a_graph_comes_back_byte_for_byte_and_is_never_changed(graph, allowed):
    before = copy.deepcopy(graph)
    op = OP.from_graph(graph, **allowed)
    assert graph == before
    written = op.convert_to_graph()
    assert written == before
    assert list(written) == list(before)
    written["inputs"].clear()
    assert op.convert_to_graph() == before


def test_what_a_graph_says_beyond_the_code_comes_back():
    graph = {**ADD, "progress_total": 5, "extensions": {"tool": 1}, "module": "elsewhere"}
    op = OP.from_graph(graph, allow_source=True)
    assert op.convert_to_graph() == graph
    assert op.progress_total == 5
    assert OP.from_graph(ADD, allow_source=True).progress_total == 1


def test_the_signature_in_the_graph_is_what_binds():
    # OP-1: "The signature in the graph is what binds"
    inputs = {"x": {"kind": "Parameter", "type": "float"}}
    outputs = {"y": {"kind": "Parameter", "type": "float"}}
    op = OP.from_graph({**ADD, "inputs": inputs, "outputs": outputs}, allow_source=True)
    assert op.get_input_sign().to_dict() == inputs
    assert op().execute(OPIO({"x": 1.5}))["y"] == 2.5


def test_the_state_of_an_instance_survives():
    op = OP.from_graph(ADD_THREE, trust=[ADD["source_digest"]])
    assert dict(op.execute(OPIO({"x": 1}))) == {"y": 4}
    assert OP.from_graph(op.convert_to_graph(), allow_source=True).n == 3
    assert type(op)(7).convert_to_graph()["state"] == {"args": [7]}


def test_a_digest_does_not_vouch_for_opaque_values_in_the_state():
    # VAL-4: a reader decodes an opaque value only if its caller asks for just that
    graph = Outer.Add(conf=Conf(9)).convert_to_graph()
    assert graph["state"]["kwargs"]["conf"]["$value"]["kind"] == "opaque"
    op = OP.from_graph(graph, trust={graph["source_digest"]})
    with pytest.raises(UntrustedSourceError, match="allow_source=True"):
        op.execute(OPIO({"x": 1}))
    assert op.convert_to_graph() == graph
    assert OP.from_graph(graph, allow_source=True).n == 9


def test_an_import_is_an_act_of_trust_too(tmp_path, monkeypatch, canary):
    path, code = canary
    (tmp_path / "imported_op.py").write_text(code + ADD["source"])
    monkeypatch.syspath_prepend(str(tmp_path))
    signs = {side: ADD[side] for side in ("inputs", "outputs")}
    graph = {"name": "Outer.Add", "module": "imported_op", **signs}
    with pytest.raises(UntrustedSourceError, match="`imported_op`"):
        OP.from_graph(graph, trust={"sha256:" + "0" * 64})().execute(OPIO({"x": 1}))
    assert not path.exists()
    op = OP.from_graph(graph, allow_source=True)
    assert path.exists()
    assert op.convert_to_graph() == graph
    assert dict(pickle.loads(pickle.dumps(op(2))).execute(OPIO({"x": 1}))) == {"y": 3}


def test_a_source_that_was_changed_is_refused_even_where_all_is_allowed(canary):
    path, code = canary
    with pytest.raises(SourceDigestError):
        OP.from_graph({**ADD, "source": code + ADD["source"]}, allow_source=True)
    assert not path.exists()


@pytest.mark.parametrize(
    ("graph", "fault"),
    [
        (3, "must be an object, not int"),
        ({"module": "m"}, "it has no `name`"),
        ({**ADD, "inptus": {}}, "did you mean `inputs`"),
        ({**ADD, "name": "os.system('x')"}, "`name` of the OP: must be identifiers"),
        ({**ADD, "name": 3}, "`name` of the OP"),
        ({**ADD, "module": "a; b"}, "`module` of the OP"),
        ({**ADD, "inputs": []}, "`inputs` of the OP"),
        ({**ADD, "inputs": {"x": {"kind": "Parameter", "type": "lst[int]"}}}, "port `x`"),
        ({**ADD, "inputs": {"x": {"py/reduce": []}}}, "port `x`"),
        ({**ADD, "source": 1}, "`source` of the OP"),
        ({**ADD, "source_digest": "sha256:0"}, "must be `sha256:` and 64"),
        ({"name": "A", "source_digest": "sha256:" + "0" * 64}, "but no `source`"),
        ({**ADD, "state": {"arsg": []}}, "`state` of the OP"),
        ({**ADD, "progress_total": -1}, "`progress_total` of the OP"),
    ],
)
def test_what_is_no_op_is_an_error_that_names_the_place(graph, fault):
    with pytest.raises(GraphError, match=fault):
        OP.from_graph(graph)


@pytest.mark.parametrize(
    ("graph", "fault"),
    [
        (with_source("x = ("), "its source fails: SyntaxError"),
        (with_source("1 / 0"), "its source fails: ZeroDivisionError"),
        (with_source("Bda = 1"), "no `Bad` is defined; did you mean `Bda`"),
        (with_source("Bad = 1"), "is no OP but of the class int"),
        (with_source("class Bad: pass"), "is no OP"),
        ({"name": "Bad", "module": "no_such_module_at_all"}, "cannot be imported"),
        ({"name": "Bad", "module": "__main__"}, "neither `source` nor a `module`"),
        ({"name": "Bad"}, "neither `source` nor a `module`"),
    ],
)
def test_a_trusted_op_that_cannot_be_loaded_is_a_typed_error(graph, fault):
    with pytest.raises(GraphError, match=fault):
        OP.from_graph(graph, allow_source=True)


def test_one_text_is_no_set_of_digests():
    with pytest.raises(CallError, match="a set of digests"):
        OP.from_graph(ADD, trust=ADD["source_digest"])


SHAPE = """
from dflow_graph.python import OP, OPIO, OPIOSign


class Shape:
    def __init__(self, n):
        self.n = n


class Grow(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({"shape": Shape})

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"shape": Shape})

    @OP.exec_sign_check
    def execute(self, op_in):
        return OPIO({"shape": Shape(op_in["shape"].n + 1)})
"""


def test_a_class_of_the_source_keeps_the_name_that_the_graph_has_for_it():
    kind = {"kind": "Parameter", "type": "object[__main__.Shape]"}
    graph = with_source(SHAPE, "Grow", inputs={"shape": kind}, outputs={"shape": kind})
    op = OP.from_graph({**graph, "module": "__main__"}, allow_source=True)
    # OP-1: its own signature says what the graph says.
    assert op.get_input_sign()["shape"] is not None
    own = sys.modules[op.__module__].Shape
    found = op().execute(OPIO({"shape": own(1)}))["shape"]
    # VAL-3
    said = to_value(found)["$value"]
    assert (said["class"], said["data"]) == ("__main__.Shape", {"n": 2})
