"""Annotations of the model are types, not texts, which a decoder would have to compile first."""

from __future__ import annotations

from dflow_graph import model
from dflow_graph.model import Object


def test_no_annotation_is_a_text() -> None:
    structs = [c for c in vars(model).values() if isinstance(c, type) and issubclass(c, Object)]
    assert len(structs) > 30
    for struct in structs:
        annotations = vars(struct).get("__annotations__", {})
        assert not [k for k, v in annotations.items() if isinstance(v, str)], struct.__name__
