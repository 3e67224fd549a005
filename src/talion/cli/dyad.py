"""``talion dyad``: what passes between two countries, what answers what, and what is to be expected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click

from talion.cli import answers, dyad_report, options
from talion.cli.answers import Column, words
from talion.cli.dyad_options import asked, dyad_of, format_of, kinds, to_rows, windows, write_rows
from talion.dyads.corrections import Correction
from talion.dyads.kinds import ANY, QUADS
from talion.dyads.series import Period
from talion.dyads.study import WINDOWS, Control, Window


class _ByPair(click.Group):
    """A group in which two parties may stand for the overview of them."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The subcommand that is named, else the overview."""
        if args and args[0] not in self.commands:
            args = ["overview", *args]
        return super().resolve_command(ctx, args)


@click.group("dyad", cls=_ByPair)
def command() -> None:
    """Follow a pair of countries, groups or sectors over time.

    `talion dyad KEN TZA` tells what was found, in short; with --report it makes a page of everything.
    FIRST and SECOND are ISO 3166-1 alpha-3 codes (KEN), PLOVER sectors (MIL), both (KEN/MIL), groups (EU), several
    with + between, or any. SOURCES are records of `talion code` (JSON lines), databases (.duckdb or
    postgresql://...), or event files of GDELT 1.0 and 2.0, ICEWS and POLECAT, plain, gzipped or zipped; without
    any, the database of this folder.
    """


@command.command("series")
@asked
@to_rows
@click.option(
    "--by", type=click.Choice(get_args(Period)), default="week", show_default=True, help="Period."
)
@click.option(
    "--kind", default=ANY, show_default=True, metavar="KIND", help="Count this kind alone."
)
def show_series(target: str | None, out: Path | None, by: Period, kind: str, **given: Any) -> None:
    """Count acts by day, week or month, with their intensity and how many stories could have told them."""
    from talion.dyads.series import Bucket, series

    dyad = dyad_of(**given)
    rows = series(dyad, by, kind)
    write_rows(dyad, {"series": rows}, Bucket, target, out, _SERIES)


@command.command("answers")
@asked
@to_rows
@click.option("--after", multiple=True, default=("conflict",), show_default=True, metavar="KIND",
              help="The kind of act that may be answered; may be given again.")  # fmt: skip
@kinds(QUADS)
@click.option("--window", "windows", multiple=True, callback=windows, metavar="FIRST-LAST",
              default=[f"{a}-{b}" for a, b in WINDOWS], show_default=True,
              help="Days after the act, both included; may be given again.")  # fmt: skip
@click.option("--control", multiple=True, type=click.Choice(get_args(Control)), default=get_args(Control),
              show_default=True, help="The days to compare with.")  # fmt: skip
@click.option("--correction", type=click.Choice(get_args(Correction)), default="holm", show_default=True,
              help="For many tests.")  # fmt: skip
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True,
              help="Of intervals; one less it is the level of false findings.")  # fmt: skip
@click.option("--draws", type=click.IntRange(99), default=4999, show_default=True, help="Shuffles.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the shuffles.")
@click.option("--texts", is_flag=True, help="List what texts call an answer, instead of the tests.")
def show_answers(
    target: str | None, out: Path | None, after: tuple[str, ...], kinds: tuple[str, ...],
    windows: tuple[Window, ...], control: tuple[Control, ...], correction: Correction, level: float,
    draws: int, seed: int, texts: bool, **given: Any,
) -> None:  # fmt: skip
    """Test what each side does after acts of the other, against its own base rate; and what texts tell."""
    from talion.dyads.study import Effect, Settings, study
    from talion.dyads.text_answers import Told, text_answers

    dyad = dyad_of(**given)
    told = text_answers(dyad)
    if texts and format_of(target, out) != "json":
        write_rows(dyad, {"texts": told}, Told, target, out, _TOLD)
        return
    settings = Settings(windows=windows, control=control, correction=correction, level=level,
                        draws=draws, seed=seed)  # fmt: skip
    effects = study(dyad, after, kinds, settings)
    write_rows(dyad, {"tests": effects, "texts": told}, Effect, target, out, _EFFECTS)
    if told and format_of(target, out) == "table":
        sums = [f"{sum(getattr(t, s) for t in told)} {s}" for s in _LINKS]
        options.warn(f"texts tell answers: {', '.join(sums)}; --texts lists them")


@command.command("reciprocity")
@asked
@to_rows
@kinds(QUADS)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the moments within days.")
def show_reciprocity(
    target: str | None, out: Path | None, kinds: tuple[str, ...], seed: int, **given: Any
) -> None:
    """Fit how far acts bring on more, of the same side and of the other (a Hawkes process)."""
    from talion.dyads.reciprocity import Side, reciprocity

    dyad = dyad_of(**given)
    sides = reciprocity(dyad, kinds, seed=seed)
    write_rows(dyad, {"reciprocity": sides}, Side, target, out, _SIDES)


