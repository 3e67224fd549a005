"""The Arrow schema of each table, as ``migrations`` makes it: what is written, and in which order."""

from __future__ import annotations

import pyarrow as pa

_TEXT, _COUNT, _KEY, _NUMBER = pa.string(), pa.int32(), pa.int64(), pa.float64()
_YES, _DAY, _WHEN = pa.bool_(), pa.date32(), pa.timestamp("us")
_TEXTS = pa.list_(_TEXT)
_SPAN = [("start", _COUNT), ("end", _COUNT)]
_SPANS = pa.list_(pa.struct(_SPAN))
_TELLINGS = pa.list_(pa.struct([("sentence", _COUNT), *_SPAN]))
_CHECKS = pa.list_(
    pa.struct([("against", _TEXTS), ("kind", _TEXT), ("consistent", _YES), ("note", _TEXT)])
)


def _names(names: str, type: pa.DataType) -> list[tuple[str, pa.DataType]]:
    return [(name, type) for name in names.split()]


_ROW = [("doc", _KEY), ("document", _TEXT), ("n", _COUNT), ("id", _TEXT)]

DOCUMENTS = pa.schema([
    ("doc", _KEY), ("id", _TEXT), ("version", _COUNT), ("title", _TEXT), ("published", _TEXT),
    ("published_day", _DAY), *_names("publisher url language text sha256", _TEXT),
    ("sentences", _SPANS), *_names("events claims links", _COUNT),
    *_names("document_digest record_digest", _TEXT), ("added", _WHEN), ("talion", _TEXT),
])  # fmt: skip

ACTORS = pa.schema([*_ROW, *_names("name kind country sector", _TEXT), ("mentions", _SPANS)])

EVENTS = pa.schema([
    ("event", _KEY), *_ROW, ("published", _TEXT), ("publisher", _TEXT), ("day", _DAY),
    ("dated", _YES), ("type", _TEXT), ("mode", _TEXT), ("contexts", _TEXTS), ("cameo", _TEXT),
    ("quad", _TEXT), ("goldstein", _NUMBER), ("status", _TEXT),
    *_names("actors actor_names actor_countries actor_sectors", _TEXTS),
    *_names("recipients recipient_names recipient_countries recipient_sectors", _TEXTS),
    ("time", _TEXT), ("time_text", _TEXT), ("time_start", _DAY), ("time_end", _DAY),
    *_names("place place_name place_country", _TEXT), *_names("place_lat place_lon", _NUMBER),
    ("quantities", _TEXTS), ("trigger", _TEXT),
    *_names("trigger_start trigger_end sentence sentence_start sentence_end", _COUNT),
    ("claims", _TEXTS), ("mentions", _TELLINGS), ("confidence", _NUMBER),
])  # fmt: skip

DYADS = pa.schema([
    ("event", _KEY), ("doc", _KEY), ("day", _DAY), ("dated", _YES),
    *_names("type mode quad", _TEXT), ("goldstein", _NUMBER), ("status", _TEXT),
    *_names("actor actor_country actor_sector", _TEXT),
    *_names("recipient recipient_country recipient_sector", _TEXT),
    *_names("place_name place_country publisher document", _TEXT), ("confidence", _NUMBER),
])  # fmt: skip

CLAIMS = pa.schema([
    *_ROW, ("published", _TEXT), ("published_day", _DAY), ("publisher", _TEXT),
    *_names("source source_name source_country source_sector", _TEXT), ("anonymous", _YES),
    ("source_words", _TEXT), *_names("source_start source_end", _COUNT),
    ("cue", _TEXT), *_names("cue_start cue_end", _COUNT),
    ("content", _TEXTS), ("content_spans", _SPANS), *_names("quote stance", _TEXT),
    *_names("about chain chain_names", _TEXTS),
])  # fmt: skip

LINKS = pa.schema([
    *_ROW, ("published", _TEXT), ("publisher", _TEXT), ("day", _DAY), *_names("kind status", _TEXT),
    ("antecedent", _TEXT), ("antecedent_event", _KEY), ("antecedent_words", _TEXT),
    *_names("antecedent_start antecedent_end", _COUNT),
    ("response", _TEXT), ("response_event", _KEY), ("response_words", _TEXT),
    *_names("response_start response_end", _COUNT),
    ("cue", _TEXT), *_names("cue_start cue_end", _COUNT), ("claims", _TEXTS),
    ("confidence", _NUMBER),
])  # fmt: skip

QUANTITIES = pa.schema([
    *_ROW, ("words", _TEXT), *_names("words_start words_end", _COUNT),
    *_names("value low high", _NUMBER), *_names("modifier unit kind of", _TEXT),
    *_names("of_start of_end", _COUNT), ("statistic", _YES), ("checks", _CHECKS),
])  # fmt: skip

PLACES = pa.schema([
    *_ROW, ("words", _TEXT), *_names("words_start words_end", _COUNT),
    *_names("name country", _TEXT), *_names("lat lon", _NUMBER), ("geonames", _KEY),
    ("kind", _TEXT),
])  # fmt: skip

TIMES = pa.schema([
    *_ROW, *_names("words_start words_end", _COUNT), *_names("text starts ends", _TEXT),
    ("start_day", _DAY), ("end_day", _DAY), ("relative", _YES),
])  # fmt: skip

PAIRS = pa.schema([
    *_ROW, *_names("type mode quad status", _TEXT), ("confidence", _NUMBER), ("event", _TEXT),
])  # fmt: skip

TRIGRAMS = pa.schema([("doc", _KEY), *((f"b{n}", _KEY) for n in range(32))])

HISTORY = pa.schema([
    ("document", _TEXT), ("version", _COUNT), ("added", _WHEN), ("replaced", _WHEN),
    *_names("talion record", _TEXT),
])  # fmt: skip

FAILURES = pa.schema([*_names("document kind message", _TEXT), ("failed", _WHEN)])

TABLES: dict[str, pa.Schema] = {
    "documents": DOCUMENTS,
    "actors": ACTORS,
    "events": EVENTS,
    "dyads": DYADS,
    "claims": CLAIMS,
    "links": LINKS,
    "quantities": QUANTITIES,
    "places": PLACES,
    "times": TIMES,
    "pairs": PAIRS,
    "trigrams": TRIGRAMS,
}
"""What a document's rows are in: all of them have ``doc``."""

EVENT_KEYS = ("event", "antecedent_event", "response_event")
"""The columns that hold an event's key, where they hold whole numbers."""
