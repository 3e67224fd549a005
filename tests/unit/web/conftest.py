"""A database of invented stories, and a client of its pages."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import talion
from talion.parallel import Start
from talion.record import Actor, Claim, Document, Event, Link, LinkEnd, Place, Record, Source, Time
from talion.web.app import build
from talion.web.settings import Settings

HOST = "http://127.0.0.1"
HOSTILE = "<script>document.title='foreign'</script>\"'><img src=x onerror=alert(1)>{{7*7}}"

TEXT = (
    "Kenya closed the bridge at Migori after Tanzania seized 12 boats, an official said. Dodoma denied"
    " that it was an answer."
)


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def bridge(id: str, day: date, text: str = TEXT, **more: Any) -> Record:
    """Kenya answers Tanzania's act of two days before; Tanzania denies the link."""
    more = {
        "published": day.isoformat(),
        "publisher": "Lake Post",
        "title": f"A bridge on {day}",
    } | more
    before = day - timedelta(2)
    return Record(
        document=Document(id=id, text=text, sha256=sha256(text.encode()).hexdigest(), **more),
        sentences=((0, 83), (84, len(text))),
        actors=(
            Actor(id="a1", name="Kenya", kind="state", country="KEN", sector="GOV", mentions=(span("Kenya"),)),
            Actor(id="a2", name="Tanzania", kind="state", country="TZA", sector="GOV",
                  mentions=(span("Tanzania"), span("Dodoma"))),
            Actor(id="a3", name="an official", kind="person", mentions=(span("an official"),)),
        ),
        events=(
            Event(id="e1", type="COERCE", mode="restrict", cameo="172", quad="material-conflict",
                  goldstein=-5.0, actors=("a1",), recipients=("a2",), status="happened", claims=("c1",),
                  trigger=span("closed"), sentence=0, confidence=0.91),
            Event(id="e2", type="COERCE", mode="seize", quad="material-conflict", goldstein=-7.0,
                  actors=("a2",), recipients=("a1",), status="happened", time="t1",
                  trigger=span("seized"), sentence=0, confidence=0.8),
        ),
        claims=(
            Claim(id="c1", source=Source(actor="a3", span=span("an official"), anonymous=True),
                  cue=span("said"), content=((0, 64),), quote="indirect", stance="asserts",
                  about=("e1", "l1")),
            Claim(id="c2", source=Source(actor="a2", span=span("Dodoma")), cue=span("denied"),
                  content=(span("it was an answer"),), quote="indirect", stance="denies", about=("l1",)),
        ),
        links=(
            Link(id="l1", kind="retaliation", antecedent=LinkEnd(event="e2", span=span("seized")),
                 response=LinkEnd(event="e1", span=span("closed")), cue=span("after"), status="disputed",
                 claims=("c1", "c2"), confidence=0.8),
        ),
        times=(Time(id="t1", span=span("after"), start=before.isoformat(), end=day.isoformat(), text="after"),),
    )  # fmt: skip


def visit(id: str, day: date | None, **more: Any) -> Record:
    """Niger's envoy visits Chad."""
    text = "Niger's envoy visited Chad's council."
    more = {"published": day.isoformat() if day else None, "publisher": "Sahel Daily"} | more
    return Record(
        document=Document(id=id, text=text, sha256=sha256(text.encode()).hexdigest(), **more),
        sentences=((0, len(text)),),
        actors=(
            Actor(id="a1", name="Niger's envoy", kind="person", country="NER", sector="GOV", mentions=((0, 13),)),
            Actor(id="a2", name="Chad's council", kind="organization", country="TCD", sector="LEG",
                  mentions=((22, 36),)),
        ),
        events=(
            Event(id="e1", type="CONSULT", mode="visit", quad="verbal-cooperation", goldstein=2.8,
                  actors=("a1",), recipients=("a2",), status="planned", trigger=(14, 21), sentence=0,
                  confidence=0.99),
        ),
    )  # fmt: skip


def twin(id: str, text: str, publisher: str, mode: str = "restrict") -> Record:
    """One closing of a road, at one place, as another paper tells it."""
    return Record(
        document=Document(id=id, text=text, sha256=sha256(text.encode()).hexdigest(), publisher=publisher,
                          published="2033-03-04", title=f"{publisher} on a road"),
        sentences=((0, len(text)),),
        actors=(
            Actor(id="a1", name="Kenya", kind="state", country="KEN", mentions=(span("Kenya", text),)),
            Actor(id="a2", name="Tanzania", kind="state", country="TZA", mentions=(span("Tanzania", text),)),
        ),
        events=(
            Event(id="e1", type="COERCE", mode=mode, quad="material-conflict", goldstein=-5.0, actors=("a1",),
                  recipients=("a2",), status="happened", trigger=span("road", text), sentence=0, place="p1",
                  confidence=0.9),
        ),
        places=(Place(id="p1", span=span("Lowmere", text), name="Lowmere", kind="place", country="KEN", lat=-1.0,
                      lon=34.5),),
    )  # fmt: skip


