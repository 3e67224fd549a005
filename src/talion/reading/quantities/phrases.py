"""From a number to a phrase (sign, unit, rate, bound, noun), and from two phrases to a range."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from talion.language.base import Parsed, Token
from talion.reading.quantities import excluded
from talion.reading.quantities.counted import (
    Counted,
    alternative,
    counted_after,
    counts_persons,
    governed_noun,
    measured,
    token_at,
)
from talion.reading.quantities.countries import named_in
from talion.reading.quantities.lexicon import Unit, quantity_words, unit_table
from talion.reading.quantities.modifiers import modifier_after, modifier_before
from talion.reading.quantities.numbers import Number, find_numbers, letter_scale
from talion.reading.quantities.units import UnitRead, rate_after, sign_before, stretched, unit_after
from talion.record import Modifier, QuantityKind
from talion.spans import Span, overlap

_TO = re.compile(
    r"(?: in [12][0-9]{3})?(?: ?(?:-|–|—|−) ?| to[ -]|[ -]to-| or | and | up to )", re.IGNORECASE
)
_FROM_TO = re.compile(
    r"(?: (?!by )[\w.-]+){0,6} to (?:about |around |nearly |just |over )?", re.IGNORECASE
)
_MINUS = re.compile(r"(?:(?:^|(?<=[\s($£€]))[-−–]|\bminus[ -]|\bnegative )$", re.IGNORECASE)
_PLUS = re.compile(r"(?:^|[\s(])\+$")
_WHEN = re.compile(r" (?:or so )?(?:ago|later|earlier|before|after|prior|hence|from)\b|['’]|s['’]")
_APART = re.compile(r"([A-Za-z]+) $")
_FEW = re.compile(r"(?:a few|several|a couple)\b", re.IGNORECASE)
_PER_CAPITA_REACH = 80
_WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quantity in the making.

    ``start:end`` are its words; at ``core`` the number with its sign begins. ``first`` and ``last``
    are the number's tokens. ``unit`` is the plain name; ``given`` whether its words stand beside
    this very number. ``score`` is whether it may be one side of a score.
    """

    start: int
    end: int
    core: int
    number: Number
    value: float
    low: float | None
    high: float | None
    modifier: Modifier
    words: str
    unit: str | None
    kind: QuantityKind
    given: bool
    of: Span | None
    first: int
    last: int
    sentence: int
    head: int | None = None
    plural: bool = False
    score: bool = False


def phrases(parsed: Parsed, skip: Sequence[Span]) -> list[Phrase]:
    """Every quantity of the text, in order, ranges put together."""
    found: list[Phrase] = []
    times = sorted(skip)
    for number in find_numbers(parsed.text):
        # times do not overlap each other: only the neighbours can hold the number
        at = bisect_left(times, (number.start, number.end))
        phrase = _phrase(parsed, number, times[max(0, at - 1) : at + 1])
        if phrase is not None and not (found and _within_noun(parsed, found[-1], phrase)):
            found.append(phrase)
    joined = [p for p in _ranges(parsed, found) if not p.score]
    return [_settled(parsed, p) for p in _conversions(parsed, _shared_units(parsed, joined))]


def _within_noun(parsed: Parsed, before: Phrase, phrase: Phrase) -> bool:
    """Whether a number is part of the noun counted before it ("three old 747 Jumbo jets")."""
    return before.head is not None and phrase.start < parsed.tokens[before.head].start


_OPENED = re.compile(r" \((?:or |about |equal to )?| ?/ ?")


def _conversions(parsed: Parsed, found: list[Phrase]) -> list[Phrase]:
    """A conversion in brackets is bounded like the sum before it ("more than 5 miles (8 km)")."""
    out = found[:1]
    for here in found[1:]:
        before, gap = out[-1], parsed.text[out[-1].end : here.start]
        same = before.given and here.kind == before.kind and here.modifier == "="
        out.append(
            replace(here, modifier=before.modifier) if same and _OPENED.fullmatch(gap) else here
        )
    return out


