"""Options that several commands share, and what they mean."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

    from talion.blocks.reading import Reading
    from talion.considered import Considered
    from talion.intake import Item, Loaded
    from talion.parallel import Start

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Coding:
    """How documents are read and coded: what the options say; those that a command has not stay as here."""

    published: str | None = None
    fast: bool = False
    knowledge: Path | None = None
    ontology: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    any_language: bool = False
    private_addresses: bool = False
    time_limit: float = 0
    mask: bool = False
    workers: int | None = None

    def start(self, *, rejected: bool = False) -> Start:
        """How the coder is started; ``rejected`` keeps what was read and not coded."""
        from talion.parallel import Start

        return Start(
            fast=self.fast,
            knowledge=self.knowledge,
            ontology=self.ontology,
            rejected=rejected,
            time_limit=self.time_limit or None,
            mask=self.mask,
        )

    def reading(self) -> Reading:
        """How the documents of a block or a queue are read."""
        from talion.blocks.reading import Reading

        return Reading(self.published, self.columns, self.any_language)

    def items(self, sources: Iterable[str]) -> Iterator[Item]:
        """The documents of the sources."""
        from talion.intake import READ_LANGUAGES, read

        return read(
            sources,
            stdin=sys.stdin.buffer,
            published=self.published,
            columns=self.columns,
            languages=None if self.any_language else READ_LANGUAGES,
            private=self.private_addresses,
        )

    def coded(self, items: Iterable[Item], start: Start) -> Iterator[Considered]:
        """What became of each document, coded in this process, or by others."""
        from talion.parallel import code_here, code_parallel, silence

        if self.workers is None:
            return code_here(items, start)
        return code_parallel(items, start, workers=self.workers, limit=silence(start.time_limit))


def coder(command: F) -> F:
    """The options of every command that codes; it gets them as ``how``, a :class:`Coding`."""

    @wraps(command)
    def gathered(**given: Any) -> Any:
        how = {f.name: given.pop(f.name) for f in fields(Coding) if f.name in given}
        return command(how=Coding(**how), **given)

    return _with(cast(F, gathered), (
        click.option("--fast", is_flag=True, help="Grammar and lexicon alone, without the learned part."),
        click.option("--knowledge", type=click.Path(path_type=Path, exists=True, dir_okay=False),
                     metavar="FILE", help="Your own actors and roles, a TOML file."),
        click.option("--ontology", type=click.Path(path_type=Path, exists=True, dir_okay=False),
                     metavar="FILE", help="Your own event types and modes, a TOML file."),
    ))  # fmt: skip


def coding(command: F) -> F:
    """The options of commands that code documents which are there."""
    return coder(_with(command, (
        click.option("--date", "published", metavar="ISO",
                     help="Date of publication, for documents that give none."),
    )))  # fmt: skip


def coding_sources(command: F) -> F:
    """The options of commands that code the documents of sources."""
    return coding(_with(command, (
        click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", callback=_columns,
                     help="Column of a table (CSV, TSV, Parquet) that holds a field, such as text=Body."),
        click.option("--any-language", is_flag=True,
                     help="Code stories too whose language seems not to be English."),
        click.option("--private-addresses", is_flag=True,
                     help="Fetch from hosts, too, that only this network reaches."),
    )))  # fmt: skip


def coding_many(command: F) -> F:
    """The options of commands that code as many documents as there are."""
    return coding_sources(_with(command, (
        click.option("--time-limit", type=click.FloatRange(min=0), default=600, show_default=True,
                     metavar="SECONDS",
                     help="How long one document may take to be parsed and read; 0 for any time."),
        masking,
        click.option("--workers", type=click.IntRange(min=1), metavar="N",
                     help="Processes that share the coding; each loads the models. Without it, this one codes."),
    )))  # fmt: skip


def _with(command: F, options: Sequence[Callable[[F], F]]) -> F:
    """The command with these options, listed in this order."""
    for option in reversed(options):
        command = option(command)
    return command


def masking(command: F, *, kept: str = "") -> F:
    """The option that hides the names of private persons.

    The command gets it as ``mask``, or, where ``kept`` names a place in the context's ``meta``, it is put there.
    """

    def keep(context: click.Context, _: click.Parameter, value: bool) -> None:
        context.meta[kept] = value

    option = click.option(
        "--mask-private", "mask", is_flag=True, expose_value=not kept, callback=keep if kept else None,
        help="Cover the names of private persons; public officials keep theirs.",
    )  # fmt: skip
    return option(command)


def _columns(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Fields and their columns; ``click.BadParameter`` when it says something else."""
    found = dict(pair.partition("=")[::2] for pair in given)
    if not all(field and name for field, name in found.items()):
        raise click.BadParameter("write FIELD=NAME, such as text=Body", param=option)
    return found


def one_story(command: F) -> F:
    """A command about one story."""
    wanted = click.option(
        "--id", "wanted", metavar="ID", help="Which document, where the source holds several."
    )
    return coding(wanted(to_terminal_or_json(command)))


def to_terminal_or_json(command: F) -> F:
    """What a command of one answer writes."""
    formats = click.Choice(["terminal", "json"])
    return click.option("--to", "target", type=formats, default="terminal", help="What to write.")(
        command
    )


def load_story(source: str, how: Coding, wanted: str | None) -> Loaded:
    """The one document that is asked for; :class:`TalionError` when it can't be read or told."""
    from talion.errors import DocumentError
    from talion.intake import Loaded

    found: list[Item] = []
    for item in how.items([source]):
        id = item.document.id if isinstance(item, Loaded) else item.id
        if wanted is None or id == wanted:
            found.append(item)
        if len(found) > 1:
            raise DocumentError(
                "holds several documents", where=source, remedy="say which one with --id"
            )
    if not found:
        raise DocumentError(
            f"holds no document {wanted}" if wanted else "holds no document", where=source
        )
    if not isinstance(found[0], Loaded):
        raise found[0].error
    return found[0]


def show(view: RenderableType | None, otherwise: str) -> None:
    """Write a view to standard output, or what stands in where there is none."""
    from rich.console import Console

    console = Console(file=sys.stdout)
    console.print(view if view is not None else otherwise, markup=False, highlight=False)


def write_json(value: object) -> None:
    """Write a value as one pretty JSON document."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def warn(message: str) -> None:
    """One line on standard error."""
    from talion.formats.escapes import safe

    click.echo(f"talion: {safe(message)}", err=True)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()
