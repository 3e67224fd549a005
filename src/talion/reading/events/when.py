"""When an event took place: which of a story's dated times, all that speaks for each weighed together.

The time that governs a telling by the syntax of its sentence says it plainest. Where none does, the other
times there and in the sentences about it, how they hang, the tense of the telling and what lies between a
time and the day of publication show which day the story is at. The numbers lie in
``reading/data/when.toml``: a model that chooses one of them or none, fitted on annotated stories by
``benchmarks/fit_when.py``.
An event has a time that the text names, or none: the day of publication stands for nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from talion.language.base import Clause, Parsed
from talion.reading.events.draft import Draft
from talion.reading.events.standing import (
    ChoiceWeights,
    Hung,
    hung,
    likeliest,
    mentioning,
    stands,
)
from talion.record import Actor, Time
from talion.spans import Span

_REACH = 3
"""Sentences from a telling in which a time may still be its own; those of the lead always may."""
_LEAD = 3
_NEARLY = 1.0
"""Log odds by which a time may be less likely than one that it lies in, and still be taken for it."""
_MOST = 40
"""Times of a sentence among which the nearest to a telling is looked for."""
_GRAINS = ((1, "day"), (4, "days"), (10, "week"), (45, "month"), (200, "months"), (370, "year"))
_AGO = ((1, "yesterday"), (8, "last week"), (45, "last month"), (400, "last year"))
_APART = ((4, "next"), (10, "near"), (20, "apart"))
_NAMED = ((1, "once"), (2, "twice"), (4, "three or four times"))
_TOLD = ((1, "told once"), (2, "told twice"))
_NEW = ("today", "yesterday", "last week")
_NAMING = ("compound", "nmod", "nummod", "amod", "poss")
"""Ties of a time to a noun that it names: "the 2008 treaty"."""
_OF_DAY = re.compile(
    r"(?:\d[\d:.]*+|[\s.,']|\b(?:a|p|m|am|pm|at|the|of|in|about|around|early|late|local|time|o|clock|noon"
    r"|midnight|dawn|morning|afternoon|evening|night|gmt|utc|[ecmpb][sde]?t)\b)+",
    re.IGNORECASE,
)
"""Words that name a time of day alone, whatever the day."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A dated time: how its words hang in their sentence, how long it is, and how long ago.

    ``of`` is the word for what it is the time of: its predicate, or the noun that it names. ``of_day`` when its
    words name a time of day alone.
    """

    time: Time
    words: Hung
    grain: str
    ago: str
    of: str
    of_day: bool

    @property
    def days(self) -> tuple[str | None, str | None]:
        """The first day and the day after the last."""
        return self.time.start, self.time.end


@dataclass(frozen=True, slots=True)
class _Governed:
    """An event with the times that govern its tellings: their ids and their days."""

    like: str
    triggers: frozenset[Span]
    ids: frozenset[str]
    days: frozenset[tuple[str | None, str | None]]


class Calendar:
    """The dated times of a story, and what ties them to its events."""

    def __init__(
        self,
        parsed: Parsed,
        times: Sequence[Time],
        published: str | None,
        actors: Sequence[Actor] = (),
        events: Sequence[Draft] = (),
    ) -> None:
        self._parsed = parsed
        found = list(_moments(parsed, times, _day(published)))
        self._found = found
        self._recent = [m for m in found if m.grain == "day" and m.ago in _NEW and not m.of_day]
        self._counts = Counter(m.days for m in found)
        self._first_day = next((m for m in found if m.grain == "day"), None)
        self._news = _news(self._recent)
        self._mentions = {a.id: mentioning(parsed, a) for a in actors} if found else {}
        self._governed = list(_governed(events))
        self._told: dict[int, list[Moment]] = {}
        for moment in found:
            self._told.setdefault(moment.words.sentence, []).append(moment)

    def of(self, event: Draft, model: ChoiceWeights) -> Time | None:
        """When ``event`` took place: a time with dates, else one that governs a telling; or ``None``.

        The times of the same days speak for them together. Where one within those days governs a telling or
        is nearly as likely ("this week", and then "on Monday"), it says them more closely.
        """
        moments = self.candidates(event)
        odds = [model.odds(self.features(event, m)) for m in moments]
        best = likeliest(odds, [m.days for m in moments])
        if best is not None and best.odds >= model.threshold:
            own = {t.time.id for t in event.tellings if t.time}
            whole = moments[best.of[0]].time
            closer = [
                (more, m.time)
                for more, m in zip(odds, moments, strict=True)
                if _within(m.time, whole) and (m.time.id in own or more >= best.odds - _NEARLY)
            ]
            return max(closer, key=lambda each: each[0], default=(0.0, whole))[1]
        return next((t.time for t in event.tellings if t.time and t.time.start is None), None)

    def candidates(self, event: Draft) -> list[Moment]:
        """The times that may be the event's, in the order of the text: of its sentences, those near, the lead.

        Behind them those farther off that say when an act of the same word was, and the first of each of the last
        days. Where a telling has its own time, none that hangs on no verb, as a dateline.
        """
        near = {t.sentence + d for t in event.tellings for d in range(-_REACH, _REACH + 1)}
        near |= set(range(_LEAD))
        found = [m for s in sorted(near) for m in self._told.get(s, ())]
        own = {t.time.id for t in event.tellings if t.time}
        if own:
            return [m for m in found if m.time.id in own or m.words.governor is not None]
        words = self._acts(event)
        far = [m for m in self._found if m.of in words]
        days = {m.days: m for m in reversed(self._recent)}
        more = {m.time.id: m for m in (*far, *days.values()) if m.words.sentence not in near}
        return [*found, *more.values()]

    def _acts(self, event: Draft) -> set[str]:
        """The words for the act in each telling."""
        return {self._parsed.tokens[t.candidate.head].lemma for t in event.tellings}

    def features(self, event: Draft, moment: Moment) -> dict[str, float]:
        """What speaks for and against a time's being the event's."""
        sums: Counter[str] = Counter()
        for telling in event.tellings:
            sums.update(set(self._of_telling(telling, moment)))
        many = len(event.tellings)
        out = {name: math.sqrt(count / many) for name, count in sums.items()}
        out |= dict.fromkeys(self._of_event(event, moment), 1.0)
        out |= dict.fromkeys(self._of_parties(event, moment), 1.0)
        out["share of times"] = self._counts[moment.days] / self._counts.total()
        out["bias"] = 1.0
        out |= self._of_acts(event, moment)
        return out

    def _of_telling(self, telling: Draft, moment: Moment) -> Iterator[str]:
        """How a time stands to one telling."""
        yield from _governing(telling, moment)
        if telling.sentence == moment.words.sentence:
            yield from self._in_sentence(telling, moment)
        else:
            yield from self._elsewhere(telling, moment)

    def _in_sentence(self, telling: Draft, moment: Moment) -> Iterator[str]:
        words = moment.words
        stood = stands(self._parsed, telling, words)
        yield "same sentence"
        yield stood
        yield f"{stood} {words.tie}"
        yield f"{stood} {moment.grain}"
        yield f"{'before' if words.head < telling.candidate.head else 'after'} {_apart(telling, words)}"
        yield f"{_tense(telling.candidate.clause)} {moment.ago}"
        if words.tie in _NAMING and stood != "own":
            yield "names another"
        tense = _tense(telling.candidate.clause)
        own = telling.time is not None and telling.time.id == moment.time.id
        if own:
            yield f"governs {stood}"
            yield f"governs {stood} {tense}"
        if self._known(telling):
            yield f"{stood} known"
            if own:
                yield f"governs {stood} known"
        yield f"{stood} {tense} by {self._tense(moment)}"
        others = self._told[words.sentence]
        if len(others) == 1:
            yield "alone in sentence"
            yield f"alone {stood}"
        elif len(others) <= _MOST and moment is _nearest(others, telling):
            yield "nearest in sentence"

    def _known(self, telling: Draft) -> bool:
        """Whether a noun tells of the act as of one that the reader knows: "*the attack*"."""
        tokens, head = self._parsed.tokens, telling.candidate.head
        kids = (tokens[k] for k in self._parsed.children[head])
        return tokens[head].pos in ("NOUN", "PROPN") and any(
            k.dep in ("det", "poss") and k.lower not in ("a", "an") for k in kids
        )

    def _elsewhere(self, telling: Draft, moment: Moment) -> Iterator[str]:
        words = moment.words
        here, there = telling.sentence, words.sentence
        side = "earlier" if there < here else "later"
        if self._known(telling):
            yield f"known {side}"
        far = min(abs(here - there), _REACH + 1)
        dated = "dated" if here in self._told else "undated"
        tense = _tense(telling.candidate.clause)
        yield f"{side} {far}"
        yield f"{side} {far} {dated}"
        yield f"{side} {moment.grain}"
        yield f"{side} {words.tie}" if far == 1 else f"{side} far"
        yield f"elsewhere {tense} {moment.ago}"
        yield f"elsewhere {tense} by {self._tense(moment)}"
        if words.tie in _NAMING:
            yield "elsewhere names"
            yield f"elsewhere names {moment.grain}"
        elif far <= _REACH and (clause := self._clause(moment)) is not None:
            yield f"{side} {clause.relation or 'main'}"
        if self._is_news(moment):
            yield f"news {tense} {dated}"
            yield f"news {side} {far}"
        if not any(i in self._told for i in range(min(here, there) + 1, max(here, there))):
            yield f"{side} nearest"
            yield f"{side} nearest {dated}"
            yield f"{side} nearest {moment.grain}"
        sentences = self._parsed.sentences
        if sentences[here].paragraph == sentences[there].paragraph:
            yield f"{side} in paragraph"

    def _of_event(self, event: Draft, moment: Moment) -> Iterator[str]:
        """What sort of time it is, and whether an event of that sort may be of it."""
        part = "lead" if min(t.sentence for t in event.tellings) <= 1 else "body"
        told = _up_to(len(event.tellings), _TOLD, "told often")
        yield moment.ago
        yield moment.grain
        yield event.like
        yield "relative" if moment.time.relative else "absolute"
        yield "named " + _up_to(self._counts[moment.days], _NAMED, "often")
        for known in (event.status, part, told):
            yield f"{known} {moment.ago}"
        if moment is self._first_day:
            yield "first day"
            yield f"{part} first day"
        if self._is_news(moment):
            yield "news"
            for known in (event.like, event.status, part, told):
                yield f"{known} news"
        elif self._news is not None:
            yield "not the news"
        if moment.of_day:
            yield "time of day"
        if part == "lead" and moment.words.sentence < _LEAD:
            yield f"both lead {moment.grain}"
            yield f"both lead {moment.ago}"
        clause = self._clause(moment)
        if clause is None:
            yield "of no verb"
        elif clause.complement is not None:
            yield "of a verb that says"
            yield f"{event.like} of a verb that says"
        apart = all(moment.words.sentence != t.sentence for t in event.tellings)
        if apart and moment.of in self._acts(event):
            yield "of the same word"
            yield f"of the same word {moment.grain}"

    def _of_parties(self, event: Draft, moment: Moment) -> Iterator[str]:
        """Whether the sentence of the time names those who take part, and whether its verb is theirs."""
        clause = self._clause(moment)
        subject = {*clause.subject} if clause is not None else set()
        for side in ("actors", "recipients"):
            ids = getattr(event, side)
            named = [self._mentions[i] for i in ids if i in self._mentions]
            if not ids:
                yield f"no {side}"
            elif any(moment.words.sentence in found for found in named):
                yield f"names {side}"
                if any(subject & found.get(moment.words.sentence, frozenset()) for found in named):
                    yield f"its verb is of {side}"

    def _of_acts(self, event: Draft, moment: Moment) -> dict[str, float]:
        """Whether a time governs tellings of other acts, and how many of those it says the days of."""
        own = {t.trigger for t in event.tellings}
        others = [g for g in self._governed if own.isdisjoint(g.triggers)]
        out: dict[str, float] = {}
        if any(moment.time.id in g.ids for g in others):
            here = moment.words.sentence in {t.sentence for t in event.tellings}
            out["governs another act"] = 1.0
            out[f"governs another act {'here' if here else 'elsewhere'}"] = 1.0
        dated = [g for g in others if g.days]
        if dated:
            out["share of acts"] = sum(moment.days in g.days for g in dated) / len(dated)
            if any(moment.days in g.days and g.like == event.like for g in dated):
                out["governs an act of its type"] = 1.0
        return out

    def _clause(self, moment: Moment) -> Clause | None:
        """The clause whose predicate the time hangs on."""
        governor = moment.words.governor
        return None if governor is None else self._parsed.clause_at[governor]

    def _tense(self, moment: Moment) -> str:
        clause = self._clause(moment)
        return "no verb" if clause is None else _tense(clause)

    def _is_news(self, moment: Moment) -> bool:
        return self._news is not None and moment.days == self._news.days


def _governed(events: Sequence[Draft]) -> Iterator[_Governed]:
    for event in events:
        times = [t.time for t in event.tellings if t.time and t.time.start]
        yield _Governed(
            event.like,
            frozenset(t.trigger for t in event.tellings),
            frozenset(t.id for t in times),
            frozenset((t.start, t.end) for t in times),
        )


def _moments(parsed: Parsed, times: Sequence[Time], now: date | None) -> Iterator[Moment]:
    """The times with dates, with how long they are and how long before ``now``."""
    for time in times:
        start, end = _day(time.start), _day(time.end)
        words = hung(parsed, time.span, through=("appos", "conj"))
        if start and end and words:
            yield Moment(
                time,
                words,
                grain=_up_to((end - start).days, _GRAINS, "years"),
                ago=_ago(start, end, now),
                of=_what(parsed, words),
                of_day=_OF_DAY.fullmatch(time.text) is not None,
            )


def _what(parsed: Parsed, words: Hung) -> str:
    """The word for what a time is the time of; "" for none."""
    token = parsed.tokens[words.head]
    above = token.head if token.dep in _NAMING else words.governor
    return parsed.tokens[above].lemma if above is not None else ""


def _within(time: Time, whole: Time) -> bool:
    """Whether a time with dates lies in the days of another and is shorter."""
    mine, all_of_it = (time.start or "", time.end or ""), (whole.start or "", whole.end or "")
    return all_of_it[0] <= mine[0] and mine[1] <= all_of_it[1] and mine != all_of_it


def _news(recent: Sequence[Moment]) -> Moment | None:
    """The first time of the day that the story is at: of the last days before publication the one most named."""
    counts = Counter(m.days for m in recent)
    return max(recent, key=lambda m: counts[m.days], default=None)


def _governing(telling: Draft, moment: Moment) -> Iterator[str]:
    """Whether this time or another one governs the telling by its syntax."""
    own = telling.time
    if own is None or own.start is None:
        return
    if own.id == moment.time.id:
        yield "governs"
        yield f"governs {moment.grain}"
        yield f"governs {moment.words.tie}"
        return
    yield "another governs"
    if (own.start, own.end) == (moment.time.start, moment.time.end):
        yield "another of the same days governs"


def _nearest(moments: Sequence[Moment], telling: Draft) -> Moment:
    return min(moments, key=lambda m: abs(m.words.head - telling.candidate.head))


def _apart(telling: Draft, words: Hung) -> str:
    return _up_to(abs(telling.candidate.head - words.head), _APART, "far")


def _tense(clause: Clause | None) -> str:
    if clause is None or clause.nominal:
        return "noun"
    return ("perfect " if clause.perfect else "") + (clause.tense or "infinite")


def _ago(start: date, end: date, now: date | None) -> str:
    if now is None:
        return "unknown"
    if now < end:
        day = "today" if (end - start).days == 1 else "about now"
        return "ahead" if start > now else day
    return _up_to((now - end).days + 1, _AGO, "long ago")


def _up_to(number: int, names: Sequence[tuple[int, str]], more: str) -> str:
    """The name of the first limit that ``number`` is not over."""
    return next((name for most, name in names if number <= most), more)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
