"""A record made by hand, of an invented story."""

import hashlib

import pytest

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
)

TEXT = (
    "Bora expels envoys after arrest\n\n"
    "On Friday Bora expelled two envoys of Lume in retaliation for the arrest of a pilot, "
    "a ministry source told the Courier. The ministry denied that it was a retaliation."
)


def span(words: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return at, at + len(words)


@pytest.fixture(name="record")
def make_record() -> Record:
    expulsion = Event(
        id="e1", type="SANCTION", mode="expel", contexts=("diplomatic",), cameo="1613",
        quad="material-conflict", goldstein=-6.5, actors=("a1",), recipients=("a2",),
        status="happened", time="t1", place="p1", quantities=("q1",), trigger=span("expels"),
        sentence=0, claims=("c1",), mentions=(Mention(sentence=1, trigger=span("expelled")),),
        confidence=0.91,
    )  # fmt: skip
    arrest = Event(
        id="e2", type="COERCE", mode="arrest", quad="material-conflict", goldstein=-7.0,
        recipients=("a3",), status="planned", trigger=span("arrest"), sentence=0, confidence=0.6,
    )  # fmt: skip
    cue = span("in retaliation for")
    return Record(
        document=Document(
            id="bora", title="Bora expels envoys after arrest", published="2031-05-02",
            publisher="Courier", url="https://news.example/bora", language="en", text=TEXT,
            sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        ),
        sentences=((0, 31), (33, len(TEXT))),
        actors=(
            Actor(id="a1", name="Bora", kind="state", country="BRA", sector="GOV",
                  mentions=(span("Bora"), span("Bora", 1))),
            Actor(id="a2", name="two envoys", kind="group", country="LUM", sector="GOV",
                  mentions=(span("two envoys of Lume"),)),
            Actor(id="a3", name="a pilot", kind="person", mentions=(span("a pilot"),)),
            Actor(id="a4", name="the ministry", kind="organization", country="BRA", sector="GOV",
                  mentions=(span("ministry"), span("The ministry"))),
        ),
        events=(expulsion, arrest),
        claims=(
            Claim(id="c1", source=Source(actor="a4", span=span("a ministry source"), anonymous=True),
                  cue=span("told"), content=((span("Bora", 1)[0], span("a pilot")[1]),),
                  quote="indirect", stance="asserts", about=("e1", "l1"), chain=("a1",)),
            Claim(id="c2", source=Source(actor="a4", span=span("The ministry")), cue=span("denied"),
                  content=(span("that it was a retaliation"),), quote="indirect", stance="denies",
                  about=("l1",)),
        ),
        links=(
            Link(id="l1", kind="retaliation", antecedent=LinkEnd(event="e2", span=span("arrest", 1)),
                 response=LinkEnd(event="e1", span=span("expelled")), cue=cue, status="disputed",
                 claims=("c1", "c2"), confidence=0.8),
        ),
        quantities=(
            Quantity(id="q1", span=span("two envoys"), value=2.0, low=2.0, high=2.0, unit="envoy",
                     kind="count", of=span("envoys", 1),
                     checks=(Check(against=("q2",), kind="same", consistent=False, note="2 is not 3"),)),
        ),
        places=(
            Place(id="p1", span=span("Lume"), name="Lume", country="LUM", lat=1.5, lon=2.25,
                  geonames=7, kind="country"),
        ),
        times=(Time(id="t1", span=span("Friday"), start="2031-05-02", end="2031-05-03",
                    text="Friday", relative=True),),
        pairs=(PairAnswer(id="x", type="SANCTION", confidence=0.5, event="e1"),),
    )  # fmt: skip
