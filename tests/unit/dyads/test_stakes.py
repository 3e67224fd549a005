"""Figures of stories about what is at stake: which are taken, what they are about, which contradict which."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from talion import Database, Record
from talion.dyads.acts import Pair
from talion.dyads.stakes import Stake, bounds, compared, matters, of_record, read_stakes
from talion.record import Actor, Claim, Document, Event, Quantity, Source

PAIR = Pair("KEN", "TZA")
TEXT = (
    "Officials say 300,000 Kenyan migrants live in Tanzania. They send home 90 million dollars a year. "
    "Kenya detained 40 Tanzanian drivers. Trade is worth 2 billion dollars. Far away 5,000 tourists came."
)


def span(words: str) -> tuple[int, int]:
    at = TEXT.index(words)
    return at, at + len(words)


@pytest.fixture(name="told")
def make_told() -> Callable[..., Record]:
    def made(id: str = "a", published: str = "2031-03-02", migrants: float = 300_000.0) -> Record:
        ends = [i + 1 for i, c in enumerate(TEXT) if c == "."]
        actors = (
            Actor(id="a1", name="Kenya", kind="state", country="KEN",
                  mentions=((span("Kenya detained")[0], span("Kenya detained")[0] + 5),)),
            Actor(id="a2", name="Tanzania", kind="state", country="TZA", mentions=(span("Tanzania."),)),
            Actor(id="a3", name="migrants", kind="group", country="KEN", mentions=(span("Kenyan migrants"),)),
            Actor(id="a4", name="Officials", kind="group", mentions=(span("Officials"),)),
        )  # fmt: skip
        quantities = (
            Quantity(id="q1", span=span("300,000"), of=span("Kenyan migrants"), value=migrants, kind="count",
                     statistic=True),
            Quantity(id="q2", span=span("90 million dollars a year"), value=9e7, unit="dollar per year",
                     kind="money"),
            Quantity(id="q3", span=span("40 Tanzanian drivers"), value=40.0, unit="driver", kind="count"),
            Quantity(id="q4", span=span("2 billion dollars"), value=2e9, unit="dollar", kind="money",
                     statistic=True),
            Quantity(id="q5", span=span("5,000 tourists"), value=5e3, unit="tourist", kind="count"),
        )  # fmt: skip
        event = Event(id="e1", type="COERCE", quad="material-conflict", goldstein=-7.0, actors=("a1",),
                      status="happened", trigger=span("detained"), sentence=2, quantities=("q3",),
                      confidence=0.9)  # fmt: skip
        claim = Claim(id="c1", source=Source(actor="a4", span=span("Officials")), quote="indirect",
                      content=((span("300,000")[0], ends[0]),), stance="asserts")  # fmt: skip
        return Record(
            document=Document(id=id, text=TEXT, sha256="0", published=published, publisher="The Plain"),
            sentences=tuple(zip([0, *(e + 1 for e in ends[:-1])], ends, strict=True)), actors=actors,
            quantities=quantities, events=(event,), claims=(claim,),
        )  # fmt: skip

    return made


def test_background_figures_near_a_party_are_taken(told: Callable[..., Record]) -> None:
    found = list(of_record(told(), PAIR))
    assert [(s.theme, s.matter, s.whose, s.measure, s.value, s.speaker) for s in found] == [
        ("people", "migrants", "KEN", "count", 300_000.0, "Officials"),
        ("money", "remittances", None, "dollar", 9e7, None),
        ("trade", "trade", None, "dollar", 2e9, None),
    ]  # fmt: skip
    assert found[1].sentence == "They send home 90 million dollars a year."
    assert (found[0].day, found[0].publisher) == (date(2031, 3, 2), "The Plain")
    assert not list(of_record(told(), Pair("KEN", "UGA")))


def test_a_large_count_that_no_event_tells_is_at_stake(told: Callable[..., Record]) -> None:
    record = told()
    plain = [structs.replace(q, statistic=False) for q in record.quantities]
    found = of_record(structs.replace(record, quantities=tuple(plain)), PAIR)
    assert [s.quantity for s in found if s.measure == "count"] == ["q1"]
    small = [structs.replace(q, value=min(q.value or 0.0, 900.0)) for q in plain]
    found = of_record(structs.replace(record, quantities=tuple(small)), PAIR)
    assert [s.quantity for s in found if s.measure == "count"] == []


def test_records_and_database_tell_the_same(tmp_path: Path, told: Callable[..., Record]) -> None:
    held = [told("a"), told("b", "2031-06-11", 520_000.0), told("c", "2033-01-01", 900_000.0)]
    lines, path = tmp_path / "r.jsonl", tmp_path / "t.duckdb"
    lines.write_text("\n".join(r.to_json() for r in held))
    Database(path).add(held)
    found = read_stakes("KEN", "TZA", [lines])
    assert found == read_stakes("KEN", "TZA", [path])
    people = [s for s in found if s.theme == "people"]
    assert [(s.document, len(s.contradicts)) for s in people] == [("a", 1), ("b", 1), ("c", 0)]
    assert people[0].contradicts == (people[1].n,)
    late = read_stakes("KEN", "TZA", [path], since=date(2032, 1, 1))
    assert {s.document for s in late} == {"c"}


def stake(value: float | None, **more: Any) -> Stake:
    fields = {
        "day": date(2031, 1, 1),
        "document": "a",
        "low": None,
        "high": None,
        "modifier": "=",
        **more,
    }
    return Stake(theme="people", matter="migrants", whose=None, measure="count", value=value, words="",
                 sentence="", speaker=None, publisher=None, quantity="q1", **fields)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        (stake(700_000), stake(730_000), False),
        (stake(711_000), stake(730_000), True),
        (stake(300, modifier="~"), stake(320), False),
        (stake(500, modifier=">"), stake(9_000), False),
        (stake(500, modifier=">"), stake(90), True),
        (stake(None, low=200, high=300), stake(250), False),
    ],
)
def test_figures_that_can_not_both_be_true(one: Stake, other: Stake, contradict: bool) -> None:
    found = compared([one, stake(other.value, document="b", modifier=other.modifier)])
    assert [bool(s.contradicts) for s in found] == [contradict, contradict]


def test_open_ends() -> None:
    assert bounds(stake(500, modifier="<"))[0] == float("-inf")
    assert bounds(stake(0)) == (0, 0)


def test_words_of_matters_are_of_one_matter() -> None:
    assert {theme for (theme, _), _ in matters()} == {"people", "money", "trade"}
    names = [name for (_, name), _ in matters()]
    assert len(names) == len(set(names))
