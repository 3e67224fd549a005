"""What chains keep of a story: its acts with their parties and words, and what it says they answer."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from talion.chains.cues import Cues, shipped_cues
from talion.chains.words import content, names, vector
from talion.formats.index import Index, act
from talion.grouping.tellings import reference
from talion.grouping.words import Vector
from talion.record import Event, Link, LinkKind, LinkStatus, Record, Span

HEADLINE = "headline"
"""What the act of a headline is called in place of an event's id."""
_NEAR = 1  # sentences before and after an act's own in which a cue still speaks of it


class Side(Struct, frozen=True):
    """Who stands on one side of an act: plain names in lower case, and ISO 3166-1 alpha-3 countries."""

    names: frozenset[str]
    countries: frozenset[str]


class Motive(Struct, frozen=True, kw_only=True):
    """What a story says that an act answers: an event of its own, or words alone.

    ``cue`` is the words that say so, "" where there are none; ``text`` is the antecedent's;
    ``confidence`` that of the story's own link.
    """

    event: str | None
    words: dict[str, float]
    kind: LinkKind
    status: LinkStatus
    cue: str
    text: str
    confidence: float


class Act(Struct, frozen=True, kw_only=True):
    """An event of a story as chains need it. ``reference`` names it for good, ``event`` in its record.

    ``day`` and ``published`` are ISO dates. ``words`` are those of its sentences, by rarity; ``said`` is
    these sentences in lower case, ``around`` those beside them too. ``lead`` is whether title or first
    sentence tells it. ``label`` and ``parties`` say it to people.
    """

    reference: str
    document: str
    event: str
    type: str
    mode: str | None
    quad: str
    goldstein: float
    status: str
    day: str | None
    published: str | None
    actors: Side
    recipients: Side
    words: dict[str, float]
    said: tuple[str, ...]
    around: tuple[str, ...]
    lead: bool
    motives: tuple[Motive, ...]
    label: str
    parties: str
    sentence: str
    confidence: float


class Report(Struct, frozen=True, kw_only=True):
    """A story: its acts, the countries it names, its rare words and names.

    ``denials`` are the words of sentences that part two things.
    """

    id: str
    title: str | None
    published: str | None
    acts: tuple[Act, ...]
    countries: frozenset[str]
    words: dict[str, float]
    topic: Vector
    names: dict[str, float]
    denials: tuple[dict[str, float], ...]


def report(record: Record, cues: Cues | None = None) -> Report:
    """What is kept of a record; ``cues`` are the shipped ones when nothing is said."""
    cues = cues or shipped_cues()
    document = record.document
    words = content(document.text)
    sentences = [" ".join(record.words(s).split()) for s in record.sentences]
    return Report(
        id=document.id, title=document.title, published=_date(document.published),
        acts=(*_headline(record, sentences), *_acts(record, sentences)),
        countries=frozenset(a.country for a in record.actors if a.country), words=words,
        topic=vector(words), names=names(document.text),
        denials=tuple(content(s) for s in sentences if cues.denial.search(s.lower())),
    )  # fmt: skip


def _acts(record: Record, sentences: list[str]) -> Iterable[Act]:
    index = Index(record)
    for event in record.events:
        told = sorted(
            {event.sentence, *(m.sentence for m in event.mentions)} & set(range(len(sentences)))
        )
        near = sorted(
            {j for i in told for j in range(i - _NEAR, i + _NEAR + 1) if 0 <= j < len(sentences)}
        )
        yield Act(
            reference=reference(record.document.id, event.trigger), document=record.document.id,
            event=event.id, type=event.type, mode=event.mode, quad=event.quad,
            goldstein=event.goldstein, status=event.status, day=_day(index, event),
            published=_date(record.document.published),
            actors=_side(index, event.actors), recipients=_recipients(index, event),
            words=content(" ".join(sentences[i] for i in told)),
            said=tuple(sentences[i].lower() for i in told),
            around=tuple(sentences[i].lower() for i in near), lead=bool(told) and told[0] <= 1,
            motives=tuple(_motives(record, event)), label=act(event), parties=index.sides(event),
            sentence=sentences[event.sentence] if event.sentence < len(sentences) else "",
            confidence=event.confidence,
        )  # fmt: skip


