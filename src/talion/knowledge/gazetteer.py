"""Places of the world by name: an index on disk, mapped into memory, with 300,000 places and their
names.

The file ``data/gazetteer.bin`` is made by :mod:`talion.knowledge.build_gazetteer` from GeoNames (CC
BY 4.0) and the editable tables ``data/gazetteer-*.tsv``. Nothing of it is copied when it is loaded:
names stand in buckets by the hash of their folded form, so a look-up reads one bucket.
"""

from __future__ import annotations

import mmap
import re
import struct
import unicodedata
import zlib
from functools import cache
from importlib.resources import as_file, files
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, Literal

import msgspec

from talion.errors import KnowledgeError
from talion.record import PlaceKind

MAGIC = b"TALGAZ03"
NONE8, NONE16, NONE32 = 0xFF, 0xFFFF, 0xFFFFFFFF
KINDS: tuple[PlaceKind, ...] = ("country", "admin1", "place", "region", "water", "facility")
MATCHES: tuple[Match, ...]
Match = Literal["name", "alias", "short", "abbreviation"]
MATCHES = ("name", "alias", "short", "abbreviation")

_WORDS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft", "&": "and"}
_SILENT = re.compile(r"[.'’‘`ʼ´ʻ]")
_BREAK = re.compile(r"[^\w&]+|_")
_PLAIN = str.maketrans("łŁøØđĐðÞþßæÆœŒıħŧ", "lLoOdDdTtsaAoOiht")


class Candidate(msgspec.Struct, frozen=True):
    """A place that a name may mean.

    ``geonames`` is its GeoNames id, ``None`` where it has none; ``lat`` and ``lon`` in degrees (WGS
    84), for areas a rough middle; ``country`` ISO 3166-1 alpha-3, ``None`` where it lies in
    several. ``admin1`` and ``admin2`` are the gazetteer's own numbers (:meth:`Gazetteer.place`) of
    the first- and second-level region it lies in. ``rank`` is the decimal logarithm of its people,
    raised for capitals and other places that are often in the news. ``feature`` says more closely
    what it is ("town", "admin2", "river" ...), ``match`` in which way the name is its name: "short"
    is a region's without its type ("Wayne" for Wayne County).
    """

    index: int
    name: str
    lat: float
    lon: float
    country: str | None
    admin1: int | None
    admin2: int | None
    population: int
    rank: float
    kind: PlaceKind
    feature: str
    geonames: int | None
    match: Match = "name"


class Gazetteer:
    """A read-only index of places; cheap to load, safe to share between threads."""

    def __init__(self, data: mmap.mmap | bytes, where: str = "gazetteer") -> None:
        if data[: len(MAGIC)] != MAGIC:
            raise KnowledgeError(
                "not a gazetteer of this version",
                where=where,
                remedy="make it again with python -m talion.knowledge.build_gazetteer",
            )
        (size,) = struct.unpack_from("<I", data, len(MAGIC))
        start = len(MAGIC) + 4
        head: dict[str, Any] = msgspec.json.decode(data[start : start + size])
        self._data = data
        self._base = start + size
        self._head = head
        self._countries: list[str] = head["countries"]
        self._features: list[str] = head["features"]
        view = memoryview(data)
        self._columns = {
            name: view[self._base + at : self._base + at + length].cast(code)
            for name, (code, at, length) in head["columns"].items()
            if code != "s"
        }
        self._buckets = self._columns["buckets"]
        self._mask = len(self._buckets) - 2
        self._names = self._base + head["columns"]["names"][1]
        self._titles = self._base + head["columns"]["titles"][1]

    @classmethod
    def load(cls, path: Path | None = None) -> Gazetteer:
        """The gazetteer in ``path``, or the one that ships with the package.

        Raises :class:`KnowledgeError` when the file is missing or of another version.
        """
        if path is None:
            return _shipped()
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise KnowledgeError(f"can't be read: {error}", where=str(path)) from error
        return cls(data, str(path))

    @property
    def version(self) -> str:
        """What it was made from, and when."""
        return str(self._head["version"])

    def __len__(self) -> int:
        return len(self._columns["lat"])

    def __contains__(self, name: str) -> bool:
        return bool(self._postings(fold(name)))

    def find(self, name: str, limit: int = 64) -> tuple[Candidate, ...]:
        """The places of that name, the most prominent first; empty when there is none.

        Accents, case, points and hyphens don't count, and "Saint" is "St", "Mount" "Mt", "Fort"
        "Ft".
        """
        return self.find_folded(fold(name), limit)

    def find_folded(self, key: str, limit: int = 64) -> tuple[Candidate, ...]:
        """As :meth:`find`, for a name that :func:`fold` was applied to."""
        return tuple(
            self._candidate(posting >> 2, MATCHES[posting & 3])
            for posting in self._postings(key)[:limit]
        )

    def knows_folded(self, key: str) -> bool:
        """Whether a name that :func:`fold` was applied to is a place's."""
        return bool(self._postings(key))

    def place(self, index: int) -> Candidate:
        """The place of that number in this gazetteer."""
        return self._candidate(index, "name")

    def _postings(self, key: str) -> tuple[int, ...]:
        raw = key.encode()
        if not raw or len(raw) > 255:
            return ()
        bucket = zlib.crc32(raw) & self._mask
        here = self._names + self._buckets[bucket]
        end = self._names + self._buckets[bucket + 1]
        data = self._data
        if data.find(raw, here, end) < 0:
            return ()
        while here < end:
            size, count = data[here], data[here + 1]
            name = here + 2
            here = name + size + 4 * count
            if data[name : name + size] == raw:
                return struct.unpack_from(f"<{count}I", data, name + size)
        return ()

    def _candidate(self, index: int, match: Match) -> Candidate:
        columns = self._columns
        country = columns["country"][index]
        admin1, admin2 = columns["admin1"][index], columns["admin2"][index]
        geonames = columns["geonames"][index]
        start, end = columns["title_at"][index], columns["title_at"][index + 1]
        return Candidate(
            index,
            self._data[self._titles + start : self._titles + end].decode(),
            columns["lat"][index] / 1e5,
            columns["lon"][index] / 1e5,
            None if country == NONE8 else self._countries[country],
            None if admin1 == NONE16 else admin1,
            None if admin2 == NONE16 else admin2,
            columns["population"][index],
            columns["rank"][index] / 25,
            KINDS[columns["kind"][index]],
            self._features[columns["feature"][index]],
            None if geonames == NONE32 else geonames,
            match,
        )


@cache
def _shipped() -> Gazetteer:
    with as_file(files(__package__).joinpath("data/gazetteer.bin")) as path:
        return Gazetteer.load(path)


def fold(name: str) -> str:
    """A name without what writers vary: accents, case, points, hyphens, "Saint" or "St".

    >>> fold("Saint-Étienne"), fold("St. Louis"), fold("N.Y."), fold("Coeur d’Alene")
    ('st etienne', 'st louis', 'ny', 'coeur dalene')
    """
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name.translate(_PLAIN))
        name = "".join(c for c in plain if not unicodedata.combining(c))
    words = _BREAK.split(_SILENT.sub("", name).lower())
    return " ".join(_WORDS.get(word, word) for word in words if word)


def kilometres(a: Candidate, b: Candidate) -> float:
    """The great-circle distance of two places' points, in kilometres."""
    la, lb = radians(a.lat), radians(b.lat)
    half = sin((lb - la) / 2) ** 2 + cos(la) * cos(lb) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(half)))
