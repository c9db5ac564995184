"""One OP of a graph, run here: only if it is trusted, with the functions that a pod uses."""

import os
from pathlib import Path

import pytest

from dflow_graph.python import (
    OP,
    OPIO,
    Artifact,
    BigParameter,
    OPIOSign,
    Parameter,
    PythonOPTemplate,
    Slices,
)
from dflow_graph.python.errors import GraphError, PortError, UnknownNameError, UntrustedSourceError
from dflow_graph.python.local_run import run_template


class Join(OP):
    """Joins files."""

    def __init__(self, separator=","):
        self.separator = separator

    @classmethod
    def get_input_sign(cls):
        return OPIOSign(
            {
                "count": int,
                "text": Parameter(str, default="t"),
                "pair": BigParameter(tuple[int, int], default=(1, 2)),
                "files": Artifact(list[Path]),
                "one": Artifact(Path, optional=True),
                "named": Artifact(dict[str, Path], optional=True),
            }
        )

    @classmethod
    def get_output_sign(cls):
        return OPIOSign(
            {
                "text": str,
                "big": BigParameter(list[int]),
                "none": Parameter(int, default=9),
                "all": Artifact(Path),
                "each": Artifact(dict[str, Path]),
            }
        )

    def execute(self, op_in):
        if op_in["count"] < 0:
            raise ValueError("count is negative")
        parts = [path.read_text() for path in op_in["files"]]
        Path("all.txt").write_text(self.separator.join(parts * op_in["count"]))
        named = {name: path.name for name, path in (op_in["named"] or {}).items()}
        one = op_in["one"].name if op_in["one"] else None
        return OPIO(
            {
                "text": f"{op_in['text']} {one} {sorted(named.items())}",
                "big": list(op_in["pair"]),
                "all": Path("all.txt"),
                "each": {"x": Path("all.txt")},
            }
        )


GRAPH = PythonOPTemplate(Join("-"), image="i").to_dict()


@pytest.fixture
def files(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    return [tmp_path / "a", str(tmp_path / "b")]


def test_an_op_runs_with_values_and_paths_and_its_outputs_come_back(tmp_path, files):
    before = Path.cwd()
    outputs = run_template(
        GRAPH,
        {"count": 2, "text": "12", "pair": [3, 4]},
        {"files": files, "one": files[0], "named": {"k": files[1]}},
        tmp_path / "work",
        allow_source=True,
    )
    assert outputs["parameters"] == {"text": "12 a [('k', 'b')]", "big": [3, 4], "none": 9}
    (path,) = outputs["artifacts"]["all"]
    assert Path(path).read_text() == "a-b-a-b"
    assert Path(outputs["artifacts"]["each"]["x"]).name == "all.txt"
    assert Path.cwd() == before
    assert sorted(os.listdir(tmp_path)) == ["a", "b", "work"]


def test_texts_are_read_as_those_that_arrive_at_a_port(tmp_path, files):
    # VAL-9
    outputs = run_template(
        GRAPH, {"count": "1", "pair": "[5, 6]"}, {"files": files}, tmp_path, allow_source=True
    )
    assert outputs["parameters"]["big"] == [5, 6]
    with pytest.raises(PortError, match="port `count`"):
        run_template(GRAPH, {"count": "x"}, {"files": files}, tmp_path / "w", allow_source=True)


def test_slices_of_the_template_are_left_out(tmp_path, files):
    template = PythonOPTemplate(
        Join("-"),
        slices=Slices(input_parameter=["count"]),
        input_artifact_slices={"one": "{{item}}"},
    )
    outputs = run_template(
        template.to_dict(), {"count": 1}, {"files": files}, tmp_path / "w", allow_source=True
    )
    assert outputs["parameters"]["text"].startswith("t None")


def test_an_untrusted_op_does_not_run(tmp_path, files):
    for trust in ((), {"sha256:" + "0" * 64}):
        with pytest.raises(UntrustedSourceError):
            run_template(GRAPH, {"count": 1}, {"files": files}, tmp_path / "w", trust=trust)
    assert not (tmp_path / "w").exists()
    trust = {GRAPH["op"]["source_digest"]}
    assert run_template(GRAPH, {"count": 1}, {"files": files}, tmp_path / "w", trust=trust)


@pytest.mark.parametrize("field", ["pre_script", "post_script"])
def test_a_digest_does_not_vouch_for_scripts_of_the_template(tmp_path, files, field):
    graph = {**GRAPH, field: "x = 1"}
    with pytest.raises(GraphError, match=f"`{field}` of the template"):
        run_template(
            graph, {"count": 1}, {"files": files}, tmp_path, trust={GRAPH["op"]["source_digest"]}
        )


@pytest.mark.parametrize(
    ("parameters", "artifacts", "fault"),
    [
        ({"cuont": 1}, {"files": []}, "did you mean `count`"),
        ({"count": 1}, {"flies": []}, "did you mean `files`"),
        ({"count": 1}, {}, "its input artifacts `files` are missing"),
        ({"count": 1}, {"files": ["no/such/file"]}, "no/such/file"),
    ],
)
def test_a_wrong_input_is_an_error_that_names_it(tmp_path, parameters, artifacts, fault):
    with pytest.raises((UnknownNameError, GraphError, FileNotFoundError), match=fault):
        run_template(GRAPH, parameters, artifacts, tmp_path, allow_source=True)


def test_the_error_of_an_op_is_its_own(tmp_path, files):
    with pytest.raises(ValueError, match="count is negative"):
        run_template(GRAPH, {"count": -1}, {"files": files}, tmp_path / "w", allow_source=True)


def test_an_artifact_with_a_catalogue_keeps_its_structure(tmp_path, files):
    first = run_template(GRAPH, {"count": 1}, {"files": files}, tmp_path / "w", allow_source=True)
    folder = tmp_path / "w/outputs/artifacts/each"
    second = run_template(
        GRAPH, {"count": 1}, {"files": files, "named": folder}, tmp_path / "v", allow_source=True
    )
    assert "('x', 'all.txt')" in second["parameters"]["text"]
    assert first["artifacts"]["each"]["x"].startswith(str(folder))