ROAD = "Kenya blocked the marsh road at Lowmere after the heron count, and Tanzania recalled its surveyors."
ROADS = (
    twin("twin-1", ROAD, "Lake Post"),
    twin("twin-2", f"{ROAD} ", "Marsh Wire"),
    twin(
        "twin-3",
        "Lowmere's marsh road was seized by Kenya; the heron surveyors of Tanzania left.",
        "Hill Post",
        "seize",
    ),
)


def ferry(
    id: str, day: str, text: str, trigger: str, sides: tuple[str, str], motive: str = ""
) -> Record:
    """An act of one country on the other; with ``motive`` what it answers, in the story's words."""
    link = (
        Link(id="l1", kind="retaliation", antecedent=LinkEnd(event=None, span=span(motive, text)),
             response=LinkEnd(event="e1", span=span(trigger, text)), cue=span("in retaliation for", text),
             status="claimed", confidence=0.9),
    ) if motive else ()  # fmt: skip
    return Record(
        document=Document(id=id, text=text, sha256=sha256(text.encode()).hexdigest(), published=day),
        sentences=((0, len(text)),),
        actors=tuple(Actor(id=f"a{n}", name={"UGA": "Uganda", "RWA": "Rwanda"}[c], kind="state", country=c,
                           mentions=((0, 6),)) for n, c in enumerate(sides, 1)),
        events=(
            Event(id="e1", type="COERCE", quad="material-conflict", goldstein=-7.0, actors=("a1",),
                  recipients=("a2",), status="happened", trigger=span(trigger, text), sentence=0, confidence=0.95),
        ),
        links=link,
    )  # fmt: skip


FERRIES = (
    ferry("ferry-1", "2032-03-04", "Uganda impounded six sisal barges of Rwanda near Vanga.", "impounded",
          ("UGA", "RWA")),
    ferry("ferry-2", "2032-03-11", "Rwanda turned back Ugandan pilots, in retaliation for the impounded sisal"
          " barges near Vanga.", "turned back", ("RWA", "UGA"), "the impounded sisal barges near Vanga"),
)  # fmt: skip


def hostile() -> Record:
    """A story whose every word is an attack."""
    return Record(
        document=Document(id="../../etc/passwd?x=<b>&y=%00#z", title=HOSTILE, text=HOSTILE, publisher=HOSTILE,
                          url="javascript:alert(1)", published="2031-05-09", sha256="0" * 64),
        sentences=((0, len(HOSTILE)),),
        actors=(Actor(id="a\"><b>", name=HOSTILE, kind="state", country="KEN", sector="GOV",
                      mentions=((0, 8),)),),
        events=(Event(id="e'1", type="ASSAULT", mode="beat", quad="material-conflict", goldstein=-9.0,
                      actors=("a\"><b>",), recipients=("a\"><b>",), status="happened", trigger=(0, 8),
                      sentence=0, confidence=0.5),),
    )  # fmt: skip


def many() -> Iterator[Record]:
    """Thirty-six stories over a year, some on one day, two without any."""
    for n in range(20):
        yield bridge(f"bridge-{n:02}", date(2031, 1, 3) + timedelta(17 * n))
    for n in range(8):
        yield visit(f"visit-{n}", date(2031, 6, 1))
    yield visit("someday", None)
    yield visit("never", None)
    yield from ROADS
    yield from FERRIES
    yield hostile()


@pytest.fixture(name="path", scope="session")
def make_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all stories; the first bridge was corrected once."""
    path = tmp_path_factory.mktemp("web") / "talion.duckdb"
    db = talion.Database(path)
    db.add([bridge("bridge-00", date(2031, 1, 3), publisher="Old Post")])
    db.add(many())
    return path


@pytest.fixture(name="client", scope="session")
def make_client(path: Path) -> TestClient:
    """Who asks the pages of that database."""
    return TestClient(build(Settings(database=path, start=Start(fast=True))), base_url=HOST)


@pytest.fixture(name="served")
def give_served(path: Path) -> Callable[..., TestClient]:
    """Makes a client of a server with other settings."""

    def served(base: str = HOST, **settings: Any) -> TestClient:
        app = build(Settings(**({"database": path} | settings)))
        return TestClient(app, base_url=base, raise_server_exceptions=False, follow_redirects=False)

    return served
