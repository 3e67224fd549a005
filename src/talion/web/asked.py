"""What an address asks for: filters, order, how many, and from where on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast
from urllib.parse import quote, urlencode

from msgspec import Struct

from talion.errors import QueryError
from talion.store.filters import Filter, Filters

Pairs = tuple[tuple[str, str], ...]
_STEERING = ("order", "limit", "cursor", "by", "version", "id", "q", "show", "considered", "depth")
_MOST_VALUES = 60
_MOST_CHARACTERS = 300


class Given(Struct, frozen=True):
    """A request: the path, its variable parts, the query as it stands, and where the server is."""

    path: str
    parts: dict[str, str]
    pairs: Pairs
    base: str

    def one(self, name: str) -> str | None:
        """The last value of that name; ``None`` when it is not there or empty."""
        return next((v for k, v in reversed(self.pairs) if k == name and v), None)

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to ``most``; :class:`QueryError` when it is none."""
        value = self.one(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit()) or not 1 <= int(value[:9]) <= most:
            raise QueryError(f"{name} is {value[:40]!r}", remedy=f"give a number from 1 to {most}")
        return int(value)

    def filters(self, allowed: Sequence[str], *, within: Sequence[str] = ()) -> Filters:
        """The filters in the query; those of ``within`` alone where it is given.

        :class:`QueryError` when there is no such filter here, or a value is none.
        """
        named: dict[str, list[str]] = {}
        for name, value in self.pairs:
            if name not in _STEERING and value.strip() and (not within or name in within):
                named.setdefault(name, []).append(value.strip())
        _check_size(named)
        found = cast(Filters, {name: _value(name, values) for name, values in named.items()})
        Filter.of(found, allowed)
        return found

    def address(self, path: str | None = None, **changes: str | None) -> str:
        """The address of ``path``, or of this page, with the same query but for the changes."""
        kept = [(k, v) for k, v in self.pairs if k not in changes and v]
        new = [(k, v) for k, v in changes.items() if v]
        return address(path or self.path, [*kept, *new])


def address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """A path with its query, quoted.

    >>> address("/document", [("id", "a&b/c")])
    '/document?id=a%26b%2Fc'
    """
    query = urlencode(list(pairs))
    return f"{quote(path)}?{query}" if query else quote(path)


def document_address(document: str, version: int | None = None) -> str:
    """The page of a document, or of a version of it."""
    pairs = [("id", document), *([("version", str(version))] if version else [])]
    return address("/document", pairs)


def event_address(document: str, event: str, version: int | None = None) -> str:
    """The page of an event, as the newest or that version of its story tells it."""
    pairs = [
        ("document", document),
        ("id", event),
        *([("version", str(version))] if version else []),
    ]
    return address("/event", pairs)


def pair_address(a: str, b: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """The page of a pair."""
    return address(f"/pair/{in_path(a)}/{in_path(b)}", pairs)


def in_path(party: str) -> str:
    """A party in a path: ``KEN/MIL`` is written ``KEN-MIL`` there."""
    return party.replace("/", "-") if len(party) == 7 else party


def from_path(part: str) -> str:
    """A party as filters have it.

    >>> from_path("KEN-MIL"), from_path("KEN"), from_path("Al-Nur")
    ('KEN/MIL', 'KEN', 'Al-Nur')
    """
    codes = part.split("-")
    both = len(codes) == 2 and all(len(c) == 3 and c.isalpha() and c.isupper() for c in codes)
    return "/".join(codes) if both else part


def _value(name: str, values: list[str]) -> Any:
    if name == "confidence":
        return _share(values[-1])
    if name == "dated":
        return values[-1].lower() in ("1", "true", "yes", "on")
    if name in ("since", "until"):
        return values[-1]
    return tuple(values)


def _share(value: str) -> float:
    try:
        found = float(value)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise QueryError(f"confidence is {value[:40]!r}", remedy="give a number from 0 to 1")
    return found


def _check_size(named: dict[str, list[str]]) -> None:
    if sum(map(len, named.values())) > _MOST_VALUES:
        raise QueryError(f"over {_MOST_VALUES} values", remedy="ask in several requests")
    for name, values in named.items():
        if any(len(v) > _MOST_CHARACTERS for v in values):
            raise QueryError(
                f"a value of {name} is too long",
                remedy=f"give at most {_MOST_CHARACTERS} characters",
            )
