"""Writes trained networks as ONNX with eight-bit weights, and the table that describes them."""

import hashlib
import logging
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from talion.models.pieces import Window
from talion.models.runtime import inputs
from talion.models.training.labels import MODE_CLASSES, STANCES, STATUSES, TYPES
from talion.models.training.net import DISTANCES, HEADS, TAGGER_HEADS, WIDTH

#: What a probability must reach to count; set on the parts of the gold kept for it.
THRESHOLDS = {
    "cue": 0.5,
    "content": 0.5,
    "source": 0.3,
    "causal": 0.1,
    "link": 0.4,
    "toponym": 0.5,
    "trigger": 0.2,
    "begins": 0.7,
    "argument": 0.4,
    "said_source": 0.0,
    "said_content": 0.0,
    "share": 0.2,
}


#: How much of a channel's reach goes over from the states to the weights before both are rounded.
REACH = 0.75


class ByteTable(nn.Module):
    """An embedding kept as bytes with a scale a row: a quarter of the size, nearly exact."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        scale = table.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127.0
        self.register_buffer("bytes", (table / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """Ids to their rows, as floats."""
        return self.bytes[ids].float() * self.scale[ids]


def write_onnx(net: Any, path: Path, outputs: Sequence[str], windows: Sequence[Window],
               also: Path | None = None, fused: bool = False) -> None:
    """Exports ``net`` (ids, shapes in) with its matrices in eight bits.

    How far each channel of its states reaches is looked up on ``windows``. ``also`` is a path for the network
    in floats, to compare with. ``fused`` makes attention one operator.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)  # the quantiser tells of every matrix
    net.eval()
    word = net.encoder.word
    net.encoder.word = ByteTable(word.weight.detach())
    ids = torch.randint(5, 3000, (2, 19))
    axes: dict[str, dict[int, str]] = {n: {0: "windows", 1: "pieces"} for n in ("ids", "shapes")}
    axes |= {n: {0: "windows", 1: "pieces"} for n in outputs if n != "distance"}
    if "pooled" in outputs:
        axes["pooled"] = {0: "windows"}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            net, (ids, torch.zeros_like(ids)), str(plain), dynamo=False, opset_version=17,
            input_names=["ids", "shapes"], output_names=list(outputs), dynamic_axes=axes,
        )
        if also is not None:
            also.write_bytes(plain.read_bytes())
        _smooth(plain, windows)
        quantize_dynamic(plain, path, per_channel=True, weight_type=QuantType.QInt8,
                         op_types_to_quantize=["MatMul", "Gemm"])
    if fused:
        _fuse_attention(path)
    net.encoder.word = word


def _smooth(path: Path, windows: Sequence[Window]) -> None:
    """Evens out the channels of the layers' states, so that eight bits tell them apart.

    One scale serves all of a window's states, and a few channels reach ten times as far as the others. Each is
    divided by a factor, by which its weights are multiplied: the product stays (Xiao et al. 2023, "SmoothQuant").
    """
    import numpy as np
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(str(path))
    matrices = {i.name: i for i in model.graph.initializer}
    nodes = []
    reaches = _reaches(model, windows)
    for node in model.graph.node:
        if node.name in reaches:
            matrix = matrices[node.input[1]]
            weights = numpy_helper.to_array(matrix)
            states, own = (np.maximum(v, 1e-5) for v in (reaches[node.name], np.abs(weights).max(1)))
            factors = states**REACH / own ** (1 - REACH)
            factors /= np.exp(np.log(factors).mean())
            smoothed, by = f"{node.name}/smoothed", f"{node.name}/by"
            nodes.append(helper.make_node("Mul", [node.input[0], by], [smoothed], name=f"{node.name}/smooth"))
            node.input[0] = smoothed
            model.graph.initializer.append(numpy_helper.from_array((1 / factors).astype(np.float32), by))
            matrix.CopyFrom(numpy_helper.from_array((weights * factors[:, None]).astype(np.float32), matrix.name))
        nodes.append(node)
    _keep_needed(model.graph, nodes)
    onnx.save(model, str(path))


