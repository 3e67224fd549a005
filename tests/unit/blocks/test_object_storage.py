"""The same job from and to object storage: a server on this machine that speaks S3."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from talion.blocks import job as jobs
from talion.blocks.incoming import read_parts, split_parts
from talion.blocks.job import Job, Progress, run
from talion.blocks.output import Entry
from talion.blocks.plan import Block
from talion.blocks.storage import Folder
from talion.errors import IntakeError
from talion.parallel import Start, Work

pytest.importorskip("s3fs", reason="s3fs is of the extra `cluster`")
pytest.importorskip("moto.server", reason="moto stands in for S3")
pytestmark = pytest.mark.filterwarnings("default")  # those of the libraries are none of ours


@pytest.fixture(name="bucket")
def make_bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().mkdir("news")
    yield "s3://news"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


class InProcess:
    """A pool that codes in this process, and breaks after ``most`` documents."""

    def __init__(self, work: Work, most: int) -> None:
        self._work, self._most = work, most

    def code(self, items: Any) -> Iterator[Any]:
        for n, considered in enumerate(self._work(items)):
            if n == self._most:
                raise KeyboardInterrupt
            yield considered


def test_a_job_in_a_bucket_is_stopped_and_gone_on_with(
    bucket: str, day: Path, tmp_path: Path, simple_work: Callable[[], Work]
) -> None:
    for path in sorted(day.iterdir()):
        Folder(f"{bucket}/day").write(path.name, path.read_bytes())

    def code(source: str, output: str, most: int = 10**9) -> Progress:
        def engine(job: Job, blocks: list[Block]) -> Iterator[Entry]:
            return jobs.coded(job, blocks, InProcess(simple_work(), most))  # type: ignore[arg-type]

        return run([source], Job(output, Start(fast=True), size=400), engine)

    out = f"{bucket}/out"
    with pytest.raises(KeyboardInterrupt):
        code(f"{bucket}/day", out, 30)
    assert code(f"{bucket}/day", out).before > 0
    code(str(day), str(tmp_path / "out"))
    remote, local = (
        [r.to_json().replace(str(day), f"{bucket}/day") for r in read_parts(split_parts([u])[0])]
        for u in (out, str(tmp_path / "out"))
    )
    assert sorted(remote) == sorted(local)
    with pytest.raises(IntakeError, match="no such file"):
        code(f"{bucket}/gone", f"{bucket}/other")