def _headline(record: Record, sentences: list[str]) -> Iterable[Act]:
    """What title and first sentence tell where no event is coded there: an act that no type of PLOVER fits.

    Who is named first acts, on the other countries named there; none where nobody of a country is named.
    """
    lead = range(min(len(sentences), 2 if record.document.title else 1))
    told = {i for e in record.events for i in (e.sentence, *(m.sentence for m in e.mentions))}
    if not lead or told & set(lead):
        return
    spans = [record.sentences[i] for i in lead]
    named = sorted(
        (m, a.country, a.name)
        for a in record.actors if a.country
        for m in a.mentions if any(_inside(m, s) for s in spans)
    )  # fmt: skip
    if not named:
        return
    _, country, name = named[0]
    around = tuple(s.lower() for s in sentences[: len(lead) + _NEAR])
    yield Act(
        reference=reference(record.document.id, spans[-1]), document=record.document.id,
        event=HEADLINE, type="", mode=None, quad="", goldstein=0.0, status="happened",
        day=_date(record.document.published), published=_date(record.document.published),
        actors=Side(frozenset((_plain(name),)), frozenset((country,))),
        recipients=Side(frozenset(), frozenset(c for _, c, _ in named) - {country}),
        words=content(" ".join(sentences[i] for i in lead)), said=around[: len(lead)],
        around=around, lead=True,
        motives=tuple(
            _motive(record, k) for k in record.links
            if k.response.event is None and k.kind != "condition"
            and any(_inside(k.response.span, s) for s in spans)
        ),
        label=HEADLINE, parties=name, sentence=sentences[lead[-1]], confidence=0.0,
    )  # fmt: skip


def _side(index: Index, ids: Iterable[str]) -> Side:
    found = [index.actors[i] for i in ids if i in index.actors]
    return Side(
        frozenset(_plain(a.name) for a in found),
        frozenset(a.country for a in found if a.country),
    )


def _recipients(index: Index, event: Event) -> Side:
    """Those acted on; where they belong to no country, the other countries that the sentence names."""
    side = _side(index, event.recipients)
    if side.countries or event.sentence >= len(index.record.sentences):
        return side
    within = index.record.sentences[event.sentence]
    own = _side(index, event.actors).countries
    named = (
        a.country for a in index.actors.values() if any(_inside(m, within) for m in a.mentions)
    )
    return Side(side.names, frozenset(c for c in named if c) - own)


def _motives(record: Record, event: Event) -> Iterable[Motive]:
    for link in record.links:
        if link.kind != "condition" and _responds(link, event):
            yield _motive(record, link)


def _motive(record: Record, link: Link) -> Motive:
    words = record.words(link.antecedent.span)
    cue = record.words(link.cue) if link.cue else ""
    return Motive(
        event=link.antecedent.event, words=content(words), kind=link.kind,
        status=link.status, cue=cue,
        text=" ".join(words.removeprefix(cue).split()), confidence=link.confidence,
    )  # fmt: skip


def _responds(link: Link, event: Event) -> bool:
    """Whether a link speaks of an event: by its id, or by words that hold its trigger."""
    if link.response.event is not None:
        return link.response.event == event.id
    return any(
        _inside(t, link.response.span)
        for t in (event.trigger, *(m.trigger for m in event.mentions))
    )


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _plain(name: str) -> str:
    """A name without articles, so that "the rebels" and "Rebels" are one."""
    return " ".join(w for w in name.lower().split() if w not in ("the", "a", "an", "some"))


def _day(index: Index, event: Event) -> str | None:
    """The day that the text tells, else the story's."""
    time = index.times.get(event.time or "")
    told = time.start if time is not None else None
    return _date(told) or _date(index.record.document.published)


def _date(value: str | None) -> str | None:
    return value[:10] if value else None
