"""Numbers of one story held against each other: the same thing told twice, parts, shares."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talion.language.base import Parsed
from talion.reading.quantities.countries import named_in
from talion.reading.quantities.lexicon import quantity_words
from talion.reading.quantities.phrases import Phrase
from talion.record import Check

ROUGH = 0.1
"""How far "about 300" and "almost 300" reach, as a share of the number."""

_NEAR_BOUND = (
    "almost",
    "nearly",
    "just",
    "slightly",
    "approaching",
    "close",
    "shy",
    "short",
    "little",
)
_OTHERS = frozenset({"other", "others", "more", "another", "further", "additional"})
# A story with more numbers than this is a table; every pair of them is no news.
_MOST = 120
# Two small numbers that agree say nothing.
_FEW = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A check and the number (its place in the list) that it belongs to."""

    at: int
    check: Check


def bounds(phrase: Phrase) -> tuple[float, float]:
    """The values that the words of ``phrase`` allow.

    "About" allows a tenth either way, "almost" a tenth below; open bounds are infinite.
    """
    value, slack = phrase.value, abs(phrase.value) * ROUGH
    close = any(word in phrase.words.split() for word in _NEAR_BOUND)
    if phrase.low is not None and phrase.high is not None and phrase.low < phrase.high:
        return _ranged(phrase, phrase.low, phrase.high)
    if phrase.modifier == "~":
        return value - slack, value + slack
    if phrase.modifier == "<":
        return (value - slack if close else -math.inf), value
    if phrase.modifier == ">":
        return value, (value + slack if close else math.inf)
    return value, value


def _ranged(phrase: Phrase, low: float, high: float) -> tuple[float, float]:
    if phrase.modifier == "<" and phrase.number.form != "vague":
        return -math.inf, high
    if phrase.modifier == ">" and phrase.number.form != "vague":
        return low, math.inf
    return low, high


