"""``talion explain``: what made each field of an event."""

from __future__ import annotations

import click

from talion.cli import options


@click.command("explain")
@click.argument("story", metavar="STORY")
@click.argument("event", metavar="EVENT")
@options.one_story
def command(
    story: str,
    event: str,
    how: options.Coding,
    target: str,
    wanted: str | None,
) -> None:
    """Show which words, lexicon entries and scores made each field of an event.

    EVENT is its id in the record, such as e1. What was considered and rejected is shown, too.
    """
    loaded = options.load_story(story, how, wanted)
    from talion.explaining import explain
    from talion.formats.terminal import explanation

    coder = how.start().coder()
    found = explain(coder.read(loaded), coder, event)
    if target == "json":
        options.write_json(found)
    else:
        options.show(explanation(found), "")