def _phrase(parsed: Parsed, number: Number, skip: Sequence[Span]) -> Phrase | None:
    text = parsed.text
    if any(overlap((number.start, number.end), span) for span in skip):
        return _time_long(parsed, number)
    negative, left = _negative(text, number)
    sign = sign_before(text, left, letter_scale(text, number, True).value)
    core = sign.at if sign else left
    if left < number.start and _is_hung(text, left):
        return None
    if sign and (found := _MINUS.search(text[max(0, core - 2) : core])) and found[0] != "":
        negative, core = True, core - len(found[0])
    if excluded.written_into_a_name(text, number, core):
        return None
    number = letter_scale(text, number, sign is not None)
    first, last = token_at(parsed, number.start), token_at(parsed, number.end - 1)
    if first is None or last is None:
        return None
    if negative:
        number = replace(number, value=-number.value)
    if sign is not None:
        return _money(parsed, number, core, sign.unit, first, last)
    return _plain(parsed, number, core, first, last)


def _time_long(parsed: Parsed, number: Number) -> Phrase | None:
    """How long a time lasts ("the past *two years*"); "two years ago" says when, as dates do."""
    unit = unit_after(parsed.text, number.end)
    if unit is None or unit.unit.kind != "duration" or _is_dated(parsed, number, unit.unit):
        return None
    first, last = token_at(parsed, number.start), token_at(parsed, number.end - 1)
    when = _WHEN.match(parsed.text, unit.at)
    if first is None or last is None or when or parsed.text[number.end] != " ":
        return None
    name, core = unit.unit.name, number.start
    return _with_bounds(parsed, number, core, unit.at, name, "duration", None, first, last)


def _negative(text: str, number: Number) -> tuple[bool, int]:
    before = text[max(0, number.start - 9) : number.start]
    if number.form in ("digits", "words") and (found := _MINUS.search(before)):
        at = number.start - len(found[0])
        # a dash between a word and a spaced number is punctuation
        return True, at
    if found := _PLUS.search(before):
        return False, number.start - 1
    return False, number.start


def _is_hung(text: str, at: int) -> bool:
    """Whether a sign ties the number to a label that stands apart ("Article -3")."""
    found = _APART.search(text[max(0, at - 16) : at])
    return (
        found is not None
        and text[at : at + 1] in "-−–"
        and found[1].lower() in quantity_words().labels
    )


def _money(parsed: Parsed, number: Number, core: int, sign: Unit, first: int, last: int) -> Phrase:
    text, end, unit = parsed.text, number.end, sign
    behind = unit_after(text, end, money=True)
    if behind is not None and behind.unit.kind == "money":
        # "$4 million Canadian dollars", "$5 USD": the words say which
        unit, end = behind.unit, behind.at
    elif country := re.compile(r" ?(?:US\b|U\.S\.)").match(text, end):
        end = country.end()
    return _with_bounds(parsed, number, core, end, unit.name, unit.kind, None, first, last)


def _plain(parsed: Parsed, number: Number, core: int, first: int, last: int) -> Phrase | None:
    text = parsed.text
    if excluded.is_decade(text, number):
        return None
    unit = unit_after(text, number.end)
    if unit is not None and unit.unit.name == "metre" and _is_letter(text, number, unit.at):
        many, counted = _scaled_count(parsed, number, last)
        unit = unit if many is number or counted is None else None
    if (
        unit is not None
        and _is_letter(text, number, unit.at)
        and excluded.is_label(parsed, number, first, False)
    ):
        return None
    of_unit = _of_unit(text, number) if unit is None else None
    counted = None
    if unit is not None and not _is_noun_instead(parsed, number, unit.at):
        if _is_dated(parsed, number, unit.unit):
            return None
        end = stretched(text, unit.at)
        return _with_bounds(
            parsed, number, core, end, unit.unit.name, unit.unit.kind, None, first, last
        )
    if of_unit is not None:
        return _with_bounds(
            parsed,
            number,
            core,
            of_unit.at,
            of_unit.unit.name,
            of_unit.unit.kind,
            None,
            first,
            last,
        )
    number, counted = _scaled_count(parsed, number, last)
    if counted is None and number.end > parsed.tokens[last].end:
        return None
    if _is_excluded(parsed, number, counted, first, last):
        return None
    if number.form == "fraction":
        phrase = _with_bounds(parsed, number, core, number.end, None, "share", None, first, last)
        return replace(phrase, of=counted.span if counted else None)
    phrase = _with_bounds(parsed, number, core, number.end, None, "count", counted, first, last)
    score = not (counted is not None and counted.plural) and excluded.maybe_score(text, number)
    return replace(phrase, score=score)


