"""What differs between a record and what a careful reader expects, one line a difference."""

from collections.abc import Callable, Iterator
from typing import Any

from golden_reading import Span, Story

from talion.record import Actor, Claim, Event, Link, Quantity, Record, Time
from talion.spans import overlap

Expected = dict[str, Any]


def differences(layer: str, story: Story, record: Record) -> list[str]:
    """The differences of one layer, in the order of what is expected."""
    return list(LAYERS[layer](story, record))


def _one_of(value: object, accepted: object) -> bool:
    return value in (accepted if isinstance(accepted, list) else [accepted])


def _field(name: str, field: str, found: object, wanted: object) -> Iterator[str]:
    if wanted != "?" and not _one_of(found, wanted):
        yield f"{name}: {field} is {found!r}, not {wanted!r}"


# -- actors


def actor_of(story: Story, record: Record, wanted: Expected) -> Actor | None:
    """The record's actor that shares most mentions with the expected one."""
    spans = [story.span(w) for w in wanted["mentions"]]
    shared = {a.id: sum(_names(a, s) for s in spans) for a in record.actors}
    best = max(record.actors, key=lambda a: shared[a.id], default=None)
    return best if best is not None and shared[best.id] else None


def _names(actor: Actor, span: Span) -> bool:
    """Whether a mention ends where the words end: their heads are the same."""
    return any(mention[1] == span[1] for mention in actor.mentions)


def _actors(story: Story, record: Record) -> Iterator[str]:
    for wanted in story.items("actors"):
        found = actor_of(story, record, wanted)
        if found is None:
            yield f"{wanted['id']}: missing"
            continue
        name = wanted["id"]
        names = wanted["name"] if isinstance(wanted["name"], list) else [wanted["name"]]
        if not any(_alike(found.name, one) for one in names):
            yield f"{name}: name is {found.name!r}, not {wanted['name']!r}"
        yield from _field(name, "kind", found.kind, wanted["kind"])
        yield from _field(name, "country", found.country or "", wanted.get("country", ""))
        yield from _field(name, "sector", found.sector, wanted["sector"])
        for words in wanted["mentions"]:
            if not _names(found, story.span(words)):
                yield f"{name}: lacks the mention {words!r}"
    for a, b in _merged(story, record):
        yield f"{a} and {b} are one actor"
    for words in story.expected.get("nobody", []):
        for actor in record.actors:
            if any(overlap(m, story.span(words)) for m in actor.mentions):
                yield f"{words!r} is taken for the actor {actor.name!r}"


def _alike(found: str, wanted: str) -> bool:
    a, b = found.casefold().removeprefix("the "), wanted.casefold().removeprefix("the ")
    return a in b or b in a


def _merged(story: Story, record: Record) -> Iterator[tuple[str, str]]:
    taken: dict[str, str] = {}
    for wanted in story.items("actors"):
        found = actor_of(story, record, wanted)
        if found is not None and found.id in taken:
            yield taken[found.id], wanted["id"]
        elif found is not None:
            taken[found.id] = wanted["id"]


# -- events


def event_of(story: Story, record: Record, wanted: Expected) -> Event | None:
    """The record's event that tells most of what the expected one does, one of its codes preferred."""
    spans = [story.span(w) for w in wanted["told"]]
    scores = {
        e.id: (
            sum(any(overlap(t, s) for t in tellings(e)) for s in spans),
            code(e) in wanted["code"],
        )
        for e in record.events
    }
    best = max(record.events, key=lambda e: scores[e.id], default=None)
    return best if best is not None and scores[best.id][0] else None


def tellings(event: Event) -> list[Span]:
    return [event.trigger, *(m.trigger for m in event.mentions)]


def code(event: Event) -> str:
    return f"{event.type}/{event.mode}" if event.mode else event.type


def _events(story: Story, record: Record) -> Iterator[str]:
    expected: set[str] = set()
    for wanted in story.items("events"):
        found = event_of(story, record, wanted)
        if found is None:
            if not wanted.get("optional"):
                yield f"{wanted['id']}: missing"
            continue
        if wanted.get("optional") and code(found) not in wanted["code"]:
            continue
        repeated = found.id in expected
        expected.add(found.id)
        if not repeated or not wanted.get("optional"):
            yield from _event(story, record, wanted, found)
    for event in record.events:
        if event.id not in expected:
            yield f"no such event: {code(event)} {record.words(event.trigger)!r}"


