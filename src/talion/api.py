"""The library in three calls: one text, many documents, files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talion.intake import (
    READ_LANGUAGES,
    Failed,
    Item,
    Loaded,
    document_from,
    document_from_dict,
)
from talion.intake import read as read_paths
from talion.record import Failure, Record

if TYPE_CHECKING:
    from talion.coder import Coder

Given = Item | str | dict[str, Any]
"""A document as people have it: a text, a dict with ``id`` and ``text``, or what intake read."""


def code(
    text: str,
    published: str | None = None,
    title: str | None = None,
    *,
    id: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    fast: bool = False,
) -> Record:
    """The record of one text.

    ``published`` is an ISO date, against which "on Tuesday" is read. ``fast`` leaves the learned
    part out. The models load with the first call. :class:`~talion.errors.EmptyDocument` without any
    text, :class:`~talion.errors.DocumentError` when ``published`` is no date.
    """
    loaded = document_from(
        text, id=id, title=title, published=published, publisher=publisher, url=url
    )
    return _coder(fast).code(loaded)


def code_many(
    documents: Iterable[Given],
    *,
    workers: int = 1,
    fast: bool = False,
    knowledge: str | PathLike[str] | None = None,
    ontology: str | PathLike[str] | None = None,
) -> Iterator[Record | Failure]:
    """A record, or a failure, for each document, in order and in flat memory.

    ``knowledge`` and ``ontology`` are TOML files of your own: actors and roles, types and modes.
    With ``workers`` over 1 that many processes share the work; a script that asks for them needs
    the usual ``if __name__ == "__main__":`` around its start.
    """
    from talion.parallel import Start, code_parallel

    own = [Path(fspath(p)) if p is not None else None for p in (knowledge, ontology)]
    start = Start(fast=fast, knowledge=own[0], ontology=own[1])
    items = map(_item, documents, _numbers())
    if workers > 1:
        return (coded.result for coded in code_parallel(items, start, workers=workers))
    coder = _coder(fast) if own == [None, None] else start.coder()
    return coder.code_many(items)


def read(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    *,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    any_language: bool = False,
    private_addresses: bool = False,
) -> Iterator[Item]:
    """The documents of files, folders, archives and addresses, in order; ``-`` is standard input.

    ``columns`` says which column of a table holds a field, such as ``{"text": "Body"}``. Stories
    in other languages than English are set aside unless ``any_language``; addresses on hosts that
    only this network reaches are refused unless ``private_addresses``. What can't be read comes as
    :class:`~talion.intake.Failed`, and the rest follows.
    """
    several = [paths] if isinstance(paths, str | PathLike) else paths
    return read_paths(
        [fspath(p) for p in several],
        stdin=sys.stdin.buffer,
        published=published,
        columns=columns,
        languages=None if any_language else READ_LANGUAGES,
        private=private_addresses,
    )


@cache
def _coder(fast: bool) -> Coder:
    from talion.coder import Coder

    return Coder.load(fast=fast)


def _numbers() -> Iterator[int]:
    from itertools import count

    return count(1)


def _item(given: Given, number: int) -> Item:
    """One document; what is wrong with it is its own failure, and not the run's."""
    from talion.errors import TalionError

    if isinstance(given, Loaded | Failed):
        return given
    try:
        return document_from(given) if isinstance(given, str) else document_from_dict(given)
    except TalionError as error:
        named = given.get("id") if isinstance(given, dict) else None
        return Failed(str(named) if named is not None else str(number), error)
