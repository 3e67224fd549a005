"""``talion dyad``: what passes between two countries, what answers what, and what is to be expected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click
import msgspec

from talion.cli import answers, options
from talion.cli.answers import Column, words
from talion.dyads.acts import Dyad
from talion.dyads.corrections import Correction
from talion.dyads.kinds import ANY, QUADS
from talion.dyads.series import Period
from talion.dyads.study import WINDOWS, Control, Window
from talion.record import Status

if TYPE_CHECKING:
    import pyarrow as pa

F = TypeVar("F", bound=Callable[..., Any])
Written = tuple[str, Path | None]


@click.group("dyad")
def command() -> None:
    """Follow a pair of countries over time.

    FIRST and SECOND are ISO 3166-1 alpha-3 codes. SOURCES are records of `talion code` (JSON lines), databases
    (.duckdb), or event files of GDELT 1.0 and 2.0, ICEWS and POLECAT, plain, gzipped or zipped.
    """


def _asked(subcommand: F) -> F:
    """What all subcommands ask: the pair, the sources, the time, and what is written."""
    for option in reversed((
        click.argument("first"),
        click.argument("second"),
        click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False)),
        click.option("--since", callback=_day, metavar="DATE", help="From this day, month or year on."),
        click.option("--until", callback=_day, metavar="DATE", help="Up to this day, month or year."),
        click.option("--status", "statuses", multiple=True, type=click.Choice(get_args(Status)),
                     default=("happened", "ongoing"), show_default=True, help="Of Talion's events."),
        click.option("--to", "target", type=click.Choice(["table", "json", "csv"]),
                     help="What to write; without it a table on a terminal, else json."),
        click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                     help="Where to write, instead of standard output."),
    )):  # fmt: skip
        subcommand = option(subcommand)
    return subcommand


def _day(_: click.Context, option: click.Parameter, given: str | None) -> date | None:
    from talion.store.filters import day

    return day(given, end=option.name == "until") if given else None


def _windows(_: click.Context, option: click.Parameter, given: Sequence[str]) -> tuple[Window, ...]:
    try:
        return tuple((int(a), int(b)) for a, b in (w.split("-") for w in given))
    except ValueError as error:
        raise click.BadParameter("write FIRST-LAST, such as 1-3", param=option) from error


def _kinds(default: Sequence[str]) -> Callable[[F], F]:
    return click.option(
        "--kind", "kinds", multiple=True, default=default, show_default=True, metavar="KIND",
        help="A PLOVER type, TYPE/mode, a quad, conflict, cooperation or any; may be given again.",
    )  # fmt: skip


@command.command("series")
@_asked
@click.option("--by", type=click.Choice(get_args(Period)), default="week", show_default=True, help="Period.")
@click.option("--kind", default=ANY, show_default=True, metavar="KIND", help="Count this kind alone.")
def show_series(target: str | None, out: Path | None, by: Period, kind: str, **given: Any) -> None:
    """Count acts by day, week or month, with their intensity and how many stories could have told them."""
    from talion.dyads.series import Bucket, series

    dyad = _dyad(**given)
    rows = series(dyad, by, kind)
    _write(dyad, {"series": rows}, Bucket, target, out, _SERIES)


@command.command("answers")
@_asked
@click.option("--after", multiple=True, default=("conflict",), show_default=True, metavar="KIND",
              help="The kind of act that may be answered; may be given again.")  # fmt: skip
@_kinds(QUADS)
@click.option("--window", "windows", multiple=True, callback=_windows, metavar="FIRST-LAST",
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

    dyad = _dyad(**given)
    told = text_answers(dyad)
    if texts and _format(target, out) != "json":
        _write(dyad, {"texts": told}, Told, target, out, None)
        return
    settings = Settings(windows=windows, control=control, correction=correction, level=level,
                        draws=draws, seed=seed)  # fmt: skip
    effects = study(dyad, after, kinds, settings)
    _write(dyad, {"tests": effects, "texts": told}, Effect, target, out, _EFFECTS)
    if told and _format(target, out) == "table":
        sums = [f"{sum(getattr(t, s) for t in told)} {s}" for s in _LINKS]
        options.warn(f"texts tell answers: {', '.join(sums)}; --texts lists them")


@command.command("reciprocity")
@_asked
@_kinds(QUADS)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the moments within days.")
def show_reciprocity(
    target: str | None, out: Path | None, kinds: tuple[str, ...], seed: int, **given: Any
) -> None:
    """Fit how far acts bring on more, of the same side and of the other (a Hawkes process)."""
    from talion.dyads.reciprocity import Side, reciprocity

    dyad = _dyad(**given)
    sides = reciprocity(dyad, kinds, seed=seed)
    _write(dyad, {"reciprocity": sides}, Side, target, out, _SIDES)


@command.command("forecast")
@_asked
@_kinds(QUADS)
@click.option("--horizon", "horizons", multiple=True, type=click.IntRange(1), default=(7, 28),
              show_default=True, metavar="DAYS", help="Days ahead; may be given again.")  # fmt: skip
def show_forecast(
    target: str | None, out: Path | None, kinds: tuple[str, ...], horizons: tuple[int, ...], **given: Any
) -> None:
    """Say how likely an act is in the days to come, with the scores that such forecasts had."""
    from talion.dyads.forecast import Forecast, Unscored, forecast

    dyad = _dyad(**given)
    found = forecast(dyad, kinds, horizons)
    made = [f for f in found if isinstance(f, Forecast)]
    unmade = [f for f in found if isinstance(f, Unscored)]
    _write(dyad, {"forecasts": made, "unscored": unmade}, Forecast, target, out, _FORECASTS)
    for missing in unmade:
        options.warn(
            f"no forecast of {missing.actor} {missing.kind} {missing.horizon} days ahead: {missing.reason}"
        )


def _dyad(first: str, second: str, sources: Sequence[str], **period: Any) -> Dyad:
    from talion.dyads.gather import read_dyad

    return read_dyad(first, second, sources, **period)


def _format(target: str | None, out: Path | None) -> str:
    chosen = target or answers.format_of(None, out)
    return chosen if chosen in ("table", "csv") else "json"


def _write(
    dyad: Dyad, results: dict[str, Sequence[msgspec.Struct]], of: type[msgspec.Struct],
    target: str | None, out: Path | None, view: list[Column] | None,
) -> None:  # fmt: skip
    """The first of the results as rows, or all of them with what they stand on as JSON."""
    from talion.dyads.tables import table

    chosen = _format(target, out)
    if chosen == "json":
        _write_json(dyad, results, out)
        return
    answers.write(_Rows(table(next(iter(results.values())), of)), chosen, out, view)
    if dyad.left_out:
        options.warn(f"left out: {', '.join(f'{n} {why}' for why, n in dyad.left_out.items())}")


def _write_json(dyad: Dyad, results: dict[str, Sequence[msgspec.Struct]], out: Path | None) -> None:
    head = {
        "pair": [dyad.pair.first, dyad.pair.second], "first_day": dyad.first_day,
        "last_day": dyad.last_day, "acts": len(dyad.acts), "tellings": len(dyad.tellings),
        "stories": sum(dyad.stories.values()), "left_out": dyad.left_out,
    }  # fmt: skip
    if out is None:
        options.write_json({**head, **results})
        return
    try:
        out.write_bytes(msgspec.json.format(msgspec.json.encode({**head, **results}), indent=2))
    except OSError as error:
        raise click.BadParameter(f"{out}: {error.strerror or error}", param_hint="--out") from error


class _Rows:
    """A table as what :func:`talion.cli.answers.write` takes."""

    def __init__(self, table: pa.Table) -> None:
        self.schema, self._table = table.schema, table

    def batches(self) -> Sequence[pa.RecordBatch]:
        """All rows."""
        return self._table.to_batches()  # type: ignore[no-any-return]


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
