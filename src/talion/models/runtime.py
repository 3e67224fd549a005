"""Model files and the running of them: digests, sessions, inputs."""

import hashlib
import os
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from talion.errors import ModelError
from talion.models.pieces import Ints, Window

Floats = NDArray[np.float32]
_REMEDY = "install the package again"


@cache
def settings() -> dict[str, Any]:
    """The labels, thresholds and digests of ``weights/models.toml``."""
    return tomllib.loads(read("models.toml").decode())


def table(name: str) -> dict[str, Any]:
    """The table of model ``name``; `ModelError` when this build has no such model."""
    found = settings().get(name)
    if not isinstance(found, dict):
        raise ModelError(f"there is no model {name}", where="weights/models.toml", remedy=_REMEDY)
    return found


def read(name: str) -> bytes:
    """The bytes of a file of the weights; `ModelError` when it is missing."""
    path = Path(str(files("talion.models"))) / "weights" / name
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            "the model file is missing", where=f"weights/{name}", remedy=_REMEDY
        ) from error


def checked(name: str) -> bytes:
    """The bytes of a file whose SHA-256 is the one in ``models.toml``; else `ModelError`."""
    content = read(name)
    wanted = settings()["digests"].get(name)
    if hashlib.sha256(content).hexdigest() != wanted:
        raise ModelError(
            "the model file is not the one that this version was built with",
            where=f"weights/{name}",
            remedy=_REMEDY,
        )
    return content


def tokenizer() -> Any:
    """The word-piece tokenizer (``tokenizers.Tokenizer``), without padding and truncation."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_str(checked("tokenizer.json").decode())
    made.no_padding()
    made.no_truncation()
    return made


def session(name: str, threads: int) -> Any:
    """An ONNX session of a checked model file that uses ``threads`` threads."""
    # Before it is imported: 1.32 keeps a device's id in the home folder, to report to its maker.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(checked(name), options, providers=["CPUExecutionProvider"])


def inputs(window: Window) -> dict[str, Ints]:
    """The inputs of a model for one window: ids and shapes, [1, pieces].

    A window is run alone: with eight-bit activations the scale is that of all that is run at once, so
    in a batch a window's numbers would depend on its neighbours. A full window alone is as fast.
    """
    return {"ids": window.ids[None], "shapes": window.shapes[None]}


def sigmoid(x: Floats) -> Floats:
    """The logistic function."""
    return cast(Floats, 1.0 / (1.0 + np.exp(-np.clip(x, -30, 30))))


def softmax(x: Floats) -> Floats:
    """Probabilities along the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return cast(Floats, e / e.sum(axis=-1, keepdims=True))
