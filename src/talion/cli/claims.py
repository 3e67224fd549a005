"""``talion claims``: who says what, and through whom."""

from __future__ import annotations

from pathlib import Path

import click

from talion.cli import options


@click.command("claims")
@click.argument("story", metavar="STORY")
@options.one_story
def command(
    story: str,
    published: str | None,
    fast: bool,
    knowledge: Path | None,
    target: str,
    wanted: str | None,
) -> None:
    """Show the claims of a story: speaker, stance, words, chain, and what each speaks of."""
    loaded = options.load_story(story, published, wanted)
    from talion.formats.index import Index
    from talion.formats.statements import statements
    from talion.formats.terminal import claims
    from talion.parallel import Start

    index = Index(Start(fast=fast, knowledge=knowledge).coder().code(loaded))
    if target == "json":
        options.write_json(statements(index))
    else:
        options.show(claims(index, most=0), "No claim was found.")