@command.command("forecast")
@asked
@to_rows
@kinds(QUADS)
@click.option("--horizon", "horizons", multiple=True, type=click.IntRange(1), default=(7, 28),
              show_default=True, metavar="DAYS", help="Days ahead; may be given again.")  # fmt: skip
def show_forecast(
    target: str | None,
    out: Path | None,
    kinds: tuple[str, ...],
    horizons: tuple[int, ...],
    **given: Any,
) -> None:
    """Say how likely an act is in the days to come, with the scores that such forecasts had."""
    from talion.dyads.forecast import Forecast, Unscored, forecast

    dyad = dyad_of(**given)
    found = forecast(dyad, kinds, horizons)
    made = [f for f in found if isinstance(f, Forecast)]
    unmade = [f for f in found if isinstance(f, Unscored)]
    write_rows(dyad, {"forecasts": made, "unscored": unmade}, Forecast, target, out, _FORECASTS)
    for missing in unmade:
        options.warn(
            f"no forecast of {missing.actor} {missing.kind} {missing.horizon} days ahead: {missing.reason}"
        )


def _number(name: str, digits: int = 2) -> Callable[[answers.Row], str]:
    return lambda r: "" if r[name] is None else f"{r[name]:.{digits}f}"


def _with_error(name: str) -> Callable[[answers.Row], str]:
    def shown(row: answers.Row) -> str:
        error = _number(f"{name}_error")(row)
        return _number(name)(row) + (f"\n±{error}" if error else "")

    return shown


def _column(head: str, name: str | None = None) -> Column:
    return Column(head, 0, lambda r: words(r[name or head]))


def _who(row: answers.Row) -> str:
    return f"{row['actor']} → {row['recipient']}"


def _kind(row: answers.Row) -> str:
    """A quad on two lines."""
    return str(row["kind"]).replace("-c", "-\nc")


def _scores(name: str) -> Callable[[answers.Row], str]:
    """The model's score, with those of the baselines below."""
    rivals = (("base", "base_rate"), ("last", "last_value"), ("rec.", "recurrency"))
    return lambda r: "\n".join(
        [f"{r[f'{name}_model']:.3f}", *(f"{x} {r[f'{name}_{y}']:.3f}" for x, y in rivals)]
    )


def _more(stories: list[str]) -> str:
    return f"; {len(stories) - _STORIES} more" if len(stories) > _STORIES else ""


_STORIES = 2
_LINKS = ("stated", "claimed", "disputed", "inferred")
_SERIES = [
    _column("from", "start"), Column("who", 0, _who), _column("acts"), _column("told", "tellings"),
    Column("v+ m+ v- m-", 0, lambda r: " ".join(words(r[q.replace("-", "_")]) for q in QUADS)),
    Column("mean", 0, _number("goldstein_mean", 1)), Column("sum", 0, _number("goldstein_sum", 1)),
    _column("both", "naming_stories"), _column("stories"),
]  # fmt: skip
_EFFECTS = [
    Column("answer", 0, _who), Column("acts", 0, lambda r: f"{r['kind']}\nafter {r['after']}"),
    Column("days", 0, lambda r: f"{r['first_day']}-{r['last_day']}"),
    Column("control", 0, lambda r: f"{r['control']}\nn {r['triggers']}"),
    Column("observed", 0, lambda r: f"{_number('observed', 3)(r)}\n{_number('expected', 3)(r)}"),
    Column("ratio", 0, lambda r: "" if r["ratio"] is None else
           f"{r['ratio']:.2f}\n{r['ratio_low']:.2f}–{r['ratio_high']:.2f}"),
    Column("p", 0, _number("p_corrected", 4)), Column("", 0, lambda r: "*" if r["found"] else ""),
]  # fmt: skip
_TOLD = [
    Column("who answers", 0, _who), _column("answer", "response"), _column("to", "antecedent"), _column("kind"),
    Column("status", 0, lambda r: "\n".join(f"{r[s]} {s}" for s in _LINKS if r[s])),
    Column("stories", 1, lambda r: words(r["documents"][:_STORIES]) + _more(r["documents"])),
]  # fmt: skip
_SIDES = [
    Column("who", 0, _who), Column("kind", 0, _kind), _column("acts"), Column("base", 0, _with_error("base")),
    Column("by self", 0, _with_error("by_self")), Column("by other", 0, _with_error("by_other")),
    Column("half-life", 0, _number("half_life")), Column("gain", 0, _number("gain", 1)),
    Column("fit p", 0, _number("fit_p", 3)),
]  # fmt: skip
_FORECASTS = [
    Column("who", 0, _who), Column("kind", 0, _kind),
    Column("days", 0, lambda r: f"{r['first_day']}\n{r['last_day']}"),
    Column("p", 0, _number("probability")), _column("scored"), Column("Brier", 0, _scores("brier")),
    Column("log loss", 0, _scores("log_loss")),
]  # fmt: skip

for _subcommand in dyad_report.COMMANDS:
    command.add_command(_subcommand)
