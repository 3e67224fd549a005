"""The subcommands of ``talion dyad`` that tell and show: overview and report, pictures, acts, texts, stakes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from talion.cli import answers
from talion.cli.answers import Column, words
from talion.cli.dyad_options import (
    Source,
    asked,
    day,
    dyad_of,
    given,
    kinds,
    to_rows,
    windows,
    write_rows,
)
from talion.dyads.acts import Dyad
from talion.dyads.kinds import ANY, QUADS
from talion.dyads.study import WINDOWS, Window

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PICTURES = ("timeline", "responses", "reciprocity", "calibration")
_AFTER = click.option("--after", multiple=True, default=("conflict",), show_default=True, metavar="KIND",
                      help="The kind of act that may be answered; may be given again.")  # fmt: skip
_WINDOWS = click.option(
    "--window", "between", multiple=True, callback=windows, metavar="FIRST-LAST",
    default=[f"{a}-{b}" for a, b in WINDOWS], show_default=True, help="Days after the act.",
)  # fmt: skip
_SEED = click.option(
    "--seed", type=int, default=0, show_default=True, help="Of what is left to chance."
)


@click.command("overview")
@asked
@_AFTER
@kinds(QUADS)
@_WINDOWS
@_SEED
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write a page of everything: text, pictures, and the events behind each number.")  # fmt: skip
def show_overview(
    after: tuple[str, ...], kinds: tuple[str, ...], between: tuple[Window, ...], seed: int,
    report: Path | None, **asked: Any,
) -> None:  # fmt: skip
    """Tell what was found, in short; with --report make a page of it. The word overview may be left out."""
    from talion.dyads.report import analysed, page, summary, written
    from talion.dyads.stakes import read_stakes
    from talion.dyads.study import Settings

    dyad, sources = dyad_of(**asked), given(asked["sources"])
    stakes = read_stakes(dyad.pair.first, dyad.pair.second, sources, since=asked["since"],
                         until=asked["until"])  # fmt: skip
    found = analysed(dyad, stakes, sources=sources, after=after, kinds=kinds,
                     settings=Settings(windows=between, seed=seed))  # fmt: skip
    if report is not None:
        _save(report, page(found).encode(), "--report")
    for sentence in summary(found):
        click.echo(written(sentence))


@click.command("picture")
@click.argument("what", type=click.Choice(PICTURES))
@asked
@_AFTER
@kinds(QUADS)
@_WINDOWS
@_SEED
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE",
              help="An .svg or a .png file.")  # fmt: skip
def show_picture(
    what: str, after: tuple[str, ...], kinds: tuple[str, ...], between: tuple[Window, ...], seed: int,
    out: Path, **asked: Any,
) -> None:  # fmt: skip
    """Draw the timeline with what texts call answers, responses with intervals, reciprocity, or calibration."""
    from talion.dyads.charts import png, svg

    ways = {".svg": svg, ".png": png}
    if out.suffix.lower() not in ways:
        raise click.BadParameter("name a .svg or .png file", param_hint="--out")
    drawn = _drawn(what, dyad_of(**asked), after, kinds, between, seed)
    _save(out, ways[out.suffix.lower()](drawn), "--out")


def _drawn(
    what: str, dyad: Dyad, after: tuple[str, ...], kinds: tuple[str, ...], between: tuple[Window, ...],
    seed: int,
) -> Figure:  # fmt: skip
    from talion.dyads import Settings, charts, forecast, reciprocity, study

    if what == "timeline":
        return charts.timeline(dyad)
    if what == "responses":
        return charts.responses(study(dyad, after, kinds, Settings(windows=between, seed=seed)))
    if what == "reciprocity":
        return charts.excitation(reciprocity(dyad, kinds, seed=seed))
    return charts.calibration(forecast(dyad, kinds))


@click.command("acts")
@asked
@to_rows
@click.option("--kind", default=ANY, show_default=True, metavar="KIND", help="This kind alone.")
def show_acts(target: str | None, out: Path | None, kind: str, **asked: Any) -> None:
    """List the acts behind the numbers, each with its words and everything that tells it."""
    from talion.dyads.listing import Listed, listing

    dyad = dyad_of(**asked)
    write_rows(dyad, {"acts": listing(dyad, kind)}, Listed, target, out, _ACTS)


@click.command("texts")
@asked
@to_rows
def show_texts(target: str | None, out: Path | None, **asked: Any) -> None:
    """List what stories call an answer, with their words, who says so and who denies it."""
    from talion.dyads.text_answers import TextLink, text_links

    dyad = dyad_of(**asked)
    write_rows(dyad, {"texts": text_links(dyad)}, TextLink, target, out, _TEXTS)


@click.command("stakes")
@click.argument("first")
@click.argument("second")
@click.argument("sources", nargs=-1, type=Source(exists=True, dir_okay=False))
@click.option("--since", callback=day, metavar="DATE", help="From this day, month or year on.")
@click.option("--until", callback=day, metavar="DATE", help="Up to this day, month or year.")
@to_rows
def show_stakes(
    first: str,
    second: str,
    sources: tuple[str, ...],
    target: str | None,
    out: Path | None,
    **period: Any,
) -> None:
    """List what stories say is at stake: people, money, trade; with who says so, and what contradicts what."""
    from talion.dyads.stakes import Stake, read_stakes

    found = read_stakes(first, second, given(sources), **period)
    write_rows(None, {"stakes": found}, Stake, target, out, _STAKES)


def _save(path: Path, content: bytes, hint: str) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.BadParameter(f"{path}: {error.strerror or error}", param_hint=hint) from error


def _act(row: answers.Row) -> str:
    return "/".join(x for x in (row["type"], row["mode"]) if x)


def _who(row: answers.Row) -> str:
    return f"{row['actor']} → {row['recipient']}"


def _against(row: answers.Row) -> str:
    """The first numbers of the figures that contradict it."""
    numbers = row["contradicts"]
    more = f"; {len(numbers) - _MOST} more" if len(numbers) > _MOST else ""
    return words(numbers[:_MOST]) + more


_MOST = 2
_DAY = Column("day", 0, lambda r: words(r["day"]))
_ACTS = [
    _DAY, Column("who", 0, _who),
    Column("act", 0, _act), Column("told", 0, lambda r: words(r["tellings"])),
    Column("words", 3, lambda r: words(r["words"])), Column("story", 1, lambda r: words(r["stories"][:2])),
]  # fmt: skip
_TEXTS = [
    _DAY, Column("who answers", 0, _who),
    Column("answer", 2, lambda r: f"{r['response']} “{r['response_words']}”"),
    Column("to", 2, lambda r: f"{r['antecedent']} “{r['antecedent_words']}”"),
    Column("status", 0, lambda r: words(r["status"])),
    Column("said by, denied by", 2, lambda r: "\n".join(
        f"{x}: {words(r[y])}" for x, y in (("said", "said_by"), ("denied", "denied_by")) if r[y])),
    Column("story", 1, lambda r: words(r["document"])),
]  # fmt: skip
_STAKES = [
    Column("", 0, lambda r: words(r["n"])), Column("about", 0, lambda r: words(r["matter"])),
    Column("whose", 0, lambda r: words(r["whose"])), Column("figure", 2, lambda r: words(r["words"])),
    Column("said by", 1, lambda r: r["speaker"] or "the story"), _DAY,
    Column("story", 1, lambda r: words(r["document"])), Column("contradicts", 0, _against),
]  # fmt: skip
COMMANDS = (show_overview, show_picture, show_acts, show_texts, show_stakes)
