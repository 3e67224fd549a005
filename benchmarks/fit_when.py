"""Fits the weights of when events took place on the stories of the ``train`` part.

    python benchmarks/fit_when.py [--eval FOLDER] [--stories N] [--write]

Reads the times of the stories (never of those that are held out), takes the events as their first reader
noted them, and fits a logistic model of a time's lying within the days that the reader gave the event
(``talion.reading.events.when``). An event without a noted date, in a story where the reader dated another, is of
none of the times about it; where one governs it by its syntax, it teaches nothing. Stories whose day of
publication stands only in their id are read as published on it. Prints how often the likeliest time is
right, by threshold, cross-validated by story; ``--write`` puts the weights fitted on all into the package.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parent))
from fit_roles import train_stories
from fit_where import Event, Json, drafted, finished, options
from talion.coder import Coder
from talion.intake import Loaded
from talion.language.base import Parsed
from talion.reading.events.draft import Draft
from talion.reading.events.when import Calendar
from talion.reading.times import governing
from talion.record import Actor, Record, Time

TARGET = Path(__file__).parents[1] / "src/talion/reading/data/when.toml"
HEAD = """\
# Weights (log odds) of what speaks for a time's being when an event took place (see events/when.py).
# Origin: fitted by benchmarks/fit_when.py: a logistic regression on the times of annotated stories.
# Licence: as Talion. Version: 1.
version = 1
"""
SEEN = 20  # rows that a feature must be found in
THRESHOLD = -1.0
_PERIOD = re.compile(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d")
_DAY_IN_ID = re.compile(r"_(\d{4}-\d\d-\d\d)_")


def gather(folder: Path, most: int | None) -> list[list[Event]]:
    """For each story its events: the features of their candidates, and which lie within the noted days."""
    coder = Coder.load(fast=True, threads=2)
    out: list[list[Event]] = []
    for story, document in train_stories(folder, most):
        if any(map(_days, story["events"])):
            read = coder.read(published(document))
            out.append(list(events_of(story, read.parsed, read.record)))
            if len(out) % 50 == 0:
                print(f"{len(out)} stories with dates", file=sys.stderr, flush=True)
    return out


def published(loaded: Loaded) -> Loaded:
    """The document with the day of its id, where it says no other."""
    document = loaded.document
    day = _DAY_IN_ID.search(document.id)
    if document.published or day is None:
        return loaded
    return replace(loaded, document=msgspec.structs.replace(document, published=day[1]))


def events_of(story: Json, parsed: Parsed, record: Record) -> Iterator[Event]:
    """The reader's events, but for those without a date that a time governs."""
    calendar = Calendar(parsed, record.times, record.document.published)
    for noted in story["events"]:
        if not parsed.tokens:
            return
        days = _days(noted)
        event = timed(noted, parsed, record.actors, record.times)
        if days or not any(t.time and t.time.start for t in event.tellings):
            moments = calendar.candidates(event)
            right = [days is not None and _within(m.time, days) for m in moments]
            yield [calendar.features(event, m) for m in moments], right


def timed(noted: Json, parsed: Parsed, actors: Sequence[Actor], times: tuple[Time, ...]) -> Draft:
    """An event as the reader noted it, each telling with the time that governs it."""

    def with_time(draft: Draft) -> Draft:
        time = governing(parsed, draft.candidate.head, times)
        return replace(draft, status=noted["status"], time=time)

    event = drafted(noted, parsed, actors)
    return replace(with_time(event), also=tuple(map(with_time, event.also)))


def _days(noted: Json) -> tuple[str, str] | None:
    """First day and the day after the last that a reader noted."""
    if not noted["date"] or not _PERIOD.fullmatch(noted["date"]):
        return None
    start, _, end = noted["date"].partition("/")
    return start, end


def _within(time: Time, days: tuple[str, str]) -> bool:
    return bool(time.start and time.end and days[0] <= time.start and time.end <= days[1])


def main() -> None:
    """Fits, reports, writes."""
    chosen = options(__doc__)
    stories = gather(chosen.eval, chosen.stories)
    text = finished(stories, HEAD, SEEN, THRESHOLD)
    if chosen.write:
        TARGET.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
