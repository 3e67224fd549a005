"""Actors: who appears in a story, each once, with all the words that name them."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import cast

from talion.knowledge.actors import Knowledge
from talion.language.base import Parsed
from talion.reading.actors.citizenship import settle_citizens
from talion.reading.actors.home import settle_countries
from talion.reading.actors.mentions import find_mentions
from talion.reading.actors.names import find_names
from talion.reading.actors.resolve import Cluster, Merger
from talion.record import Actor, ActorKind, Place
from talion.spans import Span, overlap

_SUBJECTS = ("nsubj", "nsubjpass")


@dataclass(frozen=True)
class ActorReading:
    """The actors of a story, and the ids that each token (the head of a noun phrase) stands for."""

    actors: tuple[Actor, ...]
    by_token: dict[int, tuple[str, ...]]

    def get(self, id: str) -> Actor:
        """The actor of that id."""
        return self._by_id[id]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {a.id: a for a in self.actors})

    _by_id = {}  # type: dict[str, Actor]  # noqa: RUF012


def read_actors(
    parsed: Parsed,
    knowledge: Knowledge,
    places: Sequence[Place],
    *,
    date: str | None = None,
    home: str | None = None,
    participants: Sequence[Span] = (),
    skip: Sequence[Span] = (),
) -> ActorReading:
    """The actors of ``parsed``; ``date`` (ISO) decides who held which office, ``home`` is the dateline's.

    ``skip`` is furniture: a by-line's agency is nobody in the story. ``participants`` are spans that the
    learned tagger takes for actors or recipients of events.
    """
    names = find_names(parsed, knowledge, places, date)
    merger = Merger(parsed)
    for mention in find_mentions(
        parsed, knowledge, names, date=date, wanted=_heads(parsed, participants)
    ):
        if not any(overlap(mention.span, s) for s in skip):
            merger.add(mention)
    merger.own()
    settle_citizens(parsed, names, merger.by_token)
    settle_countries(parsed, merger.clusters, places, home)
    merger.unite_states()
    ids = {id(cluster): f"a{n}" for n, cluster in enumerate(merger.clusters, 1)}
    actors = tuple(
        Actor(
            id=ids[id(c)],
            name=_name(c, knowledge),
            kind=cast(ActorKind, c.kind),
            country=c.country,
            sector=c.sector or c.international,
            mentions=tuple(dict.fromkeys(sorted(c.spans))),
        )
        for c in merger.clusters
    )
    by_token = {t: tuple(ids[id(c)] for c in found) for t, found in merger.by_token.items()}
    return ActorReading(actors, by_token)


def taking_part(
    parsed: Parsed, actors: Sequence[Actor], parties: Container[str]
) -> tuple[Actor, ...]:
    """The actors that a record lists: ``parties`` to what it tells, and whoever has a name, an office or acts.

    Of people and things that are only described in passing ("who heads *a sewing circle*"), nothing was read.
    """
    return tuple(
        a for a in actors
        if a.id in parties or a.kind == "state" or a.sector not in (None, "CVL")
        or _is_named(parsed, a) or _acts(parsed, a)
    )  # fmt: skip


def _is_named(parsed: Parsed, actor: Actor) -> bool:
    words = set(actor.name.split())
    tokens = (t for m in actor.mentions for t in parsed.tokens_in(m))
    return any(t.pos == "PROPN" and t.text in words for t in tokens)


def _acts(parsed: Parsed, actor: Actor) -> bool:
    heads = (head for m in actor.mentions for head in parsed.heads_in(m))
    return any(parsed.tokens[head].dep in _SUBJECTS for head in heads)


def _name(cluster: Cluster, knowledge: Knowledge) -> str:
    """A state's own name, also where the text has only its capital or "the government"; else as told.

    Lines of the text that break inside a name don't break it.
    """
    state = knowledge.country(cluster.country) if cluster.country else None
    if cluster.kind != "state" or state is None:
        return " ".join(cluster.name.split())
    return cluster.called or state.name


def _heads(parsed: Parsed, spans: Sequence[Span]) -> frozenset[int]:
    """The head of each span's phrase."""
    return frozenset(head for span in spans for head in parsed.heads_in(span)[:1])
