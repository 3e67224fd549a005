"""The pipeline: a document in, a record out. The only place that knows the order of the readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talion.errors import PluginError, TalionError
from talion.intake import Failed, Item, Loaded, document_from
from talion.knowledge.actors import Knowledge
from talion.knowledge.gazetteer import Gazetteer
from talion.language.base import Parsed, Parser
from talion.models.tags import Relation, Tags
from talion.ontology import Ontology, plover
from talion.patience import at_most
from talion.plugins import READERS, Plugins
from talion.reading.actors import ActorReading, read_actors, taking_part
from talion.reading.claims import read_claims
from talion.reading.claims.about import with_about
from talion.reading.events import EventReading, Parties, read_events
from talion.reading.events.attach import Around, to_events
from talion.reading.events.kinship import shipped_kin_weights
from talion.reading.events.lexicon import Cues, shipped_cues
from talion.reading.events.own.reader import OwnCues, Seen
from talion.reading.events.roles import Roles, shipped_roles
from talion.reading.events.standing import ChoiceWeights, shipped_choice
from talion.reading.events.weigh import shipped_weights
from talion.reading.events.weights import Weights
from talion.reading.links import LinkWeights, Story, Told, read_links
from talion.reading.links.weigh import shipped_link_weights
from talion.reading.pairs import answer_pairs
from talion.reading.times import governing
from talion.record import (
    Actor,
    Claim,
    Event,
    Failure,
    PairAnswer,
    Place,
    Quantity,
    Record,
    Time,
)
from talion.spans import Span

if TYPE_CHECKING:
    from talion.models.relater import Relater
    from talion.models.tagger import Tagger

_Tagged = Sequence[Tags | Exception | None]
_Waiting = tuple[list[Item], list[Parsed | Failure], Future[_Tagged]]
_LIKELY_EVENT = 0.5
_BATCH_DOCUMENTS = 32
_BATCH_CHARACTERS = 200_000


@dataclass(frozen=True)
class Reading:
    """A record with what was considered on the way: for explaining, never written out.

    ``actors`` are all that were found, also those who take no part in what the record tells.
    """

    record: Record
    actors: tuple[Actor, ...]
    parsed: Parsed
    tags: Tags | None
    events: EventReading


@dataclass(frozen=True)
class Readers:
    """What reads times, places and quantities: plug-ins of the group ``talion.readers``."""

    times: Callable[..., tuple[Time, ...]]
    places: Callable[..., tuple[Place, ...]]
    quantities: Callable[..., tuple[Quantity, ...]]

    @classmethod
    def named(cls, chosen: Mapping[str, str]) -> Readers:
        """Talion's own, but for those that ``chosen`` names; :class:`PluginError` where one is unknown."""
        known: Plugins[Any] = Plugins(READERS)
        own = {field.name: field.name for field in fields(cls)}
        for what, name in chosen.items():
            if what not in own or name not in known:
                raise PluginError(
                    f"there is no reader {name!r} for {what!r}",
                    remedy=f"say one of {', '.join(known)}, for {', '.join(own)}",
                )
        return cls(**{what: known[name] for what, name in (own | dict(chosen)).items()})


