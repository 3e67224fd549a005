"""Words of a text as grouping counts them, and how rare each is in the news at large.

Rarity comes from a fixed table of document counts (``data/word-counts.tsv``), never from the documents at
hand: so what two documents share weighs the same whatever else has been placed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from talion.errors import KnowledgeError

_TOKEN = re.compile(r"\d+(?:[.,]\s?\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_OWNER = re.compile(r"['’]s?$")
_ADDRESS = re.compile(r"^(?:https?|www)\b.*$", re.MULTILINE)
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    rf"\b((?:19|20)\d\d)\s*[/-]\s*(\d\d?|{'|'.join(_MONTHS)})[a-z]*\s*[/-]\s*(\d\d?)\b"
)
_FURNITURE = frozenset(
    [
        "html",
        "htm",
        "shtml",
        "stm",
        "php",
        "asp",
        "aspx",
        "jsp",
        "article",
        "articles",
        "story",
        "news",
        "index",
        "www",
        "com",
    ]
)
_TABLE = "data/word-counts.tsv"
_SCALE = 1.3  # keeps rarities in the range that the weights were fitted on
Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class WordCounts:
    """In how many of ``documents`` news texts each word stands; words in fewer than two are left out."""

    documents: int
    counts: Mapping[str, int]

    def rarity(self, word: str) -> float:
        """The inverse document frequency of a lower-case word, about 0 ("the") to 10 (in no text)."""
        return _SCALE * math.log((self.documents + 1) / (self.counts.get(word, 0) + 0.5))


@cache
def shipped_counts() -> WordCounts:
    """The table as shipped; :class:`KnowledgeError` when it breaks its own layout."""
    lines = files("talion.grouping").joinpath(_TABLE).read_text("utf-8").splitlines()
    try:
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        counts = {word: int(count) for word, count in rows}
        return WordCounts(counts.pop("*"), counts)
    except (KeyError, ValueError) as error:
        raise KnowledgeError(
            f"no table of words and counts: {error}", where=_TABLE, remedy="install Talion anew"
        ) from error


def tokens(text: str) -> list[str]:
    """Words and numbers in order, without possessive endings.

    >>> tokens("Chad's envoy left with 1,200 men.")
    ['Chad', 'envoy', 'left', 'with', '1,200', 'men']
    """
    return [_OWNER.sub("", t) for t in _TOKEN.findall(text)]


def without_addresses(text: str) -> str:
    """The text without lines that are web addresses."""
    return _ADDRESS.sub("", text)


def address_words(text: str) -> list[str]:
    """The words of the paths of web addresses that stand on lines of their own, often a headline's.

    >>> address_words("https://www.example.org/2031/05/02/envoys-expelled.html")
    ['2031', 'envoys', 'expelled']
    """
    paths = (" ".join(line.split("/")[3:]) for line in _ADDRESS.findall(text))
    found = (t.lower() for path in paths for t in _TOKEN.findall(path))
    return [
        t
        for t in found
        if (len(t) > 2 and t not in _FURNITURE and not is_number(t)) or _YEAR.fullmatch(t)
    ]


def address_date(text: str) -> str | None:
    """The day that the path of a web address on a line of its own gives, as an ISO date.

    >>> address_date("https://www.example.org/2031/may/02/envoys-expelled.html")
    '2031-05-02'
    """
    for line in _ADDRESS.findall(text):
        if found := _DAY.search(line.lower()):
            return _iso(*found.groups())
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None


def is_number(token: str) -> bool:
    """Whether a token of :func:`tokens` is written in digits."""
    return token[0].isdigit()


def unit(weights: Mapping[str, float]) -> Vector:
    """The same weights at length 1, four digits each; empty stays empty."""
    length = math.sqrt(sum(w * w for w in weights.values()))
    return {k: round(w / length, 4) for k, w in weights.items()} if length else {}


def dot(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The inner product; of unit vectors the cosine, 0 to 1."""
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return sum(w * large[k] for k, w in small.items() if k in large)


def dampened(count: int) -> float:
    """A word told ten times counts three times as much as one told once."""
    return 1.0 + math.log(count)


def rarest(weights: Mapping[str, float], most: int) -> tuple[str, ...]:
    """The words of the greatest weight, equal ones by the alphabet."""
    return tuple(sorted(weights, key=lambda w: (-weights[w], w))[:most])


def weight_of(words: Iterable[str], weights: Mapping[str, float]) -> float:
    """The weights of some words together."""
    return sum(weights.get(w, 0.0) for w in words)