def _is_letter(text: str, number: Number, at: int) -> bool:
    return at - number.end == 1 and text[at - 1].isalpha()


def _of_unit(text: str, number: Number) -> UnitRead | None:
    """ "Hundreds of dollars", "half a mile", "a quarter of a mile"."""
    found = re.compile(r" (?:of )?(?:an? |the )?").match(text, number.end)
    if found is None or number.form not in ("vague", "fraction") or found.end() == number.end:
        return None
    return unit_after(text, found.end() - 1)


def _is_noun_instead(parsed: Parsed, number: Number, at: int) -> bool:
    """Whether the word of a unit is here part of a name ("three second homes")."""
    words = parsed.text[number.end : at].strip(" -").lower()
    if words == "second" and number.value == int(number.value):
        token = token_at(parsed, at - 1)
        if token is None or parsed.tokens[token].tag != "JJ" or token + 1 >= len(parsed.tokens):
            return False
        return (
            number.value != 1
            and parsed.text[number.end] == " "
            and parsed.tokens[token + 1].pos == "NOUN"
        )
    return False


def _is_dated(parsed: Parsed, number: Number, unit: Unit) -> bool:
    """A number that a word of time follows by chance ("in 2019 days after ...")."""
    return (
        unit.kind == "duration"
        and number.form == "digits"
        and 1900 <= number.value <= 2100
        and parsed.text[number.end] == " "
        and number.end - number.start == 4
    )


def _scaled_count(parsed: Parsed, number: Number, last: int) -> tuple[Number, Counted | None]:
    """The number with the letter that scales it, and what it counts ("6.1M sales")."""
    scaled = _counted_letter(parsed.text, number, True)
    if scaled is not number:
        index = token_at(parsed, scaled.end - 1)
        counted = counted_after(parsed, index, scaled.end) if index is not None else None
        if counted is not None and counted.plural and not _by_the_metre(counted):
            return scaled, counted
    counted = counted_after(parsed, last, number.end)
    if counted is None:
        _, end = modifier_after(parsed.text, number.end)
        bounded = token_at(parsed, end - 1) if end > number.end else None
        counted = counted_after(parsed, bounded, end) if bounded is not None else None
    return number, counted


def _by_the_metre(counted: Counted) -> bool:
    return counted.name.split()[-1] in quantity_words().metres_of


def _counted_letter(text: str, number: Number, plural: bool) -> Number:
    scale = quantity_words().counted_letters.get(text[number.end : number.end + 1])
    if (
        scale is None
        or not plural
        or number.form != "digits"
        or text[number.end + 1 : number.end + 2].isalnum()
    ):
        return number
    return replace(number, value=number.value * scale, end=number.end + 1, scaled=True)


def _is_excluded(
    parsed: Parsed, number: Number, counted: Counted | None, first: int, last: int
) -> bool:
    text = parsed.text
    plural = counted is not None and counted.plural
    if excluded.is_date(text, number) and not (plural and _is_big_count(parsed, number, first)):
        return True
    right = text[number.end : number.end + 1]
    if right and right.isalnum():
        return True
    return (
        excluded.is_label(parsed, number, first, plural)
        or (counted is not None and _is_model(parsed, number, counted))
        or excluded.is_address(text, number)
        or excluded.is_list_item(text, number)
        or excluded.is_age(parsed, number, first)
        or (counted is None and is_place(parsed, first))
        or excluded.is_pronoun(parsed, number, first, last)
    )