def _event(story: Story, record: Record, wanted: Expected, found: Event) -> Iterator[str]:
    name = wanted["id"]
    yield from _field(name, "code", code(found), wanted["code"])
    yield from _field(name, "status", found.status, wanted["status"])
    yield from _sides(story, record, wanted, found)
    for words in wanted["told"]:
        if not wanted.get("optional") and not any(
            overlap(t, story.span(words)) for t in tellings(found)
        ):
            yield f"{name}: lacks the telling {words!r}"
    if "time" in wanted:
        time = next((t for t in record.times if t.id == found.time), None)
        yield from _field(name, "time", interval(time), wanted["time"])
    if "place" in wanted:
        place = next((p.name for p in record.places if p.id == found.place), None)
        yield from _field(name, "place", place, wanted["place"])
    counted = [q.span for q in record.quantities if q.id in found.quantities]
    for words in wanted.get("quantities", []):
        if not any(overlap(s, story.span(words)) for s in counted):
            yield f"{name}: lacks the quantity {words!r}"


def interval(time: Time | None) -> str | None:
    return f"{time.start}/{time.end}" if time is not None and time.start else None


def _sides(story: Story, record: Record, wanted: Expected, found: Event) -> Iterator[str]:
    labels = {a["id"]: actor_of(story, record, a) for a in story.items("actors")}
    for side, ids in (("actors", found.actors), ("recipients", found.recipients)):
        for label in wanted[side]:
            actor = labels[label]
            if actor is None or actor.id not in ids:
                yield f"{wanted['id']}: {label} is not among the {side}, {_named(record, ids)}"
    for label, actor in labels.items():
        other = label not in wanted["actors"] and label not in wanted["recipients"]
        if actor is not None and other and wanted["actors"] and actor.id in found.actors:
            yield f"{wanted['id']}: {label} is among the actors"


def _named(record: Record, ids: tuple[str, ...]) -> str:
    return ", ".join(repr(record.actor(i).name) for i in ids) or "none"


# -- claims


def claim_of(story: Story, record: Record, words: str) -> Claim | None:
    """The claim whose words begin nearest to those expected, among those that hold them."""
    span = story.span(words)
    holding = [c for c in record.claims for s in c.content if overlap(s, span)]
    return min(
        holding,
        key=lambda c: min(abs(s[0] - span[0]) for s in c.content if overlap(s, span)),
        default=None,
    )


def _claims(story: Story, record: Record) -> Iterator[str]:
    expected: set[str] = set()
    for wanted in story.items("claims"):
        found = claim_of(story, record, wanted["content"])
        name = repr(wanted["content"])
        if found is not None and wanted["cue"] and not wanted.get("optional"):
            cue = story.span(wanted["cue"])
            if found.cue is None or not overlap(found.cue, cue):
                found = None
        if found is None:
            if not wanted.get("optional"):
                yield f"{name}: missing"
            continue
        expected.add(found.id)
        if not wanted.get("optional"):
            yield from _claim(story, record, wanted, found)
        for words in wanted.get("more", []):
            more = claim_of(story, record, words)
            if more is None or not _same_source(more, found):
                yield f"{name}: does not run on to {words!r}"
            else:
                expected.add(more.id)
    for claim in record.claims:
        if claim.id not in expected:
            yield f"no such claim: {record.words(claim.content[0])[:40]!r}"


def _same_source(a: Claim, b: Claim) -> bool:
    return a.source.span == b.source.span or (
        a.source.actor is not None and a.source.actor == b.source.actor
    )


def _claim(story: Story, record: Record, wanted: Expected, found: Claim) -> Iterator[str]:
    name = repr(wanted["content"])
    said = story.span(wanted["source"])
    if found.source.span is None or not overlap(found.source.span, said):
        words = found.source.span and record.words(found.source.span)
        yield f"{name}: the source is {words!r}, not {wanted['source']!r}"
    labels = {a["id"]: actor_of(story, record, a) for a in story.items("actors")}
    if "actor" in wanted:
        actor = labels[wanted["actor"]]
        if actor is None or actor.id != found.source.actor:
            who = found.source.actor and record.actor(found.source.actor).name
            yield f"{name}: the speaker is {who!r}, not {wanted['actor']}"
    yield from _field(name, "stance", found.stance, wanted["stance"])
    yield from _field(name, "quote", found.quote, wanted["quote"])
    yield from _field(name, "anonymous", found.source.anonymous, wanted.get("anonymous", False))
    for label in wanted.get("chain", []):
        actor = labels[label]
        if actor is None or actor.id not in found.chain:
            yield f"{name}: did not come through {label}"
    start = min(abs(s[0] - story.span(wanted["content"])[0]) for s in found.content)
    if start > 6:  # "that", a quotation mark
        yield f"{name}: the content begins {record.words(found.content[0])[:30]!r}"


# -- links


