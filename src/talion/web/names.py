"""Parties as filters give them: what people call them, and whether an event has them."""

from __future__ import annotations

from typing import Any


def named(party: str) -> str:
    """A country's name for its code; anything else stands for itself.

    >>> named("KEN"), named("KEN/MIL"), named("the council")
    ('Kenya', 'Kenya MIL', 'the council')
    """
    from talion.knowledge.entries import countries

    country, _, sector = party.partition("/")
    known = countries().get(country)
    return f"{known.name} {sector}".strip() if known else party


def short(row: dict[str, Any]) -> str:
    """An event's row in a few words: what, and who to whom."""
    kind = "/".join(x for x in (row["type"], row["mode"]) if x)
    sides = (
        ", ".join(n or "–" for n in row[f"{side}_names"]) or "–" for side in ("actor", "recipient")
    )
    return f"{kind}: {' → '.join(sides)}"


def is_country(party: str) -> bool:
    """Whether a party is a country's code."""
    from talion.knowledge.entries import countries

    return party in countries()


def acts_on(row: dict[str, Any], a: str, b: str) -> bool:
    """Whether in an event's row the first party is among those who act, and the second among those acted on."""
    return _among(row, "actor", a) and _among(row, "recipient", b)


def _among(row: dict[str, Any], side: str, party: str) -> bool:
    from talion.ontology import plover

    country, _, sector = party.partition("/")
    names, countries, sectors = (row[f"{side}_{x}"] for x in ("names", "countries", "sectors"))
    if sector and is_country(country):
        return (country, sector) in zip(countries, sectors, strict=True)
    if party in plover().sectors:
        return party in sectors
    if is_country(party):
        return party in countries
    return any(party.casefold() in (name or "").casefold() for name in names)
