"""Fits the weights of when events took place on the stories of the ``train`` part.

    python benchmarks/fit_when.py [--eval FOLDER] [--stories N] [--write]

Reads the times of the stories (never of those that are held out), takes the events as their first reader
noted them and as Talion codes them, and fits a model that chooses one of the times about an event, or none
(``talion.reading.events.when``). Right are those that ``when_where.py`` counts as right. An event without a
noted date, in a story where the reader dated another, is of none of them; where one governs it by its syntax,
it teaches nothing, nor does a noted date that no time about it has. Stories whose day of publication stands only
in their id are read as published on it. Needs scipy. Prints how often the likeliest days are right, by threshold,
cross-validated by story; ``--write`` puts the weights fitted on all into the package.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from choices import Asked, Json, as_coded, drafted, finished, gather, options
from talion.coder import Reading
from talion.language.base import Parsed
from talion.reading.events.draft import Draft
from talion.reading.events.when import Calendar
from talion.reading.times import governing
from talion.record import Actor, Time
from when_where import NEVER, date_right, last_day

TARGET = Path(__file__).parents[1] / "src/talion/reading/data/when.toml"
HEAD = """\
# Weights (log odds) of what speaks for a time's being when an event took place (see events/when.py).
# Origin: fitted by benchmarks/fit_when.py: a conditional logit over the times of annotated events and none.
# Licence: as Talion. Version: 4.
version = 4
"""
SEEN = 20  # rows that a feature must be found in
THRESHOLD = -2.0
_PERIOD = re.compile(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d")


def events_of(story: Json, reading: Reading) -> Iterator[Asked]:
    """The reader's events, as noted and as coded, but for those without a date that a time governs."""
    noted, parsed, times = story["events"], reading.parsed, reading.record.times
    drafts = [timed(each, parsed, reading.actors, times) for each in noted]
    yield from _asked(zip(noted, drafts, strict=True), drafts, reading)
    yield from _asked(as_coded(story, reading), reading.events.events, reading)


def _asked(
    pairs: Iterable[tuple[Json, Draft]], events: Sequence[Draft], reading: Reading
) -> Iterator[Asked]:
    """Those of some events of a story that teach or answer when they were."""
    record = reading.record
    published = record.document.published
    calendar = Calendar(reading.parsed, record.times, published, reading.actors, events)
    for noted, event in pairs:
        days = _days(noted)
        if days or not any(t.time and t.time.start for t in event.tellings):
            moments = calendar.candidates(event)
            last = _last(noted, published)
            right = [days is not None and _right(m.time, days, last) for m in moments]
            yield Asked(
                [calendar.features(event, m) for m in moments],
                [m.days for m in moments],
                right,
                noted=days is not None,
                teaches=any(right) or days is None,
            )


def timed(noted: Json, parsed: Parsed, actors: Sequence[Actor], times: tuple[Time, ...]) -> Draft:
    """An event as the reader noted it, each telling with the time that governs it."""

    def with_time(draft: Draft) -> Draft:
        return replace(draft, time=governing(parsed, draft.candidate.head, times))

    event = drafted(noted, parsed, actors)
    return replace(with_time(event), also=tuple(map(with_time, event.also)))


def _days(noted: Json) -> tuple[str, str] | None:
    """First day and the day after the last that a reader noted."""
    if not noted["date"] or not _PERIOD.fullmatch(noted["date"]):
        return None
    start, _, end = noted["date"].partition("/")
    return start, end


def _last(noted: Json, published: str | None) -> str:
    return last_day([noted["status"]], published) if published else NEVER


def _right(time: Time, days: tuple[str, str], last: str) -> bool:
    return bool(time.start and time.end and date_right((time.start, time.end), days, last))


def main() -> None:
    """Fits, reports, writes."""
    chosen = options(__doc__)
    stories = gather(chosen.eval, chosen.stories, "date", events_of)
    text = finished(stories, HEAD, SEEN, THRESHOLD)
    if chosen.write:
        TARGET.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