def _is_model(parsed: Parsed, number: Number, counted: Counted) -> bool:
    people = any(named_in(parsed, parsed.tokens[counted.head].span))
    return not people and excluded.is_model(parsed, number, counted.head, counted.plural)


def is_place(parsed: Parsed, first: int) -> bool:
    """Whether a bare number is a place in a table ("the bottom three")."""
    return first > 0 and parsed.tokens[first - 1].lower in quantity_words().places


def _is_big_count(parsed: Parsed, number: Number, first: int) -> bool:
    """Whether four digits that could be a year count the plural behind them ("2000 soldiers")."""
    if not 1800 <= number.value <= 2100:
        return False
    before = parsed.tokens[first - 1].lower if first else ""
    return (
        before
        not in (
            "in",
            "since",
            "the",
            "by",
            "until",
            "between",
            "and",
            "to",
            "of",
            "from",
            "for",
            "its",
            "their",
            "his",
        )
        and number.value % 10 == 0
    )


def _with_bounds(
    parsed: Parsed,
    number: Number,
    core: int,
    end: int,
    unit: str | None,
    kind: QuantityKind,
    counted: Counted | None,
    first: int,
    last: int,
) -> Phrase:
    text = parsed.text
    modifier, start, words = modifier_before(text, core)
    given = unit is not None
    if counted is not None:
        unit, kind = counted.name, counted.kind
    rate = rate_after(text, end if counted is None else parsed.tokens[counted.head].end)
    behind, after = modifier_after(text, end)
    if behind != "=" and modifier == "=":
        modifier, end = behind, after
    if rate is not None and kind != "share":
        unit, kind = f"{unit or ''} per {rate[0]}".strip(), "rate"
        end = max(end, rate[1]) if counted is None else end
    if number.form == "vague" and modifier == "=":
        modifier = "~" if _FEW.match(text, number.start) else ">"
    head = counted.head if counted else None
    if counted is not None:
        end = max(end, parsed.tokens[counted.head].end)
    return Phrase(
        start=start,
        end=end,
        core=core,
        number=number,
        value=number.value,
        low=number.low,
        high=number.high,
        modifier=modifier,
        words=words,
        unit=unit,
        kind=kind,
        given=given,
        of=counted.span if counted else None,
        first=first,
        last=last,
        sentence=parsed.tokens[first].sentence,
        head=head,
        plural=counted is not None and counted.plural,
    )


def _ranges(parsed: Parsed, found: list[Phrase]) -> list[Phrase]:
    out: list[Phrase] = []
    for phrase in found:
        if out and (joined := _range(parsed, out[-1], phrase)) is not None:
            out[-1] = joined
        elif out and out[-1].score and parsed.text[out[-1].end : phrase.start] in ("-", "–"):
            out.append(replace(phrase, score=True))
        else:
            out.append(phrase)
    return out


def _range(parsed: Parsed, a: Phrase, b: Phrase) -> Phrase | None:
    """The two as one range, where the words between say so and the units agree."""
    link = _link(parsed.text, a, b)
    if not link or a.sentence != b.sentence or a.low is not None or b.low is not None:
        return None
    if b.score or not _agree(a, b):
        return None
    if a.unit is not None and not a.given and a.head is not None and a.head < b.first:
        return None
    low, high = _scaled(a, b)
    from_to = link == "from"
    if low == high or (low > high and not from_to):
        return None
    modifier: Modifier = a.modifier if a.modifier != "=" else b.modifier if link != "from" else "="
    if link == "or" and modifier == "=":
        modifier = "~"
    unit = (
        a if _lacks_unit(b) or a.kind == "money" or (a.unit or "").startswith(b.unit or "") else b
    )
    per = f" {b.unit}" if (b.unit or "").startswith("per ") and unit is a else ""
    return replace(
        b,
        start=a.start,
        end=max(a.end, b.end),
        core=a.core,
        value=(low + high) / 2,
        low=min(low, high),
        high=max(low, high),
        modifier=modifier,
        words=a.words,
        unit=f"{unit.unit}{per}" if unit.unit else unit.unit,
        kind="rate" if per else unit.kind,
        given=unit.given,
        first=a.first,
    )


