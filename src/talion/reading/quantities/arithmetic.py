"""Numbers that the text itself adds, multiplies, or measures against each other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from talion.language.base import Parsed
from talion.reading.quantities.agreement import (
    Found,
    added,
    bounds,
    compatible,
    said,
    told_of_all,
)
from talion.reading.quantities.phrases import Phrase

# More parts than this in one list are a table.
_MOST_PARTS = 8
_OPENS = re.compile(r"(?: ?\(| - | ?[–—] ?|: )(?:about |some |the )?")
_CLOSES = re.compile(r"[^.;:()0-9]{0,40}?(?:\)| - | ?[–—]|\.(?:\s|$))")
_NEXT = re.compile(r"[^.;:()0-9]{0,40}?(?:, and |, | and | plus )(?:about |some |the |another )?")
_TOTAL = re.compile(r"\b(?:a total of|totall?ing|total of|in total|in all|altogether)\b")
_EACH = re.compile(r"[^.;0-9]{0,30}?\b(?:each|apiece)\b")
_CHANGE = re.compile(
    r"\b(?P<up>ris(?:e|es|en|ing)|rose|grew|grow|grown|climb\w*|increas\w+|jump\w*|up|gain\w*|surg\w+)"
    r"|\b(?P<down>f[ae]ll(?:s|en|ing)?|dropp?\w*|declin\w+|decreas\w+|down|slip\w*|plung\w+|slid\w*)"
)
_TO, _FROM = re.compile(r"[^.;0-9]{0,30}? to "), re.compile(r"[^.;0-9]{0,30}? from ")
# How far a percentage that was worked out on unrounded figures may be off.
_POINTS, _SHARE_OF_CHANGE = 0.6, 0.06


def arithmetic(parsed: Parsed, found: Sequence[Phrase]) -> Iterator[Found]:
    """Sums, totals, products and changes; only what the words themselves put together."""
    for sentence in _by_sentence(found):
        yield from _sums(parsed, found, sentence)
        yield from _totals(parsed, found, sentence)
        for three in zip(sentence, sentence[1:], sentence[2:], strict=False):
            yield from _product(parsed, found, three)
            yield from _change(parsed, found, three)


def _by_sentence(found: Sequence[Phrase]) -> Iterator[list[int]]:
    """The places in ``found`` of the numbers of each sentence that has several."""
    for _, group in itertools.groupby(range(len(found)), key=lambda i: found[i].sentence):
        places = list(group)
        if len(places) > 2:
            yield places


def _gap(parsed: Parsed, a: Phrase, b: Phrase) -> str:
    return parsed.text[a.end : b.start] if b.start >= a.end else ""


def _list(parsed: Parsed, found: Sequence[Phrase], places: list[int]) -> list[int]:
    """How far the numbers at ``places`` are one list of counts."""
    out = places[:1]
    for i, j in itertools.pairwise(places[: _MOST_PARTS + 1]):
        if found[j].kind != "count" or not _NEXT.fullmatch(_gap(parsed, found[i], found[j])):
            break
        out.append(j)
    return out


def _sums(parsed: Parsed, found: Sequence[Phrase], places: list[int]) -> Iterator[Found]:
    """ "23 sailors (12 Elbonian and 11 Ruritanian)": parts set off behind their whole."""
    for n, whole in enumerate(places[:-2]):
        first = found[places[n + 1]]
        if found[whole].kind != "count" or first.kind != "count":
            continue
        if not _OPENS.fullmatch(_gap(parsed, found[whole], first)):
            continue
        parts = _list(parsed, found, places[n + 1 :])
        less = all(found[p].value < found[whole].value for p in parts)
        if less and len(parts) > 1 and _CLOSES.match(parsed.text, found[parts[-1]].end):
            yield from _summed(parsed, found, whole, parts, exact=False)


def _totals(parsed: Parsed, found: Sequence[Phrase], places: list[int]) -> Iterator[Found]:
    """ "12 soldiers and 8 clerks, a total of 20": the parts before their total."""
    for n, whole in enumerate(places[2:], start=2):
        total, last = found[whole], found[places[n - 1]]
        around = _gap(parsed, last, total) + parsed.text[total.end : total.end + 14]
        if total.kind != "count" or not _TOTAL.search(around):
            continue
        parts = _list_before(parsed, found, places[:n])
        if len(parts) > 1:
            yield from _summed(parsed, found, whole, parts, exact=True)


def _list_before(parsed: Parsed, found: Sequence[Phrase], places: list[int]) -> list[int]:
    for n in range(max(0, len(places) - _MOST_PARTS), len(places) - 1):
        tail = places[n:]
        if found[tail[0]].kind == "count" and _list(parsed, found, tail) == tail:
            return tail
    return []


def _summed(
    parsed: Parsed, found: Sequence[Phrase], whole: int, parts: list[int], *, exact: bool
) -> Iterator[Found]:
    """The sum of the parts against the whole; a list that need not be all may stay below it."""
    low, high = added(found[p] for p in parts)
    allowed = bounds(found[whole])
    fits = compatible((low, high), allowed)
    if not fits and not exact and high < allowed[0]:
        return
    named = " + ".join(said(parsed, found[p]) for p in parts)
    note = f"{named} {'make' if fits else 'do not make'} {said(parsed, found[whole])}"
    yield from told_of_all((whole, *parts), "sum", fits, note)


def _product(
    parsed: Parsed, found: Sequence[Phrase], three: tuple[int, int, int]
) -> Iterator[Found]:
    """ "60 carts, each with 20 sacks, 1,200 sacks in all"; "40 tonnes at $30 a tonne for $1,200"."""
    many, each, total = (found[i] for i in three)
    if many.kind not in ("count", "measure") or min(many.value, each.value) <= 0:
        return
    if not (_is_rate(many, each, total) or _is_each(parsed, many, each, total)):
        return
    (a, b), (c, d) = bounds(many), bounds(each)
    made = max(0.0, a) * max(0.0, c), b * d
    fits = compatible(made, _rounded(bounds(total)))
    if not fits and not _TOTAL.search(parsed.text[each.end : total.end + 14]):
        return
    note = f"{said(parsed, many)} of {said(parsed, each)} {'make' if fits else 'do not make'} "
    yield from told_of_all(three, "product", fits, note + said(parsed, total))


def _is_rate(many: Phrase, each: Phrase, total: Phrase) -> bool:
    unit, _, per = (each.unit or "").partition(" per ")
    return bool(per) and per == (many.unit or "").split(" ")[-1] and total.unit == unit


def _is_each(parsed: Parsed, many: Phrase, each: Phrase, total: Phrase) -> bool:
    words = _gap(parsed, many, each)
    behind = _EACH.match(parsed.text, each.end)
    same = each.unit is not None and each.unit == total.unit
    return same and (bool(behind) or bool(_EACH.match(words)))


def _rounded(allowed: tuple[float, float]) -> tuple[float, float]:
    return allowed[0] * 0.97, allowed[1] * 1.03


def _change(
    parsed: Parsed, found: Sequence[Phrase], three: tuple[int, int, int]
) -> Iterator[Found]:
    """ "Rose 10 percent to 110 tonnes from 100 tonnes"."""
    share, after, before = (found[i] for i in three)
    if share.unit != "percentage" or after.kind == "share" or min(before.value, after.value) <= 0:
        return
    if after.unit != before.unit and None not in (after.unit, before.unit):
        return
    if not (
        _TO.fullmatch(_gap(parsed, share, after)) and _FROM.fullmatch(_gap(parsed, after, before))
    ):
        return
    sign = _direction(parsed, share)
    if sign == 0:
        return
    low, high = bounds(share)
    real = sign * (after.value / before.value - 1) * 100
    slack = _POINTS + _SHARE_OF_CHANGE * abs(real)
    fits = low - slack <= real <= high + slack
    note = f"from {said(parsed, before)} to {said(parsed, after)} {'is' if fits else 'is not'} "
    yield from told_of_all(three, "change", fits, note + said(parsed, share))


def _direction(parsed: Parsed, share: Phrase) -> int:
    """Up (1) or down (-1), by the last word before the share that says so; 0 for none."""
    start = max(parsed.sentences[share.sentence].span[0], share.start - 40)
    said_last = 0
    for match in _CHANGE.finditer(parsed.text[start : share.start].lower()):
        said_last = 1 if match["up"] else -1
    return said_last
