"""Both parsers of PyYAML, behind one reader."""

from __future__ import annotations

import pytest
import yaml

from dflow_graph.readers import yaml_reader


@pytest.fixture(params=["compiled", "pure"])
def parser(request, monkeypatch):
    """The parser that the YAML reader uses: libyaml, or the one written in Python."""
    if request.param == "pure":
        monkeypatch.setattr(yaml_reader, "_Parser", yaml.SafeLoader)
    return request.param