def _agree(a: Phrase, b: Phrase) -> bool:
    """Whether the units of two ends are one, or one of them has none, or lacks the rate."""
    if a.kind == "share" and b.unit is None and b.value > _WHOLE:  # "fell 3 percent to 9,694"
        return False
    if not a.given or _lacks_unit(b) or a.unit == b.unit:
        return True
    if a.kind == "money" and not b.given and not b.plural:  # "a $3,000 to 5,000 grant"
        return True
    return b.given and (a.unit or "").split(" per ")[0] == (b.unit or "").split(" per ")[0]


def _lacks_unit(phrase: Phrase) -> bool:
    """Whether it is bare, or only says what it is per ("350 million a year")."""
    return phrase.unit is None or phrase.unit.startswith("per ")


def _link(text: str, a: Phrase, b: Phrase) -> str:
    """What joins two numbers to a range: "to", "or", "and" (behind "between"), "from"; else ""."""
    left = a.end if a.given or a.head is None else a.number.end
    if b.start < left or b.core - left > 48:
        return ""
    gap = text[left : b.core]
    if _FROM_TO.fullmatch(gap) and text[max(0, a.start - 5) : a.start].lower() == "from ":
        return "from"
    found = _TO.fullmatch(gap)
    if found is None:
        return ""
    before = text[max(0, a.start - 12) : a.start].lower()
    word = gap.strip(" -").lower().split()[-1] if gap.strip(" -") else ""
    if word == "and":
        return "and" if before.endswith("between ") else ""
    if word == "or":
        return "or"
    if word == "to" and before.endswith("from "):
        return "from"
    if word == "to" and before.endswith(" by ") and a.given:
        return ""
    return "to"


def _scaled(a: Phrase, b: Phrase) -> tuple[float, float]:
    """Both ends, the first given the second's scale where it has none ("2-3 billion")."""
    low, high = a.value, b.value
    if not a.number.scaled and b.number.scaled and a.value < 1000 and high:
        unscaled = _raw(b)
        if unscaled and a.value < unscaled:
            low = a.value * high / unscaled
    return low, high


def _raw(phrase: Phrase) -> float | None:
    """The number before its scale; ``None`` when there is no telling."""
    value = phrase.value
    for scale in (1e12, 1e9, 1e6, 1e3, 1e2, 12.0):
        if value >= scale and phrase.number.scaled:
            return value / scale
    return None


def _shared_units(parsed: Parsed, found: list[Phrase]) -> list[Phrase]:
    """Bare numbers take the unit of one beside them ("30 million of the 2.2 billion euros")."""
    out = list(found)
    for i in range(len(out) - 2, -1, -1):  # "four-, five- and six-seat"
        donor = _donor_behind(parsed, out[i], out[i + 1])
        out[i] = _with_donor(_with_scale(parsed, out[i], out[i + 1]) if donor else out[i], donor)
    for i in range(1, len(out)):
        out[i] = _with_donor(out[i], _donor_before(parsed, out[i - 1], out[i]))
    return out


def _with_donor(phrase: Phrase, donor: Phrase | None) -> Phrase:
    if phrase.unit is not None or phrase.number.form == "fraction" or donor is None:
        return phrase
    return replace(phrase, unit=donor.unit, kind=donor.kind, of=phrase.of or donor.of)


def _with_scale(parsed: Parsed, here: Phrase, following: Phrase) -> Phrase:
    """The scale of a range that a number leads to ("from 24.2 to *33-35 billion*")."""
    low, high = following.low, following.high
    if parsed.text[here.end : following.start] != " to " or here.number.scaled or here.unit:
        return here
    raw = _raw(following)
    if low is None or high is None or raw is None or not 0 < here.value < raw:
        return here
    value = here.value * following.value / raw
    return replace(here, value=value)


