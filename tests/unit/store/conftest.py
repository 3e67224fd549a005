"""Records to keep: a border story of our own, in two versions, and a second story."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

import talion
from talion.record import (
    Actor,
    Check,
    Claim,
    Document,
    Event,
    Link,
    LinkEnd,
    Mention,
    PairAnswer,
    Place,
    Quantity,
    Record,
    Source,
    Time,
)  # fmt: skip

TEXT = (
    "Kenya closed the bridge at Migori on Monday. It did so because Tanzanian police had seized"
    " 12 boats, an official said. Dodoma denied it."
)


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    """Where the words stand."""
    start = text.index(words)
    return start, start + len(words)


def document(id: str, text: str = TEXT, **more: Any) -> Document:
    """A document of that text."""
    return Document(
        id=id, text=text, sha256=sha256(text.encode("utf-8", "replace")).hexdigest(), **more
    )


def make_border(id: str = "border", text: str = TEXT, **more: Any) -> Record:
    """Two events, who says so, and what answers what."""
    more = {"published": "2031-05-06T08:00:00", "publisher": "Lake Post"} | more
    return Record(
        document=document(id, text, **more),
        sentences=((0, 44), (45, 117), (118, len(text))),
        actors=(
            Actor(id="a1", name="Kenya", kind="state", country="KEN", sector="GOV",
                  mentions=(span("Kenya"), span("It"))),
            Actor(id="a2", name="Tanzanian police", kind="organization", country="TZA",
                  sector="COP", mentions=(span("Tanzanian police"),)),
            Actor(id="a3", name="an official", kind="person", mentions=(span("an official"),)),
            Actor(id="a4", name="Tanzania", kind="state", country="TZA", sector="GOV",
                  mentions=(span("Dodoma"),)),
        ),
        events=(
            Event(id="e1", type="COERCE", mode="restrict", contexts=("maritime", "territory"),
                  cameo="172", quad="material-conflict", goldstein=-5.0, actors=("a1",),
                  recipients=("a2", "a4"), status="happened", time="t1", place="p1",
                  trigger=span("closed"), sentence=0, confidence=0.91,
                  mentions=(Mention(sentence=1, trigger=span("did so")),)),
            Event(id="e2", type="COERCE", mode="seize", quad="material-conflict", goldstein=-7.0,
                  actors=("a2",), status="denied", quantities=("q1",), claims=("c1",),
                  trigger=span("seized"), sentence=1, confidence=0.55),
        ),
        claims=(
            Claim(id="c1", source=Source(actor="a3", span=span("an official"), anonymous=True),
                  cue=span("said"), content=(span("Tanzanian police"), span("had seized 12 boats")),
                  quote="indirect", stance="asserts", about=("e2", "l1"), chain=("a4",)),
            Claim(id="c2", source=Source(), content=(), quote="mixed", stance="denies"),
        ),
        links=(
            Link(id="l1", kind="retaliation", antecedent=LinkEnd(event="e2", span=span("seized")),
                 response=LinkEnd(event="e1", span=span("closed")), cue=span("because"),
                 status="disputed", claims=("c1",), confidence=0.8),
            Link(id="l2", kind="cause", antecedent=LinkEnd(span=span("12 boats")),
                 response=LinkEnd(span=span("denied")), status="inferred", confidence=0.2),
        ),
        quantities=(
            Quantity(id="q1", span=span("12"), value=12.0, low=12.0, high=12.0, unit="boat",
                     kind="count", of=span("boats"),
                     checks=(Check(against=("q1",), kind="same", consistent=True, note="is 12"),)),
        ),
        places=(
            Place(id="p1", span=span("Migori"), name="Migori", country="KEN", lat=-1.06, lon=34.47,
                  geonames=186427, kind="place"),
        ),
        times=(
            Time(id="t1", span=span("Monday"), start="2031-05-05", end="2031-05-06", text="Monday",
                 relative=True),
        ),
        pairs=(PairAnswer(id="x", type="COERCE", status="happened", confidence=0.9, event="e1"),),
    )  # fmt: skip


def make_visit() -> Record:
    """One undated event in a story of another day and paper."""
    text = "Chad's envoy visited Niger's council."
    return Record(
        document=document("visit", text, published="2031-06-01", publisher="Sahel Daily",
                          title="A visit"),
        sentences=((0, len(text)),),
        actors=(
            Actor(id="a1", name="Chad's envoy", kind="person", country="TCD", sector="GOV",
                  mentions=((0, 12),)),
            Actor(id="a2", name="Niger's council", kind="organization", country="NER", sector="LEG",
                  mentions=((21, 36),)),
        ),
        events=(
            Event(id="e1", type="CONSULT", mode="visit", quad="verbal-cooperation", goldstein=2.8,
                  actors=("a1",), recipients=("a2",), status="happened", trigger=(13, 20),
                  sentence=0, confidence=0.99),
        ),
    )  # fmt: skip


@pytest.fixture(name="border")
def give_border() -> Callable[..., Record]:
    """Makes the border story, or a corrected version of it."""
    return make_border


@pytest.fixture(name="visit")
def give_visit() -> Record:
    """The second story."""
    return make_visit()


@pytest.fixture(name="db")
def make_db(where: str) -> talion.Database:
    """A database that is not there yet, in either home."""
    return talion.Database(where, wait=5)


@pytest.fixture(name="full")
def make_full(db: talion.Database) -> talion.Database:
    """A database with the two stories."""
    db.add([make_border(), make_visit()])
    return db
