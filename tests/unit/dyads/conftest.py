"""Dyads that are made by hand or by chance; no text of anybody's."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from talion.dyads.acts import Act, Dyad, Pair
from talion.dyads.gather import gathered
from talion.ontology import plover
from talion.record import Actor, Claim, Document, Event, Link, LinkEnd, Record, Source, Time

START = date(2031, 1, 6)
PAIR = Pair("KEN", "TZA")
Days = Sequence[int] | np.ndarray


def act(day: int, forward: bool = True, type_: str = "COERCE", **more: Any) -> Act:
    entry = plover().types[type_]
    fields = {"quad": entry.quad, "goldstein": entry.goldstein, **more}
    return Act(day=START + timedelta(int(day)), forward=forward, type=type_, **fields)


@pytest.fixture(name="dyad")
def make_dyad() -> Callable[..., Dyad]:
    """A dyad of COERCE acts on these days in each direction; ``length`` is how many days are observed."""

    def made(forward: Days = (), back: Days = (), length: int = 30) -> Dyad:
        acts = [act(d, True) for d in forward] + [act(d, False) for d in back]
        made = gathered(PAIR, acts, START, START + timedelta(length - 1))
        return Dyad(
            **{f: getattr(made, f) for f in made.__struct_fields__} | {"acts": made.tellings}
        )

    return made


@pytest.fixture(name="record")
def make_record() -> Callable[..., Record]:
    """A story of one day: Kenya expels, Tanzania arrests in answer, as a source claims."""

    def made(
        id: str = "a", published: str | None = "2031-01-08", status: str = "happened"
    ) -> Record:
        actors = (
            Actor(id="a1", name="Kenya", kind="state", country="KEN", mentions=((0, 5),)),
            Actor(id="a2", name="Tanzania", kind="state", country="TZA", mentions=((6, 14),)),
        )
        common = {"trigger": (0, 5), "sentence": 0, "confidence": 0.5, "status": status}
        events = (
            Event(id="e1", type="SANCTION", mode="expel", quad="material-conflict", goldstein=-5.5,
                  actors=("a1",), recipients=("a2",), time="t1", **common),
            Event(id="e2", type="COERCE", mode="arrest", quad="material-conflict", goldstein=-7.0,
                  actors=("a2",), recipients=("a1",),
                  contexts=("migration", "legal"), **common),
        )  # fmt: skip
        link = Link(
            id="l1", kind="retaliation", antecedent=LinkEnd(event="e1", span=(0, 5)),
            response=LinkEnd(event="e2", span=(6, 14)), status="claimed", confidence=0.5, claims=("c1", "c2"),
        )  # fmt: skip
        document = Document(
            id=id, text="Kenya Tanzania", sha256="0", published=published, publisher="The Plain"
        )
        times = (Time(id="t1", span=(0, 5), start="2031-01-06", end="2031-01-07", text="Kenya"),)
        claims = tuple(
            Claim(id=id, source=Source(actor=actor, span=(0, 5)), content=((0, 14),), quote="indirect",
                  stance=stance)
            for id, actor, stance in (("c1", "a1", "asserts"), ("c2", None, "denies"))
        )  # fmt: skip
        return Record(claims=claims, document=document, sentences=((0, 14),), actors=actors, events=events,
                      links=(link,), times=times)  # fmt: skip

    return made
