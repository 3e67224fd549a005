"""Many processes: order, deaths, errors, flat memory."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talion.errors import IntakeError, ModelError, WorkerError
from talion.intake import Failed, Item, document_from
from talion.parallel import Pool, code_parallel
from talion.record import Failure, Record

FAKE = textwrap.dedent(
    """
    import os, signal, time
    from pathlib import Path
    from talion.considered import Considered
    from talion.errors import ModelError
    from talion.intake.items import Failed
    from talion.record import Failure, Record

    def start():
        return work

    def broken():
        raise ModelError("no weights", remedy="install them")

    def dying():
        os._exit(3)

    def weak():
        # starts, then not twice, then always: the file counts
        count = Path(__file__).with_name("starts")
        with count.open("a") as file:
            file.write("x")
        if len(count.read_text()) in (2, 3):
            os._exit(9)
        return work

    def work(items):
        for item in items:
            if isinstance(item, Failed):
                yield Considered(Failure.of(item.id, item.error))
                continue
            text = item.document.text
            if text == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            if text == "hang":
                time.sleep(1000)
            yield Considered(Record(document=item.document), (str(os.getpid()),))
    """
)


@pytest.fixture(name="fake")
def make_fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    (tmp_path / "talion_fake_work.py").write_text(FAKE)
    monkeypatch.syspath_prepend(str(tmp_path))
    import importlib

    yield importlib.import_module("talion_fake_work")
    sys.modules.pop("talion_fake_work", None)


def items(texts: list[str]) -> Iterator[Item]:
    return (document_from(text, id=str(n)) for n, text in enumerate(texts))


def ids(found: list[Any]) -> list[str]:
    return [c.result.document.id for c in found]


def test_results_come_in_order_and_the_work_is_shared(fake: Any) -> None:
    texts = [f"text {n}" for n in range(200)]
    found = list(code_parallel(items(texts), fake.start, workers=2))
    assert ids(found) == [str(n) for n in range(200)]
    assert [c.result.document.text for c in found] == texts
    assert str(os.getpid()) not in {c.rejected[0] for c in found}


def test_no_documents_need_no_process(fake: Any) -> None:
    assert list(code_parallel(iter(()), fake.dying, workers=3)) == []


def test_failures_pass_through(fake: Any) -> None:
    bad = Failed("bad", IntakeError("is broken", where="x"))
    found = list(code_parallel([bad, *items(["one"])], fake.start, workers=1))
    assert isinstance(found[0].result, Failure)
    assert found[0].result.error.message == "x: is broken"
    assert isinstance(found[1].result, Record)


def test_only_the_document_that_kills_its_worker_fails(fake: Any) -> None:
    texts = ["one", "two", "die", "four", "die", *["more"] * 40]
    found = list(code_parallel(items(texts), fake.start, workers=2))
    assert ids(found) == [str(n) for n in range(45)]
    failed = [c.result for c in found if isinstance(c.result, Failure)]
    assert [f.document.id for f in failed] == ["2", "4"]
    assert failed[0].error.kind == "worker"
    assert "SIGKILL" in failed[0].error.message


def test_an_error_at_the_start_is_the_parents(fake: Any) -> None:
    with pytest.raises(ModelError, match="no weights") as caught:
        list(code_parallel(items(["one"]), fake.broken, workers=2))
    assert caught.value.remedy == "install them"
    with pytest.raises(WorkerError, match="status 3 while it started"):
        list(code_parallel(items(["one"]), fake.dying, workers=2))


def test_a_document_that_takes_too_long_fails_alone(
    fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talion.parallel._CHUNK_SECONDS", 0.5)
    texts = ["one", "hang", "three", *["more"] * 40]
    found = list(code_parallel(items(texts), fake.start, workers=2, limit=0.5))
    assert ids(found) == [str(n) for n in range(43)]
    (failed,) = (c.result for c in found if isinstance(c.result, Failure))
    assert failed.document.id == "1"
    assert failed.error.kind == "time-limit"
    assert "within 0.5 seconds" in failed.error.message


def test_a_worker_is_replaced_even_when_its_successor_does_not_start(
    fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talion.parallel.time.sleep", lambda _: None)
    found = list(code_parallel(items(["one", "die", "three"]), fake.weak, workers=1))
    assert [isinstance(c.result, Failure) for c in found] == [False, True, False]
    assert len(Path(fake.__file__).with_name("starts").read_text()) == 5


def test_a_pool_codes_one_stream_after_another_with_the_same_processes(fake: Any) -> None:
    with Pool(fake.start, 1) as pool:
        first, second = list(pool.code(items(["one"]))), list(pool.code(items(["two", "three"])))
    assert ids([*first, *second]) == ["0", "0", "1"]
    assert len({c.rejected for c in [*first, *second]}) == 1


def test_workers_end_when_their_parent_is_killed(fake: Any) -> None:
    code = (
        "import talion_fake_work as fake; from talion.intake import document_from\n"
        "from talion.parallel import code_parallel\n"
        "docs = [document_from('a text', id=str(n)) for n in range(3)]\n"
        "found = code_parallel(docs, fake.start, workers=1)\n"
        "print(next(found).rejected[0], flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(worker)


def gone(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_documents_are_read_only_a_little_ahead(fake: Any) -> None:
    read = []

    def counted() -> Iterator[Item]:
        for n in range(5000):
            read.append(n)
            yield document_from("text", id=str(n))

    found = code_parallel(counted(), fake.start, workers=2)
    next(found)
    assert len(read) < 200
    found.close()  # type: ignore[attr-defined]


def test_leaving_early_ends_the_processes_and_keeps_ctrl_c(fake: Any) -> None:
    before = signal.getsignal(signal.SIGINT)
    found = code_parallel(items(["one"] * 100), fake.start, workers=2)
    pid = int(next(found).rejected[0])
    assert signal.getsignal(signal.SIGINT) is before
    found.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
