"""``talion status``: what the database holds."""

from __future__ import annotations

import click

from talion.cli import asking, options
from talion.store.database import Database, Status


@click.command("status")
@options.to_terminal_or_json
@asking.database
def command(target: str, database: str, wait: float) -> None:
    """Show what the database holds: documents, events, what failed, its schema and size."""
    found = Database(database, wait=wait).status()
    if target == "json":
        options.write_json(found)
        return
    for name, value in _lines(found):
        click.echo(f"{name:<10} {value}")


def _lines(s: Status) -> list[tuple[str, str]]:
    days = f", from {s.first} to {s.last}" if s.first else ""
    replaced = f", and {s.replaced:,} replaced" if s.replaced else ""
    failed = f'{s.failures:,}  (talion sql "FROM failures")' if s.failures else "0"
    return [
        ("database", s.path),
        ("documents", f"{s.documents:,}{replaced}"),
        ("events", f"{s.events:,}{days}"),
        ("claims", f"{s.claims:,}"),
        ("links", f"{s.links:,}"),
        ("actors", f"{s.actors:,}"),
        ("failed", failed),
        ("last added", f"{s.added:%Y-%m-%d %H:%M:%S} UTC" if s.added else "never"),
        ("size", f"{s.bytes / 1e6:,.1f} MB"),
        ("schema", str(s.schema)),
    ]
