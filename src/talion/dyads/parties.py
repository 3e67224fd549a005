"""Who stands on one side of a pair: a country, a sector, a group of countries, several of these, or anybody."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from importlib import resources

from msgspec import Struct

from talion.errors import QueryError

Who = tuple[str | None, str | None]
"""A country (ISO 3166-1 alpha-3) and a PLOVER sector, ``None`` where unknown."""
ANYBODY = "any"


class Party(Struct, frozen=True):
    """A side; a member without a country or sector is one of any, no ``members`` at all is anybody."""

    name: str
    members: frozenset[Who] | None

    def holds(self, who: Iterable[Who]) -> bool:
        """Whether one of these belongs to the party; anybody holds nobody, too."""
        members = self.members
        return members is None or any(
            (c, None) in members or (None, s) in members or (c, s) in members for c, s in who
        )


@functools.cache
def party_of(name: str) -> Party:
    """The party of a name as users write it; :class:`QueryError` when it is none.

    >>> sorted(party_of("ken/gov+uga").members)
    [('KEN', 'GOV'), ('UGA', None)]
    >>> party_of("EU/MIL").holds([("FRA", "MIL")]), party_of("EU/MIL").holds([("FRA", "GOV")])
    (True, False)
    """
    if name.casefold() == ANYBODY:
        return Party(ANYBODY, None)
    parts = [p.strip().upper() for p in name.split("+")]
    return Party("+".join(parts), frozenset(who for part in parts for who in _members(part)))


@functools.cache
def groups() -> dict[str, tuple[str, frozenset[str]]]:
    """Groups of countries by their code: the name and the members, from ``groups.toml``."""
    text = resources.files("talion.dyads").joinpath("data", "groups.toml").read_text("utf-8")
    return {
        code: (entry["name"], frozenset(entry["members"].split()))
        for code, entry in tomllib.loads(text).items()
    }


def _members(part: str) -> list[Who]:
    from talion.knowledge.entries import countries
    from talion.ontology import plover

    place, _, sector = part.partition("/")
    if not sector and place in plover().sectors and place not in countries():
        return [(None, place)]
    held = groups()[place][1] if place in groups() else {place}
    if not held <= set(countries()) or (sector and sector not in plover().sectors):
        raise QueryError(
            f"{part!r} is no country or group of countries",
            remedy=f"give ISO 3166-1 alpha-3 codes (KEN), PLOVER sectors (MIL), both (KEN/MIL), "
            f"{', '.join(sorted(groups()))}, several with + between, or {ANYBODY}",
        )
    return [(country, sector or None) for country in sorted(held)]
