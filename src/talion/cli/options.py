"""Options that several commands share, and what they mean."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

    from talion.considered import Considered
    from talion.intake import Item, Loaded
    from talion.parallel import Start

F = TypeVar("F", bound=Callable[..., Any])


def coding(command: F) -> F:
    """The options of every command that codes."""
    for option in reversed((
        click.option("--date", "published", metavar="ISO",
                     help="Date of publication, for documents that give none."),
        click.option("--fast", is_flag=True, help="Grammar and lexicon alone, without the learned part."),
        click.option("--knowledge", type=click.Path(path_type=Path, exists=True, dir_okay=False),
                     metavar="FILE", help="Your own actors and roles, a TOML file."),
    )):  # fmt: skip
        command = option(command)
    return command


def reading(command: F) -> F:
    """The options of commands that read many documents; they are those of :func:`load_items`."""
    for option in reversed((
        click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", callback=_columns,
                     help="Column of a table (CSV, TSV, Parquet) that holds a field, such as text=Body."),
        click.option("--any-language", is_flag=True,
                     help="Code stories too whose language seems not to be English."),
        click.option("--private-addresses", is_flag=True,
                     help="Fetch from hosts, too, that only this network reaches."),
    )):  # fmt: skip
        command = option(command)
    return command


def patient(command: F) -> F:
    """How long a document may take, for commands that code many."""
    return click.option(
        "--time-limit", type=click.FloatRange(min=0), default=600, show_default=True, metavar="SECONDS",
        help="How long one document may take to be parsed and read; 0 for any time.",
    )(command)  # fmt: skip


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


def working(command: F) -> F:
    """Who codes, for commands that code many documents."""
    return click.option(
        "--workers", type=click.IntRange(min=1), metavar="N",
        help="Processes that share the coding; each loads the models. Without it, this one codes.",
    )(command)  # fmt: skip


def coded(items: Iterable[Item], start: Start, workers: int | None) -> Iterator[Considered]:
    """What became of each document, coded in this process, or by ``workers`` others."""
    from talion.parallel import code_here, code_parallel, silence

    if workers is None:
        return code_here(items, start)
    return code_parallel(items, start, workers=workers, limit=silence(start.time_limit))


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


def load_items(
    sources: Iterable[str],
    published: str | None,
    *,
    columns: Mapping[str, str] | None = None,
    any_language: bool = False,
    private_addresses: bool = False,
) -> Iterator[Item]:
    """The documents of the sources; the options are those of :func:`reading`."""
    from talion.intake import READ_LANGUAGES, read

    return read(
        sources,
        stdin=sys.stdin.buffer,
        published=published,
        columns=columns,
        languages=None if any_language else READ_LANGUAGES,
        private=private_addresses,
    )


def load_story(source: str, published: str | None, wanted: str | None) -> Loaded:
    """The one document that is asked for; :class:`TalionError` when it can't be read or told."""
    from talion.errors import DocumentError
    from talion.intake import Loaded

    found: list[Item] = []
    for item in load_items([source], published):
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
