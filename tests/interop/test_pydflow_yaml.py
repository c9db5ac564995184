"""What `Workflow.to_graph_yaml` writes, by way of PyYAML, is the graph that the JSON is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from dflow_graph.interop.document import document_of_text
from dflow_graph.interop.pydflow import from_pydflow
from dflow_graph.readers.yaml_reader import read_yaml
from dflow_graph.source.fault import Fault

GRAPHS = sorted((Path(__file__).parent / "graphs").glob("*.graph.json"))


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.stem)
def test_graph_in_yaml_is_the_graph_in_json(path: Path) -> None:
    data = document_of_text(path.read_bytes()).root
    root = document_of_text(yaml.dump(json.loads(path.read_text())), "yaml").root
    assert root == data
    assert from_pydflow(root)[0] == from_pydflow(data)[0]


def test_what_pyyaml_writes_is_read_only_where_that_is_asked_for() -> None:
    assert read_yaml("{y: n}", by_pyyaml=True).root == {"y": "n"}
    with pytest.raises(Fault, match="DG014"):
        read_yaml("{y: n}")
    with pytest.raises(Fault, match="DG014"):
        read_yaml("{y: yes}", by_pyyaml=True)
