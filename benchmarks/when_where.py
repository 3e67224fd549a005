"""How often the events of our annotated stories have the day and the country that a reader gave them.

What ``score_stories.py`` leaves out: of the required events that were found, those with a noted date (in stories
whose day of publication is known, for readers took it from elsewhere where it is not) and those with a noted
country.

A date is right when it lies within the reader's days, or holds at least half of them and is at most twice as
long ("last week" where the reader ended the week on the day of publication; never a month for a day). Of what has
happened, neither side's days go on after the day of publication: "this year" is the year so far, as readers
wrote it. It is strictly right when it lies within the reader's days as both are written, and agrees when the
two overlap.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Json = dict[str, Any]
Days = tuple[str, str]
"""The first day and the day after the last."""
NEVER = "9999-12-31"


def when_where(stories: Sequence[Json], records: Mapping[str, Json]) -> dict[str, float]:
    """The figures by name, each with how many events it is of."""
    counts: Counter[str] = Counter()
    for story in stories:
        record = records.get(story["id"], {})
        for noted, event in found(story, record):
            counts.update(_of_date(noted, event, record))
            counts.update(_of_country(noted, event, record))
    dates, countries = counts["dates"], counts["countries"]
    return {
        "event's date right": counts["date right"] / max(dates, 1),
        "event's date strictly right": counts["date strictly right"] / max(dates, 1),
        "event's date right, where one is given": counts["date right"]
        / max(counts["date given"], 1),
        "event's date agrees": counts["date agrees"] / max(dates, 1),
        "events with a noted date": dates,
        "event's country right": counts["country right"] / max(countries, 1),
        "event's country right, where one is given": counts["country right"]
        / max(counts["country given"], 1),
        "events with a noted country": countries,
    }


def found(story: Json, record: Json) -> Iterator[tuple[Json, Json]]:
    """Each required event with the record's first one, not yet taken, of its type and place in the text."""
    left = list(record.get("events", []))
    for noted in story["events"]:
        if not noted["required"]:
            continue
        event = next(
            (e for e in left if e["type"] == noted["type"] and _met(story, noted, e)), None
        )
        if event is not None:
            left.remove(event)
            yield noted, event


def _met(story: Json, noted: Json, event: Json) -> bool:
    start, end = noted["trigger"]
    first, last = next((s for s in story["sentences"] if s[0] <= start < s[1]), (start, end))
    triggers = [event["trigger"], *(m["trigger"] for m in event["mentions"])]
    return any((a < end and start < b) or first <= a < last for a, b in triggers)


def _of_date(noted: Json, event: Json, record: Json) -> Iterator[str]:
    published = record["document"]["published"]
    if not noted["date"] or not published:
        return
    yield "dates"
    time = next((t for t in record["times"] if t["id"] == event["time"]), None)
    if time is None or time["start"] is None:
        return
    yield "date given"
    start, end = noted["date"].split("/")
    if not (time["start"] < end and start < time["end"]):
        return
    yield "date agrees"
    if start <= time["start"] and time["end"] <= end:
        yield "date strictly right"
    last = last_day(noted["status"], published)
    if date_right((time["start"], time["end"]), (start, end), last):
        yield "date right"


def date_right(ours: Days, noted: Days, last: str) -> bool:
    """Whether our days say when it was, as a reader noted it; what lies from ``last`` on counts for neither."""
    (start, end), (first, until) = (_cut(days, last) for days in (ours, noted))
    if first <= start and end <= until:
        return True
    both = _days(max(start, first), min(end, until))
    return 2 * both >= _days(first, until) and _days(start, end) <= 2 * _days(first, until)


def _cut(days: Days, last: str) -> Days:
    start, end = days
    return (start, min(end, last)) if start < last else days


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def last_day(status: Sequence[str], published: str) -> str:
    """The day from which on no event of this status can have been, as the story knows it."""
    if not {"happened", "ongoing"} & set(status):
        return NEVER
    return (date.fromisoformat(published[:10]) + timedelta(1)).isoformat()


def _of_country(noted: Json, event: Json, record: Json) -> Iterator[str]:
    if not noted["place"]:
        return
    yield "countries"
    place = next((p for p in record["places"] if p["id"] == event["place"]), None)
    if place is not None and place["country"]:
        yield "country given"
        if place["country"] == noted["place"]:
            yield "country right"
