"""Numbers of one story held against each other: the same thing told twice, parts, shares."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from talion.language.base import Parsed
from talion.reading.quantities.agreement import (
    ROUGH,
    Found,
    bounds,
    compatible,
    quantity_id,
    said,
    told_of_all,
)
from talion.reading.quantities.arithmetic import arithmetic
from talion.reading.quantities.countries import named_in
from talion.reading.quantities.lexicon import quantity_words
from talion.reading.quantities.phrases import Phrase
from talion.record import Check

_OTHERS = frozenset({"other", "others", "more", "another", "further", "additional"})
# A story with more numbers than this is a table; every pair of them is no news.
_MOST = 120
# Two small numbers that agree say nothing.
_FEW = 10


def check_all(parsed: Parsed, found: Sequence[Phrase], background: Sequence[bool]) -> list[Found]:
    """Every check of the phrases against each other; their ids are ``q1``, ``q2``, ... in order."""
    if len(found) > _MOST:
        return []
    return [
        *_same_things(parsed, found, background),
        *_parts(parsed, found),
        *_shares(parsed, found),
        *arithmetic(parsed, found),
    ]


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
            note = f"{said(parsed, a)} and {said(parsed, b)} {verb}"
            yield from told_of_all((i, j), kind, agree, note)


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
    return (
        same_noun
        and a.sentence != b.sentence
        and _one_predicate(parsed, a, b)
        and not _told_apart(parsed, a, b)
    )


_WHEN = frozenset({"DATE", "TIME"})
_WHERE = frozenset({"GPE", "LOC", "FAC"})


def _told_apart(parsed: Parsed, a: Phrase, b: Phrase) -> bool:
    """Whether two sentences put what they count at other times or places, or count further acts."""
    return any(
        (left := _anchors(parsed, a, kinds)) and (right := _anchors(parsed, b, kinds))
        and not left & right
        for kinds in (_WHEN, _WHERE)
    )  # fmt: skip


def _anchors(parsed: Parsed, phrase: Phrase, kinds: frozenset[str]) -> set[str]:
    """The words of a sentence's names of times or places."""
    tokens = parsed.sentence_tokens(parsed.sentences[phrase.sentence])
    return {
        t.lemma.lower()
        for t in tokens
        if t.entity in kinds
        and t.pos in ("NOUN", "PROPN", "NUM")
        and not phrase.start <= t.start < phrase.end
    }


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
            or whole.value == 1  # "one of the three" says nothing
            or whole.kind != "count"
            or following.kind != "count"
        ):
            continue
        gap = parsed.text[whole.end : following.start]
        if _OF_THE.fullmatch(gap):
            yield from _part(parsed, found, i + 1, [i])
        elif _INCLUDING.fullmatch(gap):
            yield from _part(parsed, found, i, _listed(parsed, found, i + 1))


_OR = re.compile(r"[^.;:0-9]{0,24}?(?:,? or |, | \()(?:about |some |nearly |almost |just )?")
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
    named = " + ".join(said(parsed, found[p]) for p in parts)
    note = f"{named} {'fit' if fits else 'do not fit'} in {said(parsed, found[whole])}"
    ids = tuple(quantity_id(p) for p in parts)
    yield Found(whole, Check(against=ids, kind="parts", consistent=fits, note=note))
    for p in parts:
        yield Found(
            p, Check(against=(quantity_id(whole),), kind="parts", consistent=fits, note=note)
        )


def _shares(parsed: Parsed, found: Sequence[Phrase]) -> Iterator[Found]:
    """A share beside its part and its base, in any of the orders in which news tells them."""
    for i in range(len(found) - 2):
        three = found[i], found[i + 1], found[i + 2]
        if len({p.sentence for p in three}) == 1:
            for part, share, base in _shared(parsed, three):
                yield from _share(parsed, found, (i + part, i + share, i + base))


def _shared(parsed: Parsed, three: tuple[Phrase, Phrase, Phrase]) -> Iterator[tuple[int, int, int]]:
    """Which of three numbers is the part, the share and the base."""
    a, b, c = three
    text = parsed.text
    if _of_base(parsed, b, c):  # "500,000 welders, a tenth of a population of 5 million"
        yield 0, 1, 2
    elif (
        c.kind == "share"
        and _OF_THE.fullmatch(text[a.end : b.start])
        and _OR.fullmatch(text[b.end : c.start])
    ):
        yield 0, 2, 1  # "20 of the 50 members, or 40 percent"
    elif a.kind == "share" and _of_base(parsed, a, b) and _OR.fullmatch(text[b.end : c.start]):
        yield 2, 0, 1  # "40 percent of the 50 members, or 20"


def _share(parsed: Parsed, found: Sequence[Phrase], at: tuple[int, int, int]) -> Iterator[Found]:
    part, share, base = (found[i] for i in at)
    range_ = share_range(share)
    if range_ is None or not part.kind == base.kind == "count" or not 0 < part.value < base.value:
        return
    low, high = bounds(base)
    fits = compatible(bounds(part), (range_[0] * max(low, 0.0), range_[1] * high))
    word = "is" if fits else "is not"
    note = f"{said(parsed, part)} {word} {said(parsed, share)} of {said(parsed, base)}"
    yield from told_of_all(at, "share", fits, note)


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
