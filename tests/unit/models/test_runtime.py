"""What running a model does to the machine."""

import os
import subprocess
import sys
from pathlib import Path


def test_running_a_model_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    """ONNX Runtime would keep the id under which it reports there."""
    hidden = ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "CI")  # it is quiet under CI, too
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    code = "from talion.models.runtime import session; print(session('tagger.onnx', 1).get_inputs()[0].name)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment | {"HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip(), done.stderr
    assert list(tmp_path.rglob("*")) == []