_OF_THE = re.compile(r" of (?:the|its|their|his|her|those|these|some|about|a total of)? ?(?:\w+ )?")
_OF_THEM = re.compile(r" (?:of (?:them|whom|those|these|which)|others)\b")
_HUNG = re.compile(r"-,? ?(?:and |or |to )?|,? (?:and|or|to) |, ")
_LISTED = re.compile(
    r"(?:,| and| or| from|, and|, or| but|,? compared (?:to|with)|,? up from|,? down from"
    r"| in [0-9]{4} and| to)(?: [\w'’-]+){0,4} ?"
)


def _donor_behind(parsed: Parsed, here: Phrase, following: Phrase) -> Phrase | None:
    """The number behind, where only "of the" or a list's mark is between."""
    if following.sentence != here.sentence or not following.unit:
        return None
    of_the = _OF_THE.fullmatch(parsed.text[here.end : following.start])
    hung = _HUNG.fullmatch(parsed.text[here.number.end : following.start])
    return following if of_the or hung else None


def _donor_before(parsed: Parsed, before: Phrase, here: Phrase) -> Phrase | None:
    """The number before, which "of them" points at, or that this one is listed with."""
    if before.unit and _OF_THEM.match(parsed.text, here.number.end):
        return before
    if before.sentence != here.sentence or not (before.unit and before.given):
        return None
    gap = parsed.text[before.end : here.start]
    level = gap.startswith(" to ") or here.value > _WHOLE
    if before.kind == "share" and level:  # "rose 8 percent to 3.65"
        return None
    if len(gap) < 60 and (_LISTED.fullmatch(gap) or _same_place(parsed, before, here)):
        return before
    return None


def _same_place(parsed: Parsed, a: Phrase, b: Phrase) -> bool:
    """Whether the same preposition stands before both ("by 5 ... by 3")."""
    if a.first == 0 or b.first == 0:
        return False
    left, right = parsed.tokens[a.first - 1], parsed.tokens[b.first - 1]
    return right.lower == "by" and right.pos == "ADP" and left.pos != "NOUN"


def _settled(parsed: Parsed, phrase: Phrase) -> Phrase:
    """The phrase with what it is of, its implied unit, and its bounds."""
    phrase = _implied(parsed, phrase)
    phrase = _per_capita(parsed, phrase)
    if phrase.of is None and phrase.kind not in ("count", "duration"):
        phrase = replace(phrase, of=measured(parsed, phrase.first, phrase.end))
    return _bounded(phrase)


def _implied(parsed: Parsed, phrase: Phrase) -> Phrase:
    if phrase.unit is not None or phrase.number.form == "fraction":
        return phrase
    if noun := alternative(parsed, phrase.first):
        return _named_after(phrase, noun)
    if noun := governed_noun(parsed, phrase.first):
        return replace(phrase, unit=quantity_words().implied[noun.lemma], of=noun.span)
    if parsed.text.startswith(" strong", phrase.end):
        return replace(phrase, unit="person")
    if span := counts_persons(parsed, phrase.first, phrase.last):
        return replace(phrase, unit="person", of=span)
    return phrase


def _named_after(phrase: Phrase, noun: Token) -> Phrase:
    unit = unit_table().words.get(noun.lower)
    name, kind = (unit.name, unit.kind) if unit else (noun.lemma, phrase.kind)
    return replace(phrase, unit=name, kind=kind, of=noun.span)


def _per_capita(parsed: Parsed, phrase: Phrase) -> Phrase:
    if phrase.kind != "money":
        return phrase
    sentence = parsed.sentences[phrase.sentence]
    start = max(sentence.span[0], phrase.start - _PER_CAPITA_REACH)
    before = parsed.text[start : phrase.start].lower()
    if (
        any(f"{word} " in f"{before} " for word in quantity_words().per_person)
        and "%" not in before
    ):
        return replace(phrase, unit=f"{phrase.unit} per person", kind="rate")
    return phrase


def _bounded(phrase: Phrase) -> Phrase:
    if phrase.low is not None and phrase.high is not None:
        return phrase
    low = phrase.value if phrase.modifier in ("=", ">") else None
    high = phrase.value if phrase.modifier in ("=", "<") else None
    return replace(phrase, low=low, high=high)
