"""How sure a link is: one small logistic model over what speaks for it, fitted on annotated stories.

Its words and numbers lie in ``reading/data/linking.toml``; ``benchmarks/fit_links.py`` writes the numbers.
"""

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from talion.language.base import Parsed
from talion.models.tags import TriggerTag
from talion.record import Event, Link, LinkEnd
from talion.spans import Span, overlap

_CERTAIN = 0.98  # log odds of more are cut: the last percents of a network say little


@dataclass(frozen=True)
class LinkWeights:
    """Weights in log odds; a link under ``threshold`` is left out of a text of more than ``short`` sentences.

    ``cues`` are classes of cues by word, ``against`` words between two ends that speak against a tie.
    """

    cues: Mapping[str, str]
    against: frozenset[str]
    short: int
    threshold: float
    weights: Mapping[str, float]

    def confidence(self, features: Mapping[str, float]) -> float:
        """How likely readers of the whole story see a link with these features too."""
        odds = sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1.0 / (1.0 + math.exp(-odds))


@cache
def shipped_link_weights() -> LinkWeights:
    """The weights as shipped."""
    raw = tomllib.loads(files("talion.reading").joinpath("data/linking.toml").read_text("utf-8"))
    cues = {cue: name for name, found in raw["cues"].items() for cue in found}
    return LinkWeights(
        cues, frozenset(raw["against"]["words"]), raw["short"], raw["threshold"], raw["weights"]
    )


@dataclass(frozen=True, slots=True)
class Story:
    """What a link is weighed in: the parse, the events by id, and the words that the tagger takes for events."""

    parsed: Parsed
    events: Mapping[str, Event]
    triggers: Sequence[TriggerTag]

    def told_in(self, span: Span) -> str:
        """The type that the tagger's surest word of a span tells; none is ``""``."""
        inside = [t for t in self.triggers if overlap(t.span, span)]
        surest = max(inside, key=lambda t: t.confidence, default=None)
        return surest.type if surest is not None else ""


def weighed(links: Sequence[Link], story: Story, words: LinkWeights) -> tuple[Link, ...]:
    """The links with how sure they are, numbered anew; those that hardly any reader sees are left out."""
    sure = [(link, words.confidence(features(link, story, words))) for link in links]
    if len(story.parsed.sentences) > words.short:
        sure = [(k, p) for k, p in sure if p >= words.threshold and not _retold(k, story)]
    return tuple(
        msgspec.structs.replace(link, id=f"l{n}", confidence=round(confidence, 3))
        for n, (link, confidence) in enumerate(sure, 1)
    )


def _retold(link: Link, story: Story) -> bool:
    """Whether an end that is no event has only words that tell the other's ("threatened to")."""
    ends = link.antecedent, link.response
    return any(
        words.event is None
        and any(a <= words.span[0] and words.span[1] <= b for a, b in _tellings(other, story))
        for words, other in (ends, ends[::-1])
    )


def _tellings(end: LinkEnd, story: Story) -> list[Span]:
    """The words that tell an end's event; none where it is no event."""
    event = story.events.get(end.event or "")
    return [event.trigger, *(m.trigger for m in event.mentions)] if event is not None else []


def features(link: Link, story: Story, words: LinkWeights) -> dict[str, float]:
    """What speaks for a link and against it; ``link`` has the confidence of the tie that made it."""
    antecedent, response = link.antecedent, link.response
    ends = (story.events.get(e.event or "") for e in (antecedent, response))
    known = [event for event in ends if event is not None]
    tied = {f"events_{len(known)}": 1.0, f"kind_{link.kind}": 1.0, "odds": _odds(link.confidence)}
    if link.kind == "cause":
        tied["odds_cause"] = tied["odds"]
    cue = story.parsed.words(link.cue).lower() if link.cue else ""
    tied[f"cue_{_cue_class(cue, words)}"] = 1.0
    return {
        "bias": 1.0,
        **tied,
        **_side("A", antecedent, story),
        **_side("R", response, story),
        **(_both(*known) if len(known) == 2 else {}),
        **_between(antecedent.span, response.span, story.parsed, words),
        **_telling(response.span, story),
        "claimed": float(link.status == "claimed"),
        "disputed": float(link.status == "disputed"),
    }


def _cue_class(cue: str, words: LinkWeights) -> str:
    if not cue:
        return "none"
    last = cue.split()[-1]
    found = words.cues.get(" ".join(cue.split())) or words.cues.get(last)
    return found or ("doing" if last.endswith("ing") else "other")


def _side(side: str, end: LinkEnd, story: Story) -> dict[str, float]:
    """What an end is: its words, and its event, or how likely the words tell one."""
    said = story.parsed.words(end.span).split()
    found = {
        f"{side}_words": math.log(1 + len(said)),
        f"{side}_to": float(said[:1] == ["to"]),
    }
    event = story.events.get(end.event or "")
    if event is None:
        return found | {f"{side}_act": _act(end.span, story.triggers)}
    own = any(overlap(t, end.span) for t in _tellings(end, story))
    return found | {
        f"{side}_{event.type}": 1.0,
        f"{side}_{event.status}": 1.0,
        f"{side}_own": float(own),
        f"{side}_told": math.log(1 + len(event.mentions)),
        f"{side}_sure": _odds(event.confidence),
    }


def _act(span: Span, triggers: Sequence[TriggerTag]) -> float:
    """How likely words tell an event that was not coded, 0 to 1."""
    return max((t.confidence for t in triggers if overlap(t.span, span)), default=0.0)


def _both(antecedent: Event, response: Event) -> dict[str, float]:
    """How the parties of two acts stand to each other."""
    done, did = set(antecedent.actors), set(response.actors)
    suffered, meant = set(antecedent.recipients), set(response.recipients)
    return {
        "same_type": float(antecedent.type == response.type),
        "same_actor": float(bool(done & did)),
        "at_the_actor": float(bool(done & meant)),
        "by_the_recipient": float(bool(suffered & did)),
        f"{antecedent.quad}_{response.quad}": 1.0,
    }


def _between(first: Span, second: Span, parsed: Parsed, words: LinkWeights) -> dict[str, float]:
    """How the words of the ends stand to each other."""
    low, high = sorted((first, second))
    between = re.findall(r"\w+", parsed.text[low[1] : high[0]].lower())
    opening = parsed.words(first).lower().split()[:1]
    return {
        "gap": math.log(1 + len(between)),
        "antecedent_first": float(first < second),
        "against": float(not words.against.isdisjoint((*between, *opening))),
        "same_sentence": float(parsed.sentence_at(first[0]) == parsed.sentence_at(second[0])),
    }


def _telling(at: Span, story: Story) -> dict[str, float]:
    """What kind of story it is, and where in it the response stands."""
    sentences = len(story.parsed.sentences)
    sentence = story.parsed.sentence_at(at[0])
    number = sentence.i if sentence is not None else sentences
    return {
        "position": number / max(sentences, 1),
        "lead": float(number <= 1),
        "long": math.log(1 + sentences),
        "density": math.log((1 + len(story.events)) / (1 + sentences)),
    }


def _odds(p: float) -> float:
    p = min(max(p, 1 - _CERTAIN), _CERTAIN)
    return math.log(p / (1 - p))
