"""What a watcher tells of itself: Prometheus metrics at /metrics, health at /health."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from talion.errors import TalionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talion.watching.polling import Polled

Health = Callable[[], tuple[bool, dict[str, Any]]]
"""Whether all is well, and what there is to tell."""


class Metrics:
    """The counts of one watcher; ``waiting`` says how many documents wait."""

    def __init__(self, waiting: Callable[[], int]) -> None:
        try:
            from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
        except ImportError as error:
            raise TalionError(
                "prometheus-client is not installed", remedy="run: pip install 'talion[watch]'"
            ) from error
        self.registry = CollectorRegistry()
        self._documents = Counter(
            "talion_documents", "Documents that were committed, by what became of them",
            ["fate"], registry=self.registry,
        )  # fmt: skip
        self._polls = Counter(
            "talion_polls", "Looks at a source", ["source", "outcome"], registry=self.registry
        )
        self._new = Counter(
            "talion_new_documents", "Documents that were queued", ["source"], registry=self.registry
        )
        self._success = Gauge(
            "talion_source_success_timestamp_seconds", "When a source was last read",
            ["source"], registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "talion_batch_seconds", "Time that coding and adding a batch takes",
            buckets=(0.1, 0.5, 1, 5, 10, 30, 60, 300), registry=self.registry,
        )  # fmt: skip
        Gauge(
            "talion_waiting_documents", "Documents in the queue", registry=self.registry
        ).set_function(waiting)

    def polled(self, polled: Polled) -> None:
        """A source was looked at."""
        self._polls.labels(polled.source, "error" if polled.error else "ok").inc()
        self._new.labels(polled.source).inc(polled.new)
        if polled.error is None:
            self._success.labels(polled.source).set_to_current_time()

    def committed(self, fate: str) -> None:
        """A document was committed."""
        self._documents.labels(fate).inc()

    def batch(self, seconds: float) -> None:
        """A batch was coded and added."""
        self._seconds.observe(seconds)


@contextmanager
def served(metrics: Metrics, health: Health, host: str, port: int) -> Iterator[int]:
    """Answer at ``host`` and ``port``, 0 for a free one; the port. :class:`TalionError` when it is taken."""
    try:
        server = make_server(
            host, port, _app(metrics, health), server_class=_Server, handler_class=_Quiet
        )
    except OSError as error:
        raise TalionError(
            f"can't listen: {error.strerror}", where=f"{host}:{port}", remedy="give another --port"
        ) from error
    with server:
        thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


def _app(metrics: Metrics, health: Health) -> Any:
    from prometheus_client import make_wsgi_app

    shown = make_wsgi_app(metrics.registry)

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/metrics":
            found: Iterable[bytes] = shown(environ, start)
            return found
        if environ["PATH_INFO"] == "/health":
            well, told = health()
            return _json(start, "200 OK" if well else "503 Service Unavailable", told)
        return _json(start, "404 Not Found", {"error": "ask for /metrics or /health"})

    return app


def _json(start: Callable[..., Any], status: str, value: object) -> list[bytes]:
    start(status, [("Content-Type", "application/json")])
    return [json.dumps(value).encode() + b"\n"]


class _Server(ThreadingMixIn, WSGIServer):
    """A thread for each question."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Says nothing of questions."""

    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""
