"""Finding names in a list of tokens, whatever way the tokens were cut.

A name and a token are both cut into *pieces*: at hyphens and apostrophes, without accents, with the
dots of initials taken out. So ``al-Qaeda`` is found in ``al``, ``-``, ``Qaeda`` and in
``al-Qaeda``, and ``U.S.`` is ``US``. Case counts: ``US`` is a name and ``us`` is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_CUT = re.compile(r"[-‐‑–'’ʼ`‘]|(/)")
_ARTICLES = {"al": "Al", "el": "El"}
_SMALL_WORDS = frozenset(
    ["of", "and", "the", "for", "in", "on", "de", "la", "le", "les", "du", "des"]
)
_SHORTEST_SHOUTED_NAME = 4


class Piece(NamedTuple):
    """A part of a token that names are compared with; ``whole`` when it is all of the token."""

    text: str
    token: int
    opens: bool
    closes: bool


def pieces(token: str) -> list[str]:
    """The pieces of one token; none for a lone hyphen or apostrophe.

    >>> pieces("Al-Qaeda"), pieces("U.S.-led"), pieces("Côte"), pieces("d’Ivoire"), pieces("-")
    (['Al', 'Qaeda'], ['US', 'led'], ['Cote'], ['d', 'Ivoire'], [])
    """
    if token.isalpha() and token.isascii():
        return [_ARTICLES.get(token, token)]
    if token == "&":
        return ["and"]
    out = []
    for part in _CUT.split(token):
        if part:
            plain = _without_dots(fold(part))
            out.append(_ARTICLES.get(plain, plain))
    return out


def fold(text: str) -> str:
    """``text`` without accents.

    >>> fold("Élysée"), fold("Türkiye"), fold("Łódź")
    ('Elysee', 'Turkiye', 'Lodz')
    """
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text).translate(_LETTERS)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"})


def _without_dots(part: str) -> str:
    if _INITIALS.fullmatch(part) and len(part) > 2:
        return part.replace(".", "")
    return part.rstrip(".") or part


def key(name: str) -> str:
    """What a name is filed under: its pieces, parted by spaces.

    >>> key("Quai d'Orsay"), key("Guinea-Bissau"), key("Trinidad & Tobago")
    ('Quai d Orsay', 'Guinea Bissau', 'Trinidad and Tobago')
    """
    plain = name.isascii() and name.replace(" ", "").isalpha()
    if plain and _ARTICLES.keys().isdisjoint(name.split(" ")):
        return name  # most names: nothing to cut, and three times as fast
    # A comma is a token of its own in a text, so it is one in a name ("Washington, D.C.").
    return " ".join(piece for word in name.replace(",", " ,").split() for piece in pieces(word))


def cut(tokens: Sequence[str], vocabulary: Iterable[str]) -> list[Piece]:
    """The pieces of ``tokens``; words in capitals are read as the known word they shout.

    ``vocabulary`` (a set, for speed) holds the pieces of known names.
    """
    known = vocabulary if isinstance(vocabulary, set | frozenset) else frozenset(vocabulary)
    out = []
    for number, token in enumerate(tokens):
        parts = pieces(token)
        last = len(parts) - 1
        if last > 0 and parts[last] == "s":  # "Russia's" in one token is still the whole name
            last -= 1
        for place, part in enumerate(parts):
            text = _quiet(part, known) if part.isupper() else part
            out.append(Piece(text, number, place == 0, place >= last))
    return out


def _quiet(part: str, known: set[str] | frozenset[str]) -> str:
    if part in known:
        return part
    if part.lower() in _SMALL_WORDS:
        return part.lower()
    if len(part) >= _SHORTEST_SHOUTED_NAME and part.capitalize() in known:
        return part.capitalize()
    return part


class Found(NamedTuple):
    """A name in a list of pieces: half-open, with the key that it is filed under."""

    start: int
    end: int
    key: str


def longest(
    parts: Sequence[Piece], lengths: dict[str, int], filed: Iterable[str]
) -> Iterator[Found]:
    """The longest names in ``parts``, from left to right, none overlapping another.

    ``lengths`` gives for a first piece the number of pieces of the longest name that begins with
    it; ``filed`` (a mapping or set) holds the keys.
    """
    place, count = 0, len(parts)
    while place < count:
        found = None
        for size in range(min(lengths.get(parts[place].text, 0), count - place), 0, -1):
            name = " ".join([part.text for part in parts[place : place + size]])
            if name in filed:
                found = Found(place, place + size, name)
                break
        if found is not None:
            yield found
            place = found.end
        else:
            place += 1
