"""``talion watch``: follows feeds and folders, and keeps the database up to date."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NoReturn

import click

from talion.cli import asking, options
from talion.store.database import Database
from talion.store.home import is_server


@click.command("watch")
@click.argument("sources", nargs=-1, required=True, metavar="FEED|FOLDER...")
@asking.database
@options.coding_many
@click.option("--every", type=click.FloatRange(min=1), default=300, show_default=True,
              metavar="SECONDS", help="How often a source is looked at; less often while it fails.")  # fmt: skip
@click.option("--most-waiting", "most", type=click.IntRange(min=1), default=10_000, show_default=True,
              metavar="N", help="No source is looked at while so many documents wait.")  # fmt: skip
@click.option("--queue", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where the queue is kept; without it beside the database's file, or here.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Where /metrics and /health answer.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8322, show_default=True,
              help="Of /metrics and /health; 0 takes a free one.")  # fmt: skip
@click.option("--once", is_flag=True, help="Look at each source once, do what waits, and end.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing of what is new or failed.")
def command(
    sources: tuple[str, ...],
    database: str,
    wait: float,
    how: options.Coding,
    every: float,
    most: int,
    queue: Path | None,
    host: str,
    port: int,
    once: bool,
    quiet: bool,
) -> None:
    """Follow feeds and folders, code what is new or corrected, and add it to the database.

    What waits is kept in a file: stop it at any time, with Ctrl-C or a kill, and start it again to go on.
    A source that fails is tried again after twice the time, up to six hours. Prometheus metrics are at
    /metrics, and /health answers 503 when sources are not looked at or nothing gets done.
    """
    from talion.parallel import Pool, silence
    from talion.watching.metrics import Metrics, served
    from talion.watching.polling import Sources
    from talion.watching.queue import Queue
    from talion.watching.watcher import Watcher

    signal.signal(signal.SIGTERM, _terminated)
    start = how.start()
    with ExitStack() as stack:
        kept = stack.enter_context(closing(Queue(queue or _beside(database))))
        pool = stack.enter_context(Pool(start, how.workers or 1, limit=silence(start.time_limit)))
        private = how.private_addresses
        followed = Sources(list(sources), kept, how.reading(), private=private, every=every)
        metrics = Metrics(kept.waiting)
        say = (lambda _: None) if quiet else options.warn
        db = Database(database, wait=wait)
        watcher = Watcher(followed, kept, db, pool, metrics, most=most, say=say)
        if once:
            watcher.once()
            sys.exit(1 if watcher.failed else 0)
        bound = stack.enter_context(served(metrics, watcher.health, host, port))
        say(f"following {len(sources)} sources; http://{host}:{bound}/metrics and /health")
        watcher.run()


def _beside(database: str) -> Path:
    """The queue's file: beside the database's, or here where that is on a server."""
    return Path("talion" if is_server(database) else database).with_suffix(".queue")


def _terminated(*_: object) -> NoReturn:
    """What a service manager sends: the end that was wanted, as Ctrl-C is."""
    sys.exit(0)