@dataclass(frozen=True)
class Coder:
    """Everything that coding needs, loaded once; use :meth:`load`.

    ``tagger`` and ``relater`` are ``None`` in fast mode: grammar and lexicon alone. Without ``links`` no link
    is weighed: each is as sure as what made it.
    """

    parser: Parser
    knowledge: Knowledge
    gazetteer: Gazetteer
    tagger: Tagger | None = None
    relater: Relater | None = None
    ontology: Ontology = field(default_factory=plover)
    cues: Cues = field(default_factory=shipped_cues)
    weights: Weights = field(default_factory=shipped_weights)
    kin: Weights = field(default_factory=shipped_kin_weights)
    roles: Roles = field(default_factory=shipped_roles)
    when: ChoiceWeights = field(default_factory=lambda: shipped_choice("when"))
    where: ChoiceWeights = field(default_factory=lambda: shipped_choice("where"))
    links: LinkWeights | None = field(default_factory=shipped_link_weights)
    time_limit: float | None = None
    own: OwnCues | None = None
    readers: Readers = field(default_factory=lambda: Readers.named({}))

    @classmethod
    def load(
        cls,
        *,
        fast: bool = False,
        knowledge: Path | None = None,
        ontology: Path | None = None,
        threads: int = 1,
        time_limit: float | None = None,
        readers: Mapping[str, str] | None = None,
    ) -> Coder:
        """A coder for English; ``fast`` leaves the learned part out, ``knowledge`` is a user's TOML file.

        ``ontology`` is one, too: types and modes that are added to the shipped ones
        (:mod:`talion.ontology.own`), their cues and examples read here, once.
        ``time_limit`` is in seconds a document, where :func:`talion.patience.at_most` can keep it.
        ``readers`` names plug-ins that read in place of ours, such as ``{"times": "times.mine"}``.
        """
        from talion.language.english.parser import EnglishParser

        tagger = relater = None
        if not fast:
            from talion.models.relater import Relater
            from talion.models.tagger import Tagger

            tagger, relater = Tagger.load(threads), Relater.load(threads)
        coder = cls(
            EnglishParser.load(), Knowledge.load(knowledge), Gazetteer.load(), tagger, relater,
            time_limit=time_limit, readers=Readers.named(readers or {}),
        )  # fmt: skip
        return coder if ontology is None else coder.with_own(ontology)

    def with_own(self, path: Path) -> Coder:
        """The coder with a user's own types and modes; :class:`KnowledgeError` says what is wrong in the file."""
        from talion.ontology.own import read_own

        found = read_own(path, self.ontology)
        own = OwnCues.learned(found.kinds, self.parser.parse_many, self._see)
        return replace(self, ontology=found.ontology, own=own)

    def _see(self, parsed: Parsed, spans: Sequence[Span]) -> Seen:
        """A text of its own, such as an example, as the reader of own cues needs it."""
        loaded = document_from(parsed.text, id="example")
        tags = self._tag(parsed, spans)
        places = self._places(loaded, parsed, tags)
        actors = self._actors(loaded, parsed, tags, places)
        by_id = {a.id: a for a in actors.actors}
        return Seen(parsed, by_id, actors.by_token, tags.asked if tags else ())

    def code(self, loaded: Loaded) -> Record:
        """The record of one document."""
        return self.read(loaded).record

    def code_text(
        self, text: str, *, published: str | None = None, title: str | None = None
    ) -> Record:
        """The record of a text."""
        return self.code(document_from(text, published=published, title=title))

    def code_many(self, items: Iterable[Item]) -> Iterator[Record | Failure]:
        """A record, or a failure, for each item, in order.

        Batches run across documents; while the encoder works on one batch, the next is parsed.
        """
        with ThreadPoolExecutor(max_workers=1) as encoder:
            waiting: _Waiting | None = None
            for batch in _batches(items):
                parses = self._parse([i for i in batch if isinstance(i, Loaded)])
                tags = encoder.submit(
                    self._tags_apart, [p for p in parses if isinstance(p, Parsed)]
                )
                if waiting is not None:
                    yield from self._finished(*waiting)
                waiting = batch, parses, tags
            if waiting is not None:
                yield from self._finished(*waiting)

    def _parse(self, loaded: Sequence[Loaded]) -> list[Parsed | Failure]:
        """The parses of a batch; a document that breaks the parser fails alone.

        Here and below: whatever a fault of ours is, on one document it must not lose the others.
        """
        try:
            with at_most(self.time_limit):
                return list(self.parser.parse_many(one.document.text for one in loaded))
        except Exception:
            return [self._parse_one(one) for one in loaded]

    def _parse_one(self, loaded: Loaded) -> Parsed | Failure:
        try:
            with at_most(self.time_limit, loaded.document.id):
                return next(iter(self.parser.parse_many([loaded.document.text])))
        except Exception as error:
            return failure(loaded.document.id, error)

    def _finished(
        self, batch: list[Item], parses: list[Parsed | Failure], tags: Future[_Tagged]
    ) -> Iterator[Record | Failure]:
        parsed, tagged = iter(parses), iter(tags.result())
        for item in batch:
            if isinstance(item, Failed):
                yield failure(item.id, item.error)
                continue
            found = next(parsed)
            yield found if isinstance(found, Failure) else self._record(item, found, next(tagged))

    def _record(
        self, loaded: Loaded, parsed: Parsed, tags: Tags | Exception | None
    ) -> Record | Failure:
        if isinstance(tags, Exception):
            return failure(loaded.document.id, tags)
        try:
            with at_most(self.time_limit, loaded.document.id):
                return self._reading(loaded, parsed, tags).record
        except Exception as error:
            return failure(loaded.document.id, error)

    def read(self, loaded: Loaded) -> Reading:
        """The record of one document, with what was considered on the way."""
        with at_most(self.time_limit, loaded.document.id):
            parsed = next(iter(self.parser.parse_many([loaded.document.text])))
            tags = self._tags([parsed])[0]
            return self._reading(loaded, parsed, tags)

    def _tags_apart(self, parses: Sequence[Parsed]) -> _Tagged:
        """The tags of a batch; what a document breaks in the encoder stands in its own place."""
        try:
            return self._tags(parses)
        except Exception:
            return [self._tags_one(parsed) for parsed in parses]

    def _tags_one(self, parsed: Parsed) -> Tags | Exception | None:
        try:
            return self._tags([parsed])[0]
        except Exception as error:
            return error

    def _tags(self, parses: Sequence[Parsed]) -> Sequence[Tags | None]:
        if self.tagger is None:
            return [None] * len(parses)
        if self.own is not None:
            return [self._tag(p, self.own.spans(p)) for p in parses]
        return self.tagger.tag_many([(p.text, [s.span for s in p.sentences]) for p in parses])

    def _tag(self, parsed: Parsed, asked: Sequence[Span]) -> Tags | None:
        if self.tagger is None:
            return None
        return self.tagger.tag(parsed.text, [s.span for s in parsed.sentences], asked)

    def _reading(self, loaded: Loaded, parsed: Parsed, tags: Tags | None) -> Reading:
        document = loaded.document
        skip = _furniture(loaded)
        times = self.readers.times(parsed, published=document.published)
        places = self._places(loaded, parsed, tags)
        quantities = self.readers.quantities(
            parsed, skip=[t.span for t in times], published=document.published
        )
        actors = self._actors(loaded, parsed, tags, places)
        claims = read_claims(
            parsed, actors.actors, actors.by_token, tags=tags.claims if tags else None,
            events=tags.triggers if tags else (), skip=skip,
        )  # fmt: skip
        when = cache(lambda head: governing(parsed, head, times))  # a telling is drafted twice
        events = read_events(
            parsed, actors.actors, actors.by_token, self.ontology, self.cues, self.weights,
            self.kin, self.roles, claims=claims, when=when,
            tags=tags.triggers if tags else None, skip=skip,
            relate=self._relate(parsed.text) if tags else None,
            own=self.own, asked=tags.asked if tags else (),
        )  # fmt: skip
        around = Around(
            document.published, actors.actors, times, places, quantities, claims, self.when,
            self.where,
        )  # fmt: skip
        coded = to_events(parsed, events.events, self.ontology, around)
        told = [
            Told(event.id, draft.like or event.type, telling.candidate.head, telling.trigger)
            for event, draft in zip(coded, events.events, strict=True)
            if not draft.beside
            for telling in draft.tellings
        ]
        links = read_links(
            parsed, told, claims, tags=tags.links if tags else None, skip=skip,
            parties=actors.by_token.keys(), accused=_accused(actors.actors, coded),
            story=Story(parsed, {e.id: e for e in coded}, tags.triggers if tags else ()),
            weights=self.links,
        )  # fmt: skip
        record = Record(
            document=document,
            sentences=tuple(s.span for s in parsed.sentences),
            actors=taking_part(parsed, actors.actors, _parties(coded, claims)),
            events=coded,
            claims=with_about(claims, coded, links),
            links=links,
            quantities=quantities,
            places=places,
            times=times,
            pairs=self._pairs(loaded, parsed, actors, coded),
        )
        return Reading(record, actors.actors, parsed, tags, events)

    def _places(self, loaded: Loaded, parsed: Parsed, tags: Tags | None) -> tuple[Place, ...]:
        return self.readers.places(
            parsed,
            self.gazetteer,
            toponyms=tags.toponyms if tags else (),
            publisher=loaded.document.publisher,
        )

    def _actors(
        self, loaded: Loaded, parsed: Parsed, tags: Tags | None, places: Sequence[Place]
    ) -> ActorReading:
        return read_actors(
            parsed, self.knowledge, places,
            date=(loaded.document.published or "")[:10] or None, home=_home(loaded, places),
            participants=_participants(tags) if tags else (),
            skip=_furniture(loaded),
        )  # fmt: skip

    def _relate(self, text: str) -> Callable[[Sequence[Parties]], Sequence[Relation]] | None:
        """What the relater says of actors and recipients of a text, each with their sentence."""
        relater = self.relater
        if relater is None:
            return None
        asked_once = cache(lambda a, b, sentence: relater.relate(text, [(a, b)], sentence)[0])
        return lambda asked: [asked_once(*parties) for parties in asked]

    def _pairs(
        self, loaded: Loaded, parsed: Parsed, actors: ActorReading, events: Sequence[Event]
    ) -> tuple[PairAnswer, ...]:
        if not loaded.pairs:
            return ()
        return answer_pairs(
            loaded.pairs, parsed, actors.actors, events, self.ontology, self.relater
        )


