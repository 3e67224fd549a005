"""Rows of the database back to the records that they came from, exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

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
from talion.spans import Span

if TYPE_CHECKING:
    from talion.store.home import Session

Row = dict[str, Any]
_LAYERS = ("actors", "events", "claims", "links", "quantities", "places", "times", "pairs")


def records(session: Session, docs: Sequence[int]) -> Iterator[Record]:
    """The records of these documents, in the order of their keys; none of none."""
    if not docs:
        return
    parts = {layer: _by_document(session, layer, docs) for layer in _LAYERS}
    for row in _rows(session, "documents", docs, "doc"):
        yield _record(row, {layer: parts[layer][row["doc"]] for layer in _LAYERS})


def _by_document(session: Session, layer: str, docs: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in _rows(session, layer, docs, "doc, n"):
        found[row["doc"]].append(row)
    return found


def _rows(session: Session, table: str, docs: Sequence[int], order: str) -> list[Row]:
    keys = ", ".join(str(int(d)) for d in docs)
    return session.named(f"SELECT * FROM {table} WHERE doc IN ({keys}) ORDER BY {order}")


def _record(row: Row, parts: dict[str, list[Row]]) -> Record:
    return Record(
        document=Document(
            id=row["id"], title=row["title"], published=row["published"], publisher=row["publisher"],
            url=row["url"], language=row["language"], text=row["text"], sha256=row["sha256"],
        ),
        sentences=_spans(row["sentences"]),
        actors=tuple(_actor(r) for r in parts["actors"]),
        events=tuple(_event(r) for r in parts["events"]),
        claims=tuple(_claim(r) for r in parts["claims"]),
        links=tuple(_link(r) for r in parts["links"]),
        quantities=tuple(_quantity(r) for r in parts["quantities"]),
        places=tuple(_place(r) for r in parts["places"]),
        times=tuple(_time(r) for r in parts["times"]),
        pairs=tuple(_pair(r) for r in parts["pairs"]),
    )  # fmt: skip


def _actor(r: Row) -> Actor:
    return Actor(
        id=r["id"], name=r["name"], kind=r["kind"], country=r["country"], sector=r["sector"],
        mentions=_spans(r["mentions"]),
    )  # fmt: skip


def _event(r: Row) -> Event:
    return Event(
        id=r["id"], type=r["type"], mode=r["mode"], contexts=tuple(r["contexts"]),
        cameo=r["cameo"], quad=r["quad"], goldstein=r["goldstein"], actors=tuple(r["actors"]),
        recipients=tuple(r["recipients"]), status=r["status"], time=r["time"], place=r["place"],
        quantities=tuple(r["quantities"]), trigger=(r["trigger_start"], r["trigger_end"]),
        sentence=r["sentence"], claims=tuple(r["claims"]), confidence=r["confidence"],
        mentions=tuple(
            Mention(sentence=m["sentence"], trigger=(m["start"], m["end"])) for m in r["mentions"]
        ),
    )  # fmt: skip


def _claim(r: Row) -> Claim:
    source = Source(actor=r["source"], span=_span(r, "source"), anonymous=r["anonymous"])
    return Claim(
        id=r["id"], source=source, cue=_span(r, "cue"), content=_spans(r["content_spans"]),
        quote=r["quote"], stance=r["stance"], about=tuple(r["about"]), chain=tuple(r["chain"]),
    )  # fmt: skip


def _link(r: Row) -> Link:
    return Link(
        id=r["id"], kind=r["kind"], antecedent=_end(r, "antecedent"), response=_end(r, "response"),
        cue=_span(r, "cue"), status=r["status"], claims=tuple(r["claims"]),
        confidence=r["confidence"],
    )  # fmt: skip


def _end(r: Row, name: str) -> LinkEnd:
    return LinkEnd(event=r[name], span=(r[f"{name}_start"], r[f"{name}_end"]))


def _quantity(r: Row) -> Quantity:
    return Quantity(
        id=r["id"], span=(r["words_start"], r["words_end"]), value=r["value"], low=r["low"],
        high=r["high"], modifier=r["modifier"], unit=r["unit"], kind=r["kind"], of=_span(r, "of"),
        statistic=r["statistic"], checks=tuple(_check(c) for c in r["checks"]),
    )  # fmt: skip


def _check(r: Row) -> Check:
    return Check(
        against=tuple(r["against"]), kind=r["kind"], consistent=r["consistent"], note=r["note"]
    )


def _place(r: Row) -> Place:
    return Place(
        id=r["id"], span=(r["words_start"], r["words_end"]), name=r["name"], country=r["country"],
        lat=r["lat"], lon=r["lon"], geonames=r["geonames"], kind=r["kind"],
    )  # fmt: skip


def _time(r: Row) -> Time:
    return Time(
        id=r["id"], span=(r["words_start"], r["words_end"]), start=r["starts"], end=r["ends"],
        text=r["text"], relative=r["relative"],
    )  # fmt: skip


def _pair(r: Row) -> PairAnswer:
    return PairAnswer(
        id=r["id"], type=r["type"], mode=r["mode"], quad=r["quad"], status=r["status"],
        confidence=r["confidence"], event=r["event"],
    )  # fmt: skip


def _span(r: Row, name: str) -> Span | None:
    start, end = r[f"{name}_start"], r[f"{name}_end"]
    return None if start is None else (start, end)


def _spans(found: list[Row]) -> tuple[Span, ...]:
    return tuple((s["start"], s["end"]) for s in found)
