"""What can be asked, and what comes back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import talion
from talion.record import Record
from talion.store import queries
from talion.store.filters import Filter, day
from talion.store.migrate import migrations

NEEDS = pytest.mark.needs("pg_ctlcluster", "initdb")
E1, E2, VISIT = ("border", "e1"), ("border", "e2"), ("visit", "e1")


def found(table: Any) -> set[tuple[str, str]]:
    return {(r["document"], r["id"]) for r in table.to_pylist()}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {E1, E2, VISIT}),
        ({"actor": "KEN"}, {E1}),
        ({"actor": "ken"}, {E1}),
        ({"actor": ["KEN", "TCD"]}, {E1, VISIT}),
        ({"actor": "COP"}, {E2}),
        ({"actor": "KEN/GOV"}, {E1}),
        ({"actor": "KEN/COP"}, set()),
        ({"actor": "PoLice"}, {E2}),
        ({"actor": "100%"}, set()),
        ({"actor": "Ken_a"}, set()),
        ({"recipient": "TZA"}, {E1}),
        ({"recipient": "Niger's"}, {VISIT}),
        ({"actor": "KEN", "recipient": "NER"}, set()),
        ({"dyad": ("KEN", "TZA")}, {E1}),
        ({"dyad": ("NER", "TCD")}, {VISIT}),
        ({"type": "coerce"}, {E1, E2}),
        ({"type": ["COERCE", "CONSULT"], "status": "happened"}, {E1, VISIT}),
        ({"mode": "seize"}, {E2}),
        ({"quad": "verbal-cooperation"}, {VISIT}),
        ({"context": "maritime"}, {E1}),
        ({"context": "maritime", "actor": "KEN"}, {E1}),
        ({"status": "denied"}, {E2}),
        ({"since": "2031-05-06"}, {E2, VISIT}),
        ({"since": "2031-05", "until": "2031-05"}, {E1, E2}),
        ({"until": "2031-05-05"}, {E1}),
        ({"until": date(2031, 5, 5)}, {E1}),
        ({"since": "2031", "dated": True}, {E1}),
        ({"place": "KEN"}, {E1}),
        ({"place": "migo"}, {E1}),
        ({"text": "bridge"}, {E1}),
        ({"text": "BOATS, an official"}, {E2}),
        ({"text": "Dodoma denied"}, set()),
        ({"text": "council", "actor": "TCD"}, {VISIT}),
        ({"publisher": "lake post"}, {E1, E2}),
        ({"document": "visit"}, {VISIT}),
        ({"confidence": 0.9}, {E1, VISIT}),
        ({"actor": ()}, {E1, E2, VISIT}),
    ],
)
def test_filters_of_events(full: talion.Database, filters: Any, expected: set[Any]) -> None:
    table = full.events(**filters)
    assert found(table) == expected
    assert len(table) == len(expected) == full.event_count(**filters)
    assert sum(full.counts(["type", "quad"], **filters)["events"].to_pylist()) == len(expected)


def test_events_have_the_columns_of_a_record_table(
    full: talion.Database, border: Callable[..., Record]
) -> None:
    asked = {r["id"]: r for r in full.events(document="border").to_pylist()}
    for row in border().events_table().to_pylist():
        assert {k: asked[row["id"]][k] for k in row} == row
    assert asked["e2"]["sentence_text"].startswith("It did so because")
    assert (asked["e1"]["day"], asked["e1"]["dated"]) == (date(2031, 5, 5), True)
    assert (asked["e2"]["day"], asked["e2"]["dated"]) == (date(2031, 5, 6), False)


def test_order_and_limit(full: talion.Database) -> None:
    def ids(**asked: Any) -> list[tuple[str, str]]:
        return [(r["document"], r["id"]) for r in full.events(**asked).to_pylist()]

    assert ids() == [VISIT, E2, E1]
    assert ids(order="day") == [E1, E2, VISIT]
    assert ids(order="-confidence", limit=2) == [VISIT, E1]
    assert ids(order="goldstein", limit=1, actor=["KEN", "TZA"]) == [E2]
    assert ids(limit=0) == []


def test_few_events_without_a_limit_are_answered_from_their_own_texts(
    full: talion.Database,
) -> None:
    for asked in ({"document": "border"}, {"actor": "KEN"}, {"text": "seized"}, {}):
        few = full.events(**asked).to_pylist()
        assert few == full.events(**asked, limit=9).to_pylist()
        assert few
    query = queries.events(Filter.of({"document": "border"}, queries.EVENT_FILTERS), "-day", None)
    assert query.plan is not None
    assert "FROM documents WHERE doc IN" in query.plan(lambda *_: [(1 << 20,)]).sql
    assert "FROM documents told" in query.plan(lambda *_: [(n,) for n in range(9999)]).sql


def test_a_limit_is_of_events_however_many_parties_they_have(
    db: talion.Database, border: Callable[..., Record]
) -> None:
    import msgspec

    record = border()
    many = tuple(
        msgspec.structs.replace(record.actors[0], id=f"k{n}", name=f"Kenya {n}") for n in range(9)
    )
    event = msgspec.structs.replace(
        record.events[0],
        actors=tuple(a.id for a in many),
        recipients=tuple(a.id for a in many),
    )
    events = tuple(msgspec.structs.replace(event, id=f"x{n}") for n in range(7))
    db.add([msgspec.structs.replace(record, actors=many, events=events)])
    for limit in (1, 3, 7, 9):
        rows = db.events(dyad=("KEN", "KEN"), limit=limit).to_pylist()
        assert [r["id"] for r in rows] == [f"x{n}" for n in range(min(limit, 7))]
    assert db.counts("day", actor="KEN").to_pylist()[0]["events"] == 7


def test_counts(full: talion.Database) -> None:
    assert full.counts("month").to_pylist() == [
        {"month": "2031-05", "events": 2, "goldstein": -6.0},
        {"month": "2031-06", "events": 1, "goldstein": 2.8},
    ]
    pairs = full.counts(["actor_country", "recipient_country"], type="COERCE").to_pylist()
    assert [(r["actor_country"], r["recipient_country"], r["events"]) for r in pairs] == [
        ("KEN", "TZA", 1), ("TZA", None, 1),
    ]  # fmt: skip
    for name in queries.BUCKETS:
        assert full.counts(name).num_rows, name


def test_claims(full: talion.Database) -> None:
    def ids(**asked: Any) -> list[str]:
        return [r["id"] for r in full.claims(**asked).to_pylist()]

    assert ids() == ["c1", "c2"]
    assert ids(actor="official", text="12 BOATS", stance="asserts") == ["c1"]
    assert ids(type="COERCE") == ["c1"]
    assert ids(type="CONSULT") == ids(since="2032") == ids(publisher="Sahel Daily") == []
    first = full.claims(limit=1).to_pylist()[0]
    assert (first["source_name"], first["content"]) == (
        "an official", ["Tanzanian police", "had seized 12 boats"],
    )  # fmt: skip
    assert (first["chain_names"], first["anonymous"]) == (["Tanzania"], True)


def test_links(full: talion.Database) -> None:
    def ids(**asked: Any) -> list[str]:
        return [r["id"] for r in full.links(**asked).to_pylist()]

    assert ids() == ["l2", "l1"]
    assert ids(order="-confidence") == ["l1", "l2"]
    assert ids(actor="KEN") == ids(dyad=("TZA", "KEN")) == ids(type="COERCE") == ["l1"]
    assert ids(actor="TZA") == ids(kind="condition") == []
    assert ids(status="disputed") == ids(text="because", confidence=0.5) == ["l1"]
    link = full.links(kind="retaliation").to_pylist()[0]
    assert (link["response_type"], link["response_actors"]) == ("COERCE", ["Kenya"])
    assert (link["antecedent_actors"], link["antecedent_words"]) == (["Tanzanian police"], "seized")


def test_documents(full: talion.Database) -> None:
    def ids(**asked: Any) -> list[str]:
        return [r["id"] for r in full.documents(**asked).to_pylist()]

    assert ids() == ["visit", "border"]
    assert ids(actor="KEN") == ids(text="dodoma") == ids(until="2031-05") == ["border"]
    assert ids(type="CONSULT", publisher="sahel daily") == ids(document="visit") == ["visit"]
    assert ids(order="-events", dated=True) == ["border"]
    assert full.documents(document="border").to_pylist()[0]["sentences"] == 3


def test_actors(full: talion.Database) -> None:
    def names(**asked: Any) -> list[str]:
        return [r["name"] for r in full.actors(**asked).to_pylist()]

    assert names(order="-mentions", limit=1) == ["Kenya"]
    assert names(actor="TZA") == ["Tanzania", "Tanzanian police"]
    assert names(actor="TZA/COP") == names(actor="police") == ["Tanzanian police"]
    assert names(kind="person") == ["Chad's envoy", "an official"]
    assert names(text="envoy", kind="organization") == ["Niger's council"]
    assert names(document="visit", since="2031-06", order="name") == [
        "Chad's envoy",
        "Niger's council",
    ]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda db: db.events(since="soon"), "'soon' is no day"),
        (lambda db: db.events(until="2031-13"), "'2031-13' is no day"),
        (lambda db: db.events(dyad=("KEN",)), "a dyad is two parties"),
        (lambda db: db.events(speaker="KEN"), "no filter 'speaker'"),
        (lambda db: db.claims(recipient="KEN"), "no filter 'recipient'"),
        (lambda db: db.events(order="colour"), "can't be ordered by 'colour'"),
        (lambda db: db.events(limit=-1), "a limit of -1"),
        (lambda db: db.counts("colour"), "can't be counted by 'colour'"),
        (lambda db: db.sql("SELEC 1"), "syntax error"),
        (lambda db: db.sql("SELECT * FROM event"), "event"),
        (lambda db: db.sql("SELECT colour FROM events"), "colour"),
        (lambda db: db.sql("SELECT 1 / (n - n) / 'x' FROM events"), "x"),
        (lambda db: db.sql(""), "no question"),
        (lambda db: db.sql("DELETE FROM events"), "only read"),
        (lambda db: db.sql("DROP TABLE events"), "only read"),
        (lambda db: db.sql("COPY events TO '/tmp/x.csv'"), "only read"),
    ],
)
def test_what_makes_no_sense_is_said(full: talion.Database, ask: Any, said: str) -> None:
    with pytest.raises(talion.QueryError) as caught:
        ask(full)
    assert said in str(caught.value)
    assert full.status().events == 3


@pytest.mark.parametrize("where", ["duckdb"], indirect=True)
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * FROM event", 'Did you mean "events"'),
        ("SELECT * FROM read_text('/etc/hostname')", "only read"),
        ("ATTACH 'other.duckdb'", "only read"),
        ("SELECT error('no')", "no"),
    ],
)
def test_what_duckdb_alone_can_is_kept_to_the_file(
    full: talion.Database, query: str, said: str
) -> None:
    with pytest.raises(talion.QueryError, match=said):
        full.sql(query)


@pytest.mark.parametrize("where", [pytest.param("postgres", marks=NEEDS)], indirect=True)
@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1; DROP TABLE talion.events",
        "WITH gone AS (DELETE FROM events RETURNING 1) SELECT * FROM gone",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "SELECT nextval('x')",
        "COMMIT",
    ],
)
def test_what_a_server_is_asked_changes_nothing(full: talion.Database, query: str) -> None:
    with pytest.raises(talion.QueryError):
        full.sql(query)
    with full as kept:
        with pytest.raises(talion.QueryError):
            kept.sql(query)
        assert kept.event_count() == 3


def test_sql_takes_parameters_and_gives_arrow(full: talion.Database) -> None:
    table = full.sql("SELECT id FROM events WHERE type = ? ORDER BY id", ["COERCE"])
    assert table.to_pydict() == {"id": ["e1", "e2"]}


def test_many_questions_with_the_file_kept_open(full: talion.Database, visit: Record) -> None:
    with full as db:
        assert db.event_count() == 3
        db.add([visit])
        assert len(db.events()) == 3
    assert full.event_count() == 3


def test_status(full: talion.Database) -> None:
    status = full.status()
    assert (status.documents, status.events, status.claims, status.links) == (2, 3, 2, 2)
    assert (status.first, status.last) == (date(2031, 5, 5), date(2031, 6, 1))
    assert (status.replaced, status.failures) == (0, 0)
    assert status.schema == migrations()[-1].number
    assert status.bytes > 0


def test_days_months_and_years() -> None:
    assert day("2032-02", end=True) == date(2032, 2, 29)
    assert (day("2031"), day("2031", end=True)) == (date(2031, 1, 1), date(2031, 12, 31))
