"""What the commands share that ask the database: where it is, filters, order, and what is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import click
from msgspec import Struct

from talion.cli import answers, options
from talion.store.database import DEFAULT, WAIT, Database
from talion.store.filters import Filter, Filters
from talion.store.queries import ORDERS, Query

if TYPE_CHECKING:
    import pyarrow as pa

    from talion.store.answer import Answer

F = TypeVar("F", bound=Callable[..., Any])
Listing = Callable[[Filter, str, int | None], Query]
_MASK = "talion.mask"
SHOWN = 50
"""Rows that a table shows unasked."""

_FILTERS: dict[str, dict[str, Any]] = {
    "actor": {"multiple": True, "metavar": "WHO",
              "help": "Who acts: a country (KEN), a sector (MIL), both (KEN/MIL), or part of a name."},
    "recipient": {"multiple": True, "metavar": "WHO", "help": "Who is acted on."},
    "dyad": {"nargs": 2, "metavar": "WHO WHO", "help": "Two parties, in either direction."},
    "type": {"multiple": True, "metavar": "TYPE", "help": "PLOVER type, such as COERCE."},
    "mode": {"multiple": True, "metavar": "MODE", "help": "PLOVER mode, such as arrest."},
    "context": {"multiple": True, "metavar": "CONTEXT", "help": "PLOVER context."},
    "quad": {"multiple": True, "metavar": "QUAD", "help": "Such as material-conflict."},
    "status": {"multiple": True, "metavar": "STATUS", "help": "Such as happened, planned, denied."},
    "kind": {"multiple": True, "metavar": "KIND", "help": "Such as retaliation, or state of actors."},
    "stance": {"multiple": True, "metavar": "STANCE", "help": "Such as asserts, denies, condemns."},
    "since": {"metavar": "DATE", "help": "From this day, month or year on."},
    "until": {"metavar": "DATE", "help": "Up to this day, month or year, included."},
    "dated": {"is_flag": True, "help": "Only what the text itself dates."},
    "place": {"multiple": True, "metavar": "WHERE", "help": "A country (KEN) or part of a name."},
    "text": {"multiple": True, "metavar": "WORDS", "help": "Words that stand in the text of it."},
    "publisher": {"multiple": True, "metavar": "NAME", "help": "Who published the story."},
    "document": {"multiple": True, "metavar": "ID", "help": "The story's id."},
    "confidence": {"type": click.FloatRange(0, 1), "metavar": "P", "help": "At least so sure."},
}  # fmt: skip


def database(command: F) -> F:
    """The options that say which database."""
    for option in (
        click.option("--wait", type=click.FloatRange(min=0), default=WAIT, show_default=True,
                     metavar="SECONDS", help="How long to wait while others write."),
        click.option("--database", "-d", default=DEFAULT, envvar="TALION_DATABASE",
                     show_default=True, show_envvar=True, metavar="PATH|ADDRESS",
                     help="The database: a file, or postgresql://USER@HOST/NAME."),
    ):  # fmt: skip
        command = option(command)
    return command


def written(name: str, *views: str) -> Callable[[F], F]:
    """What a command of that name writes, and where; it gets the name of a writer, or view."""
    known = {view: view for view in views} | answers.formats(name)

    def decorated(command: F) -> F:
        for option in (
            click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                         help="Where to write, instead of standard output."),
            click.option("--to", "target", type=click.Choice(list(known)),
                         callback=lambda *given: known.get(given[-1]),
                         help="What to write; without it a table on a terminal, else jsonl."),
        ):  # fmt: skip
            command = option(command)
        return command

    return decorated


def masked(command: F) -> F:
    """The option that hides private persons' names in the rows that :func:`answer` writes."""
    return options.masking(command, kept=_MASK)


def is_masked() -> bool:
    """Whether the command that runs was asked to hide names."""
    return bool(click.get_current_context().meta.get(_MASK))


def ordered(question: str, default: str) -> Callable[[F], F]:
    """The options that say in which order, and how many."""

    def decorated(command: F) -> F:
        command = click.option(
            "--limit", type=click.IntRange(min=0), metavar="N",
            help=f"At most so many, 0 for all; a table shows {SHOWN} unasked, a file has all.",
        )(command)  # fmt: skip
        return click.option(
            "--order", type=click.Choice(ORDERS[question]), default=default, show_default=True,
            metavar="COLUMN", help=f"{', '.join(ORDERS[question])}; - is largest or latest first.",
        )(command)  # fmt: skip

    return decorated


def filtered(names: Sequence[str]) -> Callable[[F], F]:
    """The options that say which rows; they come as the keyword arguments of their names."""

    def decorated(command: F) -> F:
        for name in reversed([n for n in _FILTERS if n in names]):
            command = click.option(f"--{name}", **_FILTERS[name])(command)
        return command

    return decorated


def filters(given: dict[str, Any], allowed: Sequence[str]) -> Filter:
    """The filter that the options make."""
    return Filter.of(cast(Filters, given), allowed)


class Wanted(Struct, frozen=True):
    """What the options of :func:`database`, :func:`ordered` and :func:`written` say."""

    database: str
    wait: float
    target: str | None
    out: Path | None
    order: str
    limit: int | None

    @classmethod
    def of(cls, given: dict[str, Any]) -> Wanted:
        """Taken out of a command's options; filters are left in ``given``."""
        return cls(**{name: given.pop(name) for name in cls.__struct_fields__})

    def listed(self, question: Listing, asked: Filter, view: list[answers.Column]) -> None:
        """Ask for rows in the order that is wanted, and write them."""
        answer(
            self.database, self.wait, lambda n: question(asked, self.order, n), view,
            self.target, self.out, self.limit,
        )  # fmt: skip


def answer(
    database: str,
    wait: float,
    ask: Callable[[int | None], Query],
    view: list[answers.Column] | None,
    target: str | None,
    out: Path | None,
    limit: int | None = None,
) -> None:
    """Ask, and write the answer; a table that is cut says so."""
    chosen = answers.format_of(target, out)
    most = SHOWN if limit is None and chosen == "table" else limit or None
    cut = chosen == "table" and limit is None
    query = ask(most + 1 if cut and most else most)
    db = Database(database, wait=wait)
    with db.answer(query) as rows:
        found = _covered(rows, db)
        if chosen == "table" and not found.rows:
            options.warn("nothing was found")
            return
        answers.write(_First(found, most) if cut else found, chosen, out, view)
        if cut and most and found.rows > most:
            options.warn(f"only the first {most} are shown; --limit 0 shows all")


def _covered(found: Answer, db: Database) -> _Answer:
    """The answer, with names covered if that was asked for."""
    if not is_masked():
        return found
    from talion.cli.covering import Covered

    return Covered(found, db)


class _Answer(answers.Rows, Protocol):
    """Rows that are counted."""

    rows: int

    def table(self) -> pa.Table:
        """All of them."""


class _First:
    """The first rows of an answer."""

    def __init__(self, found: _Answer, most: int | None) -> None:
        self.schema, self._found, self._most = found.schema, found, most

    def batches(self) -> list[Any]:
        """They fit one screen, so they are one list."""
        return self._found.table().slice(0, self._most).to_batches()  # type: ignore[no-any-return]
