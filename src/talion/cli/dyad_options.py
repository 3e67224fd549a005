"""What the subcommands of ``talion dyad`` share: what they ask, what they read, how they write."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click
import msgspec

from talion.cli import answers, options
from talion.cli.answers import Column
from talion.dyads.acts import Dyad
from talion.dyads.study import Window
from talion.record import Status
from talion.store.home import is_server

if TYPE_CHECKING:
    import pyarrow as pa

F = TypeVar("F", bound=Callable[..., Any])


class Source(click.Path):
    """A file that is there, or the address of a database's server."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, or the address."""
        return value if is_server(value) else super().convert(value, param, ctx)


def asked(subcommand: F) -> F:
    """What all subcommands ask: the pair, the sources, the time and the theme."""
    for option in reversed((
        click.argument("first"),
        click.argument("second"),
        click.argument("sources", nargs=-1, type=Source(exists=True, dir_okay=False)),
        click.option("--since", callback=day, metavar="DATE", help="From this day, month or year on."),
        click.option("--until", callback=day, metavar="DATE", help="Up to this day, month or year."),
        click.option("--theme", "themes", multiple=True, metavar="CONTEXT",
                     help="Acts of this PLOVER context alone, such as migration; may be given again."),
        click.option("--status", "statuses", multiple=True, type=click.Choice(get_args(Status)),
                     default=("happened", "ongoing"), show_default=True, help="Of Talion's events."),
    )):  # fmt: skip
        subcommand = option(subcommand)
    return subcommand


def to_rows(subcommand: F) -> F:
    """How the rows of a subcommand are written, and where."""
    for option in reversed((
        click.option("--to", "target", type=click.Choice(["table", "json", "csv"]),
                     help="What to write; without it a table on a terminal, else json."),
        click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                     help="Where to write, instead of standard output."),
    )):  # fmt: skip
        subcommand = option(subcommand)
    return subcommand


def day(_: click.Context, option: click.Parameter, given: str | None) -> date | None:
    """A day, month or year as its first day, or as its last for ``--until``."""
    from talion.store import filters

    return filters.day(given, end=option.name == "until") if given else None


def windows(_: click.Context, option: click.Parameter, given: Sequence[str]) -> tuple[Window, ...]:
    """Windows as they are written: ``1-3``."""
    try:
        return tuple((int(a), int(b)) for a, b in (w.split("-") for w in given))
    except ValueError as error:
        raise click.BadParameter("write FIRST-LAST, such as 1-3", param=option) from error


def kinds(default: Sequence[str]) -> Callable[[F], F]:
    """The option ``--kind``, with its default."""
    return click.option(
        "--kind", "kinds", multiple=True, default=default, show_default=True, metavar="KIND",
        help="A PLOVER type, TYPE/mode, a quad, conflict, cooperation or any; may be given again.",
    )  # fmt: skip


def dyad_of(first: str, second: str, sources: Sequence[str], **more: Any) -> Dyad:
    """The dyad that is asked for; without sources from the database."""
    from talion.dyads.gather import read_dyad

    dyad = read_dyad(first, second, given(sources), **more)
    if not dyad.acts:
        why = "; ".join(f"left out: {n} {reason}" for reason, n in dyad.left_out.items())
        options.warn(
            f"no act between {dyad.pair.first} and {dyad.pair.second} is told; {why}".rstrip("; ")
        )
    return dyad


def given(sources: Sequence[str]) -> Sequence[str]:
    """The sources, else the database of this folder or of ``TALION_DATABASE``."""
    from talion.store.database import DEFAULT

    chosen = os.environ.get("TALION_DATABASE", DEFAULT)
    if not (sources or is_server(chosen) or Path(chosen).is_file()):
        raise click.UsageError(f"give sources, or make {chosen} with talion add")
    return sources or (chosen,)


def format_of(target: str | None, out: Path | None) -> str:
    """``table``, ``csv`` or ``json``."""
    chosen = target or answers.format_of(None, out)
    return chosen if chosen in ("table", "csv") else "json"


def write_rows(
    dyad: Dyad | None, results: dict[str, Sequence[msgspec.Struct]], of: type[msgspec.Struct],
    target: str | None, out: Path | None, view: list[Column] | None,
) -> None:  # fmt: skip
    """The first of the results as rows, or all of them with what they stand on as JSON."""
    from talion.dyads.tables import table

    chosen = format_of(target, out)
    if chosen == "json":
        _write_json(dyad, results, out)
        return
    answers.write(_Rows(table(next(iter(results.values())), of)), chosen, out, view)
    if dyad and dyad.left_out:
        options.warn(f"left out: {', '.join(f'{n} {why}' for why, n in dyad.left_out.items())}")


def _write_json(
    dyad: Dyad | None, results: dict[str, Sequence[msgspec.Struct]], out: Path | None
) -> None:
    head = _head(dyad) if dyad else {}
    if out is None:
        options.write_json({**head, **results})
        return
    try:
        out.write_bytes(msgspec.json.format(msgspec.json.encode({**head, **results}), indent=2))
    except OSError as error:
        raise click.BadParameter(f"{out}: {error.strerror or error}", param_hint="--out") from error


def _head(dyad: Dyad) -> dict[str, Any]:
    return {
        "pair": [dyad.pair.first, dyad.pair.second], "first_day": dyad.first_day,
        "last_day": dyad.last_day, "acts": len(dyad.acts), "tellings": len(dyad.tellings),
        "stories": sum(dyad.stories.values()), "left_out": dyad.left_out,
    }  # fmt: skip


class _Rows:
    """A table as what :func:`talion.cli.answers.write` takes."""

    def __init__(self, table: pa.Table) -> None:
        self.schema, self._table = table.schema, table

    def batches(self) -> Sequence[pa.RecordBatch]:
        """All rows."""
        return self._table.to_batches()  # type: ignore[no-any-return]
