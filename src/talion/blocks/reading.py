"""A block to its documents: those that reading its whole file gives at this place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import BinaryIO

from msgspec import Struct

from talion.blocks.plan import Block
from talion.blocks.storage import reading
from talion.errors import EmptyDocument, TalionError
from talion.intake import READ_LANGUAGES
from talion.intake.items import Failed, Item
from talion.intake.languages import in_read_language
from talion.intake.parquet import read_parquet
from talion.intake.read import LIMIT
from talion.intake.readers import read_named
from talion.intake.source import Settings, Source
from talion.intake.sources import unopened
from talion.intake.streams import pieces

_PIECE = 1 << 16


class Reading(Struct, frozen=True):
    """How documents are read: the options of :func:`talion.read`."""

    published: str | None = None
    columns: Mapping[str, str] = {}
    any_language: bool = False

    @property
    def languages(self) -> Collection[str] | None:
        """The languages that are read; ``None`` for all."""
        return None if self.any_language else READ_LANGUAGES


def read_block(block: Block, options: Reading) -> Iterator[Item]:
    """Its documents, in order; what can't be read comes as :class:`Failed`."""
    for item in _items(block, Settings(options.published, LIMIT, options.columns)):
        if not (block.unit != "whole" and _says_nothing_is_there(item, block)):
            yield in_read_language(item, options.languages)


def _items(block: Block, settings: Settings) -> Iterator[Item]:
    file = block.file
    source = Source(file.id, file.url, before=block.before)
    try:
        with reading(file.url) as stream:
            if block.unit == "rows":
                yield from read_parquet(
                    source, pieces(stream), settings, range(block.start, block.end)
                )
            else:
                name = PurePosixPath(file.url).name
                yield from read_named(source, name, _parts(stream, block), settings)
    except TalionError as error:
        yield Failed(file.id, error)
    except OSError as error:
        yield Failed(file.id, unopened(error, file.url))


def _parts(stream: BinaryIO, block: Block) -> Iterator[bytes]:
    return pieces(stream) if block.unit == "whole" else _between(stream, block.start, block.end)


def _between(stream: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    stream.seek(start)
    while data := stream.read(min(_PIECE, end - stream.tell())):
        yield data


def _says_nothing_is_there(item: Item, block: Block) -> bool:
    """Whether it is the failure of a file without documents, which a part of one may well be."""
    return (
        isinstance(item, Failed)
        and item.id == block.file.id
        and isinstance(item.error, EmptyDocument)
    )