def _reaches(model: Any, windows: Sequence[Window]) -> dict[str, Any]:
    """How far each channel of the states that enter a layer's matrix reaches, on any of ``windows``."""
    import numpy as np
    import onnx
    from onnxruntime import InferenceSession

    matrices = {i.name for i in model.graph.initializer}
    asked = {n.name: n.input[0] for n in model.graph.node
             if n.op_type == "MatMul" and "/layers." in n.name and n.input[1] in matrices}
    told = onnx.ModelProto()
    told.CopyFrom(model)
    for name in sorted(set(asked.values())):
        told.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = InferenceSession(told.SerializeToString(), providers=["CPUExecutionProvider"])
    found: dict[str, Any] = {}
    for window in windows:
        states = session.run(list(asked.values()), inputs(window))
        for name, values in zip(asked, states, strict=True):
            found[name] = np.maximum(found.get(name, 0.0), np.abs(values[0]).max(0))
    return found


def _fuse_attention(path: Path) -> None:
    """Puts one operator in the place of each layer's attention: a full window takes a quarter less time.

    Padding is no longer masked: windows are run alone, and have none (`talion.models.runtime.inputs`).
    """
    import numpy as np
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(str(path))
    thirds = numpy_helper.from_array(np.full(3, WIDTH, dtype=np.int64), "thirds")
    nodes = []
    for node in model.graph.node:
        layer, _, last = node.name.rpartition("/")
        if "/layers." not in layer or last != "Reshape_1":  # the attention's last step
            nodes.append(node)
            continue
        parts = [f"{layer}/{name}" for name in ("query", "key", "value")]
        states = [f"{layer}/qkv/Add_output_0", "thirds"]
        nodes.append(helper.make_node("Split", states, parts, axis=-1))
        nodes.append(helper.make_node("MultiHeadAttention", parts, node.output,
                                      domain="com.microsoft", num_heads=HEADS))
    model.graph.initializer.append(thirds)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    _keep_needed(model.graph, nodes)
    onnx.save(model, str(path))


def _keep_needed(graph: Any, nodes: Sequence[Any]) -> None:
    """Leaves in ``graph`` those of ``nodes`` whose results its outputs rest on."""
    makers = {name: node for node in nodes for name in node.output}
    needed, asked = set(), [output.name for output in graph.output]
    while asked:
        node = makers.get(asked.pop())
        if node is not None and id(node) not in needed:
            needed.add(id(node))
            asked += node.input
    del graph.node[:]
    graph.node.extend(node for node in nodes if id(node) in needed)


def tagger_table(thresholds: dict[str, float], temperature: float) -> str:
    """The ``[tagger]`` table of ``models.toml``."""
    heads = [[n, size] for group in TAGGER_HEADS.values() for n, size in group.items()]
    return "\n".join(
        [
            "[tagger]",
            f"heads = {_toml(heads)}",
            f"types = {_toml(TYPES)}",
            f"modes = {_toml(MODE_CLASSES)}",
            f"statuses = {_toml(STATUSES)}",
            f"stances = {_toml(STANCES)}",
            f"distances = {_toml(DISTANCES)}",
            f"temperature = {temperature}",
            "",
            "[tagger.thresholds]",
            *(f"{name} = {value}" for name, value in thresholds.items()),
        ]
    )


def relater_table(markers: Sequence[int], temperature: float) -> str:
    """The ``[relater]`` table of ``models.toml``."""
    return "\n".join(
        [
            "[relater]",
            f"types = {_toml(TYPES)}",
            f"modes = {_toml(MODE_CLASSES)}",
            f"statuses = {_toml(STATUSES)}",
            f"markers = {_toml(markers)}",
            f"temperature = {temperature}",
        ]
    )


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, int):
        return str(value)
    return "[" + ", ".join(_toml(v) for v in value) + "]"


HEAD = """\
# How the model files beside this one are to be read; written by talion.models.training.export.
# Origin: trained by the project (docs/model-card.md) from all-MiniLM-L6-v2 (Apache-2.0).
# Licence: Apache-2.0, as the package.
version = "{version}"
"""


def write_table(folder: Path, version: str, tables: Sequence[str]) -> None:
    """Writes ``models.toml`` with the digests of the files in ``folder``."""
    names = [n for n in ("tagger.onnx", "relater.onnx", "tokenizer.json") if (folder / n).exists()]
    digests = [
        f'"{n}" = "{hashlib.sha256((folder / n).read_bytes()).hexdigest()}"' for n in names
    ]
    text = "\n".join([HEAD.format(version=version), "[digests]", *digests, "", *tables, ""])
    (folder / "models.toml").write_text(text, encoding="utf-8")