def _links(story: Story, record: Record) -> Iterator[str]:
    taken: set[str] = set()
    for wanted in story.items("links"):
        name = f"{wanted['antecedent']} -> {wanted['response']}"
        found = _link_of(story, record, wanted)
        if found is None:
            if not wanted.get("optional"):
                yield f"{name}: missing"
            continue
        taken.update(k.id for k in record.links if _joins(story, record, k, wanted))
        if wanted.get("optional"):
            continue
        yield from _field(name, "kind", found.kind, wanted["kind"])
        yield from _field(name, "status", found.status, wanted["status"])
        if wanted["cue"] and (
            found.cue is None or not overlap(found.cue, story.span(wanted["cue"]))
        ):
            yield f"{name}: the cue is {found.cue and record.words(found.cue)!r}"
        for words in wanted.get("claims", []):
            claim = claim_of(story, record, words)
            if claim is None or claim.id not in found.claims:
                yield f"{name}: the claim {words!r} is not counted for or against it"
    for link in record.links:
        if link.id not in taken and link.kind != "condition":
            ends = record.words(link.antecedent.span)[:40], record.words(link.response.span)[:40]
            yield f"no such link: {ends[0]!r} -> {ends[1]!r}"


def _link_of(story: Story, record: Record, wanted: Expected) -> Link | None:
    fitting = [k for k in record.links if _joins(story, record, k, wanted)]
    return next((k for k in fitting if _one_of(k.kind, wanted["kind"])), None) or next(
        iter(fitting), None
    )


def _joins(story: Story, record: Record, link: Link, wanted: Expected) -> bool:
    pairs = ((link.antecedent, "antecedent"), (link.response, "response"))
    return all(_is_end(story, record, end.event, end.span, wanted[key]) for end, key in pairs)


def _is_end(story: Story, record: Record, id: str | None, span: Span, wanted: str) -> bool:
    event = next((e for e in story.items("events") if e["id"] == wanted), None)
    if event is None:
        return overlap(span, story.span(wanted))
    found = event_of(story, record, event)
    if found is not None and id is not None:
        return found.id == id
    return any(overlap(span, story.span(w)) for w in event["told"])


# -- quantities, places, times


def _numbers(story: Story, record: Record) -> Iterator[str]:
    yield from _found(story, record, "quantities", list(record.quantities), _number)


def _number(story: Story, record: Record, wanted: Expected, found: Quantity) -> Iterator[str]:
    name = repr(wanted["words"])
    for field in ("value", "low", "high"):
        value = getattr(found, field)
        if field in wanted and (value is None or abs(value - wanted[field]) > 1e-4 * abs(value)):
            yield f"{name}: {field} is {value}, not {wanted[field]}"
    yield from _field(name, "modifier", found.modifier, wanted.get("modifier", "="))
    yield from _field(name, "unit", found.unit or "", wanted.get("unit", "?"))
    yield from _field(name, "statistic", found.statistic, wanted.get("statistic", False))
    words = {q.id: q.span for q in record.quantities}
    for check in wanted.get("checks", []):
        against = [story.span(w) for w in check["against"]]
        made = [
            c for q in record.quantities for c in q.checks
            if (q.id == found.id or found.id in c.against)
            and any(overlap(words[i], s) for i in (q.id, *c.against) for s in against)
        ]  # fmt: skip
        if not any(c.consistent == check["consistent"] for c in made):
            yield f"{name}: no check against {check['against']} says {check['consistent']}"


def _time(story: Story, record: Record, wanted: Expected, found: Time) -> Iterator[str]:
    yield from _field(repr(wanted["words"]), "time", interval(found), wanted.get("time"))


def _times(story: Story, record: Record) -> Iterator[str]:
    yield from _found(story, record, "times", list(record.times), _time)


def _found(
    story: Story,
    record: Record,
    layer: str,
    items: list[Any],
    compare: Callable[..., Iterator[str]],
) -> Iterator[str]:
    expected: set[str] = set()
    for wanted in story.items(layer):
        span = story.span(wanted["words"])
        found = next((i for i in items if overlap(i.span, span)), None)
        if found is None and not wanted.get("optional"):
            yield f"{wanted['words']!r}: missing"
        elif found is not None:
            expected.add(found.id)
            if not wanted.get("optional"):
                yield from compare(story, record, wanted, found)
    for item in items:
        if item.id not in expected:
            yield f"nothing is meant by {record.words(item.span)!r}"


def _places(story: Story, record: Record) -> Iterator[str]:
    """Places by their words: every time they stand for a place they mean the same one."""
    expected = {wanted["words"]: wanted for wanted in story.items("places")}
    seen = {record.words(p.span).removeprefix("The ") for p in record.places}
    for words, wanted in expected.items():
        if words not in seen and not wanted.get("optional"):
            yield f"{words!r}: missing"
    for place in record.places:
        words = record.words(place.span).removeprefix("The ")
        if words not in expected:
            yield f"no such place: {words!r}"
        elif not expected[words].get("optional"):
            yield from _field(
                repr(words), "country", place.country or "", expected[words]["country"]
            )
            yield from _field(repr(words), "kind", place.kind, expected[words]["kind"])


LAYERS: dict[str, Callable[[Story, Record], Iterator[str]]] = {
    "actors": _actors,
    "events": _events,
    "claims": _claims,
    "links": _links,
    "quantities": _numbers,
    "places": _places,
    "times": _times,
}
