"""Reads the weights back from an exported network, so that training can go on where only that is left."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

_OWN = re.compile(r"[a-z][\w.]*\.(?:weight|bias|bytes|scale)")  # as the network has them, not the export


def shipped_weights(path: Path) -> dict[str, Tensor]:
    """The weights of a network in a file that `talion.models.training.export` wrote, as a checkpoint holds them.

    Those of eight bits come back within half a step of what they were. The two numbers that turn a
    tagger's likeness of triggers into a score are not in the file: training starts them anew.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    found = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    out = {name: v for name, v in found.items() if _OWN.fullmatch(name)}
    table = out.pop("encoder.word.bytes").astype(np.float32) * out.pop("encoder.word.scale")
    out["encoder.word.weight"] = table
    makers = {name: node for node in graph.node for name in node.output}
    for node in graph.node:
        for bias in node.input:
            if node.op_type == "Add" and bias.endswith(".bias"):
                out[bias.removesuffix("bias") + "weight"] = _matrix(node, makers, found)
    distance = next(_outputs(graph, makers, found), None)
    if distance is not None:
        out["arguments.claims.distance"], out["arguments.events.distance"] = np.split(distance, 2)
    return {name: torch.from_numpy(np.array(v, dtype=np.float32)) for name, v in out.items()}


def _matrix(add: Any, makers: dict[str, Any], found: dict[str, Any]) -> Any:
    """The matrix, [out, in], of the product to which a bias is added."""
    asked = list(add.input)
    while asked:
        node = makers.get(asked.pop(0))
        if node is None:
            continue
        if node.op_type not in ("MatMul", "MatMulInteger"):
            asked += node.input
            continue
        name = node.input[1]
        matrix = found[name]
        if node.op_type == "MatMulInteger":
            matrix = matrix.astype(np.float32) * found[name.removesuffix("_quantized") + "_scale"]
        return (matrix * _smoothed(node, makers, found)).T
    raise ValueError(f"no product before the bias of {add.name}")


def _smoothed(product: Any, makers: dict[str, Any], found: dict[str, Any]) -> Any:
    """What the rows of a product's matrix are to be multiplied by, where its states were evened out."""
    node = makers.get(product.input[0])
    if node is not None and node.op_type == "DynamicQuantizeLinear":
        node = makers.get(node.input[0])
    if node is not None and node.name.endswith("/smooth"):
        return found[node.input[1]][:, None]
    return np.float32(1)


def _outputs(graph: Any, makers: dict[str, Any], found: dict[str, Any]) -> Iterator[Any]:
    """Those outputs of the graph that are constant."""
    for output in graph.output:
        name = output.name
        while name not in found and name in makers and makers[name].op_type == "Identity":
            name = makers[name].input[0]
        if name in found:
            yield found[name]
