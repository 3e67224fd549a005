"""``talion relate``: what a text says that one actor did to another."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from talion.cli import options

if TYPE_CHECKING:
    from talion.intake import Loaded


@click.command("relate")
@click.argument("story", metavar="TEXT|FILE")
@click.option("--actor", required=True, metavar="WORDS", help="Who acts, as the text names them.")
@click.option(
    "--recipient", required=True, metavar="WORDS", help="Who is acted on, as the text names them."
)
@options.one_story
def command(
    story: str,
    actor: str,
    recipient: str,
    how: options.Coding,
    target: str,
    wanted: str | None,
) -> None:
    """Ask what a text says that one actor did to another.

    The text is given itself, or as a file, or as - for standard input.
    """
    loaded = _loaded(story, how, wanted)
    from talion.asking import ask
    from talion.formats.terminal import relations

    found = ask(how.start().coder(), loaded, actor, recipient)
    if target == "json":
        options.write_json(found)
    else:
        options.show(relations(found), "")


def _loaded(story: str, how: options.Coding, wanted: str | None) -> Loaded:
    """A file, where there is one of that name; else the text itself."""
    from talion.intake import document_from

    if story == "-" or _is_path(story):
        return options.load_story(story, how, wanted)
    return document_from(story, id="text", published=how.published)


def _is_path(story: str) -> bool:
    try:
        return os.path.exists(story)
    except ValueError:  # a null character
        return False
