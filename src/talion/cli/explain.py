"""``talion explain``: what made each field of an event."""

from __future__ import annotations

from pathlib import Path

import click

from talion.cli import options


@click.command("explain")
@click.argument("story", metavar="STORY")
@click.argument("event", metavar="EVENT")
@options.one_story
def command(
    story: str,
    event: str,
    published: str | None,
    fast: bool,
    knowledge: Path | None,
    target: str,
    wanted: str | None,
) -> None:
    """Show which words, lexicon entries and scores made each field of an event.

    EVENT is its id in the record, such as e1. What was considered and rejected is shown, too.
    """
    loaded = options.load_story(story, published, wanted)
    from talion.explaining import explain
    from talion.formats.terminal import explanation
    from talion.parallel import Start

    coder = Start(fast=fast, knowledge=knowledge).coder()
    found = explain(coder.read(loaded), coder, event)
    if target == "json":
        options.write_json(found)
    else:
        options.show(explanation(found), "")
