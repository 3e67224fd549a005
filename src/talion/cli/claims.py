"""``talion claims``: who says what, and through whom, in a story or in the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from talion.cli import answers, asking, options
from talion.cli.answers import Column, words
from talion.store import queries

if TYPE_CHECKING:
    from talion.record import Record


@click.command("claims")
@click.argument("story", metavar="[STORY]", required=False)
@asking.filtered(queries.CLAIM_FILTERS)
@asking.ordered("claims", "-day")
@asking.written("claims", "terminal")
@click.option("--id", "wanted", metavar="ID", help="Which document, where there are several.")
@options.coding
@asking.masked
@asking.database
def command(
    story: str | None,
    how: options.Coding,
    wanted: str | None,
    target: str | None,
    out: Path | None,
    order: str,
    limit: int | None,
    database: str,
    wait: float,
    **given: Any,
) -> None:
    """Show claims: speaker, stance, words, chain, and what each speaks of.

    With a STORY (a file, or -) it is read and its claims are shown; without one the database is
    asked, and --actor is who speaks.
    """
    if story is None:
        given["document"] = (*given["document"], *([wanted] if wanted else []))
        asked = asking.filters(given, queries.CLAIM_FILTERS)
        chosen = "table" if target == "terminal" else target
        asking.answer(
            database, wait, lambda n: queries.claims(asked, order, n), _VIEW, chosen, out, limit
        )
        return
    if any(given.values()):
        raise click.UsageError("filters ask the database: leave the story out, or the filters")
    _of_story(_coded(story, how, wanted), target, out)


def _coded(story: str, how: options.Coding, wanted: str | None) -> Record:
    loaded = options.load_story(story, how, wanted)
    record = how.start().coder().code(loaded)
    if not asking.is_masked():
        return record
    from talion.masking import Masker

    return Masker.load(how.knowledge).record(record)


def _of_story(record: Record, target: str | None, out: Path | None) -> None:
    from talion.formats.index import Index
    from talion.formats.statements import statements
    from talion.formats.terminal import claims

    chosen = answers.format_of(target, out) if out is not None else target or "terminal"
    if chosen not in ("terminal", "table", "json"):
        answers.write(answers.Held(record.claims_table()), chosen, out)
    elif out is not None:
        raise click.BadParameter("give csv, jsonl or parquet for a file", param_hint="--to")
    elif chosen == "json":
        options.write_json(statements(Index(record)))
    else:
        options.show(claims(Index(record), most=0), "No claim was found.")


_VIEW = [
    Column("published", 0, lambda r: words(r["published"])[:10]),
    Column("speaker", 4, lambda r: words(r["source_name"]) + (" (unnamed)" if r["anonymous"] else "")),
    Column("stance", 0, lambda r: words(r["stance"])),
    Column("words", 9, lambda r: " … ".join(" ".join(words(c).split()) for c in r["content"])),
    Column("speaks of", 1, lambda r: ", ".join(r["about"])),
    Column("story", 2, lambda r: f"{r['document']} {r['id']}"),
]  # fmt: skip
