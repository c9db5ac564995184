"""An ONNX model whose nodes are operators: a constant, a copy, or the sum of two."""

from __future__ import annotations

from typing import Any

from onnx import ModelProto, TensorProto, helper

from benchmarks.formats.names import links, node_name
from benchmarks.layers import Layers

__all__ = ["count", "write"]

_OPERATORS = ("Identity", "Identity", "Add")
_OPSET, _IR = 17, 8


def _node(layers: Layers, node: int) -> Any:
    above = [parent for _, parent in links(layers, node)]
    operator, name = _OPERATORS[len(above)], node_name(node)
    inputs = above or ["start"]
    return helper.make_node(operator, inputs, [name], name=name, doc_string=f"index {node}")


def write(layers: Layers) -> bytes:
    nodes = [_node(layers, node) for node in range(len(layers.parents))]
    start = helper.make_tensor_value_info("start", TensorProto.FLOAT, [3])
    last = helper.make_tensor_value_info(node_name(len(nodes) - 1), TensorProto.FLOAT, [3])
    graph = helper.make_graph(nodes, "relax-many", [start], [last])
    opset = helper.make_opsetid("", _OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR)
    return bytes(model.SerializeToString())


def count(text: bytes) -> tuple[int, int]:
    model = ModelProto()
    model.ParseFromString(text)
    inputs = [name for node in model.graph.node for name in node.input if name != "start"]
    return len(model.graph.node), len(inputs)
