"""Fits the weights of where events took place on the stories of the ``train`` part.

    python benchmarks/fit_where.py [--eval FOLDER] [--stories N] [--write]

Reads the places and actors of the stories (never of those that are held out), takes the events as their
first reader noted them and as Talion codes them, and fits a model that chooses one of the places, or none
(``talion.reading.events.where``). Right are those in the country that the reader gave the event. Events without
a noted place teach nothing: readers wrote one down only where they were sure. Needs scipy. Prints how often
the likeliest country is right, by threshold, cross-validated by story; ``--write`` puts the weights fitted on all
into the package.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from choices import Asked, Json, as_coded, drafted, finished, gather, options
from talion.coder import Reading
from talion.reading.events.draft import Draft
from talion.reading.events.where import Ground

TARGET = Path(__file__).parents[1] / "src/talion/reading/data/where.toml"
HEAD = """\
# Weights (log odds) of what speaks for a place's being where an event took place (see events/where.py).
# Origin: fitted by benchmarks/fit_where.py: a conditional logit over the places of annotated events and none.
# Licence: as Talion. Version: 4.
version = 4
"""
SEEN = 30  # rows that a feature must be found in
THRESHOLD = 0.0


def events_of(story: Json, reading: Reading) -> Iterator[Asked]:
    """The reader's events that have a place, as noted and as coded."""
    noted, parsed = story["events"], reading.parsed
    drafts = [drafted(each, parsed, reading.actors) for each in noted]
    yield from _asked(zip(noted, drafts, strict=True), drafts, reading)
    yield from _asked(as_coded(story, reading), reading.events.events, reading)


def _asked(
    pairs: Iterable[tuple[Json, Draft]], events: Sequence[Draft], reading: Reading
) -> Iterator[Asked]:
    """Those of some events of a story that have a noted place."""
    actors = {a.id: a for a in reading.actors}
    ground = Ground(reading.parsed, reading.record.places, actors, events)
    countries = [p.country for p in ground.candidates]
    for noted, draft in pairs:
        if noted["place"]:
            features = ground.features(draft)
            right = [c == noted["place"] for c in countries]
            yield Asked(features, countries, right, noted=True, teaches=True)


def main() -> None:
    """Fits, reports, writes."""
    chosen = options(__doc__)
    stories = gather(chosen.eval, chosen.stories, "place", events_of)
    text = finished(stories, HEAD, SEEN, THRESHOLD)
    if chosen.write:
        TARGET.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
