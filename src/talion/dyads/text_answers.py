"""What the stories themselves say answers what: counted apart by who says so, never mixed with statistics."""

from __future__ import annotations

from collections import Counter
from datetime import date

from msgspec import Struct

from talion.dyads.acts import Dyad
from talion.record import LinkStatus


class Told(Struct, frozen=True, kw_only=True):
    """Links of one sort: acts of type ``response`` by ``actor`` in answer to ``antecedent`` by ``recipient``.

    ``stated`` by the text itself, ``claimed`` by a source, ``disputed`` where a source denies it, ``inferred``
    from order and actors alone: how many links each. ``documents`` names the stories.
    """

    actor: str
    recipient: str
    antecedent: str
    response: str
    kind: str
    stated: int
    claimed: int
    disputed: int
    inferred: int
    documents: tuple[str, ...]


class TextLink(Struct, frozen=True, kw_only=True):
    """One answer that a story tells, with its words; ``actor`` is who answers, on ``day``.

    ``said_by`` claims the link, ``denied_by`` denies or doubts it; ``status`` is ``disputed`` where both do.
    """

    day: date | None
    actor: str
    recipient: str
    response: str
    response_event: str
    response_words: str
    antecedent: str
    antecedent_event: str
    antecedent_words: str
    kind: str
    status: LinkStatus
    cue: str | None
    said_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    document: str
    publisher: str | None
    link: str
    confidence: float


def text_links(dyad: Dyad) -> list[TextLink]:
    """The answers that texts tell, one a link, in order of time; those without a day come last."""
    shared = [f for f in TextLink.__struct_fields__ if f not in ("actor", "recipient")]
    found = [
        TextLink(
            actor=dyad.pair.actor(link.forward), recipient=dyad.pair.actor(not link.forward),
            **{name: getattr(link, name) for name in shared},
        )
        for link in dyad.answers
    ]  # fmt: skip
    return sorted(found, key=lambda k: (k.day or date.max, k.document, k.link))


def text_answers(dyad: Dyad) -> list[Told]:
    """The answers that texts tell, the most told first; all of the sources' time."""
    groups: dict[tuple[bool, str, str, str], tuple[Counter[str], dict[str, None]]] = {}
    for link in dyad.answers:
        key = (link.forward, link.antecedent, link.response, link.kind)
        counted, documents = groups.setdefault(key, (Counter(), {}))
        counted[link.status] += 1
        documents[link.document] = None
    found = [
        Told(
            actor=dyad.pair.actor(forward), recipient=dyad.pair.actor(not forward),
            antecedent=antecedent, response=response, kind=kind, stated=counted["stated"],
            claimed=counted["claimed"], disputed=counted["disputed"],
            inferred=counted["inferred"], documents=tuple(documents),
        )
        for (forward, antecedent, response, kind), (counted, documents) in groups.items()
    ]  # fmt: skip
    return sorted(found, key=lambda t: -(t.stated + t.claimed + t.disputed + t.inferred))
