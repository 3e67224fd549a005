"""Following feeds and folders, with real files, a real server and a real database."""

import json
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from talion.blocks.reading import Reading
from talion.errors import DatabaseBusy, IntakeError, TalionError
from talion.intake import Failed, document_from
from talion.record import Failure, Record
from talion.store import Database
from talion.watching.metrics import Metrics, served
from talion.watching.polling import Sources
from talion.watching.queue import Queue, State, now
from talion.watching.watcher import Watcher

FEED = '<rss version="2.0"><channel><title>Lake Post</title>{items}</channel></rss>'
ITEM = "<item><guid>urn:story:{n}</guid><title>Road {n}</title><description>{text}</description></item>"


class Feed(BaseHTTPRequestHandler):
    """A feed of ``stories``, or an error where there are none."""

    stories: dict[int, str] | None = None

    def do_GET(self) -> None:
        found = Feed.stories
        self.send_response(200 if found is not None else 503)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        items = "".join(ITEM.format(n=n, text=text) for n, text in (found or {}).items())
        self.wfile.write(FEED.format(items=items).encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(name="feed")
def make_feed() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Feed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/rss"
        server.shutdown()


class SimplePool:
    """Codes without models; ``stop`` in a text is Ctrl-C at this place."""

    def code(self, items: Any) -> Iterator[Any]:
        from talion.considered import Considered

        for item in items:
            if item.document.text == "stop":
                raise KeyboardInterrupt
            yield Considered(Record(document=item.document))


def old(path: Path, text: str) -> None:
    """Write a file as if some time ago."""
    path.write_text(text, encoding="utf-8")
    earlier = time.time() - 60 + len(text) / 1000
    os.utime(path, (earlier, earlier))


@pytest.fixture(name="queue")
def make_queue(tmp_path: Path) -> Iterator[Queue]:
    queue = Queue(tmp_path / "talion.queue")
    yield queue
    queue.close()


@pytest.fixture(name="made")
def make_made(tmp_path: Path, queue: Queue) -> Callable[..., Watcher]:
    def made(*sources: str, queue: Queue = queue, most: int = 100) -> Watcher:
        followed = Sources(list(sources), queue, Reading(), private=True, every=60)
        db = Database(tmp_path / "talion.duckdb")
        pool: Any = SimplePool()
        return Watcher(
            followed, queue, db, pool, Metrics(queue.waiting), most=most, say=lambda _: None
        )

    return made


def ids(tmp_path: Path) -> list[str]:
    return sorted(r.document.id for r in Database(tmp_path / "talion.duckdb").records())


def test_the_queue_keeps_what_waits_over_a_restart(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "q")
    bad = Failed("bad", IntakeError("is broken", where="bad"))
    one, other = document_from("Rain fell.", id="one"), document_from("Snow fell.", id="other")
    assert queue.offer([one, bad, other, one]) == 3
    with pytest.raises(DatabaseBusy, match="another talion watch"):
        Queue(tmp_path / "q")
    queue.close()
    queue = Queue(tmp_path / "q")
    (place, first), (_, second), (_, third) = queue.take(9)
    assert (first, second, third) == (one, Failure.of("bad", bad.error), other)
    queue.done(place)
    assert queue.waiting() == 2
    assert queue.offer([one, bad]) == 0
    assert queue.offer([document_from("Rain fell again.", id="one")]) == 1
    assert [w.document.id for _, w in queue.take(9)] == ["bad", "other", "one"]
    queue.close()


def test_a_queue_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q").write_text("no database " * 100)
    with pytest.raises(TalionError, match="not a database"):
        Queue(tmp_path / "q")


def test_a_folder_is_read_once_and_what_changes_again(
    tmp_path: Path, made: Callable[..., Watcher], queue: Queue
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    watcher = made(str(folder))
    watcher.once()
    assert watcher.failed == 0
    old(folder / "a.txt", "Rain fell.")
    old(folder / "b.jsonl", '{"id": "x", "text": "Snow fell."}\n{"id": "y"}')
    (folder / "new.txt").write_text("Still being written")
    made(str(folder)).once()
    assert ids(tmp_path) == ["a", "x"]
    assert [r["document"] for r in Database(tmp_path / "talion.duckdb").sql(
        "FROM failures").to_pylist()] == ["y"]  # fmt: skip
    old(folder / "a.txt", "Rain fell again.")
    made(str(folder)).once()
    assert Database(tmp_path / "talion.duckdb").record("a").document.text == "Rain fell again."
    assert len(Database(tmp_path / "talion.duckdb").history("a")) == 1


def test_a_feed_gives_what_is_new_and_backs_off_while_it_fails(
    tmp_path: Path, feed: str, made: Callable[..., Watcher], queue: Queue
) -> None:
    Feed.stories = {1: "Rain fell.", 2: "Snow fell."}
    made(feed).once()
    Feed.stories = {2: "Snow fell.", 3: "Hail fell."}
    made(feed).once()
    assert ids(tmp_path) == [f"urn:story:{n}" for n in (1, 2, 3)]
    Feed.stories = None
    for failures in (1, 2, 3):
        watcher = made(feed)
        watcher.once()
        state = queue.state(feed)
        assert (watcher.failed, state.failures) == (1, failures)
        assert 0.85 < (state.due - now()) / (60 * 2**failures) < 1.15
        assert "answers 503" in (state.error or "")
    Feed.stories = {}
    made(feed).once()
    assert ids(tmp_path) == [f"urn:story:{n}" for n in (1, 2, 3)]


def test_what_is_missing_is_an_error_of_its_source(
    tmp_path: Path, made: Callable[..., Watcher], queue: Queue
) -> None:
    watcher = made(str(tmp_path / "gone"))
    watcher.once()
    assert watcher.failed == 1
    assert "gone" in (queue.state(str(tmp_path / "gone")).error or "")


def test_ctrl_c_keeps_what_was_coded_and_what_waits(
    tmp_path: Path, made: Callable[..., Watcher], queue: Queue
) -> None:
    old(tmp_path / "a.jsonl", "\n".join(
        json.dumps({"id": i, "text": t}) for i, t in (("a", "Rain."), ("b", "stop"), ("c", "Sun."))
    ))  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        made(str(tmp_path / "a.jsonl")).once()
    assert ids(tmp_path) == ["a"]
    assert [w.document.id for _, w in queue.take(9)] == ["b", "c"]


def test_no_source_is_looked_at_while_too_many_wait(
    tmp_path: Path, made: Callable[..., Watcher], queue: Queue
) -> None:
    queue.offer(document_from("Rain fell.", id=str(n)) for n in range(5))
    old(tmp_path / "a.txt", "Snow fell.")
    watcher = made(str(tmp_path / "a.txt"), most=5)
    thread = threading.Thread(target=watcher._follow, daemon=True)
    thread.start()
    time.sleep(0.3)
    assert queue.waiting() == 5
    watcher._stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert queue.waiting() == 5


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_metrics_and_health(
    tmp_path: Path, made: Callable[..., Watcher], queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    old(tmp_path / "a.txt", "Snow fell.")
    watcher = made(str(tmp_path / "a.txt"))
    watcher.once()
    queue.offer([document_from("Rain fell.", id="waits")])
    with served(watcher._metrics, watcher.health, "127.0.0.1", 0) as port:
        status, text = get(f"http://127.0.0.1:{port}/metrics")
        assert status == 200
        assert 'talion_documents_total{fate="added"} 1.0' in text
        assert "talion_waiting_documents 1.0" in text
        assert f'talion_polls_total{{outcome="ok",source="{tmp_path}/a.txt"}} 1.0' in text
        assert get(f"http://127.0.0.1:{port}/health")[0] == 503  # nobody looks at the sources
        monkeypatch.setattr(watcher._poller, "is_alive", lambda: True)
        status, text = get(f"http://127.0.0.1:{port}/health")
        assert (status, json.loads(text)["status"]) == (200, "ok")
        monkeypatch.setattr(watcher, "_last_done", time.monotonic() - 10_000)
        assert get(f"http://127.0.0.1:{port}/health")[0] == 503
        assert get(f"http://127.0.0.1:{port}/")[0] == 404
        with (
            pytest.raises(TalionError, match="can't listen"),
            served(watcher._metrics, watcher.health, "127.0.0.1", port),
        ):
            pass


def test_states_are_kept(queue: Queue) -> None:
    state = State("a", 5.0, 2, None, "broken")
    queue.remember(state)
    assert queue.state("a") == state
    assert queue.state("b") == State("b")
