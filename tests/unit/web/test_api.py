"""The API: pages by cursor, the same rows as CSV, tags, its own description, coding."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

import talion
from talion.parallel import Start
from talion.record import Record
from talion.store.filters import Filters
from talion.web.between import between_countries
from talion.web.coding import Busy, Coding
from talion.web.paging import Cursor, written
from talion.web.settings import MOST_BODY, MOST_TEXT


def all_of(client: TestClient, address: str) -> tuple[list[dict[str, object]], int]:
    rows, pages, cursor = [], 0, ""
    while True:
        answer = client.get(f"{address}&cursor={cursor}").json()
        rows += answer["items"]
        pages += 1
        cursor = answer["next"]
        if cursor is None:
            return rows, pages


@pytest.mark.parametrize("limit", [3, 9, 50])
@pytest.mark.parametrize("question", ["events", "claims", "links", "documents", "actors"])
def test_pages_together_are_all_rows_once_and_in_order(
    client: TestClient, path: Path, question: str, limit: int
) -> None:
    whole = getattr(talion.Database(path), question)()
    rows, pages = all_of(client, f"/api/v1/{question}?limit={limit}")
    assert rows == msgspec.json.decode(msgspec.json.encode(whole.to_pylist(), enc_hook=str))
    assert pages == -(-whole.num_rows // limit)


def test_pages_hold_with_filters_and_another_order(client: TestClient) -> None:
    rows, _ = all_of(client, "/api/v1/events?limit=4&order=confidence&type=COERCE&until=2031-06")
    assert len(rows) == 22
    assert [r["confidence"] for r in rows] == sorted(r["confidence"] for r in rows)  # type: ignore[type-var]


def test_csv_has_the_same_rows_and_the_address_of_the_next(client: TestClient) -> None:
    answer = client.get("/api/v1/events.csv?limit=5&type=COERCE")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    items = client.get("/api/v1/events?limit=5&type=COERCE").json()["items"]
    assert [r["id"] for r in rows] == [i["id"] for i in items]
    assert [float(r["goldstein"]) for r in rows] == [i["goldstein"] for i in items]
    following = answer.headers["link"].split(">")[0].removeprefix("<")
    assert client.get(following).status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_counts_are_those_of_the_database(client: TestClient, path: Path) -> None:
    items = client.get("/api/v1/counts?by=type&by=quad&since=2031").json()["items"]
    assert items == talion.Database(path).counts(["type", "quad"], since="2031").to_pylist()
    text = client.get("/api/v1/counts.csv?by=type&by=quad").text
    assert text.splitlines()[0] == "type,quad,events,goldstein"


def test_a_record_comes_as_it_was_added(client: TestClient, path: Path) -> None:
    now = Record.from_json(client.get("/api/v1/record?id=bridge-00").content)
    assert now == talion.Database(path).record("bridge-00")
    old = Record.from_json(client.get("/api/v1/record?id=bridge-00&version=1").content)
    assert old.document.publisher == "Old Post"
    assert client.get("/api/v1/record?id=no").json()["error"]["kind"] == "not-found"


def test_who_has_the_answer_gets_none_until_the_database_changes(
    served: Callable[..., TestClient], tmp_path: Path, path: Path
) -> None:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(path.read_bytes())
    client = served(database=copy)
    tag = client.get("/api/v1/events?limit=1").headers["etag"]
    again = client.get("/api/v1/events?limit=1", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/api/v1/events?limit=2").headers["etag"] != tag
    db = talion.Database(copy)
    db.add([Record(document=talion.document_from("Mali waits.", id="new").document)])
    after = client.get("/api/v1/events?limit=1", headers={"if-none-match": tag})
    assert (after.status_code, after.headers["etag"] != tag) == (200, True)


def test_the_description_tells_every_address_and_filter(client: TestClient) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    for path, methods in told["paths"].items():
        if "get" in methods:
            needed = [p["name"] for p in methods["get"]["parameters"] if p.get("required")]
            named = {n: {"id": "bridge-00"}.get(n, "") for n in needed}
            if "document" in needed:
                named = {"document": "bridge-00", "id": "e1"}
            if "dyad" in needed:
                named = {"dyad": ["KEN", "TZA"]}
            assert client.get(f"/api/v1{path}", params=named).status_code == 200, path
    names = {p["name"] for p in told["paths"]["/events"]["get"]["parameters"]}
    assert {"actor", "dyad", "since", "confidence", "order", "limit", "cursor"} <= names
    text = json.dumps(told)
    refs = {r.split('"')[0] for r in text.split("#/components/schemas/")[1:]}
    assert refs <= set(told["components"]["schemas"])


def test_a_text_is_coded_and_kept_nowhere(client: TestClient) -> None:
    before = client.get("/api/v1/status").json()
    body = {
        "text": "Chad expelled two envoys of Niger on Monday.",
        "published": "2031-05-02",
        "id": "x",
    }
    answer = client.post("/api/v1/code", json=body)
    assert answer.status_code == 200
    record = Record.from_json(answer.content)
    assert record.document.id == "x"
    assert record.words(record.events[0].trigger) == "expelled"
    assert client.get("/api/v1/status").json() == before


def test_a_storys_page_tells_what_was_not_coded_when_asked(client: TestClient) -> None:
    assert "What was considered and not coded" in client.get("/document?id=visit-0").text
    page = client.get("/document?id=visit-0&considered=1")
    assert page.status_code == 200
    assert "considered and not coded, as Talion" in page.text
    assert "predicates that are no event" in page.text


@pytest.mark.parametrize(
    "filters", [{}, {"type": ("COERCE",)}, {"since": "2031-06"}, {"actor": ("KEN",)}]
)
def test_countries_are_counted_as_the_database_counts_them(path: Path, filters: Filters) -> None:
    db = talion.Database(path)
    sides = ["actor_country", "recipient_country"]
    whole = [r for r in db.counts(sides, **filters).to_pylist() if r[sides[0]] and r[sides[1]]]
    found = sorted(between_countries(db, filters), key=lambda r: (r[sides[0]], r[sides[1]]))
    assert whole
    # means are sums of floats, which a database may add up in any order
    assert [r.pop("goldstein") for r in found] == pytest.approx([r.pop("goldstein") for r in whole])
    assert found == whole


@pytest.mark.parametrize(("body", "status"), [
    (b"", 400), (b"[]", 400), (b'{"text": 1}', 400), (b'{"text": "a", "color": "red"}', 400),
    (b'{"text": ""}', 400), (b'{"text": "a", "published": "soon"}', 400), (b'\xff\xfe', 400),
    (b'{"text": "' + b"a" * (MOST_TEXT + 1) + b'"}', 413), (b"a" * (MOST_BODY + 1), 413),
])  # fmt: skip
def test_what_is_no_document_is_refused(client: TestClient, body: bytes, status: int) -> None:
    headers = {"content-type": "application/json"}
    answer = client.post("/api/v1/code", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


def test_only_json_is_coded_and_only_when_posted(client: TestClient) -> None:
    assert client.post("/api/v1/code", data={"text": "a"}).status_code == 415
    assert client.get("/api/v1/code").status_code == 405
    assert client.post("/api/v1/events").status_code == 405


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/api/v1/counts?by=day&by=month&by=type&by=mode&by=quad", "count by fewer"),
        (f"/search?q={'word+' * 200}", "that is too long"),
        (f"/api/v1/events?cursor={written(Cursor('2031-05-02', 9, 3))}", "none of ours"),
        (f"/api/v1/events?cursor={written(Cursor('2031-55-02', 0, 3))}", "none of ours"),
    ],
)
def test_what_asks_for_too_much_or_the_impossible_is_told(
    client: TestClient, address: str, said: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert said in answer.text


def test_who_waits_too_long_for_another_text_is_told_so() -> None:
    coding = Coding(Start(fast=True), patience=0.01)
    with coding._alone(), pytest.raises(Busy, match="another text is being coded"):
        coding.code(b'{"text": "Chad left."}')
    assert coding.code(b'{"text": "Chad left."}').document.text == "Chad left."
