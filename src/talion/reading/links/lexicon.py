"""The words of links, from ``reading/data/links.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talion.record import LinkKind


@dataclass(frozen=True, slots=True)
class Phrase:
    """A cue between two ends; ``weak`` ones also tell mere order in time."""

    words: tuple[str, ...]
    kind: LinkKind
    confidence: float
    weak: bool


@dataclass(frozen=True)
class LinkWords:
    """See the data file for what each list means; ``phrases`` by their first word, longest first."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    antecedent_subject: frozenset[str]
    response_subject: frozenset[str]
    kinds: Mapping[str, LinkKind]
    prepositions: Mapping[str, tuple[str, ...]]
    directed: Mapping[str, LinkKind]
    directed_prepositions: frozenset[str]
    answering: Mapping[str, LinkKind]
    anaphors: frozenset[str]
    coming: frozenset[str]
    motive: frozenset[str]
    spells: frozenset[str]
    plain: float
    least: Mapping[str, tuple[float, ...]]


@cache
def link_words() -> LinkWords:
    """The lists as shipped."""
    raw = tomllib.loads(files("talion.reading").joinpath("data/links.toml").read_text("utf-8"))
    phrases: dict[str, list[Phrase]] = {}
    for group in raw["phrases"]:
        for cue in group["cues"]:
            words = tuple(cue.split())
            phrase = Phrase(words, group["kind"], group["confidence"], group.get("weak", False))
            phrases.setdefault(words[0], []).append(phrase)
    verbs, directed = raw["verbs"], raw["directed"]
    return LinkWords(
        phrases={
            w: tuple(sorted(found, key=lambda p: -len(p.words))) for w, found in phrases.items()
        },
        antecedent_subject=frozenset(verbs["antecedent_subject"]),
        response_subject=frozenset(verbs["response_subject"]),
        kinds=verbs["kinds"],
        prepositions={verb: tuple(words) for verb, words in verbs["prepositions"].items()},
        directed=directed["types"],
        directed_prepositions=frozenset(directed["prepositions"]),
        answering=raw["answering"],
        anaphors=frozenset(raw["anaphors"]["nouns"]),
        coming=frozenset(raw["anaphors"]["verbs"]),
        motive=frozenset(raw["motive"]["words"]),
        spells=frozenset(raw["spells"]["nouns"]),
        plain=raw["causes"]["plain"],
        least={text: tuple(raw["causes"][text]) for text in ("full", "thin")},
    )
