"""The world on a flat map: outlines of countries, and where a place stands among them.

Outlines are Natural Earth's (public domain), as the package ``mapcraft`` brings them. The projection, which keeps
areas, is Equal Earth (Šavrič, Patterson and Jenny 2018). Antarctica is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from msgspec import Struct

WIDTH, HEIGHT = 1000.0, 430.0
_MIDDLE = 11.0
"""The meridian in the middle: the map is cut in the Bering Strait, and no mainland is."""
_TERMS = (1.340264, -0.081106, 0.000893, 0.003796)
_HALF_WIDTH, _TOP = 2.7066299836, 1.308
_PACK, _KOSOVO = "world-countries-2024", "x-kosovo"
_SMALL = 1.2
"""Islands of less than so many square units are drawn only where they are all of a country."""

Point = tuple[float, float]
Ring = tuple[tuple[int, int], ...]


class Country(Struct, frozen=True):
    """A country's outline as SVG path data, and of its largest part the middle and how wide and high it is."""

    path: str
    middle: Point
    size: Point


def place(lat: float, lon: float) -> Point:
    """Where a place stands.

    >>> x, y = place(-1.3, 36.8)
    >>> round(x), round(y)
    (572, 246)
    """
    return _flat(lat, (lon - _MIDDLE + 180) % 360 - 180)


@cache
def countries() -> Mapping[str, Country]:
    """Countries by ISO 3166-1 alpha-3 code; land without one stands under "" followed by its name."""
    found = {}
    for code, rings in _shapes():
        drawn = [_ring(r) for r in rings]
        largest = max(drawn, key=_area)
        kept = [r for r in drawn if r is largest or _area(r) >= _SMALL]
        found[code] = Country("".join(map(_path, kept)), _middle(largest), _size(largest))
    return found


def _shapes() -> Iterator[tuple[str, list[list[Point]]]]:
    from mapcraft import packs, topology

    pack = packs.load(_PACK)
    codes = {id: _code(region.aliases) for id, region in pack.regions.items()}

    def key(geometry: Mapping[str, Any]) -> str:
        name = str(geometry["properties"]["name"])
        return "XKX" if name == "Kosovo" else codes.get(str(geometry.get("id")), "") or f" {name}"

    for shape in topology.shapes(pack.topology, pack.object_name, key):
        if shape.region_id != "ATA":
            yield shape.region_id, shape.rings


def _code(aliases: Iterable[str]) -> str:
    found = (a for a in aliases if len(a) == 3 and a.isalpha() and a.isupper())
    return next(found, "")


def _ring(ring: Sequence[Point]) -> Ring:
    """The ring on a grid of one unit, which neighbours share, so that their borders stay one line."""
    found: list[tuple[int, int]] = []
    for lon, lat in _unwrapped(ring):
        x, y = _flat(lat, lon)
        point = round(x), round(y)
        if not found or point != found[-1]:
            found.append(point)
    return tuple(found)


def _unwrapped(ring: Sequence[Point]) -> list[Point]:
    """The ring in one piece, in degrees from the middle: some cross the meridian of 180°."""
    lons, turns = [ring[0][0]], 0
    for (before, _), (lon, _) in pairwise(ring):
        turns += (lon - before < -180) - (lon - before > 180)
        lons.append(lon + 360 * turns)
    mean = sum(lons) / len(lons)
    shift = (mean - _MIDDLE + 180) // 360 * 360 + _MIDDLE
    return [(lon - shift, lat) for lon, (_, lat) in zip(lons, ring, strict=True)]


def _flat(lat: float, lon: float) -> Point:
    """Equal Earth; ``lon`` counts from the middle."""
    a, b, c, d = _TERMS
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    t = angle**2
    slope = 9 * d * t**4 + 7 * c * t**3 + 3 * b * t + a
    x = 2 * math.sqrt(3) / 3 * math.radians(lon) * math.cos(angle) / slope
    y = angle * (a + b * t + t**3 * (c + d * t))
    scale = WIDTH / 2 / _HALF_WIDTH
    return WIDTH / 2 + x * scale, (_TOP - y) * scale


def _area(ring: Ring) -> float:
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def _middle(ring: Ring) -> Point:
    """The centre of gravity."""
    pairs = list(zip(ring, (*ring[1:], ring[0]), strict=True))
    double = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)
    if not double:
        return ring[0][0] + 0.0, ring[0][1] + 0.0
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs)
    return x / (3 * double), y / (3 * double)


def _size(ring: Ring) -> Point:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(xs) - min(xs) + 0.0, max(ys) - min(ys) + 0.0


def _path(ring: Ring) -> str:
    """Path data, as differences."""
    moves = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(ring)).replace(" -", "-")
    return f"M{ring[0][0]} {ring[0][1]}l{moves}z" if moves else f"M{ring[0][0]} {ring[0][1]}h.1z"
