"""What looks like a time and is none: counts, ages, names, verbs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from talion.language.base import Parsed, Token
from talion.reading.times.lexicon import TimeWords
from talion.reading.times.lexing import Lexemes
from talion.spans import Span

_NO_DATE_NAMES = frozenset(
    ("PERSON", "ORG", "PRODUCT", "WORK_OF_ART", "LAW", "MONEY", "QUANTITY", "FAC")
)
_GLUE = frozenset("-–—/.$€£¥#@&+_%°'’")


class Spot:
    """A candidate: lexemes ``first`` to ``last`` (exclusive) and what stands around them."""

    __slots__ = ("first", "last", "lexemes", "lists", "parsed")

    def __init__(
        self, parsed: Parsed, lexemes: Lexemes, lists: TimeWords, first: int, last: int
    ) -> None:
        self.parsed, self.lexemes, self.lists = parsed, lexemes, lists
        self.first, self.last = first, last

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.lexemes.spans[self.first][0], self.lexemes.spans[self.last - 1][1]

    def before(self, back: int = 1) -> str:
        """The lexeme before it, in lower case."""
        return self.lexemes.word(self.first - back)

    def after(self, on: int = 0) -> str:
        """The lexeme behind it, in lower case."""
        return self.lexemes.word(self.last + on)

    def tokens(self) -> Sequence[Token]:
        """The parse's tokens of it."""
        return self.parsed.tokens_in(self.span)

    def glued(self) -> bool:
        """Whether it is part of a longer string of signs ("MH-2010", "$2008")."""
        start, end = self.span
        text = self.parsed.text
        left, right = text[start - 1 : start], text[end : end + 2]
        if left.isalnum() or (left in _GLUE and left and not _is_dash(text, start - 1)):
            return True
        return right[:1].isalpha() or (
            right[:1] in _GLUE and len(right) > 1 and right[1].isdecimal()
        )

    def within(self, name: str) -> bool:
        """Whether one of the words of the list ``name`` stands just before it."""
        return self.before() in self.lists.lists[name]


Guard = Callable[[Spot], bool]


def _is_dash(text: str, at: int) -> bool:
    """A dash or hyphen behind a word ("mid-2011", "pre-1990"), not behind a figure or a capital."""
    return text[at] in "-–—'’/" and at > 0 and (text[at - 1].islower() or text[at - 1].isspace())


def year(spot: Spot) -> bool:
    """A bare number is a year unless it counts, prices or names something."""
    if spot.lexemes.word(spot.last - 1) != spot.lexemes.word(spot.first):
        return not spot.glued()
    if spot.glued() or spot.after() in spot.lists.lists["not_years_after"]:
        return False
    number = int(spot.lexemes.word(spot.first)[:9])
    if spot.before() in spot.lists.lists["not_years_before"] or spot.after() == "%":
        return False
    token = next(iter(spot.tokens()), None)
    if token is None:
        return False
    if token.entity in _NO_DATE_NAMES:
        return (
            spot.within("year_cues") and not _counts(spot.parsed, token) and 1800 <= number <= 2050
        )
    if spot.within("year_cues"):
        return 1100 <= number <= 2100 and not _counts(spot.parsed, token)
    if token.entity == "CARDINAL":
        return 1900 <= number <= 2050 and _marks_one(spot.parsed, token)
    if not 1800 <= number <= 2050 or token.entity not in ("DATE", "", "EVENT"):
        return False
    return not _counts(spot.parsed, token) and not _stands_for_things(spot.parsed, token)


def _stands_for_things(parsed: Parsed, token: Token) -> bool:
    """A number without a noun, of several ("1800 were hurt"), or the end of a name ("the Boeing
    2000").
    """
    head = parsed.tokens[token.head]
    if token.dep in ("nsubj", "nsubjpass"):
        kids = [parsed.tokens[k] for k in parsed.children[head.i]]
        return any(t.tag == "VBP" or t.lower == "were" for t in (head, *kids))
    before = parsed.tokens[token.i - 1] if token.i else token
    behind = parsed.tokens[token.i + 1] if token.i + 1 < len(parsed.tokens) else token
    named = before.pos == "PROPN" and before.sentence == token.sentence and before.entity != "DATE"
    return named and behind.pos not in ("NOUN", "PROPN")


def _marks_one(parsed: Parsed, token: Token) -> bool:
    """Whether the number stands in the middle of one thing's name ("the failed 2016 coup")."""
    head = parsed.tokens[token.head]
    determined = any(parsed.tokens[k].dep in ("det", "poss") for k in parsed.children[head.i])
    return token.dep == "nummod" and head.i > token.i and head.tag == "NN" and determined


