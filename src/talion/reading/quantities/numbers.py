"""Numbers as English writes them: digits, words, both, fractions, vague plurals.

Only the number itself is read here; what it counts, and how it is bounded, is read around it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from talion.reading.quantities.lexicon import QuantityWords, quantity_words

# More digits than this are a serial number, a hash, or an attack: never a quantity of the news.
MOST_DIGITS = 24


@dataclass(frozen=True, slots=True)
class Number:
    """A number at ``start:end`` of the text.

    ``form`` is "digits", "words" (with or without digits), "fraction" or "vague"; ``low`` and
    ``high`` are set for a vague one. ``scaled`` is whether a scale word or letter is part of it,
    ``grouped`` whether its digits are in groups.
    """

    start: int
    end: int
    value: float
    form: str
    low: float | None = None
    high: float | None = None
    scaled: bool = False
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    text: str
    kind: str
    value: float


_DIGITS = (
    r"(?<![0-9.,])(?:[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?![0-9])(?:\.[0-9]+)?"
    r"|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
)
_EXPONENT = re.compile(r" ?[x×] ?10(?:\^|\*\*)?([-−]?[0-9]{1,4})\b|[eE]([+-]?[0-9]{1,4})\b")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)s?\b", re.IGNORECASE)
_IN = re.compile(r" (?:in(?: every)?|out of(?: every)?|of every) ")
_SLASHED = re.compile(r" ?([1-9])/([1-9][0-9]?)\b(?![/0-9])")
_OVER = re.compile(r"[/⁄]([1-9][0-9]{0,2})(?= of (?:a|an|the|its|all)\b)")
_LETTERS = re.compile(r" ?([A-Za-z]{1,3})(?![A-Za-z0-9])")


@cache
def _pattern() -> re.Pattern[str]:
    words = quantity_words()
    names = {*words.small, *words.scales, *words.vague, *words.fractions}
    listed = "|".join(sorted(names, key=len, reverse=True))
    signs = "".join(words.signs)
    return re.compile(rf"{_DIGITS}|[{signs}]|\b(?:{listed})(?![A-Za-z])", re.IGNORECASE)


def find_numbers(text: str) -> Iterator[Number]:
    """The numbers of ``text``, in order, none overlapping; no ordinals, no endless digits.

    >>> [n.value for n in find_numbers("six-and-a-half tons, 9 million people, two-thirds")]
    [6.5, 9000000.0, 0.6666666666666666]
    """
    atoms = list(_atoms(text))
    at = 0
    while at < len(atoms):
        number, used = _number(text, atoms, at)
        at += used
        while number is not None and at < len(atoms) and atoms[at].start < number.end:
            at += 1
        if number is not None and math.isfinite(number.value):
            yield number


def _atoms(text: str) -> Iterator[_Atom]:
    words = quantity_words()
    for match in _pattern().finditer(text):
        found, start, end = match[0], match.start(), match.end()
        first = found[0]
        if first in words.signs:
            yield _Atom(start, end, found, "sign", words.signs[first])
        elif first.isdigit() or first == ".":
            yield _digits(text, found, start, end)
        elif (start and text[start - 1] in "'’_") or (not found.islower() and _shouted(found)):
            continue
        else:
            yield from _word(words, found.lower(), start, end)


def _shouted(found: str) -> bool:
    """A capital inside a word ("TEN" is a number still; "sIx" is none)."""
    return not (found.isupper() or found.istitle())


def _digits(text: str, found: str, start: int, end: int) -> _Atom:
    plain = found.replace(",", "")
    if len(plain) > MOST_DIGITS:
        return _Atom(start, end, found, "endless", 0.0)
    if _ORDINAL.match(text, end):
        return _Atom(start, end, found, "ordinal", 0.0)
    return _Atom(start, end, found, "digits", float(plain))


def _word(words: QuantityWords, found: str, start: int, end: int) -> Iterator[_Atom]:
    # "second" is a time or an ordinal, never a fraction; the order of the look-ups settles "score".
    for kind, table in (
        ("small", words.small),
        ("scale", words.scales),
        ("vague", words.vague),
        ("fraction", words.fractions),
    ):
        if found in table:
            yield _Atom(start, end, found, kind, table[found])
            return


def _number(text: str, atoms: list[_Atom], at: int) -> tuple[Number | None, int]:
    """The number that begins with atom ``at`` and how many atoms it uses."""
    atom = atoms[at]
    if atom.kind in ("endless", "ordinal"):
        return None, 1
    if atom.kind == "sign":
        return Number(atom.start, atom.end, atom.value, "fraction"), 1
    if atom.kind == "vague":
        return _vague(text, atoms, at)
    if atom.kind == "fraction":
        return _bare_fraction(text, atoms, at)
    if atom.kind == "scale":
        return _article_scale(text, atoms, at)
    return _composed(text, atoms, at)


def _joined(text: str, left: int, right: int, extra: tuple[str, ...] = ()) -> bool:
    """Whether only a space or a hyphen (or one of ``extra``) lies between two offsets."""
    gap = text[left:right]
    if len(gap) > 16:
        return False
    plain = gap.replace("\u00a0", " ").lower()
    return plain in (" ", "-", "- ", "\u2010", "\u2011") or plain.replace("-", " ") in extra


def _vague(text: str, atoms: list[_Atom], at: int) -> tuple[Number | None, int]:
    """ "Tens of thousands", "dozens", "hundreds of millions"; "tens" alone is none."""
    value, used, last = atoms[at].value, 1, atoms[at]
    while at + used < len(atoms) and atoms[at + used].kind == "vague":
        following = atoms[at + used]
        if text[last.end : following.start].lower() not in (" of ", " and "):
            break
        if text[last.end : following.start].lower() == " of ":
            value *= following.value
        last, used = following, used + 1
    if atoms[at].text == "tens" and used == 1:
        return None, 1
    high = value * 10
    start = atoms[at].start
    return Number(start, last.end, value, "vague", low=value, high=high, scaled=True), used


_ARTICLE = re.compile(r"\b(?:an?|one)[ -]$", re.IGNORECASE)
_FEW = re.compile(r"\b(a few|several|a couple of|a couple|many) $", re.IGNORECASE)
_NOT_HALF = re.compile(
    r"\b(?:the|this|that|first|second|last|final|other|latter|each|next) $", re.IGNORECASE
)


def _article_scale(text: str, atoms: list[_Atom], at: int) -> tuple[Number | None, int]:
    """ "A million", "a dozen", "a few hundred"; a scale word alone is none."""
    atom = atoms[at]
    before = text[max(0, atom.start - 14) : atom.start]
    if few := _FEW.search(before):
        low = atom.value * 2
        start = atom.start - len(few[0])
        return Number(start, atom.end, low, "vague", low=low, high=atom.value * 9, scaled=True), 1
    article = _ARTICLE.search(before)
    if not article or atom.text == "score":
        return None, 1
    number, used = _composed(text, atoms, at)
    return (replace(number, start=atom.start - len(article[0])) if number else None), used


def _bare_fraction(text: str, atoms: list[_Atom], at: int) -> tuple[Number | None, int]:
    """ "Half", "a tenth", "half a million"; an ordinal ("a third term") is none."""
    atom = atoms[at]
    before = text[max(0, atom.start - 10) : atom.start]
    if atom.text == "half":
        return _half(text, atoms, at, before)
    article = _ARTICLE.search(before)
    if not article or not _is_share(text, atom):
        return None, 1
    return Number(atom.start - len(article[0]), atom.end, 1 / atom.value, "fraction"), 1


_SHARE_AFTER = re.compile(
    r"(?: of\b|[.,;:)]| (?:as|more|less|fewer|higher|lower|larger|smaller|to|in|are|were)\b|$)"
)
_HALF_AFTER = re.compile(
    r" (?:of|the|its|his|her|their|our|those|these|all|as|were|are|an?|said|that)\b|[.,;)]|$"
)


def _is_share(text: str, atom: _Atom) -> bool:
    if atom.text == "quarter":
        return bool(re.compile(r" of (?!19|20)").match(text, atom.end))
    return bool(_SHARE_AFTER.match(text, atom.end))


def _half(text: str, atoms: list[_Atom], at: int, before: str) -> tuple[Number | None, int]:
    atom = atoms[at]
    following = atoms[at + 1] if at + 1 < len(atoms) else None
    if following and following.kind == "scale":
        gap = text[atom.end : following.start].lower()
        if gap in (" a ", "-a-", " ", "-"):
            article = _ARTICLE.search(before)
            start = atom.start - (len(article[0]) if article else 0)
            end, value = following.end, 0.5 * following.value
            return Number(start, end, value, "words", scaled=True), 2
    if _NOT_HALF.search(before) or not _HALF_AFTER.match(text, atom.end):
        return None, 1
    return Number(atom.start, atom.end, 0.5, "fraction"), 1


def _composed(text: str, atoms: list[_Atom], at: int) -> tuple[Number | None, int]:
    """Digits and number words that make up one number, with the fraction that follows."""
    number, used = _whole(text, atoms, at)
    return _with_fraction(text, atoms, at, used, number)


def _whole(text: str, atoms: list[_Atom], at: int) -> tuple[Number, int]:
    """Digits and number words that make up one number."""
    first = atoms[at]
    total, current, last, used = 0.0, first.value, first, 1
    scaled = first.kind == "scale"
    if first.kind == "digits":
        current, end = _tail(text, first)
        last = replace(first, end=end)
    while at + used < len(atoms):
        following = atoms[at + used]
        if following.kind == "scale" and _joined(text, last.end, following.start):
            total, current = _scale(total, current, following.value)
            scaled = True
        elif following.kind == "small" and _adds(text, last, following, first.kind):
            current += following.value
        elif following.kind == "fraction" and following.text == "score":
            break
        else:
            break
        last, used = following, used + 1
    form = "digits" if first.kind == "digits" and not scaled else "words"
    value = total + current
    grouped = "," in first.text
    return Number(first.start, last.end, value, form, scaled=scaled, grouped=grouped), used


def _scale(total: float, current: float, scale: float) -> tuple[float, float]:
    """The sum so far and the part that is still open, after a scale word."""
    if scale in (100.0, 12.0, 20.0):
        return total, current * scale
    return total + current * scale, 0.0


def _adds(text: str, last: _Atom, following: _Atom, first: str) -> bool:
    if first == "digits":
        return False
    if last.kind == "scale" and _joined(text, last.end, following.start, (" and ",)):
        return True
    tens = last.text in quantity_words().tens
    return tens and 0 < following.value < 10 and _joined(text, last.end, following.start)


def _tail(text: str, atom: _Atom) -> tuple[float, int]:
    """Digits with their exponent or written-on fraction ("2.4×10^8", "2 1/2", "1/4", "5½")."""
    end, value = atom.end, atom.value
    if found := _EXPONENT.match(text, end):
        power = int((found[1] or found[2]).replace("−", "-"))
        return (value * 10.0**power if power < 300 else math.inf), found.end()
    if (found := _OVER.match(text, end)) and value < int(found[1]):
        return value / int(found[1]), found.end()
    found = _SLASHED.match(text, end)
    if found and text[end] == " " and int(found[1]) < int(found[2]):
        return value + int(found[1]) / int(found[2]), found.end()
    return value, end


def _with_fraction(
    text: str, atoms: list[_Atom], at: int, used: int, number: Number
) -> tuple[Number | None, int]:
    """The number with the fraction, denominator or scale that follows it."""
    if at + used >= len(atoms):
        return number, used
    following = atoms[at + used]
    gap = text[number.end : following.start].lower().replace("-", " ")
    if following.kind == "sign" and gap in ("", " "):
        end, value = following.end, number.value + following.value
        return replace(number, end=end, value=value), used + 1
    if following.kind == "fraction" and gap in (" and a ", " and "):
        return _and_a_half(text, atoms, at, used, number)
    if following.kind == "fraction" and gap == " " and number.form == "words":
        plural = following.text.endswith(("s", "halves")) or number.value == 1
        if plural and number.value < following.value * 3:
            value = number.value / following.value
            return Number(number.start, following.end, value, "fraction"), used + 1
    if _IN.fullmatch(text[number.end : following.start]):
        return _one_in(text, atoms, at, used, number)
    return number, used


def _and_a_half(
    text: str, atoms: list[_Atom], at: int, used: int, number: Number
) -> tuple[Number | None, int]:
    """ "Six and a half", "two and a half million", "a million and a half"."""
    fraction = atoms[at + used]
    if fraction.text not in ("half", "quarter", "third"):
        return number, used
    unit = _last_scale(atoms, at, used)
    value, end, taken = number.value + unit / fraction.value, fraction.end, used + 1
    if at + taken < len(atoms) and atoms[at + taken].kind == "scale":
        scale = atoms[at + taken]
        if _joined(text, end, scale.start):
            value, end, taken = value * scale.value, scale.end, taken + 1
    return replace(number, value=value, end=end, form="words"), taken


def _last_scale(atoms: list[_Atom], at: int, used: int) -> float:
    last = atoms[at + used - 1]
    return last.value if last.kind == "scale" else 1.0


def _one_in(
    text: str, atoms: list[_Atom], at: int, used: int, number: Number
) -> tuple[Number | None, int]:
    """ "One in five", "nine out of 10": a share, when the first is the smaller."""
    if atoms[at + used].kind not in ("small", "digits", "scale"):
        return number, used
    base, more = _whole(text, atoms, at + used)
    common = base.value <= 20 or base.value % 10 == 0
    if not (0 < number.value < base.value and common) or number.scaled or base.value > 1e6:
        return number, used
    if " of" not in text[number.end : base.start] and not _people_follow(text, base.end, number):
        return number, used
    return Number(number.start, base.end, number.value / base.value, "fraction"), used + more


def _people_follow(text: str, end: int, number: Number) -> bool:
    """Whether "three in ten" is a share, and not a place or time ("two in 10 days")."""
    after = text[end : end + 24].lower()
    time = re.match(
        r" (?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|games?|matches)\b", after
    )
    return not time and (number.form == "words" or number.value < 10)


def letter_scale(text: str, number: Number, money: bool) -> Number:
    """``number`` with the letters that scale it ("3bn"; "$5m" only behind a currency)."""
    words = quantity_words()
    found = _LETTERS.match(text, number.end)
    if found is None or number.form != "digits":
        return number
    letters = found[1]
    scale = words.letters.get(letters.lower())
    if scale is None and money and found[0][0] != " ":
        scale = words.money_letters.get(letters)
    if scale is None:
        return number
    return replace(number, value=number.value * scale, end=found.end(), scaled=True, form="words")