def _parties(events: Sequence[Event], claims: Sequence[Claim]) -> frozenset[str]:
    """Ids of those who act, are acted on, speak or carry what others say."""
    sides = [i for e in events for i in (*e.actors, *e.recipients)]
    speakers = [i for c in claims for i in (c.source.actor, *c.chain) if i is not None]
    return frozenset((*sides, *speakers))


def _accused(actors: Sequence[Actor], events: Sequence[Event]) -> Callable[[Claim, str], bool]:
    """Whether a claim's speaker is of the country that did an event."""
    countries = {a.id: a.country for a in actors}
    doers = {
        e.id: {countries[i] for i in e.actors} - {None} if e.quad == "material-conflict" else set()
        for e in events
    }
    return lambda claim, event: countries.get(claim.source.actor or "") in doers[event]


def failure(id: str, error: Exception) -> Failure:
    """What is written for a document that could not be read, or on which we broke."""
    if isinstance(error, TalionError):
        return Failure.of(id, error)
    ours = TalionError(f"{type(error).__name__}: {error}", remedy="please report this document")
    return Failure.of(id, ours)


def _furniture(loaded: Loaded) -> list[Span]:
    spans = list(loaded.furniture)
    if loaded.byline is not None:
        spans.append(loaded.byline)
    if loaded.dateline is not None:
        spans.append(loaded.dateline.span)
    return spans


def _participants(tags: Tags) -> list[Span]:
    """Spans that the tagger takes for actors or recipients of what is likely an event."""
    sure = [t for t in tags.triggers if t.confidence >= _LIKELY_EVENT]
    return [s for t in sure for s in (*t.actors, *t.recipients)]


def _home(loaded: Loaded, places: Sequence[Place]) -> str | None:
    """The country of the dateline's place."""
    if loaded.dateline is None or loaded.dateline.place is None:
        return None
    start, end = loaded.dateline.place
    return next((p.country for p in places if start <= p.span[0] < end and p.country), None)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items in order, some at a time: bounded in number and in characters."""
    stream = iter(items)
    while batch := list(islice(stream, 1)):
        size = _size(batch[0])
        while len(batch) < _BATCH_DOCUMENTS and size < _BATCH_CHARACTERS:
            more = next(stream, None)
            if more is None:
                break
            batch.append(more)
            size += _size(more)
        yield batch


def _size(item: Item) -> int:
    return len(item.document.text) if isinstance(item, Loaded) else 0