def _counts(parsed: Parsed, token: Token) -> bool:
    """Whether the number counts the plural noun behind it ("2000 people"), no "the" before it."""
    head = parsed.tokens[token.head]
    if token.dep != "nummod" or head.i <= token.i or head.tag not in ("NNS", "NNPS"):
        return False
    determined = any(parsed.tokens[k].dep in ("det", "poss") for k in parsed.children[head.i])
    return not determined and token.entity != "DATE"


def month(spot: Spot) -> bool:
    """A bare month is no verb, no modal, no person and no part of a name."""
    token = _last_word(spot)
    if token is None or token.tag in ("MD", "VB", "VBD", "VBP", "VBZ", "VBN", "VBG"):
        return False
    if _is_name(spot, token):
        return False
    if token.entity in ("PERSON", "ORG", "PRODUCT", "WORK_OF_ART", "FAC"):
        cued = spot.within("month_cues")
        return cued and token.entity != "PERSON" and not _name_goes_on(spot)
    if spot.parsed.text[spot.span[0] : spot.span[1]].islower():
        return False
    return token.pos in ("PROPN", "NOUN", "NUM", "ADJ", "X") or token.entity == "DATE"


def _is_name(spot: Spot, token: Token) -> bool:
    """Whether a bare month is a person's name here, or a march for something."""
    if spot.last - spot.first > 1 or spot.within("month_cues"):
        return False
    parsed, before = spot.parsed, spot.parsed.tokens[token.i - 1] if token.i else None
    if spot.before() == "the" and token.dep not in ("compound", "nmod", "poss", "amod"):
        return True
    if token.lower not in spot.lists.lists["month_names"]:
        return False
    if before is not None and before.sentence == token.sentence and before.pos == "PROPN":
        return before.entity != "DATE"
    head = parsed.tokens[token.head]
    if token.dep == "nsubj" and head.lemma in spot.lists.lists["reporting"]:
        return True
    return any(
        e.kind == "PERSON"
        and e.last - e.first > 1
        and parsed.tokens[e.last - 1].lower == token.lower
        for e in parsed.entities
    )


def _name_goes_on(spot: Spot) -> bool:
    start = spot.lexemes.spans[spot.last][0] if spot.last < len(spot.lexemes.spans) else 0
    return spot.parsed.text[start : start + 1].isupper()


def _last_word(spot: Spot) -> Token | None:
    words = [t for t in spot.tokens() if t.text[:1].isalnum()]
    return words[-1] if words else None


def weekday(spot: Spot) -> bool:
    """A weekday is not part of a name ("Black Monday") and not said of every week."""
    before = spot.before()
    lists = spot.lists.lists
    return before not in lists["weekday_names"] and before not in lists["sets"]


def decade(spot: Spot) -> bool:
    """Tens with an "s" are a decade, not someone's age, a temperature, or a count."""
    if spot.glued():
        return False
    words = {spot.before(), spot.before(2)} | set(spot.lexemes.words(spot.first, spot.last))
    return not words & spot.lists.lists["ages"] and not words & {
        "temperatures",
        "highs",
        "lows",
        "$",
    }


def clock(spot: Spot) -> bool:
    """Hours and minutes alone are a time only where a preposition says so; scores are none."""
    words = spot.lexemes.words(spot.first, spot.last)
    if spot.glued():
        return False
    if len(words) > 1 or words[0].rstrip(".").endswith("m"):
        return True
    return spot.within("clock_cues")


def vague(spot: Spot) -> bool:
    """ "Now" and the like, not within a compound ("now-closed"), and "current" only where it
    tells a time.
    """
    if spot.after() in ("-", "–") and _touching(spot):
        return False
    words = spot.lexemes.words(spot.first, spot.last)
    if words[-1] in ("present",):
        return False
    if words[-1] == "soon":
        return spot.after() != "as" and spot.before() not in ("as", "so", "too", "how")
    return True


def _touching(spot: Spot) -> bool:
    return spot.last < len(spot.lexemes.spans) and spot.lexemes.spans[spot.last][0] == spot.span[1]


def shifted(spot: Spot) -> bool:
    """Not the idioms "to this day" and "one of these days"."""
    return not (
        spot.before() == "to" and spot.lexemes.words(spot.first, spot.last) == ["this", "day"]
    )


def event_anchored(spot: Spot) -> bool:
    """Whether "before" or "after" takes what stands behind it ("two days before *the vote*")."""
    if spot.lexemes.word(spot.last - 1) not in ("before", "after"):
        return False
    return spot.after()[:1].isalnum()


GUARDS: dict[str, Guard] = {
    "year": year,
    "years": lambda spot: not spot.glued(),
    "iso": lambda spot: not spot.glued(),
    "slashed": lambda spot: not spot.glued(),
    "bare_month": month,
    "weekday": weekday,
    "decade": decade,
    "clock": clock,
    "vague": vague,
    "shifted": shifted,
    "edge_of_unit": lambda spot: spot.after() not in ("before", "after"),
}