def compatible(a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether two intervals share a value.

    >>> compatible((270.0, 300.0), (297.0, 297.0)), compatible((1.0, 2.0), (3.0, 4.0))
    (True, False)
    """
    return a[0] <= b[1] * (1 + 1e-9) and b[0] <= a[1] * (1 + 1e-9)


def check_all(parsed: Parsed, found: Sequence[Phrase], background: Sequence[bool]) -> list[Found]:
    """Every check of the phrases against each other; their ids are ``q1``, ``q2``, ... in order."""
    if len(found) > _MOST:
        return []
    return [
        *_same_things(parsed, found, background),
        *_parts(parsed, found),
        *_shares(parsed, found),
    ]


def _id(at: int) -> str:
    return f"q{at + 1}"


def _words(parsed: Parsed, phrase: Phrase) -> str:
    return f'"{parsed.words((phrase.start, phrase.end))}"'


def _both(i: int, j: int, kind: str, consistent: bool, note: str) -> Iterator[Found]:
    yield Found(i, Check(against=(_id(j),), kind=kind, consistent=consistent, note=note))
    yield Found(j, Check(against=(_id(i),), kind=kind, consistent=consistent, note=note))


def _same_things(
    parsed: Parsed, found: Sequence[Phrase], background: Sequence[bool]
) -> Iterator[Found]:
    for j, b in enumerate(found):
        for i in range(j):
            a = found[i]
            if a.kind != b.kind or a.kind == "duration" or background[i] != background[j]:
                continue
            agree = compatible(bounds(a), bounds(b))
            if not _same_thing(parsed, a, b, agree):
                continue
            kind = "range" if _is_range(a) or _is_range(b) else "same"
            verb = "agree" if agree else "do not agree"
            note = f"{_words(parsed, a)} and {_words(parsed, b)} {verb}"
            yield from _both(i, j, kind, agree, note)


def _is_range(phrase: Phrase) -> bool:
    return phrase.low is not None and phrase.high is not None and phrase.low < phrase.high


def _same_thing(parsed: Parsed, a: Phrase, b: Phrase, agree: bool) -> bool:
    """Whether two numbers speak of one thing, as far as their words show.

    Two that agree need the same noun (or the same telling number, said of two nouns); two that do
    not need the same predicate as well, or every second army of a story would contradict the first.
    """
    if a.kind != "count" or min(a.value, b.value) < 2 or not _nouns(parsed, a, b):
        return False
    if _apart(parsed, a) or _apart(parsed, b):
        return False
    same_noun = _head(a) == _head(b) != ""
    if agree:
        if min(a.value, b.value) < _FEW or (
            _head(a) == "person" and not _one_predicate(parsed, a, b)
        ):
            return False
        telling = a.value == b.value and a.value >= 20 and a.value % 10 != 0
        close = a.value / b.value < 1.25 and b.value / a.value < 1.25
        return (same_noun and close) or (
            telling and _is_plural(parsed, a) and _is_plural(parsed, b)
        )
    # two numbers in one sentence are a whole and its part, or two groups
    return same_noun and a.sentence != b.sentence and _one_predicate(parsed, a, b)


def _one_predicate(parsed: Parsed, a: Phrase, b: Phrase) -> bool:
    return _predicate(parsed, a) == _predicate(parsed, b) != ""


def _is_plural(parsed: Parsed, phrase: Phrase) -> bool:
    return phrase.head is not None and parsed.tokens[phrase.head].tag in ("NNS", "NNPS")


def _head(phrase: Phrase) -> str:
    return phrase.unit.split()[-1] if phrase.unit and phrase.head is not None else phrase.unit or ""


def _nouns(parsed: Parsed, a: Phrase, b: Phrase) -> bool:
    """Whether the names in both phrases ("Elbonian welders") do not part them."""
    left, right = _names(parsed, a), _names(parsed, b)
    return not left or not right or bool(left & right)


def _names(parsed: Parsed, phrase: Phrase) -> set[str]:
    if phrase.of is None:
        return set()
    head = parsed.tokens[phrase.head].start if phrase.head is not None else phrase.of[1]
    codes = list(named_in(parsed, phrase.of))
    at = {start for start, _ in codes}
    words = {
        t.lower
        for t in parsed.tokens_in((phrase.of[0], head))
        if t.text[:1].isupper() and t.start not in at
    }
    return words | {code for _, code in codes}


def _apart(parsed: Parsed, phrase: Phrase) -> bool:
    span = (phrase.start, parsed.tokens[phrase.head].end if phrase.head is not None else phrase.end)
    near = [*parsed.tokens_in(span), *parsed.tokens[max(0, phrase.first - 1) : phrase.first]]
    return any(t.lower in _OTHERS for t in near)


def _predicate(parsed: Parsed, phrase: Phrase) -> str:
    """The lemma of the verb of harm or custody that the phrase is an argument of; "" for others."""
    at = phrase.head if phrase.head is not None else phrase.last
    for i in parsed.ancestors(at):
        token = parsed.tokens[i]
        if token.pos == "VERB":
            return token.lemma if token.lemma in quantity_words().person_verbs else ""
    return ""


_INCLUDING = re.compile(
    r"[^.;]{0,40}?\b(?:including|among them|of (?:them|whom|which)|includes?)\b[^.;0-9]{0,20}"
)
_OF_THE = re.compile(r" (?:out )?of (?:the|its|their|his|her|those|these|a total of)? ?(?:\w+ )?")


def _parts(parsed: Parsed, found: Sequence[Phrase]) -> Iterator[Found]:
    """ "10 of the 14 men", "30 people, including 12 children and 9 women"."""
    for i, whole in enumerate(found[:-1]):
        following = found[i + 1]
        if (
            following.sentence != whole.sentence
            or whole.kind != "count"
            or following.kind != "count"
        ):
            continue
        gap = parsed.text[whole.end : following.start]
        if _OF_THE.fullmatch(gap):
            yield from _part(parsed, found, i + 1, [i])
        elif _INCLUDING.fullmatch(gap):
            yield from _part(parsed, found, i, _listed(parsed, found, i + 1))


_AND = re.compile(r"[^.;:]{0,40}?(?:,| and) ?")


def _listed(parsed: Parsed, found: Sequence[Phrase], first: int) -> list[int]:
    """The parts in a list that begins with ``first``."""
    parts = [first]
    while parts[-1] + 1 < len(found):
        last, following = found[parts[-1]], found[parts[-1] + 1]
        gap = parsed.text[last.end : following.start] if following.start >= last.end else ""
        same = following.sentence == last.sentence and following.kind == "count"
        if (
            not same
            or not _AND.fullmatch(gap)
            or len(gap) > 6
            or following.value > found[first - 1].value
        ):
            break
        parts.append(parts[-1] + 1)
    return parts


def _part(parsed: Parsed, found: Sequence[Phrase], whole: int, parts: list[int]) -> Iterator[Found]:
    least = sum(max(0.0, bounds(found[p])[0]) for p in parts if math.isfinite(bounds(found[p])[0]))
    most = bounds(found[whole])[1]
    fits = least <= most
    named = " + ".join(_words(parsed, found[p]) for p in parts)
    note = f"{named} {'fit' if fits else 'do not fit'} in {_words(parsed, found[whole])}"
    ids = tuple(_id(p) for p in parts)
    yield Found(whole, Check(against=ids, kind="parts", consistent=fits, note=note))
    for p in parts:
        yield Found(p, Check(against=(_id(whole),), kind="parts", consistent=fits, note=note))


def _shares(parsed: Parsed, found: Sequence[Phrase]) -> Iterator[Found]:
    """ "half a million welders, a fifth of a population of 2.5 million"."""
    for s, share in enumerate(found):
        part = share_range(share)
        if part is None or not 0 < s < len(found) - 1:
            continue
        a, b = found[s - 1], found[s + 1]
        if not (a.sentence == b.sentence == share.sentence and a.kind == b.kind == "count"):
            continue
        if not _of_base(parsed, share, b) or not 0 < a.value < b.value:
            continue
        low, high = bounds(b)
        wanted = (part[0] * max(low, 0.0), part[1] * high)
        fits = compatible(bounds(a), wanted)
        word = "is" if fits else "is not"
        note = f"{_words(parsed, a)} {word} {_words(parsed, share)} of {_words(parsed, b)}"
        for at in (s - 1, s, s + 1):
            against = tuple(_id(k) for k in (s - 1, s, s + 1) if k != at)
            yield Found(at, Check(against=against, kind="share", consistent=fits, note=note))


def share_range(phrase: Phrase) -> tuple[float, float] | None:
    """The share as a fraction, with what rounding and bounds allow; ``None`` when it is none."""
    if phrase.kind != "share" or phrase.unit not in (None, "percentage"):
        return None
    scale = 100.0 if phrase.unit == "percentage" else 1.0
    low, high = bounds(phrase)
    slack = 0.5 if scale == 100.0 else phrase.value * ROUGH
    return max(0.0, low - slack) / scale, min(scale, high + slack) / scale


def _of_base(parsed: Parsed, share: Phrase, base: Phrase) -> bool:
    """Whether the share's words are "of" the base, and no verb or new clause lies between."""
    gap = parsed.text[share.end : base.start]
    if not gap.startswith(" of ") or len(gap) > 80 or ";" in gap:
        return False
    between = parsed.tokens_in((share.end, base.start))
    return not any(t.pos in ("VERB", "AUX") for t in between)
