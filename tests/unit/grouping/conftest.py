"""Records written by hand: no model is loaded."""

import hashlib
from collections.abc import Callable

import pytest

from talion.record import Actor, Document, Event, Record

Make = Callable[..., Record]


def made(
    id: str,
    text: str,
    published: str | None = None,
    trigger: str | None = None,
    actor: str | None = None,
    recipient: str | None = None,
    **fields: object,
) -> Record:
    """A record of one sentence, with an event where a trigger is given."""
    actors = tuple(
        Actor(id=f"a{n}", name=name, kind="state", mentions=((0, 1),))
        for n, name in enumerate((actor, recipient))
        if name
    )
    ids = {a.name: (a.id,) for a in actors}
    events: tuple[Event, ...] = ()
    if trigger:
        at = text.index(trigger)
        given = {
            "type": "COERCE", "quad": "material-conflict", "goldstein": -5.0, "status": "happened",
            "confidence": 0.9, **fields,
        }  # fmt: skip
        events = (
            Event(
                id="e1", actors=ids.get(actor or "", ()), recipients=ids.get(recipient or "", ()),
                trigger=(at, at + len(trigger)), sentence=0, **given,
            ),
        )  # fmt: skip
    document = Document(
        id=id, text=text, published=published, sha256=hashlib.sha256(text.encode()).hexdigest()
    )
    return Record(document=document, sentences=((0, len(text)),), actors=actors, events=events)


@pytest.fixture
def make() -> Make:
    return made


EXPULSION = (
    "Zubrovka expelled two envoys of Ruritania on Monday after 14 letters vanished from the "
    "Castle Strelsau archive, foreign minister Anton Grebel said in Lutz."
)
UPDATE = (
    "Ruritania vowed to answer after Zubrovka expelled two envoys over 14 letters missing from "
    "the Castle Strelsau archive. Anton Grebel called the decision final on Monday in Lutz."
)
QUAKE = (
    "A 6.1-magnitude quake shook the Borduria coast on Friday, killing 23 people in Szohod, "
    "rescue chief Klara Mitteldorf said. Villages near Tesznik lost power."
)
OTHER_QUAKE = (
    "A 5.4-magnitude quake struck the island of San Lorenzo on Tuesday, hurting 7 people near "
    "Bolivar, governor Pablo Monzano said. Hotels in Costaguana were emptied."
)
